"""Do outlines come in whole, and do points fall into the right district?"""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np
import orjson
import pytest
import shapely

from stations.areas import outline_import, store
from stations.areas.locator import Locator
from stations.db.base import Database
from stations.errors import Invalid
from stations.geo import frames
from stations.geo.distance import metres
from stations.geo.point import Datum

AT = datetime(2026, 11, 20, 1, tzinfo=UTC)
LIXIA = [[117.0, 36.6], [117.1, 36.6], [117.1, 36.7], [117.0, 36.7], [117.0, 36.6]]
SHIZHONG = [[116.9, 36.6], [117.0, 36.6], [117.0, 36.7], [116.9, 36.7], [116.9, 36.6]]


def feature(code: object, ring: Any, *, kind: str = "Polygon", **properties: object) -> Any:
    coordinates = [ring] if kind == "Polygon" else [[ring]]
    return {
        "type": "Feature",
        "properties": {"adcode": code, **properties},
        "geometry": {"type": kind, "coordinates": coordinates},
    }


def collection(*features: Any) -> bytes:
    return orjson.dumps({"type": "FeatureCollection", "features": list(features)})


def two_districts() -> bytes:
    return collection(
        feature(370102, LIXIA, name="历下区"), feature("370103", SHIZHONG, kind="MultiPolygon")
    )


def test_loaded_outlines_say_which_district_a_point_is_in(db: Database) -> None:
    assert outline_import.load(db, two_districts(), datum=Datum.WGS84, at=AT) == 2
    locator = Locator.stored(db)
    found = locator.districts_of([36.65, 36.65, 36.65], [117.05, 116.95, 118.0])
    assert found == ["370102", "370103", ""]
    assert locator.has_city("3701")
    assert locator.has_city("370100")
    assert not locator.has_city("4101")
    assert [outline.name for outline in store.every(db)] == ["历下区", "市中区"]


def test_loading_the_same_file_twice_leaves_the_same_outlines(db: Database) -> None:
    outline_import.load(db, two_districts(), datum=Datum.WGS84, at=AT)
    before = store.every(db)
    outline_import.load(db, two_districts(), datum=Datum.WGS84, at=AT)
    assert store.every(db) == before


def test_a_new_outline_takes_the_place_of_the_old_one_and_others_stay(db: Database) -> None:
    outline_import.load(db, two_districts(), datum=Datum.WGS84, at=AT)
    moved = [[lon + 1.0, lat] for lon, lat in LIXIA]
    outline_import.load(db, collection(feature(370102, moved)), datum=Datum.WGS84, at=AT)
    found = Locator.stored(db).districts_of([36.65] * 3, [117.05, 118.05, 116.95])
    assert found == ["", "370102", "370103"]


def test_a_wrong_feature_leaves_nothing_behind(db: Database) -> None:
    bad = collection(feature(370102, LIXIA), feature(370103, [[0, 0], [1, 1]]))
    with pytest.raises(Invalid, match="第 2 个要素"):
        outline_import.load(db, bad, datum=Datum.WGS84, at=AT)
    assert store.every(db) == []


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"name,lon,lat", "不是 JSON"),
        (b"[]", "没有区县轮廓"),
        (b'{"type": "FeatureCollection", "features": []}', "没有区县轮廓"),
        (collection(None), "没有 properties"),
        (collection(feature(None, LIXIA)), "没有区划代码"),
        (collection(feature(1.5, LIXIA)), "没有区划代码"),
        (collection(feature("历下", LIXIA)), "没有区划代码"),
        (collection(feature(370100, LIXIA)), "不是区县的代码"),
        (collection(feature(370102, LIXIA, kind="Point")), "不是 Polygon"),
        (collection(feature(370102, "abc")), "不是 \\[经度, 纬度\\]"),
        (collection(feature(370102, [[1, "x"]] * 4)), "不是 \\[经度, 纬度\\]"),
        (collection(feature(370102, [[117, 136]] * 4)), "超出范围"),
        (collection(feature(370102, [[117, 36]] * 4)), "没有面积"),
        (collection(feature(370102, LIXIA), feature("370102", LIXIA)), "都是 370102"),
    ],
)
def test_a_file_without_outlines_is_refused_with_what_is_wrong(data: bytes, words: str) -> None:
    with pytest.raises(Invalid, match=words):
        outline_import.read(data, datum=Datum.WGS84)


