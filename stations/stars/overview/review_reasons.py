"""Why a station is looked at, and what was held against it: what keepers and inspectors read."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from stations.audit import log
from stations.db.base import Database
from stations.stars import objection_store, store
from stations.stars.model import DONE, STEP_WORDS, Review, ReviewKind, ReviewStep
from stations.stars.objection_store import ObjectionState

_WHY = (
    ReviewStep.RETURN,
    ReviewStep.REOPEN,
    ReviewStep.GRANT_APPEAL,
    ReviewStep.ORDER_RECTIFYING,
    ReviewStep.REFUSE,
    ReviewStep.VETO,
)
"""Steps whose reasons the next one has to know of."""
_ORDERED = "review_begun"


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviewReason:
    """A reason in the words of whoever gave it."""

    title: str
    words: str
    at: datetime
    objected: str = ""
    """The words of an upheld objection, for the office alone: they may name people."""


def told(db: Database, review: Review) -> list[ReviewReason]:
    """Why it is looked at, the first reason first; nothing once all is over."""
    if review.state in DONE:
        return []
    found = _ordered(db, review) if review.kind is ReviewKind.RECHECK else []
    upheld = [
        one
        for one in objection_store.of_review(db, review.id)
        if one.state is ObjectionState.UPHELD
    ]
    for taken in store.steps(db, review.id):
        if taken.step in _WHY and taken.reason:
            same = (one.words for one in upheld if one.answered_at == taken.at)
            objected = next(same, "") if taken.step is ReviewStep.REOPEN else ""
            title = STEP_WORDS[taken.step]
            found.append(
                ReviewReason(title=title, words=taken.reason, at=taken.at, objected=objected)
            )
    return found


def _ordered(db: Database, review: Review) -> list[ReviewReason]:
    """Why a re-check was ordered."""
    for number in log.about(db, f"review:{review.id}")[:1]:
        entry = log.get(db, number)
        if entry and entry["action"] == _ORDERED and entry["reason"]:
            at = datetime.fromisoformat(entry["at"])
            return [ReviewReason(title="为什么复核", words=entry["reason"], at=at)]
    return []
