"""Stations of an area at the beginning and at the end of a period.

What a station is now, with all changes since then taken back, one version after the other: the
history holds what every one of them changed. Where a station lies is told as of today.

An import that was undone, as a mistake, never was: neither what it changed nor what it brought.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

import orjson

from stations.areas import codes
from stations.db.base import Database, Row
from stations.figures.periods import Period
from stations.registry.entries import merging
from stations.registry.fields.memberships import NETWORKS
from stations.registry.scoping import Reach
from stations.registry.states import LISTED, Phase
from stations.registry.stored import history_store, store
from stations.registry.views import taken_back


@dataclass(frozen=True, slots=True, kw_only=True)
class Stand:
    """What of a station is counted, at one moment."""

    phase: Phase
    mapped: bool
    star: int
    verified_on: date | None
    opened_on: date | None
    networks: str = ""
    """The networks that it named, as a cell of a list."""
    never_was: bool = False
    """Whether it stands on record only since an import brought it that was undone."""

    @property
    def counts(self) -> bool:
        """Whether it is on the books: not closed."""
        return self.phase is not Phase.CLOSED

    @property
    def listed(self) -> bool:
        return self.mapped and self.phase in LISTED


@dataclass(frozen=True, slots=True, kw_only=True)
class Past:
    """A station over a period. `group` is the district, zone, city or province it is told with.

    One that came in the period begins as what it was when it came.
    """

    id: str
    name: str
    keeper: str
    """Code of the area that keeps it: a district or zone, or a street of it."""
    group: str
    demo: bool
    came: bool
    """Whether its record was made in the period."""
    start: Stand
    end: Stand


@dataclass(frozen=True, slots=True, kw_only=True)
class Course:
    """A station at the ends of several periods; None where it was not on record then."""

    id: str
    keeper: str
    demo: bool
    stands: tuple[Stand | None, ...]


def stations(db: Database, area: str, *, period: Period) -> list[Past]:
    """All stations of an area that were on record by the end of a period, by name and id."""
    records = _records(db, area, first=period, last=period)
    found = [_past(row, changes, area=area, period=period) for row, changes in records]
    here = [past for past in found if not past.end.never_was]
    return sorted(here, key=lambda one: (one.name, one.id))


def courses(db: Database, area: str, *, periods: Sequence[Period]) -> list[Course]:
    """The same at the end of each of several periods, which follow one another."""
    records = _records(db, area, first=periods[0], last=periods[-1])
    ends = [period.ends for period in periods]
    return [_course(row, changes, ends=ends) for row, changes in records]


def _records(
    db: Database, area: str, *, first: Period, last: Period
) -> Iterator[tuple[Row, list[Row]]]:
    """Rows of the stations known by the end of the last period, with what changed since the first
    one began, the newest first."""
    reach = Reach(areas=(codes.trimmed(area),))
    inside, values = store.within(reach)
    changes: dict[str, list[Row]] = {}
    for row in history_store.since(db, inside, moment=first.begins, values=values):
        changes.setdefault(row["station_id"], []).append(row)
    undone = taken_back.of_log(db)
    for row in store.known_by(db, reach, moment=last.ends):
        if not merging.is_undone(row["lifecycle"], row["lifecycle_reason"]):
            yield row, undone.without(changes.get(row["id"], []))


def group_of(code: str, *, area: str) -> str:
    """Of a country's report the province that keeps a station, of a province's the city, else
    the district or zone, of a street's itself; '' where it is not known."""
    depth = len(codes.trimmed(area))
    if depth < 2:
        return code[:2]
    return codes.city_of(code) if depth < 4 else code[: max(depth, 6)]


def _past(row: Row, changes: list[Row], *, area: str, period: Period) -> Past:
    stand = _stand(row)
    end, came = stand, row["created_at"] >= period.begins
    for change in changes:
        undone = _undone(stand, orjson.loads(change["changes"]))
        if change["at"] >= period.ends:
            end = undone
        elif undone.never_was:
            # What a right list brought, after a wrong one was undone, came with the right one.
            came = True
            break
        stand = undone
    return Past(
        id=row["id"],
        name=row["name"],
        keeper=row["area_code"],
        group=group_of(row["area_code"], area=area),
        demo=bool(row["demo"]),
        came=came,
        start=stand,
        end=end,
    )


def _course(row: Row, changes: list[Row], *, ends: Sequence[str]) -> Course:
    stand, left = _stand(row), iter(changes)
    change = next(left, None)
    found: list[Stand | None] = []
    for end in reversed(ends):
        while change is not None and change["at"] >= end:
            stand = _undone(stand, orjson.loads(change["changes"]))
            change = next(left, None)
        known = row["created_at"] < end and not stand.never_was
        found.append(stand if known else None)
    return Course(
        id=row["id"],
        keeper=row["area_code"],
        demo=bool(row["demo"]),
        stands=tuple(reversed(found)),
    )


def _stand(row: Row) -> Stand:
    """What a station is now."""
    return Stand(
        phase=Phase(row["lifecycle"]),
        mapped=row["lat"] is not None,
        star=int(row["star"]),
        verified_on=_day(row["verified_on"]),
        opened_on=_day(row["opened_on"]),
        networks=NETWORKS.codec.text(NETWORKS.codec.value(row["networks"])),
    )


def _undone(stand: Stand, changes: Mapping[str, list[str]]) -> Stand:
    """What a station was before one version of it."""
    was = {key: pair[0] for key, pair in changes.items()}
    found: dict[str, Any] = {}
    if "lifecycle" in was:
        found["phase"] = Phase(was["lifecycle"]) if was["lifecycle"] else Phase.OPEN
        found["never_was"] = merging.is_undone(was["lifecycle"], was.get("reason", ""))
    if "lat" in was:
        found["mapped"] = bool(was["lat"])
    if "star" in was:
        found["star"] = int(was["star"] or 0)
    if "networks" in was:
        found["networks"] = was["networks"]
    for key in ("verified_on", "opened_on"):
        if key in was:
            found[key] = _day(was[key])
    return replace(stand, **found) if found else stand


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None