def test_an_outline_that_crosses_itself_is_mended(db: Database) -> None:
    bow_tie = [[117.0, 36.6], [117.1, 36.7], [117.1, 36.6], [117.0, 36.7], [117.0, 36.6]]
    outline_import.load(db, collection(feature(370102, bow_tie)), datum=Datum.WGS84, at=AT)
    (outline,) = store.every(db)
    assert shapely.from_wkb(outline.shape).is_valid
    assert Locator([outline]).districts_of([36.65, 36.65], [117.01, 117.09]) == ["370102"] * 2


def test_a_city_without_districts_stands_for_itself() -> None:
    (outline,) = outline_import.read(collection(feature(441900, LIXIA)), datum=Datum.WGS84)
    assert (outline.code, outline.name) == ("4419", "东莞市")


def test_outlines_of_another_datum_are_moved_to_wgs84() -> None:
    (outline,) = outline_import.read(collection(feature(370102, LIXIA)), datum=Datum.GCJ02)
    corners = shapely.get_coordinates(shapely.from_wkb(outline.shape))
    for given_lon, given_lat in LIXIA:
        lat, lon = frames.to_wgs84(given_lat, given_lon, Datum.GCJ02)
        assert metres(corners[:, 1], corners[:, 0], to_lat=lat, to_lon=lon).min() < 0.1


def test_a_point_on_the_line_is_in_the_district_with_the_lower_code() -> None:
    locator = Locator(outline_import.read(two_districts(), datum=Datum.WGS84))
    assert locator.districts_of([36.65], [117.0]) == ["370102"]


def test_without_outlines_no_district_is_known() -> None:
    locator = Locator([])
    assert locator.districts_of([36.65], [117.05]) == [""]
    assert locator.districts_of([], []) == []
    assert not locator.has_city("3701")
    assert locator.distance_outside_m(36.65, 117.05, "370102") == 0


def test_how_far_outside_a_point_lies_is_told_in_metres() -> None:
    locator = Locator(outline_import.read(two_districts(), datum=Datum.WGS84))
    assert locator.distance_outside_m(36.65, 117.05, "370102") == 0
    just_over = locator.distance_outside_m(36.65, 116.999, "370102")
    assert just_over == pytest.approx(float(metres(36.65, 116.999, to_lat=36.65, to_lon=117)), 0.01)
    far = locator.distance_outside_m(37.2, 117.05, "370102")
    assert far == pytest.approx(float(metres(37.2, 117.05, to_lat=36.7, to_lon=117.05)), 0.01)


@pytest.mark.samples
@pytest.mark.parametrize("city", ["370100", "410100"])
def test_real_outlines_place_points_as_a_plain_loop_does(samples: Path, city: str) -> None:
    data = (samples / "areas" / f"{city}.json").read_bytes()
    outlines = outline_import.read(data, datum=Datum.GCJ02)
    shapes = [shapely.from_wkb(outline.shape) for outline in outlines]
    assert all(shape.is_valid for shape in shapes)
    west, south, east, north = shapely.total_bounds(shapes)
    random = np.random.default_rng(7)
    lons, lats = random.uniform(west, east, 2_000), random.uniform(south, north, 2_000)
    expected = [
        min(
            (o.code for o, shape in zip(outlines, shapes, strict=True) if shape.covers(point)),
            default="",
        )
        for point in map(shapely.Point, lons, lats)
    ]
    assert Locator(outlines).districts_of(lats, lons) == expected
    assert 0.3 < sum(map(bool, expected)) / len(expected) < 0.95


@pytest.mark.samples
def test_the_districts_of_jinan_are_those_of_its_outlines(samples: Path) -> None:
    data = (samples / "areas" / "370100.json").read_bytes()
    locator = Locator(outline_import.read(data, datum=Datum.GCJ02))
    # Baotu Spring, and the county town of Shanghe.
    assert locator.districts_of([36.6612, 37.3095], [117.0155, 117.1572]) == ["370102", "370126"]
