"""Whole numbers as people type them into a form."""

from __future__ import annotations

import re

_PLAIN = str.maketrans("０１２３４５６７８９，", "0123456789,")
_PARTED = re.compile(r"[0-9]{1,3}(?:,[0-9]{3})+")


def whole(words: str, *, digits: int = 6) -> int | None:
    """The number that was typed, of at most so many digits; None for anything else.

    A Chinese keyboard types wide digits, and some part thousands: １２００ and 1,200 are 1200.
    """
    plain = words.strip().translate(_PLAIN)
    if _PARTED.fullmatch(plain):
        plain = plain.replace(",", "")
    return int(plain) if plain.isascii() and plain.isdigit() and len(plain) <= digits else None
