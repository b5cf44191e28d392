"""Limits on attempts to sign in, counted for all processes together."""

from __future__ import annotations

import secrets
from datetime import datetime, timedelta

from stations.accounts import attempt_store
from stations.db.base import Transaction
from stations.errors import Refused

WINDOW = timedelta(minutes=5)
BY_NAME, BY_ADDRESS, OF_ALL = 10, 30, 1_000
"""Failures within the window: for one name, from one network address, and altogether."""


def begin(tx: Transaction, *, name: str, address: str, at: datetime) -> str:
    """Counts a try before it is made, and says how it is known.

    Name and address count apart: counted as a pair, a guess from each address would be free. As
    the try is counted first, no number of processes lets more of them through. Refused, with one
    sentence for every reason, while one of the counts is full.
    """
    name = _bucket(name)
    wanted = {name: BY_NAME, f"address {address[:45]}": BY_ADDRESS, "all": OF_ALL}
    since = at - WINDOW
    for bucket, most in wanted.items():
        if attempt_store.count(tx, bucket, since=since) >= most:
            raise Refused("too_many")
    known = secrets.token_hex(8)
    attempt_store.delete_until(tx, since)
    attempt_store.add(tx, known, wanted, at=at)
    return known


def succeeded(tx: Transaction, known: str, *, name: str) -> None:
    """A try that was right counts no more, nor do the slips before it."""
    attempt_store.delete(tx, known, bucket=_bucket(name))


def _bucket(name: str) -> str:
    return f"name {name[:60]}"
