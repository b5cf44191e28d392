"""Which headers does every response carry?"""

from __future__ import annotations

from collections.abc import Callable

from flask import Response, request

from stations.config import Settings

_FOR_EVER = "public, max-age=31536000, immutable"
_PERMISSIONS = (
    "geolocation=(self), camera=(self), microphone=(), payment=(), usb=(), serial=(), "
    "midi=(), magnetometer=(), gyroscope=(), accelerometer=(), display-capture=()"
)


EMBEDDED = "embedding.area"
"""The only page that others may show in a frame."""


def policy(settings: Settings, *, ancestors: str = "'none'") -> str:
    """The content security policy: all of ours, and images of the chosen tiles."""
    images = " ".join(filter(None, ("'self'", "data:", settings.tiles_origin)))
    return (
        "default-src 'none'; script-src 'self'; style-src 'self'; "
        f"img-src {images}; connect-src 'self'; form-action 'self'; base-uri 'none'; "
        f"frame-ancestors {ancestors}; manifest-src 'self'"
    )


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
    """A function that completes a response; errors and static files pass through it too."""
    always = {
        "Content-Security-Policy": policy(settings),
        "Referrer-Policy": "same-origin",
        "X-Content-Type-Options": "nosniff",
        "Cross-Origin-Opener-Policy": "same-origin",
        "Cross-Origin-Resource-Policy": "same-origin",
        "Permissions-Policy": _PERMISSIONS,
    }

    framed = _framed(settings)

    def complete(response: Response) -> Response:
        response.headers.update(always)
        if request.endpoint == EMBEDDED:
            response.headers.update(framed)
        if request.is_secure:
            response.headers["Strict-Transport-Security"] = "max-age=31536000"
        # An address that names the content may be kept for ever; any other is asked for again.
        if request.endpoint == "static":
            named = "v" in request.args and response.status_code in (200, 304)
            response.headers["Cache-Control"] = _FOR_EVER if named else "no-cache"
        return response

    return complete
