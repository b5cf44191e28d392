"""Who came to a session, in the database."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from stations.db.base import Database, Row, Transaction
from stations.moments import utc_text


class FoundAs(StrEnum):
    """As whom the door met somebody."""

    SIGNED_UP = "signed_up"
    WAITING = "waiting"
    CANCELLED = "cancelled"
    """The sign-up was cancelled, or a confirmation came too late."""
    GONE = "gone"
    """The sign-up has been erased since."""
    WALK_IN = "walk_in"
    OFF = "off"
    """Noted at a session that had been cancelled: it is kept and counts nothing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Arrival:
    """One person who came; exactly one for each sign-up."""

    id: str
    """Made by the phone that noted it."""
    session_id: str
    signup_id: str
    found: FoundAs
    at: datetime
    phone_at: datetime
    """By the phone's clock, however wrong."""
    received_at: datetime
    phone: str
    account_id: str
    taken_back: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Turnout:
    """How many came to a session."""

    expected: int = 0
    """Who came on a place of their own."""
    others: int = 0
    """Who came without one."""
    off: int = 0
    """Noted though the session was cancelled; they count nowhere."""

    @property
    def people(self) -> int:
        return self.expected + self.others


def add(tx: Transaction, one: Arrival) -> bool:
    """Writes an arrival; False where this person was noted before."""
    row = {
        "id": one.id,
        "session_id": one.session_id,
        "signup_id": one.signup_id or None,
        "found": one.found.value,
        "at": utc_text(one.at),
        "phone_at": utc_text(one.phone_at),
        "received_at": utc_text(one.received_at),
        "phone": one.phone,
        "account_id": one.account_id,
    }
    statement = (
        "insert into arrivals (id, session_id, signup_id, found, at, phone_at, received_at, phone,"
        " account_id) values (:id, :session_id, :signup_id, :found, :at, :phone_at, :received_at,"
        " :phone, :account_id) on conflict do nothing"
    )
    return tx.run(statement, **row) == 1


def take_back(tx: Transaction, arrival_id: str, *, at: datetime) -> None:
    """Has an arrival count no more; the same person may be noted anew."""
    tx.run(
        "update arrivals set taken_back_at = :at where id = :id and taken_back_at is null",
        id=arrival_id,
        at=utc_text(at),
    )


def find(db: Database, arrival_id: str) -> Arrival | None:
    """The arrival with this id, taken back or not."""
    row = db.row("select * from arrivals where id = :id", id=arrival_id)
    return _arrival(row) if row else None


def of_signup(db: Database, signup_id: str) -> Arrival | None:
    """The arrival of a person that counts."""
    row = db.row(
        "select * from arrivals where signup_id = :id and taken_back_at is null", id=signup_id
    )
    return _arrival(row) if row else None


def of_session(db: Database, session_id: str) -> list[Arrival]:
    """All arrivals of a session that were not taken back, in their order."""
    rows = db.rows(
        "select * from arrivals where session_id = :id and taken_back_at is null order by at, id",
        id=session_id,
    )
    return [_arrival(row) for row in rows]


def turnouts(db: Database, session_ids: Sequence[str]) -> dict[str, Turnout]:
    """How many came to each of these sessions; to those that lack here, nobody was noted."""
    if not session_ids:
        return {}
    values = {f"id{n}": one for n, one in enumerate(session_ids)}
    marks = ", ".join(f":{name}" for name in values)
    rows = db.rows(
        "select session_id,"  # noqa: S608
        " sum(case when found = 'signed_up' then 1 else 0 end) as expected,"
        " sum(case when found not in ('signed_up', 'off') then 1 else 0 end) as others,"
        " sum(case when found = 'off' then 1 else 0 end) as off"
        f" from arrivals where session_id in ({marks}) and taken_back_at is null"
        " group by session_id",
        **values,
    )
    return {
        row["session_id"]: Turnout(
            expected=int(row["expected"]), others=int(row["others"]), off=int(row["off"])
        )
        for row in rows
    }


def _arrival(row: Row) -> Arrival:
    return Arrival(
        id=row["id"],
        session_id=row["session_id"],
        signup_id=row["signup_id"] or "",
        found=FoundAs(row["found"]),
        at=datetime.fromisoformat(row["at"]),
        phone_at=datetime.fromisoformat(row["phone_at"]),
        received_at=datetime.fromisoformat(row["received_at"]),
        phone=row["phone"],
        account_id=row["account_id"],
        taken_back=row["taken_back_at"] is not None,
    )
