"""Public photos.

Every cache asks again before it shows one (the name is the ETag, so the answer is 304 without a
body): a photo that is taken down because a face or a number plate is in it must be gone at once.
"""

from __future__ import annotations

from pathlib import Path

from flask import Blueprint, Response, request

from stations.activities import activity_photo_store
from stations.errors import NotFound
from stations.feedback import report_store
from stations.media import files, model
from stations.registry.editing import station_photos
from stations.web.services import current

blueprint = Blueprint("photos", __name__, url_prefix="/photos")

# Opened by itself, a picture may do nothing: no script, no form, no other origin's frame.
_ALONE = "sandbox; default-src 'none'; img-src 'self'; style-src 'unsafe-inline'"


@blueprint.get("/<name>.webp")
def whole(name: str) -> Response:
    """A photo that everybody may see."""
    return _public(name, small=False)


@blueprint.get("/<name>-small.webp")
def small(name: str) -> Response:
    """Its thumbnail."""
    return _public(name, small=True)


def sent(name: str, *, small: bool, caching: str) -> Response:
    """A file of a picture; who may see it has been asked before."""
    file = files.path_of(Path(), name, small=small).name
    found = current().photos.read(name, small=small)
    if found is None:
        raise _missing()
    response = Response(found, mimetype="image/webp")
    response.headers["Cache-Control"] = caching
    response.headers["Content-Security-Policy"] = _ALONE
    response.headers["Content-Disposition"] = f'inline; filename="{file}"'
    response.set_etag(file.removesuffix(model.ENDING))
    response.make_conditional(request)
    return response


def _public(name: str, *, small: bool) -> Response:
    db = current().connections()
    known = model.is_name(name) and (
        station_photos.is_public(db, name)
        or report_store.shows_photo(db, name)
        or activity_photo_store.is_public(db, name)
    )
    if not known:
        raise _missing()
    return sent(name, small=small, caching="public, no-cache")


def _missing() -> NotFound:
    return NotFound("not_found.public_photo")
