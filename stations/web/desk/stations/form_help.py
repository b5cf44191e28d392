"""Answers to the helpers of a station's form, as JSON; nothing is changed."""

from __future__ import annotations

import logging
from typing import Any

import orjson
from flask import Blueprint, Response, current_app, request
from flask_wtf.csrf import generate_csrf

from stations.accounts.roles import Action
from stations.areas import codes
from stations.areas.locator import Locator
from stations.areas.outline_cache import Outlines
from stations.errors import Invalid, NotFound
from stations.geo import coordinate_text, frames
from stations.geo.point import Datum, Point
from stations.geocoding.geocoder import Geocoder, GeocodingError, PlaceProposal
from stations.hours import previewing
from stations.hours.model import Reading, Understood
from stations.registry.editing import point_preview, saving
from stations.registry.fields import terms
from stations.registry.fields.coordinates import DATUM_WORDS
from stations.registry.model import Station
from stations.registry.stored import holiday_store, search_rows
from stations.web import clock, map_ground
from stations.web.guarding import PREFIX, account, needs
from stations.web.public.places import name_of
from stations.web.services import current

blueprint = Blueprint("assisting", __name__, url_prefix=f"{PREFIX}/assist")
_HELD = "stations.outlines"
_LONGEST_WORDS = 80
_LOG = logging.getLogger(__name__)

blueprint.record_once(lambda setup: setup.app.extensions.setdefault(_HELD, Outlines()))


@blueprint.get("/ready")
@needs(Action.EDIT)
def ready() -> Response:
    """Whether a form would arrive now, for which account, and the token that it has to carry."""
    return _json({"account": account().id, "token": generate_csrf()})


@blueprint.get("/hours")
@needs(Action.EDIT)
def hours() -> Response:
    """What words about opening hours are read as: a week, the next holiday, and what was lost."""
    db = current().connections()
    words, stored = request.args.get("words", ""), _stored()
    today, calendar = clock.today(), holiday_store.calendar(db)
    # Untouched words leave the hours as they are, though they were read otherwise.
    kept = stored is not None and stored.hours.osm and stored.hours.words == words
    if stored is not None and kept:
        read = Reading(
            osm=stored.hours.osm,
            understood=Understood.EXACT,
            staffed_osm=stored.hours.staffed,
        )
        seen = previewing.shown(read, today=today, calendar=calendar)
    else:
        seen = previewing.preview(words, today=today, calendar=calendar)
    return _json(
        {
            "understood": "kept" if kept else seen.reading.understood.value,
            "lost": seen.reading.lost,
            "words": seen.words,
            "week": [
                {
                    "name": day.name,
                    "hours": day.hours,
                    "today": day.today,
                    "tag": day.holiday or ("调休上班" if day.working_weekend else ""),
                }
                for day in seen.week
            ],
            "ahead": [{"name": a.name, "when": a.when, "hours": a.hours} for a in seen.ahead],
        }
    )


@blueprint.get("/place")
@needs(Action.EDIT)
def place() -> Response:
    """Where a pair of numbers lies: in WGS-84, in which district, with which neighbours."""
    given = request.args
    words = coordinate_text.read(given.get("point", ""))
    chosen = given.get("datum", Datum.WGS84.value)
    if not (words.datum or chosen):
        raise Invalid("invalid.datum_required", field="datum")
    datum = words.datum or terms.datum(chosen)
    point = frames.point_from(words.lat, words.lon, datum=datum)
    db = current().connections()
    found = point_preview.survey(
        db,
        point,
        station_id=given.get("station", "")[:40],
        area_code=codes.trimmed(given.get("area", "")[:12]),
        by=account(),
        outlines=_outlines(),
    )
    return _json(
        {
            "lat": round(point.lat, 6),
            "lon": round(point.lon, 6),
            "datum": words.datum.value if words.datum else "",
            "words": _place_words(point, datum, found.district),
            "warning": "".join(one.message for one in found.warnings),
            "refusal": found.refusal.message if found.refusal else "",
            "near": [
                {"id": n.station_id, "name": n.name, "lat": n.point.lat, "lon": n.point.lon}
                for n in found.neighbours
            ],
        }
    )


