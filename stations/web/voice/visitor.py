"""The phone that speaks, known by a signed cookie only."""

from __future__ import annotations

import re
import secrets
from dataclasses import dataclass
from datetime import datetime, timedelta

from flask import Response, current_app, request
from itsdangerous import BadSignature, URLSafeSerializer

from stations.feedback import poster_codes, visitor_marks
from stations.feedback.model import Near, Visitor
from stations.web import clock
from stations.web.guarding import VOICE, signed_in

_KEPT_FOR = timedelta(days=365)
_SALT = "voice device"
_MADE_BY_A_PHONE = re.compile(r"p-[0-9a-f]{32}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Device:
    """What the cookie holds: a random name, and since when this phone has it."""

    id: str
    since: datetime


def device() -> Device | None:
    """The phone as its cookie tells it; None without one, or with one that we did not sign."""
    try:
        held = _signer().loads(request.cookies.get(_cookie(), ""))
        return Device(id=str(held["id"]), since=datetime.fromisoformat(held["since"]))
    except (BadSignature, KeyError, TypeError, ValueError):
        return None


def greet(response: Response, *, path: str = VOICE) -> Response:
    """Gives a phone its name with its first page here; another one below another path."""
    if device() is None:
        since = clock.now().replace(microsecond=0)
        named = {"id": secrets.token_hex(16), "since": since.isoformat()}
        response.set_cookie(
            _cookie(),
            _signer().dumps(named),
            max_age=_KEPT_FOR,
            path=path,
            secure=_secure(),
            httponly=True,
            samesite="Lax",
        )
    return response


def visitor(station_id: str, *, code: str, near: str) -> Visitor:
    """Who sends this form. A phone without a name weighs as one that has just come."""
    key, at = secret(), clock.now()
    known = device() or Device(id=secrets.token_hex(16), since=at)
    address = request.remote_addr or ""
    return Visitor(
        device=visitor_marks.device(key, known.id, station_id=station_id),
        network=visitor_marks.network(key, address, station_id=station_id),
        device_today=visitor_marks.device_today(key, known.id, at=at),
        network_today=visitor_marks.network_today(key, address, at=at),
        device_here_today=visitor_marks.device_today(key, known.id, at=at, station_id=station_id),
        network_here_today=visitor_marks.network_today(key, address, at=at, station_id=station_id),
        device_since=known.since,
        poster=scanned(station_id, code),
        near=Near(near) if near in set(Near) else Near.UNKNOWN,
        staff=signed_in() is not None,
    )


def scanned(station_id: str, code: str) -> bool:
    """Whether the address holds the code of this station's poster."""
    return poster_codes.valid(secret(), station_id, code)


def token_for(key: str, *, station_id: str, kind: str) -> str:
    """The token of the report that a form with this key makes from this phone.

    A form without a key is one of its own each time: no two phones share a report. A key that a
    phone made itself is another phone's never: it counts whatever became of the phone's name.
    """
    known, about = device(), f"{station_id} {kind}"
    if _MADE_BY_A_PHONE.fullmatch(key):
        return visitor_marks.token(secret(), key, device_id="", about=about)
    return visitor_marks.token(
        secret(), key or new_key(), device_id=known.id if known else "", about=about
    )


def new_key() -> str:
    """A key for a form, so that sending it twice says it once."""
    return secrets.token_urlsafe(16)


def secret() -> bytes:
    """The key of this installation."""
    key: bytes = current_app.config["SECRET_KEY"]
    return key


def _signer() -> URLSafeSerializer:
    return URLSafeSerializer(secret(), salt=_SALT)


def _secure() -> bool:
    return bool(current_app.config["SESSION_COOKIE_SECURE"])


def _cookie() -> str:
    # A prefix that browsers let no plain connection set; __Host- would have it sent everywhere.
    return "__Secure-voice" if _secure() else "voice"
