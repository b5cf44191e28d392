"""Lots that send a second person to a station, in the database; a lot is never drawn again."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from stations.db.base import Database, Transaction
from stations.moments import utc_text


@dataclass(frozen=True, slots=True, kw_only=True)
class SecondDraw:
    """The lot of the visit to a review in a version, with all that is needed to repeat it."""

    review_id: str
    version: int
    seed: str
    percent: int
    drawn: bool
    at: datetime
    log: int = 0


def add(tx: Transaction, draw: SecondDraw) -> None:
    """Writes a lot."""
    tx.load(
        "second_draws",
        [
            {
                "review_id": draw.review_id,
                "version": draw.version,
                "seed": draw.seed,
                "percent": draw.percent,
                "drawn": int(draw.drawn),
                "at": utc_text(draw.at),
                "log": draw.log,
            }
        ],
    )


def of_review(db: Database, review_id: str) -> list[SecondDraw]:
    """All lots of a review, the oldest first."""
    rows = db.rows(
        "select * from second_draws where review_id = :id order by version", id=review_id
    )
    return [
        SecondDraw(**{**row, "drawn": bool(row["drawn"]), "at": datetime.fromisoformat(row["at"])})
        for row in rows
    ]
