"""At which address do styles, scripts and pictures lie?

The address begins with a digest of all of them: what lies there may be kept for ever, scripts that
import one another come from one release, and an open page never meets half of the next one.
"""

from __future__ import annotations

import hashlib
from functools import lru_cache

from flask import Blueprint, Response, send_from_directory, url_for

from stations.config import STATIC
from stations.errors import NotFound

blueprint = Blueprint("assets", __name__, url_prefix="/assets")

_FOR_EVER = "public, max-age=31536000, immutable"
_IN_REPORTS_ONLY = "vendor/folium"


@lru_cache
def release() -> str:
    """The digest of everything that pages are made of."""
    digest = hashlib.sha256()
    for path in sorted(STATIC.rglob("*")):
        name = path.relative_to(STATIC).as_posix()
        if path.is_file() and not name.startswith(_IN_REPORTS_ONLY):
            digest.update(f"{name}\0".encode())
            digest.update(hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()[:10]


def address(path: str) -> str:
    """The address of a file of `static/` in this release."""
    return url_for("assets.file", version=release(), path=path)


@blueprint.get("/<version>/<path:path>")
def file(version: str, path: str) -> Response:
    """A file of this release; those of another are not found rather than mixed with ours."""
    if version != release():
        raise NotFound("网页已经更新。请重新打开页面。")
    response = send_from_directory(STATIC, path)
    response.headers["Cache-Control"] = _FOR_EVER
    return response
