"""What a phrase speaks of: days, dates, spans, closings, exceptions."""

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum, auto

from stations.hours.osm.expression import DAY, MONTH_DAYS
from stations.hours.phrases.minutes import Minutes
from stations.hours.phrases.reading_rule import Lost
from stations.hours.phrases.tokens.day_codes import Code

PERHAPS = "perhaps"
"""Marks an end that moves only on some days, not told which."""

LATER = "later"
"""Marks an end that is no earlier than the usual one."""

HALVES = {"am": (0, DAY // 2), "pm": (DAY // 2, DAY), "evening": (18 * 60, DAY)}
AT_NOON = ("午", "中午")
"""How words for a break begin: 午休, 中午休息."""

BOTH = "both"
"""Marks days that are a weekday and a holiday at once."""

PLAIN = "平日"
"""Working days; beside 节假日 perhaps all days that are no holidays."""


class ItemKind(StrEnum):
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
    SAME = auto()
    SOMETIMES = auto()
    SHIFTED = auto()
    ACTIVITY = auto()
    START = auto()
    END = auto()
    DURATION = auto()


@dataclass(frozen=True, slots=True, kw_only=True)
class YearScope:
    """A part of the year: dates, or seasons (bits) whose dates are not told."""

    dates: tuple[tuple[tuple[int, int, int], tuple[int, int, int]], ...] = ()
    seasons: int = 0
    first_missing: bool = False
    begun: bool = False
    """即日起至9月30日: it has begun, and when is not told."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PhraseItem:
    """One thing said. Which of the members count is told by `what`."""

    what: ItemKind
    codes: tuple[Code, ...] = ()
    scope: YearScope = YearScope()
    spans: Minutes = ()
    doubtful: Minutes = ()
    open_from: int | None = None
    """A start whose end is not told."""
    text: str = ""


EVER = (2099, 12, 31)
"""The end of a stretch whose end is not told."""

SHORT = 28
"""Days. A shorter stretch is an exception to the year, a longer one a part of it."""


def days_of(scope: YearScope) -> int:
    """Days that the dates of a scope cover; 0 for seasons."""
    total = 0
    for first, last in scope.dates:
        start = date(first[0] or 2024, first[1] or 1, first[2] or 1)
        end = date(last[0] or 2024, last[1], last[2] or MONTH_DAYS[last[1] - 1] - (last[1] == 2))
        if end < start:
            end = end.replace(year=end.year + 1, day=min(end.day, 28))
        total += (end - start + timedelta(days=1)).days
    return total


class TooLong(Lost):
    """The expression would be longer than one may be."""
