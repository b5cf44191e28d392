"""What took place in an area: sessions, people, supplies, sign-ups and what was given away."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import NamedTuple

from stations.activities import held_store
from stations.activities import model as activities
from stations.db.base import Database, Row
from stations.figures.periods import Period
from stations.figures.span_counts import day_of, place, summed
from stations.giveaways import handed_store
from stations.registry.scoping import Reach
from stations.signups import seat_count_store

Parts = tuple[tuple[str, int, int], ...]
"""A name, its number in the last half of the periods, and its number in the first half."""
_UNKNOWN = "其他"


class TookPlace(NamedTuple):
    """The figures of each period by their keys, and sessions and supplies by kind."""

    values: dict[str, list[int]]
    parts: dict[str, Parts]
    noted_only: tuple[int, int]
    """Sessions of the last half of the periods whose people only the door has noted, and these
    people."""


def over(db: Database, reach: Reach, *, periods: Sequence[Period], today: date) -> TookPlace:
    """What took place, up to today."""
    since = periods[0].begins
    until = min(periods[-1].ends, Period(first=today, last=today).ends)
    held = held_store.held(db, reach, since=since, until=until)
    given = held_store.given_out(db, reach, since=since, until=until)
    seats = seat_count_store.seats(db, reach, since=since, until=until)
    handed = handed_store.handed(db, reach, since=since, until=until)

    def told(rows: Iterable[Row], moment: str, number: str = "") -> list[int]:
        days = ((day_of(row[moment]), int(row[number] or 0) if number else 1) for row in rows)
        return summed(periods, days)

    values = {
        "sessions": told(held, "starts_at"),
        "people": told(held, "starts_at", "people"),
        "signups": told(seats, "starts_at", "n"),
        "supplies": told(given, "starts_at", "n"),
        "things": told(handed, "given_at", "n"),
        "takers": told(handed, "given_at"),
    }
    kinds = [(row["kind"], day_of(row["starts_at"]), 1) for row in held]
    supplies = [(row["supply"], day_of(row["starts_at"]), int(row["n"])) for row in given]
    words = {key: term.zh for key, term in activities.kinds().terms.items()}
    parts = {
        "sessions": _parts(kinds, words, periods),
        "supplies": _parts(supplies, activities.supplies(), periods),
    }
    return TookPlace(values, parts, _noted_only(held, seats, periods))


def _noted_only(
    held: Iterable[Row], seats: Iterable[Row], periods: Sequence[Period]
) -> tuple[int, int]:
    written = {row["id"] for row in held if row["people"] is not None}
    now = [
        int(row["came"])
        for row in seats
        if row["came"] and row["id"] not in written
        and (place(periods, day_of(row["starts_at"])) or 0) >= len(periods) // 2
    ]  # fmt: skip
    return len(now), sum(now)


def _parts(
    found: Iterable[tuple[str, date, int]], words: Mapping[str, str], periods: Sequence[Period]
) -> Parts:
    """Numbers by their keys, in the order of the words; keys that are no more come last."""
    now, before = Counter[str](), Counter[str]()
    for key, day, n in found:
        where = place(periods, day)
        if where is not None:
            (now if where >= len(periods) // 2 else before)[words.get(key, _UNKNOWN)] += n
    named = dict.fromkeys((*words.values(), _UNKNOWN))
    return tuple((word, now[word], before[word]) for word in named if now[word] or before[word])
