"""Small wishes checked, published, given to a giver, fulfilled, or ended without.

Rights, the table and the entry of the log are settled here, each step in one transaction.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from stations.accounts.model import Account, authorise
from stations.accounts.roles import Action
from stations.audit.model import Act
from stations.db.base import Database, Transaction
from stations.errors import Invalid, Refused
from stations.moments import china_day
from stations.registry.model import Station
from stations.registry.scoping import scope_of
from stations.registry.stored import store as stations
from stations.signups.model import Person
from stations.signups.people_cipher import PeopleCipher
from stations.small_wishes import model, store, wish_asking, wish_money
from stations.small_wishes.model import LONGEST_GIVER, LONGEST_REASON, SmallWish, SmallWishState

SHOWN = "small_wish_contact_shown"


class WishStep(StrEnum):
    """What is done with a wish; the name of the step in the log is `small_wish_` and this."""

    PUBLISH = "publish"
    DECLINE = "decline"
    TAKE_UP = "take_up"
    GIVE_BACK = "give_back"
    FULFIL = "fulfil"
    CANCEL = "cancel"

    @property
    def action(self) -> str:
        return f"small_wish_{self.value}"


STEP_WORDS = {
    WishStep.PUBLISH: "审核通过，公开",
    WishStep.DECLINE: "不公开",
    WishStep.TAKE_UP: "登记认领",
    WishStep.GIVE_BACK: "退回认领",
    WishStep.FULFIL: "登记实现",
    WishStep.CANCEL: "撤销",
}
STEPS_FROM = {
    SmallWishState.NEW: (WishStep.PUBLISH, WishStep.DECLINE),
    SmallWishState.PUBLISHED: (WishStep.TAKE_UP, WishStep.CANCEL),
    SmallWishState.TAKEN: (WishStep.FULFIL, WishStep.GIVE_BACK, WishStep.CANCEL),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class StepForm:
    """What is written with a step; each step takes what it needs of it."""

    version: int
    title: str = ""
    details: str = ""
    giver: str = ""
    reason: str = ""
    day: date | None = None


def take(
    db: Database, wish_id: str, step: WishStep, form: StepForm, *, by: Account, act: Act
) -> SmallWish:
    """Takes a wish one step on; only who brings helpers together in its area may."""
    with db.writing() as tx:
        before = _theirs(tx, wish_id, by=by)
        if before.version != form.version:
            raise Refused("moved.small_wish_stale")
        after = _TAKEN[step](tx, before, form, act)
        store.save(tx, after, over=before.version)
        done = replace(act, action=step.action, reason=after.reason or act.reason)
        wish_asking.note(tx, after, act=done, giver=after.giver)
    return after


def seen(db: Database, wish_id: str, *, by: Account) -> tuple[SmallWish, Station]:
    """A wish with its station, as the desk shows it; NotFound where it is not theirs to see."""
    wish = store.get(db, wish_id)
    station = stations.get(db, wish.station_id)
    authorise(by, Action.SEE, scope_of(station))
    return wish, station


def contact(
    db: Database, wish_id: str, *, cipher: PeopleCipher, by: Account, act: Act
) -> Person | None:
    """Whom to ask about a wish, for those who look after the station; the log tells of it."""
    with db.writing() as tx:
        wish = store.get(tx, wish_id)
        authorise(by, Action.ORGANISE, scope_of(stations.get(tx, wish.station_id)))
        sealed = store.contact_of(tx, wish_id)
        wish_asking.note(tx, wish, act=replace(act, action=SHOWN))
    return cipher.person(sealed, id=wish_id) if sealed else None


def _theirs(tx: Transaction, wish_id: str, *, by: Account) -> SmallWish:
    wish = store.get(tx, wish_id)
    authorise(by, Action.PAIR, scope_of(stations.get(tx, wish.station_id)))
    return wish


def _published(tx: Transaction, wish: SmallWish, form: StepForm, act: Act) -> SmallWish:
    """The wish in the words of who checked it."""
    moved = wish.moved(SmallWishState.PUBLISHED, at=act.at)
    if wish.state is not SmallWishState.NEW:
        raise Refused("moved.small_wish", state=model.STATE_WORDS[wish.state])
    return replace(
        moved,
        title=model.title(form.title),
        details=model.told(form.details, field="details", longest=model.LONGEST_DETAILS),
    )


def _declined(tx: Transaction, wish: SmallWish, form: StepForm, act: Act) -> SmallWish:
    return replace(wish.moved(SmallWishState.DECLINED, at=act.at), reason=_reason(form))


def _taken_up(tx: Transaction, wish: SmallWish, form: StepForm, act: Act) -> SmallWish:
    lacking = Invalid("invalid.small_wish_giver", field="giver")
    giver = model.needed(form.giver, lacking=lacking, longest=LONGEST_GIVER)
    return replace(wish.moved(SmallWishState.TAKEN, at=act.at), giver=giver, reason="")


def _given_back(tx: Transaction, wish: SmallWish, form: StepForm, act: Act) -> SmallWish:
    if wish.state is not SmallWishState.TAKEN:
        raise Refused("moved.small_wish", state=model.STATE_WORDS[wish.state])
    wish_money.check_free(tx, wish)
    moved = wish.moved(SmallWishState.PUBLISHED, at=act.at)
    return replace(moved, giver="", reason=_reason(form))


def _fulfilled(tx: Transaction, wish: SmallWish, form: StepForm, act: Act) -> SmallWish:
    moved = wish.moved(SmallWishState.FULFILLED, at=act.at)
    first = china_day(wish.published_at or wish.asked_at)
    if form.day is None or not first <= form.day <= china_day(act.at):
        raise Invalid("invalid.small_wish_day", field="day", first=first)
    return replace(moved, fulfilled_on=form.day, reason="")


def _cancelled(tx: Transaction, wish: SmallWish, form: StepForm, act: Act) -> SmallWish:
    wish_money.check_free(tx, wish)
    return replace(wish.moved(SmallWishState.CANCELLED, at=act.at), giver="", reason=_reason(form))


def _reason(form: StepForm) -> str:
    lacking = Invalid("invalid.small_wish_reason", field="reason")
    return model.needed(form.reason, lacking=lacking, longest=LONGEST_REASON)


_TAKEN: dict[WishStep, Callable[[Transaction, SmallWish, StepForm, Act], SmallWish]] = {
    WishStep.PUBLISH: _published,
    WishStep.DECLINE: _declined,
    WishStep.TAKE_UP: _taken_up,
    WishStep.GIVE_BACK: _given_back,
    WishStep.FULFIL: _fulfilled,
    WishStep.CANCEL: _cancelled,
}
