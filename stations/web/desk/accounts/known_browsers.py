"""Browsers that came in with a name before: the guesses of others do not lock them out."""

from __future__ import annotations

import secrets
from datetime import timedelta

from flask import current_app, request
from itsdangerous import BadSignature, URLSafeSerializer
from werkzeug.wrappers import Response

from stations.web.guarding import PREFIX
from stations.web.services import current

_KEPT_FOR = timedelta(days=180)
_MOST = 5
"""Names that one browser is known by: an office shares its computers."""


def device(name: str) -> str:
    """What tells this browser from others, where it has signed in with this name; '' else."""
    held, names = _held()
    return held if name.strip().casefold() in names else ""


def remember(response: Response, name: str) -> Response:
    """Notes in the browser that it has signed in with this name."""
    (held, before), name = _held(), name.strip().casefold()
    names = [name, *(one for one in before if one != name)][:_MOST]
    response.set_cookie(
        _cookie(),
        _signer().dumps({"id": held or secrets.token_hex(8), "names": names}),
        max_age=_KEPT_FOR,
        path=PREFIX,
        secure=bool(current_app.config["SESSION_COOKIE_SECURE"]),
        httponly=True,
        samesite="Lax",
    )
    return response


def _held() -> tuple[str, list[str]]:
    """The id of this browser ('' without one), and the names that it has signed in with."""
    try:
        held = _signer().loads(request.cookies.get(_cookie(), ""))
        return str(held["id"]), [str(name) for name in held["names"]]
    except (BadSignature, KeyError, TypeError):
        return "", []


def _signer() -> URLSafeSerializer:
    return URLSafeSerializer(current().settings.secret_key(), salt="known at the desk")


def _cookie() -> str:
    return "__Secure-known" if current_app.config["SESSION_COOKIE_SECURE"] else "known"
