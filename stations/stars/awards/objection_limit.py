"""Limits on the objections of a phone, a network and a day."""

from __future__ import annotations

from datetime import datetime

from stations.db.base import Database
from stations.errors import Refused
from stations.feedback import daily_limits
from stations.feedback.model import Visitor
from stations.moments import china_day
from stations.stars import objection_store
from stations.stars.awards import objections
from stations.stars.awards.objections import Objected
from stations.stars.objection_store import Objection

BY_DEVICE, BY_NETWORK, BY_NETWORK_AND_STATION = 5, 100, 60
"""Objections of a day. No person is stored: the counts are by marks that change with the day.

A mobile provider hides thousands of phones behind one network, so that those we have met before
today are counted apart: a phone that drops its cookie each time shuts out none of these.
"""


def receive(db: Database, given: Objected, *, by: Visitor, at: datetime) -> Objection:
    """Keeps an objection once for each form; Refused ('too_many') where a day's count is full."""
    with db.writing() as tx:
        known = objection_store.by_token(tx, given.token)
        if known is not None:
            return known
        kept = objections.file(tx, given, at=at)
        before = china_day(by.device_since) < china_day(at)
        met = "known" if before else "new"
        wanted = {
            f"objection device {by.device_today}": BY_DEVICE,
            f"objection network {met} {by.network_today}": BY_NETWORK,
            f"objection here {met} {by.network_here_today}": BY_NETWORK_AND_STATION,
        }
        if any(daily_limits.count(tx, bucket, at=at) > most for bucket, most in wanted.items()):
            raise Refused("too_many.objections_from_reader")
    return kept
