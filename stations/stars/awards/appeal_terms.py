"""Until when may a station appeal against a decision?"""

from __future__ import annotations

from stations.accounts.model import Account
from stations.audit.model import Act
from stations.db.base import Database
from stations.errors import Refused
from stations.moments import china_day
from stations.stars import review_steps, store
from stations.stars.model import Review
from stations.stars.review_steps import Turn


def appeal(db: Database, review_id: str, turn: Turn, *, by: Account, act: Act) -> Review:
    """Asks for another look, once for each decision and within the working days of the scheme.

    Whether it is granted is a step that somebody else takes than who decided before.
    """
    with db.writing() as tx:
        before = store.get(tx, review_id)
        after = review_steps.step(tx, review_id, turn, by=by, act=act)
        if before.due_on is None:
            raise Refused("这次决定已经申诉过，也答复了，不能再申诉。", code="appeal_answered")
        if not before.may_appeal(china_day(act.at)):
            raise Refused(f"申诉期到 {before.due_on} 为止，已经过了。", code="appeal_over")
    return after
