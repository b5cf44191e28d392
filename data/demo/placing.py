"""Where do the stations of the demo city stand? Like a city: close around a few centres."""

from __future__ import annotations

import math
import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import shapely
import words

from stations.areas import outline_import
from stations.geo import frames
from stations.geo.point import Datum, Point
from stations.registry.model import SourcePoint
from stations.registry.states import Precision

DEGREE_M = 111_195.0
HEART = (36.665, 117.03)
"""About the middle of the built-up city: centres are drawn towards it."""
FROM_BORDER_M = 400
APART_M = 90


@dataclass(frozen=True, slots=True, kw_only=True)
class Spot:
    """A point, the district it lies in, and the area that keeps it."""

    area: str
    district: str
    point: Point


def spots(outlines: Path, *, dice: random.Random, count: int) -> Iterator[Spot]:
    """Exactly `count` spots, in an order that mixes the districts."""
    shapes = {
        outline.code: shapely.from_wkb(outline.shape)
        for outline in outline_import.read(outlines.read_bytes(), datum=Datum.GCJ02)
    }
    jobs = [(code, code, share) for code, (share, _) in words.DISTRICTS.items()]
    jobs.append((words.ZONE, words.ZONE_DISTRICT, words.ZONE_STATIONS))
    # Rounding is made good in the district with most stations.
    missing = count - sum(share for *_, share in jobs)
    jobs[0] = (*jobs[0][:2], jobs[0][2] + missing)
    taken: list[tuple[float, float]] = []
    found = [
        Spot(area=area, district=district, point=point)
        for area, district, number in jobs
        for point in _points(shapes[district], district, number, dice=dice, taken=taken)
    ]
    dice.shuffle(found)
    yield from found


def source(point: Point, *, dice: random.Random, today: date) -> SourcePoint:
    """The point as somebody handed it in: most from a receiver, some from a map in GCJ-02."""
    on = today - timedelta(days=dice.randint(30, 900))
    if dice.random() < 0.8:
        return SourcePoint(
            lat=point.lat, lon=point.lon, datum=Datum.WGS84, provider="演示数据",
            precision=Precision.DOOR, on=on,
        )  # fmt: skip
    lat, lon = frames.point_in(point, datum=Datum.GCJ02)
    return SourcePoint(
        lat=round(lat, 6), lon=round(lon, 6), datum=Datum.GCJ02, provider="演示数据",
        precision=Precision.BUILDING, on=on,
    )  # fmt: skip


def beside(point: Point | None, *, dice: random.Random) -> Point:
    """A point 10 to 30 metres away."""
    if point is None:
        raise ValueError("a draft has nothing beside it")
    turn, metres = dice.uniform(0, 2 * math.pi), dice.uniform(10, 30)
    return _moved(point.lat, point.lon, metres * math.cos(turn), metres * math.sin(turn))


def _points(
    shape: Any, district: str, number: int, *, dice: random.Random, taken: list[tuple[float, float]]
) -> Iterator[Point]:
    inner = shape.buffer(-FROM_BORDER_M / DEGREE_M)
    shapely.prepare(inner)
    centres = _centres(inner, max(2, number // 9), dice=dice)
    while number:
        lat, lon = dice.choice(centres)
        spread = dice.choice((500.0, 900.0, 1_500.0))
        point = _moved(lat, lon, dice.gauss(0, spread), dice.gauss(0, spread))
        if inner.contains(shapely.Point(point.lon, point.lat)) and is_free(point, taken):
            taken.append((point.lat, point.lon))
            number -= 1
            yield point


def _centres(inner: Any, number: int, *, dice: random.Random) -> list[tuple[float, float]]:
    """Random places inside, those towards the middle of the city more often."""
    west, south, east, north = inner.bounds
    candidates: list[tuple[float, float]] = []
    while len(candidates) < 60:
        lat, lon = dice.uniform(south, north), dice.uniform(west, east)
        if inner.contains(shapely.Point(lon, lat)):
            candidates.append((lat, lon))
    away = [_metres(place, HEART) for place in candidates]
    weights = [math.exp(-(metres - min(away)) / 5_000) for metres in away]
    return dice.choices(candidates, weights, k=number)


def is_free(point: Point, taken: list[tuple[float, float]], *, apart_m: float = APART_M) -> bool:
    """Whether no taken place is close to a point."""
    return all(_metres((point.lat, point.lon), other) > apart_m for other in taken)


def _metres(one: tuple[float, float], other: tuple[float, float]) -> float:
    east = (one[1] - other[1]) * math.cos(math.radians(one[0]))
    return DEGREE_M * math.hypot(one[0] - other[0], east)


def _moved(lat: float, lon: float, north_m: float, east_m: float) -> Point:
    new_lon = lon + east_m / (DEGREE_M * math.cos(math.radians(lat)))
    return Point(lat=round(lat + north_m / DEGREE_M, 6), lon=round(new_lon, 6))
