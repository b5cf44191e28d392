"""A re-check is proposed once for each cause and period, and a person decides on it."""

from __future__ import annotations

import threading
from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest

from stations.accounts.model import Account
from stations.accounts.roles import BY_STATION, Action, Role
from stations.audit import verification
from stations.db import opening
from stations.db.base import Database
from stations.demo import account_demo, recheck_demo
from stations.errors import Invalid, NotFound, Refused
from stations.feedback import answers, reporting
from stations.feedback.model import Kind as ReportKind
from stations.feedback.model import Said
from stations.feedback.model import State as ReportState
from stations.rechecks import orders, proposal_store, proposals, reasons, unannounced_visits
from stations.rechecks.proposal_store import Cause, Fate, Listed
from stations.rechecks.reasons import Held
from stations.rechecks.unannounced_visits import Plan
from stations.registry.model import Lifecycle, Star, next_version
from stations.registry.scoping import Reach, reach_of
from stations.registry.states import Phase
from stations.registry.stored import change_store, history_store
from stations.stars import points_store, review_steps, store
from stations.stars.applications import applying, evidence, facts
from stations.stars.cycle import cycles
from stations.stars.cycle_model import Cycle
from stations.stars.model import Kind, Review, State, Step
from stations.stars.points_store import Scored
from stations.stars.review_steps import Turn
from tests.support import make, starwork
from tests.support.deskwork import person
from tests.support.voices import visitor

JINAN, APPROVER, ADMINISTRATOR = starwork.JINAN, starwork.APPROVER, starwork.ADMINISTRATOR
ACT = make.act("recheck")
AWARDED = date(2024, 1, 31)
UNTIL = date(2027, 1, 30)
HELD = Held(station_id="a", number=2, stars=4, on=AWARDED, until=UNTIL)


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
    due = reasons.of_award(HELD, JINAN, today=today)
    assert (due and due.cause, due.period if due else "") == (cause, period)


def test_a_year_that_ends_with_the_term_is_left_to_its_end() -> None:
    held = replace(HELD, until=facts.ahead(AWARDED, months=36))
    last = reasons.of_award(held, JINAN, today=held.until)
    assert last is not None
    assert (last.cause, last.period) == (Cause.YEARLY, "2/2")
    over = reasons.of_award(held, JINAN, today=held.until + timedelta(days=1))
    assert over is not None
    assert over.cause is Cause.TERM_ENDED
    short = replace(HELD, until=facts.ahead(AWARDED, months=12))
    assert reasons.of_award(short, JINAN, today=short.until) is None


def test_an_award_of_a_leap_day_falls_due_at_the_end_of_february() -> None:
    held = replace(HELD, on=date(2024, 2, 29))
    assert reasons.of_award(held, JINAN, today=date(2025, 2, 27)) is None
    due = reasons.of_award(held, JINAN, today=date(2025, 2, 28))
    assert due is not None
    assert "2025-02-28 到期" in due.grounds


@pytest.fixture
def running(db: Database) -> tuple[Database, Cycle]:
    """A district with a cycle and two starred stations, the one of which holds an award."""
    star = Star(level=4, basis="演示", on=AWARDED)
    with db.writing():
        change_store.record(
            db,
            [(None, make.station(id=one, name=f"驿站{one}", star=star)) for one in ("a", "b")],
            act=make.act("created"),
        )
    return db, starwork.opened(db)


def reviewed(db: Database, cycle: Cycle, station_id: str, state: State, **more: object) -> Review:
    """A re-check that has come to a state."""
    review = Review(
        id=f"r-{station_id}-{state.value}", station_id=station_id, scheme=cycle.scheme_key,
        cycle_id=cycle.id, kind=Kind.RECHECK, state=state, applicant="one", inspector="two",
        decider="three", stars=4, notice_until=AWARDED, moved_at=make.NOON,
    )  # fmt: skip
    review = replace(review, **more)  # type: ignore[arg-type]
    with db.writing():
        store.add(db, review)
    return review


