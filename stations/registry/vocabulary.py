"""Amenities, kinds, entry methods and hosts, and their words."""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property, lru_cache

from stations.config import DATA
from stations.errors import Invalid

MOST_TERMS = 53
"""A set of terms is one integer, and a phone's numbers are whole up to 2**53."""
_DENIAL = re.compile(r"[无没不未非停]")
_SEPARATORS = re.compile(r"[、，,;；/|\n]+|(?<![a-z])和(?![a-z])|\s{2,}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Term:
    """One entry of a vocabulary. `position` is its place in the file and its bit in a search."""

    id: str
    zh: str
    position: int
    words: tuple[str, ...] = ()
    names: tuple[str, ...] = ()
    """Everyday words by which people ask for it, beside `zh` and `words`."""
    searched: bool = True
    """Whether those who type one of its words ask for it."""
    in_sight: bool = False
    """Whether it is among the wishes that are seen first."""
    group: str = ""
    """Under which title it is offered as a wish."""
    where: str = ""
    """How it is told from the others of a wish that several amenities fulfil: 站内."""
    beside: str = ""
    """The same with the metres that its note says: 旁边 {} 米."""
    needs: str = ""
    """What a way in asks of those who come: 会员码."""
    osm: str = ""
    """Its tag in OpenStreetMap: toilets=yes."""
    levels: tuple[str, ...] = ()
    """Of a kind of network: the levels of its members, the highest first."""
    tree: bool = False
    """Of a kind of network: whether a member may belong to one of a higher level."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NamedTerms:
    """What a list of words named: ids, which of them were only part of a longer word, the rest."""

    ids: tuple[str, ...] = ()
    guessed: dict[str, str]
    unknown: tuple[str, ...] = ()


@dataclass(frozen=True)
class Vocabulary:
    """A closed list of terms, looked up by id, and by the words that people write."""

    name: str
    terms: dict[str, Term] = field(default_factory=dict)

    def __contains__(self, term_id: str) -> bool:
        return term_id in self.terms

    def __getitem__(self, term_id: str) -> Term:
        return self.terms[term_id]

    def word(self, term_id: str) -> str:
        """What people read for this id."""
        return self.terms[term_id].zh

    def bits(self, ids: Iterable[str]) -> int:
        """The set as bits of one integer; an unknown id is Invalid."""
        mask = 0
        for term_id in ids:
            if term_id not in self.terms:
                raise Invalid(
                    "invalid.unknown_term", field=self.name, term=term_id[:20], terms=self.terms
                )
            mask |= 1 << self.terms[term_id].position
        return mask

    def exact(self, words: str) -> str | None:
        """The id that is written so: an id, its word, or another spelling."""
        return self._spelled.get(_folded(words))

    def mentioned(self, words: str) -> str | None:
        """The id whose longest spelling is part of these words, or None."""
        folded = _folded(words)
        for spelling, term_id in self._by_length:
            if spelling in folded:
                return term_id
        return None

    def without(self, words: str, term_id: str) -> str:
        """These words without the longest spelling of a term that they mention."""
        folded = _folded(words)
        for spelling, found in self._by_length:
            if found == term_id and spelling in folded:
                return folded.replace(spelling, " ", 1)
        return folded

    def listed(self, words: str) -> NamedTerms:
        """What a list such as 饮水、手机快充插座 names, part by part."""
        return _listed(self.name, words)

    def take_apart(self, words: str) -> NamedTerms:
        """The same, without remembering the answer."""
        ids: dict[str, None] = {}
        guessed: dict[str, str] = {}
        unknown = []
        for part in filter(None, (part.strip(" 。.") for part in _SEPARATORS.split(words))):
            found = self.exact(part)
            if found is None and not _DENIAL.search(part) and (found := self.mentioned(part)):
                guessed[part] = found
            if found is None:
                unknown.append(part)
            else:
                ids[found] = None
        return NamedTerms(ids=tuple(ids), guessed=guessed, unknown=tuple(unknown))

    @cached_property
    def _spelled(self) -> dict[str, str]:
        spelled = {}
        for term in self.terms.values():
            for word in (*term.words, term.zh, term.id):
                spelled[_folded(word)] = term.id
        return spelled

    @cached_property
    def _by_length(self) -> list[tuple[str, str]]:
        return sorted(self._spelled.items(), key=lambda pair: -len(pair[0]))


@lru_cache(maxsize=4_096)
def _listed(name: str, words: str) -> NamedTerms:
    # A list of stations repeats the same few lists of amenities.
    return load(name).take_apart(words)


def _folded(words: str) -> str:
    return unicodedata.normalize("NFKC", words).strip().casefold()


@lru_cache
def load(name: str) -> Vocabulary:
    """The vocabulary kept in `data/NAME.toml`."""
    entries = tomllib.loads((DATA / f"{name}.toml").read_text("utf-8"))
    terms = {
        term_id: Term(
            id=term_id,
            zh=entry["zh"],
            position=position,
            words=tuple(entry.get("words", ())),
            names=tuple(entry.get("names", ())),
            searched=entry.get("searched", True),
            in_sight=entry.get("wish") == "first",
            levels=tuple(entry.get("levels", ())),
            tree=entry.get("tree", False),
            **{key: entry.get(key, "") for key in ("group", "where", "beside", "needs", "osm")},
        )
        for position, (term_id, entry) in enumerate(entries.items())
    }
    if len(terms) > MOST_TERMS:
        raise Invalid("invalid.vocabulary_size", field=name, name=name, most=MOST_TERMS)
    return Vocabulary(name, terms)


def amenities() -> Vocabulary:
    return load("amenities")


def kinds() -> Vocabulary:
    return load("kinds")


def entry_methods() -> Vocabulary:
    return load("entry")


def hosts() -> Vocabulary:
    return load("hosts")


def networks() -> Vocabulary:
    """Kinds of networks that stations belong to."""
    return load("networks")


def network_levels() -> Vocabulary:
    """Levels and grades of members, the highest of each ladder first."""
    return load("network_levels")


def supplies() -> Vocabulary:
    """What is handed out and can be used up."""
    return load("supplies")
