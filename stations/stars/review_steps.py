"""Steps of reviews, and what each leaves behind.

Every step goes through `step`: all is checked on the loaded case, then the review one version on,
the step itself and the entry of the log are written.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta

from stations.accounts.model import Account, authorise
from stations.accounts.roles import Action
from stations.audit import log
from stations.audit.model import Act
from stations.db.base import Database, Transaction
from stations.errors import Invalid, NotFound, Refused
from stations.moments import china_day
from stations.stars import case_store, deadlines, secrecy, store
from stations.stars.case import Case
from stations.stars.model import CLOSED, STEP_WORDS, Review, ReviewState, ReviewStep
from stations.tables.text import clean

LONGEST_REASON = 500
LONGEST_EXTENSION = timedelta(days=366)
_MOST_NAMED = 10
BESIDES = frozenset(
    {
        ReviewStep.SUBMIT,
        ReviewStep.INSPECT,
        ReviewStep.PUBLISH,
        ReviewStep.RERANK,
        ReviewStep.REOPEN,
        ReviewStep.AWARD,
        ReviewStep.VETO,
        ReviewStep.APPEAL,
        ReviewStep.EXTEND,
        ReviewStep.STRIKE_OFF,
        ReviewStep.GO_ON,
    }
)
"""Steps that settle more than the review: star and term, points, the rule, the days to appeal."""


def seen(db: Database, review_id: str, *, by: Account) -> Case:
    """The case of a review of a station that is theirs; NotFound else."""
    case = case_store.load(db, review_id)
    authorise(by, Action.SEE_REVIEWS, case.scope)
    if secrecy.hidden(db, case.review, by=by):
        raise NotFound("not_found.out_of_sight")
    return case


@dataclass(frozen=True, slots=True, kw_only=True)
class StepRequest:
    """A step as it is asked for, from the page that showed the review in this version."""

    step: ReviewStep
    version: int
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What a step settles beside the state; None leaves it as it was."""

    stars: int | None = None
    points: int | None = None
    veto: str | None = None
    inspector: str | None = None
    """Whose visit counts, where somebody else's brought the step about."""
    until: date | None = None
    """The last day that is named instead of the usual one."""

    def on(self, review: Review) -> Review:
        """The review with what is settled."""
        return replace(
            review,
            stars=review.stars if self.stars is None else self.stars,
            points=review.points if self.points is None else self.points,
            veto=review.veto if self.veto is None else self.veto,
            inspector=review.inspector if self.inspector is None else self.inspector,
            extended_until=self.until,
        )


NOTHING = Outcome()


def take(db: Database, review_id: str, turn: StepRequest, *, by: Account, act: Act) -> Review:
    """One step that needs nothing beside its reason, as a transaction of its own.

    Refused ('not_alone') for a step that would leave undone what belongs to it.
    """
    if turn.step in BESIDES:
        raise Refused("not_alone", step=STEP_WORDS[turn.step])
    with db.writing() as tx:
        return step(tx, case_store.load(tx, review_id), turn, by=by, act=act).review


def step(
    tx: Transaction,
    case: Case,
    turn: StepRequest,
    *,
    by: Account,
    act: Act,
    outcome: Outcome = NOTHING,
) -> Case:
    """The case after a step; nothing is written before all is checked.

    Refused ('stale_step') where the review went on since the page was made.
    """
    if error := case.lack_of_right(turn.step, by=by):
        raise error
    if case.review.version != turn.version:
        raise Refused("stale_step.review")
    _check_clock(case, act)
    if error := case.hindrance(turn.step, by=by, today=china_day(act.at)):
        raise error
    if turn.step is ReviewStep.VETO and outcome.veto not in {
        o.id for o in case.cycle.scheme.vetoes
    }:
        raise Invalid("invalid.veto_required", field="veto")
    if turn.step is ReviewStep.EXTEND:
        _check_extension(case, outcome.until, today=china_day(act.at))
    return _written(tx, case, turn, by=by, act=act, outcome=outcome)


def check(case: Case, step: ReviewStep, *, by: Account, act: Act) -> None:
    """Refused where this account could not take this step now."""
    _check_clock(case, act)
    if error := case.refusal(step, by=by, today=china_day(act.at)):
        raise error


