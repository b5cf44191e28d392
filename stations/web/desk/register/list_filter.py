"""The filter of the desk's list and its address."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from typing import Any

from flask import url_for
from werkzeug.datastructures import MultiDict

from stations.areas import codes
from stations.errors import Invalid
from stations.networks import membership, store
from stations.registry import vocabulary
from stations.registry.states import Phase
from stations.registry.views.attention import Matter
from stations.registry.views.desk_search import ALIVE, EVERY_PHASE, Sort, StationQuery, Trait
from stations.web import clock
from stations.web.services import current

ALL_PHASES = "all"
_LONGEST_WORDS = 60
_LONGEST_ID = 32
_MOST_IDS = 200
_MOST_PAGES = 100_000

_MOST_CHOSEN = 40
BETWEEN = ","
"""Stands between the values of one filter."""
SEVERAL: Mapping[str, Callable[[], Collection[str]]] = {
    "phase": lambda: (*Phase, ALL_PHASES),
    "kind": lambda: vocabulary.kinds().terms,
    "matter": lambda: (*Matter, *Trait),
    "has": lambda: vocabulary.amenities().terms,
    "lacks": lambda: vocabulary.amenities().terms,
}
"""Filters of which several can be chosen, and what there is to choose."""

Arguments = MultiDict[str, str]
"""The part of an address after the question mark, or a form."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ListFilter:
    """What the list shows and in which order, as it stands in the address."""

    wanted: StationQuery
    sort: Sort
    page: int
    arguments: Mapping[str, str]
    """The filters that are set, as they came."""
    network: str = ""
    """What the network is called that is asked for."""

    def address(self, endpoint: str = "desk_list.every", **changes: str) -> str:
        """The address that asks for this with some filters changed; '' takes one away."""
        wanted: dict[str, Any] = {**self.arguments, **changes}
        return url_for(endpoint, **{name: text for name, text in wanted.items() if text})

    def without(self, name: str, value: str) -> str:
        """The address with one of the values of a filter taken away."""
        left = [one for one in self.arguments[name].split(BETWEEN) if one != value]
        return self.address(**{name: BETWEEN.join(left)})


def asked(given: Arguments) -> ListFilter:
    """What is asked for; Invalid for an address that was not made here."""
    texts = {
        "q": " ".join(given.get("q", "").split())[:_LONGEST_WORDS],
        **{name: given.get(name, "") for name in ("area", "star", "network")},
        **{name: BETWEEN.join(_several(given, name, known())) for name, known in SEVERAL.items()},
    }
    chosen = {name: tuple(filter(None, texts[name].split(BETWEEN))) for name in SEVERAL}
    network, members = _members(texts["network"])
    wanted = StationQuery(
        words=texts["q"],
        area=_area(texts["area"]),
        phases=_phases(chosen["phase"]),
        kinds=chosen["kind"],
        star=int(_one_of(texts["star"], tuple("012345"))) if texts["star"] else None,
        matters=tuple(Matter(one) for one in chosen["matter"] if one in tuple(Matter)),
        traits=tuple(Trait(one) for one in chosen["matter"] if one in tuple(Trait)),
        has=chosen["has"],
        lacks=chosen["lacks"],
        ids=() if given.get("all") == "1" else _ids(given.getlist("id")),
        among=members,
    )
    sort = given.get("sort", "")
    return ListFilter(
        wanted=wanted,
        sort=Sort(_one_of(sort, tuple(Sort))) if sort else Sort.NAME,
        page=_page(given.get("page", "")),
        arguments={name: text for name, text in {**texts, "sort": sort}.items() if text},
        network=network,
    )


def _members(network_id: str) -> tuple[str, tuple[str, ...] | None]:
    """What a network is called and its stations; nothing where none is asked for."""
    if not network_id:
        return "", None
    db = current().connections()
    with db.reading():
        network = next((one for one in store.every(db) if one.id == network_id), None)
        if network is None:
            raise _wrong("filter")
        return network.name, tuple(membership.every_member(db, network, today=clock.today()))


def _area(text: str) -> str:
    if text and codes.by_code(text) is None:
        raise _wrong("area")
    return codes.trimmed(text)


def _phases(chosen: tuple[str, ...]) -> frozenset[Phase]:
    if ALL_PHASES in chosen:
        return EVERY_PHASE
    return frozenset(map(Phase, chosen)) or ALIVE


def _several(given: Arguments, name: str, known: Collection[str]) -> list[str]:
    """What is chosen of a filter: a form repeats its name, an address has them in one."""
    texts = [one for text in given.getlist(name) for one in text.split(BETWEEN) if one]
    if len(texts) > _MOST_CHOSEN or not set(texts) <= set(known):
        raise _wrong("filter")
    return list(dict.fromkeys(texts))


def _ids(given: list[str]) -> tuple[str, ...]:
    if len(given) > _MOST_IDS or any(not 1 <= len(one) <= _LONGEST_ID for one in given):
        raise _wrong("id")
    return tuple(dict.fromkeys(given))


def _page(text: str) -> int:
    if not text:
        return 1
    if not (text.isascii() and text.isdigit() and 1 <= int(text[:9]) <= _MOST_PAGES):
        raise _wrong("page")
    return int(text)


def _one_of(text: str, known: tuple[str, ...]) -> str:
    if text and text not in known:
        raise _wrong("filter")
    return text


def _wrong(name: str) -> Invalid:
    return Invalid("invalid.station_filter", field=name)
