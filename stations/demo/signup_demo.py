"""People of the demo city who signed up, wait, confirm, gave a place back, and came."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from stations.accounts import store as accounts
from stations.activities import store as activities
from stations.activities.model import Occasion, Session
from stations.activities.store import SessionQuery
from stations.audit.model import Act
from stations.db.base import Database
from stations.demo import menu_demo
from stations.signups import arrivals, own_signup, signing_up
from stations.signups.arrivals import DoorDelivery, DoorTap
from stations.signups.model import SignUp
from stations.signups.people_cipher import PeopleCipher
from stations.signups.signing_up import Given

_ADMINISTRATOR = "demo-administrator"
_AROUND = timedelta(days=20)
_SURNAMES, _CALLED = "王李张刘陈杨赵黄周吴徐孙", ("师傅", "大姐", "小哥")
_PHONES = 15_400_000_000
"""No network has numbers that begin so (154)."""
_FEW, _STAYED_AWAY, _WALKED_IN = 6, 3, 2
_GAVE_BACK = 4


@dataclass(frozen=True, slots=True)
class _Guest:
    token: str
    signup: SignUp


def add(db: Database, at: datetime, *, cipher: PeopleCipher) -> int:
    """Signs people up for the sessions that are open or over; how many.

    What is over was nearly full and most came, what comes next is full, with people who wait and
    one to whom a place is offered; for the rest a few have signed up.
    """
    span = SessionQuery(begin=at - _AROUND, end=at + _AROUND, planned_only=True)
    found, full = 0, False
    for one in activities.occasions(db, span):
        session = one.session
        if session.capacity is None or (session.opens_at and session.opens_at >= at):
            continue
        over = session.ends_at <= at
        queue = session.waiting if not over and not full else 0
        people = session.capacity + queue if over or queue else _FEW
        taken = _signed_up(db, session, people, first=found, cipher=cipher, at=at)
        found += people
        if over:
            _came(db, one, taken)
        elif queue:
            full = True
            own_signup.cancel(db, taken[_GAVE_BACK].token, at=at)
    return found


def _signed_up(
    db: Database, session: Session, people: int, *, first: int, cipher: PeopleCipher, at: datetime
) -> list[_Guest]:
    """So many, within the first minutes after it opened."""
    opens, found = session.opens_at or at, list[_Guest]()
    for n in range(first, first + people):
        moment = min(at, opens + timedelta(seconds=5 * (n - first)))
        name = f"{_SURNAMES[n % len(_SURNAMES)]}{_CALLED[n % len(_CALLED)]}（演示数据）"
        given = Given(session_id=session.id, name=name, phone=str(_PHONES + n), consent=True)
        token, by = secrets.token_urlsafe(24), menu_demo.visitor(1_000 + n, at=moment)
        signup = signing_up.sign_up(db, given, cipher=cipher, by=by, token=token, at=moment)
        found.append(_Guest(token, signup))
    return found


def _came(db: Database, one: Occasion, taken: Sequence[_Guest]) -> None:
    """Most of them and some who had not signed up, noted by one phone at the door."""
    keeper = next(one for one in accounts.every(db) if one.demo and one.name == _ADMINISTRATOR)
    begins = one.session.starts_at
    ids = [person.signup.id for person in taken[_STAYED_AWAY:]] + [""] * _WALKED_IN
    taps = [
        DoorTap(id=secrets.token_hex(16), at=begins + timedelta(seconds=20 * n), signup_id=name)
        for n, name in enumerate(ids)
    ]
    act = Act(actor=keeper.id, by=keeper.shown, action="", at=one.session.ends_at)
    delivery = DoorDelivery(taps=taps, phone=secrets.token_hex(16), sent_at=act.at)
    arrivals.receive(db, one.session.id, delivery, by=keeper, act=act)
