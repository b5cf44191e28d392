"""A second evaluator for expressions that ours does not read."""

from datetime import date, datetime, time, timedelta
from functools import lru_cache

from opening_hours import OpeningHours

from stations.errors import Invalid
from stations.hours.osm.expression import DAY, HoursState
from stations.hours.osm.timeline import Piece

# Sun times depend on the place, holidays on a table that this evaluator does not have for
# China. An answer would be a guess, so there is none.
DEPENDS = ("PH", "SH", "sunrise", "sunset", "dawn", "dusk")

STATES = {"open": HoursState.OPEN, "closed": HoursState.CLOSED, "unknown": HoursState.UNKNOWN}


def check(osm: str) -> None:
    """Raise Invalid (`hours_not_parsed`) when this evaluator cannot read `osm` either."""
    _read(osm)


def day(osm: str, on: date) -> tuple[Piece, ...]:
    """The 24 hours of a day in minutes, without gaps; all UNKNOWN where it cannot be told.

    Only bounded intervals are asked for: the search for the next change can take seconds.
    """
    if any(word in osm for word in DEPENDS):
        return ((0, DAY, HoursState.UNKNOWN),)
    begin = datetime.combine(on, time())
    pieces: list[Piece] = []
    for start, end, state, _ in _read(osm).intervals(begin, begin + timedelta(days=1)):
        first = int((start - begin).total_seconds() // 60)
        last = DAY if end is None else int((end - begin).total_seconds() // 60)
        found = STATES[str(state)]
        if pieces and pieces[-1][2] is found:
            first = pieces.pop()[0]
        pieces.append((max(0, first), min(DAY, last), found))
    return tuple(pieces)


@lru_cache(maxsize=1024)
def _read(osm: str) -> OpeningHours:
    try:
        return OpeningHours(osm, auto_country=False, auto_timezone=False, max_interval_days=400)
    except Exception as error:
        # The parser is foreign code with error types of its own; whatever it says, the
        # expression is not one that anybody can ask.
        raise Invalid("hours_not_parsed", field="hours") from error
