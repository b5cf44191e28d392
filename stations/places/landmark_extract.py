"""Landmarks out of an OpenStreetMap extract: stations, hospitals, squares, roads and crossings."""

from __future__ import annotations

import itertools
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import shapely

from stations.geo import distance
from stations.geo.osm_extract import Feature, Shape
from stations.geo.point import Point
from stations.places.model import MOST, Landmark, LandmarkKind

KEYS = (
    "aeroway", "amenity", "highway", "landuse", "leisure", "man_made", "place", "railway", "shop",
    "tourism",
)  # fmt: skip
"""Tags of which one at least is on every feature that can be a landmark."""
_KINDS: tuple[tuple[str, str, LandmarkKind], ...] = (
    ("railway", "station halt", LandmarkKind.STATION),
    ("aeroway", "aerodrome terminal", LandmarkKind.AIRPORT),
    ("amenity", "bus_station", LandmarkKind.COACH),
    ("amenity", "hospital", LandmarkKind.HOSPITAL),
    ("place", "square", LandmarkKind.SQUARE),
    ("leisure", "park stadium", LandmarkKind.SIGHT),
    ("tourism", "attraction museum zoo theme_park", LandmarkKind.SIGHT),
    ("shop", "mall department_store", LandmarkKind.SHOP),
    ("amenity", "marketplace", LandmarkKind.SHOP),
    ("amenity", "university college school", LandmarkKind.SCHOOL),
    ("amenity", "townhall", LandmarkKind.OFFICE),
    ("place", "suburb quarter neighbourhood village", LandmarkKind.HOUSING),
    ("landuse", "residential", LandmarkKind.HOUSING),
    ("man_made", "bridge", LandmarkKind.BRIDGE),
)
_KINDS_IN_ORDER = list(LandmarkKind)
_METRO = frozenset({"subway", "light_rail", "monorail"})
_ROADS = (
    "motorway", "trunk", "primary", "secondary", "tertiary", "unclassified", "residential",
    "living_street", "pedestrian",
)  # fmt: skip
"""Roads whose names people know, the largest first."""
_SIDE = re.compile("(辅路|主路|辅道)$")
_INTERCHANGE = re.compile("立交桥?$")
_BRIDGE = re.compile("桥$")
_OTHER_NAMES = ("alt_name", "short_name", "old_name", "loc_name")
_SAME_M, _CROSSING_M = 500, 200
_LONGEST = 60
_LAST = 100
"""Importance of what has no other: crossings of lanes are left out first."""


@dataclass(slots=True)
class _Road:
    """A road by its name, in however many pieces."""

    rank: int = _LAST
    lines: list[Any] = field(default_factory=list)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Candidate:
    rank: int
    """Those of a high rank are left out first."""
    landmark: Landmark


@dataclass(frozen=True, slots=True, kw_only=True)
class Extracted:
    """What was found, and how many did not fit in."""

    landmarks: tuple[Landmark, ...]
    left_out: int


def extracted(features: Iterable[Feature]) -> Extracted:
    """The landmarks of an extract, each once."""
    roads: defaultdict[str, _Road] = defaultdict(_Road)
    spans: defaultdict[tuple[str, LandmarkKind], list[Any]] = defaultdict(list)
    found: list[_Candidate] = []
    for feature in features:
        name = _name(feature.tags)
        if name and "highway" in feature.tags and feature.shape is Shape.LINE:
            _add_way(feature, name, roads, spans)
        elif name and feature.shape is not Shape.LINE:
            found += _of_a_thing(feature, name)
    found += _as_landmarks(roads)
    found += (
        _candidate(_KINDS_IN_ORDER.index(kind), name, kind, _inner_point(lines), ())
        for (name, kind), lines in spans.items()
    )
    found += _crossings(roads)
    kept = _each_once(sorted(found, key=lambda one: one.rank))
    return Extracted(
        landmarks=tuple(one.landmark for one in kept[:MOST]), left_out=max(0, len(kept) - MOST)
    )


def _name(tags: Mapping[str, str]) -> str:
    name = " ".join((tags.get("name:zh") or tags.get("name") or "").split())
    return name if 2 <= len(name) <= _LONGEST else ""


