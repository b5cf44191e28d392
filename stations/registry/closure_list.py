"""The closures of a station in order, and in the words that lists and the history hold.

A cell holds all of them, as `2027-02-15至2027-02-22 春节放假；2026-12-01至2026-12-31（预计） 装修`.
`fields.closure_reader` reads them back.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import date

from stations.registry.model import Closure

LONGEST_REASON = 200
UNKNOWN = "起止不详"


def ordered(closures: Iterable[Closure]) -> tuple[Closure, ...]:
    """By first day, then by last day; the same one once."""
    return tuple(sorted(set(closures), key=_place))


def _place(closure: Closure) -> tuple[date, date, str, bool]:
    since, until = closure.since or date.min, closure.until or date.max
    return since, until, closure.reason, closure.expected


def reason(words: str) -> str:
    """A reason as one closure of several can have it: without what stands between closures."""
    return re.sub(r"\s*[；;\s]\s*", lambda m: "，" if m[0].strip() else " ", words.strip())


def text(closures: Iterable[Closure]) -> str:
    """All of them, as a cell of a list and the history hold them."""
    return "；".join(map(one_text, closures))


def one_text(closure: Closure) -> str:
    """One of them; also what tells it from the others of its station."""
    expected = "（预计）" if closure.expected else ""
    return f"{days(closure)}{expected} {closure.reason}".strip()


def days(closure: Closure) -> str:
    """Its first and last day in words."""
    if closure.until is None:
        return f"{closure.since}起" if closure.since else UNKNOWN
    return f"{closure.since or ''}至{closure.until}"
