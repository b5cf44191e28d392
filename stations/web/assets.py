"""Addresses of styles, scripts and pictures.

The address begins with a digest of all of them: what lies there may be kept for ever, scripts that
import one another come from one release, and an open page never meets half of the next one.
Scripts travel without their comments, which are for those who change them.
"""

from __future__ import annotations

import hashlib
import re
from functools import lru_cache

from flask import Blueprint, Response, send_from_directory, url_for

from stations.config import STATIC
from stations.errors import NotFound

blueprint = Blueprint("assets", __name__, url_prefix="/assets")

_FOR_EVER = "public, max-age=31536000, immutable"
_IN_REPORTS_ONLY = "vendor/folium"
_OUR_SCRIPTS = "js/"
_COMMENT = re.compile(rb"^[ \t]*(?://[^\n]*|/\*\*.*?\*/[ \t]*)$", re.MULTILINE | re.DOTALL)
"""A comment that has its lines to itself."""


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


@lru_cache
def symbols() -> frozenset[str]:
    """The names of the pictures in img/icons.svg."""
    drawing = (STATIC / "img" / "icons.svg").read_text("utf-8")
    return frozenset(re.findall(r'<symbol id="([\w-]+)"', drawing))


def address(path: str) -> str:
    """The address of a file of `static/` in this release."""
    return url_for("assets.file", version=release(), path=path)


@lru_cache(maxsize=256)
def bare(script: bytes) -> bytes:
    """A script without comments; its lines keep their numbers."""
    return _COMMENT.sub(lambda comment: b"\n" * comment[0].count(b"\n"), script)


@blueprint.get("/<version>/<path:path>")
def file(version: str, path: str) -> Response:
    """A file of this release; those of another are not found rather than mixed with ours."""
    if version != release():
        raise NotFound("not_found.asset")
    is_ours = path.startswith(_OUR_SCRIPTS)
    response = send_from_directory(STATIC, path, conditional=not is_ours)
    if is_ours:
        response.direct_passthrough = False
        response.set_data(bare(response.get_data()))
    response.headers["Cache-Control"] = _FOR_EVER
    return response
