"""What one can ask of stations, as boxes of the first page."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from stations.registry import vocabulary, wishes
from stations.registry.vocabulary import Term
from stations.registry.wishes import Wish
from stations.web import assets
from stations.web.public.result_list import ResultList
from stations.web.public.search_state import Looking

_OTHERS = "其他"


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


def filters(looking: Looking, found: ResultList) -> Filters:
    """The wishes, then the kinds and the hosts."""
    offered = list(wishes.load())
    every = [_wish(one, looking, found.offers) for one in offered if not one.in_sight]
    groups = {one.group or _OTHERS: list[FilterBox]() for one in offered}
    for one, box in zip((one for one in offered if not one.in_sight), every, strict=True):
        groups[one.group or _OTHERS].append(box)
    kinds = _terms("kind", vocabulary.kinds().terms.values(), looking.kinds, found.kinds)
    hosts = _terms("host", vocabulary.hosts().terms.values(), looking.hosts, found.hosts)
    all_day = FilterBox(
        field="hours", value="24", word="24 小时", chosen=looking.all_day, icon="clock"
    )
    return Filters(
        counted=found.offers is not None,
        first=(*(_wish(one, looking, None) for one in offered if one.in_sight), all_day),
        groups=(
            *(FilterGroup(title=title, boxes=tuple(boxes)) for title, boxes in groups.items()),
            FilterGroup(title="驿站类型", boxes=kinds),
            FilterGroup(title="设在哪里", boxes=hosts),
        ),
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
