"""Amenities set out of order, supplies out of stock, and both back again."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date
from enum import StrEnum

from stations.accounts.model import Account, authorise
from stations.accounts.roles import Action
from stations.audit.model import Act
from stations.db.base import Database, Transaction
from stations.errors import Invalid
from stations.moments import china_day
from stations.registry import vocabulary
from stations.registry.model import Amenity, Station, next_version
from stations.registry.scoping import scope_of
from stations.registry.states import AmenityState
from stations.registry.stored import change_store, store


class OutageDeed(StrEnum):
    """What one notes, by the name of its button."""

    BROKEN = "broken"
    MENDED = "mended"
    USED_UP = "used_up"
    RESTOCKED = "restocked"


DEED_WORDS: Mapping[OutageDeed, str] = {
    OutageDeed.BROKEN: "设为故障",
    OutageDeed.MENDED: "恢复可用",
    OutageDeed.USED_UP: "设为缺货",
    OutageDeed.RESTOCKED: "已补货",
}


def note(
    db: Database, station_id: str, deed: OutageDeed, thing: str, *, by: Account, act: Act
) -> bool:
    """Notes it of a station that is theirs to edit; False where it was so already."""
    with db.writing() as tx:
        station = store.get(tx, station_id)
        authorise(by, Action.EDIT, scope_of(station))
        return put(tx, station, deed, thing, act=act)


def put(tx: Transaction, station: Station, deed: OutageDeed, thing: str, *, act: Act) -> bool:
    """The same within the step of somebody who may."""
    after = _AFTER[deed](station, thing, china_day(act.at))
    if after == station:
        return False
    change_store.record(tx, [(station, next_version(after, at=act.at))], act=act)
    return True


def _broken(station: Station, amenity: str, on: date) -> Station:
    if not any(one.id == amenity for one in station.amenities):
        new = Amenity(id=amenity, state=AmenityState.OUT_OF_ORDER, checked_on=on)
        return replace(station, amenities=(*station.amenities, new))
    return _in_state(station, amenity, AmenityState.OUT_OF_ORDER, on)


def _mended(station: Station, amenity: str, on: date) -> Station:
    return _in_state(station, amenity, AmenityState.AVAILABLE, on)


def _in_state(station: Station, amenity: str, state: AmenityState, on: date) -> Station:
    changed = tuple(
        replace(one, state=state, checked_on=on)
        if one.id == amenity and one.state is not state
        else one
        for one in station.amenities
    )
    return replace(station, amenities=changed)


def _used_up(station: Station, supply: str, on: date) -> Station:
    if supply not in vocabulary.supplies():
        raise Invalid("invalid.unknown_supply", field="supply", supply=supply[:20])
    wanted = {*station.out_of_stock, supply}
    ordered = tuple(one for one in vocabulary.supplies().terms if one in wanted)
    return replace(station, out_of_stock=ordered)


def _restocked(station: Station, supply: str, on: date) -> Station:
    left = tuple(one for one in station.out_of_stock if one != supply)
    return replace(station, out_of_stock=left)


_AFTER: Mapping[OutageDeed, Callable[[Station, str, date], Station]] = {
    OutageDeed.BROKEN: _broken,
    OutageDeed.MENDED: _mended,
    OutageDeed.USED_UP: _used_up,
    OutageDeed.RESTOCKED: _restocked,
}
