"""A database of as many stations as the nation has, made in seconds."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from bench.finder import World, world
from stations.db import migration, opening
from stations.db.base import Row
from stations.db.sqlite import SQLiteDatabase
from stations.geo.point import Point
from stations.registry.model import Amenity, Hours, Place, Record, Star, Station
from stations.registry.stored import search_rows, store, text_search

NEAREST = "/api/v1/stations/nearest?lat={lat:.5f}&lon={lon:.5f}"
_NOW = datetime(2026, 11, 20, 4, tzinfo=UTC)
_PATTERNS = 200
_AMENITIES = ("drinking_water", "restroom", "microwave", "phone_charging", "seating")
_ID, _LAT, _LON = "stationid000", 36.0, 117.0


def make(path: Path, *, count: int) -> World:
    """Write a migrated file with cards of stations in clusters; gives where they are.

    A process that searches reads the cards alone, so the tables they are made from stay empty.
    """
    made = world(count, places=400)
    db = opening.connect(str(path), create=True)
    assert isinstance(db, SQLiteDatabase)
    migration.migrate(db)
    db.connection.execute("pragma foreign_keys=off")
    with db.writing() as tx:
        tx.load("cards", _rows(made, revision=store.advance(tx)))
    db.close()
    return made


def touch(address: str) -> None:
    """Change the registry so that every process has to fetch a card and build anew."""
    db = opening.connect(address)
    with db.writing() as tx:
        number = store.advance(tx)
        tx.run(
            "update cards set revision = :number"
            " where station_id = (select min(station_id) from cards)",
            number=number,
        )
    db.close()


def paths(made: World) -> list[str]:
    """Give the URLs that ask from every place of the world."""
    return [NEAREST.format(lat=lat, lon=lon) for lat, lon in zip(made.lats, made.lons, strict=True)]


def _rows(made: World, *, revision: int) -> Iterator[Row]:
    stations = map(station, range(_PATTERNS))
    patterns = [
        search_rows.card_row(one, revision=revision, searched=text_search.folded(one))
        for one in stations
    ]
    places = zip(made.columns.lat.tolist(), made.columns.lon.tolist(), strict=True)
    for number, (lat, lon) in enumerate(places):
        pattern = patterns[number % _PATTERNS]
        assert pattern is not None
        # Ids in no order, as true ones are.
        station_id = hashlib.sha256(str(number).encode()).hexdigest()[:12]
        fragment = pattern["fragment"].replace(_ID, station_id, 1)
        yield {
            **pattern,
            "station_id": station_id,
            "lat": lat,
            "lon": lon,
            "fragment": fragment,
        }


def station(number: int) -> Station:
    hours = ("Mo-Su 08:00-20:00", "24/7", "Mo-Fr 08:30-17:30", "", "PH,Mo-Su 07:00-22:00")
    return Station(
        id=_ID,
        number=f"A{number:05}",
        name=f"泉城路演示驿站{number}",
        place=Place(
            area_code="370102",
            district_code="370102",
            city_code="3701",
            address=f"演示路 {number} 号",
            point=Point(lat=_LAT, lon=_LON),
        ),
        amenities=tuple(Amenity(id=one) for one in sorted(_AMENITIES[: 1 + number % 5])),
        hours=Hours(osm=hours[number % 5], words=hours[number % 5] and "登记的时间"),
        star=Star(level=number % 5 + 1) if number % 3 else None,
        record=Record(created_at=_NOW, updated_at=_NOW),
    )
