"""What nobody sends in shields no station from a second look."""

from __future__ import annotations

import pytest

from stations.db.base import Database
from stations.errors import Refused
from stations.rechecks import orders, unannounced_visits
from stations.rechecks.unannounced_visits import VisitPlan
from stations.stars import points_store, store
from stations.stars.applications import applying
from stations.stars.cycle import cycles
from stations.stars.model import Review, ReviewKind, ReviewState, ReviewStep
from stations.stars.points_store import OWN
from stations.stars.review_steps import StepRequest
from tests.support import starwork
from tests.support.starwork import ADMINISTRATOR, APPROVER, EDITOR, REVIEWER, act

KEEPER = starwork.keeper_of("a")
AFTER_LAST_DAY = 22.0


@pytest.fixture(autouse=True)
def running(db: Database) -> None:
    starwork.stationed(db, "a")
    starwork.opened(db)


def ordered(db: Database, *, days: float = 1) -> Review:
    doing = act(ADMINISTRATOR, days=days)
    [review] = orders.order(db, ["a"], "多次关门", by=ADMINISTRATOR, act=doing)
    return review


def test_an_invitation_that_nobody_took_up_makes_way(db: Database) -> None:
    [cycle] = store.cycles(db)
    assert cycles.invite(db, cycle.id, ["a"], by=ADMINISTRATOR, act=act(ADMINISTRATOR)) == 1
    invited = store.draft_of_station(db, "a")
    review = ordered(db)
    assert store.open_of_station(db, "a") == review
    assert invited is not None
    closed = store.get(db, invited.id)
    assert closed.state is ReviewState.WITHDRAWN
    [taken] = store.steps(db, closed.id)
    assert "没有报上来" in taken.reason


def test_what_was_written_in_a_draft_stays_readable_and_it_begins_again_later(
    db: Database,
) -> None:
    draft = starwork.drafted(db)
    written = points_store.of(db, draft.id, visit=OWN)
    photos = points_store.photos(db, draft.id, visit=OWN)
    review = ordered(db)
    assert points_store.of(db, draft.id, visit=OWN) == written
    assert points_store.photos(db, draft.id, visit=OWN) == photos
    with pytest.raises(Refused, match="已经在评定中"):
        applying.begin(db, "a", by=KEEPER, act=act(KEEPER, days=2))
    turn = StepRequest(step=ReviewStep.WITHDRAW, version=review.version, reason="星级不变")
    starwork.stepped(db, review.id, turn, by=APPROVER, act=act(APPROVER, days=AFTER_LAST_DAY))
    # Past the last day, because the re-check took the days away.
    again = applying.begin(db, "a", by=KEEPER, act=act(KEEPER, days=AFTER_LAST_DAY + 7))
    assert again.state is ReviewState.DRAFT
    starwork.stationed(db, "b")
    other = starwork.keeper_of("b")
    with pytest.raises(Refused, match="截止"):
        applying.begin(db, "b", by=other, act=act(other, days=AFTER_LAST_DAY + 7))


def test_an_unannounced_visit_comes_in_spite_of_a_draft_and_tells_nothing(db: Database) -> None:
    draft = starwork.drafted(db)
    plan = VisitPlan(area="370102", n=1, seed="lottery 04 08 15")
    made = unannounced_visits.draw(db, plan, by=APPROVER, act=act(APPROVER))
    [picked] = unannounced_visits.picked(db, made, by=REVIEWER)
    assert picked.review is None
    visit = unannounced_visits.recheck(db, made.id, "a", by=APPROVER, act=act(APPROVER))
    assert (visit.kind, visit.state) == (ReviewKind.RECHECK, ReviewState.CHECKED)
    assert store.get(db, draft.id) == draft


def test_what_was_sent_back_makes_way_once_its_days_are_over(db: Database) -> None:
    sent = starwork.applied(db)
    turn = StepRequest(step=ReviewStep.RETURN, version=sent.version, reason="请补照片")
    returned = starwork.stepped(db, sent.id, turn, by=EDITOR, act=act(EDITOR))
    assert str(returned.due_on) == "2026-12-04"
    with pytest.raises(Refused, match="已经在评定中"):
        ordered(db, days=14)
    review = ordered(db, days=15)
    assert store.open_of_station(db, "a") == review
    assert store.get(db, sent.id).state is ReviewState.WITHDRAWN


def test_an_application_that_was_sent_in_is_a_review_of_its_own(db: Database) -> None:
    starwork.applied(db)
    with pytest.raises(Refused, match="已经在评定中"):
        ordered(db)
