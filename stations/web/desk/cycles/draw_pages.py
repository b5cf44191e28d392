"""Pages of draws for unannounced visits."""

from __future__ import annotations

from flask import Blueprint, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from stations.accounts.roles import Action
from stations.areas import codes
from stations.db.base import Database
from stations.errors import Invalid, Refused
from stations.moments import china_day, china_text
from stations.rechecks import unannounced_visits
from stations.rechecks.unannounced_visits import MOST, Picked, VisitPlan
from stations.rechecks.warning_signs import SIGNS
from stations.registry.scoping import scope_of
from stations.stars import draw_store
from stations.stars.cycle import admission, cycles
from stations.stars.draw_store import Suspected
from stations.stars.model import STATE_WORDS
from stations.web import clock
from stations.web.acting import act
from stations.web.desk.cycles.warning_pages import done, page_number, refused, review_url
from stations.web.desk.whole_number import whole
from stations.web.guarding import PREFIX, account, needs
from stations.web.services import current

blueprint = Blueprint("desk_draws", __name__, url_prefix=f"{PREFIX}/signs/draws")

_CANDIDATES = 50
_LONGEST_NUMBER = 6


@blueprint.get("/")
@needs(Action.SEE_SIGNS)
def plan() -> str:
    """Past draws, and the form for another one."""
    return _draws()


@blueprint.post("/")
@needs(Action.ORDER)
def draw() -> AnyResponse:
    """Draws stations for unannounced visits."""
    given = request.form
    try:
        wanted = VisitPlan(
            area=given.get("area", ""),
            n=_size(given.get("n", "")),
            cycle_id=given.get("cycle", "")[:32],
            seed=given.get("seed", "").strip(),
        )
        db = current().connections()
        made = unannounced_visits.draw(db, wanted, by=account(), act=act("visits_drawn"))
    except (Invalid, Refused) as error:
        return refused(error, _draws)
    flash(f"抽好了 {len(made.picked)} 个驿站。", "told")
    return redirect(url_for("desk_draws.one", draw_id=made.id), code=303)


@blueprint.get("/<draw_id>")
@needs(Action.SEE_SIGNS)
def one(draw_id: str) -> str:
    """What was drawn out of what; with `check` it is drawn again and compared."""
    return _draw(draw_id)


@blueprint.post("/<draw_id>/recheck")
@needs(Action.ORDER)
def recheck(draw_id: str) -> AnyResponse:
    """Orders a re-check of a drawn station that is not under review."""

    def work(db: Database) -> str:
        station_id = request.form.get("station", "")
        unannounced_visits.recheck(db, draw_id, station_id, by=account(), act=act("review_begun"))
        return "已转为复核，等现场验收。"

    return done(
        work, url_for("desk_draws.one", draw_id=draw_id), lambda error: _draw(draw_id, error=error)
    )


def _draws(error: str = "") -> str:
    db, who, number = current().connections(), account(), page_number()
    with db.reading():
        found, total = unannounced_visits.past(db, by=who, number=number)
        running = [one for one in cycles.visible(db, by=who) if one.closed_at is None]
    areas = set(who.areas_for(Action.ORDER))
    return render_template(
        "desk/cycles/draws.html",
        rows=[(one, codes.path(one.area), china_text(one.at)) for one in found],
        total=total,
        areas=_areas(areas),
        cycles=[(one.id, f"{one.year} 年 {codes.path(one.area)}") for one in running],
        signs=SIGNS.values(),
        most=MOST,
        page=number,
        pages=-(-total // draw_store.PAGE),
        given=request.form,
        error=error,
    )


def _draw(draw_id: str, error: str = "") -> str:
    db, who, number = current().connections(), account(), page_number()
    with db.reading():
        made = unannounced_visits.seen(db, draw_id, by=who)
        picked = unannounced_visits.picked(db, made, by=who)
        weighed = unannounced_visits.weighed(db, made, by=who)
        verdict = unannounced_visits.verify(db, made) if request.args.get("check") else None
    first = (number - 1) * _CANDIDATES
    return render_template(
        "desk/cycles/draw.html",
        it=made,
        place=codes.path(made.area),
        at=china_text(made.at),
        picked=[_picked(one) for one in picked],
        unseen=len(made.picked) - len(picked),
        candidates=[
            (name, one.weight, _signs(one)) for name, one in weighed[first : first + _CANDIDATES]
        ],
        seen=len(weighed),
        verdict=verdict,
        page=number,
        pages=-(-len(weighed) // _CANDIDATES),
        error=error,
    )


def _picked(one: Picked) -> dict[str, object]:
    review = one.review
    return {
        "it": one,
        "signs": _signs(one.why),
        "review": review_url(review.id) if review else "",
        "state": STATE_WORDS[review.state] if review else "",
        "may": not one.visited
        and (review is None or admission.makes_way(review, on=china_day(clock.now())))
        and account().may(Action.ORDER, scope_of(one.station)),
    }


def _signs(one: Suspected) -> str:
    """Why it weighs what it does, in words."""
    found = (f"{SIGNS[sign].words}{f' × {n}' if n > 1 else ''}" for sign, n in one.signs)
    return "；".join(found) or "没有不良迹象"


def _areas(own: set[str]) -> list[tuple[str, str]]:
    """Cities and districts in which this account may draw, by code."""
    found = {}
    for area in sorted(own):
        if len(area) >= unannounced_visits.SHORTEST_AREA:
            found[area] = codes.path(area)
        below = codes.districts(area) + codes.zones(area) if len(area) == 4 else ()
        if len(area) < unannounced_visits.SHORTEST_AREA:
            below = tuple(city for city in codes.cities() if city.code.startswith(area))
        found |= {one.code: codes.path(one.code) for one in below}
    return sorted(found.items())


def _size(given: str) -> int:
    number = whole(given, digits=_LONGEST_NUMBER)
    if number is None:
        raise Invalid("invalid.draw_size_digits", field="n", most=MOST)
    return number
