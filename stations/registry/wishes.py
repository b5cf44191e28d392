"""What people wish for: an amenity, one of several, or a way in that asks nothing of them.

Who finds what: the phone decides by the same declaration (static/js/finder/wishes.js), held to it
by one table of cases.
"""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, NamedTuple

from stations.config import DATA
from stations.errors import Invalid
from stations.registry import vocabulary
from stations.registry.vocabulary import MOST_TERMS, Term

THINGS = (1 << MOST_TERMS) - 1
"""The bits of amenities; above them stand those of ways in."""
_RANKS = {True: 0, None: 1, False: 2}


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """One of `amenities` must be there, and one way in must be among `entry`, where any is."""

    id: str
    zh: str
    amenities: tuple[str, ...] = ()
    entry: tuple[str, ...] = ()
    bit: int = 0
    """Its place among the bits of what a station has; a wish for several amenities has none."""
    names: tuple[str, ...] = ()
    """The words by which people ask for it."""
    in_sight: bool = False
    group: str = ""

    def is_met(self, amenities: Collection[str], entry: Collection[str]) -> bool:
        """Whether a station that offers these fulfils it."""
        if self.entry and not any(way in self.entry for way in entry):
            return False
        return not self.amenities or any(one in amenities for one in self.amenities)


class Masks(NamedTuple):
    """Wishes as the finder takes them: bits that all must be there, and sets of which one must."""

    wants: int
    any_of: tuple[int, ...]
    ways_in: int


@dataclass(frozen=True)
class Wishes:
    """All wishes by id, in the order in which they are offered."""

    by_id: dict[str, Wish]

    def __contains__(self, wish_id: str) -> bool:
        return wish_id in self.by_id

    def __getitem__(self, wish_id: str) -> Wish:
        return self.by_id[wish_id]

    def __iter__(self) -> Iterator[Wish]:
        return iter(self.by_id.values())

    def of(self, ids: Iterable[str]) -> tuple[Wish, ...]:
        """The wishes of these ids, each once; an unknown one is Invalid."""
        found = dict.fromkeys(ids)
        for wish_id in found:
            if wish_id not in self.by_id:
                raise Invalid(
                    "invalid.unknown_term", field="wants", term=wish_id[:20], terms=self.by_id
                )
        return tuple(self.by_id[wish_id] for wish_id in found)

    def masks(self, ids: Iterable[str]) -> Masks:
        """What the finder asks of a station's bits."""
        wished = self.of(ids)
        bits = vocabulary.amenities().bits
        sets = tuple(bits(one.amenities) for one in wished if len(one.amenities) > 1)
        wants = sum(1 << one.bit for one in wished if len(one.amenities) == 1)
        return Masks(wants, sets, sum(1 << one.bit for one in wished if not one.amenities))

    def bits(self, ids: Iterable[str]) -> int:
        """What a station has, as bits: ids of amenities, and of ways in."""
        return sum(1 << self.by_id[one].bit for one in set(ids))

    def ways_in(self, entry: Collection[str]) -> tuple[str, ...]:
        """The ids of the wishes for a way in that these ways fulfil."""
        return tuple(one.id for one in self if one.entry and one.is_met((), entry))


@lru_cache(maxsize=1)
def load() -> Wishes:
    """Those of `data/wishes.toml` and one for each amenity, which stands behind its set."""
    known = vocabulary.amenities()
    sets = tomllib.loads((DATA / "wishes.toml").read_text("utf-8"))
    for wish_id, entry in sets.items():
        known.bits(entry.get("amenities", ()))
        vocabulary.entry_methods().bits(entry.get("entry", ()))
        if wish_id in known or bool(entry.get("amenities")) is bool(entry.get("entry")):
            raise Invalid("invalid.wish", field="wishes", wish=wish_id)
    found: dict[str, Wish] = {}
    for term in known.terms.values():
        for wish_id, entry in sets.items():
            if entry.get("amenities", ("",))[0] == term.id:
                found[wish_id] = _declared(wish_id, entry)
        found[term.id] = _of_amenity(term)
    ways = [wish_id for wish_id in sets if wish_id not in found]
    for place, wish_id in enumerate(ways):
        found[wish_id] = _declared(wish_id, sets[wish_id], bit=MOST_TERMS + place)
    return Wishes(found)


def _of_amenity(term: Term) -> Wish:
    return Wish(
        id=term.id,
        zh=term.zh,
        amenities=(term.id,),
        bit=term.position,
        names=(term.zh, *term.words, *term.names) if term.searched else (),
        in_sight=term.in_sight,
        group=term.group,
    )


def _declared(wish_id: str, entry: dict[str, Any], *, bit: int = 0) -> Wish:
    return Wish(
        id=wish_id,
        zh=entry["zh"],
        amenities=tuple(entry.get("amenities", ())),
        entry=tuple(entry.get("entry", ())),
        bit=bit,
        names=(entry["zh"], *entry.get("names", ())),
        in_sight=entry.get("wish") == "first",
        group=entry.get("group", ""),
    )


def are_met(wished: Iterable[Wish], amenities: Collection[str], entry: Collection[str]) -> bool:
    """Whether a station that offers these fulfils all wishes."""
    return all(one.is_met(amenities, entry) for one in wished)


@dataclass(frozen=True, slots=True, kw_only=True)
class Offering:
    """What a row says that a station offers: an amenity, or where the best one of a set is."""

    wish: Wish
    amenity: Term
    usable: bool | None
    wished: bool

    def words(self, beside_m: int | None, *, usable: str = "") -> str:
        """厕所（旁边 150 米，现在能用）: `usable` where it is not what the door says."""
        among = self.amenity.where if len(self.wish.amenities) > 1 else ""
        if among and beside_m and self.amenity.beside:
            among = self.amenity.beside.format(beside_m)
        said = "，".join(filter(None, (among, usable)))
        return f"{self.wish.zh}（{said}）" if said else self.wish.zh


StateOf = Callable[[str], bool | None]
"""Whether an amenity that is there can be used."""


def usable(
    wished: Iterable[Wish], has: Collection[str], state_of: StateOf, *, door: bool | None
) -> bool | None:
    """Whether all that is wished for can be used, of a station that has it.

    Without wishes for amenities it is the state of the door.
    """
    states = {_best(one, has, state_of)[1] for one in wished if one.amenities}
    if not states:
        return door
    return False if False in states else None if None in states else True


def offers(wants: Collection[str], has: Collection[str], state_of: StateOf) -> list[Offering]:
    """All that a station offers: what is wished for first, then in the vocabulary's order."""
    found, told = [], set[str]()
    for wish in load():
        if wish.entry or told.issuperset(wish.amenities) or not wish.is_met(has, ()):
            continue
        told.update(wish.amenities)
        asked = [one for one in wish.amenities if one in wants and one in has]
        amenity, state = _best(wish, asked or has, state_of)
        found.append(
            Offering(
                wish=wish,
                amenity=vocabulary.amenities()[amenity],
                usable=state,
                wished=wish.id in wants or bool(asked),
            )
        )
    return sorted(found, key=lambda one: not one.wished)


def _best(wish: Wish, has: Collection[str], state_of: StateOf) -> tuple[str, bool | None]:
    """The first amenity of a wish of which most is known to be usable, and whether it is."""
    known = [(one, state_of(one)) for one in wish.amenities if one in has]
    return min(known, key=lambda pair: _RANKS[pair[1]])
