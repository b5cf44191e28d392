"""Who changed past days of a station after the fact, and what that does to its open days.

The history of a station tells it: each change is applied backwards, and the open days up to the
day before the change are counted by the record before it and after it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any

from stations.db.base import Database, Row
from stations.errors import Invalid
from stations.moments import STATION_TIME, china_day
from stations.registry import fields
from stations.registry.model import Lifecycle, Station
from stations.registry.stored import history_store
from stations.remarks import Remark
from stations.subsidies import days_open
from stations.subsidies.rules import Basis, Counted, SubsidyRule

_KEYS = ("opened_on", "closes_on", "closures", "periods", "lifecycle", "since", "until")
_AT_ONCE = 500
_DAY = timedelta(days=1)

Told = Mapping[str, Sequence[Row]]
"""By station the rows of its history that touch its days, the newest first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Late:
    on: date
    by: str
    days: int | None
    """How many more days count as open; None where one of both records does not tell."""


def told(db: Database, stations: Iterable[Station], *, year: int) -> Told:
    """What the history says of these stations since the year before; older changes were seen."""
    since = datetime(year - 1, 1, 1, tzinfo=STATION_TIME)
    found: dict[str, Sequence[Row]] = {}
    ids = list(dict.fromkeys(one.id for one in stations))
    for n in range(0, len(ids), _AT_ONCE):
        found |= history_store.touching(db, ids[n : n + _AT_ONCE], _KEYS, since=since)
    return found


def remarks(
    station: Station, rule: SubsidyRule, history: Sequence[Row], *, year: int
) -> tuple[Remark, ...]:
    """What was changed after the fact of what this rule looks at, the newest first."""
    if rule.basis is Basis.AWARD:
        return ()
    return tuple(_remark(one) for one in _late(station, rule, history, year=year))


def _remark(one: _Late) -> Remark:
    on = one.on.isoformat()
    if one.days is None:
        return Remark("late.dates", day=on, by=one.by)
    if one.days > 0:
        return Remark("late.more", day=on, by=one.by, days=one.days)
    return Remark("late.fewer", day=on, by=one.by, days=-one.days)


def _late(
    station: Station, rule: SubsidyRule, history: Sequence[Row], *, year: int
) -> Iterator[_Late]:
    after = station
    for row in history:
        on = china_day(datetime.fromisoformat(row["at"]))
        before = _before(after, row["changes"])
        if before is None:
            yield _Late(on=on, by=row["by"], days=None)
            return
        # A day of opening that nobody knew is asked for, and noted late by nature.
        if before.opened_on is not None:
            yield from _differing(before, after, rule, row=row, on=on, year=year)
        after = before


def _differing(
    before: Station, after: Station, rule: SubsidyRule, *, row: Row, on: date, year: int
) -> Iterator[_Late]:
    if rule.basis is Basis.OPENED:
        if before.opened_on != after.opened_on:
            yield _Late(on=on, by=row["by"], days=None)
        return
    last = min(on - _DAY, date(year, 12, 31))
    old, new = (_counted(one, rule, year=year, last=last) for one in (before, after))
    if old != new:
        days = None if old is None or new is None else new - old
        yield _Late(on=on, by=row["by"], days=days)


def _counted(station: Station, rule: SubsidyRule, *, year: int, last: date) -> int | None:
    """On how many days up to the last one it was open; None where the record does not tell."""
    first = station.opened_on
    if first is None:
        return None
    if rule.counted is Counted.IN_YEAR:
        first = max(first, date(year, 1, 1))
    try:
        return days_open.open_days(first, last, without=days_open.shut(station))
    except Invalid:
        return None


def _before(after: Station, changes: Mapping[str, Sequence[str]]) -> Station | None:
    """The days of a station before a change; None where they can't be read any more."""
    try:
        old = {key: _read(key, changes[key][0]) for key in _KEYS if key in changes}
        life = after.lifecycle
        life = Lifecycle(
            phase=old.get("lifecycle", life.phase),
            since=old.get("since", life.since),
            until=old.get("until", life.until),
        )
    except (Invalid, ValueError):
        return None
    kept = {key: old[key] for key in ("opened_on", "closes_on", "closures", "periods")
            if key in old}  # fmt: skip
    return replace(after, lifecycle=life, **kept)


def _read(key: str, text: str) -> Any:
    codec = fields.BY_KEY[key].codec
    return codec.read(text) if text else codec.empty
