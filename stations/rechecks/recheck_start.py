"""The beginning of a re-check."""

from __future__ import annotations

import secrets
from dataclasses import replace

from stations.accounts.model import Account
from stations.audit import log
from stations.audit.model import Act
from stations.db.base import Transaction
from stations.errors import Refused
from stations.moments import china_day
from stations.registry.model import Station
from stations.registry.stored import holiday_store
from stations.stars import deadlines, store
from stations.stars.cycle import cycles
from stations.stars.model import Review, ReviewKind, ReviewState


def ordered(tx: Transaction, station: Station, reason: str, *, by: Account, act: Act) -> Review:
    """A re-check that waits for its visit; ordering it is a part in it.

    Refused where no cycle is open there, or the station is under review already.
    """
    cycle = cycles.of_station(tx, station)
    if cycle is None:
        raise Refused("no_cycle")
    if store.open_of_station(tx, station.id) is not None:
        raise Refused("under_way.review")
    today = china_day(act.at)
    days = cycle.scheme.days
    review = Review(
        id=secrets.token_hex(8),
        station_id=station.id,
        scheme=cycle.scheme_key,
        cycle_id=cycle.id,
        kind=ReviewKind.RECHECK,
        state=ReviewState.CHECKED,
        applicant=by.id,
        due_on=deadlines.due(holiday_store.calendar(tx), days, ReviewState.CHECKED, on=today),
        moved_at=act.at,
    )
    store.add(tx, review)
    log.append(
        tx,
        act=replace(act, action="review_begun", reason=reason),
        subject=f"review:{review.id}",
        area=station.place.area_code,
        body={"station": station.id, "cycle": cycle.id, "kind": review.kind.value},
    )
    return review
