"""Which things does a phrase speak of: days, dates, spans, closings, exceptions?"""

from dataclasses import dataclass
from enum import StrEnum, auto

Code = int | str | tuple[int, int]
"""A weekday 0–6, the name of a kind of day, or (which of the month, weekday)."""

Minutes = tuple[tuple[int, int], ...]


class What(StrEnum):
    DAYS = auto()
    SCOPE = auto()
    SPANS = auto()
    HALF_DAY = auto()
    CLOSED = auto()
    OPEN = auto()
    ALWAYS = auto()
    EXCEPT = auto()
    NOTICE = auto()
    POSTPONE = auto()
    EXTRA = auto()
    STAFFED = auto()
    ALONE = auto()
    REALLY = auto()
    COLON = auto()
    COMMA = auto()
    STRONG = auto()
    LEFT = auto()
    RIGHT = auto()
    WORDS = auto()
    INCLUDING = auto()
    EXTENDED = auto()
    START = auto()
    END = auto()
    DURATION = auto()


@dataclass(frozen=True, slots=True, kw_only=True)
class Scope:
    """A part of the year: dates, or seasons (bits) whose dates are not told."""

    dates: tuple[tuple[tuple[int, int, int], tuple[int, int, int]], ...] = ()
    seasons: int = 0
    first_missing: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One thing said. Which of the members count is told by `what`."""

    what: What
    codes: tuple[Code, ...] = ()
    scope: Scope = Scope()
    spans: Minutes = ()
    doubtful: Minutes = ()
    open_from: int | None = None
    """A start whose end is not told."""
    text: str = ""


class Lost(Exception):  # noqa: N818 - no error: the reader's way of saying "not understood"
    """The phrase says something about time that is not understood."""
