"""Reports, ratings and the states of a report."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from enum import IntEnum, StrEnum

from stations.errors import Invalid, Refused
from stations.media.model import is_name
from stations.registry import vocabulary

LONGEST_WORDS, LONGEST_REPLY = 300, 500


class ReportKind(StrEnum):
    """What a report is about, in the order of the page: the most wasted way comes first."""

    SHUT = "shut"
    HOURS_DIFFER = "hours_differ"
    WRONG_PLACE = "wrong_place"
    NO_DOOR = "no_door"
    BROKEN = "broken"
    SUPPLIES_OUT = "supplies_out"
    REFUSED = "refused"
    APP_NEEDED = "app_needed"
    NO_PARKING = "no_parking"
    DIRTY = "dirty"


KIND_WORDS: Mapping[ReportKind, str] = {
    ReportKind.SHUT: "到了但关门",
    ReportKind.HOURS_DIFFER: "开放时间不对",
    ReportKind.WRONG_PLACE: "位置不对",
    ReportKind.NO_DOOR: "找不到门",
    ReportKind.BROKEN: "设施已损坏",
    ReportKind.SUPPLIES_OUT: "水、纸等用完了",
    ReportKind.REFUSED: "不让进",
    ReportKind.APP_NEEDED: "要装软件才能进",
    ReportKind.NO_PARKING: "没地方停车",
    ReportKind.DIRTY: "不干净",
}


class ReportState(StrEnum):
    """How far a report has come."""

    NEW = "new"
    TAKEN = "taken"
    FIXED = "fixed"
    REFUSED = "refused"
    """Looked into, and found untrue."""
    UNABLE = "unable"
    """True, and nothing can be done about it now."""


STATE_WORDS: Mapping[ReportState, str] = {
    ReportState.NEW: "已收到，等人处理",
    ReportState.TAKEN: "有人在处理",
    ReportState.FIXED: "已解决",
    ReportState.REFUSED: "经核实不属实",
    ReportState.UNABLE: "暂不能解决",
}

OPEN = frozenset({ReportState.NEW, ReportState.TAKEN})
CLOSED = frozenset(ReportState) - OPEN
NEXT: Mapping[ReportState, frozenset[ReportState]] = {
    ReportState.NEW: CLOSED | {ReportState.TAKEN},
    ReportState.TAKEN: CLOSED,
    **dict.fromkeys(CLOSED, frozenset()),
}
"""A small matter is closed at once; an answer that was given stays."""


class Holder(StrEnum):
    """Who has a report now."""

    ANYBODY = ""
    """Nobody in particular: whoever answers for the station."""
    DISTRICT = "district"
    STREET = "street"
    KEEPER = "keeper"


HOLDER_WORDS: Mapping[Holder, str] = {
    Holder.ANYBODY: "还没有交给谁",
    Holder.DISTRICT: "区县",
    Holder.STREET: "街道",
    Holder.KEEPER: "站点",
}


TAGS: Mapping[str, str] = {
    "clean": "干净",
    "kind": "待人热情",
    "complete": "设施齐全",
    "easy": "好找",
    "quiet": "休息得好",
    "dirty": "不干净",
    "crowded": "太挤",
    "stuffy": "太热或太冷",
    "cold_staff": "态度差",
    "far": "不好找",
}
STAR_WORDS: Mapping[int, str] = {1: "很差", 2: "较差", 3: "一般", 4: "不错", 5: "很好"}


class Near(StrEnum):
    """Whether the phone found itself at the station; its position was not sent."""

    NEAR = "near"
    FAR = "far"
    UNKNOWN = "unknown"


NEAR_WORDS: Mapping[Near, str] = {
    Near.NEAR: "手机在站点旁边",
    Near.FAR: "手机不在站点旁边",
    Near.UNKNOWN: "未核对位置",
}


class Witness(IntEnum):
    """What somebody's word counts for, when enough people are to have found a door shut."""

    NONE = 0
    HALF = 1
    FULL = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Visitor:
    """Who speaks, as marks that cannot be turned back into a phone, an address or a person."""

    device: str
    network: str
    """The same for one phone or network at one station, another at every other station."""
    device_today: str
    network_today: str
    """The same at all stations, for one day."""
    device_here_today: str
    network_here_today: str
    """The same at one station, for one day: nothing that is counted there tells the way on."""
    device_since: datetime
    poster: bool = False
    """Whether the code on the station's poster was scanned."""
    near: Near = Near.UNKNOWN
    staff: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """What somebody reports."""

    kind: ReportKind
    words: str = ""
    amenity: str = ""
    """Which one is broken; empty where it was not told."""
    supply: str = ""
    """What is used up; empty where it was not told."""
    photo: str = ""
    """The name of a stored picture, shown only after a keeper lets it."""
    found_at: datetime | None = None
    """When it was found, where it was written down then and sent later."""

    def __post_init__(self) -> None:
        _check_words(self.words)
        if self.amenity and self.amenity not in vocabulary.amenities():
            raise Invalid("invalid.amenity", field="amenity")
        if self.supply and self.supply not in vocabulary.supplies():
            raise Invalid("invalid.supply", field="supply")
        if self.photo and not is_name(self.photo):
            raise ValueError("not the name of a picture")


