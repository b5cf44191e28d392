"""Do the words that somebody types name a station, or ask for something?

The phone decides alike without network (static/js/finder/wish_words.js), held to it by one table
of cases.
"""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, NamedTuple

from stations.config import DATA
from stations.registry import vocabulary, wishes

_SEPARATORS = re.compile(r"[\s、，,;；/+&。！!？?]+")
_LEAST = 2
"""Characters of a name that is part of a longer word, and of what is left beside it."""


class Tick(NamedTuple):
    """What is asked for, as the form of the first page names it."""

    field: str
    id: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Heard:
    """What words ask for, and those of them that may name a place or a station."""

    things: tuple[Tick, ...] = ()
    others: tuple[tuple[Tick, Tick], ...] = ()
    """What of it may be meant for something else: 停车 for a bike, or for a truck."""
    rest: str = ""


@dataclass(frozen=True)
class Names:
    """The words by which people ask, and those around them."""

    things: dict[str, tuple[Tick, ...]]
    """Folded words → what they may mean, the likeliest first."""
    around: tuple[str, ...]
    """Words that ask for nothing; also those of the kind that every station is."""

    @property
    def table(self) -> dict[str, Any]:
        """As the phone reads it."""
        things = {word: [list(one) for one in found] for word, found in self.things.items()}
        return {"things": things, "around": self.around}


def table() -> dict[str, Any]:
    """All names as the phone reads them: `on` are those of what is on."""
    return {**names().table, "on": activity_names().table}


def folded(words: str) -> str:
    """Words without differences of width and case."""
    return unicodedata.normalize("NFKC", words).strip().casefold()


@lru_cache(maxsize=1)
def names() -> Names:
    """Out of data/wishes.toml, amenities.toml, kinds.toml, hosts.toml and asking.toml."""
    asking = tomllib.loads((DATA / "asking.toml").read_text("utf-8"))
    found: dict[str, dict[Tick, None]] = {}
    for word, thing in _named(asking):
        found.setdefault(folded(word), {})[thing] = None
    plain = [
        word
        for term in vocabulary.kinds().terms.values()
        if not term.searched
        for word in (term.zh, *term.words)
    ]
    around = dict.fromkeys(
        folded(word) for word in (*asking["before"], *asking["after"], *asking["between"], *plain)
    )
    return Names(
        things={word: _likeliest(list(things)) for word, things in found.items()},
        around=tuple(sorted(around, key=len, reverse=True)),
    )


@lru_cache(maxsize=1)
def activity_names() -> Names:
    """Out of data/activity_kinds.toml, and the words around them."""
    asking = tomllib.loads((DATA / "asking.toml").read_text("utf-8"))
    found: dict[str, tuple[Tick, ...]] = {}
    for term in vocabulary.load("activity_kinds").terms.values():
        if term.id != "other":
            for word in (term.zh, *term.words, *term.names):
                found.setdefault(folded(word), (Tick("activity", term.id),))
    around = {*names().around, *map(folded, asking["activity"])} - found.keys()
    return Names(things=found, around=tuple(sorted(around, key=lambda one: (-len(one), one))))


def _named(asking: dict[str, Any]) -> Iterator[tuple[str, Tick]]:
    """Every word and what it may mean: sets of amenities before the amenities they hold."""
    offered = sorted(wishes.load(), key=lambda one: len(one.amenities) == 1)
    for wish in offered:
        yield from ((word, Tick("wants", wish.id)) for word in wish.names)
    for word in asking["all_day"]:
        yield word, Tick("hours", "24")
    for term in vocabulary.kinds().terms.values():
        if term.searched:
            for word in (term.zh, *term.words, *term.names):
                yield word, Tick("kind", term.id)
    for term in vocabulary.hosts().terms.values():
        if term.searched:
            yield from ((word, Tick("host", term.id)) for word in (term.zh, *term.names))


def _likeliest(things: list[Tick]) -> tuple[Tick, ...]:
    """Without the amenities that the first of them holds already."""
    first = things[0]
    held = wishes.load()[first.id].amenities if first.field == "wants" else ()
    return tuple(one for one in things if one == first or one.id not in held)


def heard(words: str) -> Heard:
    """What words ask for that are nothing but names of it: 附近有热水的厕所, 济南西站 厕所."""
    return _hear(words, names())


def on(words: str) -> Heard:
    """Which activities words ask for: 附近有义诊吗, 泉城广场 夜校."""
    return _hear(words, activity_names())


def _hear(words: str, known: Names) -> Heard:
    meant: list[tuple[Tick, ...]] = []
    rest, idle = [], []
    for token in filter(None, _SEPARATORS.split(unicodedata.normalize("NFKC", words))):
        read = _read(folded(token), known)
        if read:
            meant += read
        elif read is None:
            rest.append(token)
        else:
            idle.append(token)
    return _heard(meant, rest=" ".join(rest)) if meant else Heard(rest=words)


def split(words: str) -> Heard:
    """The same where a name stands at the end or the beginning of a word: 济南西站厕所.

    For words that name no station as they are.
    """
    meant: list[tuple[Tick, ...]] = []
    rest = []
    for token in filter(None, _SEPARATORS.split(unicodedata.normalize("NFKC", words))):
        parted = _parted(token)
        if parted:
            meant.append(parted[0])
        rest.append(parted[1] if parted else token)
    return _heard(meant, rest=" ".join(rest)) if meant else Heard(rest=words)


def _heard(meant: list[tuple[Tick, ...]], *, rest: str) -> Heard:
    things = tuple(dict.fromkeys(one[0] for one in meant))
    others = dict.fromkeys((one[0], other) for one in meant for other in one[1:])
    return Heard(things=things, others=tuple(o for o in others if o[1] not in things), rest=rest)


def _read(token: str, known: Names) -> list[tuple[Tick, ...]] | None:
    """What a word is made of, where it is made of names and words around them only."""
    if token in known.things and token not in known.around:
        return [known.things[token]]
    return _taken_apart(token, 0, known)


def _taken_apart(token: str, at: int, known: Names) -> list[tuple[Tick, ...]] | None:
    """What stands from a place on: the longest words first, another way where none leads on."""
    if at == len(token):
        return []
    for end in range(len(token), at, -1):
        word = token[at:end]
        thing = known.things.get(word) if end - at >= _LEAST else None
        if thing is None and word not in known.around:
            continue
        after = _taken_apart(token, end, known)
        if after is not None:
            return [*([thing] if thing and word not in known.around else []), *after]
    return None


def _parted(token: str) -> tuple[tuple[Tick, ...], str] | None:
    """A name at one end of a word, and what is left of it."""
    known = names()
    if folded(token) in known.around:
        return None
    for length in range(len(token) - _LEAST, _LEAST - 1, -1):
        for word, left in ((token[-length:], token[:-length]), (token[:length], token[length:])):
            things = known.things.get(folded(word), ())
            bare = _bare(left)
            # Hosts are parts of the names of places: 千佛山医院.
            if things and things[0].field != "host" and not _is_idle(word) and not _is_idle(bare):
                return things, bare
    return None


def _is_idle(words: str) -> bool:
    return len(words) < _LEAST or folded(words) in names().around


def _bare(words: str) -> str:
    """A word without those around it at its ends."""
    known = names().around
    while True:
        for word in known:
            if len(words) > len(word) and words.startswith(word):
                words = words[len(word) :]
                break
            if len(words) > len(word) and words.endswith(word):
                words = words[: -len(word)]
                break
        else:
            return words
