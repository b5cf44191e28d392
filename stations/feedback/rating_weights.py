"""Weights of ratings and their mean, without I/O, so that attacks can be simulated.

Anybody can invent phones; few can invent days, and hardly anybody stands before the poster. So:

- a rating through the poster's code weighs 1; without it 0.2, from a phone that says it is far
  away 0.1, and from a phone that came by less than an hour ago 0.02;
- of each device the newest rating counts, for a year;
- a flood counts like an ordinary day: what comes on one day through the poster weighs at most 3 %
  of what is there, but as much as one rating; without the poster at most 1.5 %;
- all ratings without the poster weigh at most a tenth of those with it, and make no mean alone.

The mean is a Bayesian one: 10 ratings of 4 stars are there from the beginning, so that two
friends make no five-star station and one angry visitor ruins none. A day of any flood without the
poster has at most 1.5 % of the weight, and moves a mean by 4 stars times that: 0.06.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import TypeVar

from stations.feedback.model import TAGS, Near, Visitor

FULL = 100
"""Weights are whole hundredths."""
WITHOUT_POSTER, FAR_AWAY, NEW_DEVICE = 20, 10, 2
NEW_FOR = timedelta(hours=1)
PRIOR_MEAN, PRIOR_WEIGHT = 4.0, 10.0
COUNTED_DAYS = 365
ENOUGH = 2.0
"""Below this weight through the poster no mean is told: it would be the prior's."""
_SHARE_OF_A_DAY = {True: 0.03, False: 0.015}
_WITHOUT_AT_MOST = 0.1
"""What all ratings without the poster may weigh, of the weight of those with it."""
_HAIR = 1e-6
"""Shares of a day sum to a hair less than what was granted."""
_TAGS_SHOWN, _TAG_AT_LEAST, _TAG_SHARE = 3, 2.0, 0.1


@dataclass(frozen=True, slots=True, kw_only=True)
class Pace:
    """How much of a day is counted before it is a flood."""

    always: float
    """What a day through the poster may weigh however little is there."""
    ordinary: float
    """No day counts above this in what is there: a flood makes no room for itself."""


OF_RATINGS = Pace(always=1.0, ordinary=2.0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Cast:
    """What one phone said, as it is counted."""

    device: str
    day: str
    weight: int = FULL

    @property
    def by_poster(self) -> bool:
        return self.weight == FULL


@dataclass(frozen=True, slots=True, kw_only=True)
class Rating(Cast):
    """One rating as it is counted."""

    stars: int
    tags: tuple[str, ...] = ()


Counted = TypeVar("Counted", bound=Cast)


@dataclass(frozen=True, slots=True, kw_only=True)
class Summary:
    """What the ratings of a station say together."""

    count: int
    """As how many ratings those through the poster count."""
    mean: float | None
    """1 to 5, two decimals; None while there are too few to say."""
    by_poster: int = 0
    """How many people rated through the poster."""
    without: int = 0
    """How many others did, who count for little."""
    flooded: bool = False
    """Whether more came on some day than is counted."""
    tags: tuple[tuple[str, int], ...] = ()
    """The words said most often, with as how many ratings they count."""


def weight_of(visitor: Visitor, *, at: datetime) -> int:
    """What a rating of this visitor weighs, in hundredths; staff weigh nothing."""
    if visitor.staff:
        return 0
    if visitor.poster:
        return FULL
    if at - visitor.device_since < NEW_FOR:
        return NEW_DEVICE
    return FAR_AWAY if visitor.near is Near.FAR else WITHOUT_POSTER


def summarised(newest_first: Iterable[Rating]) -> Summary:
    """The summary of ratings of the last `COUNTED_DAYS`."""
    live = newest_of_each(newest_first)
    shares = granted(live)
    weighed = by_shares(live, shares)
    posted = sum(weight for one, weight in weighed if one.by_poster)
    stars = PRIOR_MEAN * PRIOR_WEIGHT + sum(weight * one.stars for one, weight in weighed)
    whole = PRIOR_WEIGHT + sum(weight for _, weight in weighed)
    by_poster = sum(one.by_poster for one in live)
    return Summary(
        count=round(posted),
        mean=round(stars / whole, 2) if posted + _HAIR >= ENOUGH else None,
        by_poster=by_poster,
        without=len(live) - by_poster,
        flooded=min(shares.values(), default=1.0) < 1.0,
        tags=_tags(weighed, at_least=max(_TAG_AT_LEAST, posted * _TAG_SHARE)),
    )


def by_shares(
    live: Iterable[Counted], shares: Mapping[tuple[str, bool], float]
) -> list[tuple[Counted, float]]:
    """What each weighs with the share of its day, and all without the poster together."""
    weighed = [(one, shares[one.day, one.by_poster] * one.weight / FULL) for one in live]
    posted = sum(weight for one, weight in weighed if one.by_poster)
    other = sum(weight for one, weight in weighed if not one.by_poster)
    scale = min(1.0, posted * _WITHOUT_AT_MOST / other) if other else 1.0
    return [(one, weight if one.by_poster else scale * weight) for one, weight in weighed]


def granted(ratings: Iterable[Cast], *, pace: Pace = OF_RATINGS) -> dict[tuple[str, bool], float]:
    """How much of each day's ratings, with the poster and without, is counted: 0 to 1.

    What is there are the prior and the days with the poster.
    """
    days: dict[tuple[str, bool], float] = defaultdict(float)
    for one in ratings:
        days[one.day, one.by_poster] += one.weight / FULL
    base = PRIOR_WEIGHT + sum(
        min(weight, pace.ordinary) for (_, by_poster), weight in days.items() if by_poster
    )
    most = {
        kind: max(always, base * _SHARE_OF_A_DAY[kind])
        for kind, always in ((True, pace.always), (False, 0.0))
    }
    return {key: min(1.0, most[key[1]] / weight) for key, weight in days.items()}


def newest_of_each(newest_first: Iterable[Counted]) -> list[Counted]:
    """The newest rating of each device; one scan of the poster counts as having been there."""
    found: dict[str, Counted] = {}
    for one in newest_first:
        kept = found.get(one.device)
        if kept is None:
            found[one.device] = one
        elif one.weight > kept.weight:
            found[one.device] = replace(kept, weight=one.weight)
    return [one for one in found.values() if one.weight]


def _tags(
    weighed: Iterable[tuple[Rating, float]], *, at_least: float
) -> tuple[tuple[str, int], ...]:
    """What was said often through the poster, and more often than one day could have it."""
    said: dict[str, float] = defaultdict(float)
    for one, weight in weighed:
        for tag in one.tags if one.by_poster else ():
            said[tag] += weight
    order = list(TAGS)
    often = [(tag, round(total)) for tag, total in said.items() if total + _HAIR >= at_least]
    return tuple(sorted(often, key=lambda it: (-it[1], order.index(it[0])))[:_TAGS_SHOWN])
