"""Do the names and outlines of districts stand where the districts are?"""

from __future__ import annotations

import pytest
import shapely
from shapely.geometry import shape

from stations.areas.store import Outline
from stations.geo.point import Point
from stations.registry.model import Place, Station
from stations.reports import labels

# A horseshoe: the middle of its extent lies outside of it.
HORSESHOE = shapely.Polygon(
    [(0, 0), (4, 0), (4, 4), (3, 4), (3, 1), (1, 1), (1, 4), (0, 4)],
)


def outline(code: str, name: str, geometry: shapely.Geometry) -> Outline:
    moved = shapely.transform(geometry, lambda xy: xy / 10 + [117.0, 36.0])
    return Outline(code=code, name=name, shape=shapely.to_wkb(moved))


def at(lat: float, lon: float, *, district: str) -> Station:
    return Station(
        id=f"{lat}-{lon}",
        name="站",
        place=Place(area_code=district, district_code=district, point=Point(lat=lat, lon=lon)),
    )


def test_a_name_stands_inside_its_outline() -> None:
    (label,) = labels.of_area(
        "370102", stations=[], outlines=[outline("370102", "历下区", HORSESHOE)]
    )
    assert label.inside
    assert label.outline is not None
    assert shape(label.outline).contains(shapely.Point(label.lon, label.lat))


def test_other_districts_of_the_city_are_there_for_orientation_only() -> None:
    outlines = [
        outline("370102", "历下区", shapely.box(0, 0, 1, 1)),
        outline("370103", "市中区", shapely.box(1, 0, 2, 1)),
        outline("370200", "青岛市", shapely.box(8, 0, 9, 1)),
        outline("410102", "中原区", shapely.box(5, 0, 6, 1)),
    ]
    found = labels.of_area("370102", stations=[], outlines=outlines)
    assert [(label.name, label.inside) for label in found] == [("历下区", True), ("市中区", False)]
    whole = labels.of_area("370100", stations=[], outlines=outlines)
    assert [label.inside for label in whole] == [True, True]


def test_neighbours_still_share_their_border_when_simplified() -> None:
    teeth = [(1 + (n % 2) / 5_000, n / 1_000) for n in range(1_001)]
    west = shapely.Polygon([*teeth, (0, 1), (0, 0)])
    east = shapely.Polygon([*teeth, (2, 1), (2, 0)])
    found = labels.of_area(
        "370100",
        stations=[],
        outlines=[outline("370102", "历下区", west), outline("370103", "市中区", east)],
    )
    drawn = [shape(label.outline) for label in found]
    assert sum(shapely.get_num_coordinates(one) for one in drawn) < 400
    assert drawn[0].intersection(drawn[1]).area == pytest.approx(0, abs=1e-9)
    assert drawn[0].union(drawn[1]).area == pytest.approx(0.02, rel=1e-3)


def test_without_an_outline_a_name_stands_in_the_middle_of_its_stations() -> None:
    stations = [at(36.60, 117.0, district="370102"), at(36.62, 117.1, district="370102")]
    stations.append(at(39.00, 120.0, district="370102"))
    (label,) = labels.of_area("370102", stations=stations, outlines=[])
    assert (label.name, label.lat, label.lon, label.outline) == ("历下区", 36.62, 117.1, None)


def test_a_district_is_named_once() -> None:
    stations = [at(36.05, 117.05, district="370102"), at(36.05, 117.15, district="370103")]
    found = labels.of_area(
        "370100",
        stations=stations,
        outlines=[outline("370102", "历下区", shapely.box(0, 0, 1, 1))],
    )
    assert [(label.name, label.outline is None) for label in found] == [
        ("历下区", False),
        ("市中区", True),
    ]
