"""Confirmation that a record, or part of it, is true.

"Verified" is not "updated": to confirm a record changes nothing of what it says, and to change
it confirms nothing.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum

import orjson

from stations.accounts.model import Account, authorise
from stations.accounts.roles import MAY, ROLE_WORDS, Action
from stations.audit import log
from stations.audit.model import Act
from stations.db.base import Database, Row, Transaction
from stations.errors import Invalid
from stations.moments import china_day
from stations.registry.model import Amenity, Station, Verified, next_version
from stations.registry.scoping import scope_of
from stations.registry.states import AmenityState
from stations.registry.stored import change_store, store, verification_store


class VerifiedFields(StrEnum):
    """Fields that one looks at together."""

    PLACE = "place"
    HOURS = "hours"
    AMENITIES = "amenities"
    CONTACT = "contact"


GROUP_WORDS = {
    VerifiedFields.PLACE: "位置和怎么进门",
    VerifiedFields.HOURS: "开放时间",
    VerifiedFields.AMENITIES: "设施",
    VerifiedFields.CONTACT: "电话和负责单位",
}
EVERYTHING = frozenset(VerifiedFields)


@dataclass(frozen=True, slots=True, kw_only=True)
class Confirmed:
    """When a group of fields was last found true, by which role, and whether at the door."""

    group: VerifiedFields
    on: date
    by: str
    on_the_spot: bool


def confirm(
    db: Database,
    station_ids: Sequence[str],
    *,
    groups: Collection[VerifiedFields],
    on_the_spot: bool,
    by: Account,
    act: Act,
) -> int:
    """Notes that these groups of these stations are true; the number in the log.

    All of them or none: NotFound where one is not theirs. The record as a whole counts as
    verified on the oldest day of its groups. A visit to the door within the hours ends the flag
    that it is shut.
    """
    if not groups:
        raise Invalid("invalid.verified_groups", field="groups")
    with db.writing() as tx:
        looks = []
        for station_id in dict.fromkeys(station_ids):
            before = store.get(tx, station_id)
            authorise(by, Action.VERIFY, scope_of(before))
            looks.append((before, _role(by, before)))
        look = Look(groups=groups, on=china_day(act.at), on_the_spot=on_the_spot)
        return note(tx, looks, look, act=act)


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """Which groups somebody found true, on which day, and whether at the door."""

    groups: Collection[VerifiedFields]
    on: date
    on_the_spot: bool


def note(tx: Transaction, looks: Sequence[tuple[Station, str]], look: Look, *, act: Act) -> int:
    """Writes that these stations were looked at by these roles; the number in the log."""
    pairs, told = [], []
    for before, role in looks:
        days = {one.group: one.on for one in confirmed(tx, before.id)}
        new = {group: max(days.get(group, look.on), look.on) for group in look.groups}
        pairs.append((before, _after(before, look, days | new, role=role, act=act)))
        told += [(before.id, group, role, on) for group, on in new.items() if on == look.on]
    number = change_store.record(tx, pairs, act=act)
    for station_id, group, role, on in told:
        row = verification_store.of_station(tx, station_id).get(group)
        verification_store.put(
            tx,
            {
                "station_id": station_id,
                "field_group": group.value,
                "verified_on": on.isoformat(),
                "by_role": role,
                "on_the_spot": look.on_the_spot,
                "log": number,
                "earlier": _kept(row),
            },
        )
    return number


def confirmed(db: Database, station_id: str) -> list[Confirmed]:
    """Which groups of a station were found true, in the order in which they are shown."""
    found = verification_store.of_station(db, station_id)
    return [
        Confirmed(
            group=group,
            on=date.fromisoformat(found[group]["verified_on"]),
            by=found[group]["by_role"],
            on_the_spot=bool(found[group]["on_the_spot"]),
        )
        for group in VerifiedFields
        if group in found
    ]


def seen_open(db: Database, station_id: str) -> datetime | None:
    """When somebody last confirmed the hours at the door itself."""
    row = verification_store.of_station(db, station_id).get(VerifiedFields.HOURS.value)
    entry = log.get(db, int(row["log"])) if row and row["on_the_spot"] else None
    return datetime.fromisoformat(entry["at"]) if entry else None


def _kept(row: Row | None) -> str:
    """A confirmation as it stands beside the next one, by which that can be taken back."""
    return orjson.dumps({**row, "earlier": ""}).decode() if row else ""


def _after(
    before: Station, look: Look, days: dict[VerifiedFields, date], *, role: str, act: Act
) -> Station:
    after = before
    if set(days) == EVERYTHING:
        after = replace(after, verified=Verified(on=min(days.values()), by=role))
    # What was seen days ago says nothing of a flag that may have come since.
    today = look.on == china_day(act.at)
    if VerifiedFields.HOURS in look.groups and look.on_the_spot and today:
        after = replace(after, reported_shut=None)
    if VerifiedFields.AMENITIES in look.groups and look.on_the_spot:
        after = replace(after, amenities=tuple(_checked(one, look.on) for one in after.amenities))
    record = next_version(after, at=act.at).record
    if record is None or before.record is None:
        raise ValueError("only a stored station is confirmed")
    return replace(after, record=replace(record, updated_at=before.record.updated_at))


def _checked(one: Amenity, on: date) -> Amenity:
    if one.state is AmenityState.UNKNOWN:
        return one
    return replace(one, checked_on=max(one.checked_on or on, on))


def _role(by: Account, station: Station) -> str:
    """The role in which somebody confirms this station, in words that workers may read."""
    scope = scope_of(station)
    roles = (g.role for g in by.grants if Action.VERIFY in MAY[g.role] and g.covers(scope))
    return ROLE_WORDS[next(roles)]
