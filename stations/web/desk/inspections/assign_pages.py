"""Visits given to inspectors, and what inspectors have done."""

from __future__ import annotations

from datetime import date, timedelta

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from stations.accounts import store as accounts
from stations.accounts.roles import Action
from stations.areas import codes
from stations.errors import Invalid, Refused
from stations.moments import china_day
from stations.rechecks import door_checks
from stations.registry.scoping import reach_of
from stations.stars import visit_store
from stations.stars.cycle import review_list_store
from stations.stars.cycle.review_list_store import ReviewQuery
from stations.stars.inspections import assigning, assignment_store
from stations.stars.inspections.assigning import Plan
from stations.stars.model import ReviewState
from stations.stars.overview import inspector_figures
from stations.web import clock, error_pages
from stations.web.acting import act, areas
from stations.web.guarding import PREFIX, account, needs
from stations.web.services import current

blueprint = Blueprint("assigning", __name__, url_prefix=f"{PREFIX}/visits")
_YEAR = timedelta(days=365)


@blueprint.get("/")
@needs(Action.ORDER)
def every() -> str:
    """What waits for a visit, to be given to inspectors."""
    return _page()


@blueprint.post("/")
@needs(Action.ORDER)
def assign() -> AnyResponse:
    """Gives what is ticked to somebody for a day."""
    given = request.form
    try:
        day = _day(given.get("day", ""))
        plan = Plan(
            account_id=given.get("who", "")[:32],
            day=day,
            review_ids=tuple(one[:40] for one in given.getlist("id")[:1000]),
        )
        made = assigning.assign(
            current().connections(), plan, by=account(), act=act("visit_assigned")
        )
    except (Invalid, Refused) as error:
        status = error_pages.status_of(error)
        if status >= 500 or error.code == "forbidden":
            raise
        return Response(_page(error=error.message), status=status)
    flash(f"{len(made)} 个驿站分好了。", "told")
    return redirect(url_for("assigning.every", area=request.args.get("area") or None), code=303)


@blueprint.get("/inspectors")
@needs(Action.ORDER)
def inspectors() -> str:
    """Who did how many, late, near, with photos, how points lie; and the visits of riders."""
    db, since = current().connections(), clock.now() - _YEAR
    with db.reading():
        reach = reach_of(account(), Action.ORDER)
        found = inspector_figures.of(db, reach, since=since)
        riders = door_checks.months(db, reach, since=china_day(since))
        shown = {one.id: one.shown for one in accounts.every(db)}
    return render_template(
        "desk/inspections/inspectors.html",
        rows=[(shown.get(one.account_id, "全部"), one) for one in found],
        riders=[(shown.get(one, one), months) for one, months in riders.items()],
        since=china_day(since),
    )


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise Invalid("invalid.day_of_visit", field="day") from None


def _areas(chosen: str) -> list[tuple[str, str]]:
    """The areas to choose from, and the streets of the district that is chosen."""
    found = dict(areas(Action.ORDER))
    district = chosen[: codes.DISTRICT_DIGITS]
    if district in found:
        found |= {one.code: codes.path(one.code) for one in codes.streets(district)}
    return sorted(found.items())


def _page(error: str = "") -> str:
    db, who, today = current().connections(), account(), china_day(clock.now())
    number = min(max(request.args.get("page", 1, type=int), 1), 10_000)
    area = request.args.get("area", "")[:12]
    with db.reading():
        wanted = ReviewQuery(today=today, state=ReviewState.CHECKED, district=area)
        found, total = review_list_store.reviews(db, wanted, reach_of(who, Action.ORDER), number)
        given = assignment_store.of(db, [one.review.id for one in found])
        able = assigning.able(db)
        visited = visit_store.beside(db, [one.review.id for one in found])
    shown = {one.id: one.shown for one in able}
    rows = [
        {
            "it": one,
            "place": codes.path(one.area_code),
            "who": shown.get(given[one.review.id].account_id, "") if one.review.id in given else "",
            "other": any(visited.get(one.review.id, {}).values()),
            "day": given[one.review.id].day if one.review.id in given else None,
        }
        for one in found
    ]
    return render_template(
        "desk/inspections/assign.html",
        rows=rows,
        total=total,
        page=number,
        pages=-(-total // review_list_store.PAGE),
        able=[(one.id, f"{one.shown}（{one.name}）") for one in able],
        today=today,
        area=area,
        areas=_areas(area),
        picked=set(request.form.getlist("id")),
        typed=request.form,
        error=error,
    )
