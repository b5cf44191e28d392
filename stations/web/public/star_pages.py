"""Public pages of stars: notices, stations, certificates."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import segno
from flask import Blueprint, Response, make_response, render_template, request

from stations.areas import codes
from stations.errors import NotFound
from stations.moments import china_day
from stations.registry.model import star_words
from stations.registry.stored import store as stations
from stations.stars import award_store, store
from stations.stars.cycle_model import Cycle
from stations.stars.model import ReviewState
from stations.stars.overview import public_star_store
from stations.stars.overview.public_star_store import PAGE, Answered, Noticed
from stations.web import clock, public_address
from stations.web.public import star_line
from stations.web.services import current

blueprint = Blueprint("starred", __name__, url_prefix="/stars")

_LAST_PAGE = 10_000


@blueprint.get("/")
def areas() -> Response:
    """What is in the notice, what was, and where stations with stars are."""
    db, today = current().connections(), china_day(clock.now())
    with db.reading():
        (running, over), known = (
            public_star_store.notices(db, today=today),
            public_star_store.areas(db),
        )
    return _fresh("stars/areas.html", running=running, over=over, areas=known, path=codes.path)


@blueprint.get("/notices/<cycle_id>")
def notice(cycle_id: str) -> Response:
    """The public notice of a cycle: who was proposed, until when, and what came of it."""
    db, today = current().connections(), china_day(clock.now())
    with db.reading():
        cycle = store.cycle(db, cycle_id)
        found, answered = (
            public_star_store.noticed(db, cycle),
            public_star_store.answered(db, cycle_id),
        )
    running = [one for one in found if one.open_on(today)]
    told = running or found
    return _fresh(
        "stars/notice.html",
        title=f"{codes.path(cycle.area)} {cycle.year} 年户外劳动者驿站星级评定公示",
        cycle=cycle,
        scheme=cycle.scheme,
        rows=[_row(one, cycle, today=today) for one in found],
        begun=min((one.begun for one in told), default=None),
        last=max((one.until for one in told), default=None),
        runs=bool(running),
        answers=[_answer(one) for one in answered],
        issuer=_issuer(cycle),
        number=_number(cycle, "公示"),
    )


@blueprint.get("/notices/<cycle_id>/results")
def results(cycle_id: str) -> Response:
    """What a cycle came to, on a sheet to print: the stations that were given stars, by level."""
    db = current().connections()
    with db.reading():
        cycle = store.cycle(db, cycle_id)
        found = public_star_store.noticed(db, cycle)
    awarded = [one for one in found if one.review.state is ReviewState.AWARDED]
    levels = sorted({one.review.stars for one in awarded}, reverse=True)
    return _fresh(
        "stars/results.html",
        title=f"{codes.path(cycle.area)} {cycle.year} 年户外劳动者驿站星级评定结果的通报",
        cycle=cycle,
        scheme=cycle.scheme,
        levels=[
            (_level_name(cycle, stars), [one for one in awarded if one.review.stars == stars])
            for stars in levels
        ],
        on=max((_day(one.review.decided_at) for one in awarded), default=None),
        issuer=_issuer(cycle),
        number=_number(cycle, "通报"),
    )


def _issuer(cycle: Cycle) -> str:
    """The union of the area that reviews, which puts its seal there."""
    return f"{codes.full_name(cycle.area)}总工会"


def _number(cycle: Cycle, kind: str) -> str:
    """The number of a paper of a cycle, which is the same whenever it is printed."""
    return f"{codes.trimmed(cycle.area)}-{cycle.year}-{kind}"


def _level_name(cycle: Cycle, stars: int) -> str:
    level = cycle.scheme.level(stars)
    return level.name if level else star_words(stars)


def _day(at: datetime | None) -> date:
    return china_day(at) if at else date.min


@blueprint.get("/<int:area>")
def area(area: int) -> Response:
    """The stations of an area that have stars, the most stars first."""
    where = codes.by_code(str(area))
    if where is None:
        raise NotFound("not_found.area_of_stars")
    number = min(max(request.args.get("page", 1, type=int), 1), _LAST_PAGE)
    stars = min(max(request.args.get("stars", 0, type=int), 0), 5)
    db, today = current().connections(), china_day(clock.now())
    with db.reading():
        levels = public_star_store.levels(db, where.code)
        found = public_star_store.starred(db, where.code, stars=stars, page=number)
    total = levels.get(stars, 0) if stars else sum(levels.values())
    return _fresh(
        "stars/area.html",
        where=where,
        said=star_words,
        levels=levels,
        stars=stars,
        found=found,
        total=total,
        page=number,
        pages=-(-total // PAGE),
        today=today.isoformat(),
        over=star_line.OVER,
        from_list=star_line.FROM_LIST,
    )


@blueprint.get("/certificates/<station_id>")
def certificate(station_id: str) -> Response:
    """The sheet that a station hangs up: its stars, their basis and term, and a code to check."""
    db, today = current().connections(), china_day(clock.now())
    with db.reading():
        station = stations.get(db, station_id)
        awards = award_store.history(db, station_id)
        held = star_line.present(awards, station, today=today)
        if not station.is_listed or held is None:
            raise NotFound("not_found.certificate")
        cycle = store.cycle(db, store.get(db, held.review_id).cycle_id)
    url = public_address.of("pages.station", station_id=station.id)
    drawn = segno.make(url, error="q", micro=False)
    return _fresh(
        "stars/certificate.html",
        it=station,
        held=held,
        said=star_words,
        place=codes.path(station.place.area_code),
        issuer=_issuer(cycle),
        url=url,
        only_here=public_address.is_for_this_place_only(),
        picture=drawn.svg_data_uri(border=4, dark="#000", light="#fff", omitsize=True),
    )


def _row(one: Noticed, cycle: Cycle, *, today: date) -> dict[str, Any]:
    level = cycle.scheme.level(one.review.stars)
    return {
        "id": one.station_id,
        "station": one.station,
        "district": one.district,
        "demo": one.demo,
        "begun": one.begun,
        "until": one.until,
        "outcome": one.outcome(today),
        "level": (level.name if level else star_words(one.review.stars)) if one.stands else "",
        "points": one.review.points if one.stands else None,
        "objects": one.review.id if one.open_on(today) else "",
    }


def _answer(one: Answered) -> dict[str, str]:
    day = china_day(one.at).isoformat()
    return {"station": one.station, "outcome": one.outcome, "reply": one.reply, "day": day}


def _fresh(template: str, **values: Any) -> Response:
    """A page that is asked for again each time: a notice ends, an award is made."""
    answer = make_response(render_template(template, **values))
    answer.headers["Cache-Control"] = "no-cache"
    answer.add_etag()
    answer.make_conditional(request)
    return answer
