"""What one can ask of stations, as boxes of the first page."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace
from urllib.parse import urlencode

from stations.activities import model
from stations.networks.model import NetworkDirectory
from stations.registry import vocabulary, wish_words, wishes
from stations.registry.vocabulary import Term
from stations.registry.wish_words import Heard, Tick
from stations.registry.wishes import Wish
from stations.web import assets
from stations.web.public.places import name_of
from stations.web.public.result_list import ResultList
from stations.web.public.row_view import Link
from stations.web.public.search_state import Looking

_OTHERS = "其他"
_ALL_DAY = "24 小时"
_MOST_NETWORKS = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class FilterBox:
    """One box: what it is called in the form and the address, and whether it is chosen."""

    field: str
    value: str
    word: str
    chosen: bool
    icon: str = ""
    count: int | None = None
    """How many stations of the place have it, where that is known."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FilterGroup:
    title: str
    boxes: tuple[FilterBox, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Filters:
    """The most wanted boxes, in sight; all others in groups."""

    first: tuple[FilterBox, ...]
    groups: tuple[FilterGroup, ...]

    counted: bool
    """Whether the boxes tell how many stations have it."""

    @property
    def chosen(self) -> int:
        """How many boxes are chosen that are not in sight."""
        return sum(box.chosen for group in self.groups for box in group.boxes)


def filters(
    looking: Looking, found: ResultList, *, networks: NetworkDirectory, city: str
) -> Filters:
    """The wishes, then the kinds, the hosts, and the networks of the city."""
    offered = list(wishes.load())
    every = [_wish(one, looking, found.offers) for one in offered if not one.in_sight]
    groups = {one.group or _OTHERS: list[FilterBox]() for one in offered}
    for one, box in zip((one for one in offered if not one.in_sight), every, strict=True):
        groups[one.group or _OTHERS].append(box)
    kinds = _terms("kind", vocabulary.kinds().terms.values(), looking.kinds, found.kinds)
    hosts = _terms("host", vocabulary.hosts().terms.values(), looking.hosts, found.hosts)
    all_day = FilterBox(
        field="hours", value="24", word=_ALL_DAY, chosen=looking.all_day, icon="clock"
    )
    return Filters(
        counted=found.offers is not None,
        first=(*(_wish(one, looking, None) for one in offered if one.in_sight), all_day),
        groups=(
            *(FilterGroup(title=title, boxes=tuple(boxes)) for title, boxes in groups.items()),
            FilterGroup(title="驿站类型", boxes=kinds),
            FilterGroup(title="设在哪里", boxes=hosts),
            FilterGroup(title="所属网络", boxes=_networks(looking, found, networks, city)),
        ),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Switched:
    """What typed words are taken for, and the ways to something else."""

    words: str
    things: tuple[Tick, ...]
    """The boxes that they have switched on."""
    ways: tuple[Link, ...]


def switched(looking: Looking) -> Switched | None:
    """Nothing where words are but words, or what they meant is not asked for any more."""
    heard = wish_words.heard(looking.typed or looking.words)
    if not heard.things and looking.typed:
        heard = wish_words.split(looking.typed)
    if not looking.typed:
        if looking.as_name and heard.things:
            return _by_name(looking, heard)
        way = on_way(looking, looking.words)
        return Switched(words="也有这样的活动：", things=(), ways=(way,)) if way else None
    things = tuple(filter(looking.asks_for, _meant(heard)))
    if not things:
        return None
    ways = [
        Link(
            url=looking.without_things([one]).with_things([other]).url(),
            words=f"改为“{_word(other)}”",
        )
        for one, other in heard.others
        if looking.asks_for(one) and not looking.asks_for(other)
    ]
    back = looking.without_things(things).named(looking.typed, typed="")
    ways.append(Link(url=replace(back, as_name=True).url(), words="改为搜名字"))
    if way := on_way(looking, looking.typed):
        ways.append(way)
    return Switched(words=f"按“{_words(things)}”筛选", things=things, ways=tuple(ways))


def on_way(looking: Looking, words: str) -> Link | None:
    """The way to the activities that words ask for."""
    heard = wish_words.on(words) if words else wish_words.Heard()
    if not heard.things:
        return None
    kind = heard.things[0].id
    fields = {"area": looking.area, "kind": kind, "typed": words}
    query = urlencode({name: value for name, value in fields.items() if value})
    return Link(url=f"/activities?{query}", words=f"看“{model.kinds().word(kind)}”活动")


def _meant(heard: Heard) -> list[Tick]:
    return [*heard.things, *(other for _, other in heard.others)]


def _by_name(looking: Looking, heard: Heard) -> Switched:
    way = Link(
        url=replace(looking, as_name=False).url(), words=f"改为按“{_words(heard.things)}”筛选"
    )
    return Switched(words=f"在名字里搜“{looking.words}”", things=(), ways=(way,))


def _words(things: Iterable[Tick]) -> str:
    return "、".join(map(_word, things))


def _word(thing: Tick) -> str:
    if thing.field == "hours":
        return _ALL_DAY
    if thing.field == "wants":
        return wishes.load()[thing.id].zh
    return {"kind": vocabulary.kinds, "host": vocabulary.hosts}[thing.field]().word(thing.id)


def _networks(
    looking: Looking, found: ResultList, known: NetworkDirectory, city: str
) -> tuple[FilterBox, ...]:
    """Those with most stations in the city; what is chosen can be taken off anywhere."""
    here = known.cities.get(city, ())[:_MOST_NETWORKS]
    shown = [known.networks[one] for one in dict.fromkeys((*here, *looking.networks))]
    names = Counter(one.name for one in shown)
    return tuple(
        FilterBox(
            field="network",
            value=one.id,
            word=one.name if names[one.name] == 1 else f"{one.name}（{name_of(one.area_code)}）",
            chosen=one.id in looking.networks,
            count=found.networks[one.id] if found.networks is not None else None,
        )
        for one in shown
    )


def _wish(wish: Wish, looking: Looking, counts: Counter[str] | None) -> FilterBox:
    known = assets.symbols()
    return FilterBox(
        field="wants",
        value=wish.id,
        word=wish.zh,
        chosen=wish.id in looking.wants,
        icon=next((one for one in (wish.id, *wish.amenities) if one in known), ""),
        count=counts[wish.id] if counts is not None else None,
    )


def _terms(
    field: str, terms: Iterable[Term], chosen: tuple[str, ...], counts: Counter[str] | None
) -> tuple[FilterBox, ...]:
    return tuple(
        FilterBox(
            field=field,
            value=term.id,
            word=term.zh,
            chosen=term.id in chosen,
            count=counts[term.id] if counts is not None else None,
        )
        for term in terms
    )
