"""Sign-ups in the database, and how full a session is."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

from stations.db.base import Database, Row, Transaction, Value
from stations.errors import NotFound
from stations.moments import utc_text
from stations.signups.model import SignUp, SignUpState, SignUpTerms

TABLE = "signups"
_PAGE = 500
_TERMS = (
    "select s.*, (select count(*) from signups o where o.session_id = s.id"
    " and o.confirm_by <= :now) as overdue"
    " from signup_sessions s where s.id = :id and s.activity_state <> 'draft'"
)


def terms(db: Database, session_id: str, *, at: datetime) -> SignUpTerms:
    """What a session asks of those who sign up, and how full it is; NotFound for a draft's."""
    row = db.row(_TERMS, id=session_id, now=utc_text(at))
    if row is None:
        raise NotFound("not_found.signup_session")
    return _terms(row)


def by_receipt(db: Database, receipt: str) -> SignUp | None:
    """The sign-up of the token with this digest."""
    return _one(db, "receipt = :receipt", receipt=receipt)


def get(db: Database, signup_id: str) -> SignUp:
    """The sign-up with this id; NotFound else."""
    found = _one(db, "id = :id", id=signup_id)
    if found is None:
        raise NotFound("not_found.signup")
    return found


def active(db: Database, session_id: str, *, phone_mark: str) -> SignUp | None:
    """The sign-up that holds good of a number in a session."""
    return _one(
        db,
        "session_id = :session and phone_mark = :mark and state in ('in', 'waiting', 'offered')",
        session=session_id,
        mark=phone_mark,
    )


def every(db: Database, session_id: str) -> list[SignUp]:
    """All sign-ups of a session in the order in which they came."""
    return _some(db, "session_id = :session order by number", session=session_id)


def ending(db: Database, session_id: str, *, tail_mark: str) -> list[SignUp]:
    """The sign-ups of a session whose numbers end alike."""
    return _some(
        db,
        "session_id = :session and tail_mark = :mark order by number",
        session=session_id,
        mark=tail_mark,
    )


def sessions(db: Database) -> list[str]:
    """The sessions for which somebody signed up."""
    rows = db.rows("select distinct session_id as id from signups order by session_id")
    return [row["id"] for row in rows]


def marked(db: Database, marks: Sequence[str]) -> list[SignUp]:
    """The sign-ups with one of these marks of a number."""
    found: list[SignUp] = []
    for start in range(0, len(marks), _PAGE):
        values = {f"mark{n}": one for n, one in enumerate(marks[start : start + _PAGE])}
        listed = ", ".join(f":{name}" for name in values)
        found += _some(db, f"phone_mark in ({listed}) order by session_id, number", **values)
    return found


def overdue(db: Database, session_id: str, *, at: datetime) -> list[SignUp]:
    """Offers of a session that were not confirmed in time."""
    return _some(
        db,
        "session_id = :session and confirm_by <= :now order by number",
        session=session_id,
        now=utc_text(at),
    )


def first_waiting(db: Database, session_id: str, *, limit: int) -> list[SignUp]:
    """Those who come next."""
    return _some(
        db,
        "session_id = :session and state = 'waiting' order by number limit :limit",
        session=session_id,
        limit=limit,
    )


def place_in_line(db: Database, signup: SignUp) -> int:
    """Its place on the waiting list, from 1 on."""
    row = db.row(
        "select count(*) as n from signups"
        " where session_id = :session and state = 'waiting' and number <= :number",
        session=signup.session_id,
        number=signup.number,
    )
    return int(row["n"]) if row else 0


def add(tx: Transaction, made: SignUp) -> None:
    """Adds a sign-up as the next of its session. The database refuses one too many."""
    tx.run(
        "insert into signups (id, session_id, number, state, receipt, phone_mark, tail_mark,"
        " device, person, at, state_at, confirm_by, reason)"
        " values (:id, :session, (select coalesce(max(number), 0) + 1 from signups"
        " where session_id = :session), :state, :receipt, :phone_mark, :tail_mark,"
        " :device, :person, :at, :at, null, '')",
        id=made.id,
        session=made.session_id,
        state=made.state.value,
        receipt=made.receipt,
        phone_mark=made.phone_mark,
        tail_mark=made.tail_mark,
        device=made.device,
        person=made.person,
        at=utc_text(made.at),
    )


def set_state(
    tx: Transaction,
    signup: SignUp,
    state: SignUpState,
    *,
    at: datetime,
    confirm_by: datetime | None = None,
    reason: str = "",
) -> None:
    """Changes the state of a sign-up."""
    tx.run(
        "update signups set state = :state, state_at = :at, confirm_by = :confirm_by,"
        " reason = :reason where id = :id",
        id=signup.id,
        state=state.value,
        at=utc_text(at),
        confirm_by=utc_text(confirm_by) if confirm_by else None,
        reason=reason,
    )


