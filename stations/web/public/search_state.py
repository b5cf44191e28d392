"""The state of the first page, all of it in the URL."""

from __future__ import annotations

from collections.abc import Callable, Collection, Container, Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import urlencode

from werkzeug.datastructures import MultiDict

from stations.errors import Invalid
from stations.registry import vocabulary, wish_words, wishes
from stations.registry.vocabulary import Vocabulary
from stations.registry.wish_words import Heard, Tick
from stations.registry.wishes import Wish, Wishes

LONGEST_WORDS = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class Looking:
    """A district, words, wishes, and whether closed stations are wanted too; never a position."""

    area: str = ""
    """Code of a city or district; empty: the home city."""
    words: str = ""
    wants: tuple[str, ...] = ()
    kinds: tuple[str, ...] = ()
    hosts: tuple[str, ...] = ()
    """Kinds and hosts of which a station has one; empty: whichever."""
    networks: tuple[str, ...] = ()
    """Ids of networks to one of which a station belongs; empty: whichever."""
    only_open: bool = True
    all_day: bool = False
    """Open the whole day, today and tomorrow."""
    page: int = 1
    typed: str = ""
    """The words that were typed where some of them have switched wishes on."""
    as_name: bool = False
    """Words are those of a name, whatever they might ask for."""
    ignored: bool = False
    """The address names unknown wishes, which a page leaves out and says so."""

    def __post_init__(self) -> None:
        if self.area and not (self.area.isascii() and self.area.isdigit() and len(self.area) <= 12):
            raise Invalid("invalid.area_filter", field="area")
        wishes.load().of(self.wants)
        vocabulary.kinds().bits(self.kinds)
        vocabulary.hosts().bits(self.hosts)

    @property
    def wished(self) -> tuple[Wish, ...]:
        return wishes.load().of(self.wants)

    @property
    def asks(self) -> bool:
        """Whether a station may fail to be what is asked for, whatever it is called."""
        return bool(self.wants or self.kinds or self.hosts or self.networks or self.all_day)

    def fits(self, row: Mapping[str, Any], *, networks: Collection[str]) -> bool:
        """Whether a station that is published so, in these networks, is what is asked for."""
        if (self.kinds and row["kind"] not in self.kinds) or (
            self.hosts and row["host"] not in self.hosts
        ):
            return False
        if self.networks and not set(self.networks).intersection(networks):
            return False
        return wishes.are_met(self.wished, row["amenities"], row["entry"])

    def url(self, *, path: str = "/") -> str:
        """The address of the page that shows this."""
        fields: list[tuple[str, str]] = []
        if self.area:
            fields.append(("area", self.area))
        for name, value in (("q", self.words), ("typed", self.typed)):
            fields.extend([(name, value)] if value else [])
        for name, values in (
            ("wants", self.wants),
            ("kind", self.kinds),
            ("host", self.hosts),
            ("network", self.networks),
        ):
            fields.extend((name, value) for value in values)
        if not self.only_open:
            fields.append(("open", "any"))
        if self.all_day:
            fields.append(("hours", "24"))
        if self.as_name:
            fields.append(("as", "name"))
        if self.page > 1:
            fields.append(("page", str(self.page)))
        return f"{path}?{urlencode(fields)}" if fields else path

    def at_page(self, page: int) -> Looking:
        return replace(self, page=page)

    def in_area(self, area: str) -> Looking:
        """The same wishes elsewhere; words belong to the place where they were typed."""
        return replace(self, area=area, words="", typed="", as_name=False, page=1)

    def everywhere(self) -> Looking:
        return replace(self, area="", page=1)

    def also_closed(self) -> Looking:
        return replace(self, only_open=False, page=1)

    def without_wishes(self) -> Looking:
        free = replace(self, wants=(), kinds=(), hosts=(), networks=(), all_day=False)
        return replace(free, typed="", page=1)

    def typed_anew(self) -> Looking:
        """Without what was typed before, and what that switched on, where other words are asked."""
        if not (self.typed and self.words):
            return self
        known = wish_words.heard(self.typed), wish_words.split(self.typed)
        if any(self.words in one.rest for one in known):
            return self
        meant = [thing for one in known for thing in one.things]
        return replace(self.without_things(meant), typed="")

    def switched(self, heard: Heard) -> Looking:
        """With what its words ask for switched on."""
        return self.with_things(heard.things).named(heard.rest, typed=self.typed or self.words)

    def named(self, words: str, *, typed: str) -> Looking:
        return replace(self, words=words, typed=typed, page=1)

    def with_things(self, things: Iterable[Tick]) -> Looking:
        """Asking for these things too."""
        return self._changed(lambda ids, given: dict.fromkeys((*ids, *given)), things)

    def without_things(self, things: Iterable[Tick]) -> Looking:
        """Not asking for these things any more."""
        return self._changed(lambda ids, given: [i for i in ids if i not in given], things)

    def asks_for(self, thing: Tick) -> bool:
        return thing.id in self._ids[thing.field]

    @property
    def _ids(self) -> dict[str, tuple[str, ...]]:
        all_day = ("24",) if self.all_day else ()
        return {"wants": self.wants, "kind": self.kinds, "host": self.hosts, "hours": all_day}

    def _changed(
        self,
        change: Callable[[tuple[str, ...], list[str]], Iterable[str]],
        things: Iterable[Tick],
    ) -> Looking:
        given: dict[str, list[str]] = {field: [] for field in self._ids}
        for thing in things:
            given[thing.field].append(thing.id)
        ids = {field: tuple(change(have, given[field])) for field, have in self._ids.items()}
        return replace(
            self,
            wants=ids["wants"],
            kinds=ids["kind"],
            hosts=ids["host"],
            all_day=bool(ids["hours"]),
            page=1,
        )


def from_fields(fields: MultiDict[str, str], *, networks: Container[str]) -> Looking:
    """What the fields of a form or a query ask for; Invalid names the field that is wrong.

    `networks` are the ids that there are.
    """
    wants, odd_wants = _chosen(fields, "wants", wishes.load())
    kinds, odd_kinds = _chosen(fields, "kind", vocabulary.kinds())
    hosts, odd_hosts = _chosen(fields, "host", vocabulary.hosts())
    belonging, odd_networks = _chosen(fields, "network", networks)
    page = fields.get("page", "1")
    if not (page.isascii() and page.isdigit() and len(page) <= 5 and int(page) > 0):
        raise Invalid("invalid.page_number", field="page")
    return Looking(
        area=fields.get("area", "").strip(),
        words=_plain(fields, "q"),
        typed=_plain(fields, "typed"),
        as_name=fields.get("as") == "name",
        wants=wants,
        kinds=kinds,
        hosts=hosts,
        networks=belonging,
        only_open=fields.get("open", "now") != "any",
        all_day=fields.get("hours") == "24",
        page=int(page),
        ignored=odd_wants or odd_kinds or odd_hosts or odd_networks,
    )


def _plain(fields: MultiDict[str, str], name: str) -> str:
    return " ".join(fields.get(name, "").split())[:LONGEST_WORDS]


def _chosen(
    fields: MultiDict[str, str], name: str, known: Vocabulary | Wishes | Container[str]
) -> tuple[tuple[str, ...], bool]:
    """What of a list is chosen, each once, and whether something unknown stands among it."""
    given = dict.fromkeys(one for value in fields.getlist(name) for one in value.split(",") if one)
    chosen = tuple(one for one in given if one in known)
    return chosen, len(chosen) < len(given)
