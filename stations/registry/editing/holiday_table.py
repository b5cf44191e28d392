"""Days off taken into the table of this installation, as they were announced."""

from __future__ import annotations

from collections.abc import Sequence

from stations.audit import log
from stations.audit.model import Act
from stations.db.base import Database
from stations.hours.osm.calendar import DayKind, SpecialDay
from stations.hours.osm.holiday_notice import HolidayNotice
from stations.registry.stored import holiday_store

TAKEN_IN = "holidays_taken_in"
"""What is logged."""


def take_table(db: Database, days: Sequence[SpecialDay], *, act: Act) -> None:
    """Puts a table in the place of the years that it speaks of."""
    with db.writing() as tx:
        holiday_store.replace(tx, days)
        for year in sorted({special.day.year for special in days}):
            log.append(tx, act=act, subject=_subject(year), area="", body=_body(days, year))


def take_notice(db: Database, notice: HolidayNotice, *, act: Act) -> None:
    """Puts a notice in the place of its year; of the years beside it all other days stay."""
    with db.writing() as tx:
        beside = {special.day.year for special in notice.days} - {notice.year}
        named = {special.day for special in notice.days}
        known = holiday_store.calendar(tx).days
        kept = [one for one in known if one.day.year in beside and one.day not in named]
        holiday_store.replace(tx, [*kept, *notice.days])
        body = _body(notice.days, notice.year)
        log.append(tx, act=act, subject=_subject(notice.year), area="", body=body)


def _body(days: Sequence[SpecialDay], year: int) -> dict[str, list[str]]:
    of_year = [special for special in days if special.day.year == year]
    return {
        kind.value: [special.day.isoformat() for special in of_year if special.kind is kind]
        for kind in DayKind
    }


def _subject(year: int) -> str:
    return f"holidays:{year}"
