"""Who goes to which station and when, and what inspectors have done, in the database."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from stations.db.base import Database, Transaction
from stations.moments import utc_text
from stations.registry.scoping import Reach
from stations.registry.stored import store as stations


@dataclass(frozen=True, slots=True, kw_only=True)
class Assignment:
    """The visit of a review, given to an account for a day."""

    review_id: str
    account_id: str
    day: date
    by: str
    at: datetime
    log: int


@dataclass(frozen=True, slots=True, kw_only=True)
class VisitRow:
    """A visit that counts, for figures: its points are those of one criterion."""

    by: str
    review_id: str
    visit: int
    near: str
    on: datetime
    day: str
    """For which it was given to this account; "" where it was not."""
    cycle_id: str
    criterion: str
    points: int


def put(tx: Transaction, assignments: Iterable[Assignment]) -> None:
    """Gives visits to accounts, in place of those who had them."""
    tx.run_each(
        "insert into visit_assignments (review_id, account_id, day, by, at, log)"
        " values (:review_id, :account_id, :day, :by, :at, :log)"
        " on conflict (review_id) do update set account_id = excluded.account_id,"
        " day = excluded.day, by = excluded.by, at = excluded.at, log = excluded.log",
        [
            {
                "review_id": one.review_id,
                "account_id": one.account_id,
                "day": one.day.isoformat(),
                "by": one.by,
                "at": utc_text(one.at),
                "log": one.log,
            }
            for one in assignments
        ],
    )


def take_back(tx: Transaction, review_id: str) -> None:
    """Leaves the visit of a review to nobody in particular."""
    tx.run("delete from visit_assignments where review_id = :id", id=review_id)


def of(db: Database, review_ids: Sequence[str]) -> dict[str, Assignment]:
    """The assignments of these reviews, by review."""
    marks = ", ".join(f":n{n}" for n in range(len(review_ids))) or "''"
    rows = db.rows(
        f"select * from visit_assignments where review_id in ({marks})",  # noqa: S608
        **{f"n{n}": one for n, one in enumerate(review_ids)},
    )
    return {
        row["review_id"]: Assignment(
            **{
                **row,
                "day": date.fromisoformat(row["day"]),
                "at": datetime.fromisoformat(row["at"]),
            }
        )
        for row in rows
    }


def visits(db: Database, reach: Reach, *, since: datetime) -> list[VisitRow]:
    """Every visit within reach that counts since a moment, with the points of each criterion."""
    inside, values = stations.within(reach)
    rows = db.rows(
        "select i.by, i.review_id, i.visit, i.near, i.at, r.cycle_id, p.criterion, p.points,"  # noqa: S608
        " coalesce(a.day, '') as day from inspections i join reviews r on r.id = i.review_id"
        " join review_points p on p.review_id = i.review_id and p.visit = i.visit"
        " left join visit_assignments a on a.review_id = i.review_id and a.account_id = i.by"
        f" where i.counted = 1 and i.at >= :since and r.station_id in ({inside})"
        " order by i.at, i.review_id, p.criterion",
        since=utc_text(since),
        **values,
    )
    return [
        VisitRow(
            by=row["by"],
            review_id=row["review_id"],
            visit=row["visit"],
            near=row["near"],
            on=datetime.fromisoformat(row["at"]),
            day=row["day"],
            cycle_id=row["cycle_id"],
            criterion=row["criterion"],
            points=row["points"],
        )
        for row in rows
    ]
