"""Limits on attempts to sign in, counted for all processes together."""

from __future__ import annotations

import secrets
from datetime import datetime, timedelta

from stations import ip_networks
from stations.accounts import attempt_store
from stations.db.base import Transaction
from stations.errors import Refused

WINDOW = timedelta(minutes=5)
BY_NAME, BY_ADDRESS, OF_ALL = 10, 30, 1_000
"""Failures within the window: for one name, from one network, and altogether."""
_IPV4_PREFIX, _IPV6_PREFIX = 32, 64
"""Whoever has one IPv6 address has all of its /64."""


def begin(tx: Transaction, *, name: str, address: str, at: datetime, device: str = "") -> str:
    """Counts a try before it is made, and says how it is known.

    Name and network count apart: counted as a pair, a guess from each address would be free. A
    browser that has come in with this name before (`device`) counts for itself alone, so that
    nobody else's guesses keep its owner out. As the try is counted first, no number of processes
    lets more of them through. Refused, with one sentence for every reason, while one of the
    counts is full.
    """
    network = ip_networks.network(address, ipv4=_IPV4_PREFIX, ipv6=_IPV6_PREFIX)
    wanted = {_bucket(name, device): BY_NAME}
    if not device:
        wanted |= {f"address {network}": BY_ADDRESS, "all": OF_ALL}
    # What lies ahead was counted by a clock that has been set back since.
    since, until = at - WINDOW, at + WINDOW
    for bucket, most in wanted.items():
        if attempt_store.count(tx, bucket, since=since, until=until) >= most:
            raise Refused("too_many")
    known = secrets.token_hex(8)
    attempt_store.keep_between(tx, since, until)
    attempt_store.add(tx, known, wanted, at=at)
    return known


def succeeded(tx: Transaction, known: str, *, name: str, device: str = "") -> None:
    """A try that was right counts no more, nor do the slips before it."""
    attempt_store.delete(tx, known, bucket=_bucket(name, device))


def _bucket(name: str, device: str) -> str:
    return f"name {device} {name}"[:110] if device else f"name {name[:60]}"
