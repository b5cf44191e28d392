"""Small wishes at the desk: checked, published, given to a giver, paid for and fulfilled."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from stations.accounts.model import Account
from stations.accounts.roles import Action
from stations.db.base import Database
from stations.errors import Invalid, NotFound, Refused
from stations.moments import china_text
from stations.registry.scoping import reach_of, scope_of
from stations.registry.stored import brief_store
from stations.signups.model import Person
from stations.signups.people_cipher import PeopleCipher
from stations.small_wishes import model, store, wish_money, wish_steps
from stations.small_wishes.model import KIND_WORDS, STATE_WORDS, SmallWish, SmallWishState
from stations.small_wishes.wish_steps import STEP_WORDS, STEPS_FROM, StepForm, WishStep
from stations.subsidies.model import STATE_WORDS as PAYMENT_WORDS
from stations.subsidies.model import Payment, fen, yuan
from stations.web import clock
from stations.web.acting import act
from stations.web.away import trouble_words
from stations.web.guarding import PREFIX, account, needs
from stations.web.services import current

blueprint = Blueprint("desk_small_wishes", __name__, url_prefix=f"{PREFIX}/small-wishes")

_LAST_PAGE = 10_000


def matters(db: Database, who: Account) -> list[dict[str, Any]]:
    """What the first page of the desk tells of small wishes."""
    waiting = store.counts(db, reach_of(who, Action.PAIR)).get(SmallWishState.NEW, 0)
    url = url_for("desk_small_wishes.every", state=SmallWishState.NEW.value)
    told = {"words": "微心愿待审核", "count": waiting, "url": url, "pressing": False}
    return [told] if waiting else []


@blueprint.get("/")
@needs(Action.SEE)
def every() -> str:
    """The wishes within reach, those that wait for somebody first."""
    db, reach = current().connections(), reach_of(account(), Action.SEE)
    state, page = _state(), min(max(request.args.get("page", 1, type=int), 1), _LAST_PAGE)
    with db.reading():
        counts = store.counts(db, reach)
        found = store.of_reach(db, reach, state=state, page=page)
        names = brief_store.of(db, [one.station_id for one in found])
    return render_template(
        "desk/menus/small_wishes.html",
        rows=[_row(one, names[one.station_id].name) for one in found],
        picks=[(one.value, words, counts.get(one, 0), one is state)
               for one, words in STATE_WORDS.items()],
        state=state.value if state else None,
        page=page,
        more=len(found) == store.PAGE,
    )  # fmt: skip


@blueprint.get("/<wish_id>")
@needs(Action.SEE)
def one(wish_id: str) -> str:
    """A wish with its steps, and what is paid for it."""
    return _page(wish_id)


@blueprint.post("/<wish_id>/steps/<wish_step>")
@needs(Action.PAIR)
def take(wish_id: str, wish_step: str) -> AnyResponse:
    """Takes a wish one step on."""
    if wish_step not in set(WishStep):
        raise NotFound("not_found.out_of_sight")
    step = WishStep(wish_step)

    def work(db: Database) -> None:
        wish_steps.take(db, wish_id, step, _given(), by=account(), act=act(step.action))

    return _done(wish_id, work, words=f"{STEP_WORDS[step]}：记下了。")


@blueprint.post("/<wish_id>/contact")
@needs(Action.ORGANISE)
def contact(wish_id: str) -> AnyResponse:
    """Whom to ask about a wish; that it was read stands in the log."""
    cipher = PeopleCipher(current().settings.people_key())
    person = wish_steps.contact(
        current().connections(), wish_id, cipher=cipher, by=account(), act=act(wish_steps.SHOWN)
    )
    return Response(_page(wish_id, person=person, asked=True))


@blueprint.post("/<wish_id>/payment")
@needs(Action.PAY_PROPOSE)
def pay(wish_id: str) -> AnyResponse:
    """Proposes to pay a wish from the budget of its district."""

    def work(db: Database) -> None:
        amount, reason = fen(request.form.get("amount", "")[:30]), request.form.get("reason", "")
        done = act("money_proposed")
        wish_money.propose(db, wish_id, amount, reason=reason, by=account(), act=done)

    return _done(wish_id, work, words="提出了，等审批人在“经费”里批准。")


def _done(wish_id: str, work: Callable[[Database], None], *, words: str) -> AnyResponse:
    try:
        work(current().connections())
    except (Invalid, Refused) as error:
        if trouble_words.is_unready(error) or error.code in ("forbidden", "four_eyes"):
            raise
        status = 400 if isinstance(error, Invalid) else 409
        return Response(_page(wish_id, error=error.message), status=status)
    flash(words, "told")
    return redirect(url_for("desk_small_wishes.one", wish_id=wish_id), code=303)


def _page(
    wish_id: str, *, error: str = "", person: Person | None = None, asked: bool = False
) -> str:
    db, who = current().connections(), account()
    with db.reading():
        wish, station = wish_steps.seen(db, wish_id, by=who)
        payment = wish_money.of_wish(db, wish)
    scope, today = scope_of(station), clock.today()
    steps = STEPS_FROM.get(wish.state, ()) if who.may(Action.PAIR, scope) else ()
    free = payment is None or payment.closed
    return render_template(
        "desk/menus/small_wish.html",
        it=wish,
        row=_row(wish, station.name),
        steps=[(one.value, STEP_WORDS[one]) for one in steps],
        person=person,
        asked=asked,
        may_ask=who.may(Action.ORGANISE, scope),
        payment=_paid(payment) if payment and who.may(Action.SEE_MONEY, scope) else None,
        may_pay=free and wish.state is SmallWishState.TAKEN and who.may(Action.PAY_PROPOSE, scope),
        most=yuan(wish_money.LARGEST_FEN),
        longest={"title": model.LONGEST_TITLE, "details": model.LONGEST_DETAILS,
                 "giver": model.LONGEST_GIVER, "reason": model.LONGEST_REASON},
        today=today,
        error=error,
        given=request.form,
    )  # fmt: skip


def _row(wish: SmallWish, name: str) -> dict[str, Any]:
    return {
        "it": wish,
        "name": name,
        "kind": KIND_WORDS[wish.kind],
        "state": STATE_WORDS[wish.state],
        "asked": china_text(wish.asked_at),
    }


def _paid(payment: Payment) -> dict[str, str]:
    return {
        "id": payment.id,
        "state": PAYMENT_WORDS[payment.state],
        "amount": yuan(payment.claim.total_fen),
    }


def _given() -> StepForm:
    given = request.form
    version, day = given.get("version", ""), given.get("day", "").strip()
    try:
        told = date.fromisoformat(day) if day else None
    except ValueError:
        told = None
    return StepForm(
        version=int(version) if version.isascii() and version.isdigit() and len(version) < 9 else 0,
        title=given.get("title", ""),
        details=given.get("details", ""),
        giver=given.get("giver", ""),
        reason=given.get("reason", ""),
        day=told,
    )


def _state() -> SmallWishState | None:
    given = request.args.get("state", "")
    return SmallWishState(given) if given in set(SmallWishState) else None
