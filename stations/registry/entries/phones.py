"""Telephone numbers in a cell: which are a desk's, which somebody's own, and which are none."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, field

from stations.errors import Invalid
from stations.registry.entries.entry import MOBILE

_BREAKS = re.compile(r"\s*[;；,，、/|\n]+\s*|\s+(?:和|或|及)\s*")
_NEXT_NUMBER = re.compile(
    r"(?:(?<=\d{5})|(?<=[转-]\d{3})|(?<=[转-]\d{4}))\s+"
    r"(?=(?:\+?86[- ]?)?1[3-9]\d[- ]?\d{4}|\(?0\d{2,3}\)?[- ]?\d{7,8}(?!\d)|\d{7,8}(?!\d)"
    r"|400[- ]?\d{3}|[\u4e00-\u9fff]{2,8}\s*[:：]?\s*\(?[01]\d)"
)
"""A space before the beginning of another number."""
_EXTENSION = re.compile(
    r"(?:转|分机(?:号)?|内线|ext\.?|x|#|\*)\s*[:：]?\s*\d{1,6}"
    r"|(?<=\d{7})\s*[-—－ ]\s*\d{1,5}(?!\d)",
    re.IGNORECASE,
)
_COUNTRY = re.compile(r"^(?:0086|86)(?=1[3-9]\d{9}$|[1-9]\d{9,10}$|0\d{10,11}$)")
_WHOLE = re.compile(
    r"0(?:10|2\d)\d{8}|0[3-9]\d{2}\d{7,8}|[2-9]\d{6,7}|[48]00\d{7}"
    r"|9[56]\d{3,6}|1(?:[12]\d{1,3}|00\d{2,3})"
)
"""With its area code, without it, paid by the called, and of a public service."""
_MOBILE_LIKE = re.compile(r"1[3-9]\d{8}(?:\d{2,3})?|1[3-9]\d{6,7}")
_MOBILE_DIGITS = 11
PHONE = "phone"
_LAST_DIGITS = 4
"""0531-80000011/12: the last digits of one more number."""


@dataclass(slots=True, kw_only=True)
class PhoneNumbers:
    """The numbers of a cell, as they are written."""

    public: list[str] = field(default_factory=list)
    private: list[str] = field(default_factory=list)
    """Those of a person."""
    wrong: dict[str, Invalid] = field(default_factory=dict)
    """What nobody can call → what is wrong with it."""


def parted(words: str) -> PhoneNumbers:
    """The numbers that everybody may read, those that are a person's, and slips."""
    found = PhoneNumbers()
    for item in _items(unicodedata.normalize("NFKC", words)):
        digits = sum(char.isdigit() for char in item)
        if MOBILE.search(item):
            found.private.append(item)
        elif not digits:
            continue  # 无 and 见备注 are no number.
        elif found.public and item.isdecimal() and digits <= _LAST_DIGITS and len(item) != 3:
            found.public[-1] += f"/{item}"
        elif slip := fault(item):
            found.wrong[item] = slip
        else:
            found.public.append(item)
    return found


def fault(item: str) -> Invalid | None:
    """What is wrong with one number."""
    digits = re.sub(r"\D", "", _EXTENSION.sub("", item))
    digits = _COUNTRY.sub("", digits)
    if _WHOLE.fullmatch(digits) or _WHOLE.fullmatch(f"0{digits}"):
        return None
    if not _MOBILE_LIKE.fullmatch(digits):
        return Invalid("bad_phone", field=PHONE, number=item)
    if len(digits) < _MOBILE_DIGITS:
        return Invalid("bad_phone.short", field=PHONE, number=item)
    return Invalid("bad_phone.long", field=PHONE, number=item)


def dialled(words: str) -> str:
    """The first number of a cell as a telephone dials it, a pause before its extension."""
    plain = unicodedata.normalize("NFKC", words)
    item = next((one for one in _items(plain) if any(map(str.isdigit, one))), "")
    found = _EXTENSION.search(item)
    extension = re.sub(r"\D", "", found[0]) if found else ""
    number = re.sub(r"[^\d+]", "", item[: found.start()] if found else item)
    return f"{number},{extension}" if extension else number


def _items(plain: str) -> list[str]:
    return [
        item.strip()
        for part in _BREAKS.split(plain)
        for item in _NEXT_NUMBER.split(part)
        if item.strip()
    ]
