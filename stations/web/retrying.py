"""When somebody who has asked for too much may ask again, as a program reads it."""

from __future__ import annotations

from datetime import datetime, timedelta

from stations.moments import STATION_TIME

ATTEMPTS_S = 300
"""Wrong passwords, and files that are read already, are forgotten within five minutes."""


def until_tomorrow_s(at: datetime) -> int:
    """Seconds until what is counted by the day is counted anew."""
    now = at.astimezone(STATION_TIME)
    midnight = now.replace(hour=0, minute=0, second=0, microsecond=0) + timedelta(days=1)
    return max(1, round((midnight - now).total_seconds()))
