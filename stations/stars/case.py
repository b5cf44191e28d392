"""A review with all that decides on its next step: loaded once, asked, then written."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date

from stations.accounts.model import Account, Scope, authorise
from stations.accounts.roles import MAY, ROLE_WORDS, Action, Role
from stations.errors import Refused, StationsError
from stations.hours.osm.calendar import Calendar
from stations.registry.model import Station
from stations.registry.scoping import scope_of
from stations.registry.states import LISTED, Phase
from stations.stars import deadlines
from stations.stars.cycle_model import Cycle
from stations.stars.model import (
    STATE_WORDS,
    STEP_WORDS,
    Award,
    Ranked,
    Review,
    ReviewKind,
    ReviewState,
    ReviewStep,
)

NO_LEVEL: Mapping[ReviewKind, str] = {
    ReviewKind.APPLICATION: "请退回重新验收，或不予通过",
    ReviewKind.RECHECK: "请退回重新验收，或要求限期整改；整改后仍没有达到的，可以告知拟撤销摘牌",
}
"""What can be done with a station that reaches no level."""
_ACTION: Mapping[ReviewStep, Action] = {
    ReviewStep.SUBMIT: Action.APPLY,
    ReviewStep.CHECK: Action.CHECK_REVIEW,
    ReviewStep.INSPECT: Action.INSPECT,
    ReviewStep.APPEAL: Action.APPLY,
    ReviewStep.RECTIFIED: Action.APPLY,
    ReviewStep.WITHDRAW: Action.APPLY,
}
_GOING_ON = frozenset(
    {
        ReviewStep.SUBMIT,
        ReviewStep.CHECK,
        ReviewStep.INSPECT,
        ReviewStep.PUBLISH,
        ReviewStep.ORDER_RECTIFYING,
        ReviewStep.RECTIFIED,
        ReviewStep.EXTEND,
        ReviewStep.WARN_STRIKE_OFF,
    }
)
"""What takes a review further as if its station were there."""
_RETURNING = {ReviewState.SUBMITTED: Action.CHECK_REVIEW, ReviewState.CHECKED: Action.INSPECT}
STEPS_OF_SCHEME = {
    ReviewStep.SUBMIT: "submit",
    ReviewStep.CHECK: "check",
    ReviewStep.INSPECT: "inspect",
    ReviewStep.PUBLISH: "publish",
    ReviewStep.AWARD: "award",
}


def action_for(
    step: ReviewStep, state: ReviewState, kind: ReviewKind = ReviewKind.APPLICATION
) -> Action:
    """The right that a step needs; a return needs that of the next step from the state.

    A station takes back what it applied for; it does not get out of a re-check.
    """
    if step is ReviewStep.WITHDRAW and kind is ReviewKind.RECHECK:
        return Action.DECIDE
    if step is ReviewStep.RETURN:
        return _RETURNING.get(state, Action.DECIDE)
    return _ACTION.get(step, Action.DECIDE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """What is known of a review before a step of it."""

    review: Review
    cycle: Cycle
    station: Station
    calendar: Calendar
    last_log: int = 0
    """The entry of the log of its last step; 0 before the first."""
    last_visit: int = 0
    """The last inspection that counts; 0 before the first."""
    made_visit: int = 0
    """The last inspection that came in time, whether it counts or not."""
    award: Award | None = None
    """The newest of the station, of whatever review."""
    successor: str = ""
    """The station that its own has become; '' where it was not combined with another."""
    rectify_ordered: bool = False
    """Whether the station was told, in this review, to put things right."""
    replaced: str = ""
    """The inspector whose visit an upheld objection was against; somebody else goes now."""
    beside: Mapping[str, bool] = field(default_factory=dict)
    """Who went for a double visit without deciding it, and whether that visit waits unseen."""
    objections: int = 0
    """How many wait for an answer."""
    place: Ranked | None = None
    """Where an inspected review stands in its cycle, once that was asked for."""

    @property
    def scope(self) -> Scope:
        return scope_of(self.station)

    @property
    def is_gone(self) -> bool:
        """Whether its station is closed for good, so that a person decides what becomes of it."""
        return self.station.lifecycle.phase is Phase.CLOSED

    @property
    def is_outlived(self) -> bool:
        """Whether an award came after the last step."""
        return self.award is not None and 0 < self.last_log < self.award.log

    @property
    def notice_ends(self) -> date | None:
        """The last day of the notice: as published, or later where the calendar has changed."""
        begun, until = self.review.notice_from, self.review.notice_until
        if begun is None or until is None:
            return None
        days = self.cycle.scheme.days
        return deadlines.notice_ends(self.calendar, days, begun=begun, until=until)

    def refusal(self, step: ReviewStep, *, by: Account, today: date) -> StationsError | None:
        """What is against this step by this account today; None where it may be taken."""
        return self.lack_of_right(step, by=by) or self.hindrance(step, by=by, today=today)

    def lack_of_right(self, step: ReviewStep, *, by: Account) -> StationsError | None:
        """Why a step is not for this account at all: by its roles, or by the city's rules."""
        try:
            authorise(by, action_for(step, self.review.state, self.review.kind), self.scope)
        except StationsError as error:
            return error
        wanted = self.cycle.scheme.steps.get(STEPS_OF_SCHEME.get(step, ""))
        if wanted is None:
            return None
        held = {grant.role for grant in by.grants if grant.covers(self.scope) and MAY[grant.role]}
        if held & wanted:
            return None
        roles = [ROLE_WORDS[role] for role in Role if role in wanted]
        return Refused("forbidden.step", step=STEP_WORDS[step], roles=roles)

    def hindrance(self, step: ReviewStep, *, by: Account, today: date) -> Refused | None:
        """What keeps somebody with the right from a step: the state, another part, a day."""
        if error := self.review.hindrance(step, by=by.id):
            return error
        if error := self._of_visits(step, by=by):
            return error
        if self.is_gone and step in _GOING_ON:
            return Refused("station_gone.closed", name=self.station.name)
        further = _HINDRANCES.get(step)
        return further(self, today) if further else None

    def _of_visits(self, step: ReviewStep, *, by: Account) -> Refused | None:
        """Somebody else goes after an objection or a visit set aside, and decides after either."""
        if step is ReviewStep.INSPECT:
            if by.id == self.replaced:
                return Refused("four_eyes.objected")
            return Refused("four_eyes.visited") if self.beside.get(by.id) else None
        deciding = action_for(step, self.review.state, self.review.kind) is Action.DECIDE
        if deciding and by.id in self.beside:
            return Refused("four_eyes.beside", step=STEP_WORDS[step])
        return None


