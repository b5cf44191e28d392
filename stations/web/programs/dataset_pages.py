"""The public register as files: a page that lists them, and the files themselves.

The folder is made by `stations dataset build` and replaced as a whole; a file is sent as it lies.
"""

from __future__ import annotations

from flask import Blueprint, Response, render_template, request

from stations.errors import NotFound
from stations.moments import china_text
from stations.reports.dataset import catalogue
from stations.reports.dataset.catalogue import Catalogue, DatasetFile
from stations.web import parameters
from stations.web.front.file_body import FileBody
from stations.web.services import current

blueprint = Blueprint("dataset", __name__, url_prefix="/data")

_UNITS = ((1_000_000, "MB"), (1_000, "KB"))


@blueprint.get("")
def page() -> str:
    """What there is, how large, of which day, and what others may do with it."""
    parameters.texts(())
    found = _found()
    return render_template(
        "about/data.html",
        found=found,
        made=china_text(found.at),
        sizes={one.name: _size(one.size) for one in found.files},
    )


@blueprint.get("/<name>")
def file(name: str) -> Response:
    """One file, or the range of it that is asked for."""
    parameters.texts(())
    one = _found().file(name)
    folder = current().settings.dataset
    if one is None or folder is None:
        raise NotFound("not_found.dataset_file")
    start, stop, status = 0, one.size, 200
    if _wants_range(one):
        wanted = request.range.range_for_length(one.size) if request.range else None
        if wanted is None:
            return Response(status=416, headers={"Content-Range": f"bytes */{one.size}"})
        (start, stop), status = wanted, 206
    body = FileBody(path=folder / one.name, start=start, stop=stop)
    response = Response(body, status=status, mimetype=one.mime, direct_passthrough=True)
    response.content_length = stop - start
    if status == 206:
        response.headers["Content-Range"] = f"bytes {start}-{stop - 1}/{one.size}"
    response.headers["Content-Disposition"] = f'attachment; filename="{one.name}"'
    response.headers["Accept-Ranges"] = "bytes"
    response.headers["Cache-Control"] = "no-cache"
    response.set_etag(one.etag)
    if status == 200:
        response.make_conditional(request)
    return response


def _found() -> Catalogue:
    found = catalogue.read(current().settings.dataset)
    if found is None:
        raise NotFound("not_found.dataset")
    return found


def _wants_range(one: DatasetFile) -> bool:
    """Whether one range of this very file is asked for; several of them are answered whole."""
    asked = request.range
    if asked is None or asked.units != "bytes" or len(asked.ranges) != 1:
        return False
    return request.if_range.etag in (None, one.etag) and request.if_range.date is None


def _size(count: int) -> str:
    for unit, name in _UNITS:
        if count >= unit:
            return f"{count / unit:.1f} {name}"
    return f"{count} 字节"
