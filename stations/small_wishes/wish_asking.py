"""Small wishes as workers ask them, follow them and take them back."""

from __future__ import annotations

import secrets
from dataclasses import dataclass, replace
from datetime import datetime

from stations.audit import log
from stations.audit.model import WORKER, Act
from stations.db.base import Database, Transaction
from stations.errors import NotFound
from stations.feedback import daily_limits, visitor_marks
from stations.feedback.daily_limits import CountedUse
from stations.feedback.model import Visitor
from stations.feedback.reporting import BY, listed
from stations.signups.model import Person
from stations.signups.people_cipher import PeopleCipher
from stations.small_wishes import model, store, wish_erasure, wish_money
from stations.small_wishes.model import SmallWish, SmallWishKind, SmallWishState

_BY_ONESELF = "本人撤回"
ASKED, TAKEN_BACK = "small_wish_asked", "small_wish_taken_back"


@dataclass(frozen=True, slots=True, kw_only=True)
class AskedWish:
    """What somebody wishes for, and whom the station may ask about it."""

    station_id: str
    kind: SmallWishKind
    title: str
    details: str = ""
    person: Person
    demo: bool = False


def ask(
    db: Database, wanted: AskedWish, *, cipher: PeopleCipher, by: Visitor, token: str, at: datetime
) -> SmallWish:
    """Keeps a wish, once for each token; nobody reads it before it was checked."""
    title = model.title(wanted.title)
    details = model.told(wanted.details, field="details", longest=model.LONGEST_DETAILS)
    receipt = visitor_marks.receipt(token)
    with db.writing() as tx:
        known = store.by_receipt(tx, receipt)
        if known is not None:
            return known
        station = listed(tx, wanted.station_id)
        daily_limits.check(tx, by, CountedUse.WISH, at=at)
        wish_erasure.daily(tx, at=at)
        made = SmallWish(
            id=secrets.token_hex(8),
            station_id=station.id,
            area_code=station.place.area_code or station.place.district_code,
            kind=wanted.kind,
            title=title,
            details=details,
            asked_at=at,
            demo=wanted.demo,
        )
        contact = cipher.encrypted(wanted.person, id=made.id)
        store.add(tx, made, receipt=receipt, contact=contact)
        note(tx, made, act=Act(actor=WORKER, by=BY, action=ASKED, at=at))
    return made


def followed(db: Database, token: str) -> SmallWish:
    """The wish whose link this is; NotFound else."""
    found = store.by_receipt(db, visitor_marks.receipt(token))
    if found is None:
        raise NotFound("not_found.small_wish")
    return found


def take_back(db: Database, token: str, *, at: datetime) -> SmallWish:
    """Takes a wish back, and forgets at once who had it and what it was."""
    with db.writing() as tx:
        before = followed(tx, token)
        wish_money.check_free(tx, before)
        act = Act(actor=WORKER, by=BY, action=TAKEN_BACK, at=at)
        ended = before.moved(SmallWishState.CANCELLED, at=at)
        after = replace(ended, title="", details="", giver="", reason=_BY_ONESELF)
        store.save(tx, after, over=before.version)
        store.erase_contact(tx, before.id)
        note(tx, after, act=act)
    return after


def note(tx: Transaction, wish: SmallWish, *, act: Act, **body: str | int) -> int:
    """The entry of the log for a step of a wish; it tells nothing of a person."""
    about = {"station": wish.station_id, "state": wish.state.value}
    return log.append(
        tx,
        act=act,
        subject=f"small_wish:{wish.id}",
        area=wish.area_code,
        body={**about, **body},
    )
