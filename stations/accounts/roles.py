"""Rights of each role: a table that a test walks and a person reads."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum


class Role(StrEnum):
    KEEPER = "keeper"
    OPERATOR = "operator"
    EDITOR = "editor"
    REVIEWER = "reviewer"
    APPROVER = "approver"
    FINANCE = "finance"
    ADMINISTRATOR = "administrator"
    AUDITOR = "auditor"
    RIDER = "rider"
    """A courier who looks at stations of an area on the way, and says what was found."""


class Action(StrEnum):
    """What can be done at the desk. Every route of the desk names one."""

    SEE = "see"
    """Stations of one's own with what is not published, and what there is to do."""
    VERIFY = "verify"
    VISIT = "visit"
    """A short check at the door, as workers see it; nothing beside."""
    EDIT = "edit"
    CREATE = "create"
    MERGE = "merge"
    IMPORT = "import"
    ORGANISE = "organise"
    """What happens at stations: activities, who comes to them, what is given away."""
    EXPORT = "export"
    TAKE_CONTACTS = "take_contacts"
    """Away as a file: inner contacts, notes and the persons of each tier."""
    ANSWER = "answer"
    READ_HISTORY = "read_history"
    REVERT = "revert"
    AUDIT = "audit"
    MANAGE_ACCOUNTS = "manage_accounts"
    SEE_REVIEWS = "see_reviews"
    SEE_SIGNS = "see_signs"
    """Proposals and draws for unannounced visits: never for keepers."""
    APPLY = "apply"
    """For stars, for a station of one's own."""
    CHECK_REVIEW = "check_review"
    INSPECT = "inspect"
    DECIDE = "decide"
    """What a review comes to: notice, award, refusal, veto, appeal."""
    RUN_CYCLE = "run_cycle"
    ORDER = "order"
    """Re-checks and unannounced visits."""
    SEE_MONEY = "see_money"
    PAY_PROPOSE = "pay_propose"
    PAY_APPROVE = "pay_approve"
    PAIR = "pair"
    SET_HOOKS = "set_hooks"
    """Which group chats and programs are told of what happens in an area."""
    SET_HOLIDAYS = "set_holidays"
    """What weekday hours mean on a holiday, for all of a city."""
    OPERATE = "operate"
    """How the installation itself is doing; only who is in charge of a whole city or more."""


ROLE_WORDS: Mapping[Role, str] = {
    Role.KEEPER: "站点管理员",
    Role.OPERATOR: "运营单位",
    Role.EDITOR: "街道和区编辑",
    Role.REVIEWER: "评审员",
    Role.APPROVER: "审批人",
    Role.FINANCE: "财务",
    Role.ADMINISTRATOR: "市级管理员",
    Role.AUDITOR: "审计（只读）",
    Role.RIDER: "骑手体验员",
}

_LOOKING = {Action.SEE, Action.READ_HISTORY, Action.SEE_REVIEWS}
_JUDGING = {*_LOOKING, Action.SEE_SIGNS}
_KEEPING = {*_LOOKING, Action.VERIFY, Action.EDIT, Action.ANSWER, Action.ORGANISE}
_APPLYING = {*_KEEPING, Action.APPLY}
_EDITING = {*_KEEPING, Action.SEE_SIGNS, Action.CREATE, Action.MERGE, Action.IMPORT,
            Action.EXPORT, Action.TAKE_CONTACTS, Action.REVERT, Action.PAIR,
            Action.SET_HOLIDAYS}  # fmt: skip

MAY: Mapping[Role, frozenset[Action]] = {
    Role.KEEPER: frozenset(_APPLYING),
    Role.OPERATOR: frozenset({*_APPLYING, Action.EXPORT, Action.TAKE_CONTACTS}),
    Role.EDITOR: frozenset({*_EDITING, Action.CHECK_REVIEW}),
    Role.REVIEWER: frozenset({*_JUDGING, Action.INSPECT}),
    Role.APPROVER: frozenset(
        {
            *_JUDGING,
            Action.EXPORT,
            Action.DECIDE,
            Action.ORDER,
            Action.SEE_MONEY,
            Action.PAY_APPROVE,
        }
    ),
    Role.FINANCE: frozenset(
        {
            Action.SEE,
            Action.SEE_REVIEWS,
            Action.SEE_SIGNS,
            Action.EXPORT,
            Action.SEE_MONEY,
            Action.PAY_PROPOSE,
        }
    ),
    # Those who give rights away are not the only readers of its log: auditors are separate.
    Role.ADMINISTRATOR: frozenset(
        {
            *_EDITING,
            Action.MANAGE_ACCOUNTS,
            Action.RUN_CYCLE,
            Action.ORDER,
            Action.SEE_MONEY,
            Action.OPERATE,
            Action.SET_HOOKS,
        }
    ),
    Role.AUDITOR: frozenset({*_JUDGING, Action.AUDIT, Action.EXPORT, Action.SEE_MONEY}),
    Role.RIDER: frozenset({Action.VISIT}),
}

NOT_FOR_OWN = frozenset(
    {
        Action.VISIT,
        Action.CHECK_REVIEW,
        Action.INSPECT,
        Action.DECIDE,
        Action.ORDER,
        Action.PAY_PROPOSE,
        Action.PAY_APPROVE,
    }
)
"""What is judged or paid by others than those who keep the station; triggers of the database
hold the same for what is decided and paid."""
APART = frozenset({Role.AUDITOR})
"""Roles that no administrator gives: who watches is not made by those who are watched."""
BY_STATION = frozenset({Role.KEEPER, Role.OPERATOR})
"""Roles that are given for single stations; the others are given for areas."""
