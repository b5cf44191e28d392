"""Until when may a station appeal against a decision?"""

from __future__ import annotations

from stations.accounts.model import Account
from stations.audit.model import Act
from stations.db.base import Database
from stations.errors import Refused
from stations.stars import deadlines, reviewing, store
from stations.stars.model import Review
from stations.stars.reviewing import Turn


def appeal(db: Database, review_id: str, turn: Turn, *, by: Account, act: Act) -> Review:
    """Asks for another look, within the working days of the scheme.

    Whether it is granted is a step that somebody else takes than who decided before.
    """
    with db.writing():
        due = store.get(db, review_id).due_on
        after = reviewing.step(db, review_id, turn, by=by, act=act)
        if due is not None and deadlines.today(act.at) > due:
            raise Refused(f"申诉期到 {due} 为止，已经过了。", code="appeal_over")
    return after