def _of_publishing(case: Case, today: date) -> Refused | None:
    place, name, review = case.place, case.station.name, case.review
    if place is None:
        return Refused("stale_step.publish", name=name, state=STATE_WORDS[review.state])
    if place.tied:
        return Refused("tie", name=name)
    if place.stars == 0:
        return Refused("no_level", name=name, advice=NO_LEVEL[review.kind])
    if review.kind is ReviewKind.RECHECK and case.station.star is None:
        return Refused("no_star", name=name)
    return None


def _of_rerank(case: Case, today: date) -> Refused | None:
    if case.place is None or case.place.stars in (0, case.review.stars) or case.place.tied:
        return Refused("stale_step.rank", name=case.station.name)
    return None


def _of_award(case: Case, today: date) -> Refused | None:
    """Too early, while the notice runs or an objection waits; too late for a closed station."""
    station, last = case.station, case.notice_ends
    if last is not None and today <= last:
        return Refused("notice_running", name=station.name, last=last)
    if case.objections:
        return Refused("objection_open", name=station.name, count=case.objections)
    if station.is_draft or station.lifecycle.phase not in LISTED:
        return Refused("station_gone", name=station.name)
    return _of_rank(case)


def _of_rank(case: Case) -> Refused | None:
    """Whether the level of the notice is still that of the place among all."""
    place, name = case.place, case.station.name
    if place is None:
        return None
    if place.tied:
        return Refused("tie", name=name)
    if place.stars != case.review.stars:
        return Refused("rank_moved", name=name)
    return None


def _of_warning(case: Case, today: date) -> Refused | None:
    """Only what had its time to put things right: the days are over, or a second visit failed."""
    review = case.review
    if review.state is ReviewState.RECTIFYING:
        running = review.due_on is not None and today <= review.due_on
        return Refused("rectify_running", due_on=review.due_on) if running else None
    if review.stars:
        return Refused("visit_passed")
    return None if case.rectify_ordered else Refused("rectify_first")


def _of_end(case: Case, today: date) -> Refused | None:
    return None if case.is_gone else Refused("station_stands", name=case.station.name)


def _of_going_on(case: Case, today: date) -> Refused | None:
    gone = case.is_gone and case.successor
    return None if gone else Refused("no_successor", name=case.station.name)


def _of_extension(case: Case, today: date) -> Refused | None:
    return Refused("cycle_closed.ended") if case.cycle.closed_at is not None else None


def _of_strike_off(case: Case, today: date) -> Refused | None:
    if case.is_outlived:
        return Refused("outlived")
    if case.review.may_appeal(today):
        return Refused("appeal_running", due_on=case.review.due_on)
    return None


def _of_appeal(case: Case, today: date) -> Refused | None:
    if case.review.due_on is None:
        return Refused("appeal_answered")
    if not case.review.may_appeal(today):
        return Refused("appeal_over", due_on=case.review.due_on)
    return None


_HINDRANCES: Mapping[ReviewStep, Callable[[Case, date], Refused | None]] = {
    ReviewStep.PUBLISH: _of_publishing,
    ReviewStep.RERANK: _of_rerank,
    ReviewStep.AWARD: _of_award,
    ReviewStep.EXTEND: _of_extension,
    ReviewStep.END: _of_end,
    ReviewStep.GO_ON: _of_going_on,
    ReviewStep.WARN_STRIKE_OFF: _of_warning,
    ReviewStep.STRIKE_OFF: _of_strike_off,
    ReviewStep.APPEAL: _of_appeal,
}
"""What else a step waits for, beside the tables of the model."""
