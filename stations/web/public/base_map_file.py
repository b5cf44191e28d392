"""The base map of one's own, a few bytes at a time.

Its address names the content, so that any cache may keep what it has got for ever, and a phone that
has half of one file never adds half of another.
"""

from __future__ import annotations

from flask import Blueprint, Response, request

from stations.errors import Invalid, NotFound
from stations.ground.base_map import OwnMap
from stations.web.services import current

blueprint = Blueprint("base_map", __name__, url_prefix="/basemap")

KEPT_WHOLE_BYTES = 15_000_000
"""A file up to here may be fetched at once; phones keep it for use without network."""
_MOST_BYTES = 4_000_000
"""Of one answer of a larger file: answers are held in memory until they are sent."""


@blueprint.get("/<digest>.pmtiles")
def file(digest: str) -> Response:
    """The file or the range of it that is asked for."""
    base = current().settings.base_map
    if base is None or digest != base.digest:
        raise NotFound("not_found.basemap")
    if request.if_none_match.contains(base.digest):
        return _kept_for_ever(Response(status=304), base)
    if not _wants_range(base):
        if base.size > KEPT_WHOLE_BYTES and request.method != "HEAD":
            raise Invalid("invalid.basemap_range")
        return _kept_for_ever(_sent(base, 0, base.size), base)
    wanted = request.range.range_for_length(base.size) if request.range else None
    if wanted is None:
        return Response(status=416, headers={"Content-Range": f"bytes */{base.size}"})
    start, stop = wanted
    if base.size > KEPT_WHOLE_BYTES:
        stop = min(stop, start + _MOST_BYTES)
    response = _sent(base, start, stop)
    response.status_code = 206
    response.headers["Content-Range"] = f"bytes {start}-{stop - 1}/{base.size}"
    return _kept_for_ever(response, base)


def _wants_range(base: OwnMap) -> bool:
    """Whether one range of this very file is asked for; several of them are answered whole."""
    asked = request.range
    if asked is None or asked.units != "bytes" or len(asked.ranges) != 1:
        return False
    is_other_file = request.if_range.etag not in (None, base.digest)
    return not is_other_file and request.if_range.date is None


def _sent(base: OwnMap, start: int, stop: int) -> Response:
    if request.method == "HEAD":
        response = Response()
        response.content_length = stop - start
        return response
    return Response(base.part(start, stop))


def _kept_for_ever(response: Response, base: OwnMap) -> Response:
    response.mimetype = "application/vnd.pmtiles"
    response.set_etag(base.digest)
    response.headers["Accept-Ranges"] = "bytes"
    response.headers["Cache-Control"] = "public, max-age=31536000, immutable"
    return response
