"""Kinds of messages, and one message as somebody reads it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum


class MessageKind(StrEnum):
    """What a message is about; everybody chooses by it."""

    DECISIONS = "decisions"
    REVIEWS = "reviews"
    REPORTS = "reports"
    MONEY = "money"
    SUPPLIES = "supplies"
    VISITS = "visits"
    RIGHTS = "rights"
    DIGEST = "digest"


MESSAGE_KIND_WORDS: Mapping[MessageKind, str] = {
    MessageKind.DECISIONS: "对驿站的星级决定",
    MessageKind.REVIEWS: "等着办的星级评定",
    MessageKind.REPORTS: "劳动者的反映",
    MessageKind.MONEY: "经费",
    MessageKind.SUPPLIES: "发给驿站的物资",
    MessageKind.VISITS: "验收和抽查的安排",
    MessageKind.RIGHTS: "等着确认的权限",
    MessageKind.DIGEST: "每周简报",
}
PRIVATE_KINDS = frozenset({MessageKind.VISITS, MessageKind.RIGHTS})
"""Never for a group chat: keepers may sit in it, who must not know of a visit."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """One entry of the log, as somebody is told of it. Nothing in it is private."""

    number: int
    at: datetime
    kind: MessageKind
    words: str
    station: str
    """The name of the station it is about; '' for none."""
    path: str
    """Where at the desk it is looked after; '' for nowhere."""
    appeal_until: date | None = None
    """The last day on which it may be appealed against, while it may."""
    new: bool = False

    @property
    def line(self) -> str:
        """In one line."""
        return f"{self.station}：{self.words}" if self.station else self.words
