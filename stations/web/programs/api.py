"""The JSON API, described at /api/v1/openapi.json."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

import orjson
from flask import Blueprint, Response, request, url_for

from stations.activities import model
from stations.errors import NotFound
from stations.feedback import rating
from stations.nearest import answer_json, search_request
from stations.networks import membership
from stations.registry import public_row, vocabulary
from stations.registry.stored import redirects, search_rows, store
from stations.web import clock, parameters, services
from stations.web.away.stand_in import dated, stands_in
from stations.web.programs import openapi

blueprint = Blueprint("api", __name__, url_prefix="/api/v1")

PAGE = 500
_JSON = "application/json"


@blueprint.get("/stations/nearest")
def nearest() -> Response:
    """The nearest stations with the wishes."""
    now = clock.now()
    asked = search_request.parse(
        parameters.texts(search_request.PARAMETERS, lists=search_request.LISTS), now=now
    )
    kept, hints = services.current().keeper.current(now), services.current().hints.at(now)
    age_s = services.current().stand_in.age_s()
    body = answer_json.document(kept, asked, hints=hints, age_s=age_s)
    response = Response(body, content_type=_JSON, headers={"Cache-Control": "no-store"})
    return dated(response, age_s)


@blueprint.get("/stations/<station_id>")
def station(station_id: str) -> Response:
    """One published station with all its fields."""
    parameters.texts(())
    if len(station_id) > 80 or "\0" in station_id:
        raise NotFound("not_found.station")
    db = services.current().connections()
    found = store.get(db, station_id)
    if not found.is_listed and (moved := redirects.target(db, station_id)):
        return _moved(moved)
    if not found.is_listed:
        raise NotFound("not_found.public_station")
    now = clock.now()
    summary = rating.summary(db, station_id, at=now)
    said = {"mean": summary.mean, "count": summary.count}
    row = public_row.whole(found, today=clock.today())
    hint = services.current().hints.at(now).get(station_id)
    shut = answer_json.said_shut(hint, at=now)
    return checked({"datum": "wgs84", **row, "rating": said, "said_shut": shut})


@blueprint.get("/stations")
@stands_in
def stations() -> Response:
    """The stations in a box as GeoJSON, a page at a time; `next` leads on."""
    given = parameters.texts(("bbox", "cursor", "network"), lists=("bbox",))
    box, after = parameters.box(given), parameters.cursor(given)
    among = _members(given["network"]) if "network" in given else None
    db = services.current().reading()
    licence = services.current().settings.site.licence
    found = search_rows.within(db, box=box, after=after, limit=PAGE + 1, among=among)
    shown = found[:PAGE]
    collection: dict[str, Any] = {
        "type": "FeatureCollection",
        "licence": {"name": licence.name, "url": licence.url or None},
        "features": [_feature(one) for _, one in shown],
        "next": None,
    }
    if len(found) > PAGE:
        kept = {name: text for name, text in given.items() if name != "cursor"}
        query = urlencode(kept | {"cursor": shown[-1][0]}, safe=",")
        collection["next"] = f"{request.path}?{query}"
    return checked(collection, content_type="application/geo+json")


@blueprint.get("/vocabularies")
def vocabularies() -> Response:
    """The closed lists that stations are described with."""
    parameters.texts(())
    lists = {
        "amenities": vocabulary.amenities(),
        "kinds": vocabulary.kinds(),
        "entry": vocabulary.entry_methods(),
        "hosts": vocabulary.hosts(),
        "activity_kinds": model.kinds(),
    }
    return checked(
        {
            name: [{"id": t.id, "zh": t.zh} for t in one.terms.values()]
            for name, one in lists.items()
        }
    )


@blueprint.get("/openapi.json")
def description() -> Response:
    """This interface, described for programs."""
    return checked(openapi.document(services.current().settings.site))


def _members(network_id: str) -> list[str]:
    """The stations of a network; the database itself knows them, not what memory holds."""
    if len(network_id) > 32 or "\0" in network_id:
        raise NotFound("not_found.network")
    db = services.current().connections()
    with db.reading():
        return membership.stations_of(db, network_id, today=clock.today())


def _moved(station_id: str) -> Response:
    """Leads from a station that was combined with another one to that other one."""
    address = url_for("api.station", station_id=station_id)
    response = Response(orjson.dumps({"moved": address}), status=301, content_type=_JSON)
    response.headers.update({"Location": address, "Cache-Control": "no-cache"})
    return response


def _feature(one: search_rows.SearchHit) -> dict[str, Any]:
    return {
        "type": "Feature",
        "id": one.published["id"],
        "geometry": {"type": "Point", "coordinates": [one.lon, one.lat]},
        "properties": {**one.published, **public_row.of_day(one.closures, clock.today())},
    }


def checked(value: Any, *, content_type: str = _JSON) -> Response:
    """An answer that may be kept when it is checked by its ETag each time."""
    response = Response(orjson.dumps(value), content_type=content_type)
    response.headers["Cache-Control"] = "no-cache"
    response.add_etag()
    response.make_conditional(request)
    return response
