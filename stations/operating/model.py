"""One thing about an installation that is in order or not."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import IntEnum, StrEnum

from stations.remarks import Remark


class Urgency(IntEnum):
    """How much something wants to be done; the worst is the greatest."""

    FINE = 0
    NOTE = 1
    """Better done some day."""
    WARN = 2
    """To be done in the next days."""
    BAD = 3
    """To be done now: something is lost or does not work."""


class About(StrEnum):
    """What is looked at."""

    PROGRAM = "program"
    SCHEMA = "schema"
    DATABASE = "database"
    DATA = "data"
    MEMORY = "memory"
    BACKUP = "backup"
    DRILL = "drill"
    DISK = "disk"
    HOLIDAYS = "holidays"
    RULES = "rules"
    JOBS = "jobs"
    MESSAGES = "messages"
    GROUND = "ground"
    ROUTING = "routing"
    ADDRESS = "address"
    CLOCK = "clock"


ABOUT_WORDS: Mapping[About, str] = {
    About.PROGRAM: "程序",
    About.SCHEMA: "数据库结构",
    About.DATABASE: "数据库",
    About.DATA: "驿站资料",
    About.MEMORY: "内存里的资料",
    About.BACKUP: "备份",
    About.DRILL: "恢复演练",
    About.DISK: "磁盘",
    About.HOLIDAYS: "节假日表",
    About.RULES: "评定和补助的规则",
    About.JOBS: "大名单的处理",
    About.MESSAGES: "消息",
    About.GROUND: "底图",
    About.ROUTING: "路线",
    About.ADDRESS: "网址",
    About.CLOCK: "时钟",
}
LEVEL_WORDS: Mapping[Urgency, str] = {
    Urgency.FINE: "正常",
    Urgency.NOTE: "可以更好",
    Urgency.WARN: "要处理",
    Urgency.BAD: "马上处理",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Condition:
    """What was found, in words that say what to do, and in figures by which it is watched."""

    about: About
    level: Urgency
    said: Remark
    figures: Mapping[str, float] = field(default_factory=dict)


def worst(conditions: Sequence[Condition]) -> Urgency:
    """The worst of them."""
    return max((one.level for one in conditions), default=Urgency.FINE)
