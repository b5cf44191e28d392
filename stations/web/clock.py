"""The moment of a request."""

from __future__ import annotations

import os
from datetime import UTC, date, datetime

from stations.errors import Invalid
from stations.moments import STATION_TIME, china_day


def frozen() -> str:
    """The moment at which STATIONS_NOW holds this clock, for the phone; '' while it runs."""
    return now().isoformat() if os.environ.get("STATIONS_NOW") else ""


def today() -> date:
    """The day in China of this request."""
    return china_day(now())


def now() -> datetime:
    """The moment, aware, in UTC; STATIONS_NOW sets it for tests and demos.

    Without an offset it is China's time, as every moment of the interface is.
    """
    given = os.environ.get("STATIONS_NOW")
    if not given:
        return datetime.now(UTC)
    try:
        moment = datetime.fromisoformat(given)
    except ValueError as error:
        raise Invalid("invalid.now_setting", field="STATIONS_NOW") from error
    return (moment if moment.tzinfo else moment.replace(tzinfo=STATION_TIME)).astimezone(UTC)
