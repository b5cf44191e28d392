"""Choices among equals at a quota, in the database."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from stations.audit import log
from stations.db.base import Database, Row, Transaction
from stations.moments import utc_text
from stations.stars.model import Review


@dataclass(frozen=True, slots=True, kw_only=True)
class TieDecision:
    """A tie in which a review stood, decided: for it, or for another with the same points."""

    stars: int
    chosen: bool
    reason: str
    shown: str
    """What others read of who decided."""
    at: datetime
    log: int


def add(tx: Transaction, review: Review, choice: TieDecision, *, by: str) -> None:
    """Writes that a review was given a place among equals, by an account."""
    row: Row = {
        "cycle_id": review.cycle_id,
        "stars": choice.stars,
        "review_id": review.id,
        "reason": choice.reason,
        "by": by,
        "at": utc_text(choice.at),
        "log": choice.log,
    }
    tx.load("quota_choices", [row])


def chosen(db: Database, cycle_id: str) -> set[tuple[int, str]]:
    """The levels and reviews that were chosen in a cycle."""
    rows = db.rows("select stars, review_id from quota_choices where cycle_id = :id", id=cycle_id)
    return {(int(row["stars"]), row["review_id"]) for row in rows}


def of_review(db: Database, review: Review) -> list[TieDecision]:
    """The decided ties in which a review stood, the oldest first."""
    rows = db.rows(
        "select * from quota_choices where cycle_id = :id order by log", id=review.cycle_id
    )
    found = []
    for row in rows:
        entry = log.get(db, row["log"])
        if entry is not None and review.id in entry["body"]["among"]:
            found.append(
                TieDecision(
                    stars=row["stars"],
                    chosen=row["review_id"] == review.id,
                    reason=row["reason"],
                    shown=entry["by"],
                    at=datetime.fromisoformat(row["at"]),
                    log=row["log"],
                )
            )
    return found
