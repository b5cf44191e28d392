"""Objections to reviews in the notice, as they are stored."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from stations.db.base import Database, Row, Transaction
from stations.errors import NotFound
from stations.moments import utc_text
from stations.registry.scoping import Reach
from stations.registry.stored import store as stations


class ObjectionState(StrEnum):
    """How far an objection has come."""

    NEW = "new"
    UPHELD = "upheld"
    REJECTED = "rejected"


@dataclass(frozen=True, slots=True, kw_only=True)
class Objection:
    """What somebody holds against a star that was made public."""

    id: str
    review_id: str
    words: str
    at: datetime
    due_on: date | None
    """The last day for its answer."""
    state: ObjectionState = ObjectionState.NEW
    reply: str = ""
    answered_at: datetime | None = None


def add(tx: Transaction, one: Objection, *, token: str) -> None:
    """Writes an objection that came with this token."""
    tx.load("objections", [_row(one, token=token)])


def get(db: Database, objection_id: str) -> Objection:
    """The objection with this id; NotFound else."""
    row = db.row("select * from objections where id = :id", id=objection_id)
    if row is None:
        raise NotFound("not_found.out_of_sight")
    return _objection(row)


def by_token(db: Database, token: str) -> Objection | None:
    """The objection that somebody follows."""
    row = db.row("select * from objections where receipt = :hash", hash=_hashed(token))
    return None if row is None else _objection(row)


def of_review(db: Database, review_id: str) -> list[Objection]:
    """What was held against a review, the oldest first."""
    rows = db.rows("select * from objections where review_id = :id order by at, id", id=review_id)
    return [_objection(row) for row in rows]


def open_ones(db: Database, reach: Reach) -> list[Objection]:
    """What waits for an answer within reach, the oldest first."""
    inside, values = stations.within(reach)
    rows = db.rows(
        "select o.* from objections o join reviews r on r.id = o.review_id"  # noqa: S608
        f" where o.state = 'new' and r.station_id in ({inside}) order by o.at, o.id",
        **values,
    )
    return [_objection(row) for row in rows]


def renew_days(tx: Transaction, last_day: Callable[[Objection, str], date]) -> None:
    """Writes the last days for answers anew, as they are counted for a review by its id."""
    rows = tx.rows("select * from objections where state = 'new' and due_on is not null")
    for row in rows:
        one = _objection(row)
        after = last_day(one, row["review_id"])
        if after != one.due_on:
            tx.run(
                "update objections set due_on = :due where id = :id",
                due=after.isoformat(),
                id=one.id,
            )


def save(tx: Transaction, answered: Objection, *, by: str) -> None:
    """Writes the answer of an account."""
    tx.run(
        "update objections set state = :state, reply = :reply, answered_by = :by,"
        " answered_at = :at where id = :id",
        id=answered.id,
        state=answered.state.value,
        reply=answered.reply,
        by=by,
        at=utc_text(answered.answered_at) if answered.answered_at else None,
    )


def _hashed(token: str) -> str:
    return hashlib.sha256(f"objection {token}".encode()).hexdigest()


def _row(one: Objection, *, token: str) -> Row:
    return {
        "id": one.id,
        "review_id": one.review_id,
        "receipt": _hashed(token),
        "words": one.words,
        "at": utc_text(one.at),
        "due_on": one.due_on.isoformat() if one.due_on else None,
        "state": one.state.value,
        "reply": one.reply,
        "answered_by": "",
        "answered_at": None,
    }


def _objection(row: Row) -> Objection:
    return Objection(
        id=row["id"],
        review_id=row["review_id"],
        words=row["words"],
        at=datetime.fromisoformat(row["at"]),
        due_on=date.fromisoformat(row["due_on"]) if row["due_on"] else None,
        state=ObjectionState(row["state"]),
        reply=row["reply"],
        answered_at=datetime.fromisoformat(row["answered_at"]) if row["answered_at"] else None,
    )
