"""Stations with stars, as tests of re-checks need them."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

from stations.accounts.roles import Role
from stations.db.base import Database
from stations.feedback import answers, reporting
from stations.feedback.model import ReportKind, ReportState, Said
from stations.rechecks import proposals
from stations.rechecks.proposal_store import Fate, ListedProposal
from stations.stars import store
from stations.stars.cycle_model import Cycle
from stations.stars.model import Review, ReviewKind, ReviewState
from tests.support import make
from tests.support.deskwork import person
from tests.support.starwork import APPROVER
from tests.support.voices import visitor

ACT = make.act("recheck")

AWARDED = date(2024, 1, 31)

UNTIL = date(2027, 1, 30)


def reviewed(
    db: Database, cycle: Cycle, station_id: str, state: ReviewState, **more: object
) -> Review:
    """A re-check that has come to a state."""
    review = Review(
        id=f"r-{station_id}-{state.value}", station_id=station_id, scheme=cycle.scheme_key,
        cycle_id=cycle.id, kind=ReviewKind.RECHECK, state=state, applicant="one", inspector="two",
        decider="three", stars=4, notice_until=AWARDED, moved_at=make.NOON,
    )  # fmt: skip
    review = replace(review, **more)  # type: ignore[arg-type]
    with db.writing():
        store.add(db, review)
    return review


def awarded(db: Database, cycle: Cycle, *, on: date = AWARDED, until: date = UNTIL) -> None:
    review = reviewed(db, cycle, "a", ReviewState.AWARDED)
    with db.writing():
        db.load(
            "awards",
            [{"station_id": "a", "number": 1, "review_id": review.id, "scheme": review.scheme,
              "basis": "演示", "stars": 4, "on_day": on.isoformat(),
              "until_day": until.isoformat(), "log": 0}],
        )  # fmt: skip


def open_ones(db: Database) -> list[ListedProposal]:
    found, total = proposals.listed(db, {Fate.OPEN}, by=APPROVER, at=make.NOON, number=1)
    assert len(found) == total
    return found


def shut(db: Database, station_id: str, *, days_ago: int) -> None:
    """Somebody found the door shut, and the keeper took it as so."""
    at = make.NOON - timedelta(days=days_ago)
    who = visitor(poster=True, at=at, address=f"198.51.100.{days_ago}", station_id=station_id)
    made = reporting.report(
        db, station_id, Said(kind=ReportKind.SHUT), by=who, token=who.device, at=at
    )
    act = make.act("report_answered")
    answers.answer(db, made.id, ReportState.FIXED, reply="属实", by=person(Role.EDITOR), act=act)


def visited(db: Database, review_id: str, *, at: str) -> None:
    """A reviewer was at the door."""
    row = {"id": f"visit-{review_id}", "review_id": review_id, "visit": 1, "version": 1,
           "digest": "x", "by": "two", "near": "near", "phone_at": "", "at": at, "note": "",
           "counted": 1, "body": "{}"}  # fmt: skip
    with db.writing():
        db.load("inspections", [row])
