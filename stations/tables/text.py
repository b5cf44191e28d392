"""Texts that may be kept, and texts that are not what they look like."""

import re
import unicodedata
from typing import Final, NamedTuple

from stations.errors import Invalid
from stations.tables.model import excerpt

NUMBER: Final = re.compile(r"[+-]?[0-9]{1,3}(\.[0-9]{1,40})?")

# Printable ASCII, Chinese characters and Chinese punctuation: NFC already, visible, harmless.
_UNUSUAL: Final = re.compile(
    "[^\x20-\x7e\u4e00-\u9fff\u3001-\u3011\u2014\u2018-\u201d\uff01-\uff5e]"
)
_DROPPED: Final = re.compile("[\u200b\u2060\u00ad\ufeff]")
_PLANE_ENDS: Final = "".join(
    f"{chr(plane * 0x10000 + 0xFFFE)}{chr(plane * 0x10000 + 0xFFFF)}" for plane in range(17)
)
_FORBIDDEN: Final = re.compile(
    "[\x00-\x09\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ud800-\udfff"
    f"\ue000-\uf8ff\ufdd0-\ufdef\U000e0000-\U000e007f\U000f0000-\U0010ffff{_PLANE_ENDS}]"
)
_LINE_ENDS: Final = re.compile("[\\t\n\r\x0b\x0c\x85\u2028\u2029]+")
_MARKS_IN_A_RUN: Final = 3
# Letters and symbols that are drawn as nothing: Hangul fillers and the empty Braille pattern.
_BLANK: Final = frozenset("\u115f\u1160\u3164\uffa0\u2800")
_LOOK_ALIKE: Final = re.compile(
    # CJK radicals, compatibility ideographs and mathematical letters copy other characters.
    "[\u2e80-\u2fdf\uf900-\ufaff\U0002f800-\U0002fa1f\U0001d400-\U0001d7ff]"
)
_LATIN: Final = re.compile("[A-Za-z\u00c0-\u024f\u1e00-\u1eff\uff21-\uff3a\uff41-\uff5a]")
_FOREIGN: Final = re.compile(
    # Greek, Cyrillic, Armenian, Cherokee, Lisu: letters that can pass for Latin ones.
    "[\u0370-\u03ff\u1f00-\u1fff\u0400-\u052f\u2de0-\u2dff\u0530-\u058f\u13a0-\u13ff\ua4d0-\ua4ff]"
)
_HAN: Final = re.compile("[\u3400-\u9fff\U00020000-\U0003ffff]")


class Cleaned(NamedTuple):
    """Text that may be kept, and whether invisible characters were taken out of it."""

    text: str
    dropped: bool


def is_plain(text: str) -> bool:
    """Whether all characters are such that nothing has to be cleaned but outer spaces."""
    return _UNUSUAL.search(text) is None


def clean(text: str, *, multiline: bool) -> Cleaned:
    """`text` as it may be stored: NFC, without invisible characters and without outer spaces.

    U+200B, U+2060, U+00AD and U+FEFF are dropped. Other control, bidirectional, private-use and
    tag characters, noncharacters, surrogates and more than three combining marks in a run raise
    Invalid 'control_char'; a line feed is allowed when `multiline`, and CR LF counts as one. Text
    that would be drawn as nothing comes back empty.
    """
    if is_plain(text):
        # Nearly every cell takes this path: the tuple is made without the class's own __new__.
        return tuple.__new__(Cleaned, (text.strip(), False))
    if multiline:
        text = text.replace("\r\n", "\n")
    if _FORBIDDEN.search(text) or ("\n" in text and not multiline):
        raise _control_char(text)
    bare = _DROPPED.sub("", text)
    made = unicodedata.normalize("NFC", bare).strip()
    categories = [unicodedata.category(char) for char in made]
    if _longest_run_of_marks(categories) > _MARKS_IN_A_RUN:
        raise _control_char(text)
    visible = any(
        category[0] not in "ZCM" and char not in _BLANK
        for char, category in zip(made, categories, strict=True)
    )
    return Cleaned(made if visible else "", bare != text)


def one_line(text: str) -> str:
    """Text typed or pasted where one line is wanted: where its lines ended there is a space."""
    return " ".join(filter(None, map(str.strip, _LINE_ENDS.split(text))))


def number(text: str) -> float:
    """The number that `text` writes in ASCII digits, at most three before the point.

    Raises Invalid 'bad_number' for every other spelling: exponents, NaN, separators, full-width
    digits. -0 is 0.
    """
    if NUMBER.fullmatch(text) is None:
        raise Invalid("bad_number.text", text=excerpt(text))
    return float(text) + 0.0


def confusable(name: str) -> bool:
    """Whether a name uses characters that pass for others.

    True for CJK radicals and compatibility forms, and for letters of Greek, Cyrillic and the like
    beside Latin or Chinese ones. Traditional characters are ordinary writing and not reported.
    """
    if is_plain(name):
        return False
    if _LOOK_ALIKE.search(name):
        return True
    beside = _LATIN.search(name) or _HAN.search(name)
    return beside is not None and _FOREIGN.search(name) is not None


def _longest_run_of_marks(categories: list[str]) -> int:
    longest = run = 0
    for category in categories:
        run = run + 1 if category[0] == "M" else 0
        longest = max(longest, run)
    return longest


def _control_char(text: str) -> Invalid:
    return Invalid("control_char.cell", text=excerpt(text))
