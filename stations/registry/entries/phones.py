"""Telephone numbers in a cell: which are a desk's, and which are somebody's own."""

from __future__ import annotations

import re
import unicodedata

from stations.registry.entries.entry import MOBILE

_BREAKS = re.compile(r"\s*[;；,，、/|\n]+\s*|\s+(?:和|或|及)\s*")
_NEXT_NUMBER = re.compile(
    r"(?:(?<=\d{5})|(?<=[转-]\d{3})|(?<=[转-]\d{4}))\s+"
    r"(?=(?:\+?86[- ]?)?1[3-9]\d[- ]?\d{4}|\(?0\d{2,3}\)?[- ]?\d{7,8}(?!\d)|\d{7,8}(?!\d)"
    r"|400[- ]?\d{3}|[\u4e00-\u9fff]{2,8}\s*[:：]?\s*\(?[01]\d)"
)
"""A space before the beginning of another number."""


def parted(words: str) -> tuple[list[str], list[str]]:
    """The numbers that everybody may read, and those that are a person's."""
    plain = unicodedata.normalize("NFKC", words)
    items = [
        item.strip()
        for part in _BREAKS.split(plain)
        for item in _NEXT_NUMBER.split(part)
        if item.strip()
    ]
    public = [item for item in items if not MOBILE.search(item)]
    private = [item for item in items if MOBILE.search(item)]
    return _with_digits(public), private


def _with_digits(items: list[str]) -> list[str]:
    """The items that hold a number at all: 无 and 见备注 are none."""
    return [item for item in items if any(char.isdigit() for char in item)]
