"""Pages that take many reviews one step on, after a look at which they are."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from stations.accounts.roles import Action
from stations.areas import codes
from stations.db.base import Database
from stations.errors import Invalid, NotFound, Refused
from stations.moments import china_day
from stations.registry.scoping import reach_of
from stations.stars import case_store, points_store, review_steps
from stations.stars.awards import awarding, publishing
from stations.stars.awards.publishing import Shown
from stations.stars.case import Case, action_for
from stations.stars.cycle import level_ranking, review_list_store
from stations.stars.cycle.review_list_store import ListedReview, ReviewQuery
from stations.stars.inspections import visit_marks
from stations.stars.model import ReviewState, ReviewStep
from stations.stars.points_store import OWN
from stations.stars.review_steps import LONGEST_REASON, StepRequest
from stations.web import clock, error_pages
from stations.web.acting import act
from stations.web.desk.reviews import review_words as words
from stations.web.guarding import PREFIX, account, needs
from stations.web.services import current

blueprint = Blueprint("review_batches", __name__, url_prefix=f"{PREFIX}/reviews/batch")
_TICK = re.compile(r"([0-9a-z-]{1,40})\.([0-9]{1,9})\.([0-9])", re.ASCII)
"""A review with the version and the stars that the page showed."""

_WHY_NOT: Mapping[str, str] = {
    "tie": "和别的驿站同分，名额不够，请先到这一轮的页面选定",
    "no_level": "没有达到任何星级，请打开后单独处理",
    "no_star": "现在没有星级，复核不能授星，可以打开后撤回这次复核",
}
"""Refusals in the words of a list."""
Picked = Sequence[Shown]
"""What is ticked, as the page showed it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Batch:
    """One step for many: from where, what the page says, and what does it."""

    step: ReviewStep
    state: ReviewState
    title: str
    button: str
    ticked: bool
    do: Callable[[Database, Picked], int]


@blueprint.get("/<which>")
@needs(Action.SEE_REVIEWS)
def preview(which: str) -> str:
    """Which reviews this account may take on together, and what becomes of each."""
    return _page(_batch(which))


@blueprint.post("/<which>")
@needs(Action.SEE_REVIEWS)
def apply(which: str) -> AnyResponse:
    """Takes those that are ticked one step on."""
    batch = _batch(which)
    try:
        picked = _picked()
        number = batch.do(current().connections(), picked)
    except (Invalid, Refused) as error:
        status = error_pages.status_of(error)
        if status >= 500:
            raise
        return Response(_page(batch, error=error.message), status=status)
    flash(f"{batch.title}：{number} 个驿站做好了。", "told")
    return redirect(url_for("desk_reviews.every"), code=303)


def _batch(name: str) -> Batch:
    if name not in BATCHES:
        raise NotFound("not_found.batch_step")
    return BATCHES[name]


def _picked() -> list[Shown]:
    """What is ticked, each once."""
    found = {}
    for given in request.form.getlist("id")[:1000]:
        told = _TICK.fullmatch(given)
        if told is None:
            raise Invalid("invalid.reviews_chosen", field="id")
        id_, version, stars = told.groups()
        found[id_] = Shown(review_id=id_, version=int(version), stars=int(stars))
    if not found:
        raise Invalid("invalid.rows_chosen", field="id")
    return list(found.values())


