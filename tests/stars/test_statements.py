"""A review is read once for each thing that is done with it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from stations.stars import review_steps
from stations.stars.awards import awarding
from stations.stars.inspections import inspecting
from stations.stars.model import Review, ReviewStep
from stations.stars.review_steps import StepRequest
from tests.stars.inspections.test_inspecting import SHOTS, delivery
from tests.support import starwork
from tests.support.counting import Counting
from tests.support.starwork import APPROVER, EDITOR, REVIEWER, act

MOST_OF_AN_AWARD, MOST_OF_A_VISIT = 12, 24
"""Selects of an award; statements of any kind that a delivery from the door takes: one for each
table of a station among them, of which its networks are the fifth."""
TO_SEAL_AN_AWARD, TO_SEAL_A_VISIT = 9, 13
"""What seals the rows of five tables takes beside."""


@pytest.fixture
def db(sqlite_address: str) -> Iterator[Counting]:
    database = Counting(Path(sqlite_address))
    yield database
    database.close()


@pytest.fixture
def checked(db: Counting) -> Review:
    """A review that waits for a visit."""
    starwork.opened(db)
    starwork.stationed(db, "a")
    sent = starwork.applied(db)
    turn = StepRequest(step=ReviewStep.CHECK, version=sent.version)
    return review_steps.take(db, sent.id, turn, by=EDITOR, act=act(EDITOR, days=1))


def test_an_award_reads_the_review_and_its_station_once(db: Counting, checked: Review) -> None:
    inspecting.receive(db, delivery(checked), SHOTS, by=REVIEWER, act=act(REVIEWER, days=2))
    doing = act(APPROVER, days=3)
    [review] = starwork.published(db, [checked.id], by=APPROVER, act=doing)
    db.statements.clear()
    late = act(APPROVER, days=15)
    awarding.award(db, review.id, version=review.version, by=APPROVER, act=late)
    assert len(db.selects) <= MOST_OF_AN_AWARD + TO_SEAL_AN_AWARD, db.selects


def test_a_delivery_reads_the_review_and_its_station_once(db: Counting, checked: Review) -> None:
    db.statements.clear()
    inspecting.receive(db, delivery(checked), SHOTS, by=REVIEWER, act=act(REVIEWER, days=2))
    assert len(db.statements) <= MOST_OF_A_VISIT + TO_SEAL_A_VISIT, db.statements
