"""Who takes which step of a review, and what does that leave behind?

Every step goes through `step`: rights by role and area, the table of steps, four eyes, the
review one version on, the step itself and the entry of the log, all in one transaction.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from stations.accounts.model import Account, Scope, authorise
from stations.accounts.roles import MAY, ROLE_WORDS, Action, Role
from stations.audit import log
from stations.audit.model import Act
from stations.db.base import Database, Transaction
from stations.errors import Invalid, NotFound, Refused
from stations.moments import china_day
from stations.registry.scoping import scope_of
from stations.registry.stored import holiday_store
from stations.registry.stored import store as stations
from stations.stars import deadlines, secrecy, store
from stations.stars.cycle_model import Cycle
from stations.stars.model import CLOSED, STEP_WORDS, Kind, Review, State, Step
from stations.stars.scheme.scheme import Scheme
from stations.tables.text import clean

LONGEST_REASON = 500
_MOST_NAMED = 10
_ACTION: Mapping[Step, Action] = {
    Step.SUBMIT: Action.APPLY,
    Step.CHECK: Action.CHECK_REVIEW,
    Step.INSPECT: Action.INSPECT,
    Step.APPEAL: Action.APPLY,
    Step.RECTIFIED: Action.APPLY,
    Step.WITHDRAW: Action.APPLY,
}
_RETURNING = {State.SUBMITTED: Action.CHECK_REVIEW, State.CHECKED: Action.INSPECT}
_OF_SCHEME = {Step.SUBMIT: "submit", Step.CHECK: "check", Step.INSPECT: "inspect",
              Step.PUBLISH: "publish", Step.AWARD: "award"}  # fmt: skip


BESIDES = frozenset({Step.SUBMIT, Step.INSPECT, Step.PUBLISH, Step.REOPEN, Step.AWARD, Step.VETO,
                     Step.APPEAL, Step.STRIKE_OFF})  # fmt: skip
"""Steps that settle more than the review: star and term, points, the rule, the days to appeal."""


def action_for(step: Step, state: State, kind: Kind = Kind.APPLICATION) -> Action:
    """The right that a step needs; a return is for whoever would go on from that state.

    A station takes back what it applied for; it does not get out of a re-check.
    """
    if step is Step.WITHDRAW and kind is Kind.RECHECK:
        return Action.DECIDE
    if step is Step.RETURN:
        return _RETURNING.get(state, Action.DECIDE)
    return _ACTION.get(step, Action.DECIDE)


def seen(db: Database, review_id: str, *, by: Account) -> tuple[Review, Cycle]:
    """A review of a station that is theirs; NotFound else."""
    review = store.get(db, review_id)
    authorise(by, Action.SEE_REVIEWS, _scope(db, review))
    if secrecy.hidden(db, review, by=by):
        raise NotFound("没有找到，或者不在您负责的范围内。")
    return review, store.cycle(db, review.cycle_id)


@dataclass(frozen=True, slots=True, kw_only=True)
class Turn:
    """What somebody asks for: a step, from the page that showed the review in this version."""

    step: Step
    version: int
    reason: str = ""


def take(db: Database, review_id: str, turn: Turn, *, by: Account, act: Act) -> Review:
    """One step that needs nothing beside its reason, as a transaction of its own.

    Refused ('not_alone') for a step that would leave undone what belongs to it.
    """
    if turn.step in BESIDES:
        words = f"“{STEP_WORDS[turn.step]}”不能单独做，请从评定页面上的按钮来做。"
        raise Refused(words, code="not_alone")
    with db.writing() as tx:
        return step(tx, review_id, turn, by=by, act=act)


def step(
    tx: Transaction, review_id: str, turn: Turn, *, by: Account, act: Act, **found: Any
) -> Review:
    """The review after a step; a step that is refused changes nothing.

    Refused ('stale_step') where the review went on since the page was made. `found` are further
    fields that the step settles: stars, points, veto.
    """
    before = store.get(tx, review_id)
    scope = _scope(tx, before)
    authorise(by, action_for(turn.step, before.state, before.kind), scope)
    cycle = store.cycle(tx, before.cycle_id)
    check_role(cycle.scheme, turn.step, by, scope)
    if before.version != turn.version:
        raise Refused("别人刚刚处理过这次评定。请刷新后再看。", code="stale_step")
    if before.moved_at is not None and act.at < before.moved_at:
        raise Refused(
            "服务器的时间比上一步还早，可能时钟被调过。请管理员核对时间后再试。", code="clock_back"
        )
    reason = kept(turn.reason)
    moved = before.moved(turn.step, by=by.id, reason=reason)
    after = _dated(tx, replace(moved, moved_at=act.at, **found), cycle.scheme, act=act)
    if turn.step is Step.REJECT_APPEAL:
        # One appeal for each decision: there is no last day for another.
        after = replace(after, due_on=None)
    store.save(tx, after)
    number = log.append(
        tx,
        act=replace(act, action=f"review_{turn.step.value}", reason=reason),
        subject=f"review:{review_id}",
        area=scope.areas[0],
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
    store.add_step(tx, review_id, entry)
    return after


def refuse_stale(names: Sequence[str]) -> None:
    """Refused with the names of the stations whose reviews are not as the page showed them."""
    if names:
        told = "、".join(f"“{name}”" for name in names[:_MOST_NAMED])
        more = f"等 {len(names)} 个驿站" if len(names) > _MOST_NAMED else ""
        words = f"{told}{more}在您打开页面以后有了变化。这一次一个也没有做，请核对后再做。"
        raise Refused(words, code="stale_step")


def kept(reason: str) -> str:
    """A reason as it is kept: without signs that nobody sees; Invalid where it is too long."""
    words = clean(reason, multiline=True).text
    if len(words) > LONGEST_REASON:
        raise Invalid(f"原因最多 {LONGEST_REASON} 个字。请写短一些。", field="reason")
    return words


def _dated(db: Database, review: Review, scheme: Scheme, *, act: Act) -> Review:
    """The review with the last day for what comes next."""
    today = china_day(act.at)
    calendar = holiday_store.calendar(db)
    dated = replace(review, due_on=deadlines.due(calendar, scheme.days, review.state, on=today))
    if review.state is State.NOTICED:
        until = deadlines.after(calendar, today, scheme.days.notice)
        return replace(dated, notice_from=today, notice_until=until)
    if review.state in CLOSED:
        return replace(dated, decided_at=act.at)
    return dated


def check_role(scheme: Scheme, step: Step, by: Account, scope: Scope) -> None:
    """Refused where the city leaves this step to other roles."""
    wanted = scheme.steps.get(_OF_SCHEME.get(step, ""))
    if wanted is None:
        return
    held = {grant.role for grant in by.grants if grant.covers(scope) and MAY[grant.role]}
    if not held & wanted:
        words = "、".join(ROLE_WORDS[role] for role in Role if role in wanted)
        raise Refused(f"按这套办法，“{STEP_WORDS[step]}”由{words}来做。", code="forbidden")


def _scope(db: Database, review: Review) -> Scope:
    return scope_of(stations.get(db, review.station_id))
