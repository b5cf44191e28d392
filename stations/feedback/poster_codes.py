"""Was this station's poster scanned? The code that stands in its address."""

from __future__ import annotations

import hashlib
import hmac

LENGTH = 16


def code(secret: bytes, station_id: str) -> str:
    """The code of a station's poster: 64 bits that can be read only in front of it."""
    return hmac.new(secret, f"poster {station_id}".encode(), hashlib.sha256).hexdigest()[:LENGTH]


def valid(secret: bytes, station_id: str, given: str) -> bool:
    """Whether this is the code of this station's poster."""
    return hmac.compare_digest(code(secret, station_id).encode(), given.encode())
