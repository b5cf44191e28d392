"""Where each step leads and whose it is, written down once more for the tests to compare with."""

from __future__ import annotations

from collections.abc import Mapping

from stations.accounts.roles import Role
from stations.stars.model import ReviewKind, ReviewState, ReviewStep

S, D = ReviewStep, ReviewState
_IN_HAND = (D.CHECKED, D.INSPECTED, D.NOTICED)
_UNDER_WAY = (
    D.DRAFT, D.SUBMITTED, D.CHECKED, D.INSPECTED, D.NOTICED, D.RETURNED, D.APPEALED, D.RECTIFYING,
    D.WARNED,
)  # fmt: skip
OFF = (D.WARNED, D.VETOED, D.REFUSED)
PATHS: Mapping[tuple[ReviewState, ReviewStep], ReviewState] = {
    (D.DRAFT, S.SUBMIT): D.SUBMITTED,
    (D.RETURNED, S.SUBMIT): D.SUBMITTED,
    (D.SUBMITTED, S.CHECK): D.CHECKED,
    (D.SUBMITTED, S.RETURN): D.RETURNED,
    (D.CHECKED, S.INSPECT): D.INSPECTED,
    (D.CHECKED, S.RETURN): D.RETURNED,
    (D.INSPECTED, S.RETURN): D.CHECKED,
    (D.INSPECTED, S.PUBLISH): D.NOTICED,
    (D.NOTICED, S.RERANK): D.NOTICED,
    (D.NOTICED, S.REOPEN): D.CHECKED,
    (D.NOTICED, S.AWARD): D.AWARDED,
    (D.REFUSED, S.APPEAL): D.APPEALED,
    (D.VETOED, S.APPEAL): D.APPEALED,
    (D.WARNED, S.APPEAL): D.APPEALED,
    (D.INSPECTED, S.WARN_STRIKE_OFF): D.WARNED,
    (D.RECTIFYING, S.WARN_STRIKE_OFF): D.WARNED,
    (D.WARNED, S.WITHDRAW): D.WITHDRAWN,
    (D.APPEALED, S.GRANT_APPEAL): D.CHECKED,
    (D.APPEALED, S.REJECT_APPEAL): D.REFUSED,
    (D.INSPECTED, S.ORDER_RECTIFYING): D.RECTIFYING,
    (D.RECTIFYING, S.RECTIFIED): D.CHECKED,
    (D.RECTIFYING, S.VETO): D.VETOED,
    **{(state, S.EXTEND): state for state in (D.DRAFT, D.RETURNED, D.RECTIFYING)},
    **{(state, S.STRIKE_OFF): D.STRUCK_OFF for state in OFF},
    **{(state, S.REFUSE): D.REFUSED for state in _IN_HAND},
    **{(state, S.VETO): D.VETOED for state in _IN_HAND},
    **{(s, S.WITHDRAW): D.WITHDRAWN for s in (D.DRAFT, D.RETURNED, D.SUBMITTED, *_IN_HAND)},
    **{(state, S.END): D.WITHDRAWN for state in _UNDER_WAY},
    **{(state, S.GO_ON): state for state in _UNDER_WAY},
}
APPLICATION = {(S.RETURN, D.CHECKED), *((S.REFUSE, state) for state in _IN_HAND)}
RECHECK = {S.ORDER_RECTIFYING, S.RECTIFIED, S.WARN_STRIKE_OFF, S.STRIKE_OFF}
_KEEPERS = {S.SUBMIT, S.APPEAL, S.RECTIFIED, S.WITHDRAW}


def leads(kind: ReviewKind, state: ReviewState, step: ReviewStep) -> ReviewState | None:
    """The state after a step; None where there is no such way."""
    if kind is ReviewKind.APPLICATION and step in RECHECK:
        return None
    if kind is ReviewKind.RECHECK and (step, state) in APPLICATION:
        return None
    return PATHS.get((state, step))


def role_for(kind: ReviewKind, state: ReviewState, step: ReviewStep) -> Role:
    """Whose step it is; what a keeper may do, an operator may as well."""
    if step is S.WITHDRAW and kind is ReviewKind.RECHECK:
        return Role.APPROVER
    if step in _KEEPERS:
        return Role.KEEPER
    early = {D.SUBMITTED: Role.EDITOR, D.CHECKED: Role.REVIEWER}
    if step is S.RETURN:
        return early.get(state, Role.APPROVER)
    return {S.CHECK: Role.EDITOR, S.INSPECT: Role.REVIEWER}.get(step, Role.APPROVER)
