"""Files of what workers found at doors lately, for phones that make their lists themselves."""

from __future__ import annotations

import orjson
from flask import Blueprint, Response, request

from stations.errors import NotFound
from stations.feedback.shut_hints import TOLD_FOR
from stations.nearest import tiles
from stations.web import clock
from stations.web.services import current

blueprint = Blueprint("hint_files", __name__, url_prefix="/said")

ZOOM = 6
"""Tiles of about 500 km: what is asked for tells a part of the country."""


@blueprint.get("/<int:x>/<int:y>.json")
def shut(x: int, y: int) -> Response:
    """The hints of a tile: `[id, people, minutes since 1970]`, told for so many minutes."""
    if max(x, y) >= 1 << ZOOM:
        raise NotFound("not_found.cell")
    services, at = current(), clock.now()
    hints = services.hints.at(at)
    table = services.keeper.current(at).table
    rows = table.rows_of(hints)
    codes = tiles.codes(*(table.columns[name][rows] for name in ("lat", "lon")))
    wanted = tiles.code_of(tiles.Tile(ZOOM, x, y))
    inside = rows[(codes >> 2 * (tiles.FINEST - ZOOM)) == wanted]
    found = [table.ids[row] for row in inside[table.columns["listed"][inside] > 0].tolist()]
    told = [(one, hints[one].people, int(hints[one].at.timestamp()) // 60) for one in found]
    body = {"minutes": int(TOLD_FOR.total_seconds()) // 60, "shut": told}
    response = Response(orjson.dumps(body), mimetype="application/json")
    response.headers["Cache-Control"] = "no-cache"
    response.add_etag()
    response.make_conditional(request)
    return response
