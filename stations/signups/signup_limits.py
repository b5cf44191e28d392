"""How often one phone and one network may sign up in a day, over all processes.

Only what is accepted counts. A plant, or a mobile provider, stands behind one network with
thousands of people: a network is stopped only where no plant would come to.
"""

from __future__ import annotations

from datetime import datetime

from stations.db.base import Database, Transaction
from stations.errors import Refused
from stations.feedback import daily_limits
from stations.feedback.model import Visitor

BY_PHONE_HERE = 3
"""Oneself, and two who have no phone at hand."""
BY_PHONE = 12
BY_NETWORK = 2_000
CODES_BY_PHONE, CODES_BY_NETWORK = 10, 300
"""Wrong codes of members for one session."""


def check(tx: Transaction, by: Visitor, *, at: datetime) -> None:
    """Counts one who is taken; Refused where a count of the day is full."""
    if daily_limits.count(tx, f"signup here {by.device_here_today}", at=at) > BY_PHONE_HERE:
        raise Refused("too_many.signups_here", most=BY_PHONE_HERE)
    if daily_limits.count(tx, f"signup device {by.device_today}", at=at) > BY_PHONE:
        raise Refused("too_many.signups_by_phone", most=BY_PHONE)
    if daily_limits.count(tx, f"signup network {by.network_today}", at=at) > BY_NETWORK:
        raise Refused("too_many.signups_by_network")


def check_codes(db: Database, by: Visitor, *, at: datetime) -> None:
    """Refused where this phone or network has given too many wrong codes today."""
    for bucket, most in _of_codes(by).items():
        if daily_limits.told(db, bucket, at=at) >= most:
            raise Refused("too_many.signup_codes")


def count_wrong_code(db: Database, by: Visitor, *, at: datetime) -> None:
    """Counts one wrong code."""
    with db.writing() as tx:
        for bucket in _of_codes(by):
            daily_limits.count(tx, bucket, at=at)


def _of_codes(by: Visitor) -> dict[str, int]:
    return {
        f"signup code {by.device_here_today}": CODES_BY_PHONE,
        f"signup codes {by.network_here_today}": CODES_BY_NETWORK,
    }
