"""The best get a level that has a quota, a tie is decided by a person, and all of it is public."""

from __future__ import annotations

import itertools
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stations.accounts.model import Grant
from stations.accounts.roles import Role
from stations.db.base import Database
from stations.errors import Invalid, NotFound, Refused
from stations.rechecks import orders
from stations.stars import store
from stations.stars.awards import awarding, publishing
from stations.stars.cycle import level_ranking
from stations.stars.cycle_model import Cycle
from stations.stars.model import Review, ReviewState, ReviewStep
from stations.stars.review_steps import StepRequest
from tests.support import starwork
from tests.support.starwork import APPROVER, REVIEWER, act

FIVE = next(level for level in starwork.JINAN.levels if level.stars == 5)
ELSEWHERE = replace(APPROVER, id="far", grants=(Grant(role=Role.APPROVER, area="370104"),))


def inspected(
    one: str, points: int, stars: int, state: ReviewState = ReviewState.INSPECTED
) -> Review:
    return Review(id=one, station_id=one, scheme="jinan-1", cycle_id="c", state=state,
                  points=points, stars=stars)  # fmt: skip


def proposed(reviews: list[Review], *chosen: str) -> dict[str, int]:
    rows = level_ranking.ranking(starwork.JINAN, reviews, {(5, one) for one in chosen}).rows
    return {row.review.id: row.stars for row in rows if not row.tied}


def test_the_best_have_the_level_with_a_quota_and_the_next_ones_the_level_below() -> None:
    reviews = [inspected(f"r{n}", 99 - n, 5) for n in range(10)]
    assert proposed(reviews) == {f"r{n}": 5 if n < 2 else 4 for n in range(10)}
    assert level_ranking.ranking(starwork.JINAN, reviews, set()).ties == ()


def test_an_award_takes_a_place_and_a_notice_none_that_others_have_more_points_for() -> None:
    given_out = [
        inspected("old", 99, 5, ReviewState.AWARDED),
        inspected("now", 92, 5, ReviewState.NOTICED),
    ]
    reviews = [*given_out, *(inspected(f"r{n}", 97 - n, 5) for n in range(8))]
    ranking = level_ranking.ranking(starwork.JINAN, reviews, set())
    assert [(one.allowed, one.taken, one.base) for one in ranking.quotas] == [(2, 2, 10)]
    assert proposed(reviews) == {"r0": 5, **{f"r{n}": 4 for n in range(1, 8)}}
    assert [(row.review.id, row.stars) for row in ranking.moved] == [("now", 4)]


def test_nobody_goes_without_a_level_that_a_worse_one_was_awarded() -> None:
    reviews = [inspected("old", 91, 5, ReviewState.AWARDED), inspected("best", 100, 5),
               inspected("good", 93, 5), inspected("same", 91, 5),
               inspected("less", 90, 5)]  # fmt: skip
    assert proposed(reviews) == {"best": 5, "good": 5, "same": 4, "less": 4}


def test_who_reaches_no_level_makes_no_place_for_others() -> None:
    reached = [inspected(f"r{n}", 95 - n, 5) for n in range(5)]
    below = [inspected(f"low{n}", 30, 0) for n in range(20)]
    assert list(proposed([*reached, *below]).values()).count(5) == 1


def test_equal_points_across_the_boundary_wait_for_a_person() -> None:
    reviews = [inspected("a", 98, 5), inspected("b", 95, 5), inspected("c", 95, 5),
               inspected("d", 91, 5), *(inspected(f"r{n}", 70, 3) for n in range(6))]  # fmt: skip
    ranking = level_ranking.ranking(starwork.JINAN, reviews, set())
    (tie,) = ranking.ties
    assert (tie.review_ids, tie.places, tie.points) == (("b", "c"), 1, 95)
    assert proposed(reviews)["a"] == 5
    assert proposed(reviews)["d"] == 4
    settled = proposed(reviews, "c")
    assert (settled["b"], settled["c"]) == (4, 5)
    assert level_ranking.ranking(starwork.JINAN, reviews, {(5, "c")}).ties == ()