def awarded(db: Database, cycle: Cycle, *, on: date = AWARDED, until: date = UNTIL) -> None:
    review = reviewed(db, cycle, "a", State.AWARDED)
    with db.writing():
        db.load(
            "awards",
            [{"station_id": "a", "number": 1, "review_id": review.id, "scheme": review.scheme,
              "basis": "演示", "stars": 4, "on_day": on.isoformat(),
              "until_day": until.isoformat(), "log": 0}],
        )  # fmt: skip


def open_ones(db: Database) -> list[Listed]:
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
    assert one.proposal.due.grounds == "4 星 2024-01-31 授牌，每 12 个月复核一次，2026-01-31 到期"
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
    assert verification.verify(db).sound


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
    review = reviewed(db, cycle, "a", State.INSPECTED)
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
    review = reviewed(db, cycle, "b", State.REFUSED)
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


def test_who_takes_a_proposal_orders_the_re_check_with_it(running: tuple[Database, Cycle]) -> None:
    db, cycle = running
    awarded(db, cycle)
    # What is due counts before anybody has opened the list, and once.
    assert db.rows("select id from recheck_proposals") == []
    assert (len(open_ones(db)), proposals.waiting(db, by=APPROVER, at=make.NOON)) == (1, 1)
    assert proposals.waiting(db, by=person(Role.REVIEWER), at=make.NOON) == 0
    proposals.refresh(db, at=make.NOON)
    (one,) = open_ones(db)
    assert proposals.waiting(db, by=APPROVER, at=make.NOON) == 1
    (review,) = proposals.take(db, [one.proposal.id], by=APPROVER, act=ACT)
    assert store.get(db, review.id) == review
    assert (review.kind, review.state, review.cycle_id) == (Kind.RECHECK, State.CHECKED, cycle.id)
    assert (review.applicant, review.checker, review.due_on) == (
        APPROVER.id, "", date(2026, 12, 18),
    )  # fmt: skip
    taken = proposal_store.get(db, one.proposal.id)
    assert (taken.state, taken.review_id, taken.decided_by) == (Fate.TAKEN, review.id, "clerk")
    with pytest.raises(Refused, match="已转为复核"):
        proposals.take(db, [one.proposal.id], by=ADMINISTRATOR, act=ACT)
    assert (open_ones(db), proposals.waiting(db, by=APPROVER, at=make.NOON)) == ([], 0)
    assert proposals.refresh(db, at=make.NOON) == 0
    assert verification.verify(db, history_store).sound


def test_many_are_taken_together_or_not_at_all(running: tuple[Database, Cycle]) -> None:
    db, cycle = running
    awarded(db, cycle, until=date(2026, 6, 30))
    for days_ago in (9, 6):
        shut(db, "a", days_ago=days_ago)
        shut(db, "b", days_ago=days_ago)
    assert proposals.refresh(db, at=make.NOON) == 3
    ids = [one.proposal.id for one in open_ones(db)]
    with pytest.raises(NotFound):
        proposals.take(db, [*ids, "nothing"], by=APPROVER, act=ACT)
    assert len(open_ones(db)) == 3
    made = proposals.take(db, [*ids, *ids], by=APPROVER, act=ACT)
    # Two causes at one station are one re-check.
    assert sorted(one.station_id for one in made) == ["a", "a", "b"]
    assert len({one.id for one in made}) == 2
    with pytest.raises(Invalid):
        proposals.take(db, [], by=APPROVER, act=ACT)


def test_without_an_open_cycle_nothing_is_taken_and_the_proposal_stays(
    running: tuple[Database, Cycle],
) -> None:
    db, cycle = running
    awarded(db, cycle)
    proposals.refresh(db, at=make.NOON)
    db.run("update cycles set closed_at = '2026-11-20T00:00:00Z'")
    (one,) = open_ones(db)
    with pytest.raises(Refused, match="没有进行中的一轮评定"):
        proposals.take(db, [one.proposal.id], by=APPROVER, act=ACT)
    assert open_ones(db) == [one]
    assert store.open_of_station(db, "a") is None


def test_nobody_gets_out_of_a_re_check_by_a_draft(running: tuple[Database, Cycle]) -> None:
    db, cycle = running
    awarded(db, cycle)
    keeper = starwork.keeper_of("a")
    applying.begin(db, "a", by=keeper, act=starwork.act(keeper))
    assert proposals.refresh(db, at=make.NOON) == 1
    (one,) = open_ones(db)
    with pytest.raises(Refused, match="没交的申报"):
        proposals.take(db, [one.proposal.id], by=APPROVER, act=ACT)
    assert open_ones(db) == [one]


