"""Words by which SQLite's full-text search finds Chinese.

Its tokenizer `unicode61` takes a run of Chinese for one word, and `trigram` finds no word of two
characters, which most are. So the index gets the parts of each run as words of their own: those of
up to four characters, and all beginnings and ends; of names the same in pinyin and in initials.
Whoever asks needs no extension: 泉城, quancheng and qcgc are plain words.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import lru_cache

from stations.registry.stored import text_search

_RUN = re.compile(r"[^\W_]+")
_LONGEST_PART = 4
_LONGEST_RUN = 60


@lru_cache(maxsize=8192)
def of_text(text: str) -> str:
    """The words of a text."""
    return " ".join(dict.fromkeys(word for run in _runs(text) for word in _parts(run)))


def of_names(names: Iterable[str]) -> str:
    """The words of names, with their pinyin."""
    found: dict[str, None] = {}
    for run in (run for name in names for run in _runs(name)):
        spoken = [text_search.syllable(character) for character in run]
        found |= dict.fromkeys((*_parts(run), *_parts(spoken)))
        found |= dict.fromkeys(_parts([syllable[:1] for syllable in spoken]))
    return " ".join(found)


def _runs(text: str) -> list[str]:
    return [run[:_LONGEST_RUN] for run in _RUN.findall(text_search.fold(text))]


def _parts(run: Sequence[str]) -> Iterable[str]:
    """The parts of a run: short ones from every place, and its beginnings and ends."""
    count = len(run)
    for start in range(count):
        for end in range(start + 1, min(start + _LONGEST_PART, count) + 1):
            yield "".join(run[start:end])
    for cut in range(_LONGEST_PART, count + 1):
        yield "".join(run[:cut])
        yield "".join(run[count - cut :])
