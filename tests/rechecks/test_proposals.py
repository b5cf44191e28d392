"""A re-check is proposed once for each cause and period."""

from __future__ import annotations

import threading
from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest

from stations.audit import verification
from stations.db import opening
from stations.db.base import Database
from stations.demo import account_demo, recheck_demo
from stations.rechecks import proposals, recheck_reasons, unannounced_visits
from stations.rechecks.proposal_store import Cause, Fate
from stations.registry.model import Lifecycle, Star, next_version
from stations.registry.scoping import Reach
from stations.registry.states import Phase
from stations.registry.stored import change_store, history_store
from stations.stars import points_store
from stations.stars.applications import evidence, facts
from stations.stars.cycle_model import Cycle
from stations.stars.model import Award, ReviewState
from stations.stars.points_store import Scored
from tests.rechecks.awarded import ACT, AWARDED, UNTIL, awarded, open_ones, reviewed, shut, visited
from tests.support import make, starwork
from tests.support.starwork import APPROVER, JINAN

HELD = Award(
    station_id="a", number=2, review_id="r", scheme="jinan-1", basis="", stars=4, on=AWARDED,
    until=UNTIL, log=1,
)  # fmt: skip


@pytest.mark.parametrize(
    ("today", "cause", "period"),
    [
        (date(2024, 2, 1), None, ""),
        (date(2025, 1, 30), None, ""),
        (date(2025, 1, 31), Cause.YEARLY, "2/1"),
        (date(2026, 1, 30), Cause.YEARLY, "2/1"),
        (date(2026, 1, 31), Cause.YEARLY, "2/2"),
        (date(2027, 1, 30), Cause.YEARLY, "2/2"),
        (date(2027, 1, 31), Cause.TERM_ENDED, "2"),
        (date(2030, 1, 1), Cause.TERM_ENDED, "2"),
    ],
)
def test_an_award_is_looked_at_yearly_and_when_its_term_is_over(
    today: date, cause: Cause | None, period: str
) -> None:
    due = recheck_reasons.of_award(HELD, JINAN, today=today)
    assert (due and due.cause, due.period if due else "") == (cause, period)


def test_a_year_that_ends_with_the_term_is_left_to_its_end() -> None:
    held = replace(HELD, until=facts.ahead(AWARDED, months=36))
    last = recheck_reasons.of_award(held, JINAN, today=held.until)
    assert last is not None
    assert (last.cause, last.period) == (Cause.YEARLY, "2/2")
    over = recheck_reasons.of_award(held, JINAN, today=held.until + timedelta(days=1))
    assert over is not None
    assert over.cause is Cause.TERM_ENDED
    short = replace(HELD, until=facts.ahead(AWARDED, months=12))
    assert recheck_reasons.of_award(short, JINAN, today=short.until) is None


def test_an_award_of_a_leap_day_falls_due_at_the_end_of_february() -> None:
    held = replace(HELD, on=date(2024, 2, 29))
    assert recheck_reasons.of_award(held, JINAN, today=date(2025, 2, 27)) is None
    due = recheck_reasons.of_award(held, JINAN, today=date(2025, 2, 28))
    assert due is not None
    assert "2025-02-28 到期" in due.grounds


def test_what_is_due_is_proposed_once_however_often_one_looks(
    running: tuple[Database, Cycle],
) -> None:
    db, cycle = running
    awarded(db, cycle)
    assert proposals.refresh(db, at=make.NOON, reach=Reach(areas=["370104"])) == 0
    assert proposals.refresh(db, at=make.NOON, reach=Reach(areas=["370102"])) == 1
    for days in (0, 1, 40):
        assert proposals.refresh(db, at=make.NOON + timedelta(days=days)) == 0
    (one,) = open_ones(db)
    assert (one.station.name, one.proposal.due.cause) == ("驿站a", Cause.YEARLY)
    assert one.proposal.due.grounds == "四星 2024-01-31 授牌，每 12 个月复核一次，2026-01-31 到期"
    after_the_term = datetime.fromisoformat("2027-01-31T04:00:00Z")
    assert proposals.refresh(db, at=after_the_term) == 1
    assert {one.proposal.due.cause for one in open_ones(db)} == {Cause.YEARLY, Cause.TERM_ENDED}
    assert change_store.store.get(db, "a").star == Star(level=4, basis="演示", on=AWARDED)
    assert verification.verify(db, history_store).sound


def test_what_is_due_is_shown_before_it_is_stored_and_stored_with_the_first_answer(
    running: tuple[Database, Cycle],
) -> None:
    db, cycle = running
    awarded(db, cycle)
    shut(db, "b", days_ago=9)
    shut(db, "b", days_ago=6)
    shown = open_ones(db)
    assert [one.station.name for one in shown] == ["驿站a", "驿站b"]
    assert db.rows("select id from recheck_proposals") == []
    assert proposals.waiting(db, by=APPROVER, at=make.NOON) == 2
    far = proposals.listed(db, {Fate.OPEN}, by=APPROVER, at=make.NOON, number=2)
    assert far == ([], 2)
    proposals.dismiss(db, shown[0].proposal.id, "下月一起看", by=APPROVER, act=ACT)
    assert [one.proposal.id for one in open_ones(db)] == [shown[1].proposal.id]
    assert proposals.waiting(db, by=APPROVER, at=make.NOON) == 1
    assert proposals.refresh(db, at=make.NOON) == 0
    assert verification.verify(db, history_store).sound


