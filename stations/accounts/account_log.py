"""What is done with accounts stands in the log as well."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from stations.accounts.model import Account
from stations.audit import log
from stations.audit.model import Act
from stations.db.base import Transaction


def note(
    tx: Transaction,
    action: str,
    account_id: str,
    *,
    by: Account,
    at: datetime,
    body: Mapping[str, Any] | None = None,
) -> None:
    """Adds to the log what somebody did with an account."""
    act = Act(actor=by.id, by=by.shown, action=action, at=at)
    log.append(tx, act=act, subject=f"account:{account_id}", body=body)
