"""How is a station found by words: a part of its name, a street, pinyin or initials?"""

from __future__ import annotations

import unicodedata
from functools import lru_cache

from stations.registry.model import Station

_MOST_TERMS = 6


def fold(text: str) -> str:
    """Text without differences of width and case."""
    return unicodedata.normalize("NFKC", text).casefold()


def terms(words: str) -> list[str]:
    """The words of a query, folded; pinyin may be written with or without spaces."""
    return fold(words).replace("'", "").split()[:_MOST_TERMS]


def folded(station: Station) -> str:
    """All that a search looks through, one line each: names, address, number, pinyin, initials."""
    names = (station.name, *station.aliases)
    lines = [fold(" ".join(names))]
    lines.append(fold(f"{station.place.address} {station.place.area_words} {station.number}"))
    for text in (*names, station.place.address):
        syllables = [_syllable(character) for character in text]
        lines.append("".join(syllables))
        lines.append("".join(syllable[:1] for syllable in syllables))
    return "\n".join(lines)


@lru_cache(maxsize=30_000)
def _syllable(character: str) -> str:
    # Imported by those who write stations: its tables are 20 MB that a web worker never reads.
    from pypinyin import lazy_pinyin

    # Character by character: 100 times quicker than phrases, and lists are long. A character
    # with several readings is found by its commonest one and by the characters themselves.
    return fold("".join(lazy_pinyin(character))).strip()
