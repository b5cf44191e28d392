"""Pages to invite stations to a cycle or order a re-check."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from stations.accounts.roles import Action
from stations.areas import codes
from stations.db.base import Database
from stations.errors import Invalid, Refused
from stations.moments import china_day
from stations.rechecks import orders
from stations.registry.model import star_words
from stations.registry.scoping import reach_of
from stations.registry.stored import store as stations
from stations.registry.views import desk_search_store
from stations.registry.views.desk_search import PAGE, ListedStation, Sort, StationQuery
from stations.stars import store as reviews
from stations.stars.cycle import admission, cycles
from stations.stars.cycle_model import Cycle
from stations.stars.model import STATE_WORDS
from stations.stars.review_steps import LONGEST_REASON
from stations.web import clock, error_pages
from stations.web.acting import act
from stations.web.desk.cycles import cycle_view
from stations.web.guarding import PREFIX, account, needs
from stations.web.services import current

blueprint = Blueprint("cycle_stations", __name__, url_prefix=f"{PREFIX}/cycles")

MOST = 1_000
"""More at once would hold the write lock for too long."""


@blueprint.get("/<cycle_id>/stations")
@needs(Action.RUN_CYCLE)
def choose(cycle_id: str) -> str:
    """The stations of the area with how they stand, to be ticked."""
    return _page(cycle_id)


@blueprint.post("/<cycle_id>/stations")
@needs(Action.RUN_CYCLE)
def apply(cycle_id: str) -> AnyResponse:
    """Invites those that are ticked, or orders that they are looked at again."""
    db, who = current().connections(), account()
    cycle = cycles.seen(db, cycle_id, by=who)
    try:
        ids = _ids(db, cycle)
        if request.form.get("do") == "recheck":
            reason = request.form.get("reason", "")
            made = orders.order(db, ids, reason, by=who, act=act("review_begun"))
            words = f"{len(made)} 个驿站转为复核，等现场验收。"
        else:
            number = cycles.invite(db, cycle_id, ids, by=who, act=act("review_begun"))
            words = f"邀请了 {number} 个驿站。"
            words += f"另外 {len(ids) - number} 个已经在评定中，或现在不能申报，没有动。" * (
                number < len(ids)
            )
    except (Invalid, Refused) as error:
        status = error_pages.status_of(error)
        if status >= 500:
            raise
        return Response(_page(cycle_id, error=error.message), status=status)
    flash(words, "told")
    return redirect(url_for("desk_cycles.one", cycle_id=cycle_id), code=303)


def _ids(db: Database, cycle: Cycle) -> list[str]:
    """What is ticked; with `all`, everything that the filters find."""
    if request.form.get("all") != "1":
        ids = list(dict.fromkeys(one[:32] for one in request.form.getlist("id")))
    else:
        today = china_day(clock.now())
        wanted, reach = _wanted(cycle, request.form), reach_of(account(), Action.RUN_CYCLE)
        ids = [one.id for one in desk_search_store.stations(db, reach, wanted, today=today)]
    if not ids:
        raise Invalid("invalid.stations_to_invite", field="id")
    if len(ids) > MOST:
        raise Invalid("invalid.too_many_to_invite", field="id", most=MOST)
    return ids


def _wanted(cycle: Cycle, given: Any) -> StationQuery:
    district = codes.trimmed(given.get("district", "")[:12])
    star = given.get("star", "")
    return StationQuery(
        words=given.get("q", "")[:60],
        area=district if codes.covers(cycle.area, district) else cycle.area,
        star=int(star) if star in ("0", "1", "2", "3", "4", "5") else None,
    )


def _page(cycle_id: str, *, error: str = "") -> str:
    db, who, today = current().connections(), account(), china_day(clock.now())
    given = request.values
    number = min(max(given.get("page", 1, type=int), 1), 10_000)
    with db.reading():
        cycle = cycles.seen(db, cycle_id, by=who)
        reach, wanted = reach_of(who, Action.RUN_CYCLE), _wanted(cycle, given)
        total = desk_search_store.count(db, reach, wanted, today=today)
        found = desk_search_store.page(
            db, reach, wanted, today=today, sort=Sort.NAME, number=number
        )
        everywhere = desk_search_store.areas(db, replace(reach))
        rows = [_row(db, cycle, one, today=today) for one in found]
    asked = {"q": wanted.words, "district": given.get("district", "")[:12],
             "star": given.get("star", "")[:1]}  # fmt: skip
    return render_template(
        "desk/cycles/stations.html",
        it=cycle,
        name=cycle_view.named(cycle)["name"],
        rows=rows,
        total=total,
        page=number,
        pages=-(-total // PAGE),
        asked={name: value for name, value in asked.items() if value},
        districts=[
            (code, area.name)
            for code in everywhere
            if codes.covers(cycle.area, code) and (area := codes.by_code(code))
        ],
        applying=today <= cycle.apply_until,
        longest=LONGEST_REASON,
        error=error,
        given=request.form,
        picked=set(request.form.getlist("id")),
    )


def _row(db: Database, cycle: Cycle, one: ListedStation, *, today: date) -> dict[str, Any]:
    """A station, and how it stands with this cycle."""
    review = reviews.open_of_station(db, one.station_id)
    why_not = ""
    if review is not None:
        why_not = f"评定中：{STATE_WORDS[review.state]}"
    elif admission.taken_part(db, cycle, one.station_id):
        why_not = "这一轮评过了"
    else:
        refused = admission.why_not(stations.get(db, one.station_id))
        why_not = refused.message if refused else ""
    return {
        "it": one,
        "area": codes.local_name(one.area_code),
        "star": star_words(one.star) if one.star else "没有星级",
        "why_not": why_not,
        "busy": review is not None and not admission.makes_way(review, on=today),
    }
