"""Marks that tell phones and networks apart without identifying them.

A mark is an HMAC with this installation's key: without the key addresses cannot be tried out, and
no mark tells its origin. A mark of a device or network at a station is another one at every other
station, so that no way through the city can be put together from them.
"""

from __future__ import annotations

import hashlib
import hmac
from datetime import datetime

from stations import ip_networks
from stations.moments import china_day

_LENGTH = 32
_IPV4_PREFIX, _IPV6_PREFIX = 24, 48
"""What one provider hands to one place: single addresses change and are shared."""


def device(secret: bytes, device_id: str, *, station_id: str) -> str:
    """The mark of a phone at a station."""
    return _mark(secret, "device", station_id, device_id)


def device_today(secret: bytes, device_id: str, *, at: datetime, station_id: str = "") -> str:
    """The mark of a phone for one day, everywhere or at a station: for counting only."""
    return _mark(secret, "device today", _day(at), station_id, device_id)


def network(secret: bytes, address: str, *, station_id: str) -> str:
    """The mark of a network at a station."""
    return _mark(secret, "network", station_id, _prefix(address))


def network_today(secret: bytes, address: str, *, at: datetime, station_id: str = "") -> str:
    """The mark of a network for one day, everywhere or at a station: for counting only."""
    return _mark(secret, "network today", _day(at), station_id, _prefix(address))


def receipt(token: str) -> str:
    """What is kept of the token by which a report is followed."""
    return hashlib.sha256(token.encode()).hexdigest()


def token(secret: bytes, key: str, *, device_id: str, about: str = "") -> str:
    """The token of a report, from the key of the form that it came by.

    The same form sent twice by one phone, about the same thing, gives the same token, and thus one
    report. 128 bits that cannot be found without the secret.
    """
    return _mark(secret, "report", device_id, about, key)


def _mark(secret: bytes, *parts: str) -> str:
    # Lengths keep apart what would else read alike when put together.
    message = "".join(f"{len(part)}:{part}" for part in parts)
    return hmac.new(secret, message.encode(), hashlib.sha256).hexdigest()[:_LENGTH]


def _prefix(address: str) -> str:
    return ip_networks.network(address, ipv4=_IPV4_PREFIX, ipv6=_IPV6_PREFIX)


def _day(at: datetime) -> str:
    return china_day(at).isoformat()
