"""What comes in, is made ready, taken out and decided at a give-away."""

from __future__ import annotations

from collections.abc import Callable

from flask import Blueprint, Response, flash, redirect, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from stations.accounts.roles import Action
from stations.db.base import Database
from stations.errors import Invalid, Refused
from stations.giveaways import arranging, handing, stocking
from stations.giveaways.model import (
    DifferenceOutcome,
    DifferenceReason,
    HandoutDifference,
    StockKind,
    StockMove,
    StockStage,
)
from stations.giveaways.stocking import Intake
from stations.web import error_pages
from stations.web.acting import act
from stations.web.desk.giveaways import giveaway_form, giveaway_pages
from stations.web.guarding import PREFIX, account, needs
from stations.web.services import current

blueprint = Blueprint("gift_stock", __name__, url_prefix=f"{PREFIX}/giveaways")

_MOVES = {"disinfect": StockKind.DISINFECT, "sort": StockKind.SORT, "out": StockKind.OUT}
_AGAIN = "这一笔已经记过了，没有重复记。"


@blueprint.post("/<giveaway_id>/stock")
@needs(Action.EDIT)
def book(giveaway_id: str) -> AnyResponse:
    """Books what came in, or a move."""
    work = _take_in if request.form.get("do") == "in" else _move
    return _done(giveaway_id, work)


@blueprint.post("/<giveaway_id>/counter")
@needs(Action.EDIT)
def counter(giveaway_id: str) -> AnyResponse:
    """Takes a row of the ledger back."""
    return _done(giveaway_id, _counter)


@blueprint.post("/<giveaway_id>/differences")
@needs(Action.EDIT)
def decide(giveaway_id: str) -> AnyResponse:
    """Decides what becomes of a difference."""
    return _done(giveaway_id, _decide)


def _done(giveaway_id: str, work: Callable[[Database, str], str]) -> AnyResponse:
    db = current().connections()
    arranging.found(db, giveaway_id, by=account(), action=Action.EDIT)
    try:
        flash(work(db, giveaway_id), "told")
    except (Invalid, Refused) as error:
        if (status := error_pages.status_of(error)) not in (400, 409):
            raise
        return Response(giveaway_pages.page(giveaway_id, error=error.message), status=status)
    return redirect(url_for("desk_giveaways.one", giveaway_id=giveaway_id), code=303)


def _take_in(db: Database, giveaway_id: str) -> str:
    given = request.form
    intake = Intake(
        giver=given.get("giver", ""),
        counts=giveaway_form.counts(given),
        disinfected="disinfected" in given,
        sorted_="sorted" in given,
        form=_form(),
    )
    number = stocking.take_in(db, giveaway_id, intake, by=account(), act=act(stocking.TAKEN_IN))
    return f"收进 {number}，记好了。" if number else _AGAIN


def _move(db: Database, giveaway_id: str) -> str:
    given = request.form
    kind, source = _MOVES.get(given.get("do", "")), given.get("source", "received")
    if kind is None or source not in set(StockStage):
        raise Invalid("invalid.batch_deed", field="do")
    move = StockMove(
        category=given.get("category", ""),
        kind=kind,
        amount=giveaway_form.amount(given.get("amount", ""), field="amount"),
        source=StockStage(source),
        target=StockStage.READY,
        reason=given.get("reason", ""),
        form=_form(),
    )
    booked = stocking.move(db, giveaway_id, move, by=account(), act=act(stocking.STOCK_MOVED))
    return "记好了。" if booked else _AGAIN


def _counter(db: Database, giveaway_id: str) -> str:
    given = request.form
    row = given.get("category", ""), giveaway_form.amount(given.get("seq", ""), field="seq")
    reason = given.get("reason", "")
    stocking.counter(db, giveaway_id, row, reason=reason, by=account(), act=act(stocking.COUNTERED))
    return "冲正了，原来那一行还在台账里。"


def _decide(db: Database, giveaway_id: str) -> str:
    given = request.form
    reason, outcome = given.get("why", ""), given.get("do", "")
    if reason not in set(DifferenceReason) or outcome not in ("booked", "dropped"):
        raise Invalid("invalid.batch_deed", field="do")
    wanted = HandoutDifference(
        handout=given.get("handout", ""),
        giveaway_id=giveaway_id,
        category=given.get("category", ""),
        amount=1,
        reason=DifferenceReason(reason),
        outcome=DifferenceOutcome(outcome),
    )
    words = given.get("reason", "")
    handing.decide(db, wanted, words=words, by=account(), act=act(handing.DIFFERENCE_DECIDED))
    return "定好了，记在台账里。"


def _form() -> str:
    """The key of the form; without one nothing is booked, as it could be booked twice."""
    key = request.form.get("form", "")
    if not (key.isascii() and key.isalnum() and 8 <= len(key) <= 64):
        raise Invalid("invalid.handout_key", field="form")
    return key
