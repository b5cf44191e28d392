"""Hashing and checking of passwords, and what makes one acceptable."""

from __future__ import annotations

import threading

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from stations.errors import Invalid

_HASHER = PasswordHasher(time_cost=2, memory_cost=19_456, parallelism=1)
"""Settings of the OWASP minimum for argon2id: 18 ms and 19 MB for each check."""
_AT_ONCE = threading.Semaphore(2)
"""A flood of sign-ins may not take all of a small machine."""
_NOBODY = (
    "$argon2id$v=19$m=19456,t=2,p=1$"
    "wV+DohQoIQ47hE/2kBdj8g$m4X3/GTKeygigp11HBxJfLhA5WaN6NKbJFDPzixtgoU"
)
"""The hash of nothing that anybody knows; made anew at each start it took 30 ms of it."""
SHORTEST, LONGEST = 10, 200
_COMMON = ("1234567890", "password", "qwertyuiop", "1q2w3e4r5t", "admin", "abc123", "woaini")


def hashed(password: str) -> str:
    """The hash to be kept."""
    with _AT_ONCE:
        return _HASHER.hash(password)


def right(password: str, kept: str | None) -> bool:
    """Whether a password fits its hash. None, for an unknown name, takes as long and never fits."""
    with _AT_ONCE:
        try:
            return _HASHER.verify(kept or _NOBODY, password[:LONGEST]) and kept is not None
        except (VerificationError, InvalidHashError):
            return False


def check(password: str, *, name: str) -> None:
    """Invalid for a password that is too short or the first that one would try."""
    if not SHORTEST <= len(password) <= LONGEST:
        raise Invalid(
            "invalid.password_length", field="password", shortest=SHORTEST, longest=LONGEST
        )
    plain = password.casefold()
    if name in plain or len(set(plain)) < 5 or any(common in plain for common in _COMMON):
        raise Invalid("invalid.weak_password", field="password")
