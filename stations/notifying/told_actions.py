"""Which entries of the log somebody is told of, and who: one line for each action."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from stations.accounts.roles import Action
from stations.notifying.model import MessageKind

_STATION = (Action.APPLY, Action.CHECK_REVIEW)
"""Who keeps the station, and its district."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """Who is told of an action: whoever has one of these rights where it happened."""

    kind: MessageKind
    to: tuple[Action, ...]
    words: str
    when: tuple[str, str] | None = None
    """Only where the entry says this: a key of its body, and the value."""
    only: str = ""
    """Only the account that the entry names under this key."""
    keepers: bool = False
    """Only who has the station itself, not its area."""


def _decided(words: str, *, when: tuple[str, str] | None = None) -> Told:
    return Told(kind=MessageKind.DECISIONS, to=_STATION, words=words, when=when)


def _review(to: Action, words: str) -> Told:
    return Told(kind=MessageKind.REVIEWS, to=(to,), words=words)


def _money(to: Action, words: str) -> Told:
    return Told(kind=MessageKind.MONEY, to=(to,), words=words)


def _rights(words: str) -> Told:
    return Told(kind=MessageKind.RIGHTS, to=(Action.MANAGE_ACCOUNTS,), words=words)


def _report(words: str) -> Told:
    return Told(kind=MessageKind.REPORTS, to=(Action.ANSWER,), words=words)


TOLD: Mapping[str, Told] = {
    "review_return": _decided("申报材料退回，请补充后重新申报", when=("after", "returned")),
    "review_refuse": _decided("星级申报没有通过"),
    "review_veto": _decided("一票否决"),
    "review_order_rectifying": _decided("要求限期整改"),
    "review_warn_strike_off": _decided("拟撤销星级、摘牌，可以申诉"),
    "review_extend": _decided("期限延长了"),
    "review_end": _decided("驿站已撤销，评定结束"),
    "review_go_on": _decided("评定转给合并后的驿站"),
    "review_strike_off": _decided("撤销星级、摘牌"),
    "review_publish": _decided("星级评定结果开始公示"),
    "review_rerank": _decided("名额有变化，重新排名公示"),
    "review_award": _decided("公布了星级评定结果"),
    "review_grant_appeal": _decided("申诉成立，将重新验收"),
    "review_reject_appeal": _decided("申诉不成立，维持原来的决定"),
    "review_reopen": _decided("公示期内异议成立，将重新验收"),
    "objected": Told(
        kind=MessageKind.DECISIONS,
        to=(Action.APPLY, Action.CHECK_REVIEW, Action.DECIDE),
        words="公示期内有人提出异议",
    ),
    "review_begun": Told(
        kind=MessageKind.DECISIONS,
        to=(*_STATION, Action.INSPECT),
        words="安排了复核，原因写在评定页面上",
        when=("kind", "recheck"),
    ),
    "visit_assigned": Told(
        kind=MessageKind.VISITS, to=(Action.INSPECT,), words="有一次验收分派给您", only="account"
    ),
    "visit_set_aside": Told(
        kind=MessageKind.VISITS, to=(Action.ORDER,), words="有一次验收要分派给另一位评审员"
    ),
    "review_submit": _review(Action.CHECK_REVIEW, "申报了星级，等初核"),
    "review_check": _review(Action.INSPECT, "初核通过，等现场验收"),
    "review_rectified": _review(Action.INSPECT, "整改完成，等复查"),
    "review_inspect": _review(Action.DECIDE, "验收完成，等公示"),
    "review_appeal": _review(Action.DECIDE, "提出了申诉"),
    "reported": _report("收到劳动者的反映"),
    "report_handed": _report("有一条反映转交处理"),
    "report_reopened": _report("反映的人说还没好，重新打开"),
    "supply_used_up": _report("有物资用完了"),
    "flagged": _report("多人反映未开放"),
    "money_proposed": _money(Action.PAY_APPROVE, "有一笔经费等批准"),
    "money_approved": _money(Action.PAY_PROPOSE, "有一笔经费已批准，等发放"),
    "money_rejected": _money(Action.PAY_PROPOSE, "有一笔经费被退回"),
    "money_correction_noted": _money(Action.PAY_APPROVE, "登记了经费更正，等确认"),
    "money_budgeted": _money(Action.PAY_APPROVE, "登记了经费预算，等确认"),
    "campaign_planned_for": Told(
        kind=MessageKind.SUPPLIES, to=(Action.ORGANISE,), words="有物资要发到驿站", keepers=True
    ),
    "account_made": _rights("新账号的权限等确认"),
    "grants_set": _rights("更改的权限等确认"),
    "account_reset": _rights("重设密码的账号，权限等确认"),
}
"""By action of the log. Words of people, their names and their reasons stay at the desk."""
PATHS: Mapping[str, str] = {
    "review": "/desk/reviews/{}",
    "report": "/desk/reports/{}",
    "payment": "/desk/money/{}",
    "station": "/desk/stations/{}",
    "pair": "/desk/pairs/{}",
    "campaign": "/desk/campaigns/{}",
    "network": "/desk/networks/{}",
    "budget": "/desk/money/budget",
    "account": "/desk/accounts/",
}
"""Where the subject of an entry is looked after."""
