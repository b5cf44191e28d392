"""What scripts of other sites may read: public files and answers, the same for everybody.

No cookie and no signed-in account reaches what answers there, so there is nothing that an allowed
site could take from a visitor. Browsers ask first (CORS), and those that keep their pages apart
from others (COEP) want to hear it of each file (CORP).
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

OPEN = ("/api/v1/", "/cells/", "/data/", "/feeds/", "/places/", "/said/")
"""What begins so is read by programs only, and changed by nobody."""
ALLOWED = [
    ("Access-Control-Allow-Origin", "*"),
    ("Cross-Origin-Resource-Policy", "cross-origin"),
]
_READ = [("Access-Control-Expose-Headers", "ETag, Link, Location, Retry-After")]
_METHODS = "GET, HEAD, OPTIONS"
_ASKED_FIRST = [
    *ALLOWED,
    ("Access-Control-Allow-Methods", _METHODS),
    # Browsers older than the star take the names.
    (
        "Access-Control-Allow-Headers",
        "*, Accept, Cache-Control, Content-Type, If-None-Match, Pragma, X-Requested-With",
    ),
    ("Access-Control-Max-Age", "86400"),
    ("Allow", _METHODS),
    ("Cache-Control", "public, max-age=86400"),
    ("Content-Length", "0"),
]


def in_front(application: WSGIApplication) -> WSGIApplication:
    """The application whose public reads are open to other sites."""

    def answer(environ: WSGIEnvironment, start: StartResponse) -> Iterable[bytes]:
        if not environ["PATH_INFO"].startswith(OPEN):
            return application(environ, start)
        if environ["REQUEST_METHOD"] == "OPTIONS":
            start("204 No Content", _ASKED_FIRST)
            return []
        environ.pop("HTTP_COOKIE", None)
        environ.pop("HTTP_AUTHORIZATION", None)

        def begin(status: str, given: list[tuple[str, str]], *more: Any) -> Any:
            return start(status, given + ALLOWED + _READ, *more)

        return application(environ, begin)

    return answer