def test_nobody_gets_out_of_a_re_check_by_withdrawing_it(running: tuple[Database, Cycle]) -> None:
    db, _ = running
    (review,) = orders.order(db, ["a"], "有人举报", by=ADMINISTRATOR, act=ACT)
    turn = Turn(step=Step.WITHDRAW, version=review.version, reason="不想查")
    keeper = starwork.keeper_of("a")
    with pytest.raises(Refused):
        review_steps.take(db, review.id, turn, by=keeper, act=starwork.act(keeper))
    assert store.get(db, review.id) == review
    taken = review_steps.take(db, review.id, turn, by=APPROVER, act=starwork.act(APPROVER))
    assert taken.state is State.WITHDRAWN


def test_rectifying_past_its_day_goes_to_the_review_it_is_of(
    running: tuple[Database, Cycle],
) -> None:
    db, cycle = running
    review = reviewed(db, cycle, "b", State.RECTIFYING, due_on=date(2026, 11, 20))
    assert proposals.refresh(db, at=make.NOON) == 0
    assert proposals.refresh(db, at=make.NOON + timedelta(days=1)) == 1
    (one,) = open_ones(db)
    assert one.proposal.due.cause is Cause.NOT_RECTIFIED
    assert "2026-11-20 前整改" in one.proposal.due.grounds
    assert proposals.take(db, [one.proposal.id], by=APPROVER, act=ACT) == [store.get(db, review.id)]
    assert proposal_store.get(db, one.proposal.id).review_id == review.id


def test_a_proposal_is_dismissed_with_a_reason_by_whoever_decides_there(
    running: tuple[Database, Cycle],
) -> None:
    db, cycle = running
    awarded(db, cycle)
    proposals.refresh(db, at=make.NOON)
    (one,) = open_ones(db)
    for role in set(Role) - {Role.APPROVER, Role.ADMINISTRATOR}:
        who = person(role, "a" if role in BY_STATION else "370102")
        with pytest.raises(Refused):
            proposals.dismiss(db, one.proposal.id, "不用", by=who, act=ACT)
        with pytest.raises(Refused):
            proposals.take(db, [one.proposal.id], by=who, act=ACT)
    elsewhere = person(Role.APPROVER, "370104")
    with pytest.raises(NotFound):
        proposals.dismiss(db, one.proposal.id, "不用", by=elsewhere, act=ACT)
    assert proposals.listed(db, {Fate.OPEN}, by=elsewhere, at=make.NOON, number=1) == ([], 0)
    with pytest.raises(Invalid, match="为什么"):
        proposals.dismiss(db, one.proposal.id, "  ", by=APPROVER, act=ACT)
    both = replace(APPROVER, grants=(*APPROVER.grants, *starwork.keeper_of("a").grants))
    with pytest.raises(Refused, match="另一个人"):
        proposals.dismiss(db, one.proposal.id, "不用", by=both, act=ACT)
    assert open_ones(db) == [one]
    made = proposals.dismiss(db, one.proposal.id, "正在装修，下月一起看", by=APPROVER, act=ACT)
    assert proposal_store.get(db, made.id) == made
    assert (made.state, made.reason) == (Fate.DISMISSED, "正在装修，下月一起看")
    with pytest.raises(Refused, match="没有采纳"):
        proposals.take(db, [one.proposal.id], by=APPROVER, act=ACT)


