"""What the desk's list of stations is asked, and a line of its answer."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from enum import StrEnum

from stations.registry.model import Closure, Lifecycle
from stations.registry.states import Phase
from stations.registry.views.attention import MATTER_WORDS, Matter

PAGE = 50
EVERY_PHASE = frozenset(Phase)
ALIVE = EVERY_PHASE - {Phase.CLOSED}


class Sort(StrEnum):
    NAME = "name"
    NUMBER = "number"
    VERIFIED = "verified"
    UPDATED = "updated"


SORT_WORDS = {
    Sort.NAME: "按名称",
    Sort.NUMBER: "按编号",
    Sort.VERIFIED: "最久没核实的在前",
    Sort.UPDATED: "最近改过的在前",
}


class Trait(StrEnum):
    """What a clerk looks for beside what wants a person."""

    DOUBLE = "double"
    UNVERIFIED = "unverified"
    NO_PHOTO = "no_photo"
    NO_ADDRESS = "no_address"
    NO_PHONE = "no_phone"
    NO_ENTRY = "no_entry"
    NO_AMENITIES = "no_amenities"


TRAIT_WORDS = {
    Trait.DOUBLE: "可能重复",
    Trait.UNVERIFIED: "未核实（从未或太久）",
    Trait.NO_PHOTO: "没有照片",
    Trait.NO_ADDRESS: "没有地址",
    Trait.NO_PHONE: "没有公开电话",
    Trait.NO_ENTRY: "没写怎么进门",
    Trait.NO_AMENITIES: "没有登记设施",
}
LOOKED_FOR: Mapping[str, str] = {
    **{matter.value: words for matter, words in MATTER_WORDS.items()},
    **{trait.value: words for trait, words in TRAIT_WORDS.items()},
}
"""What a list can be narrowed to, in words."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StationQuery:
    """What somebody looks for. What is not said fits everything; closed ones are asked for.

    Of kinds and phases one has to fit, of the others all.
    """

    words: str = ""
    area: str = ""
    """A code prefix."""
    phases: frozenset[Phase] = ALIVE
    kinds: tuple[str, ...] = ()
    star: int | None = None
    """0: without one."""
    matters: tuple[Matter, ...] = ()
    traits: tuple[Trait, ...] = ()
    has: tuple[str, ...] = ()
    """Amenities that are registered and not out of order."""
    lacks: tuple[str, ...] = ()
    ids: tuple[str, ...] = ()
    """Only these, where there are any."""
    among: tuple[str, ...] | None = None
    """Only these, were there none."""

    @property
    def drafts(self) -> StationQuery:
        """The same of stations that wait for their point."""
        return replace(self, matters=tuple(dict.fromkeys((*self.matters, Matter.NO_POINT))))


@dataclass(frozen=True, slots=True, kw_only=True)
class ListedStation:
    """One station as the list shows it."""

    station_id: str
    name: str
    number: str
    life: Lifecycle
    closures: tuple[Closure, ...]
    area_code: str
    address: str
    phone: str
    """The one that everybody may read."""
    keeper: str
    """The post that is answerable."""
    star: int
    verified_on: str
    wants: tuple[Matter, ...]
