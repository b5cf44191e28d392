"""A short check at the door by a courier: what is as published is confirmed, the rest reported.

Where the courier is stands nowhere: a visit is a station, a day and a person.
"""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum

from stations.accounts.model import Account, authorise
from stations.accounts.roles import ROLE_WORDS, Action, Role
from stations.audit import log
from stations.audit.model import Act
from stations.db.base import Database, Transaction
from stations.errors import Invalid
from stations.feedback import posted, reporting
from stations.feedback.model import ReportKind, Said, Visitor
from stations.moments import china_day
from stations.rechecks import door_visit_store
from stations.registry import vocabulary
from stations.registry.editing import verifying
from stations.registry.editing.verifying import Look, VerifiedFields
from stations.registry.model import Station
from stations.registry.scoping import Reach, reach_of, scope_of
from stations.registry.states import AmenityState
from stations.registry.stored import brief_store, holiday_store
from stations.registry.stored import store as stations
from stations.stars.inspections import assigning

MOST_LISTED = 20
"""What somebody can visit on a day, at most."""


class DoorAsFound(StrEnum):
    """How the door was found."""

    AS_POSTED = "as_posted"
    SHUT = "shut"
    REFUSED = "refused"
    HOURS_DIFFER = "hours_differ"
    NO_DOOR = "no_door"


DOOR_WORDS: Mapping[DoorAsFound, str] = {
    DoorAsFound.AS_POSTED: "和公布的一样",
    DoorAsFound.SHUT: "该开门，却关着",
    DoorAsFound.REFUSED: "开着，不让进",
    DoorAsFound.HOURS_DIFFER: "开放时间和公布的不一样",
    DoorAsFound.NO_DOOR: "找不到门",
}
_INSIDE = frozenset({DoorAsFound.AS_POSTED, DoorAsFound.HOURS_DIFFER})


@dataclass(frozen=True, slots=True, kw_only=True)
class DoorCheck:
    """What a courier found."""

    door: DoorAsFound
    works: bool = False
    """Whether all amenities were looked at and can be used."""
    broken: tuple[str, ...] = ()
    used_up: tuple[str, ...] = ()
    dirty: bool = False
    words: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class DoorToVisit:
    """A station to be visited, and the day on which anybody last looked, '' for never."""

    station: Station
    last: str


def to_visit(db: Database, who: Account, *, today: date) -> list[DoorToVisit]:
    """Stations that nobody has visited for longest, in the order of the way from the first."""
    reach = reach_of(who, Action.VISIT)
    rows = brief_store.longest_unseen(
        db, reach, visited=door_visit_store.LAST_DAY, apart_from=who.own_stations,
        today=today, limit=MOST_LISTED,
    )  # fmt: skip
    held = stations.some(db, [station_id for station_id, _ in rows])
    found = [DoorToVisit(station=held[one], last=last) for one, last in rows]
    return [found[n] for n in assigning.way([one.station.place.point for one in found])]


def visible(db: Database, station_id: str, *, by: Account) -> Station:
    """A station that workers see, where this account looks at doors; NotFound else."""
    authorise(by, Action.VISIT, scope_of(stations.get(db, station_id)))
    return reporting.listed(db, station_id)


def things(station: Station) -> list[str]:
    """Amenities that are said to be there."""
    return [one.id for one in station.amenities if one.state is AmenityState.AVAILABLE]


def promised(db: Database, station: Station, *, at: datetime) -> bool:
    """Whether the posted hours surely say that it is open."""
    return posted.open_at(station, at, holiday_store.calendar(db))


def check(
    db: Database, station_id: str, found: DoorCheck, *, visitor: Visitor, by: Account, act: Act
) -> bool:
    """Keeps one visit whole or not at all; False where this day's stands already.

    Only an open door within the posted hours confirms them: a shut one outside says nothing new,
    and lifts no flag.
    """
    day = china_day(act.at)
    with db.writing() as tx:
        station = visible(tx, station_id, by=by)
        if door_visit_store.known(tx, station_id, by.id, day=day):
            return False
        said = _reports(found, station)
        for one in said:
            reporting.keep(
                tx, station_id, one, by=replace(visitor, staff=True),
                token=secrets.token_urlsafe(16), at=act.at,
            )  # fmt: skip
        groups = _groups(tx, found, station, at=act.at)
        number = _noted(tx, station, groups, act=act)
        door_visit_store.add(
            tx,
            {
                "station_id": station_id,
                "account_id": by.id,
                "day": day.isoformat(),
                "door": found.door.value,
                "log": number,
            },
        )
    return True


def own_months(db: Database, who: Account, *, since: date) -> list[tuple[str, int]]:
    """One's own visits by month, the newest first."""
    everywhere = Reach(areas=("",))
    rows = door_visit_store.months(db, everywhere, since=since, account_id=who.id)
    return [(month, count) for _, month, count in rows]


def months(db: Database, reach: Reach, *, since: date) -> dict[str, list[tuple[str, int]]]:
    """Visits within reach by account and month; those with most visits first."""
    found: dict[str, list[tuple[str, int]]] = {}
    for account_id, month, count in door_visit_store.months(db, reach, since=since):
        found.setdefault(account_id, []).append((month, count))
    return dict(sorted(found.items(), key=lambda one: (-sum(n for _, n in one[1]), one[0])))


def _reports(found: DoorCheck, station: Station) -> list[Said]:
    inside = found.broken or found.used_up or found.dirty or found.works
    if inside and found.door not in _INSIDE:
        raise Invalid("invalid.door_inside", field="door", door=DOOR_WORDS[found.door])
    if found.works and found.broken:
        raise Invalid("invalid.door_works", field="works")
    if not set(found.broken) <= set(things(station)):
        raise Invalid("invalid.door_thing", field="broken")
    if not set(found.used_up) <= set(vocabulary.supplies().terms):
        raise Invalid("invalid.door_thing", field="used_up")
    said = [] if found.door is DoorAsFound.AS_POSTED else [Said(kind=ReportKind(found.door.value))]
    said += [Said(kind=ReportKind.BROKEN, amenity=one) for one in found.broken]
    said += [Said(kind=ReportKind.SUPPLIES_OUT, supply=one) for one in found.used_up]
    said += [Said(kind=ReportKind.DIRTY)] if found.dirty else []
    if found.words and not said:
        raise Invalid("invalid.door_words", field="words")
    # What is said belongs to the first thing that is wrong.
    return [replace(said[0], words=found.words), *said[1:]] if said else []


def _groups(
    tx: Transaction, found: DoorCheck, station: Station, *, at: datetime
) -> set[VerifiedFields]:
    groups = set()
    if found.door is DoorAsFound.AS_POSTED and promised(tx, station, at=at):
        groups.add(VerifiedFields.HOURS)
    if found.works:
        groups.add(VerifiedFields.AMENITIES)
    return groups


def _noted(tx: Transaction, station: Station, groups: set[VerifiedFields], *, act: Act) -> int:
    """The entry of the log: that of a confirmation, or one that somebody was there."""
    if groups:
        # A report may have flagged it within this transaction.
        now = stations.get(tx, station.id)
        look = Look(groups=groups, on=china_day(act.at), on_the_spot=True)
        return verifying.note(tx, [(now, ROLE_WORDS[Role.RIDER])], look, act=act)
    return log.append(tx, act=act, subject=f"station:{station.id}", area=station.place.area_code)
