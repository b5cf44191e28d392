"""People who come to a session, noted at the door: by ticket, from the list, or without a sign-up.

A tap is made on a phone, often without network, and comes when there is some: perhaps hours later,
perhaps twice, perhaps from two phones for the same person. It is taken once by its id, and a person
counts once. What changed meanwhile is no reason to lose it: who had cancelled counts as somebody
without a sign-up, and what was noted at a cancelled session is kept and counts nothing.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from stations.accounts.model import Account
from stations.accounts.roles import Action
from stations.activities import planning
from stations.activities import store as activities
from stations.activities.model import ActivityState, Occasion
from stations.audit.model import Act
from stations.db.base import Database, Transaction
from stations.errors import Invalid, NotFound, Refused
from stations.moments import china_text
from stations.remarks import Remark
from stations.signups import arrival_store
from stations.signups import store as signups
from stations.signups.arrival_store import Arrival, FoundAs
from stations.signups.model import SignUp, SignUpState

NOTED = "arrivals_noted"
MOST = 500
"""Taps of one delivery."""
OPENS_BEFORE, OPEN_AFTER = timedelta(hours=12), timedelta(hours=24)
"""So long before its beginning, and after its end, people are noted at a session."""
_CLOCK_OFF = timedelta(minutes=2)
"""A phone's clock that is wrong by less is believed."""
_ID = re.compile(r"[0-9a-f]{32}")


@dataclass(frozen=True, slots=True, kw_only=True)
class DoorTap:
    """One tap at the door, as the phone tells it."""

    id: str
    at: datetime
    """By the phone's clock."""
    signup_id: str = ""
    """'' for somebody without a sign-up."""
    takes_back: str = ""
    """The tap that was a mistake."""

    def __post_init__(self) -> None:
        if not _ID.fullmatch(self.id) or not _ID.fullmatch(self.takes_back or self.id):
            raise Invalid("invalid.tap", field="taps")


@dataclass(frozen=True, slots=True, kw_only=True)
class TapAnswer:
    """What became of a tap; the same however often it comes."""

    id: str
    counted: bool
    """Whether somebody who came counts by it, or by an earlier one."""
    at: datetime | None = None
    """When that person came, by our clock."""
    remark: Remark | None = None
    """What the door should be told, where it is not just noted."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DoorDelivery:
    """What a phone sends: its taps in their order, under the name that it gave itself."""

    taps: Sequence[DoorTap]
    phone: str
    sent_at: datetime | None = None
    """The phone's clock while it sends."""

    def __post_init__(self) -> None:
        if len(self.taps) > MOST or not _ID.fullmatch(self.phone):
            raise Invalid("invalid.tap", field="taps")

    def ahead(self, at: datetime) -> timedelta:
        """How far the phone's clock is before ours, where it cannot be believed."""
        found = self.sent_at - at if self.sent_at else timedelta(0)
        return found if abs(found) > _CLOCK_OFF else timedelta(0)


def seen(db: Database, session_id: str, *, by: Account) -> Occasion:
    """A session at whose door they may stand: of one of the stations, or of the area.

    NotFound for any other, and for a draft.
    """
    found = activities.of_session(db, session_id)
    may = any(by.may(Action.ORGANISE, scope) for scope in planning.scopes(db, found.activity))
    if not may or found.activity.state is ActivityState.DRAFT:
        raise NotFound("not_found.activity")
    return found


def find(db: Database, signup_id: str) -> SignUp | None:
    """A sign-up that may have been erased."""
    try:
        return signups.get(db, signup_id)
    except NotFound:
        return None


def is_open(occasion: Occasion, *, at: datetime) -> bool:
    """Whether it is time to stand at the door."""
    session = occasion.session
    return session.starts_at - OPENS_BEFORE <= at <= session.ends_at + OPEN_AFTER


