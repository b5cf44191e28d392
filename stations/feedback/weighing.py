"""How much does a rating weigh, and what do all of them say? Pure, so that it can be attacked.

Anybody can invent phones; few can invent days, and hardly anybody stands before the poster. So:

- a rating through the poster's code weighs 1; without it 0.2, from a phone that says it is far
  away 0.1, and from a phone that came by less than an hour ago 0.02;
- of each device the newest rating counts, for a year;
- a flood counts like an ordinary day: what comes on one day weighs at most 3 % of what is there
  (half of that for ratings without the poster), but 2 (or 1) is always granted;
- ratings without the poster weigh, together, at most a third of those with it and the prior.

The mean is a Bayesian one: 10 ratings of 4 stars are there from the beginning, so that two
friends make no five-star station and one angry visitor ruins none. With 60 honest ratings through
the poster a day of any flood without it moves the mean by 3.1 / 71 at most, which is 0.05 stars.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from stations.feedback.model import TAGS, Near, Visitor

FULL = 100
"""Weights are whole hundredths."""
WITHOUT_POSTER, FAR_AWAY, NEW_DEVICE = 20, 10, 2
NEW_FOR = timedelta(hours=1)
PRIOR_MEAN, PRIOR_WEIGHT = 4.0, 10.0
COUNTED_DAYS = 365
ENOUGH = 2.0
"""Below this weight no mean is told: it would be the prior's."""
_SHARE_OF_A_DAY = {True: 0.03, False: 0.015}
_ALWAYS_GRANTED = {True: 2.0, False: 1.0}
_WITHOUT_AT_MOST = 1 / 3
_TAGS_SHOWN, _TAG_AT_LEAST = 3, 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Rating:
    """One rating as it is counted."""

    device: str
    day: str
    stars: int
    tags: tuple[str, ...] = ()
    weight: int = FULL

    @property
    def by_poster(self) -> bool:
        return self.weight == FULL


@dataclass(frozen=True, slots=True, kw_only=True)
class Summary:
    """What the ratings of a station say together."""

    count: int
    """How many people's ratings are counted, whatever they weigh."""
    mean: float | None
    """1 to 5, two decimals; None while there are too few to say."""
    by_poster: int = 0
    flooded: bool = False
    """Whether more came on some day than is counted."""
    tags: tuple[tuple[str, int], ...] = ()
    """The words said most often, with how many said them."""


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
    live = _newest_of_each(newest_first)
    shares = granted(live)
    told: dict[bool, list[float]] = {True: [0.0, 0.0], False: [0.0, 0.0]}
    for one in live:
        weight = shares[one.day, one.by_poster] * one.weight / FULL
        told[one.by_poster][0] += weight
        told[one.by_poster][1] += weight * one.stars
    (posted, posted_stars), (other, other_stars) = told[True], told[False]
    scale = min(1.0, (PRIOR_WEIGHT + posted) * _WITHOUT_AT_MOST / other) if other else 1.0
    weight = posted + scale * other
    stars = PRIOR_MEAN * PRIOR_WEIGHT + posted_stars + scale * other_stars
    return Summary(
        count=len(live),
        mean=round(stars / (PRIOR_WEIGHT + weight), 2) if weight >= ENOUGH else None,
        by_poster=sum(one.by_poster for one in live),
        flooded=min(shares.values(), default=1.0) < 1.0,
        tags=_tags(live),
    )


def granted(ratings: Iterable[Rating]) -> dict[tuple[str, bool], float]:
    """How much of each day's ratings, with the poster and without, is counted: 0 to 1.

    What is there is measured with no day above what is always granted: no flood makes room for
    itself.
    """
    days: dict[tuple[str, bool], float] = defaultdict(float)
    for one in ratings:
        days[one.day, one.by_poster] += one.weight / FULL
    base = PRIOR_WEIGHT + sum(
        min(weight, _ALWAYS_GRANTED[True]) for (_, by_poster), weight in days.items() if by_poster
    )
    most = {
        kind: max(_ALWAYS_GRANTED[kind], base * _SHARE_OF_A_DAY[kind]) for kind in (True, False)
    }
    return {key: min(1.0, most[key[1]] / weight) for key, weight in days.items()}


def _newest_of_each(newest_first: Iterable[Rating]) -> list[Rating]:
    """The newest rating of each device; whoever once stood before the poster has been there."""
    found: dict[str, Rating] = {}
    for one in newest_first:
        kept = found.get(one.device)
        if kept is None:
            found[one.device] = one
        elif one.weight > kept.weight:
            found[one.device] = replace(kept, weight=one.weight)
    return [one for one in found.values() if one.weight]


def _tags(ratings: Iterable[Rating]) -> tuple[tuple[str, int], ...]:
    said = Counter(tag for one in ratings for tag in one.tags if one.weight > NEW_DEVICE)
    order = list(TAGS)
    often = sorted(said.items(), key=lambda pair: (-pair[1], order.index(pair[0])))
    return tuple((tag, n) for tag, n in often[:_TAGS_SHOWN] if n >= _TAG_AT_LEAST)
