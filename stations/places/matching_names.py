"""Which landmarks do these words mean? The same answer as static/js/finder/places.js.

Words are found as they are written, by pinyin, by initials and mixed; where nothing is found so,
one wrong, missing or additional character is forgiven. Both are held to tests/places/cases.toml.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import IntEnum

from stations.places.model import Landmark, LandmarkKind

_FORGIVING_FROM, _INSIDE_FROM = 3, 4
"""So many characters before one may be wrong, and before the rest of a name may stand around."""
_AND = re.compile("([路街道巷])[与和跟及&、/]")
_CROSSING = re.compile("(交叉路?口|十字路口)$")
_KINDS = list(LandmarkKind)


class Closeness(IntEnum):
    """How well words fit a name, the best first."""

    SAME = 0
    BEGINS = 1
    INSIDE = 2
    SOUNDS = 3
    SOUNDS_INSIDE = 4
    ONE_WRONG = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Match:
    """A landmark, and how well the words fit it."""

    landmark: Landmark
    closeness: Closeness


def folded(words: str) -> str:
    """Words without differences of width, case, space and the ways to say a crossing."""
    plain = "".join(unicodedata.normalize("NFKC", words).lower().split())
    return _CROSSING.sub("路口", _AND.sub(r"\1", plain))


def matches(
    words: str, landmarks: Sequence[Landmark], readings: Mapping[str, str], *, most: int
) -> list[Match]:
    """The landmarks that fit best, best first; none for a single letter."""
    wanted = folded(words)
    if len(wanted) < 2:
        return []
    found = list(_found(wanted, landmarks, readings))
    if not found and len(wanted) >= _FORGIVING_FROM and not wanted.isascii():
        found = [
            Match(landmark=one, closeness=Closeness.ONE_WRONG)
            for one in landmarks
            if any(_nearly(wanted, folded(name)) for name in one.names)
        ]
    return sorted(found, key=_order)[:most]


def _found(
    wanted: str, landmarks: Sequence[Landmark], readings: Mapping[str, str]
) -> Iterator[Match]:
    for one in landmarks:
        fits = [_closeness(wanted, folded(name), readings) for name in one.names]
        best = min((fit for fit in fits if fit is not None), default=None)
        if best is not None:
            yield Match(landmark=one, closeness=best)


def _order(match: Match) -> tuple[int, int, int, str]:
    one = match.landmark
    return match.closeness, _KINDS.index(one.kind), len(one.name), one.name


def _closeness(wanted: str, name: str, readings: Mapping[str, str]) -> Closeness | None:
    if name == wanted:
        return Closeness.SAME
    if name.startswith(wanted):
        return Closeness.BEGINS
    if wanted in name:
        return Closeness.INSIDE
    # Whatever is written in characters only is not meant by its sound.
    if not any("a" <= letter <= "z" for letter in wanted):
        return None
    starts = (i for i in range(len(name)) if _sounds(wanted, name, i, readings))
    first = next(starts, None)
    if first is None:
        return None
    return Closeness.SOUNDS_INSIDE if first else Closeness.SOUNDS


def _sounds(wanted: str, name: str, at: int, readings: Mapping[str, str]) -> bool:
    """Whether the words spell the name from one of its characters on."""
    if not wanted:
        return True
    if at == len(name):
        return False
    character = name[at]
    if wanted[0] == character and _sounds(wanted[1:], name, at + 1, readings):
        return True
    for syllable in readings.get(character, "").split():
        if syllable.startswith(wanted):
            return True
        if wanted.startswith(syllable) and _sounds(wanted[len(syllable) :], name, at + 1, readings):
            return True
        if wanted[0] == syllable[0] and _sounds(wanted[1:], name, at + 1, readings):
            return True
    return False


def _nearly(wanted: str, name: str) -> bool:
    if _one_apart(wanted, name):
        return True
    size = len(wanted)
    if size < _INSIDE_FROM:
        return False
    return any(
        sum(a != b for a, b in zip(wanted, name[i : i + size], strict=True)) == 1
        for i in range(len(name) - size + 1)
    )


def _one_apart(one: str, other: str) -> bool:
    """Whether one character is another, missing or too many."""
    short, long = sorted((one, other), key=len)
    if len(long) - len(short) > 1:
        return False
    same = next((i for i, pair in enumerate(zip(short, long, strict=False)) if len(set(pair)) > 1),
                len(short))  # fmt: skip
    rest = same + 1 if len(short) == len(long) else same
    return short[rest:] == long[same + 1 :]
