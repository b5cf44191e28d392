"""An `opening_hours` expression as rules."""

from dataclasses import dataclass
from enum import StrEnum

from stations.errors import Invalid
from stations.hours.model import LONGEST

WEEKDAYS = {name: index for index, name in enumerate(("Mo", "Tu", "We", "Th", "Fr", "Sa", "Su"))}
MONTHS = {
    name: index + 1
    for index, name in enumerate(
        ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
    )
}
MONTH_DAYS = (31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
DAY = 24 * 60


class HoursState(StrEnum):
    OPEN = "open"
    CLOSED = "closed"
    UNKNOWN = "unknown"


class Join(StrEnum):
    """How a rule meets the ones before it on the same day."""

    REPLACE = ";"
    ADD = ","
    FALLBACK = "||"


class Beyond(Exception):  # noqa: N818 - no error, a fact: the expression uses what we do not read
    """The expression is none of the part of the language that is evaluated here."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DateRange:
    """Days of the year, both ends included; with years when both ends name one."""

    first: tuple[int, int]
    last: tuple[int, int]
    first_year: int = 0
    last_year: int = 0

    def __post_init__(self) -> None:
        for month, day in (self.first, self.last):
            if not 1 <= month <= 12 or not 1 <= day <= MONTH_DAYS[month - 1]:
                raise Invalid("hours_not_parsed.no_such_day", field="hours", month=month, day=day)
        if (self.first_year == 0) != (self.last_year == 0):
            raise Beyond
        if self.first_year and (self.first_year, self.first) > (self.last_year, self.last):
            raise Invalid("hours_not_parsed.backwards", field="hours")


@dataclass(frozen=True, slots=True, kw_only=True)
class HoursRule:
    """One rule: on which days, at which minutes, and what holds then.

    Empty tuples mean no restriction. `spans` are minutes from midnight, the end up to 48 h.
    `open_ended` are starts whose end is not told.
    """

    join: Join
    state: HoursState
    years: tuple[tuple[int, int, int], ...] = ()
    dates: tuple[DateRange, ...] = ()
    weeks: tuple[tuple[int, int, int], ...] = ()
    weekdays: frozenset[int] = frozenset()
    nth: tuple[tuple[int, int], ...] = ()
    holidays: frozenset[str] = frozenset()
    both: bool = False
    spans: tuple[tuple[int, int], ...] = ()
    open_ended: tuple[int, ...] = ()
    comment: str = ""


def tokenise(text: str) -> list[str]:
    """Numbers, words, quoted comments (with their opening quote) and single marks, in order."""
    if len(text) > LONGEST:
        raise Invalid("field_too_long", field="hours", longest=LONGEST)
    tokens: list[str] = []
    at = 0
    while at < len(text):
        char = text[at]
        end = at + 1
        if char == '"':
            end = text.find('"', at + 1) + 1
            if end == 0:
                raise Invalid("hours_not_parsed.quotes", field="hours")
            tokens.append(text[at : end - 1])
        elif char.isascii() and char.isdigit():
            while end < len(text) and text[end].isascii() and text[end].isdigit():
                end += 1
            tokens.append(text[at:end])
        elif char.isascii() and char.isalpha():
            while end < len(text) and text[end].isascii() and text[end].isalpha():
                end += 1
            tokens.append(text[at:end])
        elif text.startswith("||", at):
            end = at + 2
            tokens.append("||")
        elif char in "-,;:[]+/":
            tokens.append(char)
        elif char not in " \t\n\r":
            raise Beyond
        at = end
    return tokens