def receive(
    db: Database, session_id: str, delivery: DoorDelivery, *, by: Account, act: Act
) -> list[TapAnswer]:
    """Takes the taps of a phone once each; the answers in their order."""
    with db.writing() as tx:
        occasion = seen(tx, session_id, by=by)
        session = occasion.session
        if act.at < session.starts_at - OPENS_BEFORE:
            raise Refused("too_early.door", starts=china_text(session.starts_at))
        taker = _Taker(tx, occasion, delivery, by=by, act=act)
        answers = [taker.take(tap) for tap in delivery.taps]
        if taker.noted or taker.taken_back:
            planning.note(
                tx, occasion.activity, act=replace(act, action=NOTED), session=session.id,
                noted=taker.noted, taken_back=taker.taken_back,
            )  # fmt: skip
    return answers


class _Taker:
    """Takes the taps of one delivery, one after the other."""

    def __init__(
        self, tx: Transaction, occasion: Occasion, delivery: DoorDelivery, *, by: Account, act: Act
    ) -> None:
        self._tx, self._occasion, self._delivery = tx, occasion, delivery
        self._by, self._now, self._ahead = by, act.at, delivery.ahead(act.at)
        self.noted = self.taken_back = 0

    def take(self, tap: DoorTap) -> TapAnswer:
        known = arrival_store.find(self._tx, tap.takes_back or tap.id)
        if known and known.session_id != self._occasion.session.id:
            return TapAnswer(id=tap.id, counted=False, remark=Remark("door.other_session"))
        if tap.takes_back:
            return self._take_back(tap, known)
        if known is None:
            known = self._arrival(tap)
            if not arrival_store.add(self._tx, known):
                return self._already(tap)
            self.noted += 1
        if known.taken_back:
            return TapAnswer(id=tap.id, counted=False, remark=Remark("door.taken_back"))
        counted = known.found is not FoundAs.OFF
        return TapAnswer(id=tap.id, counted=counted, at=known.at, remark=_TOLD.get(known.found))

    def _take_back(self, tap: DoorTap, known: Arrival | None) -> TapAnswer:
        if known and not known.taken_back:
            arrival_store.take_back(self._tx, known.id, at=self._now)
            self.taken_back += 1
        return TapAnswer(id=tap.id, counted=False)

    def _already(self, tap: DoorTap) -> TapAnswer:
        before = arrival_store.of_signup(self._tx, tap.signup_id)
        if before is None:
            raise Invalid("invalid.tap", field="taps")
        at = china_text(before.at)[-5:]
        here = before.phone == self._delivery.phone
        said = Remark("door.already_here", at=at) if here else Remark("door.already_there", at=at)
        return TapAnswer(id=tap.id, counted=True, at=before.at, remark=said)

    def _arrival(self, tap: DoorTap) -> Arrival:
        found, signup_id = self._found(tap)
        return Arrival(
            id=tap.id, session_id=self._occasion.session.id, signup_id=signup_id, found=found,
            at=self._moment(tap), phone_at=tap.at, received_at=self._now,
            phone=self._delivery.phone, account_id=self._by.id,
        )  # fmt: skip

    def _found(self, tap: DoorTap) -> tuple[FoundAs, str]:
        """As whom this one came, and the sign-up where there still is one."""
        if not tap.signup_id:
            return (FoundAs.OFF if self._occasion.off else FoundAs.WALK_IN), ""
        one = find(self._tx, tap.signup_id)
        if one is None or one.session_id != self._occasion.session.id:
            return (FoundAs.OFF if self._occasion.off else FoundAs.GONE), ""
        if self._occasion.off:
            return FoundAs.OFF, one.id
        return FOUND.get(one.state, FoundAs.CANCELLED), one.id

    def _moment(self, tap: DoorTap) -> datetime:
        """When it was, by our clock: never later than now, nor before the door opened."""
        earliest = self._occasion.session.starts_at - OPENS_BEFORE
        return max(earliest, min(self._now, tap.at - self._ahead))


FOUND = {
    SignUpState.IN: FoundAs.SIGNED_UP,
    # A place was kept for this one, who came instead of confirming.
    SignUpState.OFFERED: FoundAs.SIGNED_UP,
    SignUpState.WAITING: FoundAs.WAITING,
}
_TOLD = {
    FoundAs.WAITING: Remark("door.waiting"),
    FoundAs.CANCELLED: Remark("door.cancelled"),
    FoundAs.GONE: Remark("door.gone"),
    FoundAs.OFF: Remark("door.off"),
}
