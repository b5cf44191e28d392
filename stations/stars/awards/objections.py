"""Who objects to what was made public, and what is answered?

Anybody may, without an account, while the notice runs. The words are for the office: they may name
people, so that only the answer is made public. An objection that is upheld sends the review back to
an inspection in the same transaction. Every objection is answered, whatever became of the review.
"""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum

from stations.accounts.model import Account, authorise
from stations.accounts.roles import Action
from stations.audit import log
from stations.audit.model import WORKER, Act
from stations.db.base import Database, Row, Transaction
from stations.errors import Invalid, NotFound, Refused
from stations.moments import china_day, utc_text
from stations.registry.entries import personal_numbers
from stations.registry.scoping import Reach, scope_of
from stations.registry.stored import holiday_store
from stations.registry.stored import store as stations
from stations.stars import deadlines, review_steps, store
from stations.stars.awards import awarding
from stations.stars.model import Review, State, Step
from stations.stars.review_steps import LONGEST_REASON, Turn
from stations.tables.text import clean

LONGEST_WORDS, LONGEST_REPLY = 1000, 1000
MOST_OPEN = 200
"""Objections of one review that wait: more than any office reads were sent to stop an award."""
BY = "公众"


class Outcome(StrEnum):
    """How far an objection has come."""

    NEW = "new"
    UPHELD = "upheld"
    REJECTED = "rejected"


OUTCOME_WORDS = {
    Outcome.NEW: "正在核实",
    Outcome.UPHELD: "异议成立",
    Outcome.REJECTED: "异议不成立",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Objection:
    """What somebody holds against a star that was made public."""

    id: str
    review_id: str
    words: str
    at: datetime
    due_on: date | None
    """The last day for its answer."""
    state: Outcome = Outcome.NEW
    reply: str = ""
    answered_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Objected:
    """An objection of somebody, by the token of the form it came with."""

    review_id: str
    words: str
    token: str
    """128 bits; whoever holds it reads what became of the objection."""


def takes(db: Database, review: Review, *, at: datetime) -> bool:
    """Whether the notice of a review is running."""
    last = awarding.notice_ends(db, review)
    return review.state is State.NOTICED and last is not None and china_day(at) <= last


def file(tx: Transaction, given: Objected, *, at: datetime) -> Objection:
    """Keeps an objection; the same form sent twice is one.

    Refused ('notice_over') unless the notice runs.
    """
    words = clean(given.words, multiline=True).text
    if not 1 <= len(words) <= LONGEST_WORDS:
        raise Invalid(f"请写明异议的内容，{LONGEST_WORDS} 个字以内。", field="words")
    known = by_token(tx, given.token)
    if known is not None:
        return known
    review = store.get(tx, given.review_id)
    if not takes(tx, review, at=at):
        raise Refused("这个驿站现在不在公示期内，不能再提异议。", code="notice_over")
    waiting = sum(one.state is Outcome.NEW for one in of_review(tx, review.id))
    if waiting >= MOST_OPEN:
        raise Refused("这个驿站收到的异议已经很多，正在核实。请过几天再来。", code="too_many")
    days = store.cycle(tx, review.cycle_id).scheme.days.objection_answer
    due = deadlines.after(holiday_store.calendar(tx), china_day(at), days)
    made = Objection(id=secrets.token_hex(8), review_id=review.id, words=words, at=at, due_on=due)
    tx.load("objections", [_row(made, token=given.token)])
    station = stations.get(tx, review.station_id)
    log.append(
        tx,
        act=Act(actor=WORKER, by=BY, action="objected", at=at),
        subject=f"objection:{made.id}",
        area=station.place.area_code,
        body={"review": review.id, "station": station.id},
    )
    return made


def answer(
    db: Database, objection_id: str, *, upheld: bool, reply: str, by: Account, act: Act
) -> Objection:
    """Answers in public; not by who took part before.

    Upheld while the notice stands, the station is inspected anew; where the review has left the
    notice before, the answer alone is kept.
    """
    words = clean(reply, multiline=True).text
    if not 1 <= len(words) <= LONGEST_REPLY:
        raise Invalid(f"请写答复，{LONGEST_REPLY} 个字以内。", field="reply")
    personal_numbers.check_reply(words)
    with db.writing() as tx:
        found = get(tx, objection_id)
        review = store.get(tx, found.review_id)
        station = stations.get(tx, review.station_id)
        authorise(by, Action.DECIDE, scope_of(station))
        if found.state is not Outcome.NEW:
            raise Refused("别人刚刚答复过这条异议。请刷新后再看。", code="stale_step")
        if by.id in (review.applicant, review.checker, review.inspector):
            part = "您参加过这一次的申报、初核或验收，异议要由另一个人来答复。"
            raise Refused(part, code="four_eyes")
        state = Outcome.UPHELD if upheld else Outcome.REJECTED
        answered = replace(found, state=state, reply=words, answered_at=act.at)
        _save(tx, answered, by=by)
        log.append(
            tx,
            act=replace(act, action="objection_answered"),
            subject=f"objection:{found.id}",
            area=station.place.area_code,
            body={"review": review.id, "station": station.id, "state": state.value},
        )
        if upheld and review.state is State.NOTICED:
            turn = Turn(
                step=Step.REOPEN,
                version=review.version,
                reason=f"异议成立：{words}"[:LONGEST_REASON],
            )
            review_steps.step(tx, review.id, turn, by=by, act=act)
    return answered


def get(db: Database, objection_id: str) -> Objection:
    """The objection with this id; NotFound else."""
    row = db.row("select * from objections where id = :id", id=objection_id)
    if row is None:
        raise NotFound("没有找到，或者不在您负责的范围内。")
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
    where, values = reach.condition()
    rows = db.rows(
        "select o.* from objections o join reviews r on r.id = o.review_id"  # noqa: S608
        " where o.state = 'new' and r.station_id in"
        f" (select id from stations where {where}) order by o.at, o.id",
        **values,
    )
    return [_objection(row) for row in rows]


def waiting(db: Database, reach: Reach, *, today: date) -> tuple[int, int]:
    """How many wait for an answer, and how many of these too long."""
    found = open_ones(db, reach)
    late = sum(one.due_on is not None and one.due_on < today for one in found)
    return len(found), late


def _save(tx: Transaction, answered: Objection, *, by: Account) -> None:
    tx.run(
        "update objections set state = :state, reply = :reply, answered_by = :by,"
        " answered_at = :at where id = :id",
        id=answered.id,
        state=answered.state.value,
        reply=answered.reply,
        by=by.id,
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
        state=Outcome(row["state"]),
        reply=row["reply"],
        answered_at=datetime.fromisoformat(row["answered_at"]) if row["answered_at"] else None,
    )
