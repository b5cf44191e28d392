"""What is erased of those who had small wishes, and when."""

from __future__ import annotations

from datetime import datetime, timedelta

from stations.audit import log
from stations.audit.model import WORKER, Act
from stations.db.base import Database, Transaction
from stations.feedback import daily_limits, erasure
from stations.small_wishes import store

CONTACTS_AFTER = timedelta(days=30)
"""After its end nobody has to be asked about a wish any more."""
_BUCKET = "small wishes forgotten"


def daily(tx: Transaction, *, at: datetime) -> None:
    """Forgets what is due with the first wish of a day."""
    if daily_limits.count(tx, _BUCKET, at=at) == 1:
        _forget(tx, Act(actor=WORKER, by="程序", action=erasure.ACTION, at=at))


def forget(db: Database, *, act: Act) -> int:
    """Forgets what is due; how many values there were."""
    with db.writing() as tx:
        return _forget(tx, act)


def _forget(tx: Transaction, act: Act) -> int:
    forgotten = store.erase(
        tx, ended_before=act.at - CONTACTS_AFTER, words_before=act.at - erasure.WORDS_AFTER
    )
    if forgotten:
        log.append(tx, act=act, subject="voice", body={"values": forgotten})
    return forgotten
