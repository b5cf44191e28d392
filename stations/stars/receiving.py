"""Is one more objection taken from this phone and network today?"""

from __future__ import annotations

from datetime import datetime

from stations.db.base import Database
from stations.errors import Refused
from stations.feedback import limits
from stations.feedback.model import Visitor
from stations.stars import objecting
from stations.stars.objecting import Objected, Objection

BY_DEVICE, BY_NETWORK, BY_NETWORK_AND_STATION = 5, 100, 10
"""Objections of a day. Nobody is stored: the counts are by marks that change with the day."""


def receive(db: Database, given: Objected, *, by: Visitor, at: datetime) -> Objection:
    """Keeps an objection once for each form; Refused ('too_many') where a day's count is full."""
    with db.writing():
        known = objecting.by_token(db, given.token)
        if known is not None:
            return known
        kept = objecting.file(db, given, at=at)
        wanted = {
            f"objection device {by.device_today}": BY_DEVICE,
            f"objection network {by.network_today}": BY_NETWORK,
            f"objection here {by.network_here_today}": BY_NETWORK_AND_STATION,
        }
        if any(limits.count(db, bucket, at=at) > most for bucket, most in wanted.items()):
            raise Refused(
                "今天从这部手机或这个网络收到的异议已经很多了。请明天再来，或者打工会电话 12351。",
                code="too_many",
            )
    return kept
