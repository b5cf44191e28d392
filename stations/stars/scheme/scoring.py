"""The level of a sum of points, and what the next one lacks."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from stations.registry.model import Station
from stations.stars.scheme.scheme import Door, Gate, Level, Scheme


@dataclass(frozen=True, slots=True, kw_only=True)
class Reached:
    """What points and gates come to; a quota may still lower it."""

    stars: int
    """0: no level at all."""
    total: int
    lacking: tuple[str, ...]
    """What the next level would need, in words; empty at the highest."""


def reached(scheme: Scheme, points: Mapping[str, int], door: Door) -> Reached:
    """The highest level whose points and gates, and those of all levels below, are met.

    A criterion without points counts as 0; points for what the scheme does not know count nothing.
    """
    known = {one.id: points.get(one.id, 0) for one in scheme.criteria}
    stars = 0
    lacking: tuple[str, ...] = ()
    for level in scheme.levels:
        lacking = _lacking(scheme, level, known, door)
        if lacking:
            break
        stars = level.stars
    return Reached(stars=stars, total=sum(known.values()), lacking=lacking)


def registered(station: Station) -> Door:
    """What the record says to the questions of the door: for a forecast, and for no visit."""
    told = {
        "floor_area_m2": station.premises.floor_area_m2,
        "seats": station.premises.seats,
        **dict.fromkeys(station.available, 1),
    }
    return {key: float(value) for key, value in told.items() if value is not None}


def _lacking(
    scheme: Scheme, level: Level, points: Mapping[str, int], door: Door
) -> tuple[str, ...]:
    """What a station lacks for a level, in words."""
    short = level.least_points - sum(points.values())
    words = [f"离{level.name}还差 {short} 分"] if short > 0 else []
    gates = (gate for gate in scheme.gates if gate.stars <= level.stars)
    words += [gate.words for gate in gates if not is_open(gate, points, door)]
    return tuple(words)


def is_open(gate: Gate, points: Mapping[str, int], door: Door) -> bool:
    """Whether a station has passed a gate with these points and this found at its door."""
    if gate.criterion:
        return points[gate.criterion] >= gate.least_points
    # What nobody has answered is not there.
    return door.get(gate.question, 0) >= (gate.least if gate.measure else 1)


def places(level: Level, *, of: int) -> int:
    """How many of so many that reached a level at all may have this one."""
    if level.quota_count is not None:
        return level.quota_count
    return of if level.quota_percent is None else allowed(level.quota_percent, of=of)


def allowed(percent: int, *, of: int) -> int:
    """How many of so many may have a level with a quota: rounded down, and at least one."""
    return max(1, of * percent // 100)
