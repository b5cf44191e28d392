"""The meaning of a phrase about hours, and its state at a moment."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

LONGEST = 255
"""Characters of a phrase or an expression; OpenStreetMap allows no more in a value."""

LOOK_AHEAD_DAYS = 400


class Understood(StrEnum):
    EXACT = "exact"
    PARTIAL = "partial"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """What was read from a phrase.

    `osm` is an OpenStreetMap `opening_hours` expression, empty when nothing is usable.
    `lost` says in plain Chinese what the expression does not hold, empty for an exact reading.
    `staffed_osm` says when somebody is there, empty when the phrase does not tell.
    """

    osm: str
    understood: Understood
    lost: str = ""
    staffed_osm: str = ""

    def __post_init__(self) -> None:
        if (self.understood is Understood.UNKNOWN) != (self.osm == ""):
            raise ValueError("an unknown reading has no expression, every other one has")


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """A stretch of one state: open True, closed False, not known None."""

    start: datetime
    end: datetime
    open: bool | None
    self_service: bool = False
    """Open, but nobody is there: one helps oneself."""
