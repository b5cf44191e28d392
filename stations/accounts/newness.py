"""Accounts that were made shortly before they did something: whoever reads it should know."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from stations.accounts import store
from stations.db.base import Database

_NEW = timedelta(days=14)


def words(db: Database, deeds: Iterable[tuple[str, datetime]]) -> dict[tuple[str, datetime], str]:
    """What is told of each deed, by the id of an account and a moment; nothing of most."""
    found: dict[tuple[str, datetime], str] = {}
    deeds = list(deeds)
    made = store.made_at(db, {account_id for account_id, _ in deeds})
    for account_id, at in deeds:
        created = made.get(account_id)
        if created and created <= at and at - created < _NEW:
            days = (at - created).days
            when = f"{days} 天前才建" if days else "当天才建"
            found[account_id, at] = f"（账号{when}）"
    return found
