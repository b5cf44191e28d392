"""The same evidence gives the same levels, in whatever order it was made public."""

from __future__ import annotations

import random
import shutil
import tempfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from stations.db import opening
from stations.db.base import Database
from stations.errors import Refused
from stations.stars import store
from stations.stars.awards import awarding, publishing
from stations.stars.cycle import level_ranking
from stations.stars.model import Review, ReviewState, ReviewStep
from stations.stars.review_steps import StepRequest
from tests.support import starwork
from tests.support.starwork import APPROVER, EDITOR, REVIEWER, act

EARLY = "（演示）先公示一批"
OVER = 10.0
"""Days after which a notice of the first day is over."""


def sent(db: Database, *stations: str) -> dict[str, str]:
    """The reviews of stations that have applied, by station."""
    starwork.opened(db)
    starwork.stationed(db, *stations)
    return {one: starwork.applied(db, one).id for one in stations}


def visited(db: Database, review_id: str, points: int, *, days: float = 0) -> Review:
    """The review after its check and its visit; five stars from 90 points."""
    review = store.get(db, review_id)
    stars = 5 if points >= 90 else 4 if points >= 75 else 3 if points >= 60 else 0
    for step, by in ((ReviewStep.CHECK, EDITOR), (ReviewStep.INSPECT, REVIEWER)):
        found = {"stars": stars, "points": points} if step is ReviewStep.INSPECT else {}
        turn = StepRequest(step=step, version=review.version)
        with db.writing():
            review = starwork.step(db, review_id, turn, by=by, act=act(by, days=days), **found)
    return review


def public(db: Database, *review_ids: str, reason: str = "", days: float = 0) -> list[Review]:
    doing = act(APPROVER, days=days)
    return starwork.published(db, review_ids, by=APPROVER, act=doing, reason=reason)


def award(db: Database, review_id: str, *, days: float = OVER, reason: str = "") -> Review:
    version, doing = store.get(db, review_id).version, act(APPROVER, days=days)
    return awarding.award(db, review_id, version=version, by=APPROVER, act=doing, reason=reason)


def test_results_are_published_when_nothing_waits_or_with_a_reason(db: Database) -> None:
    ids = sent(db, "a", "b", "c")
    visited(db, ids["a"], 94)
    with pytest.raises(Refused, match="还有 2 个") as refused:
        public(db, ids["a"])
    assert refused.value.code == "too_early"
    assert store.get(db, ids["a"]).state is ReviewState.INSPECTED
    public(db, ids["a"], reason=EARLY)
    assert store.steps(db, ids["a"])[-1].reason == EARLY
    visited(db, ids["b"], 80)
    visited(db, ids["c"], 62)
    assert [one.stars for one in public(db, ids["b"], ids["c"])] == [4, 3]


def test_a_better_one_that_comes_later_is_not_told_that_the_places_are_taken(db: Database) -> None:
    ids = sent(db, "a", "b")
    visited(db, ids["a"], 97)
    [first] = public(db, ids["a"], reason=EARLY)
    assert (first.stars, first.reached) == (5, 5)
    visited(db, ids["b"], 100, days=3)
    [second] = public(db, ids["b"], days=3)
    assert second.stars == 5
    again = store.get(db, ids["a"])
    assert (again.state, again.stars, again.reached) == (ReviewState.NOTICED, 4, 5)
    assert again.notice_from == act(APPROVER, days=3).at.date(), "another level, another notice"
    taken = store.steps(db, ids["a"])[-1]
    assert taken.step is ReviewStep.RERANK
    assert taken.reason.endswith("五星改为四星，重新公示")


def test_a_level_that_others_may_move_is_awarded_before_them_only_with_a_reason(
    db: Database,
) -> None:
    ids = sent(db, "a", "b", "c")
    visited(db, ids["a"], 94)
    visited(db, ids["b"], 70)
    public(db, ids["a"], ids["b"], reason=EARLY)
    with pytest.raises(Refused, match="还有 1 个") as refused:
        award(db, ids["a"])
    assert refused.value.code == "too_early"
    # Three stars have no quota: nobody else moves them.
    assert award(db, ids["b"]).state is ReviewState.AWARDED
    assert award(db, ids["a"], reason=EARLY).stars == 5
    visited(db, ids["c"], 96, days=11)
    assert public(db, ids["c"], days=11)[0].stars == 5


def test_nothing_is_awarded_for_another_level_than_its_place(db: Database) -> None:
    ids = sent(db, "a", "b")
    visited(db, ids["a"], 94)
    public(db, ids["a"], reason=EARLY)
    visited(db, ids["b"], 99, days=1)
    with pytest.raises(Refused) as refused:
        award(db, ids["a"])
    assert refused.value.code == "rank_moved"
    cycle = store.get(db, ids["a"]).cycle_id
    [again] = publishing.rerank(db, cycle, by=APPROVER, act=act(APPROVER, days=OVER))
    assert (again.id, again.stars) == (ids["a"], 4)
    with pytest.raises(Refused) as refused:
        publishing.rerank(db, cycle, by=APPROVER, act=act(APPROVER, days=OVER))
    assert refused.value.code == "stale_step"
    with pytest.raises(Refused, match="公示截止"):
        award(db, ids["a"])
    assert award(db, ids["a"], days=18).stars == 4


STATIONS = ("a", "b", "c", "d", "e", "f")


@settings(max_examples=10)
@given(points=st.permutations((98, 96, 94, 92, 80, 40)), seed=st.integers(0, 2**16))
def test_in_whatever_order_the_same_points_give_the_same_levels(
    migrated_file: Path, points: list[int], seed: int
) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = shutil.copyfile(migrated_file, Path(folder) / "stations.db")
        db = opening.open_ready(str(path))
        whole_year(db, points, seed=seed)
        db.close()


def whole_year(db: Database, points: list[int], *, seed: int) -> None:
    """A cycle in which visits and publications come as chance will have it."""
    ids = sent(db, *STATIONS)
    chance = random.Random(seed)
    order = chance.sample(STATIONS, k=len(STATIONS))
    given_points = dict(zip(STATIONS, points, strict=True))
    for one in order:
        visited(db, ids[one], given_points[one])
        if chance.random() < 0.6:
            publishable(db, ids, chance, reason=EARLY)
    while publishable(db, ids, chance):
        pass
    found = {given_points[one]: store.get(db, ids[one]).stars for one in STATIONS}
    # One of five that reached a level may have five stars.
    assert found == {98: 5, 96: 4, 94: 4, 92: 4, 80: 4, 40: 0}
    cycle = store.cycle(db, store.get(db, ids["a"]).cycle_id)
    assert level_ranking.ranked(db, cycle).moved == ()


def publishable(
    db: Database, ids: dict[str, str], chance: random.Random, *, reason: str = ""
) -> bool:
    """Publishes some of what can be published; whether there was any."""
    fit = [one for one in ids.values() if fits(store.get(db, one))]
    if fit:
        public(db, *chance.sample(fit, k=chance.randint(1, len(fit))), reason=reason)
    return bool(fit)


def fits(review: Review) -> bool:
    return review.state is ReviewState.INSPECTED and review.stars > 0