def _check_extension(case: Case, until: date | None, *, today: date) -> None:
    """Invalid unless a day is named that gives more time than there was, and not without end."""
    before = case.review.due_on
    first = max(today, before + timedelta(days=1)) if before else today
    if until is None or not first <= until <= first + LONGEST_EXTENSION:
        last = first + LONGEST_EXTENSION
        raise Invalid("invalid.extension", field="until", first=first, last=last)


def lapse(tx: Transaction, case: Case, reason: str, *, by: Account, act: Act) -> Case:
    """Withdraws an unfinished application at the end of its cycle, without its applicant."""
    turn = StepRequest(step=ReviewStep.WITHDRAW, version=case.review.version, reason=reason)
    _check_clock(case, act)
    return _written(tx, case, turn, by=by, act=act, outcome=NOTHING)


def rerank(tx: Transaction, case: Case, reason: str, *, by: Account, act: Act) -> Case:
    """Gives what is in the notice the level of its place, whoever's publication moved it."""
    turn = StepRequest(step=ReviewStep.RERANK, version=case.review.version, reason=reason)
    _check_clock(case, act)
    stars = case.place.stars if case.place else None
    return _written(tx, case, turn, by=by, act=act, outcome=Outcome(stars=stars))


def _check_clock(case: Case, act: Act) -> None:
    """Refused where the last step is of a later moment."""
    before = case.review.moved_at
    if before is not None and act.at < before:
        raise Refused("clock_back")


def _written(
    tx: Transaction, case: Case, turn: StepRequest, *, by: Account, act: Act, outcome: Outcome
) -> Case:
    """Writes the review one version on, the entry of the log and the step."""
    before = case.review
    reason = kept(turn.reason)
    moved = outcome.on(before.moved(turn.step, by=by.id, reason=reason))
    if turn.step is ReviewStep.INSPECT:
        moved = replace(moved, reached=moved.stars)
    after = _dated(case, replace(moved, moved_at=act.at), act=act)
    if turn.step is ReviewStep.REJECT_APPEAL:
        # One appeal for each decision: there is no last day for another.
        after = replace(after, due_on=None)
    store.save(tx, after)
    number = log.append(
        tx,
        act=replace(act, action=f"review_{turn.step.value}", reason=reason),
        subject=f"review:{after.id}",
        area=case.scope.areas[0],
        body={"station": after.station_id, "before": before.state.value,
              "after": after.state.value, "version": after.version, "stars": after.stars,
              "points": after.points, "veto": after.veto},
    )  # fmt: skip
    entry = store.Taken(
        number=after.version - 1,
        step=turn.step,
        before=before.state,
        after=after.state,
        by=by.id,
        shown=act.by,
        at=act.at,
        reason=reason,
        log=number,
    )
    store.add_step(tx, after.id, entry)
    return replace(case, review=after, last_log=number)


def refuse_stale(names: Sequence[str]) -> None:
    """Refused with the names of the stations whose reviews are not as the page showed them."""
    quoted = [f"“{name}”" for name in names]
    if len(quoted) > _MOST_NAMED:
        raise Refused("stale_step.large_batch", names=quoted, count=len(quoted))
    if quoted:
        raise Refused("stale_step.batch", names=quoted)


def kept(reason: str) -> str:
    """A reason as it is kept: without invisible signs; Invalid where it is too long."""
    words = clean(reason, multiline=True).text
    if len(words) > LONGEST_REASON:
        raise Invalid("invalid.reason_length", field="reason", longest=LONGEST_REASON)
    return words


def _dated(case: Case, review: Review, *, act: Act) -> Review:
    """The review with the last day for what comes next."""
    today, days = china_day(act.at), case.cycle.scheme.days
    if review.extended_until is not None:
        return replace(review, due_on=review.extended_until)
    dated = replace(review, due_on=deadlines.due(case.calendar, days, review.state, on=today))
    if review.state is ReviewState.NOTICED:
        until = deadlines.after(case.calendar, today, days.notice)
        return replace(dated, notice_from=today, notice_until=until)
    if review.state in CLOSED:
        return replace(dated, decided_at=act.at)
    return dated
