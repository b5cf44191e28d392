"""A few thousand stations as a country has them: cities, towns, one building with many doors."""

from __future__ import annotations

import random

from stations.db import migration, opening
from stations.geo.point import Point
from stations.registry.model import Hours, Place, Station
from stations.registry.stored import store
from tests.support import make, small_city

JINAN = (36.6665, 117.0243)
TWINS = (36.7, 117.1)
"""Two stations at one point, with nothing else around."""
MALL = (36.6, 116.95)
CITY, COUNTRY, DOORS = 2_400, 600, 15
COUNT = CITY + COUNTRY + DOORS + 2
_HOURS = ("Mo-Su 08:00-21:00", "Mo-Su 08:00-18:20", "24/7", "Mo-Fr 09:00-17:00", "")


def stations() -> list[Station]:
    """All of them; the same ones each time."""
    dice = random.Random(7)
    places: list[tuple[float, float]] = []
    while len(places) < CITY:
        place = (JINAN[0] + dice.gauss(0, 0.05), JINAN[1] + dice.gauss(0, 0.07))
        if all(max(abs(place[0] - a), abs(place[1] - b)) > 0.004 for a, b in (TWINS, MALL)):
            places.append(place)
    places += [(dice.uniform(20, 47), dice.uniform(80, 128)) for _ in range(COUNTRY)]
    places += [MALL] * DOORS + [TWINS] * 2
    districts = ["370102"] * CITY + ["410103"] * COUNTRY + ["370102"] * (DOORS + 2)
    return [
        make.station(
            id=f"m{number:05d}",
            name=small_city.HOSTILE if number >= COUNT - 2 else f"第{number}驿站",
            place=Place(
                area_code=districts[number],
                district_code=districts[number],
                city_code=districts[number][:4],
                address="演示路1号",
                point=Point(lat=round(lat, 6), lon=round(lon, 6)),
            ),
            hours=Hours(osm=_HOURS[number % 5], words="登记的时间" if number % 5 < 4 else ""),
            demo=True,
        )
        for number, (lat, lon) in enumerate(places)
    ]


def fill(address: str) -> None:
    """Makes a migrated database that holds them."""
    database = opening.connect(address, create=True)
    migration.migrate(database)
    with database.writing():
        store.add(database, stations(), history=())
    database.close()
