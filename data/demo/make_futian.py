"""How was the second demo area made? `STATIONS_SAMPLES=… python data/demo/make_futian.py [OUT]`.

Invents 60 stations beside real streets of 深圳福田 from a fixed seed and writes `futian.csv` in the
columns of our own export. Streets: © OpenStreetMap contributors, ODbL 1.0; the extract is read at
this moment only. Needs the extra `basemap`.
"""

from __future__ import annotations

import os
import random
import re
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import details
import placing
import shapely
import words

from stations.geo import osm_extract
from stations.geo.point import Point
from stations.registry import fields
from stations.registry.model import Hours, Lifecycle, Place, Station
from stations.registry.states import Phase
from stations.tables import file_writing

SEED = 440304
TODAY = date(2026, 11, 20)
KINDS = {
    "rest_station": 38, "riders_home": 8, "workers_harbour": 4, "energy_station": 3,
    "book_house": 2, "canteen": 2, "drivers_home": 1, "carnation_station": 1, "clinic_point": 1,
}  # fmt: skip
PHASES = (
    (Phase.SUSPENDED, 2, words.SUSPENDED),
    (Phase.RECTIFYING, 1, words.RECTIFYING),
    (Phase.PLANNED, 1, ("预计下月开放",)),
)
STREETS = frozenset(
    {"primary", "secondary", "tertiary", "residential", "unclassified", "pedestrian"}
)
_APART_M, _FROM_ROAD_M, _FROM_EDGE_M = 150, 9.0, 60


@dataclass(frozen=True, slots=True)
class Street:
    """A named street as one or several lines."""

    name: str
    shape: Any


def main() -> None:
    samples = Path(os.environ["STATIONS_SAMPLES"])
    out = Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).parent / "futian.csv"
    titles = [column.title for column in fields.EXPORTED]
    stations = made(samples / "roads" / "shenzhen_futian.osm.pbf")
    rows = ([column.text(station) for column in fields.EXPORTED] for station in stations)
    with out.open("wb") as file:
        file_writing.write_csv(rows, columns=titles, file=file)


def made(extract: Path) -> list[Station]:
    """The 60 stations, the same ones on every run."""
    dice = random.Random(SEED)  # noqa: S311 - the same area every time, nothing secret
    kinds = [kind for kind, number in KINDS.items() for _ in range(number)]
    dice.shuffle(kinds)
    names: set[str] = set()
    stations = [
        _station(number, kind, street, point, dice=dice, names=names)
        for number, (kind, (street, point)) in enumerate(
            zip(kinds, _spots(extract, dice), strict=False), start=1
        )
    ]
    return list(_in_phases(stations, dice=dice))


def _spots(extract: Path, dice: random.Random) -> Iterator[tuple[str, Point]]:
    """Without end: a street and a point beside it, on no road and not close to another point."""
    roads = list(osm_extract.features(extract, keys=("highway",)))
    everything = shapely.union_all([road.geometry for road in roads])
    shapely.prepare(everything)
    inner = shapely.box(*everything.bounds).buffer(-_FROM_EDGE_M / placing.DEGREE_M)
    streets = _streets(roads)
    taken: list[tuple[float, float]] = []
    while True:
        # By the square root of its length: a long street has more stations, a short one some.
        weights = [street.shape.length**0.5 for street in streets]
        (street,) = dice.choices(streets, weights)
        on_it = street.shape.interpolate(dice.random(), normalized=True)
        turn = dice.choice((-1, 1)) * dice.uniform(14, 30) / placing.DEGREE_M
        beside = shapely.Point(on_it.x + turn * dice.uniform(-1, 1), on_it.y + turn)
        point = Point(lat=round(beside.y, 6), lon=round(beside.x, 6))
        off_m = shapely.distance(everything, beside) * placing.DEGREE_M
        if off_m > _FROM_ROAD_M and inner.contains(beside) and placing.is_free(
            point, taken, apart_m=_APART_M
        ):  # fmt: skip
            taken.append((point.lat, point.lon))
            yield street.name, point


def _streets(roads: Sequence[osm_extract.Feature]) -> list[Street]:
    pieces: dict[str, list[Any]] = {}
    for road in roads:
        name = road.tags.get("name", "")
        # A side road has the name of its street and 辅路 behind it.
        if road.tags["highway"] in STREETS and re.search("(?<!辅)(路|道|街)$", name):
            pieces.setdefault(name, []).append(road.geometry)
    return [Street(name, shapely.union_all(lines)) for name, lines in sorted(pieces.items())]


def _station(
    number: int, kind: str, street: str, point: Point, *, dice: random.Random, names: set[str]
) -> Station:
    host = "fuel_station" if kind == "drivers_home" else ""
    host = host or ("hospital" if kind == "clinic_point" else "")
    host = host or str(details.pick(dice, [(row[0], one) for one, row in words.HOSTS.items()]))
    hours, osm, staffed = details.pick(dice, [(w, rest) for w, *rest in words.HOURS])
    if kind == "drivers_home":
        hours, osm, staffed = "24小时", "24/7", ""
    station = Station(
        id=f"demo-ft{number:02}",
        number=f"FT{number:02}",
        name=_name(street, kind, host, dice=dice, names=names),
        kind=kind,
        place=Place(
            area_code="440304",
            area_words="福田区",
            district_code="440304",
            city_code="4403",
            address=f"深圳市福田区{street}演示{dice.randint(1, 299)}号",
            door=words.HOSTS[host][2] if dice.random() < 0.7 else "",
            point=point,
            source=placing.source(point, dice=dice, today=TODAY),
        ),
        hours=Hours(words=hours, osm=osm, staffed=staffed),
        opened_on=TODAY - timedelta(days=dice.randint(40, 2_600)),
        demo=True,
    )
    station = details.furnished(station, host=host, dice=dice, today=TODAY)
    phone = station.premises.public_phone.replace("0531-", "0755-")
    return replace(station, premises=replace(station.premises, public_phone=phone))


def _name(street: str, kind: str, host: str, *, dice: random.Random, names: set[str]) -> str:
    """A name that no other station has."""
    while True:
        spot = dice.choice(("", "", "东段", "西段", "南口", "北口", "社区"))
        host_word = words.HOSTS[host][1] if dice.random() < 0.45 else ""
        kind_word = words.KINDS[kind][1] if kind in words.KINDS else "驿站"
        name = f"{street}{spot}{host_word}{kind_word}(演示)"
        if name not in names:
            names.add(name)
            return name


def _in_phases(stations: Sequence[Station], *, dice: random.Random) -> Iterator[Station]:
    chosen = dice.sample([station.id for station in stations], sum(row[1] for row in PHASES))
    phases = {}
    for phase, number, reasons in PHASES:
        for station_id in chosen[:number]:
            phases[station_id] = (phase, dice.choice(reasons))
        chosen = chosen[number:]
    for station in stations:
        if station.id not in phases:
            yield station
            continue
        phase, reason = phases[station.id]
        since = TODAY - timedelta(days=dice.randint(2, 30))
        planned = phase is Phase.PLANNED
        until = None if planned else TODAY + timedelta(days=dice.randint(20, 45))
        life = Lifecycle(phase=phase, reason=reason, since=since, until=until)
        if planned:
            yield replace(station, lifecycle=life, opened_on=None, star=None, verified=None)
        else:
            past = Lifecycle(phase=Phase.OPEN, since=None, until=since - timedelta(days=1))
            yield replace(station, lifecycle=life, opened_on=None, periods=(past,))


if __name__ == "__main__":
    main()
