"""The page of the desk to go on to after signing in."""

from __future__ import annotations

from urllib.parse import urlsplit

from flask import current_app, request
from werkzeug.exceptions import HTTPException
from werkzeug.routing import RequestRedirect

_LONGEST = 1_000
_DOORS = frozenset({"signing.form", "signing.sign_in", "signing.out"})
"""Pages that would lead round in a circle."""


def wanted() -> str:
    """The page that was asked for, with its filters."""
    query = request.query_string.decode("ascii", "replace")
    return page(f"{request.path}?{query}" if query else request.path)


def page(address: str) -> str:
    """The address, if it is that of a page of the desk; empty for anything else."""
    if not address.isascii() or not address.isprintable() or len(address) > _LONGEST:
        return ""
    try:
        parts = urlsplit(address)
    except ValueError:
        return ""
    steps = parts.path.split("/")
    if parts.scheme or parts.netloc or parts.fragment or set("\\%:") & set(parts.path):
        return ""
    if steps[:2] != ["", "desk"] or {".", ".."} & set(steps) or "" in steps[1:-1]:
        return ""
    try:
        endpoint, _ = current_app.url_map.bind("").match(parts.path, method="GET")
    except (HTTPException, RequestRedirect):
        return ""
    if endpoint in _DOORS:
        return ""
    return f"{parts.path}?{parts.query}" if parts.query else parts.path