@dataclass(frozen=True, slots=True, kw_only=True)
class Opinion:
    """A rating with its tags; the words are read by the keepers only."""

    stars: int
    tags: tuple[str, ...] = ()
    words: str = ""

    def __post_init__(self) -> None:
        if self.stars not in STAR_WORDS:
            raise Invalid("invalid.rating", field="stars")
        if not set(self.tags) <= set(TAGS):
            raise Invalid("invalid.report_tag_kind", field="tags")
        _check_words(self.words)


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """A report as a ticket: what was said, and what was done about it."""

    id: str
    station_id: str
    receipt: str
    """The hash of the token by which the reporter follows it."""
    said: Said
    near: Near = Near.UNKNOWN
    poster: bool = False
    staff: bool = False
    in_hours: bool = False
    """Whether the posted hours promised an open door at that moment."""
    witness: Witness = Witness.FULL
    device: str = ""
    network: str = ""
    at: datetime
    state: ReportState = ReportState.NEW
    holder: Holder = Holder.ANYBODY
    reply: str = ""
    """What everybody may read."""
    taken_at: datetime | None = None
    taken_by: str = ""
    closed_at: datetime | None = None
    closed_by: str = ""
    answered_at: datetime | None = None
    """When it was answered before the reporter said that nothing was put right."""
    reopened_at: datetime | None = None
    photo_shown: bool = False

    def __post_init__(self) -> None:
        if len(self.reply) > LONGEST_REPLY:
            raise Invalid("invalid.reply_length", field="reply", longest=LONGEST_REPLY)
        if self.state in CLOSED and not self.reply:
            raise Invalid("invalid.no_reply", field="reply")

    @property
    def is_open(self) -> bool:
        return self.state in OPEN

    @property
    def waits_since(self) -> datetime:
        """From when on somebody owes an answer."""
        return self.reopened_at or self.at

    def held_by(self, holder: Holder) -> Report:
        """The report in other hands."""
        return replace(self, holder=holder)

    def reopened(self, *, at: datetime) -> Report:
        """The report as the reporter opens it again: once, and only after an answer."""
        if self.is_open:
            raise Refused("moved", state=STATE_WORDS[self.state])
        if self.reopened_at:
            raise Refused("moved.reopened_once")
        return replace(
            self,
            state=ReportState.NEW,
            reply="",
            answered_at=self.closed_at,
            reopened_at=at,
            taken_at=None,
            taken_by="",
            closed_at=None,
            closed_by="",
        )

    def moved_to(self, state: ReportState, *, by: str, at: datetime, reply: str = "") -> Report:
        """The report one step on; `by` is the account's id, the reply is public.

        Refused for a step that the table does not know: somebody else has been there.
        """
        if state not in NEXT[self.state]:
            raise Refused("moved", state=STATE_WORDS[self.state])
        taken = (self.taken_at, self.taken_by) if self.taken_at else (at, by)
        closed = (at, by) if state in CLOSED else (None, "")
        return replace(
            self,
            state=state,
            reply=reply or self.reply,
            taken_at=taken[0],
            taken_by=taken[1],
            closed_at=closed[0],
            closed_by=closed[1],
        )


def _check_words(words: str) -> None:
    if len(words) > LONGEST_WORDS:
        raise Invalid("invalid.words_length", field="words", longest=LONGEST_WORDS)


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportQuery:
    """Which reports somebody asks for."""

    states: Collection[ReportState] = OPEN
    kind: ReportKind | None = None
    station_id: str = ""
    holder: Holder | None = None
    waits_before: datetime | None = None
    """Those that came, or came again, before this moment."""
