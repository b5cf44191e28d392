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
        raise _unread(f"{TITLE}最多 {MOST} 段。")
    return closure_list.ordered(found)


def _one(words: str) -> Closure:
    match = _ONE.fullmatch(words)
    if match is None:
        raise _unread(f"没有读懂“{words[:30]}”。")
    since, until = (dates.day(match[key]) if match[key] else None for key in ("since", "until"))
    said = closure_list.reason(match["reason"])
    if len(said) > LONGEST_REASON:
        raise _unread(f"原因最多 {LONGEST_REASON} 个字。")
    return Closure(
        since=since or None, until=until or None, reason=said, expected=bool(match["expected"])
    )


def _unread(words: str) -> Invalid:
    return Invalid(
        f"{words}{TITLE}要写成“2027-02-15至2027-02-22 春节放假”，不知道哪天结束写“2027-02-15起”，"
        "几段之间用分号。",
        field=TITLE,
        code="bad_value",
    )
