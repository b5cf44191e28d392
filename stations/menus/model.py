"""Menus, their items and what became of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum

from stations.accounts.model import Scope
from stations.activities.model import kinds
from stations.errors import Invalid
from stations.registry.entries import personal_numbers
from stations.tables.text import clean

LONGEST_TITLE, LONGEST_WORDS, LONGEST_DETAILS, LONGEST_REASON = 60, 500, 200, 200
MOST_ITEMS, MOST_CHOICES = 60, 20
LONGEST = timedelta(days=60)
"""Shorter than phones are remembered: nobody has a second vote because the first was forgotten."""
FEWEST = 5
"""Of fewer people nothing is told."""
_PARTS = ("|", "｜", "\t")
_OTHER = "other"


class Offerer(StrEnum):
    """Whose menu it is."""

    STATION = "station"
    AREA = "area"
    NETWORK = "network"


class MenuPhase(StrEnum):
    """How far a menu has come."""

    COMING = "coming"
    OPEN = "open"
    OVER = "over"
    WITHDRAWN = "withdrawn"


PHASE_WORDS: Mapping[MenuPhase, str] = {
    MenuPhase.COMING: "还没开始",
    MenuPhase.OPEN: "正在点单",
    MenuPhase.OVER: "已结束",
    MenuPhase.WITHDRAWN: "已撤下",
}


class ItemOutcome(StrEnum):
    """What became of an item."""

    WAITING = ""
    ACTIVITY = "activity"
    UNABLE = "unable"


@dataclass(frozen=True, slots=True, kw_only=True)
class MenuItem:
    """A course or service that can be chosen; the number names it for good."""

    number: int
    title: str
    kind: str = _OTHER
    details: str = ""
    outcome: ItemOutcome = ItemOutcome.WAITING
    activity_id: str = ""
    reason: str = ""
    voters: int | None = None
    """As how many people those who chose it counted, when it was decided."""
    others: int | None = None
    """How many more phones chose it without the code of a poster."""

    @property
    def kind_words(self) -> str:
        return kinds().word(self.kind if self.kind in kinds() else _OTHER)


@dataclass(frozen=True, slots=True, kw_only=True)
class Menu:
    """What can be chosen from, where and until when."""

    id: str
    title: str
    words: str = ""
    offerer: Offerer
    station_id: str = ""
    network_id: str = ""
    area_code: str
    """Of the station, the district or the area that runs the network."""
    from_at: datetime
    until_at: datetime
    choices: int = 1
    """How many items one phone may choose."""
    withdrawn: str = ""
    """Why it was taken down."""
    demo: bool = False
    version: int = 1
    created_at: datetime
    items: tuple[MenuItem, ...] = field(default=())

    def __post_init__(self) -> None:
        if not 1 <= self.choices <= MOST_CHOICES:
            raise Invalid("invalid.menu_choices", field="choices", most=MOST_CHOICES)
        if self.from_at >= self.until_at:
            raise Invalid("invalid.menu_span", field="until")
        if self.until_at - self.from_at > LONGEST:
            raise Invalid("invalid.menu_too_long", field="until", days=LONGEST.days)

    def phase(self, at: datetime) -> MenuPhase:
        """How far it has come at a moment."""
        if self.withdrawn:
            return MenuPhase.WITHDRAWN
        if at < self.from_at:
            return MenuPhase.COMING
        return MenuPhase.OPEN if at < self.until_at else MenuPhase.OVER

    def item(self, number: int) -> MenuItem | None:
        """The item with this number."""
        return next((one for one in self.items if one.number == number), None)

    @property
    def scope(self) -> Scope:
        """Where it is in the table of rights."""
        return Scope(areas=(self.area_code,), station_id=self.station_id)


def public(text: str, *, field: str, longest: int, multiline: bool = False) -> str:
    """Words that everybody will read, as they are kept; Invalid where they may not be."""
    plain = text if multiline else " ".join(text.split())
    told = clean(plain, multiline=multiline).text
    if len(told) > longest:
        raise Invalid("invalid.words_length", field=field, longest=longest)
    if personal_numbers.found(told):
        raise Invalid("invalid.menu_personal", field=field)
    return told


def title(text: str, *, field: str = "title") -> str:
    """The name of a menu or of an item; Invalid where there is none."""
    told = public(text, field=field, longest=LONGEST_TITLE)
    if not told:
        raise Invalid("invalid.menu_title", field=field)
    return told


def kind_of(words: str) -> str:
    """The kind that a word or an id means; Invalid for any other."""
    told = " ".join(words.split())
    if not told:
        return _OTHER
    found = kinds().exact(told)
    if found is None:
        raise Invalid("invalid.menu_kind", field="items", kind=told[:20])
    return found


def items_of(text: str, *, after: Sequence[MenuItem] = ()) -> tuple[MenuItem, ...]:
    """Items written one a line, as name | kind | more; Invalid names the line."""
    lines = [(n, line) for n, line in enumerate(text.splitlines(), 1) if line.strip()]
    if len(lines) + len(after) > MOST_ITEMS:
        raise Invalid("invalid.menu_items", field="items", most=MOST_ITEMS)
    seen, found = {one.title for one in after}, list(after)
    for number, line in lines:
        try:
            item = _item(line, number=max((one.number for one in found), default=0) + 1)
        except Invalid as error:
            raise Invalid("invalid.menu_line", field="items", line=number, why=error) from None
        if item.title in seen:
            raise Invalid("invalid.menu_twice", field="items", line=number, title=item.title)
        seen.add(item.title)
        found.append(item)
    if not found:
        raise Invalid("invalid.menu_empty", field="items")
    return tuple(found)


def _item(line: str, *, number: int) -> MenuItem:
    for sign in _PARTS:
        line = line.replace(sign, "\n")
    name, kind, *more = [*line.split("\n"), ""]
    return MenuItem(
        number=number,
        title=title(name, field="items"),
        kind=kind_of(kind),
        details=public(" ".join(more), field="items", longest=LONGEST_DETAILS),
    )