def test_two_who_open_the_page_at_once_find_one_proposal(
    address: str, running: tuple[Database, Cycle]
) -> None:
    db, cycle = running
    awarded(db, cycle)
    start = threading.Barrier(4)
    made: list[int] = []

    def look() -> None:
        own = opening.open_ready(address)
        start.wait()
        made.append(proposals.refresh(own, at=make.NOON))
        own.close()

    threads = [threading.Thread(target=look) for _ in range(4)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    assert sorted(made) == [0, 0, 0, 1]
    assert len(open_ones(db)) == 1


def test_a_station_that_is_under_review_or_closed_is_left_alone(
    running: tuple[Database, Cycle],
) -> None:
    db, cycle = running
    awarded(db, cycle)
    review = reviewed(db, cycle, "a", ReviewState.INSPECTED)
    assert proposals.refresh(db, at=make.NOON) == 0
    db.run("update reviews set state = 'refused' where id = :id", id=review.id)
    before = change_store.store.get(db, "a")
    closed = replace(before, lifecycle=Lifecycle(phase=Phase.CLOSED))
    with db.writing():
        change_store.record(
            db,
            [(before, next_version(closed, at=make.NOON))],
            act=make.act("edited"),
        )
    assert proposals.refresh(db, at=make.NOON) == 0


def test_a_door_found_shut_again_and_again_is_proposed_with_its_days(
    running: tuple[Database, Cycle],
) -> None:
    db, _ = running
    shut(db, "b", days_ago=9)
    assert proposals.refresh(db, at=make.NOON) == 0
    shut(db, "b", days_ago=6)
    assert proposals.refresh(db, at=make.NOON) == 1
    (one,) = open_ones(db)
    assert one.proposal.due.cause is Cause.SHUT_CONFIRMED
    assert "2026-11-11 劳动者反映" in one.proposal.due.grounds
    proposals.dismiss(db, one.proposal.id, "停电两天，已经公告", by=APPROVER, act=ACT)
    assert proposals.refresh(db, at=make.NOON) == 0
    shut(db, "b", days_ago=3)
    assert proposals.refresh(db, at=make.NOON) == 1


def test_a_visit_without_a_point_for_the_hours_counts_like_a_confirmed_report(
    running: tuple[Database, Cycle],
) -> None:
    db, cycle = running
    review = reviewed(db, cycle, "b", ReviewState.REFUSED)
    scored = Scored(criterion="hours_kept", points=0, by="two", at=make.NOON)
    with db.writing():
        points_store.put(db, review.id, 1, [scored])
    visited(db, review.id, at="2026-11-19T04:00:00Z")
    station = change_store.store.get(db, "b")
    assert evidence.vetoes(db, station, JINAN, at=make.NOON) == []
    shut(db, "b", days_ago=5)
    (grounds,) = evidence.vetoes(db, station, JINAN, at=make.NOON)
    assert "2026-11-19 现场验收，“公布的时间里门开着”记 0 分" in grounds.words
    assert proposals.refresh(db, at=make.NOON) == 1


def test_what_was_known_when_the_stars_were_given_is_no_ground_any_more(
    running: tuple[Database, Cycle],
) -> None:
    db, cycle = running
    shut(db, "a", days_ago=9)
    shut(db, "a", days_ago=6)
    awarded(db, cycle, on=date(2026, 11, 15), until=UNTIL)
    assert proposals.refresh(db, at=make.NOON) == 0


def test_the_demo_city_shows_a_proposal_and_a_draw(db: Database) -> None:
    with db.writing():
        shown = make.station(id="demo-0456", star=Star(level=4, basis="演示"), demo=True)
        change_store.record(db, [(None, shown)], act=make.act("created"))
        account_demo.add(db, station_id="demo-0456", act=make.act("account_made"))
    cycle = starwork.opened(db)
    reviewed(db, cycle, "demo-0456", ReviewState.CHECKED)
    # It is under review: the draw finds it, and what speaks against it belongs to the review.
    assert recheck_demo.add(db, at=make.NOON) == 0
    assert unannounced_visits.unannounced(db, Reach(areas=["370102"])) == {"demo-0456"}
    with db.writing() as tx:
        tx.run("update reviews set state = 'refused'")
    assert proposals.refresh(db, at=make.NOON) == 1
    (one,) = open_ones(db)
    assert one.proposal.due.cause is Cause.SHUT_CONFIRMED
    assert verification.verify(db, history_store).sound
