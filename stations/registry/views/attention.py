"""Matters for which a station wants a person."""

from __future__ import annotations

from datetime import timedelta
from enum import StrEnum

STALE_AFTER = timedelta(days=90)
"""A record that was not verified for so long is doubted."""


class Matter(StrEnum):
    """Why a station wants a person, the most pressing first."""

    OPEN_REPORTS = "open_reports"
    REPORTED_SHUT = "reported_shut"
    UNCONFIRMED = "unconfirmed"
    NO_POINT = "no_point"
    SUSPICIOUS = "suspicious"
    HOURS_UNKNOWN = "hours_unknown"
    STALE = "stale"
    NEVER_VERIFIED = "never_verified"
    NOBODY = "nobody"


MATTER_WORDS = {
    Matter.OPEN_REPORTS: "有劳动者反映，还没答复",
    Matter.REPORTED_SHUT: "多人反映未开放",
    Matter.UNCONFIRMED: "原定恢复的日子过了，未确认恢复",
    Matter.NO_POINT: "没有坐标，地图上找不到",
    Matter.SUSPICIOUS: "位置可疑，请核对坐标",
    Matter.HOURS_UNKNOWN: "开放时间不知道",
    Matter.STALE: "太久没有核实",
    Matter.NEVER_VERIFIED: "从来没有核实过",
    Matter.NOBODY: "责任人没有登记全",
}
SHORT_WORDS = {
    Matter.OPEN_REPORTS: "待答复",
    Matter.REPORTED_SHUT: "多人反映未开放",
    Matter.UNCONFIRMED: "未确认恢复",
    Matter.NO_POINT: "没有坐标",
    Matter.SUSPICIOUS: "位置可疑",
    Matter.HOURS_UNKNOWN: "时间未知",
    Matter.STALE: "太久没核实",
    Matter.NEVER_VERIFIED: "没核实过",
    Matter.NOBODY: "缺责任人",
}

PRESSING = frozenset({Matter.OPEN_REPORTS, Matter.REPORTED_SHUT})
"""A worker stood before the door and waits for an answer."""
