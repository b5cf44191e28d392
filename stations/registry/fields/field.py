"""What one field of a station is: where it lies, and how each door shows and takes it."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from operator import attrgetter
from typing import Any, Generic, TypeVar

from stations.accounts.roles import Action
from stations.db.base import Value
from stations.registry.model import Station

T = TypeVar("T")
Choices = tuple[tuple[str, str], ...]
"""Value and word of every choice."""
Schema = dict[str, Any]
"""A type in the words of OpenAPI 3.1."""


OPTIONAL = frozenset({"place.point", "place.source", "star", "verified", "record"})
"""The parts that a station may be without."""


def _getter(at: str) -> Callable[[Station], Any]:
    """How the value at a path is got, the quick way: lists and tables ask for millions."""
    part, _, name = at.rpartition(".")
    if not at:
        return lambda station: None
    if part not in OPTIONAL:
        return attrgetter(at)
    part_of = attrgetter(part)

    def guarded(station: Station) -> Any:
        found = part_of(station)
        return None if found is None else getattr(found, name)

    return guarded


def _writer(of: Callable[[Station], Any], text: Callable[[Any], str]) -> Callable[[Station], str]:
    """How the text of a value is got."""
    if text is as_is and isinstance(of, attrgetter):
        return of

    def written(station: Station) -> str:
        value = of(station)
        return "" if value is None else text(value)

    return written


def as_is(value: Any) -> Any:
    return value


class CellKind(StrEnum):
    """What a cell of a workbook is."""

    TEXT = "text"
    NUMBER = "number"
    DAY = "day"


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Codec(Generic[T]):
    """How values of one type are written and read: in lists, in tables and for programs."""

    text: Callable[[Any], str]
    """A stored value as the text of a cell."""
    read: Callable[[str], T]
    """The value of a cell that is not empty; Invalid where it has none."""
    empty: T
    """What a cleared field is."""
    schema: Callable[[], Schema]
    json: Callable[[Any], Any] = as_is
    column: Callable[[Any], Value] = as_is
    """A stored value, or None where its part of the station is missing, as a value of SQL."""
    value: Callable[[Any], Any] = as_is
    """The stored value again."""
    words: Callable[[str], str] = str
    """The text of a cell in words for a person."""
    cell: Callable[[str], str] = str
    """The text of a cell as the files of our export have it, which read back the same."""
    kind: CellKind = CellKind.TEXT
    """What such a cell is in a workbook."""
    raw: bool = False
    """Read from the cell as it is: cleaning would make a hidden character legal."""
    multiline: bool = False
    breaks: str = " "
    """What a line break inside a cell stands for, where a text has one line."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Column:
    """A field's column in lists; exports have it unless the field is private."""

    others: tuple[str, ...] = ()
    """Further titles under which lists have it."""
    parts: tuple[str, ...] = ()
    """Parts of a title that hint at this column where nothing better does."""
    longest: int = 200
    operator_only: bool = False
    """It confers value or trust, so that an importing editor may not set it."""
    nested: bool = False
    """A list in GeoJSON is taken as it is."""
    hint: str = ""
    """What the list that is handed out says of it; empty: it is not asked for there."""
    choices: Callable[[str], tuple[str, ...]] | None = None
    """The words to choose from in the list for an area."""
    only: bool = False
    """The import refuses any other word."""


class FormGroup(StrEnum):
    """The groups of the form, from top to bottom."""

    NAME = "name"
    PLACE = "place"
    HOURS = "hours"
    AMENITIES = "amenities"
    PREMISES = "premises"
    STATE = "state"
    NOTE = "note"


class Control(StrEnum):
    """What one types or chooses a value with."""

    TEXT = "text"
    AREA = "area"
    DATE = "date"
    SELECT = "select"
    CHECKS = "checks"


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Input:
    """A field's place in the form, and who may change it there."""

    group: FormGroup
    place: int
    """Its place within the group."""
    right: Action = Action.EDIT
    title: str = ""
    """Where the title of the column would not do."""
    hint: str = ""
    unit: str = ""
    """The field it means something together with only; empty: itself."""
    control: Control = Control.TEXT
    rows: int | None = None
    """Lines shown of a field of several."""
    mode: str = ""
    """The keyboard of a phone."""
    below: str = ""
    """Where a helper in the browser shows what it found out."""
    required: bool = False
    choices: Callable[[], Choices] | None = None
    text: Callable[[Station], str] | None = None
    """Its text in the form where that is not the text of its cell."""
    words: Callable[[str], str] | None = None
    """Its text in words for a person, where those of the choices would not do."""
    phrase: str = "{}"
    """How it is said among the fields of its unit."""
    taken_over: tuple[str, ...] | None = ()
    """The parts of a station that two records made one can take from the other; empty: where the
    value lies; None: it stays with its record."""


