"""What somebody shows at the door: the code in the address of a ticket."""

from __future__ import annotations

import hashlib
import hmac

LENGTH = 20


def code(secret: bytes, signup_id: str) -> str:
    """The code of a sign-up's ticket: 80 bits that only its own page shows."""
    return hmac.new(secret, f"ticket {signup_id}".encode(), hashlib.sha256).hexdigest()[:LENGTH]


def valid(secret: bytes, signup_id: str, given: str) -> bool:
    """Whether this is the code of this sign-up's ticket."""
    return hmac.compare_digest(code(secret, signup_id).encode(), given.encode())
