"""What to begin with where there is no station yet."""

from __future__ import annotations

from dataclasses import dataclass

from flask import url_for

from stations.accounts import operators
from stations.accounts.model import Account
from stations.accounts.roles import Action


@dataclass(frozen=True, slots=True, kw_only=True)
class FirstStep:
    """One thing to do, for those who may do it."""

    action: Action
    words: str
    note: str
    endpoint: str

    @property
    def url(self) -> str:
        return url_for(self.endpoint)


_STEPS = (
    FirstStep(action=Action.IMPORT, words="导入名单", endpoint="importing.every",
              note="手里的 Excel 就行；先给您看会加哪些，确认了才保存"),
    FirstStep(action=Action.CREATE, words="新建一个驿站", endpoint="editing.fresh",
              note="没有名单，就一个一个填"),
    FirstStep(action=Action.MANAGE_ACCOUNTS, words="给同事开账号", endpoint="accounts.every",
              note="区、街道和站点各管各的"),
    FirstStep(action=Action.SET_HOLIDAYS, words="说明节假日怎么算", endpoint="holidays.of_city",
              note="只写“周一至周五”的驿站，放假那几天算不算开"),
    FirstStep(action=Action.OPERATE, words="看运行状况", endpoint="operating.conditions",
              note="备份、磁盘、节假日表，哪里没设好"),
)  # fmt: skip


def steps(by: Account) -> list[FirstStep]:
    """The steps that this person may take, in order."""
    mine = [one for one in _STEPS if by.may(one.action)]
    return [one for one in mine if one.action is not Action.OPERATE or operators.operates(by)]
