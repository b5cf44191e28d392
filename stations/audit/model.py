"""Entries of the log: what was done, by whom, why, and their hashes.

Every entry of the log holds the hash of all before it: the SHA-256 of the previous hash and of
its own values as canonical JSON. With the last hash kept elsewhere it can be found out whether any
entry was altered, removed or put in between.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any

import orjson

from stations.moments import utc_text

COMMAND_LINE = "command line"
WORKER = "worker"
_REVIEW_WORDS = {
    "review_begun": "开始评定",
    "review_submit": "申报星级",
    "review_check": "初核通过",
    "review_inspect": "验收打分",
    "review_publish": "公示",
    "review_rerank": "重新排名，重新公示",
    "review_reopen": "异议成立，重新验收",
    "review_award": "命名授牌",
    "review_return": "退回申报",
    "review_refuse": "评定不予通过",
    "review_veto": "一票否决",
    "review_appeal": "申诉",
    "review_grant_appeal": "申诉成立",
    "review_reject_appeal": "申诉不成立",
    "review_order_rectifying": "限期整改",
    "review_extend": "延长评定期限",
    "review_rectified": "整改完成",
    "review_warn_strike_off": "告知拟撤销摘牌",
    "review_strike_off": "撤销摘牌",
    "review_end": "驿站已撤销，结束评定",
    "review_go_on": "评定转给合并后的驿站",
    "review_withdraw": "撤回申报",
}
ACTION_WORDS = {
    "account_made": "建账号",
    "account_opened": "重新启用账号",
    "account_reset": "重设密码",
    "rights_confirmed": "确认经费、决定或管理权限",
    "account_shut": "停用账号",
    "activity_cancelled": "取消活动",
    "activity_changed": "修改活动",
    "activity_discarded": "删除活动草稿",
    "activity_photo_hidden": "撤下活动照片",
    "activity_photo_shown": "放回活动照片",
    "activity_photos_added": "添加活动照片",
    "activity_planned": "登记活动",
    "activity_published": "发布活动",
    "activity_result_written": "记下活动结果",
    "activity_session_cancelled": "取消活动场次",
    "activity_session_changed": "更改活动场次",
    "activity_session_dropped": "删除活动草稿的场次",
    "activity_sessions_added": "添加活动场次",
    "amenity_broken": "报设施故障",
    "amenity_mended": "设施修好了",
    "answerable_erased": "清除责任人的姓名和电话",
    "answerable_set": "登记责任人",
    "arrivals_noted": "签到",
    "batch_undone": "整批撤销",
    "closure_changed": "更改暂停安排",
    "closure_cancelled": "取消暂停安排",
    "combined": "合并",
    "created": "新建",
    "edited": "修改",
    "exported": "导出",
    "contacts_exported": "导出通讯录",
    "finding_accepted": "按验收发现的改",
    "finding_refused": "不采纳验收的发现",
    "flagged": "多人反映未开放",
    "giveaway_changed": "更改物资发放",
    "giveaway_countered": "冲正物资台账",
    "giveaway_difference_decided": "定下发放的差额",
    "giveaway_giver_renamed": "改捐赠方的名称",
    "giveaway_handed_out": "发放物资",
    "giveaway_made": "建物资发放",
    "giveaway_moved": "物资消毒、分拣或剔除",
    "giveaway_state_set": "开始或结束物资发放",
    "giveaway_taken_in": "收进物资",
    "giveaways_exported": "导出物资台账",
    "gift_card_blocked": "挂失领赠卡",
    "gift_card_replaced": "补领赠卡",
    "gift_cards_made": "做领赠卡",
    "grants_set": "更改权限",
    "holiday_habit_set": "设定节假日怎么算",
    "holidays_taken_in": "更新节假日表",
    "hook_removed": "去掉群机器人或接口",
    "hook_set": "设群机器人或接口",
    "hook_tried": "试发一条消息",
    "imported": "导入",
    "import_undone": "撤销导入",
    "landmarks_loaded": "载入地名",
    "located": "按位置确定区县",
    "earlier_stars_listed": "登记原有星级",
    "earlier_stars_undone": "撤销登记的原有星级",
    "small_wish_asked": "收到微心愿",
    "small_wish_cancel": "撤销微心愿",
    "small_wish_contact_shown": "看微心愿的联系方式",
    "small_wish_decline": "不公开微心愿",
    "small_wish_fulfil": "实现微心愿",
    "small_wish_give_back": "退回认领的微心愿",
    "small_wish_publish": "公开微心愿",
    "small_wish_take_up": "认领微心愿",
    "small_wish_taken_back": "本人撤回微心愿",
    "menu_changed": "更改菜单",
    "menu_item_settled": "定下菜单一项的结果",
    "menu_offered": "发出菜单",
    "menu_wishes_sorted": "整理点单的愿望",
    "menu_withdrawn": "撤下菜单",
    "campaign_changed": "修改送清凉一类的行动",
    "campaign_countered": "冲正行动的发放",
    "campaign_planned_for": "给驿站定下行动的物资",
    "campaign_delivered": "记下行动的发放",
    "campaign_made": "建立送清凉一类的行动",
    "campaign_planned": "定行动的物资计划",
    "campaign_taken": "导出行动的汇总",
    "network_changed": "修改网络",
    "network_joined": "驿站加入网络",
    "network_left": "驿站退出网络",
    "network_list_changed": "修改网络的教师或场地",
    "network_made": "建立网络",
    "network_placed": "修改网络里的级别和上级站",
    "exchange_struck": "划掉结对交流",
    "exchange_written": "记下结对交流",
    "pair_begun": "结对共建",
    "pair_ended": "结束结对",
    "outage_noted": "登记故障、缺货或恢复",
    "password_changed": "换密码",
    "phone_bound": "让自己的手机保持登录",
    "phone_copied": "手机的登录凭证被人复制过，已退出",
    "phone_ended": "让手机退出登录",
    "photo_captioned": "写照片说明",
    "photo_hidden": "撤下照片",
    "photo_judged": "公开或收回照片",
    "photo_moved": "调整照片顺序",
    "photo_put_back": "放回照片",
    "photos_hung": "添加照片",
    "reported": "收到反映",
    "report_answered": "答复反映",
    "report_commented": "内部讨论反映",
    "report_handed": "转交反映",
    "report_interim": "告知处理进展",
    "report_reopened": "反映的人说还没好",
    "report_supplemented": "补充或更正答复",
    "report_taken": "接手反映",
    "reopened": "恢复开放",
    "cycle_cancelled": "取消一轮星级评定",
    "cycle_closed": "结束一轮星级评定",
    "cycle_extended": "延长申报截止",
    "cycle_opened": "开始一轮星级评定",
    "mail_chosen": "选收哪些邮件",
    "scheme_written": "写评定办法的草稿",
    "scheme_confirmed": "确认评定办法",
    "scheme_withdrawn": "撤掉评定办法的草稿",
    "money_approved": "批准经费",
    "money_budget_confirmed": "确认经费预算",
    "money_budgeted": "登记经费预算",
    "money_corrected": "更正已发经费",
    "money_correction_dropped": "撤下经费更正",
    "money_correction_noted": "登记经费更正",
    "money_exported": "导出经费名单",
    "money_paid": "记下经费已发放",
    "money_proposed": "提出发放经费",
    "money_rejected": "退回经费申请",
    "objected": "公示期内提出异议",
    "objection_answered": "答复异议",
    "quota_chosen": "同分时按名额选定",
    "review_photo_added": "添加评定照片",
    "review_photo_removed": "去掉评定照片",
    "review_points": "记下评定分数",
    "inspection_kept": "收下晚到的验收记录，不计分",
    **_REVIEW_WORDS,
    "recheck_dismissed": "不采纳复核提议",
    "recheck_taken": "采纳复核提议",
    "rechecks_proposed": "提议复核",
    "signup_cancelled": "取消一个报名",
    "signups_exported": "导出报名名单",
    "signups_erased": "应本人要求删除报名",
    "signups_forgotten": "清除到期的报名资料",
    "visit_assigned": "分派验收",
    "visit_set_aside": "收下验收记录，等另一位验收后再公开",
    "second_visit_drawn": "抽签：要不要另一位再验收一次",
    "door_checked": "骑手走访",
    "visits_drawn": "抽取暗访名单",
    "private_erased": "清除内部联系的旧内容",
    "reverted": "撤销修改",
    "second_factor_begun": "开通二次验证",
    "second_factor_ended": "关闭二次验证",
    "shut_door_decided": "核实关门的反映",
    "separated": "合并后又分开",
    "shut_for_hours": "临时关门几个小时",
    "signed_in": "登录",
    "unflagged": "答复后取消“未开放”标记",
    "starred": "授予星级",
    "supply_restocked": "物资补上了",
    "supply_used_up": "报缺物资",
    "suspended": "暂停开放",
    "upgraded": "按新的格式改写",
    "unstarred": "撤销星级",
    "unverified": "撤回核实",
    "verified": "核实",
}
"""What was done, as staff read it."""
BEGINNING = hashlib.sha256(b"stations log").hexdigest()
"""The hash before the first entry."""

_CHAINED = ("number", "at", "actor", "by", "action", "subject", "area", "reason", "body")
_ATTACHED = ("station_id", "version", "at", "by", "action", "reason", "changes", "digest")


@dataclass(frozen=True, slots=True, kw_only=True)
class Act:
    """What somebody does: `actor` is the id of an account, `by` what others read of it."""

    actor: str
    by: str
    action: str
    at: datetime
    reason: str = ""

    @property
    def moment(self) -> str:
        """When, as the tables hold it."""
        return _moment(self.at)


@lru_cache(maxsize=64)
def _moment(at: datetime) -> str:
    # Told of every row of a list that is imported in one act.
    return utc_text(at)


@dataclass(frozen=True, slots=True, kw_only=True)
class Head:
    """The end of the log: kept elsewhere, it proves what the log was up to here."""

    number: int
    hash: str


def following(previous: str, entry: Mapping[str, Any]) -> str:
    """The hash of an entry after the entry with hash `previous`."""
    values = orjson.dumps([previous, *(entry[name] for name in _CHAINED)])
    return hashlib.sha256(values).hexdigest()


def digest(history: Iterable[Mapping[str, Any]]) -> str:
    """What an entry says of the rows of history it stands for, whatever order they come in."""
    return digest_of(map(line, history))


def line(row: Mapping[str, Any]) -> bytes:
    """What of a row of history goes into the digest of its entry."""
    return orjson.dumps([row[name] for name in _ATTACHED])


def lines_of(history: Mapping[str, Sequence[Any]]) -> Iterator[bytes]:
    """The same of many rows, of their columns."""
    return map(orjson.dumps, zip(*(history[name] for name in _ATTACHED), strict=True))


def digest_of(lines: Iterable[bytes]) -> str:
    """The digest over lines."""
    whole = hashlib.sha256()
    for one in sorted(lines):
        whole.update(hashlib.sha256(one).digest())
    return whole.hexdigest()
