"""Ratings of workers and their weighted mean.

A rating is no entry of the log: that tells what the office did, and can never be erased.
"""

from __future__ import annotations

import secrets
from datetime import datetime, timedelta

from stations.db.base import Database
from stations.errors import Refused
from stations.feedback import daily_limits, erasure, rating_store, rating_weights
from stations.feedback.model import Opinion, Visitor
from stations.feedback.rating_weights import COUNTED_DAYS, Rating, Summary
from stations.feedback.reporting import listed
from stations.moments import china_day, utc_text


def rate(db: Database, station_id: str, opinion: Opinion, *, by: Visitor, at: datetime) -> int:
    """Keeps a rating, one for each device, station and day; what it weighs, in hundredths."""
    if by.staff:
        raise Refused("staff_rating")
    weight = rating_weights.weight_of(by, at=at)
    with db.writing() as tx:
        listed(tx, station_id)
        daily_limits.check(tx, by, daily_limits.CountedUse.RATING, at=at)
        erasure.daily(tx, at=at)
        rating_store.put(
            tx,
            {
                "id": secrets.token_hex(8),
                "station_id": station_id,
                "device": by.device,
                "day": china_day(at).isoformat(),
                "stars": opinion.stars,
                "tags": " ".join(opinion.tags),
                "words": opinion.words,
                "weight": weight,
                "at": utc_text(at),
            },
        )
    return weight


def summary(db: Database, station_id: str, *, at: datetime) -> Summary:
    """What the ratings of the last year say of a station."""
    since = china_day(at - timedelta(days=COUNTED_DAYS)).isoformat()
    return rating_weights.summarised(
        Rating(
            device=row["device"],
            day=row["day"],
            stars=int(row["stars"]),
            tags=tuple(row["tags"].split()),
            weight=int(row["weight"]),
        )
        for row in rating_store.of_station(db, station_id, since=since)
    )
