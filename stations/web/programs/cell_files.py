"""Files of cells for phones."""

from __future__ import annotations

import gzip
import re
from hashlib import sha256

from flask import Blueprint, Response, request

from stations.areas import codes
from stations.errors import NotFound
from stations.nearest.cell_cache import MANIFEST
from stations.registry.stored import search_rows
from stations.web import clock
from stations.web.away.stand_in import stands_in
from stations.web.services import current

blueprint = Blueprint("cells", __name__, url_prefix="/cells")

FOR_EVER = "public, max-age=31536000, immutable"
_NAME = re.compile(r"[0-9a-f]{12}(-details|/[0-9]{1,2}/[0-9]{1,5}/[0-9]{1,5})?")


@blueprint.get("/manifest.json")
@stands_in
def manifest() -> Response:
    """Which files there are now: asked for each time, answered by 304 when nothing has changed."""
    response = _answer(MANIFEST)
    response.headers["Cache-Control"] = "no-cache"
    response.make_conditional(request)
    return response


@blueprint.get("/city-<code>.json")
@stands_in
def city(code: str) -> Response:
    """Which files tell all of a city, for a phone that keeps it whole; none of one too large."""
    area = codes.by_code(codes.trimmed(code))
    if area is None or area.code != code or codes.city_of(code) != code:
        raise NotFound("not_found.cell")
    services = current()
    ids = search_rows.listed_in(services.reading(), area=code)
    at = clock.now()
    activities = services.shelf.on(at).files_of(code)
    told = services.shelf.cut(at).of_city(area.name, ids, activities=activities)
    response = Response(told, mimetype="application/json")
    response.headers["Cache-Control"] = "no-cache"
    response.add_etag()
    response.make_conditional(request)
    return response


@blueprint.get("/<path:name>.json")
def cell(name: str) -> Response:
    """A file named by its content; not found where the registry has moved on."""
    if not _NAME.fullmatch(name):
        raise NotFound("not_found.cell")
    response = _answer(name)
    response.headers["Cache-Control"] = FOR_EVER
    return response


def _answer(name: str) -> Response:
    packed = current().shelf.packed(name, clock.now())
    if packed is None:
        raise NotFound("not_found.cell_version")
    return unpacked(packed)


def unpacked(packed: bytes) -> Response:
    """A JSON file that lies here as gzip, as the client can read it."""
    if request.accept_encodings.quality("gzip") > 0:
        response = Response(packed, mimetype="application/json")
        response.headers["Content-Encoding"] = "gzip"
    else:
        response = Response(gzip.decompress(packed), mimetype="application/json")
    response.headers["Vary"] = "Accept-Encoding"
    # Of the content, in whichever bytes it travels.
    response.set_etag(sha256(packed).hexdigest()[:16], weak=True)
    return response
