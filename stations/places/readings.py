"""How is a character read? Its syllables without tones, all of them."""

from __future__ import annotations

import os
from collections.abc import Iterable
from functools import lru_cache

_MOST = 4
"""Rare readings of a character are names of another time."""


def readings(texts: Iterable[str]) -> dict[str, str]:
    """Each Chinese character of these texts with its readings, apart by blanks."""
    characters = sorted(set("".join(texts)))
    found = {character: _of(character) for character in characters if character > "\u2e7f"}
    return {character: syllables for character, syllables in found.items() if syllables}


@lru_cache(maxsize=30_000)
def _of(character: str) -> str:
    # Its table of phrases is 40 MB; with all readings of a character none is needed.
    os.environ.setdefault("PYPINYIN_NO_PHRASES", "1")
    # Imported by those who load lists: a web worker never needs it.
    from pypinyin import Style, pinyin

    (syllables,) = pinyin(character, style=Style.NORMAL, heteronym=True) or ([],)
    plain = dict.fromkeys(syllable.replace("ü", "v") for syllable in syllables)
    return " ".join(one for one in list(plain)[:_MOST] if one.isascii() and one.isalpha())
