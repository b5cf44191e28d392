"""What time is it for this request?"""

from __future__ import annotations

import os
from datetime import UTC, datetime


def now() -> datetime:
    """The moment, aware, in UTC; STATIONS_NOW (an ISO moment) sets it for tests and demos."""
    given = os.environ.get("STATIONS_NOW")
    if not given:
        return datetime.now(UTC)
    moment = datetime.fromisoformat(given)
    return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).astimezone(UTC)
