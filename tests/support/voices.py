"""Builders of visitors who say something of a station."""

from __future__ import annotations

import itertools
from typing import Any

from stations.feedback import visitor_marks
from stations.feedback.model import Visitor
from tests.support import make

SECRET = b"a secret of this installation, 32 bytes"
_numbers = itertools.count(1)


def visitor(device: str = "", **given: Any) -> Visitor:
    """Somebody with a phone of their own, known for a day."""
    device = device or f"device{next(_numbers)}"
    station_id = given.pop("station_id", "a")
    address, at = given.pop("address", "203.0.113.9"), given.pop("at", make.NOON)
    whole: dict[str, Any] = {
        "device": visitor_marks.device(SECRET, device, station_id=station_id),
        "network": visitor_marks.network(SECRET, address, station_id=station_id),
        "device_today": visitor_marks.device_today(SECRET, device, at=at),
        "network_today": visitor_marks.network_today(SECRET, address, at=at),
        "device_here_today": visitor_marks.device_today(
            SECRET, device, at=at, station_id=station_id
        ),
        "network_here_today": visitor_marks.network_today(
            SECRET, address, at=at, station_id=station_id
        ),
        "device_since": make.NOON.replace(day=1),
    }
    return Visitor(**{**whole, **given})
