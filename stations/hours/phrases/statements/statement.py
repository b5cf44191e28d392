"""What a sentence states: days and their hours."""

from dataclasses import dataclass, replace
from enum import StrEnum, auto

from stations.hours.osm.expression import DAY
from stations.hours.phrases.items.item import ItemKind, YearScope
from stations.hours.phrases.minutes import Minutes, joined
from stations.hours.phrases.tokens.day_codes import Code


class Says(StrEnum):
    HOURS = auto()
    CLOSED = auto()
    OPEN = auto()  # open as on other days
    INCLUDED = auto()  # open where they fall on days that are, not known on days of rest
    UNKNOWN = auto()
    MINUS = auto()  # closed at these minutes
    POSTPONED = auto()  # the rest day moves


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """One statement. No codes: every day that nothing else is said of."""

    says: Says
    codes: tuple[Code, ...] = ()
    scope: YearScope | None = None
    spans: Minutes = ()
    doubtful: Minutes = ()
    open_from: int | None = None
    add: bool = False
    part: str = ""
    staff: ItemKind | None = None


def perhaps(statement: Statement, codes: tuple[Code, ...]) -> Statement:
    """The same hours on the days `codes`, none of them certain."""
    late = ((statement.open_from, DAY),) if statement.open_from is not None else ()
    maybe = joined((*statement.spans, *statement.doubtful, *late))
    return replace(statement, codes=codes, spans=(), doubtful=maybe, open_from=None)


LONG_AGO = 2000
"""A year before any that a phrase is asked about."""

BESIDES = (ItemKind.EXTRA, ItemKind.STAFFED, ItemKind.ALONE, ItemKind.REALLY, ItemKind.INCLUDING)
QUIET = (ItemKind.COMMA, ItemKind.COLON, ItemKind.STRONG, ItemKind.LEFT, ItemKind.RIGHT)
