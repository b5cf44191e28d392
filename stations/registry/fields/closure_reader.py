"""Closures in a cell of a list; `closure_list` writes them."""

from __future__ import annotations

import re

from stations.errors import Invalid
from stations.registry import closure_list
from stations.registry.closure_list import LONGEST_REASON, UNKNOWN
from stations.registry.fields import dates
from stations.registry.model import Closure

MOST = 100
"""More of one station is no plan any more."""
TITLE = "暂停安排"

_DAY = r"[0-9]{4}[-/.][0-9]{1,2}[-/.][0-9]{1,2}"
_BREAK = re.compile(rf"\s*[；;]\s*(?={_DAY}|至|{UNKNOWN})")
_ONE = re.compile(
    rf"(?:{UNKNOWN}|(?P<since>{_DAY})?\s*(?:起|(?:至|到|[-~～—–]+)\s*(?P<until>{_DAY})))"
    r"\s*(?P<expected>[（(]预计[）)])?\s*(?P<reason>.*)"
)


def read(words: str) -> tuple[Closure, ...]:
    """The closures that a cell names; Invalid says how they are written."""
    found = [_one(part) for part in _BREAK.split(words.strip(" ；;"))]
    if len(found) > MOST:
        raise Invalid("bad_value.too_many_closures", field="closures", most=MOST)
    return closure_list.ordered(found)


def _one(words: str) -> Closure:
    match = _ONE.fullmatch(words)
    if match is None:
        raise Invalid("bad_value.closures", field="closures", words=words[:30])
    since, until = (dates.day(match[key]) if match[key] else None for key in ("since", "until"))
    said = closure_list.reason(match["reason"])
    if len(said) > LONGEST_REASON:
        raise Invalid("bad_value.closure_reason", field="closures", longest=LONGEST_REASON)
    return Closure(
        since=since or None, until=until or None, reason=said, expected=bool(match["expected"])
    )