@blueprint.get("/geocode")
@needs(Action.EDIT)
def geocode() -> Response:
    """Where the address of a station may be, as the service of a map says; proposed, no more."""
    station, settings = _stored(), current().settings
    words = request.args.get("words", "").strip()[:_LONGEST_WORDS]
    if not settings.geocoder or station is None:
        return _json({"found": [], "said": "没有设按地址找的服务。"})
    asked = Geocoder.of(settings.geocoder)
    place = station.place
    wanted = words or place.address or station.name
    area = codes.local_name(place.area_code[:6])
    try:
        found = asked.proposals(
            wanted if area in wanted else f"{area}{wanted}", city_code=place.city_code
        )
    except GeocodingError as error:
        _LOG.warning("geocoder %s: %s", asked.provider, error)
        return _json({"found": [], "said": f"{asked.word}现在没有答上来。请自己在地图上找。"})
    said = f"{asked.word}没有找到“{wanted}”。请自己在地图上找。"
    if found:
        said = f"{asked.word}给的位置，按{DATUM_WORDS[asked.datum]}换算；不会自己保存，请核对。"
    return _json({"said": said, "found": [_proposed(one) for one in found]})


def _proposed(one: PlaceProposal) -> dict[str, str]:
    exact = f"只到{one.level}" if one.is_coarse else one.level
    return {
        "words": f"{one.words}（{exact}）" if exact else one.words,
        "point": f"{one.lat}, {one.lon}",
        "datum": one.datum.value,
    }


@blueprint.get("/outline")
@needs(Action.EDIT)
def outline() -> Response:
    """What the map of the form is drawn on: the outline of a district, its middle, and names."""
    code = codes.trimmed(request.args.get("area", "")[:12])[:6] or _own_area()[:6]
    area = codes.by_code(code)
    if code and area is None:
        raise Invalid("invalid.outlined_area", field="area")
    settings, db = current().settings, current().connections()
    city = codes.city_of(code) or codes.city_of(settings.home_area)
    middles = search_rows.middles(db, area=city) if city else {}
    named = codes.by_code(city)
    middle = (area.centre if area else None) or middles.get(code) or (named and named.centre)
    return _json(
        {
            "name": area.name if area else "",
            "rings": _outlines().rings(code),
            "home": [middle.lat, middle.lon] if middle else None,
            "ground": {
                **map_ground.libraries(),
                "ground": map_ground.told(settings),
                "places": [
                    [name_of(district), round(at.lat, 4), round(at.lon, 4)]
                    for district, at in middles.items()
                    if len(district) == 6
                ],
            },
        }
    )


def _own_area() -> str:
    """The district of the station that is asked about, else the first area of the account."""
    stored = _stored()
    if stored is None:
        return next(iter(account().areas_for(Action.EDIT)), "")
    return stored.place.district_code or codes.trimmed(stored.place.area_code)[:6]


def _stored() -> Station | None:
    """The station whose form asks; None for one that is being made, or is somebody else's."""
    try:
        return saving.found(current().connections(), request.args.get("station", ""), by=account())
    except NotFound:
        return None


def _place_words(point: Point, datum: Datum, district: str) -> str:
    lies = f"在{codes.path(district)}，" if district else ""
    turned = "" if datum is Datum.WGS84 else f"从{DATUM_WORDS[datum]}换算成 "
    return f"{lies}{turned}WGS-84 坐标 {point.lat:.6f}, {point.lon:.6f}"


def _outlines() -> Locator:
    held: Outlines = current_app.extensions[_HELD]
    return held.of(current().connections())


def _json(value: dict[str, Any]) -> Response:
    return Response(orjson.dumps(value), content_type="application/json")
