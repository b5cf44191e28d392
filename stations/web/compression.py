"""Packing of responses.

Pages, styles, scripts and answers for programs: on a slow line they are what one waits for. A page
that may not be stored can hold secrets, whose length would show through the packing (BREACH), and
stays as it is; what everybody may read holds none.
"""

from __future__ import annotations

import gzip
from functools import lru_cache

from flask import Response, request
from werkzeug.datastructures import Accept
from werkzeug.http import parse_accept_header

from stations.web.front import other_sites
from stations.web.front.file_body import FileBody

_PAGES = frozenset(
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
"""Many ask for the same: packed well, and kept."""
_ANSWERS = frozenset(("application/json", "application/geo+json", "application/xml"))
"""Each is another one: packed quickly (32 µs for ten stations, a quarter of the bytes)."""
_LEAST_BYTES = 600
_WELL, _QUICKLY = 6, 1


def pack(response: Response) -> Response:
    """The same response as gzip, where that is worth it and the client understands it."""
    if response.mimetype not in _PAGES | _ANSWERS or response.status_code not in (200, 304):
        return response
    if isinstance(response.response, FileBody):
        # It is sent without being read.
        return response
    is_open = request.path.startswith(other_sites.OPEN)
    if "Content-Encoding" in response.headers or (response.cache_control.no_store and not is_open):
        return response
    response.vary.add("Accept-Encoding")
    if response.status_code == 304 or not understood(request.headers.get("Accept-Encoding", "")):
        return response
    response.direct_passthrough = False
    body = response.get_data()
    if len(body) < _LEAST_BYTES:
        return response
    packed = _kept(body) if response.mimetype in _PAGES else quickly(body)
    response.set_data(packed)
    response.headers["Content-Encoding"] = "gzip"
    etag, _ = response.get_etag()
    if etag:
        # The same content in other bytes: equal in meaning only.
        response.set_etag(etag, weak=True)
    return response


def quickly(body: bytes) -> bytes:
    """An answer for programs, packed; as it is where that is not worth it."""
    return gzip.compress(body, _QUICKLY, mtime=0) if len(body) >= _LEAST_BYTES else body


@lru_cache(maxsize=256)
def understood(header: str) -> bool:
    """Whether a client takes gzip, by its header Accept-Encoding."""
    return parse_accept_header(header, Accept).quality("gzip") > 0


def well(body: bytes) -> bytes:
    """A page that is packed once and sent often."""
    return gzip.compress(body, _WELL, mtime=0)


_kept = lru_cache(maxsize=256)(well)
