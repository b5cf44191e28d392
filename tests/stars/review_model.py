"""Who may take which step of a review: the rules again, as a few dictionaries."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta

from stations.accounts.model import Account, Grant
from stations.accounts.roles import Role
from stations.stars.model import ReviewKind, ReviewState, ReviewStep
from tests.support.review_table import leads, role_for

S, D = ReviewStep, ReviewState
STATIONS = ("a", "b")
LAST_MOMENT = 38
"""In days after 2026-11-20: up to here every Monday to Friday is a working day."""
OVER = {D.AWARDED, D.STRUCK_OFF, D.WITHDRAWN, D.REFUSED, D.VETOED}
PART = {
    S.SUBMIT: "applicant",
    S.CHECK: "checker",
    S.INSPECT: "inspector",
    **dict.fromkeys(
        (
            S.PUBLISH,
            S.AWARD,
            S.REFUSE,
            S.VETO,
            S.WARN_STRIKE_OFF,
            S.STRIKE_OFF,
            S.ORDER_RECTIFYING,
            S.REOPEN,
        ),
        "decider",
    ),
}
APPEALS = {S.GRANT_APPEAL, S.REJECT_APPEAL}
USUAL: Mapping[ReviewState, tuple[ReviewStep, ...]] = {
    D.DRAFT: (S.SUBMIT,),
    D.RETURNED: (S.SUBMIT,),
    D.SUBMITTED: (S.CHECK,),
    D.CHECKED: (S.INSPECT,),
    D.INSPECTED: (
        S.PUBLISH,
        S.ORDER_RECTIFYING,
        S.PUBLISH,
        S.WARN_STRIKE_OFF,
        S.REFUSE,
        S.VETO,
        S.RETURN,
    ),
    D.NOTICED: (S.AWARD,),
    D.APPEALED: (S.GRANT_APPEAL, S.REJECT_APPEAL),
    D.RECTIFYING: (S.RECTIFIED, S.RECTIFIED, S.WARN_STRIKE_OFF),
    D.WARNED: (S.STRIKE_OFF, S.APPEAL),
}


def _account(name: str, roles: Mapping[Role, str]) -> Account:
    keeping = {Role.KEEPER: "station_id"}
    grants = tuple(Grant(role=r, **{keeping.get(r, "area"): w}) for r, w in roles.items())
    return Account(id=name, name=name, shown=name, grants=grants)


HERE = "370102"
PEOPLE = {
    one.id: one
    for one in (
        _account("keeper-a", {Role.KEEPER: "a"}),
        _account("keeper-b", {Role.KEEPER: "b"}),
        _account("editor", {Role.EDITOR: HERE}),
        _account("reviewer", {Role.REVIEWER: HERE}),
        _account("approver", {Role.APPROVER: HERE}),
        _account("second", {Role.APPROVER: "3701"}),
        _account("third", {Role.APPROVER: HERE}),
        _account(
            "many",
            {Role.KEEPER: "a", Role.EDITOR: HERE, Role.REVIEWER: HERE, Role.APPROVER: HERE},
        ),
        _account(
            "stranger",
            {Role.EDITOR: "370104", Role.REVIEWER: "370104", Role.APPROVER: "370104"},
        ),
    )
}


@dataclass
class Told:
    """What the model knows of one review."""

    id: str
    kind: ReviewKind
    state: ReviewState
    parts: dict[str, str] = field(default_factory=dict)
    reopened: bool = False
    """Whether an objection was upheld since the last visit."""
    version: int = 1
    steps: int = 0
    stars: int = 0
    last_day: date | None = None
    """Of a notice or of an appeal."""
    objections: set[str] = field(default_factory=set)
    vetoer: str = ""
    warner: str = ""
    ordered: bool = False
    """Whether it was told to put things right."""


def has(who: str, role: Role, station: str) -> bool:
    return any(
        grant.role is role and (grant.station_id or HERE) == (station if grant.station_id else HERE)
        and HERE.startswith(grant.area)
        for grant in PEOPLE[who].grants
    )  # fmt: skip


def working_days_after(day: date, n: int) -> date:
    while n:
        day += timedelta(days=1)
        n -= day.weekday() < 5
    return day


def _is_replaced(told: Told, step: ReviewStep, who: str) -> bool:
    """Whether an objection was upheld to the last visit of this inspector."""
    return step is S.INSPECT and told.reopened and told.parts.get("inspector") == who


def may(
    told: Told, station: str, step: ReviewStep, who: str, *, today: date, starred: bool
) -> bool:
    """Whether the model lets somebody do this."""
    if leads(told.kind, told.state, step) is None or _is_replaced(told, step, who):
        return False
    role = role_for(told.kind, told.state, step)
    if not has(who, role, station):
        return False
    if role is not Role.KEEPER and has(who, Role.KEEPER, station):
        return False
    own = PART.get(step)
    others = {by for part, by in told.parts.items() if part != own}
    if step is S.EXTEND:
        return who not in {by for part, by in told.parts.items() if part != "decider"}
    if who in others and (own or step in APPEALS):
        return False
    if step is S.PUBLISH:
        return told.stars > 0 and (told.kind is ReviewKind.APPLICATION or starred)
    if step in (S.RERANK, S.END, S.GO_ON):
        # Nobody of these reaches a level with a quota, and none is closed.
        return False
    if step is S.STRIKE_OFF:
        return who not in (told.vetoer, told.warner) and today > (told.last_day or date.min)
    if step is S.WARN_STRIKE_OFF and told.state is D.RECTIFYING:
        return today > (told.last_day or date.max)
    if step is S.WARN_STRIKE_OFF:
        return told.ordered and told.stars == 0
    if step is S.AWARD:
        return today > (told.last_day or date.max) and not told.objections
    return step is not S.APPEAL or today <= (told.last_day or date.min)
