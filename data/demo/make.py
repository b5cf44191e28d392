"""How was the demo city made? `STATIONS_SAMPLES=… python data/demo/make.py [OUT]`, by hand.

Invents 526 stations from a fixed seed within the districts of Jinan and writes `jinan.csv` in the
columns of our own export. The outlines are read at this moment only; the points alone are kept.
"""

from __future__ import annotations

import os
import random
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import details
import placing
import words

from stations.areas import codes
from stations.geo import distance
from stations.geo.point import Point
from stations.registry import fields, vocabulary
from stations.registry.model import Hours, Lifecycle, Membership, Place, Station
from stations.registry.states import Phase
from stations.tables import file_writing

SEED = 526
TOTAL = 526
DRAFTS = 8
TWINS = 6
TODAY = date(2026, 11, 20)
NETWORKS = ("energy_station", "book_house")
PHASES = (
    (Phase.PLANNED, 10, ("预计下月开放",)),
    (Phase.SUSPENDED, 14, words.SUSPENDED),
    (Phase.RECTIFYING, 8, words.RECTIFYING),
    (Phase.CLOSED, 8, words.CLOSED),
)


def main() -> None:
    samples = Path(os.environ["STATIONS_SAMPLES"])
    out = Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).parent / "jinan.csv"
    stations = made(samples / "areas" / "370100.json")
    titles = [column.title for column in fields.EXPORTED]
    rows = ([column.text(station) for column in fields.EXPORTED] for station in stations)
    with out.open("wb") as file:
        file_writing.write_csv(rows, columns=titles, file=file)


def made(outlines: Path) -> list[Station]:
    """The 526 stations, the same ones on every run."""
    dice = random.Random(SEED)  # noqa: S311 - the same city every time, nothing secret
    spots = list(placing.spots(outlines, dice=dice, count=TOTAL - TWINS))
    kinds = [kind for kind, (number, _) in words.KINDS.items() for _ in range(number)]
    kinds += ["rest_station"] * (len(spots) - len(kinds))
    dice.shuffle(kinds)
    names: set[str] = set()
    stations = [
        _station(number, kind, spot, dice=dice, names=names)
        for number, (kind, spot) in enumerate(zip(kinds, spots, strict=True), start=1)
    ]
    stations += _twins(stations, dice=dice)
    return list(_in_networks(list(_in_phases(_in_streets(stations), dice=dice))))


def _station(
    number: int, kind: str, spot: placing.Spot, *, dice: random.Random, names: set[str]
) -> Station:
    host = _host(kind, dice)
    place_words, name = _name(kind, host, spot, dice=dice, names=names)
    hours_words, osm, staffed = details.pick(dice, [(w, rest) for w, *rest in words.HOURS])
    if kind == "drivers_home":
        hours_words, osm, staffed = "24小时", "24/7", ""
    district = codes.by_code(spot.district)
    district_name = district.name if district else ""
    opened = TODAY - timedelta(days=dice.randint(40, 2_600))
    alias = (
        f"{place_words}爱心驿站(演示)" if kind == "rest_station" and dice.random() < 0.14 else ""
    )
    station = Station(
        id=f"demo-{number:04}",
        number=f"YS{number:04}",
        name=name,
        aliases=(alias,) if alias else (),
        kind=kind,
        place=Place(
            area_code=spot.area,
            area_words="高新区" if spot.area == words.ZONE else district_name,
            district_code=spot.district,
            city_code="3701",
            address=f"济南市{district_name}{place_words}演示{dice.randint(1, 299)}号",
            door=words.HOSTS[host][2] if dice.random() < 0.7 else "",
            point=spot.point,
            source=placing.source(spot.point, dice=dice, today=TODAY),
        ),
        hours=Hours(words=hours_words, osm=osm, staffed=staffed),
        opened_on=opened,
        demo=True,
    )
    return details.furnished(station, host=host, dice=dice, today=TODAY)


_ABOVE = {"branch": ("main",), "small": ("branch", "main")}
"""The levels that a level may hang on, the next first."""


def _in_networks(stations: Sequence[Station]) -> Iterator[Station]:
    """Stations with the network of their kind: a tree in each district, grades in turn."""
    met: Counter[str] = Counter()
    heads: dict[str, str] = {}
    for station in stations:
        kind = vocabulary.networks().terms.get(station.kind)
        if kind is None or kind.id not in NETWORKS:
            yield station
            continue
        at = f"{kind.id} {station.place.district_code if kind.tree else ''}"
        number = min(met[at], len(kind.levels) - 1) if kind.tree else met[at] % len(kind.levels)
        met[at] += 1
        level = kind.levels[number]
        above = next(
            (heads[key] for one in _ABOVE.get(level, ()) if (key := f"{at} {one}") in heads), ""
        )
        if station.lifecycle.phase is not Phase.CLOSED:
            heads.setdefault(f"{at} {level}", station.name)
        yield replace(station, networks=(Membership(name=kind.zh, level=level),), above=above)


