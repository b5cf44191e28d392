"""Requests that name no possible host are refused before anything reads the name."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache
from ipaddress import AddressValueError, IPv6Address
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

REFUSAL = "请用正确的网址打开。\n"
_LABEL = r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?"
_HOST = re.compile(
    rf"(?:(?=[^:]{{1,254}}(?::|$)){_LABEL}(?:\.{_LABEL})*\.?"
    r"|\[(?P<address>[0-9a-f:.]{2,45})\])(?::(?P<port>[0-9]{1,5}))?",
    re.ASCII | re.IGNORECASE,
)
"""RFC 1123 and RFC 3986: labels of at most 63 characters, a name of 253 and perhaps a dot."""


def in_front(application: WSGIApplication) -> WSGIApplication:
    """The application, asked only by requests that name a possible host or none at all.

    Werkzeug passes impossible names on to the IDNA codec, which ends the request in a traceback.
    HTTP/1.0 requests, as some balancers send them, name none.
    """

    def answer(environ: WSGIEnvironment, start: StartResponse) -> Iterable[bytes]:
        host = environ.get("HTTP_HOST")
        if host is None or is_possible(host):
            return application(environ, start)
        body = REFUSAL.encode()
        headers = [
            ("Content-Type", "text/plain; charset=utf-8"),
            ("Content-Length", str(len(body))),
        ]
        start("400 Bad Request", headers)
        return [body]

    return answer


@lru_cache(maxsize=64)
def is_possible(host: str) -> bool:
    """Whether a Host header is a name or an address, perhaps with a port."""
    found = _HOST.fullmatch(host)
    if found is None or not 0 < int(found["port"] or 80) < 65_536:
        return False
    try:
        return not found["address"] or bool(IPv6Address(found["address"]))
    except AddressValueError:
        return False
