"""Codes of members, with limits on guessing."""

from __future__ import annotations

import hmac
from datetime import datetime
from functools import lru_cache

from stations.activities.model import code_digest
from stations.db.base import Database
from stations.errors import Invalid
from stations.feedback.model import Visitor
from stations.signups import signup_limits
from stations.signups.model import SignUpTerms

_LONGEST = 60


def check(db: Database, terms: SignUpTerms, code: str, *, by: Visitor, at: datetime) -> None:
    """Invalid for a code that is not that of the members, Refused for too many of them."""
    if not terms.members_only:
        return
    if not code.strip():
        raise Invalid("invalid.signup_code_missing", field="code")
    signup_limits.check_codes(db, by, at=at)
    if hmac.compare_digest(_digest(terms.activity_id, code[:_LONGEST]), terms.code_digest):
        return
    signup_limits.count_wrong_code(db, by, at=at)
    raise Invalid("invalid.signup_code", field="code")


@lru_cache(maxsize=64)
def _digest(activity_id: str, code: str) -> str:
    # Slow on purpose; when a class opens all of its members give the same code within seconds.
    return code_digest(activity_id, code)
