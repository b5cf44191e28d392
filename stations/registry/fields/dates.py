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
        raise Invalid(
            "日期只写到了年或月。请写到哪一天，例如 2026-11-20。", field="日期", code="bad_date"
        )
    try:
        if match is None:
            raise ValueError
        found = date(*[int(part) for part in match.groups() if part])
    except ValueError:
        raise Invalid("日期要写成 2026-11-20 这样。", field="日期", code="bad_date") from None
    if not 1949 <= found.year <= 2100:
        raise Invalid("日期的年份不对。", field="日期", code="bad_date")
    return found


def moment(words: str) -> datetime:
    """A moment with its offset, as our own export writes it."""
    try:
        at = datetime.fromisoformat(words)
        if at.tzinfo is None:
            raise ValueError
    except ValueError:
        raise Invalid(
            "时刻要写成 2026-11-20T04:00:00Z 这样。", field="时刻", code="bad_date"
        ) from None
    return at
