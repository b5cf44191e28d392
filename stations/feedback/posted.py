"""Whether the posted hours promise an open door at a moment."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from stations.hours.osm.calendar import Calendar
from stations.registry import availability, openness
from stations.registry.model import Station


def open_at(station: Station, at: datetime, calendar: Calendar) -> bool:
    """Whether it is surely posted as open; what people report changes nothing that is posted."""
    opening = replace(openness.of_station(station), reported=False)
    return availability.status(opening, at, calendar).open is True