def _host(kind: str, dice: random.Random) -> str:
    if kind == "drivers_home":
        return dice.choice(("logistics_park", "fuel_station"))
    if kind == "clinic_point":
        return dice.choice(("hospital", "pharmacy"))
    return str(details.pick(dice, [(row[0], host) for host, row in words.HOSTS.items()]))


def _name(
    kind: str, host: str, spot: placing.Spot, *, dice: random.Random, names: set[str]
) -> tuple[str, str]:
    """Words for the place, and a name that no other station has."""
    pool = words.ZONE_PLACES if spot.area == words.ZONE else words.DISTRICTS[spot.district][1]
    while True:
        place_words = dice.choice(pool.split()) + dice.choice(words.SPOTS)
        host_word = words.HOSTS[host][1] if dice.random() < 0.45 else ""
        kind_word = words.KINDS[kind][1] if kind in words.KINDS else "驿站"
        name = f"{place_words}{host_word}{kind_word}(演示)"
        if name not in names:
            names.add(name)
            return place_words, name


def _twins(stations: Sequence[Station], *, dice: random.Random) -> Iterator[Station]:
    """Second entries of stations that are listed already, a few metres off, under another name."""
    located = [s for s in stations if s.kind == "rest_station" and s.place.point]
    for number, station in enumerate(dice.sample(located, TWINS), start=TOTAL - TWINS + 1):
        point = placing.beside(station.place.point, dice=dice)
        yield replace(
            station,
            id=f"demo-{number:04}",
            number=f"YS{number:04}",
            name=station.name.replace("驿站", "户外劳动者驿站"),
            aliases=(),
            place=replace(
                station.place, point=point, source=placing.source(point, dice=dice, today=TODAY)
            ),
            star=None,
            honours=(),
            verified=None,
        )


def _in_streets(stations: Sequence[Station]) -> list[Station]:
    """The stations with a street each, invented as well: around some of them in each district.

    A quarter of the streets has none, and of one station in seven the street is not known.
    """
    dice = random.Random(SEED + 1)  # noqa: S311
    middles = {
        area: _middles(codes.streets(area), stations, dice)
        for area in sorted({station.place.area_code for station in stations})
    }
    return [
        station if dice.random() < 1 / 7 else _in_street(station, middles[station.place.area_code])
        for station in stations
    ]


def _middles(
    streets: Sequence[codes.Area], stations: Sequence[Station], dice: random.Random
) -> list[tuple[codes.Area, Point]]:
    """Three of four streets, each with the point of a station in its district."""
    some = sorted(dice.sample(streets, -(-len(streets) * 3 // 4)), key=lambda one: one.code)
    area = streets[0].parent if streets else ""
    here = [s.place.point for s in stations if s.place.area_code == area and s.place.point]
    return list(zip(some, dice.sample(here, len(here)), strict=False))


def _in_street(station: Station, middles: Sequence[tuple[codes.Area, Point]]) -> Station:
    point = station.place.point
    if point is None or not middles:
        return station
    street, _ = min(middles, key=lambda pair: distance.between(point, pair[1]))
    return replace(station, place=replace(station.place, area_code=street.code))


def _in_phases(stations: Sequence[Station], *, dice: random.Random) -> Iterator[Station]:
    """The stations with some of them planned, shut, in trouble or gone, and some still drafts."""
    plain = [s.id for s in stations[: TOTAL - TWINS] if s.kind != "popup"]
    chosen = dice.sample(plain, DRAFTS + sum(number for _, number, _ in PHASES))
    drafts, rest = set(chosen[:DRAFTS]), chosen[DRAFTS:]
    phases: dict[str, tuple[Phase, str]] = {}
    for phase, number, reasons in PHASES:
        for station_id in rest[:number]:
            phases[station_id] = (phase, dice.choice(reasons))
        rest = rest[number:]
    for station in stations:
        if station.id in drafts:
            place = replace(station.place, point=None, source=None)
            yield replace(station, place=place, star=None, honours=(), verified=None)
        elif station.id in phases:
            yield _moved(station, *phases[station.id], dice=dice)
        else:
            yield station


def _moved(station: Station, phase: Phase, reason: str, *, dice: random.Random) -> Station:
    since = TODAY - timedelta(days=dice.randint(2, 60))
    until = TODAY + timedelta(days=dice.randint(5, 45))
    if phase is Phase.PLANNED:
        life = Lifecycle(phase=phase, reason=reason, since=since)
        return replace(
            station, lifecycle=life, opened_on=None, star=None, honours=(), verified=None
        )
    ends = None if phase is Phase.CLOSED or dice.random() < 0.25 else until
    past = Lifecycle(phase=Phase.OPEN, since=station.opened_on, until=since - timedelta(days=1))
    if station.opened_on and station.opened_on >= since:
        station, past = replace(station, opened_on=None), replace(past, since=None)
    life = Lifecycle(phase=phase, reason=reason, since=since, until=ends)
    star = None if phase is Phase.CLOSED else station.star
    return replace(station, lifecycle=life, periods=(past,), star=star)


if __name__ == "__main__":
    main()