def test_a_drawn_station_without_a_review_becomes_a_re_check_on_request(
    running: tuple[Database, Cycle],
) -> None:
    db, cycle = running
    plan = Plan(area="370102", n=1, seed="a fixed seed")
    made = unannounced_visits.draw(db, plan, by=ADMINISTRATOR, act=ACT)
    (picked,) = made.picked
    other = ({"a", "b"} - {picked}).pop()
    with pytest.raises(NotFound):
        unannounced_visits.recheck(db, made.id, other, by=APPROVER, act=ACT)
    with pytest.raises(Refused):
        unannounced_visits.recheck(db, made.id, picked, by=person(Role.EDITOR), act=ACT)
    review = unannounced_visits.recheck(db, made.id, picked, by=APPROVER, act=ACT)
    assert (review.kind, review.station_id) == (Kind.RECHECK, picked)
    with pytest.raises(Refused, match="已经在评定中"):
        unannounced_visits.recheck(db, made.id, picked, by=APPROVER, act=ACT)
    (shown,) = unannounced_visits.picked(db, made, by=person(Role.REVIEWER))
    assert shown.review == review
    of_cycle = Plan(area="370102", n=5, cycle_id=cycle.id, seed="a fixed seed")
    assert unannounced_visits.draw(db, of_cycle, by=ADMINISTRATOR, act=ACT).picked == (picked,)
    reach = Reach(areas=["370102"])
    assert unannounced_visits.unannounced(db, reach) == {picked}
    visited(db, review.id, at="2026-11-21T04:00:00Z")
    assert unannounced_visits.unannounced(db, reach) == set()
    (shown,) = unannounced_visits.picked(db, made, by=person(Role.REVIEWER))
    assert shown.visited


def test_who_keeps_a_drawn_station_learns_of_its_re_check_by_the_visit(
    running: tuple[Database, Cycle],
) -> None:
    db, _ = running
    made = unannounced_visits.draw(db, Plan(area="370102", n=2), by=ADMINISTRATOR, act=ACT)
    review = unannounced_visits.recheck(db, made.id, "a", by=APPROVER, act=ACT)
    keeper = starwork.keeper_of("a")
    both = replace(keeper, grants=(*keeper.grants, *starwork.EDITOR.grants))

    def known(who: Account) -> bool:
        reach = reach_of(who, Action.SEE_REVIEWS)
        wanted = cycles.Wanted(today=date(2026, 11, 20))
        (_, total) = cycles.reviews(db, wanted, reach)
        try:
            review_steps.seen(db, review.id, by=who)
        except NotFound:
            assert total == 0
            return False
        assert total == 1
        return True

    assert [known(who) for who in (keeper, both, starwork.REVIEWER)] == [False, False, True]
    assert not known(replace(keeper, grants=starwork.keeper_of("b").grants))
    visited(db, review.id, at="2026-11-21T04:00:00Z")
    assert [known(who) for who in (keeper, both, starwork.REVIEWER)] == [True, True, True]


def test_a_draw_ends_with_its_cycle(running: tuple[Database, Cycle]) -> None:
    db, cycle = running
    reviewed(db, cycle, "b", State.CHECKED)
    plan = Plan(area="370102", n=5, cycle_id=cycle.id, seed="a fixed seed")
    made = unannounced_visits.draw(db, plan, by=ADMINISTRATOR, act=ACT)
    assert made.picked == ("b",)
    assert unannounced_visits.unannounced(db, Reach(stations=["b"])) == {"b"}
    db.run("update cycles set closed_at = '2026-12-31T00:00:00Z'")
    assert unannounced_visits.unannounced(db, Reach(stations=["b"])) == set()
    with pytest.raises(Refused, match="已经结束"):
        unannounced_visits.draw(db, plan, by=ADMINISTRATOR, act=ACT)


def test_the_demo_city_shows_a_proposal_and_a_draw(db: Database) -> None:
    with db.writing():
        shown = make.station(id="demo-0456", star=Star(level=4, basis="演示"), demo=True)
        change_store.record(db, [(None, shown)], act=make.act("created"))
        account_demo.add(db, station_id="demo-0456", act=make.act("account_made"))
    cycle = starwork.opened(db)
    reviewed(db, cycle, "demo-0456", State.CHECKED)
    # It is under review: the draw finds it, and what speaks against it belongs to the review.
    assert recheck_demo.add(db, at=make.NOON) == 0
    assert unannounced_visits.unannounced(db, Reach(areas=["370102"])) == {"demo-0456"}
    db.run("update reviews set state = 'refused'")
    assert proposals.refresh(db, at=make.NOON) == 1
    (one,) = open_ones(db)
    assert one.proposal.due.cause is Cause.SHUT_CONFIRMED
    assert verification.verify(db, history_store).sound
