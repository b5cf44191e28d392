"""What is erased of those who chose from menus, and when."""

from __future__ import annotations

import secrets
from datetime import datetime

from stations.audit import log
from stations.audit.model import WORKER, Act
from stations.db.base import Database, Transaction
from stations.feedback import daily_limits, erasure
from stations.menus import menu_wish_store, vote_store
from stations.moments import china_day

_BUCKET = "menus forgotten"


def daily(tx: Transaction, *, at: datetime) -> None:
    """Forgets what is due with the first vote of a day."""
    if daily_limits.count(tx, _BUCKET, at=at) == 1:
        _forget(tx, Act(actor=WORKER, by="程序", action=erasure.ACTION, at=at))


def forget(db: Database, *, act: Act) -> int:
    """Forgets what is due; how many values there were."""
    with db.writing() as tx:
        return _forget(tx, act)


def _forget(tx: Transaction, act: Act) -> int:
    day = china_day(act.at - erasure.DEVICES_AFTER).isoformat()
    votes = vote_store.devices(tx, before=day)
    vote_store.forget(tx, [{**one, "sign": f"-{secrets.token_hex(8)}"} for one in votes])
    forgotten = len(votes) + menu_wish_store.erase(tx, before=act.at - erasure.WORDS_AFTER)
    if forgotten:
        log.append(tx, act=act, subject="voice", body={"values": forgotten})
    return forgotten
