"""States of a station and of what it offers, with their names."""

from __future__ import annotations

from enum import StrEnum


class AmenityState(StrEnum):
    AVAILABLE = "available"
    UNAVAILABLE = "unavailable"
    OUT_OF_ORDER = "out_of_order"
    UNKNOWN = "unknown"


class Phase(StrEnum):
    """Where a station stands in its life."""

    PLANNED = "planned"
    OPEN = "open"
    SUSPENDED = "suspended"
    RECTIFYING = "rectifying"
    CLOSED = "closed"


class Reason(StrEnum):
    """Why it is open, closed or neither."""

    HOURS = "hours"
    HOURS_UNKNOWN = "hours_unknown"
    HOLIDAY = "holiday"
    """Its hours name weekdays, the day is a statutory holiday, and nobody said what holds then."""
    PLANNED = "planned"
    SUSPENDED = "suspended"
    RECTIFYING = "rectifying"
    CLOSED = "closed"
    EXPECTED_END_PASSED = "expected_end_passed"
    """It was expected to open again by now, and nobody has confirmed that it did."""
    NOT_BEGUN = "not_begun"
    ENDED = "ended"
    REPORTED = "reported"
    """Several people found the door shut, and nobody has answered."""


class BuildMode(StrEnum):
    UNKNOWN = ""
    OWN = "own"
    JOINT = "joint"


class Precision(StrEnum):
    """How close to the door the coordinate is meant to be."""

    UNKNOWN = ""
    DOOR = "door"
    BUILDING = "building"
    STREET = "street"
    AREA = "area"


class Grade(StrEnum):
    UNKNOWN = ""
    NATIONAL = "national"
    PROVINCIAL = "provincial"
    MUNICIPAL = "municipal"


PHASE_WORDS = {
    Phase.PLANNED: "筹建中",
    Phase.OPEN: "开放",
    Phase.SUSPENDED: "暂停开放",
    Phase.RECTIFYING: "整改中",
    Phase.CLOSED: "已撤销",
}
AMENITY_STATE_WORDS = {
    AmenityState.AVAILABLE: "可用",
    AmenityState.UNAVAILABLE: "没有",
    AmenityState.OUT_OF_ORDER: "故障",
    AmenityState.UNKNOWN: "不清楚",
}
REACHABLE = "驿站关门时也能用"
PRECISION_WORDS = {
    Precision.UNKNOWN: "",
    Precision.DOOR: "门口",
    Precision.BUILDING: "楼宇",
    Precision.STREET: "道路",
    Precision.AREA: "片区",
}
BUILD_MODE_WORDS = {BuildMode.UNKNOWN: "", BuildMode.OWN: "自建", BuildMode.JOINT: "共建"}
GRADE_WORDS = {
    Grade.UNKNOWN: "",
    Grade.NATIONAL: "全国",
    Grade.PROVINCIAL: "省级",
    Grade.MUNICIPAL: "市级",
}
CHOSEN = tuple(phase for phase in Phase if phase is not Phase.SUSPENDED)
"""Phases that a person gives a station. A suspension is a closure of an open one; as a phase it
stands in old histories, in lists and in what programs read."""
PASSING = frozenset({Phase.SUSPENDED, Phase.RECTIFYING})
"""Phases that a station is in for a while, until somebody says that it is open again."""
LISTED = frozenset({Phase.OPEN, Phase.SUSPENDED, Phase.RECTIFYING})
"""Phases in which workers see the station."""
