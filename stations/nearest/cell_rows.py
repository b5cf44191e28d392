"""Rows of the file of one cell."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from itertools import pairwise
from typing import Any

import orjson

from stations.hours.osm.calendar import Calendar
from stations.nearest.snapshot import Snapshot
from stations.nearest.timetables import pieces
from stations.registry import availability, openness, vocabulary
from stations.registry.model import Closure
from stations.registry.openness import OwnHours
from stations.registry.public_row import KEPT
from stations.registry.public_row import notes as notes_of
from stations.registry.states import PHASE_WORDS
from stations.registry.wishes import THINGS

EPOCH = date(1970, 1, 1).toordinal()
"""Days are told as numbers of days since this one."""
UNITS = 10_000_000
"""Degrees are told in ten-millionths, a centimetre: as exactly as the server searches."""

_PHASES = {phase: number for number, phase in enumerate(PHASE_WORDS)}
_LISTS = frozenset(("ids", "names", "lat", "lon"))

Pattern = tuple[int, ...]
"""The parts of a day that are not closed: start and end in minutes, 1 open or 2 not known."""


class Patterns:
    """The days of each expression from `first` on; worked out once for as long as they are told."""

    def __init__(self, first: date, *, days: int, calendar: Calendar) -> None:
        self.first, self.calendar = first, calendar
        self._days = [first + timedelta(days=n) for n in range(days)]
        self._known: dict[tuple[str, str], tuple[Pattern, ...]] = {}

    def of(self, hours: str, city: str) -> tuple[Pattern, ...]:
        """One pattern for each day, by the true calendar."""
        known = self._known.get((hours, city))
        if known is None:
            known = tuple(pieces(hours, city, day, self.calendar) for day in self._days)
            self._known[hours, city] = known
        return known

    @property
    def days(self) -> int:
        return len(self._days)


def document(kept: Snapshot, rows: Sequence[int], *, patterns: Patterns) -> dict[str, Any]:
    """The columns of a cell; one whose values are all the same is that value (docs/api.md)."""
    told = [orjson.loads(kept.table.fragment(row)) for row in rows]
    column = {name: values[list(rows)].tolist() for name, values in kept.table.columns.items()}
    mine = [openness.from_text(kept.table.openings[n]) for n in column["opening"]]
    weeks, hosts = _Weeks(patterns), vocabulary.hosts()
    pauses: dict[tuple[Closure, ...], int] = {}
    owns: dict[tuple[tuple[OwnHours, ...], str], int] = {}
    full = {
        "ids": [one["id"] for one in told],
        "names": [one["name"] for one in told],
        "lat": _steps(column["lat"]),
        "lon": _steps(column["lon"]),
        "has": [has & THINGS for has in column["amenities"]],
        "broken": [vocabulary.amenities().bits(one.get("out_of_order", ())) for one in told],
        "kind": column["kind"],
        "host": [hosts[one["host"]].position if one["host"] else -1 for one in told],
        "beside": [one["beside_m"] or 0 for one in told],
        "star": column["star"],
        "entry": [vocabulary.entry_methods().bits(one["entry"]) for one in told],
        "pause": [pauses.setdefault(one.closures, len(pauses)) for one in mine],
        "first": [_number(one.opened_on) for one in mine],
        "last": [_number(one.closes_on) for one in mine],
        "verified": [_day(one["verified_on"]) for one in told],
        "reported": [int(one.reported) for one in mine],
        "demo": [int(one["demo"]) for one in told],
        # Hours that several people found untrue are hours that no phone is told.
        "time": [weeks.number("" if one.reported else one.hours, one.city) for one in mine],
        "own": [owns.setdefault((one.own, one.city), len(owns)) for one in mine],
    }
    things = [[_thing(one, weeks, city) for one in own] for own, city in owns]
    return {
        "from": patterns.first.toordinal() - EPOCH,
        "days": patterns.days,
        **{name: _short(name, values) for name, values in full.items()},
        "times": list(weeks.weeks),
        "patterns": list(weeks.days),
        "owns": things,
        "pauses": [[_pause(one) for one in closures] for closures in pauses],
        **_notes(told),
        **_networks(kept, rows),
    }


def details(kept: Snapshot, rows: Sequence[int]) -> dict[str, Any]:
    """What the page of a station says first, for when it can't be had: columns as in a cell."""
    told = [orjson.loads(kept.table.fragment(row)) for row in rows]
    columns = {name: [one.get(name) or "" for one in told] for name in KEPT}
    return {
        "ids": [one["id"] for one in told],
        "fields": [
            (title, _short(name, columns[name]))
            for name, title in KEPT.items()
            if any(columns[name])
        ],
    }


def _notes(told: Sequence[dict[str, Any]]) -> dict[str, Any]:
    """The texts that rows say, by name; nothing where no station of the cell has one."""
    said = [notes_of(one) for one in told]
    found = {name: [one[name] for one in said] for name in said[0]} if said else {}
    notes = {name: _short(name, texts) for name, texts in found.items() if any(texts)}
    return {"notes": notes} if notes else {}


def _networks(kept: Snapshot, rows: Sequence[int]) -> dict[str, Any]:
    """The ids of the networks of each; nothing where no station of the cell belongs to one."""
    found = [" ".join(kept.networks.of(row)) for row in rows]
    return {"networks": _short("networks", found)} if any(found) else {}


def _pause(closure: Closure) -> tuple[int, int, int, int, str]:
    reason = closure.reason if len(closure.reason) <= availability.SHORT_REASON else ""
    days = _number(closure.since), _number(closure.until)
    return _PHASES[closure.phase], *days, int(closure.expected), reason


def _thing(own: OwnHours, weeks: _Weeks, city: str) -> tuple[int, int, int]:
    position = vocabulary.amenities()[own.amenity].position
    return position, weeks.number(own.hours, city), int(own.reachable)


class _Weeks:
    """The distinct weeks and days of a cell, numbered as they come."""

    def __init__(self, patterns: Patterns) -> None:
        self.days: dict[Pattern, int] = {}
        self.weeks: dict[tuple[int, ...], int] = {}
        self._patterns = patterns
        self._known: dict[tuple[str, str], int] = {}

    def number(self, hours: str, city: str) -> int:
        """The week of an expression; -1 for hours nobody knows."""
        known = self._known.get((hours, city)) if hours else -1
        if known is None:
            told = self._patterns.of(hours, city)
            week = tuple(self.days.setdefault(pattern, len(self.days)) for pattern in told)
            known = self._known[hours, city] = self.weeks.setdefault(week, len(self.weeks))
        return known


def _steps(degrees: Sequence[float]) -> list[int]:
    """The first in ten-millionths of a degree, then the differences."""
    units = [round(value * UNITS) for value in degrees]
    return units[:1] + [after - before for before, after in pairwise(units)]


def _day(text: str | None) -> int:
    return _number(date.fromisoformat(text)) if text else 0


def _number(day: date | None) -> int:
    return day.toordinal() - EPOCH if day else 0


def _short(name: str, values: list[Any]) -> Any:
    same = name not in _LISTS and len(set(values)) == 1
    return values[0] if same else values
