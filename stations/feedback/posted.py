"""Do the posted hours of a station promise an open door at a moment?"""

from __future__ import annotations

from datetime import datetime

from stations.errors import Invalid
from stations.hours.model import STATION_TIME
from stations.hours.osm.calendar import Calendar
from stations.hours.osm.schedule import Schedule
from stations.registry.model import Station
from stations.registry.states import Phase


def open_at(station: Station, at: datetime, calendar: Calendar) -> bool:
    """Whether it is surely posted as open; unknown hours promise nothing."""
    today, life = at.astimezone(STATION_TIME).date(), station.lifecycle
    if life.phase is not Phase.OPEN and (life.until is None or life.until >= today):
        return False
    if station.opened_on and station.opened_on > today:
        return False
    if station.closes_on and station.closes_on < today:
        return False
    try:
        return Schedule.of(station.hours.osm).state_at(at, calendar) is True
    except Invalid:
        # Hours that cannot be read are hours nobody knows.
        return False
