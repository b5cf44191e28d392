"""One change of a station taken back as a new change."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace

from stations.accounts.model import Account, authorise
from stations.accounts.roles import Action
from stations.areas.locator import Locator
from stations.audit.model import Act
from stations.db.base import Database
from stations.errors import Invalid, NotFound, Refused
from stations.geo.point import Datum
from stations.registry import fields
from stations.registry.entries import cell_readers, merging, placing
from stations.registry.entries.entry import Entry
from stations.registry.fields.coordinates import LAT, LON
from stations.registry.fields.patch import Patch
from stations.registry.model import Station, next_version
from stations.registry.scoping import scope_of
from stations.registry.stored import change_store, history, history_store, store
from stations.registry.stored.history import Changes

_CONFERS_VALUE = frozenset(field.key for field in fields.COLUMNS if field.in_list.operator_only)
_DERIVED = frozenset({"verified_on", "verified_by"})
"""Taken back with the rest where they changed with it: a revert confirms nothing."""
_ENDS = ("since", "until")


@dataclass(frozen=True, slots=True, kw_only=True)
class Undone:
    """A station without one of its changes; `collisions` were changed again since then."""

    station: Station
    collisions: tuple[str, ...]
    """Keys of columns."""


def may_revert(changes: Collection[str], *, by: Account) -> bool:
    """Whether somebody who reverts here may take back a change of these columns.

    Stars, honours and the like are given and taken by the administrator only.
    """
    return by.may(Action.MANAGE_ACCOUNTS) or not (_CONFERS_VALUE - _DERIVED) & set(changes)


def revert(db: Database, station_id: str, version: int, *, by: Account, act: Act) -> int:
    """Takes the change that made this version back; the number in the log.

    Refused where it made the station, where a value was changed again since then ('collision'),
    or where a private value has been erased.
    """
    with db.writing() as tx:
        before = store.get(tx, station_id)
        authorise(by, Action.REVERT, scope_of(before))
        changes = changes_of(tx, station_id, version)
        if not may_revert(changes, by=by):
            authorise(by, Action.MANAGE_ACCOUNTS)
        found = undone(before, changes)
        if found.collisions:
            titles = "、".join(fields.BY_KEY[key].title for key in found.collisions)
            raise Refused("collision", titles=titles)
        after = located(tx, found.station, before)
        authorise(by, Action.REVERT, scope_of(after))
        return change_store.record(tx, [(before, next_version(after, at=act.at))], act=act)


def undone(station: Station, changes: Changes) -> Undone:
    """The station with every changed column as it was before, where nothing came after it."""
    now = fields.texts(station)
    # Of a field that is no longer declared nothing can be taken back.
    changes = {key: pair for key, pair in changes.items() if key in now}
    collisions = tuple(key for key, (_, new) in changes.items() if now[key] != new)
    old = {key: before for key, (before, _) in changes.items()}
    try:
        return Undone(station=rebuilt(station, {**now, **old}), collisions=collisions)
    except Invalid as error:
        if error.code != "bad_range":
            raise
        # One end of the phase comes back, the other one was moved since then.
        moved = tuple(key for key in _ENDS if key in changes)
        return Undone(station=station, collisions=collisions or moved)


def rebuilt(station: Station, texts: Mapping[str, str]) -> Station:
    """A station that says what all these columns say, the empty ones included."""
    values = Patch()
    for field in fields.COLUMNS:
        if text := texts[field.key]:
            values[field], _ = cell_readers.read(field, text)
    entry = Entry(
        row=0,
        values=values,
        datum=Datum.WGS84,
        lat=values.get(LAT),
        lon=values.get(LON),
        city=station.place.city_code,
        area=texts["area_code"],
        district=station.place.district_code,
    )
    if station.record is None:
        raise ValueError("only a stored station is rebuilt")
    made = merging.merged(entry, None, at=station.record.updated_at)
    place = made.place if texts["source_lat"] else replace(made.place, source=None)
    if all(field.text(station) == texts[field.key] for field in (LAT, LON)):
        # Its text has eight decimals, a point may have more.
        place = replace(place, point=station.place.point)
    return replace(made, place=place, record=station.record)


def located(db: Database, station: Station, before: Station) -> Station:
    """The station with the district of its point, where the point is another one."""
    point = station.place.point
    if point is None or point == before.place.point:
        return station
    keeper = station.place.area_code
    district = placing.district_of(Locator.stored(db), point, keeper=keeper)
    return replace(station, place=replace(station.place, district_code=district))


def changes_of(db: Database, station_id: str, version: int) -> Changes:
    """What made this version, private values included."""
    row = next(
        (r for r in history_store.of_station(db, station_id) if r["version"] == version), None
    )
    if row is None or version < 1:
        raise NotFound("not_found.change")
    if version == 1:
        raise Refused("first")
    private = history_store.private_of(db, station_id, version)
    changes = {key: tuple(pair) for key, pair in row["changes"].items()}
    if erased := history.PRIVATE & set(changes) - set(private):
        titles = "、".join(fields.BY_KEY[key].title for key in sorted(erased))
        raise Refused("erased", titles=titles)
    return {**changes, **private}
