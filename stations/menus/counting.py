"""What the votes on a menu say together, weighed as ratings are.

A vote is one phone's, and weighs what a rating of that phone would. What comes on one day through
one poster counts as at most so many votes as one network may give there in a day: a copied code
makes no more of itself. All votes without a poster weigh at most a tenth of those with one.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from stations.db.base import Database
from stations.feedback import rating_weights
from stations.feedback.daily_limits import BY_NETWORK_AND_STATION
from stations.feedback.rating_weights import Cast, Pace
from stations.menus import vote_store
from stations.menus.model import FEWEST, Menu, MenuItem

OF_VOTES = Pace(always=float(BY_NETWORK_AND_STATION), ordinary=float(BY_NETWORK_AND_STATION))
"""Votes come within days, ratings within a year: an honest crowd of one day is no flood yet."""
_HAIR = 1e-6


@dataclass(frozen=True, slots=True, kw_only=True)
class Vote(Cast):
    """What one phone chose."""

    picks: tuple[int, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemCount:
    """How many chose an item."""

    voters: int = 0
    """As how many people those count who had scanned a poster."""
    others: int = 0
    """How many more phones there were."""
    weight: float = 0.0
    """What all of them weigh: the order of the items."""

    @property
    def told(self) -> int | None:
        """The number that everybody may read; None for too few."""
        return self.voters if self.voters >= FEWEST else None


@dataclass(frozen=True, slots=True, kw_only=True)
class MenuCount:
    """What the votes on a menu say."""

    received: int = 0
    """How many phones voted, however they are counted."""
    people: int = 0
    others: int = 0
    flooded: bool = False
    """Whether more came through one poster on one day than is counted."""
    items: Mapping[int, ItemCount]

    def of(self, number: int) -> ItemCount:
        """How many chose an item."""
        return self.items.get(number, ItemCount())

    def ranked(self, items: Iterable[MenuItem]) -> list[MenuItem]:
        """The items, what most want first."""
        return sorted(items, key=lambda one: (-round(self.of(one.number).weight, 6), one.number))


def of_menu(db: Database, menu: Menu) -> MenuCount:
    """What the votes on a menu say now."""
    return counted(
        Vote(
            device=row["device"],
            # A day through one poster is what a flood would come in.
            day=f"{row['day']} {row['place']}",
            weight=int(row["weight"]),
            picks=tuple(map(int, row["picks"].split())),
        )
        for row in vote_store.of_menu(db, menu.id)
    )


def counted(newest_first: Iterable[Vote]) -> MenuCount:
    """What votes say, without I/O, so that attacks can be simulated."""
    live = rating_weights.newest_of_each(newest_first)
    shares = rating_weights.granted(live, pace=OF_VOTES)
    weighed = rating_weights.by_shares(live, shares)
    numbers = sorted({number for one in live for number in one.picks})
    posted = [(one, weight) for one, weight in weighed if one.by_poster]
    return MenuCount(
        received=len(live),
        people=_whole(weight for _, weight in posted),
        others=len(live) - len(posted),
        flooded=any(share < 1 - _HAIR for (_, by_poster), share in shares.items() if by_poster),
        items={
            number: ItemCount(
                voters=_whole(weight for one, weight in posted if number in one.picks),
                others=sum(number in one.picks for one in live if not one.by_poster),
                weight=sum(weight for one, weight in weighed if number in one.picks),
            )
            for number in numbers
        },
    )


def _whole(weights: Iterable[float]) -> int:
    return int(sum(weights) + 0.5 + _HAIR)
