"""Known words of phrases and their meaning."""

import csv
from collections.abc import Mapping
from enum import StrEnum, auto

from stations import shipped


class TokenKind(StrEnum):
    """What a token is."""

    TIME = auto()  # minutes from midnight
    NUMBER = auto()  # bare number, may become an hour
    DOTTED = auto()  # "8.30": a time or a date
    DAYS = auto()  # tuple of day codes
    DATE = auto()  # (year, month, day); 0 where not told
    YEAR_MONTH_GAP = auto()  # a month whose number is missing
    SEASON = auto()  # bits: 1 spring, 2 summer, 4 autumn, 8 winter; -1 all others
    NTH = auto()  # "第一个": the number, -1 for the last
    HALF = auto()  # am, pm, noon, night, dawn
    NEXT_DAY = auto()
    DASH = auto()
    AND = auto()
    COMMA = auto()
    STRONG = auto()
    SPACE = auto()
    LEFT = auto()
    RIGHT = auto()
    ALWAYS = auto()  # 24 小时
    CLOSED = auto()
    OPEN = auto()
    UNTIL = auto()  # last entry and the like: the time beside it is ignored
    TICKETS = auto()  # a span for tickets: ignored
    EXCEPT = auto()  # 除
    OUTSIDE = auto()  # 外
    EXCEPTED = auto()  # 除外
    POSTPONE = auto()
    NOTICE = auto()  # told separately
    SPECIAL = auto()  # standing reservation
    ACCESS = auto()
    EXTRA = auto()  # an addition, not a replacement
    STAFFED = auto()
    ALONE = auto()
    DURATION = auto()  # minutes
    AFTER = auto()
    BEFORE = auto()
    INCLUDING = auto()  # 含: what follows is no exception
    EXTENDED = auto()  # 延长至: the last hour moves
    REALLY = auto()  # what follows holds, whatever was said before
    CLEANING = auto()  # 消毒: the place is shut for it
    ACTIVITY = auto()  # 义诊: bears on no opening hour
    FILL = auto()
    UNKNOWN = auto()


FILE = shipped.folder("data") / "hours_words.csv"
"""One row for each meaning: kind, value, and the words for it, separated by "|"."""

MARKS: dict[TokenKind, tuple[str, ...]] = {
    TokenKind.DASH: ("至", "到", "~", "-", "to", "→", "直至", "直到"),
    TokenKind.AND: ("、", "及", "和", "与", "以及", "&", "and", "/", "+", "或", "暨"),
    TokenKind.COMMA: (",", ":", "|", "*"),
    TokenKind.STRONG: (";", "。", "\n", "!", "."),
    TokenKind.LEFT: ("(", "[", "【", "{", "〔", "<"),
    TokenKind.RIGHT: (")", "]", "】", "}", "〕", ">"),
}


def _value(kind: TokenKind, text: str) -> object:
    """The meaning of a row: day codes, a number, a name, or nothing to tell."""
    if kind is TokenKind.DAYS:
        return tuple(int(code) if code.isdigit() else code for code in text.split())
    if kind in (TokenKind.SEASON, TokenKind.DURATION):
        return int(text)
    return text or None


def _table() -> dict[TokenKind, dict[str, object]]:
    table: dict[TokenKind, dict[str, object]] = {
        kind: dict.fromkeys(words) for kind, words in MARKS.items()
    }
    with FILE.open(encoding="utf-8", newline="") as rows:
        for row in csv.DictReader(rows):
            kind = TokenKind(row["kind"])
            value = _value(kind, row["value"])
            table.setdefault(kind, {}).update(dict.fromkeys(row["words"].split("|"), value))
    return table


TABLE = _table()
UNBROKEN = frozenset(word for word, how in TABLE[TokenKind.OPEN].items() if how == "unbroken")
"""Not shut on days when others are: 不休, 照常."""

AS_USUAL = UNBROKEN | {word for word, how in TABLE[TokenKind.OPEN].items() if how == "usual"}
"""Open as on other days; 正常开放 may as well introduce hours of these days alone."""


def _longest_first() -> Mapping[str, tuple[tuple[str, TokenKind, object], ...]]:
    by_first: dict[str, list[tuple[str, TokenKind, object]]] = {}
    for kind, words in TABLE.items():
        for word, value in words.items():
            by_first.setdefault(word[0], []).append((word, kind, value))
    return {
        first: tuple(sorted(entries, key=lambda entry: -len(entry[0])))
        for first, entries in by_first.items()
    }


WORDS = _longest_first()
