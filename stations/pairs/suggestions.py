"""Strong stations for each weak one without a partner: the nearest, and those of its own work.

The nearest is offered for the place (因地域); beside it the nearest of the same kind, host or
operator (因业务), and for a private host the nearest that the state keeps (因性质, 国有带非公), as
far as the record knows. None leads whose stars are being looked
at again.

Strong: open, not reported shut, four stars or more or one of the two highest levels of its city's
scheme. Weak: without a star, on the lowest level, being rectified, or reported shut by several
people. Every distance is the great circle between two points, and none is skipped: one page of
weak stations is measured against all strong ones.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

import numpy as np

from stations.db.base import Database, Row
from stations.geo import distance
from stations.pairs import pair_store
from stations.registry.scoping import Reach
from stations.registry.states import Phase
from stations.registry.stored import brief_store
from stations.stars import store as reviews
from stations.stars.rulebook import scheme_registry
from stations.stars.scheme.scheme import Scheme, for_area

PAGE = 50
STRONG_FROM = 4
_TOP_LEVELS = 2
_PLAIN_KIND = "rest_station"
_OF_THE_STATE = frozenset({"party_centre", "post", "sanitation", "union"})
_PRIVATE = frozenset({"shop", "pharmacy", "logistics_park"})
"""Hosts whose nature is known by what they are; of the others the record does not tell it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """A station as one half of a suggested pair; `why` says what makes it weak."""

    id: str
    name: str
    star: int
    area_code: str
    why: str = ""
    helps: int = 0
    """How many weak stations it helps already."""


class Ground(StrEnum):
    """Why a strong station suits a weak one."""

    PLACE = "因地域"
    KIND = "因业务：同类驿站"
    HOST = "因业务：同类场所"
    OPERATOR = "因业务：同一运营单位"
    NATURE = "因性质：国有带非公"


@dataclass(frozen=True, slots=True, kw_only=True)
class FurtherLeader:
    """A strong station for a weak one, and the reasons."""

    strong: Member
    apart_m: float
    grounds: tuple[Ground, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Suggestion:
    """A weak station with the strong one nearest to it."""

    weak: Member
    strong: Member
    apart_m: float
    others: tuple[FurtherLeader, ...] = ()
    """Further ones, each with its reason."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Bounds:
    """From which star on a station is strong, and up to which it is weak."""

    strong_from: int = STRONG_FROM
    weak_to: int = 1


def bounds(schemes: Mapping[str, Scheme], area: str, *, on: date) -> Bounds:
    """What counts as strong and weak by the scheme of an area; ours where it has none."""
    scheme = for_area(schemes, area, on=on)
    if scheme is None:
        return Bounds()
    stars = sorted(level.stars for level in scheme.levels)
    top = stars[-_TOP_LEVELS:] if len(stars) > _TOP_LEVELS else stars[-1:]
    strong_from = min(STRONG_FROM, top[0])
    return Bounds(strong_from=strong_from, weak_to=min(stars[0], strong_from - 1))


def suggested(
    db: Database, reach: Reach, *, today: date, page: int
) -> tuple[list[Suggestion], int]:
    """One page (from 1) of the weak stations within reach, each with its nearest strong one.

    Stations that several people found shut come first, then those with the fewest stars. Of two
    that are equally near the one with the smaller id is taken. How many there are in all, 0 where
    no strong one is within reach.
    """
    rows = brief_store.reachable(db, reach, today=today)
    helping, helped = pair_store.helping(db), pair_store.helped(db)
    schemes = scheme_registry.schemes(db)
    limits = {code: bounds(schemes, code, on=today) for code in {row["city_code"] for row in rows}}
    looked_at = reviews.rechecked(db)
    strong = [
        row
        for row in rows
        if row["id"] not in helped and row["id"] not in looked_at and _is_strong(row, limits)
    ]
    weak = [
        row
        for row in rows
        if row["id"] not in helped and row["id"] not in helping and _why(row, limits)
    ]
    if not strong:
        return [], 0
    weak.sort(key=lambda row: (row["reported_shut"] is None, row["star"], row["id"]))
    chosen = weak[(page - 1) * PAGE : page * PAGE]
    return [
        Suggestion(
            weak=_member(row, why=_why(row, limits)),
            strong=_member(strong[index], helps=helping.get(strong[index]["id"], 0)),
            apart_m=apart,
            others=_others(row, index, strong, helping),
        )
        for row, (index, apart) in zip(chosen, _nearest(chosen, strong), strict=True)
    ], len(weak)


def _others(
    weak: Row, nearest: int, strong: Sequence[Row], helping: Mapping[str, int]
) -> tuple[FurtherLeader, ...]:
    """The nearest for each further reason; who suits for several stands once, with all of them."""
    found: dict[int, list[Ground]] = {}
    for ground in Ground:
        fitting = [n for n, row in enumerate(strong) if _suits(ground, row, weak)]
        if fitting:
            index, _ = _nearest([weak], [strong[n] for n in fitting])[0]
            found.setdefault(fitting[index], []).append(ground)
    offers = []
    for n, grounds in found.items():
        if n != nearest or len(grounds) > 1:
            row = strong[n]
            _, apart = _nearest([weak], [row])[0]
            member = _member(row, helps=helping.get(row["id"], 0))
            offers.append(FurtherLeader(strong=member, apart_m=apart, grounds=tuple(grounds)))
    return tuple(offers)


def _suits(ground: Ground, strong: Row, weak: Row) -> bool:
    if ground is Ground.KIND:
        # Nearly every station is a plain one: that says nothing of its work.
        return bool(strong["kind"] == weak["kind"] != _PLAIN_KIND)
    if ground is Ground.HOST:
        return bool(weak["host"] and strong["host"] == weak["host"])
    if ground is Ground.OPERATOR:
        return bool(weak["operator"] and strong["operator"] == weak["operator"])
    if ground is Ground.NATURE:
        return weak["host"] in _PRIVATE and strong["host"] in _OF_THE_STATE
    return True


def _nearest(weak: Sequence[Row], strong: Sequence[Row]) -> list[tuple[int, float]]:
    """For each place of the first the nearest of the second, which are sorted by id, and how far.

    No station is both weak and strong, so that none is its own neighbour.
    """
    lat = np.array([row["lat"] for row in strong])
    lon = np.array([row["lon"] for row in strong])
    found = []
    for row in weak:
        apart = distance.metres(row["lat"], row["lon"], to_lat=lat, to_lon=lon)
        index = int(np.argmin(apart))
        found.append((index, float(apart[index])))
    return found


def _is_strong(row: Row, limits: Mapping[str, Bounds]) -> bool:
    return (
        row["lifecycle"] == Phase.OPEN
        and row["reported_shut"] is None
        and row["star"] >= limits[row["city_code"]].strong_from
    )


def _why(row: Row, limits: Mapping[str, Bounds]) -> str:
    """What makes a station weak, in words; '' where nothing does."""
    if row["reported_shut"] is not None:
        return "多人反映未开放"
    if row["lifecycle"] == Phase.RECTIFYING:
        return "整改中"
    if not row["star"]:
        return "还没有星级"
    return "最低一级" if row["star"] <= limits[row["city_code"]].weak_to else ""


def _member(row: Row, *, why: str = "", helps: int = 0) -> Member:
    return Member(
        id=row["id"],
        name=row["name"],
        star=int(row["star"]),
        area_code=row["area_code"],
        why=why,
        helps=helps,
    )
