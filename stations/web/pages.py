"""Which pages does a worker see? The list, one station, and how the position is used."""

from __future__ import annotations

import hashlib
from functools import lru_cache
from typing import Any

import orjson
from flask import Blueprint, Response, make_response, render_template, request, url_for

from stations.config import STATIC
from stations.errors import Invalid, NotFound
from stations.geo.point import Point
from stations.registry import store, vocabulary
from stations.registry.states import Phase
from stations.web import clock, detailing, listing, mapping, places
from stations.web import looking as asked
from stations.web.nearby import Hit, Memory
from stations.web.services import current
from stations.web.stating import Teller

blueprint = Blueprint("pages", __name__)

_WISHES_FIRST = 6
_GRID_DECIMALS = 3
"""A position is used to about 110 m only."""


def _memory() -> tuple[Memory, Teller]:
    """What this process knows of all stations at this moment, and the words for it."""
    keeper, at = current().keeper, clock.now()
    teller = Teller(at, keeper.calendar())
    return Memory(keeper.current(at), teller), teller


@lru_cache(maxsize=256)
def _digest(path: str) -> str:
    return hashlib.sha256((STATIC / path).read_bytes()).hexdigest()[:10]


@blueprint.app_context_processor
def _shared() -> dict[str, Any]:
    """What every template may use: addresses of assets that change with their content."""

    def asset(path: str) -> str:
        return url_for("static", filename=path, v=_digest(path))

    return {"asset": asset, "icp_number": current().settings.icp_number}


@blueprint.get("/")
def first() -> Response:
    """The list of stations for a place, words and wishes; all of it in the URL."""
    looking = asked.from_fields(request.args)
    db = current().connections()
    memory, teller = _memory()
    with db.reading():
        chosen = _chosen(looking)
        found = listing.listed(db, looking, place=chosen.here, memory=memory)
    page = {
        "title": f"{chosen.here.name}驿站 · 找最近开着的户外劳动者驿站",
        "canonical": url_for("pages.first", area=looking.area or None, _external=True),
        "here": chosen.here.name,
        "area": looking.area,
        "words": looking.words,
        "only_open": looking.only_open,
        "districts": chosen.districts,
        "cities": chosen.cities,
        **_wishes(looking),
        "map": mapping.map_view(
            current().settings,
            middle=chosen.here.middle or chosen.city.middle,
            zoom=11 if chosen.here.code == chosen.city.code else 13,
            places=chosen.names,
            marks_url=looking.at_page(1).url(path=url_for("pages.marks")),
        ),
    }
    found_now = listing.results(found, looking, teller=teller)
    return _fresh(render_template("stations/index.html", page=page, found=found_now))


@blueprint.get("/marks")
def marks() -> Response:
    """All stations of the list as marks of its map: [lat, lon, mark, id, name, words]."""
    looking = asked.from_fields(request.args)
    db = current().connections()
    memory, _ = _memory()
    with db.reading():
        found = listing.listed(db, looking, place=_chosen(looking).here, memory=memory)
    body = orjson.dumps([_mark(hit) for hit in found.hits])
    answer = Response(body, mimetype="application/json")
    answer.headers["Cache-Control"] = "no-cache"
    return answer


@blueprint.post("/near")
def near() -> Response:
    """The stations nearest to a rounded position, as the list's HTML; nothing is kept."""
    looking = asked.from_fields(request.form)
    point = _position()
    memory, teller = _memory()
    hits, complete = memory.nearest(point, looking)
    found = listing.near_results(hits, looking, at=point, complete=complete, teller=teller)
    answer = make_response(render_template("_parts/results.html", found=found))
    answer.headers["Cache-Control"] = "no-store"
    return answer


@blueprint.get("/stations/<station_id>")
def station(station_id: str) -> Response:
    """The page of one station; 410 where it has been closed for good."""
    services = current()
    teller = Teller(clock.now(), services.keeper.calendar())
    one = store.get(services.connections(), station_id)
    point = one.place.point
    if point is None:
        raise NotFound("没有这个驿站。请核对链接，或者回首页搜索。")
    if one.lifecycle.phase is Phase.CLOSED:
        return _gone(one.name)
    city = places.name_of(one.place.city_code)
    back = one.place.district_code or one.place.area_code
    view = detailing.detail(one, point=point, city=city, teller=teller)
    page = {
        "canonical": url_for("pages.station", station_id=one.id, _external=True),
        "back_url": asked.Looking(area=back).url(),
        "back_words": f"{places.name_of(back) or city or '全部'}驿站",
        "map": mapping.map_view(services.settings, middle=point, zoom=16, places=()),
    }
    return _fresh(render_template("stations/station.html", it=view, page=page))


@blueprint.get("/about/privacy")
def privacy() -> Response:
    """How the position is used."""
    return _fresh(render_template("about/privacy.html"))


@blueprint.get("/robots.txt")
def robots() -> Response:
    """Search engines may read the pages and leave the rest."""
    rules = "User-agent: *\nDisallow: /marks\nDisallow: /near\nDisallow: /desk/\nDisallow: /api/\n"
    return Response(rules, mimetype="text/plain")


def _chosen(looking: asked.Looking) -> places.Places:
    services = current()
    return places.choose(services.connections(), looking, home=services.settings.home_area)


def _wishes(looking: asked.Looking) -> dict[str, Any]:
    """The wishes as boxes: the first six in sight, the others behind 更多."""
    boxes = [
        {
            "id": term.id,
            "word": term.zh,
            "chosen": term.id in looking.wants,
            "icon": term.id if term.id in detailing.ICONS else "",
        }
        for term in vocabulary.amenities().terms.values()
        if term.wish or term.id in looking.wants
    ]
    rest = boxes[_WISHES_FIRST:]
    return {
        "wishes_first": boxes[:_WISHES_FIRST],
        "wishes_more": rest,
        "wishes_more_open": any(box["chosen"] for box in rest),
    }


def _position() -> Point:
    """The position of the form, rounded again: no client may make us see more of it."""
    try:
        lat, lon = float(request.form["lat"]), float(request.form["lon"])
    except (KeyError, ValueError) as error:
        raise Invalid("没有收到位置。请再点一次“附近驿站”，或者选一个区。", field="lat") from error
    place = Point(lat=lat, lon=lon)
    return Point(lat=round(place.lat, _GRID_DECIMALS), lon=round(place.lon, _GRID_DECIMALS))


def _mark(hit: Hit) -> tuple[float, float, str, str, str, str]:
    one, said = hit.found.published, hit.state
    return (hit.found.lat, hit.found.lon, said.mark, one["id"], one["name"], said.words)


def _gone(name: str) -> Response:
    page = render_template(
        "errors/error.html",
        title=f"{name}已经撤销",
        message="这个驿站不再开放。请到首页找附近别的驿站。",
    )
    answer = _fresh(page)
    answer.status_code = 410
    return answer


def _fresh(page: str) -> Response:
    """A page that is asked for again each time: what is open changes by the minute."""
    answer = make_response(page)
    answer.headers["Cache-Control"] = "no-cache"
    return answer
