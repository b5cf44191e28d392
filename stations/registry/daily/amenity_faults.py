"""Something in a station is broken, or works again."""

from __future__ import annotations

from dataclasses import replace

from stations.accounts.model import Account
from stations.audit.model import Act
from stations.db.base import Database
from stations.errors import Invalid
from stations.moments import china_day
from stations.registry.editing import saving
from stations.registry.model import next_version
from stations.registry.states import AmenityState
from stations.registry.stored import change_store

_TAPS = {
    AmenityState.OUT_OF_ORDER: (AmenityState.AVAILABLE, AmenityState.UNKNOWN),
    AmenityState.AVAILABLE: (AmenityState.OUT_OF_ORDER,),
}
"""State → from which others one tap leads there. What is not there is not broken either."""


def tell(
    db: Database, station_id: str, amenity: str, state: AmenityState, *, by: Account, act: Act
) -> bool:
    """Notes that a thing is out of order or can be used; False where it was so already."""
    with db.writing() as tx:
        before = saving.found(tx, station_id, by=by)
        held = next((one for one in before.amenities if one.id == amenity), None)
        if held is not None and held.state is state:
            return False
        if held is None or held.state not in _TAPS.get(state, ()):
            raise Invalid("invalid.amenity_tap", field="amenity")
        told = replace(held, state=state, checked_on=china_day(act.at))
        amenities = tuple(told if one is held else one for one in before.amenities)
        after = next_version(replace(before, amenities=amenities), at=act.at)
        change_store.record(tx, [(before, after)], act=act)
    return True
