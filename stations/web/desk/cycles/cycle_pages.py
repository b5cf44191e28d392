"""Pages of a year of reviews: progress, invitations, ties."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from stations.accounts.model import Scope
from stations.accounts.roles import Action
from stations.areas import codes
from stations.db.base import Database
from stations.errors import Invalid, Refused
from stations.moments import china_day
from stations.registry.scoping import reach_of
from stations.stars.awards import publishing
from stations.stars.cycle import cycles, level_ranking, progress
from stations.stars.cycle.cycles import CyclePlan
from stations.stars.review_steps import LONGEST_REASON
from stations.stars.rulebook import scheme_registry
from stations.web import clock, error_pages
from stations.web.acting import act, areas
from stations.web.desk.cycles import cycle_view
from stations.web.desk.reviews import review_words
from stations.web.guarding import PREFIX, account, needs
from stations.web.services import current

blueprint = Blueprint("desk_cycles", __name__, url_prefix=f"{PREFIX}/cycles")


@blueprint.get("/")
@needs(Action.SEE_REVIEWS)
def every() -> str:
    """The cycles of one's areas, the newest first, and the form for another one."""
    return _list()


@blueprint.post("/")
@needs(Action.RUN_CYCLE)
def begin() -> AnyResponse:
    """Opens a cycle."""
    try:
        plan = _plan()
        cycle = cycles.open_cycle(
            current().connections(), plan, by=account(), act=act("cycle_opened")
        )
    except (Invalid, Refused) as error:
        return Response(_list(error=error.message), status=_status(error))
    flash("这一轮开始了。请邀请驿站申报。", "told")
    return redirect(url_for("desk_cycles.one", cycle_id=cycle.id), code=303)


@blueprint.get("/<cycle_id>")
@needs(Action.SEE_REVIEWS)
def one(cycle_id: str) -> str:
    """The board, the quotas, the ties and the rules of a cycle."""
    return _page(cycle_id)


@blueprint.post("/<cycle_id>/choose")
@needs(Action.DECIDE)
def choose(cycle_id: str) -> AnyResponse:
    """Gives one of those with equal points the place."""

    def work(db: Database) -> str:
        chosen, reason = request.form.get("review", "")[:32], request.form.get("reason", "")
        level_ranking.choose(db, cycle_id, chosen, reason, by=account(), act=act("quota_chosen"))
        return "选定了，原因已经记下。"

    return _done(cycle_id, work)


@blueprint.post("/<cycle_id>/rerank")
@needs(Action.DECIDE)
def rerank(cycle_id: str) -> AnyResponse:
    """Makes public anew what is in the notice for another level than its place."""

    def work(db: Database) -> str:
        done = publishing.rerank(db, cycle_id, by=account(), act=act("review_rerank"))
        return f"{len(done)} 个驿站的级别改好了，重新公示。"

    return _done(cycle_id, work)


@blueprint.post("/<cycle_id>/cancel")
@needs(Action.RUN_CYCLE)
def cancel(cycle_id: str) -> AnyResponse:
    """Takes back a cycle that nobody has taken part in."""

    def work(db: Database) -> str:
        reason = request.form.get("reason", "")
        cycles.cancel(db, cycle_id, reason, by=account(), act=act("cycle_cancelled"))
        return "这一轮取消了，同一年可以重新开始一轮。"

    return _done(cycle_id, work)


@blueprint.post("/<cycle_id>/extend")
@needs(Action.RUN_CYCLE)
def extend(cycle_id: str) -> AnyResponse:
    """Moves the last day of applications to a later one."""

    def work(db: Database) -> str:
        reason, until = request.form.get("reason", ""), _day(request.form.get("until", ""))
        doing = act("cycle_extended")
        after = cycles.extend(db, cycle_id, until, reason, by=account(), act=doing)
        return f"申报延到 {after.apply_until}（含当天）。"

    return _done(cycle_id, work)


@blueprint.post("/<cycle_id>/close")
@needs(Action.RUN_CYCLE)
def close(cycle_id: str) -> AnyResponse:
    """Ends a cycle."""

    def work(db: Database) -> str:
        cycles.close(db, cycle_id, by=account(), act=act("cycle_closed"))
        return "这一轮结束了。"

    return _done(cycle_id, work)


def _done(cycle_id: str, work: Callable[[Database], str]) -> AnyResponse:
    try:
        words = work(current().connections())
    except (Invalid, Refused) as error:
        return Response(_page(cycle_id, error=error.message), status=_status(error))
    flash(words, "told")
    return redirect(url_for("desk_cycles.one", cycle_id=cycle_id), code=303)


def _status(error: Invalid | Refused) -> int:
    status = error_pages.status_of(error)
    if status >= 500:
        raise error
    return status


def _plan() -> CyclePlan:
    """What the form asks for."""
    given = request.form
    year = given.get("year", "").strip()
    if not (year.isascii() and year.isdigit() and len(year) == 4):
        raise Invalid("invalid.year_of_draw", field="year")
    until = _day(given.get("apply_until", ""))
    return CyclePlan(
        scheme=" ".join(given.get("scheme", "")[:80].split()),
        year=int(year),
        area=given.get("area", "").strip()[:12],
        apply_until=until,
    )


def _day(given: str) -> date:
    try:
        return date.fromisoformat(given.strip())
    except ValueError:
        raise Invalid("invalid.apply_until_required", field="apply_until") from None


def _list(*, error: str = "") -> str:
    db, who, today = current().connections(), account(), china_day(clock.now())
    with db.reading():
        found = cycles.visible(db, by=who)
        schemes = scheme_registry.schemes(db)
    return render_template(
        "desk/cycles/list.html",
        rows=[cycle_view.named(one) for one in found],
        may_run=who.may(Action.RUN_CYCLE),
        areas=areas(Action.RUN_CYCLE),
        schemes=[cycle_view.rules(one) for one in schemes.values()],
        year=today.year,
        today=today,
        error=error,
        given=request.form,
    )


def _page(cycle_id: str, *, error: str = "") -> str:
    db, who, today = current().connections(), account(), china_day(clock.now())
    with db.reading():
        cycle = cycles.seen(db, cycle_id, by=who)
        reach = reach_of(who, Action.SEE_REVIEWS)
        board = progress.board(db, cycle, reach, today=today)
        ranking = board.ranking
        extensions = cycles.extensions(db, cycle)
        ties = cycle_view.ties(db, ranking, who=who)
    scope = Scope(areas=(cycle.area,))
    return render_template(
        "desk/cycles/cycle.html",
        it=cycle,
        name=cycle_view.named(cycle)["name"],
        state=cycle_view.named(cycle)["state"],
        place=codes.path(cycle.area),
        board=cycle_view.board(board, cycle),
        ranking=cycle_view.ranking(db, ranking, cycle, who=who),
        ties=ties,
        quotas=cycle_view.quotas(ranking, cycle),
        moved=cycle_view.moved(db, ranking, cycle, who=who),
        rules=cycle_view.rules(cycle.scheme),
        extensions=extensions,
        empty=not board.taken_part,
        applying=cycle.closed_at is None and today <= cycle.apply_until,
        may_run=who.may(Action.RUN_CYCLE, scope) and cycle.closed_at is None,
        may_decide=who.may(Action.DECIDE, scope),
        longest=LONGEST_REASON,
        passed_over=review_words.PASSED_OVER,
        error=error,
        given=request.form,
    )