def test_a_tie_keeps_the_level_below_waiting_where_that_has_a_quota_too() -> None:
    levels = tuple(
        replace(one, quota_percent=20) if one.stars == 4 else one for one in starwork.JINAN.levels
    )
    scheme = replace(starwork.JINAN, levels=levels)
    reviews = [inspected("a", 95, 5), inspected("b", 95, 5), inspected("c", 80, 4),
               inspected("d", 65, 3)]  # fmt: skip
    waiting = level_ranking.ranking(scheme, reviews, set())
    assert [row.tied for row in waiting.rows] == [True, True, True, False]
    settled = level_ranking.ranking(scheme, reviews, {(5, "a")})
    assert [(row.stars, row.tied) for row in settled.rows] == [
        (5, False), (4, False), (3, False), (3, False)]  # fmt: skip


@given(
    st.lists(st.tuples(st.integers(88, 94), st.sampled_from([3, 4, 5])), max_size=12),
    st.sets(st.integers(0, 11)),
)
def test_a_quota_is_never_overdrawn_and_nobody_better_is_passed_over(
    points: list[tuple[int, int]], chosen: set[int]
) -> None:
    reviews = [inspected(f"r{n:02}", total, stars) for n, (total, stars) in enumerate(points)]
    ranking = level_ranking.ranking(starwork.JINAN, reviews, {(5, f"r{n:02}") for n in chosen})
    sure = [row for row in ranking.rows if not row.tied]
    five = [row.review.points or 0 for row in sure if row.stars == 5]
    passed = [row.review.points or 0 for row in sure if row.reached == 5 and row.stars == 4]
    places = max(1, len(reviews) * (FIVE.quota_percent or 0) // 100)
    assert len(five) <= places
    assert all(best >= other for best, other in itertools.product(five, passed))
    assert all(row.stars == row.reached for row in sure if row.reached < 5)
    if not ranking.ties:
        assert len(five) == min(places, sum(stars == 5 for _, stars in points))


def held(db: Database, cycle: Cycle, points: dict[str, tuple[int, int]]) -> None:
    """Reviews of these stations, checked and inspected, with points and stars."""
    starwork.stationed(db, *points)
    for station_id, (total, stars) in points.items():
        review = starwork.applied(db, station_id)
        assert review.cycle_id == cycle.id
        for step, by, found in (
            (ReviewStep.CHECK, starwork.EDITOR, {}),
            (ReviewStep.INSPECT, REVIEWER, {"points": total, "stars": stars}),
        ):
            with db.writing():
                turn = StepRequest(step=step, version=review.version)
                review = starwork.step(db, review.id, turn, by=by, act=act(by), **found)


def by_station(db: Database, station_id: str) -> Review:
    (found,) = store.of_station(db, station_id)
    return found


def test_nothing_of_a_tie_is_published_until_it_is_decided(db: Database) -> None:
    cycle = starwork.opened(db)
    held(db, cycle, {"a": (95, 5), "b": (95, 5), "c": (65, 3), "d": (40, 0)})
    a, b, c, d = (by_station(db, one) for one in "abcd")
    for wanted, code in (([a.id], "tie"), ([c.id, b.id], "tie"), ([c.id, d.id], "no_level")):
        with pytest.raises(Refused) as refused:
            starwork.published(db, wanted, by=APPROVER, act=act(APPROVER))
        assert refused.value.code == code
    assert {by_station(db, one).state for one in "abcd"} == {ReviewState.INSPECTED}
    with pytest.raises(Invalid, match="为什么"):
        level_ranking.choose(db, cycle.id, b.id, " ", by=APPROVER, act=act(APPROVER))
    with pytest.raises(NotFound):
        level_ranking.choose(db, cycle.id, b.id, "夜里也开", by=ELSEWHERE, act=act(ELSEWHERE))
    with pytest.raises(Refused, match="权限"):
        level_ranking.choose(db, cycle.id, b.id, "夜里也开", by=REVIEWER, act=act(REVIEWER))
    level_ranking.choose(db, cycle.id, b.id, "夜里也开", by=APPROVER, act=act(APPROVER))
    with pytest.raises(Refused, match="没有同分"):
        level_ranking.choose(db, cycle.id, a.id, "也想要", by=APPROVER, act=act(APPROVER))
    starwork.published(db, [a.id, b.id, c.id], by=APPROVER, act=act(APPROVER))
    assert [by_station(db, one).stars for one in "abc"] == [4, 5, 3]
    assert {by_station(db, one).state for one in "abc"} == {ReviewState.NOTICED}
    (kept,) = db.rows("select review_id, reason, by from quota_choices")
    assert kept == {"review_id": b.id, "reason": "夜里也开", "by": APPROVER.id}
    logged = db.rows("select action from log where action in ('quota_chosen', 'review_publish')")
    assert [row["action"] for row in logged] == ["quota_chosen", *["review_publish"] * 3]


def test_nothing_is_published_that_is_not_as_it_was_shown(db: Database) -> None:
    cycle = starwork.opened(db)
    held(db, cycle, {"a": (95, 5), "b": (90, 5), "c": (65, 3)})
    a, b, c = (by_station(db, one) for one in "abc")
    seen = publishing.shown(db, [a.id, b.id, c.id])
    assert [one.stars for one in seen] == [5, 4, 3]
    # Another visit gives the second more points than the first: nobody saw that.
    for step, by, found in (
        (ReviewStep.RETURN, APPROVER, {}),
        (ReviewStep.INSPECT, REVIEWER, {"points": 99, "stars": 5}),
    ):
        turn = StepRequest(step=step, version=by_station(db, "b").version, reason="再看一次")
        with db.writing():
            starwork.step(db, b.id, turn, by=by, act=act(by), **found)
    before = [by_station(db, one) for one in "abc"]
    with pytest.raises(Refused, match="在您打开页面以后") as refused:
        publishing.publish(db, seen, by=APPROVER, act=act(APPROVER))
    assert refused.value.code == "stale_step"
    assert [by_station(db, one) for one in "abc"] == before
    now = publishing.shown(db, [a.id, b.id, c.id])
    assert [one.stars for one in now] == [4, 5, 3]
    assert len(publishing.publish(db, now, by=APPROVER, act=act(APPROVER))) == 3


def test_what_is_in_the_notice_is_not_published_again(db: Database) -> None:
    cycle = starwork.opened(db)
    held(db, cycle, {"a": (95, 5)})
    wanted = [by_station(db, "a").id]
    with pytest.raises(NotFound):
        starwork.published(db, wanted, by=ELSEWHERE, act=act(ELSEWHERE))
    starwork.published(db, wanted, by=APPROVER, act=act(APPROVER))
    with pytest.raises(Refused) as refused:
        starwork.published(db, wanted, by=APPROVER, act=act(APPROVER))
    assert refused.value.code == "stale_step"


def test_a_recheck_does_not_compete_with_the_award_that_it_looks_at(db: Database) -> None:
    cycle = starwork.opened(db)
    held(db, cycle, {"a": (95, 5)})
    [review] = starwork.published(db, [by_station(db, "a").id], by=APPROVER, act=act(APPROVER))
    late = act(APPROVER, days=10)
    awarding.award(db, review.id, version=review.version, by=APPROVER, act=late)
    administrator = starwork.ADMINISTRATOR
    [again] = orders.order(db, ["a"], "每年一次", by=administrator, act=act(administrator, days=11))
    assert level_ranking.ranked(db, cycle).quotas[0].taken == 1
    with db.writing():
        turn = StepRequest(step=ReviewStep.INSPECT, version=again.version)
        by = act(REVIEWER, days=12)
        starwork.step(db, again.id, turn, by=REVIEWER, act=by, points=94, stars=5)
    ranking = level_ranking.ranked(db, cycle)
    assert [(row.review.id, row.stars) for row in ranking.rows] == [(again.id, 5)]
    assert ranking.quotas[0].taken == 0
    assert ranking.ties == ()


def test_a_recheck_comes_after_the_award_though_both_moved_at_the_same_moment(
    db: Database,
) -> None:
    cycle, wanted = starwork.opened(db), [f"s{n}" for n in range(6)]
    held(db, cycle, dict.fromkeys(wanted, (80, 4)))
    ids = [by_station(db, one).id for one in wanted]
    starwork.published(db, ids, by=APPROVER, act=act(APPROVER))
    late = act(APPROVER, days=10)
    starwork.awarded(db, ids, by=APPROVER, act=late)
    administrator = starwork.ADMINISTRATOR
    again = orders.order(db, wanted, "每年一次", by=administrator, act=act(administrator, days=10))
    with db.writing():
        for one in again:
            turn, doing = (
                StepRequest(step=ReviewStep.INSPECT, version=one.version),
                act(REVIEWER, days=10),
            )
            starwork.step(db, one.id, turn, by=REVIEWER, act=doing, points=62, stars=3)
    rows = level_ranking.ranked(db, cycle).rows
    assert {row.review.id for row in rows} == {one.id for one in again}
    assert {store.of_station(db, one)[0].id for one in wanted} == {one.id for one in again}
