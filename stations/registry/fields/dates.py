"""Days and moments as cells of a list and columns of a table hold them."""

from __future__ import annotations

import re
import unicodedata
from datetime import date, datetime
from functools import lru_cache

from stations.errors import Invalid

_DAY = re.compile(
    r"([0-9]{4}) ?[-/.年] ?([0-9]{1,2}) ?[-/.月] ?([0-9]{1,2}) ?[日号]?(?:[ T]0?0:00(?::00)?)?"
    r"|([0-9]{4})([0-9]{2})([0-9]{2})"
)
_MONTH = re.compile(r"[0-9]{4} ?[-/.年] ?(?:[0-9]{1,2} ?月?份?|)|[0-9]{4}")


@lru_cache(maxsize=4_000)
def day(words: str) -> date:
    """A day with a year of four digits, as people and spreadsheets write it."""
    plain = unicodedata.normalize("NFKC", words).strip()
    match = _DAY.fullmatch(plain)
    if _MONTH.fullmatch(plain):
        raise Invalid("bad_date.unfinished", field="date")
    try:
        if match is None:
            raise ValueError
        found = date(*[int(part) for part in match.groups() if part])
    except ValueError:
        raise Invalid("bad_date", field="date") from None
    if not 1949 <= found.year <= 2100:
        raise Invalid("bad_date.year", field="date")
    return found


def moment(words: str) -> datetime:
    """A moment with its offset, as our own export writes it."""
    try:
        at = datetime.fromisoformat(words)
        if at.tzinfo is None:
            raise ValueError
    except ValueError:
        raise Invalid("bad_date.moment", field="moment") from None
    return at
