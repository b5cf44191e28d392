"""How are many reviews taken one step on, after a look at which they are?"""

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
from stations.registry.stored import holiday_store
from stations.registry.stored import store as stations
from stations.stars import points_store, review_steps
from stations.stars import store as reviews
from stations.stars.awards import awarding, publishing
from stations.stars.awards.publishing import Shown
from stations.stars.cycle import cycles, level_ranking
from stations.stars.cycle.level_ranking import Ranked
from stations.stars.cycle.review_list import Item, Wanted
from stations.stars.model import State, Step
from stations.stars.overview import permitted_steps
from stations.stars.points_store import OWN
from stations.stars.review_steps import Turn
from stations.web import clock, errors
from stations.web.acting import act
from stations.web.desk.reviews import review_words as words
from stations.web.guarding import PREFIX, account, needs
from stations.web.services import current

blueprint = Blueprint("review_batches", __name__, url_prefix=f"{PREFIX}/reviews/batch")
_TICK = re.compile(r"([0-9a-z-]{1,40})\.([0-9]{1,9})\.([0-9])", re.ASCII)
"""A review with the version and the stars that the page showed."""

Picked = Sequence[Shown]
"""What is ticked, as the page showed it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Batch:
    """One step for many: from where, what the page says, and what does it."""

    step: Step
    state: State
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
        status = errors.status_of(error)
        if status >= 500:
            raise
        return Response(_page(batch, error=error.message), status=status)
    flash(f"{batch.title}：{number} 个驿站做好了。", "told")
    return redirect(url_for("desk_reviews.every"), code=303)


def _batch(name: str) -> Batch:
    if name not in BATCHES:
        raise NotFound("没有这一步。")
    return BATCHES[name]


def _picked() -> list[Shown]:
    """What is ticked, each once."""
    found = {}
    for given in request.form.getlist("id")[:1000]:
        told = _TICK.fullmatch(given)
        if told is None:
            raise Invalid("选中的内容不对。请刷新后再选。", field="id")
        id_, version, stars = told.groups()
        found[id_] = Shown(review_id=id_, version=int(version), stars=int(stars))
    if not found:
        raise Invalid("还没有勾选。请勾选几个再做。", field="id")
    return list(found.values())


def _page(batch: Batch, *, error: str = "") -> str:
    db, who, today = current().connections(), account(), china_day(clock.now())
    number = min(max(request.args.get("page", 1, type=int), 1), 10_000)
    with db.reading():
        reach = reach_of(who, review_steps.action_for(batch.step, batch.state))
        wanted = Wanted(today=today, state=batch.state, mine=who)
        found, total = cycles.reviews(db, wanted, reach, number)
        ranked = _ranked(db, found) if batch.step is Step.PUBLISH else {}
        rows = [_row(db, batch, item, ranked, today=today) for item in found]
    return render_template(
        "desk/reviews/batch.html",
        batch=batch,
        fit=[row for row in rows if not row["why_not"]],
        unfit=[row for row in rows if row["why_not"]],
        total=total,
        page=number,
        pages=-(-total // cycles.PAGE),
        error=error,
        picked=set(request.form.getlist("id")),
    )


def _ranked(db: Database, found: Sequence[Item]) -> dict[str, Ranked]:
    rows = {}
    for cycle_id in sorted({item.review.cycle_id for item in found}):
        for row in level_ranking.ranked(db, reviews.cycle(db, cycle_id)).rows:
            rows[row.review.id] = row
    return rows


def _row(
    db: Database, batch: Batch, item: Item, ranked: Mapping[str, Ranked], *, today: date
) -> dict[str, Any]:
    """A review with what the step would make of it, or why it cannot be taken."""
    review, cycle = item.review, reviews.cycle(db, item.review.cycle_id)
    station = stations.get(db, review.station_id)
    open_now = permitted_steps.open_steps(db, review, cycle, station, by=account(), today=today)
    why_not = "" if batch.step in open_now else "现在还不能由您做这一步"
    if why_not and batch.step is Step.AWARD:
        hindered = awarding.hindrance(db, review, station, today=today)
        why_not = hindered.message if hindered else why_not
    proposed, stars = ranked.get(review.id), review.stars
    told = words.result(review, cycle.scheme)
    if batch.step is Step.CHECK:
        own = points_store.of(db, review.id, visit=OWN)
        above = sum(one.proposed is not None and one.points > one.proposed for one in own.values())
        told = f"自评 {sum(one.points for one in own.values())} 分"
        told += f"，{above} 项比登记和记录的高" if above else ""
    if proposed is not None and batch.step is Step.PUBLISH:
        stars = proposed.stars
        named = words.level(cycle.scheme, proposed.stars)
        told = f"验收 {review.points} 分，{'公示为' if proposed.stars else ''}{named}"
        if proposed.reached > proposed.stars:
            told += f"（够{words.level(cycle.scheme, proposed.reached)}，名额已满）"
        if proposed.tied:
            why_not = "和别的驿站同分，名额不够，请先到这一轮的页面选定"
        elif not proposed.stars:
            why_not = "没有达到任何星级，请打开后单独处理"
    area = codes.by_code(item.area_code) or codes.by_code(item.area_code[:6])
    return {
        "it": review,
        "value": f"{review.id}.{review.version}.{stars}",
        "station": item.station,
        "area": area.name if area else "",
        "told": told,
        "deadline": words.deadline(review, holiday_store.calendar(db), today=today),
        "why_not": why_not,
        "cycle_id": review.cycle_id,
    }


def _check(db: Database, picked: Picked) -> int:
    """Each in a transaction of its own: one that went on meanwhile does not stop the others."""
    late = []
    for one in picked:
        turn = Turn(step=Step.CHECK, version=one.version)
        try:
            review_steps.take(db, one.review_id, turn, by=account(), act=act("review_check"))
        except (Refused, NotFound) as error:
            late.append(error.message)
    if late:
        done = len(picked) - len(late)
        words = f"做好了 {done} 个；{len(late)} 个没有做：{'；'.join(dict.fromkeys(late))}"
        raise Refused(words, code="partly")
    return len(picked)


def _publish(db: Database, picked: Picked) -> int:
    return len(publishing.publish(db, picked, by=account(), act=act("review_publish")))


def _award(db: Database, picked: Picked) -> int:
    seen = [(one.review_id, one.version) for one in picked]
    return len(awarding.award_many(db, seen, by=account(), act=act("review_award")))


BATCHES: Mapping[str, Batch] = {
    "check": Batch(step=Step.CHECK, state=State.SUBMITTED, title="一起初核",
                   button="初核通过", ticked=False, do=_check),
    "publish": Batch(step=Step.PUBLISH, state=State.INSPECTED, title="一起公示",
                     button="公示勾选的", ticked=True, do=_publish),
    "award": Batch(step=Step.AWARD, state=State.NOTICED, title="一起授牌",
                   button="给勾选的授牌", ticked=True, do=_award),
}  # fmt: skip
"""What can be done to many, by its name in the address."""
