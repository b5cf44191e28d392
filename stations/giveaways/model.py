"""Give-aways, what they give, and the moves of their ledger."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from stations.accounts.model import Scope


class GiveawayState(StrEnum):
    PREPARING = "preparing"
    OPEN = "open"
    CLOSED = "closed"


class StockStage(StrEnum):
    """Where things are; only what is ready may be given."""

    OUTSIDE = "outside"
    RECEIVED = "received"
    DISINFECTED = "disinfected"
    READY = "ready"
    GIVEN = "given"
    BROKEN = "broken"


class StockKind(StrEnum):
    IN = "in"
    DISINFECT = "disinfect"
    SORT = "sort"
    GIVE = "give"
    OUT = "out"
    COUNTER = "counter"


class DifferenceReason(StrEnum):
    """Why what was handed out without network could not be booked as it came."""

    STOCK = "stock"
    LIMIT = "limit"
    CLOSED = "closed"
    BLOCKED = "blocked"
    UNKNOWN = "unknown"


class DifferenceOutcome(StrEnum):
    OPEN = "open"
    BOOKED = "booked"
    DROPPED = "dropped"


class GiftCardState(StrEnum):
    LIVE = "live"
    BLOCKED = "blocked"


STATE_WORDS: Mapping[GiveawayState, str] = {
    GiveawayState.PREPARING: "筹备中",
    GiveawayState.OPEN: "发放中",
    GiveawayState.CLOSED: "已结束",
}
KIND_WORDS: Mapping[StockKind, str] = {
    StockKind.IN: "收进",
    StockKind.DISINFECT: "消毒",
    StockKind.SORT: "分拣",
    StockKind.GIVE: "发放",
    StockKind.OUT: "剔除",
    StockKind.COUNTER: "冲正",
}
STAGE_WORDS: Mapping[StockStage, str] = {
    StockStage.OUTSIDE: "站外",
    StockStage.RECEIVED: "刚收到",
    StockStage.DISINFECTED: "已消毒",
    StockStage.READY: "可发放",
    StockStage.GIVEN: "已发放",
    StockStage.BROKEN: "已剔除",
}
REASON_WORDS: Mapping[DifferenceReason, str] = {
    DifferenceReason.STOCK: "库存不够",
    DifferenceReason.LIMIT: "超过每人上限",
    DifferenceReason.CLOSED: "发放已经结束",
    DifferenceReason.BLOCKED: "领赠卡已挂失",
    DifferenceReason.UNKNOWN: "没有这张领赠卡",
}
OUTCOME_WORDS: Mapping[DifferenceOutcome, str] = {
    DifferenceOutcome.OPEN: "待定",
    DifferenceOutcome.BOOKED: "已照实记账",
    DifferenceOutcome.DROPPED: "不记账",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class GiftCategory:
    """One kind of thing that a give-away gives."""

    code: str
    word: str
    unit: str
    per_person: int | None = None
    """How many one card may take; None: as many as there are."""
    disinfect: bool = False
    """Whether only what was disinfected may be given."""

    @property
    def sorted_from(self) -> StockStage:
        """Where things are that only have to be sorted."""
        return StockStage.DISINFECTED if self.disinfect else StockStage.RECEIVED

    def arrives(self, *, disinfected: bool, sorted_: bool) -> StockStage:
        """Where things are put that come in so. What was sorted before it is clean waits."""
        if self.disinfect and not disinfected:
            return StockStage.RECEIVED
        return StockStage.READY if sorted_ else self.sorted_from


@dataclass(frozen=True, slots=True, kw_only=True)
class Stock:
    """What there is of a category, as the last row of the ledger says."""

    received: int = 0
    disinfected: int = 0
    ready: int = 0
    given: int = 0
    broken: int = 0
    seq: int = 0
    """Of that row; 0 before the first."""

    @property
    def left(self) -> int:
        return self.received + self.disinfected + self.ready

    @property
    def came(self) -> int:
        return self.left + self.given + self.broken

    def at(self, stage: StockStage) -> int:
        """How many are at a stage of this house."""
        return int(getattr(self, stage.value))


@dataclass(frozen=True, slots=True, kw_only=True)
class Giveaway:
    """Something given away at a station, or at a place of an area, in a season."""

    id: str
    station_id: str = ""
    place_name: str = ""
    area_code: str
    season: str
    title: str
    details: str = ""
    activity_id: str = ""
    """The activity whose sessions are its time slots; '' for none."""
    needs_card: bool = True
    shows_counts: bool = False
    """Whether everybody may read how many there are left."""
    state: GiveawayState = GiveawayState.PREPARING
    closed_at: datetime | None = None
    demo: bool = False
    version: int = 1
    categories: tuple[GiftCategory, ...] = ()

    def scope(self) -> Scope:
        """Where a give-away without a station is."""
        return Scope(areas=(self.area_code,))

    def category(self, code: str) -> GiftCategory | None:
        return next((one for one in self.categories if one.code == code), None)


@dataclass(frozen=True, slots=True, kw_only=True)
class GiftCard:
    """A card by which one person takes things; it says nothing about the person."""

    id: str
    giveaway_id: str
    number: int
    holder: str
    """The first card of the same person: what was taken is counted by it."""
    state: GiftCardState = GiftCardState.LIVE
    made_at: datetime
    blocked_at: datetime | None = None

    @property
    def shown(self) -> str:
        """The number as it is printed, with its check digit."""
        return numbered(self.number)


@dataclass(frozen=True, slots=True, kw_only=True)
class StockMove:
    """One row of the ledger, before it is written."""

    category: str
    kind: StockKind
    amount: int
    source: StockStage
    target: StockStage
    giver: str = ""
    handout: str = ""
    corrects: int | None = None
    form: str = ""
    """Key of the form that brought it: what is sent again is booked once."""
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class StockEntry:
    """One row of the ledger as it stands."""

    giveaway_id: str
    seq: int
    move: StockMove
    after: Stock
    giver_name: str = ""
    corrected: bool = False
    """Whether a later row takes it back."""
    at: datetime
    shown: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Handout:
    """Things handed to one person at once; `counts` by category."""

    key: str
    """Made on the phone: the same one is booked once."""
    giveaway_id: str
    card_id: str = ""
    said: str = ""
    """The number that was typed where there is no such card."""
    session_id: str = ""
    given_at: datetime
    """When the things changed hands; before `at` of the act where there was no network."""
    counts: Mapping[str, int] = field(default_factory=dict)
    over_reason: str = ""
    """Why somebody is served in a slot that is full; '' where nobody said so."""


@dataclass(frozen=True, slots=True, kw_only=True)
class HandoutDifference:
    """What was handed out and is not booked before a person decides."""

    handout: str
    giveaway_id: str
    category: str
    amount: int
    reason: DifferenceReason
    outcome: DifferenceOutcome = DifferenceOutcome.OPEN
    words: str = ""
    decided_at: datetime | None = None
    shown: str = ""
    given_at: datetime | None = None
    card: str = ""
    """The number of the card as printed, or what was typed."""


def numbered(number: int) -> str:
    """A number as cards print it: its digits and a check digit, so that a slip of one is seen."""
    return f"{number:04d}-{_check_digit(number)}"


def number_of(typed: str) -> int | None:
    """The number that somebody typed, with or without its dash; None where it cannot be right."""
    digits = "".join(typed.split()).replace("-", "").replace("－", "")
    if not (digits.isascii() and digits.isdigit() and 2 <= len(digits) <= 6):
        return None
    number, check = int(digits[:-1]), int(digits[-1])
    return number if number and _check_digit(number) == check else None


def _check_digit(number: int) -> int:
    """Luhn: one wrong digit, and nearly every two that are swapped, give another one."""
    total = 0
    for place, digit in enumerate(reversed(str(number))):
        doubled = int(digit) * (2 if place % 2 == 0 else 1)
        total += doubled - 9 if doubled > 9 else doubled
    return -total % 10