def _page(batch: Batch, *, error: str = "") -> str:
    db, who, today = current().connections(), account(), china_day(clock.now())
    number = min(max(request.args.get("page", 1, type=int), 1), 10_000)
    cycle_id = request.args.get("cycle", "")[:32]
    with db.reading():
        reach = reach_of(who, action_for(batch.step, batch.state))
        wanted = ReviewQuery(today=today, state=batch.state, mine=who, cycle_id=cycle_id)
        found, total = review_list_store.reviews(db, wanted, reach, number)
        cases = case_store.load_all(db, (item.review.id for item in found))
        if batch.step is not ReviewStep.CHECK:
            cases = level_ranking.placed(db, cases)
        marks = visit_marks.of(db, cases)
        rows = [
            _row(db, batch, item, case, today=today) | {"marks": marks.get(item.review.id)}
            for item, case in zip(found, cases, strict=True)
        ]
    return render_template(
        "desk/reviews/batch.html",
        batch=batch,
        fit=[row for row in rows if not row["why_not"]],
        unfit=[row for row in rows if row["why_not"]],
        early=max((row["early"] for row in rows if not row["why_not"]), default=0),
        reason=request.form.get("reason", "")[:LONGEST_REASON],
        longest=LONGEST_REASON,
        total=total,
        page=number,
        cycle=cycle_id or None,
        pages=-(-total // review_list_store.PAGE),
        error=error,
        picked=set(request.form.getlist("id")),
    )


def _row(
    db: Database, batch: Batch, item: ListedReview, case: Case, *, today: date
) -> dict[str, Any]:
    """A review with what the step would make of it, or why it cannot be taken."""
    review = case.review
    stars = case.place.stars if case.place else review.stars
    return {
        "it": review,
        "value": f"{review.id}.{review.version}.{stars}",
        "station": item.station,
        "area": codes.local_name(item.area_code),
        "told": _told(db, batch, case),
        "term": words.term(case, today=today) if batch.step is ReviewStep.AWARD else "",
        "deadline": words.deadline(review, case.calendar, today=today),
        "why_not": _why_not(batch, case, today=today),
        "early": words.early(batch.step, case),
        "cycle_id": review.cycle_id,
    }


def _why_not(batch: Batch, case: Case, *, today: date) -> str:
    """Why the step cannot be taken, in words; '' where it can."""
    error = case.refusal(batch.step, by=account(), today=today)
    if error is None:
        return ""
    if batch.step is ReviewStep.AWARD and error.code not in ("forbidden", "four_eyes"):
        return error.message
    return _WHY_NOT.get(error.code, "现在还不能由您做这一步")


def _told(db: Database, batch: Batch, case: Case) -> str:
    """What is known of a review before the step."""
    review, scheme, place = case.review, case.cycle.scheme, case.place
    if batch.step is ReviewStep.CHECK:
        own = points_store.of(db, review.id, visit=OWN)
        above = sum(one.proposed is not None and one.points > one.proposed for one in own.values())
        told = f"自评 {sum(one.points for one in own.values())} 分"
        return told + (f"，{above} 项比登记和记录的高" if above else "")
    if place is None:
        return words.result(review, scheme) + _lowers(case, review.stars)
    named = words.level(scheme, place.stars)
    told = f"验收 {review.points} 分，{'公示为' if place.stars else ''}{named}"
    if place.reached > place.stars:
        told += f"（够{words.level(scheme, place.reached)}，{words.PASSED_OVER}）"
    return told + _lowers(case, place.stars)


def _lowers(case: Case, stars: int) -> str:
    """That a station comes down, from which level to which."""
    star, scheme = case.station.star, case.cycle.scheme
    if star is None or not 0 < stars < star.level:
        return ""
    return f"，降星：{words.level(scheme, star.level)} → {words.level(scheme, stars)}"


def _check(db: Database, picked: Picked) -> int:
    """Each in a transaction of its own: one that went on meanwhile does not stop the others."""
    late = []
    for one in picked:
        turn = StepRequest(step=ReviewStep.CHECK, version=one.version)
        try:
            review_steps.take(db, one.review_id, turn, by=account(), act=act("review_check"))
        except (Refused, NotFound) as error:
            late.append(error.message)
    if late:
        done = len(picked) - len(late)
        raise Refused("partly", done=done, count=len(late), reasons=dict.fromkeys(late))
    return len(picked)


def _publish(db: Database, picked: Picked) -> int:
    doing, reason = act("review_publish"), request.form.get("reason", "")
    return len(publishing.publish(db, picked, by=account(), act=doing, reason=reason))


def _award(db: Database, picked: Picked) -> int:
    seen = [(one.review_id, one.version) for one in picked]
    doing, reason = act("review_award"), request.form.get("reason", "")
    return len(awarding.award_many(db, seen, by=account(), act=doing, reason=reason))


BATCHES: Mapping[str, Batch] = {
    "check": Batch(step=ReviewStep.CHECK, state=ReviewState.SUBMITTED, title="一起初核",
                   button="初核通过", ticked=False, do=_check),
    "publish": Batch(step=ReviewStep.PUBLISH, state=ReviewState.INSPECTED, title="一起公示",
                     button="公示勾选的", ticked=True, do=_publish),
    "award": Batch(step=ReviewStep.AWARD, state=ReviewState.NOTICED, title="一起授牌",
                   button="给勾选的授牌", ticked=True, do=_award),
}  # fmt: skip
"""What can be done to many, by its name in the address."""