def _of_a_thing(feature: Feature, name: str) -> Iterator[_Candidate]:
    tags = feature.tags
    kinds = (kind for key, values, kind in _KINDS if tags.get(key) in values.split())
    kind = next(kinds, None)
    if kind is None:
        return
    others = [tags[key] for key in _OTHER_NAMES if tags.get(key)]
    if kind is LandmarkKind.STATION:
        if tags.get("station") in _METRO or tags.get("subway") == "yes":
            kind = LandmarkKind.METRO
        if not name.endswith("站"):
            others, name = [name, *others], f"{name}站"
    yield _candidate(
        _KINDS_IN_ORDER.index(kind), name, kind, feature.geometry.representative_point(), others
    )


def _add_way(
    feature: Feature,
    name: str,
    roads: defaultdict[str, _Road],
    spans: defaultdict[tuple[str, LandmarkKind], list[Any]],
) -> None:
    detail = feature.tags["highway"]
    if _INTERCHANGE.search(name):
        spans[(name, LandmarkKind.JUNCTION)].append(feature.geometry)
    elif _BRIDGE.search(name):
        spans[(name, LandmarkKind.BRIDGE)].append(feature.geometry)
    elif detail in _ROADS:
        road = roads[_SIDE.sub("", name) or name]
        road.rank = min(road.rank, _ROADS.index(detail))
        road.lines.append(feature.geometry)


def _inner_point(lines: Sequence[Any]) -> Any:
    """The point of some lines that is nearest to their middle."""
    whole = shapely.union_all(lines)
    return shapely.Point(shapely.shortest_line(whole, whole.centroid).coords[0])


def _as_landmarks(roads: Mapping[str, _Road]) -> Iterator[_Candidate]:
    """Roads at the point of theirs that is nearest to their middle; a road is long: 约."""
    for name, road in roads.items():
        middle = _inner_point(road.lines)
        yield _candidate(20 + road.rank, name, LandmarkKind.ROAD, middle, (), about=True)


def _crossings(roads: Mapping[str, _Road]) -> Iterator[_Candidate]:
    """Where ways of two roads have a node in common."""
    at: defaultdict[tuple[float, float], set[str]] = defaultdict(set)
    for name, road in roads.items():
        for line in road.lines:
            for place in line.coords:
                at[place].add(name)
    pairs: defaultdict[tuple[str, str], list[tuple[float, float]]] = defaultdict(list)
    for place, names in at.items():
        for one, other in itertools.combinations(sorted(names), 2):
            pairs[(one, other)].append(place)
    for (one, other), places in pairs.items():
        # The lower rank is the larger road: it stands first, as people say it.
        first, second = sorted((one, other), key=lambda name: (roads[name].rank, name))
        rank = 40 + roads[first].rank + roads[second].rank
        yield _candidate(
            rank,
            f"{first}{second}路口",
            LandmarkKind.JUNCTION,
            shapely.Point(_middle_of_most(places)),
            (f"{second}{first}路口",),
        )


def _middle_of_most(places: Sequence[tuple[float, float]]) -> tuple[float, float]:
    """The middle of the nodes of one crossing: two roads can meet in several places."""
    groups: list[list[tuple[float, float]]] = []
    for place in sorted(places):
        near = (group for group in groups if _metres(place, group[0]) < _CROSSING_M)
        group = next(near, None)
        if group is None:
            groups.append([place])
        else:
            group.append(place)
    most = max(groups, key=len)
    lons, lats = zip(*most, strict=True)
    return sum(lons) / len(most), sum(lats) / len(most)


def _metres(one: tuple[float, float], other: tuple[float, float]) -> float:
    return distance.between(Point(lat=one[1], lon=one[0]), Point(lat=other[1], lon=other[0]))


def _candidate(
    rank: int,
    name: str,
    kind: LandmarkKind,
    place: Any,
    aliases: Iterable[str],
    *,
    about: bool = False,
) -> _Candidate:
    others = (one for whole in aliases for one in re.split("[;；]", whole))
    return _Candidate(
        rank=rank,
        landmark=Landmark(
            name=name,
            kind=kind,
            point=Point(lat=round(place.y, 5), lon=round(place.x, 5)),
            aliases=tuple(dict.fromkeys(one.strip() for one in others if one.strip() != name)),
            about=about,
        ),
    )


def _each_once(candidates: Iterable[_Candidate]) -> list[_Candidate]:
    """A thing that is drawn as a point and as an area, or in pieces, is one."""
    known: defaultdict[tuple[str, LandmarkKind], list[Point]] = defaultdict(list)
    kept: list[_Candidate] = []
    for one in candidates:
        near = known[(one.landmark.name, one.landmark.kind)]
        if all(distance.between(one.landmark.point, point) > _SAME_M for point in near):
            near.append(one.landmark.point)
            kept.append(one)
    return kept
