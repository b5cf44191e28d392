"""Admission of a station to a cycle, and the start of its application."""

from __future__ import annotations

import secrets
from dataclasses import replace
from datetime import date, timedelta

from stations.areas import codes
from stations.audit import log
from stations.audit.model import Act
from stations.db.base import Database, Transaction
from stations.errors import Refused
from stations.moments import china_day
from stations.registry.model import Station
from stations.registry.scoping import scope_of
from stations.registry.states import LISTED
from stations.stars import secrecy, store
from stations.stars.cycle_model import Cycle
from stations.stars.model import CLOSED, Review, ReviewKind, ReviewState

GRACE = timedelta(days=7)
"""So long a draft may be sent after a re-check that stood in its way, past the last day."""


def holds(cycle: Cycle, station: Station) -> bool:
    """Whether a station is kept or lies in the area of a cycle."""
    return any(codes.covers(cycle.area, code) for code in scope_of(station).areas if code)


def why_not(station: Station) -> Refused | None:
    """Why a station cannot apply at all; None where it can."""
    if station.is_draft:
        return Refused("cannot_apply.no_point", name=station.name)
    if station.lifecycle.phase not in LISTED:
        return Refused("cannot_apply.not_open", name=station.name)
    return None


def check_takes(cycle: Cycle, *, on: date) -> None:
    """Refused where a cycle takes no applications on a day."""
    if cycle.closed_at is not None:
        raise Refused("cycle_closed.ended")
    if on > cycle.apply_until:
        raise Refused("too_late", apply_until=cycle.apply_until)


def makes_way(review: Review, *, on: date) -> bool:
    """Whether a re-check may begin in spite of it: an application that nobody sends in.

    What was sent back to the station counts so once its days are over.
    """
    over = review.due_on is not None and review.due_on < on
    return review.state is ReviewState.DRAFT or (review.state is ReviewState.RETURNED and over)


def check_begins(db: Database, cycle: Cycle, station_id: str, *, on: date) -> None:
    """Refused where no application of a station begins on a day.

    One that had made way for a re-check begins again after it, though the last day is over.
    """
    own = [one for one in store.of_station(db, station_id) if one.decided_at is not None]
    gave_way = any(
        one.cycle_id == cycle.id
        and one.kind is ReviewKind.APPLICATION
        and one.state is ReviewState.WITHDRAWN
        for one in own
    )
    lately = any(
        one.kind is ReviewKind.RECHECK
        and one.state in CLOSED
        and one.decided_at is not None
        and on <= china_day(one.decided_at) + GRACE
        for one in own
    )
    check_takes(cycle, on=min(on, cycle.apply_until) if gave_way and lately else on)


def known(db: Database, station_id: str) -> Review | None:
    """The review of a station that is under way, as far as the station may know.

    An unannounced visit is left out: an application begins beside it as if it were not.
    """
    under_way = store.open_of_station(db, station_id)
    if under_way is not None and secrecy.is_secret(db, under_way):
        return store.draft_of_station(db, station_id)
    return under_way


def taken_part(db: Database, cycle: Cycle, station_id: str) -> bool:
    """Whether a station knows to be under review, or has been reviewed in this cycle."""
    if known(db, station_id) is not None:
        return True
    return any(
        one.cycle_id == cycle.id
        and one.kind is ReviewKind.APPLICATION
        and one.state is not ReviewState.WITHDRAWN
        for one in store.of_station(db, station_id)
    )


def check_free(db: Database, station_id: str) -> None:
    """Refused where a draft cannot be sent yet, because the station is re-checked.

    Where that is an unannounced visit, the words give no reason: they fit any.
    """
    under_way = store.open_of_station(db, station_id)
    if under_way is None or under_way.kind is ReviewKind.APPLICATION:
        return
    if secrecy.is_secret(db, under_way):
        raise Refused("later.secret", days=GRACE.days)
    raise Refused("later", days=GRACE.days)


def held_up(db: Database, station_id: str, *, on: date) -> bool:
    """Whether a re-check keeps a station from sending its application, or did until lately."""
    return any(
        one.kind is ReviewKind.RECHECK
        and (
            one.decided_at is None
            or one.state not in CLOSED
            or on <= china_day(one.decided_at) + GRACE
        )
        for one in store.of_station(db, station_id)
    )


def draft(tx: Transaction, cycle: Cycle, station: Station, *, act: Act) -> Review:
    """Begins an application that is not sent yet."""
    review = Review(
        id=secrets.token_hex(8),
        station_id=station.id,
        scheme=cycle.scheme_key,
        cycle_id=cycle.id,
        due_on=cycle.apply_until,
        moved_at=act.at,
    )
    store.add(tx, review)
    log.append(
        tx,
        act=replace(act, action="review_begun"),
        subject=f"review:{review.id}",
        area=station.place.area_code,
        body={"station": station.id, "cycle": cycle.id},
    )
    return review
