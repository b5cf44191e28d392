"""Which of equals was given a place, and why? A tie at a quota is decided by a person."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from stations.audit import log
from stations.db.base import Database
from stations.stars.model import Review


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """A tie in which a review stood, decided: for it, or for another with the same points."""

    stars: int
    chosen: bool
    reason: str
    shown: str
    """What others read of who decided."""
    at: datetime
    log: int


def of_review(db: Database, review: Review) -> list[Choice]:
    """The decided ties in which a review stood, the oldest first."""
    rows = db.rows(
        "select * from quota_choices where cycle_id = :id order by log", id=review.cycle_id
    )
    found = []
    for row in rows:
        entry = log.get(db, row["log"])
        if entry is not None and review.id in entry["body"]["among"]:
            found.append(
                Choice(
                    stars=row["stars"],
                    chosen=row["review_id"] == review.id,
                    reason=row["reason"],
                    shown=entry["by"],
                    at=datetime.fromisoformat(row["at"]),
                    log=row["log"],
                )
            )
    return found
