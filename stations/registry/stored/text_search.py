"""Search by part of a name, street, pinyin or initials."""

from __future__ import annotations

import os
import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from stations.areas import codes
from stations.registry.fields import SEARCHED, columns
from stations.registry.model import Station

_MOST_TERMS = 6
_CHINESE = re.compile(r"[\u4e00-\u9fff]{2,12}")


def fold(text: str) -> str:
    """Text without differences of width and case."""
    return unicodedata.normalize("NFKC", text).casefold()


def terms(words: str) -> list[str]:
    """The words of a query, folded; pinyin may be written with or without spaces."""
    return fold(words).replace("'", "").split()[:_MOST_TERMS]


def folded(station: Station) -> str:
    """All that a search looks through: names first, and after an empty line where it is.

    Each part has its words, their pinyin and their initials on lines of their own.
    """
    return of_many([station])[0]


def of_many(stations: Sequence[Station]) -> list[str]:
    """The folded text of each of these stations."""
    texts = [columns.texts(field, stations) for field in SEARCHED]
    return [
        f"{_lines((station.name, *station.aliases))}\n\n{_lines((' '.join(filter(None, where)),))}"
        for station, where in zip(stations, zip(*texts, strict=True), strict=True)
    ]


def of_published(row: Mapping[str, Any]) -> str:
    """The same of a published row, as far as it tells."""
    told = (str(row.get(one.published.name) or "") for one in SEARCHED if one.published)
    where = (*told, codes.path(row["area"]))
    return f"{_lines((row['name'],))}\n\n{_lines((' '.join(filter(None, where)),))}"


def same(one: Station, other: Station) -> bool:
    """Whether a search looks through the same words of two states of a station."""
    if (one.name, one.aliases) != (other.name, other.aliases):
        return False
    return all(field.of(one) == field.of(other) for field in SEARCHED)


def of_names(text: str) -> str:
    """The part of a folded text that holds the names."""
    return text.partition("\n\n")[0]


def can_be_strewn(terms: Iterable[str]) -> bool:
    """Whether characters of these words may be looked for apart: letters are found everywhere."""
    return all(_CHINESE.fullmatch(term) for term in terms)


def strewn(text: str, term: str) -> bool:
    """Whether one name has all characters of a word in their order, whatever is between them."""
    return any(_in_order(line, term) for line in of_names(text).split("\n"))


def _in_order(line: str, term: str) -> bool:
    rest = iter(line)
    return all(character in rest for character in term)


def _lines(texts: Iterable[str]) -> str:
    lines = []
    for text in texts:
        syllables = list(map(_SYLLABLES.__getitem__, text))
        initials = map(_INITIALS.__getitem__, text)
        lines += [fold(text), "".join(syllables), "".join(initials)]
    return "\n".join(lines)


class _Syllables(dict[str, str]):
    """The pinyin of each character that was asked for so far."""

    def __missing__(self, character: str) -> str:
        self[character] = found = _syllable(character)
        return found


class _Initials(dict[str, str]):
    """Its first letter."""

    def __missing__(self, character: str) -> str:
        self[character] = found = _SYLLABLES[character][:1]
        return found


_SYLLABLES, _INITIALS = _Syllables(), _Initials()


def syllable(character: str) -> str:
    """The pinyin of a character, other characters as they are."""
    return _SYLLABLES[character]


def _syllable(character: str) -> str:
    # Character by character: 100 times quicker than phrases, and lists are long. A character
    # with several readings is found by its commonest one and by the characters themselves. So its
    # table of phrases, 40 MB that take longer to read than a list, can stay where it is.
    os.environ.setdefault("PYPINYIN_NO_PHRASES", "1")
    # Imported by those who write stations: a web worker never needs it.
    from pypinyin import lazy_pinyin

    return fold("".join(lazy_pinyin(character))).strip()
