"""What registry and voices can say of a criterion."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum


class Signal(StrEnum):
    BASICS_WORKING = "basics_working"
    """How many of the basic amenities are there and working."""
    ON_MAP = "on_map"
    VERIFIED = "verified"
    """Whether the record was verified within 90 days."""
    HOURS_KEPT = "hours_kept"
    """How seldom it was reported shut within posted hours, for its visits."""
    SATISFACTION = "satisfaction"
    REPORTS_ANSWERED = "reports_answered"
    """How many reports were answered within their days."""
    ACTIVITIES = "activities"
    """How many sessions of activities took place and were written up."""
    ACTIVITY_PEOPLE = "activity_people"
    """How many people came to them."""
    SHUT_CONFIRMED = "shut_confirmed"
    """Reports of a shut door that a keeper or inspector confirmed, more than once."""


OF_CRITERIA: Mapping[str, str] = {
    Signal.BASICS_WORKING: "基本设施有几项能用",
    Signal.ON_MAP: "地图上的位置有多准",
    Signal.VERIFIED: "90 天内核实过信息",
    Signal.HOURS_KEPT: "公布的时间里门开着",
    Signal.SATISFACTION: "扫码评价",
    Signal.REPORTS_ANSWERED: "反映按时答复",
    Signal.ACTIVITIES: "办过并记了结果的活动场次",
    Signal.ACTIVITY_PEOPLE: "活动来了多少人次",
}
"""For which points are proposed."""
COUNTED = frozenset({Signal.ACTIVITIES, Signal.ACTIVITY_PEOPLE})
"""Those of which the scheme says how many are enough."""
OF_VETOES: Mapping[str, str] = {Signal.SHUT_CONFIRMED: "公布的时间里门关着，不止一次，并经核实"}
"""Of which a person is reminded."""
