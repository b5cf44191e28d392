"""Headers of every response."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any

from flask import Response, request

from stations.config import Settings
from stations.web import retrying

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

_PERMISSIONS = (
    "geolocation=(self), camera=(self), microphone=(), payment=(), usb=(), serial=(), "
    "midi=(), magnetometer=(), gyroscope=(), accelerometer=(), display-capture=()"
)


EMBEDDED = "embedding.area"
"""The only page that others may show in a frame."""


def policy(settings: Settings, *, ancestors: str = "'none'") -> str:
    """The content security policy: all of ours, and images of the chosen tiles."""
    origins = settings.tiles.origins if settings.tiles else ()
    images = " ".join(filter(None, ("'self'", "data:", *origins)))
    return (
        "default-src 'none'; script-src 'self'; style-src 'self'; "
        f"img-src {images}; connect-src 'self'; form-action 'self'; base-uri 'none'; "
        f"frame-ancestors {ancestors}; manifest-src 'self'; "
        # Safari before 15.5 knows child-src only, and would refuse the service worker.
        "worker-src 'self'; child-src 'self'; frame-src 'none'"
    )


def transport(settings: Settings) -> str:
    """For how long browsers shall ask by HTTPS alone, and whether for all names below ours."""
    return "max-age=31536000" + ("; includeSubDomains" if settings.https_below else "")


def _framed(settings: Settings) -> dict[str, str]:
    """What the embedded map carries instead; nothing where no site is allowed."""
    if not settings.embed_origins:
        return {}
    return {
        "Content-Security-Policy": policy(settings, ancestors=" ".join(settings.embed_origins)),
        # A site that asks of its frames to agree (COEP) would be refused by same-origin.
        "Cross-Origin-Resource-Policy": "cross-origin",
        "Cross-Origin-Opener-Policy": "unsafe-none",
        "Permissions-Policy": _PERMISSIONS.replace("(self)", "()"),
    }


def writer(settings: Settings) -> Callable[[Response], Response]:
    """A function that completes the responses whose headers are not those of all others."""
    framed = _framed(settings)
    only_https = transport(settings)

    def complete(response: Response) -> Response:
        if request.endpoint == EMBEDDED:
            response.headers.update(framed)
        if request.is_secure:
            response.headers["Strict-Transport-Security"] = only_https
        if request.endpoint == "static":
            # The address names no release: it is asked for again each time.
            response.headers["Cache-Control"] = "no-cache"
        return response

    return complete


def on_everything(application: WSGIApplication, settings: Settings) -> WSGIApplication:
    """The application whose every response carries the protective headers, errors included.

    Written where the server takes the headers: through Flask's own objects they cost a nearest
    answer a tenth of its time.
    """
    always = [
        ("Content-Security-Policy", policy(settings)),
        ("Referrer-Policy", "same-origin"),
        ("X-Content-Type-Options", "nosniff"),
        ("Cross-Origin-Opener-Policy", "same-origin"),
        ("Cross-Origin-Resource-Policy", "same-origin"),
        ("Permissions-Policy", _PERMISSIONS),
    ]

    def answer(environ: WSGIEnvironment, start: StartResponse) -> Iterable[bytes]:
        def begin(status: str, given: list[tuple[str, str]], *more: Any) -> Any:
            present = {name for name, _ in given}
            added = [one for one in always if one[0] not in present]
            if status.startswith("429") and "Retry-After" not in present:
                added.append(("Retry-After", str(retrying.ATTEMPTS_S)))
            return start(status, given + added, *more)

        return application(environ, begin)

    return answer
