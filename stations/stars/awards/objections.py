"""Objections to stars that were made public, and their answers.

Anybody may object, without an account, while the notice runs. The words are for the office: they
may name people, so that only the answer is made public. An objection that is upheld sends the
review back to an inspection in the same transaction. Every objection is answered, whatever became
of the review.
"""

from __future__ import annotations

import secrets
from dataclasses import dataclass, replace
from datetime import date, datetime

from stations.accounts.model import Account, authorise
from stations.accounts.roles import Action
from stations.audit import log
from stations.audit.model import WORKER, Act
from stations.db.base import Database, Transaction
from stations.errors import Invalid, Refused
from stations.moments import china_day
from stations.registry.entries import personal_numbers
from stations.registry.scoping import Reach
from stations.stars import case_store, deadlines, objection_store, review_steps
from stations.stars.case import Case
from stations.stars.model import ReviewState, ReviewStep
from stations.stars.objection_store import Objection, ObjectionState
from stations.stars.review_steps import LONGEST_REASON, StepRequest
from stations.tables.text import clean

LONGEST_WORDS, LONGEST_REPLY = 1000, 1000
MOST_OPEN = 200
"""Objections of one review that wait: more than any office reads were sent to stop an award."""
BY = "公众"
STATE_WORDS = {
    ObjectionState.NEW: "正在核实",
    ObjectionState.UPHELD: "异议成立",
    ObjectionState.REJECTED: "异议不成立",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Objected:
    """An objection of somebody, by the token of the form it came with."""

    review_id: str
    words: str
    token: str
    """128 bits; its holder reads what became of the objection."""


def takes(case: Case, *, at: datetime) -> bool:
    """Whether the notice of a review is running."""
    last = case.notice_ends
    return case.review.state is ReviewState.NOTICED and last is not None and china_day(at) <= last


def file(tx: Transaction, given: Objected, *, at: datetime) -> Objection:
    """Keeps an objection; the same form sent twice is one.

    Refused ('notice_over') unless the notice runs.
    """
    words = clean(given.words, multiline=True).text
    if not 1 <= len(words) <= LONGEST_WORDS:
        raise Invalid("invalid.objection_words", field="words", longest=LONGEST_WORDS)
    known = objection_store.by_token(tx, given.token)
    if known is not None:
        return known
    case = case_store.load(tx, given.review_id)
    if not takes(case, at=at):
        raise Refused("notice_over")
    if case.objections >= MOST_OPEN:
        raise Refused("too_many.objections_to_station")
    days = case.cycle.scheme.days.objection_answer
    made = Objection(
        id=secrets.token_hex(8),
        review_id=case.review.id,
        words=words,
        at=at,
        due_on=deadlines.after(case.calendar, china_day(at), days),
    )
    objection_store.add(tx, made, token=given.token)
    _log(tx, case, made, act=Act(actor=WORKER, by=BY, action="objected", at=at))
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
        raise Invalid("invalid.objection_reply", field="reply", longest=LONGEST_REPLY)
    personal_numbers.check_reply(words)
    with db.writing() as tx:
        found = objection_store.get(tx, objection_id)
        case = case_store.load(tx, found.review_id)
        review = case.review
        authorise(by, Action.DECIDE, case.scope)
        if found.state is not ObjectionState.NEW:
            raise Refused("stale_step.objection")
        if by.id in (review.applicant, review.checker, review.inspector, *case.beside):
            raise Refused("four_eyes.objection")
        state = ObjectionState.UPHELD if upheld else ObjectionState.REJECTED
        answered = replace(found, state=state, reply=words, answered_at=act.at)
        objection_store.save(tx, answered, by=by.id)
        answering = replace(act, action="objection_answered")
        _log(tx, case, answered, act=answering, state=state.value)
        if upheld and review.state is ReviewState.NOTICED:
            reason = f"异议成立：{words}"[:LONGEST_REASON]
            turn = StepRequest(step=ReviewStep.REOPEN, version=review.version, reason=reason)
            review_steps.step(tx, case, turn, by=by, act=act)
    return answered


def waiting(db: Database, reach: Reach, *, today: date) -> tuple[int, int]:
    """How many wait for an answer, and how many of these too long."""
    found = objection_store.open_ones(db, reach)
    late = sum(one.due_on is not None and one.due_on < today for one in found)
    return len(found), late


def _log(tx: Transaction, case: Case, one: Objection, *, act: Act, **body: str) -> None:
    log.append(
        tx,
        act=act,
        subject=f"objection:{one.id}",
        area=case.station.place.area_code,
        body={"review": case.review.id, "station": case.station.id, **body},
    )
