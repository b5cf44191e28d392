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
from stations.stars import case_store, deadlines, draw_store, review_steps, store
from stations.stars.cycle import admission, cycles
from stations.stars.model import Review, ReviewKind, ReviewState

_MADE_WAY = {
    ReviewState.DRAFT: "没有报上来，驿站要复核，这份申报先结束；写过的都在，复核以后可以重新申报",
    ReviewState.RETURNED: "退回补充的期限过了，没有再报，先结束；写过的内容都还在",
}
"""What its history keeps of an application that made way."""


def ordered(tx: Transaction, station: Station, reason: str, *, by: Account, act: Act) -> Review:
    """A re-check that waits for its visit; ordering it is a part in it.

    Refused where no cycle is open there, or the station is under review already. An application
    that nobody sends in makes way: it is closed, and what was written in it is kept. Beside a
    visit that the station must not know of, a draft is left as it is.
    """
    cycle = cycles.of_station(tx, station)
    if cycle is None:
        raise Refused("no_cycle")
    today = china_day(act.at)
    under_way = store.open_of_station(tx, station.id)
    if under_way is not None and not admission.makes_way(under_way, on=today):
        raise Refused("under_way.review")
    if under_way is not None:
        _close(tx, under_way, by=by, act=act)
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


def _close(tx: Transaction, unsent: Review, *, by: Account, act: Act) -> None:
    secret = draw_store.is_awaited(tx, unsent.station_id)
    if unsent.state is ReviewState.DRAFT and secret:
        return
    case = case_store.load(tx, unsent.id)
    review_steps.lapse(tx, case, _MADE_WAY[unsent.state], by=by, act=act)