def erase(tx: Transaction, signup_id: str) -> None:
    """Removes a sign-up with all that hangs on it."""
    tx.run("delete from signups where id = :id", id=signup_id)


def erase_ended(tx: Transaction, *, before: datetime) -> int:
    """Removes the sign-ups of sessions that ended before; how many. Their number is kept."""
    ended = "select id from signup_sessions where ends_at < :before"
    values: dict[str, Value] = {"before": utc_text(before)}
    if not tx.row(f"select id from signups where session_id in ({ended}) limit 1", **values):  # noqa: S608
        return 0
    tx.run(
        "update signup_counts set came_to = taken"  # noqa: S608
        f" where came_to is null and session_id in ({ended})",
        **values,
    )
    return tx.run(f"delete from signups where session_id in ({ended})", **values)  # noqa: S608


def moving(db: Database, *, at: datetime) -> list[str]:
    """Sessions still to come in which somebody is to be moved up, or an offer has run out."""
    rows = db.rows(
        "select distinct o.session_id as id from signups o where o.confirm_by <= :now"
        " union select s.id from signup_sessions s where s.waiting > 0 and s.taken < s.capacity"
        " and s.starts_at > :now and s.state = 'planned' order by 1",
        now=utc_text(at),
    )
    return [row["id"] for row in rows]


def taken(db: Database, session_id: str) -> int:
    """Places of a session that are taken or kept for somebody."""
    row = db.row("select taken from signup_counts where session_id = :id", id=session_id)
    return int(row["taken"]) if row else 0


def counted(db: Database, session_ids: Iterable[str]) -> dict[str, tuple[int, int]]:
    """Taken places and people who wait, by session; sessions without sign-ups are left out.

    Of a session whose sign-ups have been erased it is what they came to.
    """
    wanted, found = sorted(set(session_ids)), dict[str, tuple[int, int]]()
    for start in range(0, len(wanted), _PAGE):
        values = {f"id{n}": one for n, one in enumerate(wanted[start : start + _PAGE])}
        marks = ", ".join(f":{name}" for name in values)
        rows = db.rows(
            "select session_id, coalesce(came_to, taken) as taken, waiting"  # noqa: S608
            f" from signup_counts where session_id in ({marks})",
            **values,
        )
        found |= {row["session_id"]: (int(row["taken"]), int(row["waiting"])) for row in rows}
    return found


def _one(db: Database, condition: str, **values: Value) -> SignUp | None:
    row = db.row(f"select * from signups where {condition}", **values)  # noqa: S608
    return _signup(row) if row else None


def _some(db: Database, condition: str, **values: Value) -> list[SignUp]:
    return [
        _signup(row)
        for row in db.rows(f"select * from signups where {condition}", **values)  # noqa: S608
    ]


def _signup(row: Row) -> SignUp:
    return SignUp(
        id=row["id"],
        session_id=row["session_id"],
        number=int(row["number"]),
        state=SignUpState(row["state"]),
        receipt=row["receipt"],
        phone_mark=row["phone_mark"],
        tail_mark=row["tail_mark"],
        device=row["device"],
        person=bytes(row["person"]),
        at=datetime.fromisoformat(row["at"]),
        state_at=datetime.fromisoformat(row["state_at"]),
        confirm_by=_moment(row["confirm_by"]),
        reason=row["reason"],
    )


def _terms(row: Row) -> SignUpTerms:
    starts_at = datetime.fromisoformat(row["starts_at"])
    off = row["activity_state"] == "cancelled" or row["state"] == "cancelled"
    return SignUpTerms(
        session_id=row["id"],
        activity_id=row["activity_id"],
        title=row["title"],
        area_code=row["area_code"],
        published=row["activity_state"] != "draft",
        members_only=row["who"] == "members",
        code_digest=row["code_digest"],
        starts_at=starts_at,
        ends_at=datetime.fromisoformat(row["ends_at"]),
        capacity=row["capacity"],
        line=int(row["line"]),
        opens_at=_moment(row["opens_at"]),
        closes_at=_moment(row["closes_at"]) or starts_at,
        cancelled=off,
        reason=row["reason"] or (row["state_reason"] if off else ""),
        moved_from=_moment(row["moved_from"]),
        taken=int(row["taken"]),
        waiting=int(row["waiting"]),
        overdue=bool(row["overdue"]),
    )


def _moment(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None
