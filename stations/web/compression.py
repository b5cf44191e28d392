"""Packing of responses.

Pages, styles and scripts: on a slow line they are what a worker waits for. Answers of the API are
small and many, and stay as they are; a page that may not be stored can hold secrets, whose length
would show through the packing (BREACH), and stays as it is too.
"""

from __future__ import annotations

import gzip
from functools import lru_cache

from flask import Response, request

_TYPES = frozenset(
    (
        "text/html",
        "text/css",
        "text/javascript",
        "image/svg+xml",
        "application/manifest+json",
        "application/atom+xml",
        "application/feed+json",
    )
)
_LEAST_BYTES = 600
_LEVEL = 6


def pack(response: Response) -> Response:
    """The same response as gzip, where that is worth it and the client understands it."""
    if response.status_code != 200 or response.mimetype not in _TYPES:
        return response
    if "Content-Encoding" in response.headers or response.cache_control.no_store:
        return response
    response.vary.add("Accept-Encoding")
    if request.accept_encodings.quality("gzip") <= 0:
        return response
    response.direct_passthrough = False
    body = response.get_data()
    if len(body) < _LEAST_BYTES:
        return response
    response.set_data(_packed(body))
    response.headers["Content-Encoding"] = "gzip"
    etag, _ = response.get_etag()
    if etag:
        # The same content in other bytes: equal in meaning only.
        response.set_etag(etag, weak=True)
    return response


@lru_cache(maxsize=256)
def _packed(body: bytes) -> bytes:
    return gzip.compress(body, _LEVEL, mtime=0)
