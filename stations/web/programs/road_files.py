"""Files of roads from the middle of a cell, by which phones estimate their own ways."""

from __future__ import annotations

import orjson
from flask import Blueprint, Response, request

from stations.errors import NotFound
from stations.nearest.tiles import Tile
from stations.routing.road_shelf import ZOOM, CellRoads
from stations.web import clock
from stations.web.services import current

blueprint = Blueprint("road_files", __name__, url_prefix="/roads")

_COMING_S = 2
_FRESH = "public, max-age=3600"


@blueprint.get("/<int:x>/<int:y>.json")
def roads(x: int, y: int) -> Response:
    """`{"roads": [[id, walk, ride, drive], …]}`: the nearest stations of a tile of zoom 13.

    Each way is `[metres straight, metres by road, seconds]` or null. 202 as long as the routing
    server is being asked; not found where there is none.
    """
    services = current()
    if services.roads is None or max(x, y) >= 1 << ZOOM:
        raise NotFound("not_found.cell")
    kept = services.keeper.current(clock.now())
    found = services.roads.of(Tile(ZOOM, x, y), kept)
    if found is None:
        response = Response(b'{"roads":null}', 202, mimetype="application/json")
        response.headers["Cache-Control"] = "no-store"
        response.headers["Retry-After"] = str(_COMING_S)
        return response
    response = Response(orjson.dumps({"roads": _rows(found)}), mimetype="application/json")
    response.headers["Cache-Control"] = _FRESH
    response.add_etag()
    response.make_conditional(request)
    return response


def _rows(found: CellRoads) -> list[list[object]]:
    ways = found.by_mode.values()
    return [
        [goal[0], *(road and [round(it) for it in road] for road in roads)]
        for goal, *roads in zip(found.goals, *ways, strict=True)
    ]
