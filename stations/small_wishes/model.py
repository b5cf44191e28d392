"""A small wish and its states; who wishes is no part of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum

from stations.errors import Invalid, Refused
from stations.registry.entries import personal_numbers
from stations.tables.text import clean

LONGEST_TITLE, LONGEST_DETAILS, LONGEST_GIVER, LONGEST_REASON = 60, 200, 60, 200


class SmallWishKind(StrEnum):
    THING = "thing"
    HELP = "help"


KIND_WORDS: Mapping[SmallWishKind, str] = {
    SmallWishKind.THING: "一样东西",
    SmallWishKind.HELP: "一个帮助",
}


class SmallWishState(StrEnum):
    """How far a wish has come."""

    NEW = "new"
    """Read by those who check it, and by nobody else."""
    PUBLISHED = "published"
    TAKEN = "taken"
    FULFILLED = "fulfilled"
    DECLINED = "declined"
    CANCELLED = "cancelled"


STATE_WORDS: Mapping[SmallWishState, str] = {
    SmallWishState.NEW: "待审核",
    SmallWishState.PUBLISHED: "等人认领",
    SmallWishState.TAKEN: "已有人认领",
    SmallWishState.FULFILLED: "已实现",
    SmallWishState.DECLINED: "没有公开",
    SmallWishState.CANCELLED: "已撤回",
}
_NEXT: Mapping[SmallWishState, frozenset[SmallWishState]] = {
    SmallWishState.PUBLISHED: frozenset({SmallWishState.NEW, SmallWishState.TAKEN}),
    SmallWishState.TAKEN: frozenset({SmallWishState.PUBLISHED}),
    SmallWishState.FULFILLED: frozenset({SmallWishState.TAKEN}),
    SmallWishState.DECLINED: frozenset({SmallWishState.NEW}),
    SmallWishState.CANCELLED: frozenset(
        {SmallWishState.NEW, SmallWishState.PUBLISHED, SmallWishState.TAKEN}
    ),
}
"""State → the states from which it may be reached; a giver may give a wish back."""
PUBLIC = frozenset({SmallWishState.PUBLISHED, SmallWishState.TAKEN, SmallWishState.FULFILLED})
ENDED = frozenset({SmallWishState.FULFILLED, SmallWishState.DECLINED, SmallWishState.CANCELLED})


@dataclass(frozen=True, slots=True, kw_only=True)
class SmallWish:
    """What somebody wishes for at a station; its words tell nobody."""

    id: str
    station_id: str
    area_code: str
    kind: SmallWishKind
    title: str
    details: str = ""
    state: SmallWishState = SmallWishState.NEW
    giver: str = ""
    """The organisation that fulfils it, as the clerk names it."""
    reason: str = ""
    asked_at: datetime
    published_at: datetime | None = None
    fulfilled_on: date | None = None
    ended_at: datetime | None = None
    demo: bool = False
    version: int = 1
    has_contact: bool = False

    @property
    def rule(self) -> str:
        """What its payment is for, in the ledger of money."""
        return f"small_wish:{self.id}"

    def moved(self, state: SmallWishState, *, at: datetime) -> SmallWish:
        """The wish one step on; Refused for a step that the table does not know."""
        if self.state not in _NEXT[state]:
            raise Refused("moved.small_wish", state=STATE_WORDS[self.state])
        return replace(
            self,
            state=state,
            published_at=self.published_at or (at if state is SmallWishState.PUBLISHED else None),
            ended_at=at if state in ENDED else None,
            version=self.version + 1,
        )


def told(text: str, *, field: str, longest: int) -> str:
    """Words that everybody will read, as they are kept; Invalid where they may not be."""
    words = clean(" ".join(text.split()), multiline=False).text
    if len(words) > longest:
        raise Invalid("invalid.words_length", field=field, longest=longest)
    if personal_numbers.found(words):
        raise Invalid("invalid.small_wish_personal", field=field)
    return words


def needed(text: str, *, lacking: Invalid, longest: int) -> str:
    """The same where it may not be empty: what is lacking is raised."""
    words = told(text, field=lacking.field, longest=longest)
    if not words:
        raise lacking
    return words


def title(text: str) -> str:
    """What is wished for; Invalid where nothing is."""
    lacking = Invalid("invalid.small_wish_title", field="title")
    return needed(text, lacking=lacking, longest=LONGEST_TITLE)
