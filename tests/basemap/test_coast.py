"""Coastlines have land on their left; what lies on their right is sea."""

from __future__ import annotations

import pytest
import shapely

from stations.basemap import coast
from stations.geo.osm_extract import Box

BOX = Box(west=120, south=36, east=121, north=37)
LAND, SEA = (36.5, 120.2), (36.5, 120.8)


def lies_in(shape: shapely.Geometry, place: tuple[float, float]) -> bool:
    return bool(shape.contains(shapely.Point(place[1], place[0])))


def line(*places: tuple[float, float]) -> shapely.LineString:
    return shapely.LineString([(lon, lat) for lat, lon in places])


@pytest.mark.parametrize(
    "pieces",
    [
        [line((35, 120.5), (38, 120.5))],
        [line((35, 120.5), (36.4, 120.6)), line((36.4, 120.6), (38, 120.5))],
        [line((36.4, 120.6), (38, 120.5)), line((35, 120.5), (36.4, 120.6))],
    ],
)
def test_a_coast_parts_the_box(pieces: list[shapely.LineString]) -> None:
    land, sea = coast.land_and_sea(pieces, BOX)
    assert (lies_in(land, LAND), lies_in(sea, LAND)) == (True, False)
    assert (lies_in(land, SEA), lies_in(sea, SEA)) == (False, True)
    assert land.area + sea.area == pytest.approx(1)


def test_an_island_stays_dry_in_the_sea() -> None:
    shore = line((35, 120.5), (38, 120.5))
    # Counter-clockwise: land on the left is inside.
    island = line((36.4, 120.7), (36.4, 120.9), (36.6, 120.9), (36.6, 120.7), (36.4, 120.7))
    land, sea = coast.land_and_sea([shore, island], BOX)
    assert lies_in(land, SEA)
    assert lies_in(sea, (36.2, 120.8))
    assert lies_in(land, LAND)


def test_an_inland_city_is_all_land() -> None:
    far = line((35, 125), (38, 125))
    for pieces in ([], [far]):
        land, sea = coast.land_and_sea(pieces, BOX)
        assert (land.area, sea.is_empty) == (pytest.approx(1), True)
