"""Pages of the proposed re-checks."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from stations.accounts.model import Account
from stations.accounts.roles import Action
from stations.areas import codes
from stations.db.base import Database
from stations.errors import Invalid, Refused
from stations.moments import china_text
from stations.rechecks import proposal_store, proposals
from stations.rechecks.proposal_store import CAUSE_WORDS, FATE_WORDS, Fate, ListedProposal
from stations.web import clock
from stations.web.acting import act
from stations.web.guarding import PREFIX, account, needs
from stations.web.services import current

blueprint = Blueprint("desk_signs", __name__, url_prefix=f"{PREFIX}/signs")

_LAST_PAGE = 10_000


def matters(db: Database, who: Account) -> list[dict[str, Any]]:
    """What the first page of the desk tells of proposals."""
    waiting = proposals.waiting(db, by=who, at=clock.now())
    url = url_for("desk_signs.every")
    words = "复核提议等您决定"
    return [{"words": words, "count": waiting, "url": url, "pressing": False}] if waiting else []


@blueprint.get("/")
@needs(Action.SEE_SIGNS)
def every() -> str:
    """The re-checks that are proposed, with their grounds; what is due today is among them."""
    return _proposals()


@blueprint.post("/take")
@needs(Action.ORDER)
def take() -> AnyResponse:
    """Orders the re-checks of one or more proposals."""

    def work(db: Database) -> str:
        chosen = request.form.getlist("id")
        taken = proposals.take(db, chosen, by=account(), act=act("recheck_taken"))
        return f"{len(taken)} 条已转为复核，等现场验收。"

    return done(work, url_for("desk_signs.every"), _proposals)


@blueprint.post("/<proposal_id>/dismiss")
@needs(Action.ORDER)
def dismiss(proposal_id: str) -> AnyResponse:
    """Leaves it be, with a reason."""

    def work(db: Database) -> str:
        reason = request.form.get("reason", "")
        proposals.dismiss(db, proposal_id, reason, by=account(), act=act("recheck_dismissed"))
        return "记下了，这一条不复核。"

    return done(work, url_for("desk_signs.every"), _proposals)


def done(work: Callable[[Database], str], then: str, again: Callable[[str], str]) -> AnyResponse:
    """Does something and goes on, or shows the page again with what was wrong."""
    try:
        words = work(current().connections())
    except (Invalid, Refused) as error:
        return refused(error, again)
    flash(words, "told")
    return redirect(then, code=303)


def refused(error: Invalid | Refused, again: Callable[[str], str]) -> AnyResponse:
    """The same page with what was wrong; who has no right at all sees nothing of it."""
    if error.code == "forbidden":
        raise error
    return Response(again(error.message), status=400 if isinstance(error, Invalid) else 409)


def _proposals(error: str = "") -> str:
    db, who, number = current().connections(), account(), page_number()
    shown = _fate(request.args.get("state", ""))
    with db.reading():
        found, total = proposals.listed(db, {shown}, by=who, at=clock.now(), number=number)
    return render_template(
        "desk/cycles/proposals.html",
        rows=[_row(one) for one in found],
        total=total,
        states=[(one.value, FATE_WORDS[one], one is shown) for one in Fate],
        shown=shown.value,
        page=number,
        pages=-(-total // proposal_store.PAGE),
        error=error,
    )


def _row(listed: ListedProposal) -> dict[str, object]:
    proposal = listed.proposal
    return {
        "it": proposal,
        "station": listed.station.name,
        "place": codes.path(listed.station.area_code),
        "cause": CAUSE_WORDS[proposal.due.cause],
        "at": china_text(proposal.at),
        "decided_at": china_text(proposal.decided_at),
        "review": review_url(proposal.review_id),
        "may": proposal.state is Fate.OPEN and account().may(Action.ORDER, listed.scope),
    }


def review_url(review_id: str) -> str:
    """The page of a review; '' for none."""
    return url_for("desk_reviews.one", review_id=review_id) if review_id else ""


def _fate(given: str) -> Fate:
    if given and given not in set(Fate):
        raise Invalid("invalid.proposal_filter", field="state")
    return Fate(given) if given else Fate.OPEN


def page_number() -> int:
    """Which page of a list is asked for, from 1."""
    return min(max(request.args.get("page", 1, type=int), 1), _LAST_PAGE)