class Publicity(StrEnum):
    """How much of what is published holds a field."""

    ROW = "row"
    DAY = "day"
    """In a row too, but worked out for the day on which it is asked."""
    WHOLE = "whole"


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Published:
    """A field as everybody may read it."""

    name: str
    reach: Publicity
    place: int
    """Its place within the answer."""
    means: str
    """What it says, in English, for those who write programs."""
    value: Callable[[Station], Any] | None = None
    schema: Callable[[], Schema] | None = None
    note: str = ""
    """How a row in a list says it, on pages and on the phone: `{} 个座位`; empty: it does not."""
    kept: bool = False
    """A phone holds it of every station of its city, for when the station's page can't be had."""


class News(StrEnum):
    """What a change means for a worker."""

    OPENED = "opened"
    CLOSED = "closed"
    SUSPENDED = "suspended"
    RECTIFYING = "rectifying"
    RESUMED = "resumed"
    ANNOUNCED = "announced"
    RESCHEDULED = "rescheduled"
    REPORTED_SHUT = "reported_shut"
    ANSWERED = "answered"
    HOURS = "hours"
    PLACE = "place"
    NAME = "name"
    ENTRY = "entry"
    AMENITIES = "amenities"
    PHONE = "phone"
    STAR = "star"
    VERIFIED = "verified"


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Field(Generic[T]):
    """One field of a station, declared once."""

    key: str
    title: str
    codec: Codec[T]
    at: str = ""
    """Where its value lies in a station: `premises.seats`. Empty: it is worked out."""
    sql: str = ""
    """Its column in the table of stations; empty: it has none, or a table of its own."""
    text_of: Callable[[Station], str] | None = None
    """The text of its cell where that is not the text of its value."""
    decided_by: str = ""
    """Where all lies that its text and what is published of it are made from, if not at `at`."""
    column: Column | None = None
    private: bool = False
    """Never published; its past values can be erased."""
    replaces: bool = True
    """A new value simply takes the place of the old one; else `merging` has its rule."""
    input: Input | None = None
    published: Published | None = None
    silent: bool = False
    """A change of it follows from another one, or says nothing to a person."""
    news: News | None = None
    """What a change of it means to workers; None: nothing that they are shown."""
    searched: int = 0
    """Its rank among what a search by words looks through beside the names; 0: not searched."""
    door: int = 0
    """Its rank among what leads to the door; 0: it does not."""
    osm: str = ""
    """The tag that holds its text in OpenStreetMap; empty: none, or one that is made of more."""
    of: Callable[[Station], Any] = dataclasses.field(init=False)
    """Its value, None where its part of the station is missing."""
    text: Callable[[Station], str] = dataclasses.field(init=False)
    """The text of its cell in lists and in history."""

    def __post_init__(self) -> None:
        of = _getter(self.at)
        object.__setattr__(self, "of", of)
        object.__setattr__(self, "text", self.text_of or _writer(of, self.codec.text))

    def cell(self, station: Station) -> str:
        """The text of its cell in the files of our export."""
        text = self.text(station)
        return self.codec.cell(text) if text else text

    def json(self, station: Station) -> Any:
        """Its value as everybody may read it."""
        own = self.published.value if self.published else None
        return own(station) if own else self.codec.json(self.of(station))

    @property
    def schema(self) -> Schema:
        """The type of what everybody may read."""
        own = self.published.schema if self.published else None
        return (own or self.codec.schema)()

    @property
    def in_list(self) -> Column:
        """Its column; only for a field that lists have."""
        if self.column is None:
            raise ValueError(f"lists have no column {self.key}")
        return self.column
