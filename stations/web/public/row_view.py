"""What a template shows of a list of stations."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from functools import partial

from stations.registry import wishes
from stations.registry.public_row import notes
from stations.web.public.nearby import Hit
from stations.web.state_words import StateLine, Teller

_OFFERS_SHOWN = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    word: str
    wished: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ResultRow:
    """One station in a list."""

    id: str
    url: str
    name: str
    lat: float
    lon: float
    state: StateLine
    heard: str = ""
    """That somebody found it shut, which nobody has looked into yet."""
    on: str = ""
    """What is on there next."""
    offers: tuple[Offer, ...] = ()
    more_offers: int = 0
    """How many there are in all, when not all are named."""
    star: int = 0
    notes: str = ""
    checked: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Link:
    url: str
    words: str


@dataclass(frozen=True, slots=True, kw_only=True)
class RowGroup:
    rows: tuple[ResultRow, ...]
    title: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Empty:
    """Nothing was found, and what to do then."""

    title: str
    advice: str
    links: tuple[Link, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Results:
    """The list, in groups, with its sentence and the way to the rest."""

    summary: str
    groups: tuple[RowGroup, ...]
    said: str = ""
    """Of words: what stands before the number of stations."""
    start: str = ""
    """The landmark that the words mean: the list begins there."""
    found: tuple[tuple[str, float, float], ...] = ()
    """Of words that name stations: all that answer, each with its id, latitude and longitude."""
    demo: bool = False
    empty: Empty | None = None
    earlier: Link | None = None
    more: Link | None = None
    passed: Link | None = None
    """The way to those that answer but are closed, where some are."""
    landmarks: tuple[Link, ...] = ()
    """Places by name that the words could mean."""
    attributions: tuple[str, ...] = ()
    """Who is to be named for the names of places."""


def row(hit: Hit, *, wants: Collection[str], teller: Teller) -> ResultRow:
    """One station as a list shows it, without a distance."""
    found, published = hit.found, hit.found.published
    verified = published["verified_on"]
    state_of = partial(teller.thing_open, hit.opening)
    known = wishes.offers(wants, published["amenities"], state_of)
    shown = known[: max(_OFFERS_SHOWN, sum(one.wished for one in known))]
    offers = tuple(
        Offer(
            word=one.words(
                published["beside_m"], usable=teller.usable_words(hit.opening, usable=one.usable)
            ),
            wished=one.wished,
        )
        for one in shown
    )
    return ResultRow(
        id=published["id"],
        url=f"/stations/{published['id']}",
        name=published["name"],
        lat=found.lat,
        lon=found.lon,
        state=hit.state,
        heard=teller.heard(published["id"], hit.state),
        on=teller.on.get(published["id"], ""),
        offers=offers,
        more_offers=len(known) if len(known) > len(offers) else 0,
        star=published["star"] or 0,
        notes=" · ".join(filter(None, notes(published).values())),
        checked=teller.ago_words(date.fromisoformat(verified) if verified else None),
    )
