"""What stands between a worker and the door: a storey, a code, a card, a face."""

from __future__ import annotations

import re
from functools import lru_cache

from stations.registry import vocabulary
from stations.registry.model import Station

_CLAUSES = re.compile(r"[，,。；;！!\n（）()]+")
_DENIAL = re.compile(r"[无没不免未非]")
_STOREY = re.compile(
    r"(?:负|地下)[一二三四1-4](?:层|楼)|(?<![A-Za-z])[Bb][1-4](?![\dA-Za-z口座区栋出])(?:层|楼)?"
    r"|(?<![\d十百第号-])(?:[二三四五六七八九]|十[一二三四五六七八九]?|[2-9]|[1-3]\d)(?:层|楼)"
    r"(?![楼高宿小房洋以])"
)
"""上二楼左转, 负一层, B1; the ground floor is no obstacle, and 二层小楼 is a building."""


def between(station: Station) -> str:
    """In a few words, 二楼 · 需会员码; empty where nothing is known to stand there.

    The storey is that of the notes, where the record has none of its own.
    """
    door, note = station.place.door, station.entry_note
    storey = "" if station.place.floor else _storey(door) or _storey(note)
    return " · ".join(filter(None, (storey, _needs(station.entry or _mentioned(note)))))


@lru_cache(maxsize=4_096)
def _storey(note: str) -> str:
    """The storey that a note names; of two none. Many stations share a note."""
    found = [match[0] for match in _STOREY.finditer(note)]
    return found[-1] if len(set(found)) == 1 else ""


@lru_cache(maxsize=4_096)
def _mentioned(note: str) -> tuple[str, ...]:
    """The ways in that a note tells, where the record names none."""
    clauses = (clause for clause in _CLAUSES.split(note) if not _DENIAL.search(clause))
    ways = map(vocabulary.entry_methods().mentioned, clauses)
    return tuple(dict.fromkeys(way for way in ways if way))


@lru_cache(maxsize=1_024)
def _needs(entry: tuple[str, ...]) -> str:
    """What every way in asks for; what only some of them do may be asked for."""
    asked = [vocabulary.entry_methods()[way].needs for way in entry]
    needed = "或".join(filter(None, asked))
    if not needed:
        return ""
    return f"需{needed}" if all(asked) else f"可能需{needed}"
