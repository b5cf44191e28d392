"""A review goes where the tables say, by different people, and nowhere else."""

from __future__ import annotations

import itertools
from dataclasses import replace

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from stations.errors import Invalid, Refused
from stations.stars.model import (
    CLOSED,
    NEEDS_REASON,
    NEXT,
    ONLY_RECHECK,
    STATE_WORDS,
    STEP_WORDS,
    Review,
    ReviewKind,
    ReviewState,
    ReviewStep,
)
from tests.support import review_table

REVIEW = Review(id="r", station_id="a", scheme="jinan-1", cycle_id="c")
PARTS = {
    ReviewStep.SUBMIT: "applicant",
    ReviewStep.CHECK: "checker",
    ReviewStep.INSPECT: "inspector",
}
PEOPLE = ("keeper", "clerk", "reviewer", "approver", "second approver")


def test_every_state_and_step_has_its_words() -> None:
    assert set(STATE_WORDS) == set(ReviewState)
    assert set(STEP_WORDS) == set(NEXT) == set(ReviewStep)


@pytest.mark.parametrize("kind", ReviewKind)
def test_only_the_steps_of_the_table_are_taken(kind: ReviewKind) -> None:
    for state, step in itertools.product(ReviewState, ReviewStep):
        review = replace(REVIEW, kind=kind, state=state)
        # Written down once more beside the program: tests/support/review_table.py.
        allowed = review_table.leads(kind, state, step) is not None
        assert not allowed or state in NEXT[step]
        if allowed:
            moved = review.moved(step, by="somebody", reason="原因")
            assert (moved.state, moved.version) == (NEXT[step][state], 2)
        else:
            with pytest.raises(Refused) as refused:
                review.moved(step, by="somebody", reason="原因")
            assert refused.value.code == "stale_step"


@pytest.mark.parametrize("step", sorted(NEEDS_REASON))
def test_a_step_against_somebody_needs_its_reason(step: ReviewStep) -> None:
    kind = ReviewKind.RECHECK if step in ONLY_RECHECK else ReviewKind.APPLICATION
    review = replace(REVIEW, kind=kind, state=next(iter(NEXT[step])))
    with pytest.raises(Invalid, match="原因"):
        review.moved(step, by="somebody", reason=" ")


def test_no_award_without_four_eyes() -> None:
    """Over every choice of people: applicant, checker, inspector and approver are different."""
    for people in itertools.product(PEOPLE[:4], repeat=4):
        assert four_eyes_kept(people) == (len(set(people)) == 4), people


def four_eyes_kept(people: tuple[str, ...]) -> bool:
    """Whether these four come from the application to the public notice."""
    review: Review = REVIEW
    for step, by in zip(
        (ReviewStep.SUBMIT, ReviewStep.CHECK, ReviewStep.INSPECT, ReviewStep.PUBLISH),
        people,
        strict=True,
    ):
        try:
            review = review.moved(step, by=by)
        except Refused as refused:
            if refused.code != "four_eyes":
                raise
            return False
    return True


def test_whoever_decided_does_not_answer_the_appeal() -> None:
    review = replace(REVIEW, state=ReviewState.INSPECTED, applicant="keeper", inspector="reviewer")
    review = review.moved(ReviewStep.REFUSE, by="approver", reason="分数不够")
    review = review.moved(ReviewStep.APPEAL, by="keeper", reason="当天停电")
    for by in ("approver", "keeper", "reviewer"):
        with pytest.raises(Refused, match="另一个人"):
            review.moved(ReviewStep.GRANT_APPEAL, by=by, reason="属实")
    assert (
        review.moved(ReviewStep.GRANT_APPEAL, by="second approver", reason="属实").state
        is ReviewState.CHECKED
    )


