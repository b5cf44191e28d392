"""Taking of one step of a review."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date

from flask import Blueprint, Response, flash, redirect, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from stations.accounts.roles import Action
from stations.audit.model import Act
from stations.db.base import Database
from stations.errors import Invalid, NotFound, Refused
from stations.stars import objection_store, review_steps
from stations.stars.awards import awarding, deciding, objections, publishing
from stations.stars.awards.publishing import Shown
from stations.stars.model import STATE_WORDS, Review, ReviewStep
from stations.stars.review_steps import StepRequest
from stations.web import error_pages
from stations.web.acting import act
from stations.web.desk.reviews import review_page, review_words
from stations.web.desk.reviews.review_page import StepMessage
from stations.web.guarding import PREFIX, account, needs
from stations.web.services import current

blueprint = Blueprint("review_steps", __name__, url_prefix=f"{PREFIX}/reviews")

Deed = Callable[[Database, str, StepRequest, Act], Review]


@blueprint.post("/<review_id>/steps/<step>")
@needs(Action.SEE_REVIEWS)
def take(review_id: str, step: str) -> AnyResponse:
    """Takes a step; which right it needs is found out with the review."""
    deed = DEEDS.get(step)
    if deed is None:
        raise NotFound("not_found.batch_step")
    turn = StepRequest(
        step=ReviewStep(step), version=version(), reason=request.form.get("reason", "")
    )

    def work(db: Database) -> str:
        # First of all: a second press is answered as such, not as a lack of rights.
        if review_steps.seen(db, review_id, by=account()).review.version != turn.version:
            raise Refused("stale_step.twice")
        after = deed(db, review_id, turn, act(f"review_{step}"))
        words = review_words.step(turn.step, after.kind)
        return f"“{words}”记下了，现在是“{STATE_WORDS[after.state]}”。"

    return done(work, review_id, step=step)


@blueprint.post("/objections/<objection_id>")
@needs(Action.DECIDE)
def answer(objection_id: str) -> AnyResponse:
    """Answers an objection in public; upheld, the station is inspected anew."""
    db = current().connections()
    review_id = objection_store.get(db, objection_id).review_id
    # What lies in other areas is not said to exist, whatever the form holds.
    review_steps.seen(db, review_id, by=account())
    given = request.form

    def work(db: Database) -> str:
        if given.get("upheld") not in ("0", "1"):
            raise Invalid("invalid.objection_verdict", field="upheld")
        objections.answer(
            db,
            objection_id,
            upheld=given["upheld"] == "1",
            reply=given.get("reply", ""),
            by=account(),
            act=act("objection_answered"),
        )
        return "答复了，提异议的人和大家都看得到。"

    return done(work, review_id, step=objection_id)


def done(work: Callable[[Database], str], review_id: str, *, step: str) -> AnyResponse:
    """Does it and shows the review as it is then; what is refused leaves what was typed."""
    try:
        words = work(current().connections())
    except (Invalid, Refused) as error:
        status = error_pages.status_of(error)
        if status >= 500:
            raise
        page = review_page.page(review_id, StepMessage(error=error.message, step=step))
        return Response(page, status=status)
    flash(words, "told")
    return redirect(url_for("desk_reviews.one", review_id=review_id), code=303)


def version() -> int:
    """The version of the review that the page showed; what is none fits no review."""
    return number("version")


def number(name: str) -> int:
    """A number that the form holds; 0 where it is none."""
    given = request.form.get(name, "")
    return int(given) if given.isascii() and given.isdigit() and len(given) < 10 else 0


def _go_on(db: Database, review_id: str, turn: StepRequest, doing: Act) -> Review:
    return deciding.go_on(db, review_id, turn, by=account(), act=doing)


def day(given: str) -> date | None:
    """A day that a form holds; None where it is none."""
    try:
        return date.fromisoformat(given.strip())
    except ValueError:
        return None


def _plain(db: Database, review_id: str, turn: StepRequest, doing: Act) -> Review:
    return review_steps.take(db, review_id, turn, by=account(), act=doing)


def _veto(db: Database, review_id: str, turn: StepRequest, doing: Act) -> Review:
    given = request.form.get("veto", "")
    return deciding.veto(db, review_id, turn, given, by=account(), act=doing)


def _publish(db: Database, review_id: str, turn: StepRequest, doing: Act) -> Review:
    seen = Shown(review_id=review_id, version=turn.version, stars=number("stars"))
    [after] = publishing.publish(db, [seen], by=account(), act=doing, reason=turn.reason)
    return after


def _award(db: Database, review_id: str, turn: StepRequest, doing: Act) -> Review:
    return awarding.award(
        db, review_id, version=turn.version, by=account(), act=doing, reason=turn.reason
    )


def _strike_off(db: Database, review_id: str, turn: StepRequest, doing: Act) -> Review:
    return awarding.strike_off(db, review_id, turn, by=account(), act=doing)


def _appeal(db: Database, review_id: str, turn: StepRequest, doing: Act) -> Review:
    return deciding.appeal(db, review_id, turn, by=account(), act=doing)


def _extend(db: Database, review_id: str, turn: StepRequest, doing: Act) -> Review:
    until = day(request.form.get("until", ""))
    return deciding.extend(db, review_id, turn, until, by=account(), act=doing)


DEEDS: Mapping[str, Deed] = {
    ReviewStep.CHECK: _plain,
    ReviewStep.PUBLISH: _publish,
    ReviewStep.AWARD: _award,
    ReviewStep.STRIKE_OFF: _strike_off,
    ReviewStep.APPEAL: _appeal,
    ReviewStep.GRANT_APPEAL: _plain,
    ReviewStep.REJECT_APPEAL: _plain,
    ReviewStep.RETURN: _plain,
    ReviewStep.REFUSE: _plain,
    ReviewStep.VETO: _veto,
    ReviewStep.ORDER_RECTIFYING: _plain,
    ReviewStep.RECTIFIED: _plain,
    ReviewStep.EXTEND: _extend,
    ReviewStep.WARN_STRIKE_OFF: _plain,
    ReviewStep.WITHDRAW: _plain,
    ReviewStep.END: _plain,
    ReviewStep.GO_ON: _go_on,
}
"""What takes a step, by the name of its button. To inspect and to apply have pages of their own."""
