"""What is erased of workers who spoke, and when.

Networks are needed for the seven days of the rule of shut doors, devices for a while to find
stuffing; both, and the words of what was refused, have no use afterwards.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from stations.audit import log
from stations.audit.model import WORKER, Act
from stations.db.base import Database, Transaction
from stations.feedback import daily_limits, rating_store, report_store
from stations.feedback.answering import note_store
from stations.feedback.rating_weights import COUNTED_DAYS
from stations.moments import china_day

NETWORKS_AFTER = timedelta(days=8)
DEVICES_AFTER = timedelta(days=90)
WORDS_AFTER = timedelta(days=90)
ACTION = "forgotten"


def daily(tx: Transaction, *, at: datetime) -> None:
    """Forgets what is due with the first word of a day."""
    if daily_limits.count(tx, ACTION, at=at) == 1:
        _forget(tx, Act(actor=WORKER, by="程序", action=ACTION, at=at))


def forget(db: Database, *, act: Act) -> int:
    """Forgets what is due; how many values there were."""
    with db.writing() as tx:
        return _forget(tx, act)


def _forget(tx: Transaction, act: Act) -> int:
    at = act.at
    forgotten = daily_limits.forget_before(tx, at)
    forgotten += report_store.erase_networks(tx, before=at - NETWORKS_AFTER)
    forgotten += report_store.erase_devices(tx, before=at - DEVICES_AFTER)
    forgotten += report_store.erase_refused(tx, before=at - WORDS_AFTER)
    forgotten += note_store.erase_of_refused(tx, before=at - WORDS_AFTER)
    device_day = china_day(at - DEVICES_AFTER).isoformat()
    forgotten += rating_store.erase_devices(tx, before=device_day)
    counted_day = china_day(at - timedelta(days=COUNTED_DAYS)).isoformat()
    forgotten += rating_store.erase(tx, before=counted_day)
    if forgotten:
        log.append(tx, act=act, subject="voice", body={"values": forgotten})
    return forgotten