def test_whoever_vetoed_does_not_take_the_stars_for_it() -> None:
    review = replace(
        REVIEW, kind=ReviewKind.RECHECK, state=ReviewState.CHECKED, applicant="ordering"
    )
    review = review.moved(ReviewStep.VETO, by="approver", reason="多次关门")
    assert review.awaits_second
    with pytest.raises(Refused, match="等另一位审批人确认") as refused:
        review.moved(ReviewStep.STRIKE_OFF, by="approver", reason="多次关门")
    assert refused.value.code == "four_eyes"
    struck = review.moved(ReviewStep.STRIKE_OFF, by="second approver", reason="属实")
    assert struck.state is ReviewState.STRUCK_OFF
    assert not struck.awaits_second
    appealed = review.moved(ReviewStep.APPEAL, by="keeper", reason="当天停电")
    assert not appealed.awaits_second
    rejected = appealed.moved(ReviewStep.REJECT_APPEAL, by="second approver", reason="不属实")
    assert rejected.awaits_second
    assert rejected.state is ReviewState.VETOED
    granted = appealed.moved(ReviewStep.GRANT_APPEAL, by="second approver", reason="属实")
    assert granted.vetoer == ""


def test_on_no_way_do_stars_fall_by_one_person_alone() -> None:
    """All ways of a re-check, by everybody: who ordered it, and two who judged, are different."""
    start = replace(
        REVIEW, kind=ReviewKind.RECHECK, state=ReviewState.CHECKED, applicant="ordering"
    )
    people = ("ordering", "one", "two", "three")
    seen, waiting, ended = {start}, [start], set()
    while waiting:
        before = waiting.pop()
        for step, by in itertools.product(ReviewStep, people):
            try:
                moved = before.moved(step, by=by, reason="原因")
            except Refused:
                continue
            # How often it went round is nothing to the rule, so that the ways come to an end.
            after = replace(moved, version=1)
            if after.state in (ReviewState.STRUCK_OFF, ReviewState.AWARDED):
                ended.add((before.state, after.state))
                judges = {after.inspector, after.vetoer, after.decider} - {""}
                assert len(judges) >= 2
                assert by == after.decider not in (after.vetoer, after.inspector, "ordering")
            if after not in seen:
                seen.add(after)
                waiting.append(after)
    assert ended == {
        (ReviewState.NOTICED, ReviewState.AWARDED),
        # A re-check was refused only before an appeal that is rejected left the veto standing.
        *(
            (one, ReviewState.STRUCK_OFF)
            for one in review_table.OFF
            if one is not ReviewState.REFUSED
        ),
    }


class WholeReviews(RuleBasedStateMachine):
    """Any steps by anybody, beside a model that only knows who took part."""

    def __init__(self) -> None:
        super().__init__()
        self.review = replace(REVIEW, kind=ReviewKind.RECHECK)
        self.parts: dict[str, str] = {}

    @rule(step=st.sampled_from(list(ReviewStep)), by=st.sampled_from(PEOPLE))
    def somebody_does(self, step: ReviewStep, by: str) -> None:
        before = self.review
        try:
            self.review = before.moved(step, by=by, reason="原因")
        except Refused:
            assert self.review is before
            return
        part = {
            ReviewStep.SUBMIT: "applicant",
            ReviewStep.CHECK: "checker",
            ReviewStep.INSPECT: "inspector",
        }.get(step)
        if part:
            self.parts[part] = by
        if step in (ReviewStep.PUBLISH, ReviewStep.AWARD, ReviewStep.VETO, ReviewStep.STRIKE_OFF):
            assert by not in self.parts.values()

    @invariant()
    def who_did_what_is_kept(self) -> None:
        kept = {part: getattr(self.review, part) for part in PARTS.values()}
        assert {part: by for part, by in kept.items() if by} == self.parts
        assert self.review.state not in CLOSED or self.review.version > 1


WholeReviews.TestCase.settings = settings(max_examples=60, stateful_step_count=40, deadline=None)
TestWholeReviews = WholeReviews.TestCase
