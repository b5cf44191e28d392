"""What a station's page says of its stars."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from stations.db.base import Database
from stations.registry.model import Station, star_words
from stations.stars import award_store, earlier_award_store
from stations.stars.model import Award

OVER = "已过期，等复核"
FROM_LIST = "来自主管单位的名单，没有在这里评定过"


@dataclass(frozen=True, slots=True, kw_only=True)
class StarChange:
    """One change of the stars: what, on which day, by which rules."""

    words: str
    on: str
    note: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Stars:
    """The stars of a station: how they stand, and how they came."""

    standing: str
    lines: tuple[StarChange, ...]
    certificate: bool
    """Whether there is a sheet to print."""


def shown(db: Database, station: Station, *, today: date) -> Stars | None:
    """The stars of a station; None where it never had any."""
    awards = all_awards(db, station.id)
    if not awards and station.star is None:
        return None
    held = present(awards, station, today=today)
    return Stars(
        standing=_standing(awards, station, today=today),
        lines=_lines(awards, station),
        certificate=held is not None and held.number > 0,
    )


def all_awards(db: Database, station_id: str) -> list[Award]:
    """All stars of a station, the newest first; last what it had before it was reviewed here."""
    earlier = earlier_award_store.of(db, station_id)
    return [*award_store.history(db, station_id), *([earlier] if earlier else ())]


def present(awards: list[Award], station: Station, *, today: date) -> Award | None:
    """The award that a station holds and whose term runs; None else."""
    last = awards[0] if awards else None
    if last is None or station.star is None or last.until is None or last.until < today:
        return None
    return last if station.star.level == last.stars else None


def _standing(awards: list[Award], station: Station, *, today: date) -> str:
    star = station.star
    if star is None:
        return "现在没有星级。"
    last = awards[0] if awards else None
    if last is None or last.until is None or last.stars != star.level:
        return f"{star.words}，{FROM_LIST}。"
    if last.until < today:
        return f"{star.words}，有效期到 {last.until} 为止，{OVER}。"
    return f"{star.words}，有效期到 {last.until}。"


def _lines(awards: list[Award], station: Station) -> tuple[StarChange, ...]:
    lines = []
    star, last = station.star, awards[0] if awards else None
    if star is not None and (last is None or last.stars != star.level):
        on = star.on.isoformat() if star.on else ""
        lines.append(StarChange(words=star.words, on=on, note=star.basis or FROM_LIST))
    for one in awards:
        if not one.stars:
            lines.append(StarChange(words="撤销", on=one.on.isoformat(), note=one.basis))
            continue
        note = f"{one.basis}，有效期到 {one.until}"
        lines.append(StarChange(words=star_words(one.stars), on=one.on.isoformat(), note=note))
    return tuple(lines)
