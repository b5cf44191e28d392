"""Which role may do what? A table, so that a test can walk it and a person can read it."""

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


class Action(StrEnum):
    """What can be done at the desk. Every route of the desk names one."""

    SEE = "see"
    """Stations of one's own with what is not published, and what there is to do."""
    VERIFY = "verify"
    EDIT = "edit"
    CREATE = "create"
    MERGE = "merge"
    IMPORT = "import"
    EXPORT = "export"
    ANSWER = "answer"
    READ_HISTORY = "read_history"
    REVERT = "revert"
    AUDIT = "audit"
    MANAGE_ACCOUNTS = "manage_accounts"


ROLE_WORDS: Mapping[Role, str] = {
    Role.KEEPER: "站点管理员",
    Role.OPERATOR: "运营单位",
    Role.EDITOR: "街道和区编辑",
    Role.REVIEWER: "评审员",
    Role.APPROVER: "审批人",
    Role.FINANCE: "财务",
    Role.ADMINISTRATOR: "市级管理员",
    Role.AUDITOR: "审计（只读）",
}

_LOOKING = {Action.SEE, Action.READ_HISTORY}
_KEEPING = {*_LOOKING, Action.VERIFY, Action.EDIT, Action.ANSWER}
_EDITING = {*_KEEPING, Action.CREATE, Action.MERGE, Action.IMPORT, Action.EXPORT, Action.REVERT}

MAY: Mapping[Role, frozenset[Action]] = {
    Role.KEEPER: frozenset(_KEEPING),
    Role.OPERATOR: frozenset({*_KEEPING, Action.EXPORT}),
    Role.EDITOR: frozenset(_EDITING),
    Role.REVIEWER: frozenset(_LOOKING),
    Role.APPROVER: frozenset({*_LOOKING, Action.EXPORT}),
    Role.FINANCE: frozenset({Action.SEE, Action.EXPORT}),
    # Whoever gives rights away may not read the log of it alone: auditors stand apart.
    Role.ADMINISTRATOR: frozenset({*_EDITING, Action.MANAGE_ACCOUNTS}),
    Role.AUDITOR: frozenset({*_LOOKING, Action.AUDIT, Action.EXPORT}),
}

APART = frozenset({Role.AUDITOR})
"""Roles that no administrator gives: who watches is not made by those who are watched."""
BY_STATION = frozenset({Role.KEEPER, Role.OPERATOR})
"""Roles that are given for single stations; the others are given for areas."""
