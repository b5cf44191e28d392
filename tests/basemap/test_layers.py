"""Features of OpenStreetMap stand on the layers that protomaps-leaflet draws."""

from __future__ import annotations

import pytest

from stations.basemap import layers
from stations.geo.osm_extract import Shape

ROAD = {"highway": "primary", "name": "经十路"}


@pytest.mark.parametrize(
    ("tags", "shape", "expected"),
    [
        (ROAD, Shape.LINE, [("roads", "major_road", 9)]),
        ({"highway": "motorway"}, Shape.LINE, [("roads", "highway", 8)]),
        ({"highway": "motorway_link"}, Shape.LINE, [("roads", "highway", 10)]),
        ({"highway": "steps"}, Shape.LINE, [("roads", "path", 14)]),
        ({"highway": "proposed"}, Shape.LINE, []),
        ({"highway": "pedestrian", "area": "yes"}, Shape.LINE, []),
        ({"highway": "pedestrian", "area": "yes"}, Shape.AREA, [("landuse", "pedestrian", 13)]),
        ({"railway": "subway"}, Shape.LINE, [("transit", "subway", 12)]),
        ({"railway": "abandoned"}, Shape.LINE, []),
        ({"waterway": "river", "name": "小清河"}, Shape.LINE, [("water", "river", 9)]),
        ({"natural": "water"}, Shape.AREA, [("water", "water", 9)]),
        ({"building": "yes", "amenity": "school"}, Shape.AREA, [("buildings", "building", 14)]),
        ({"building": "no", "leisure": "park"}, Shape.AREA, [("landuse", "park", 10)]),
        (
            {"amenity": "hospital", "name": "齐鲁医院"},
            Shape.AREA,
            [("landuse", "hospital", 12), ("pois", "hospital", 12)],
        ),
        ({"railway": "station", "name": "济南站"}, Shape.POINT, [("pois", "station", 11)]),
        ({"railway": "station"}, Shape.POINT, []),
        ({"place": "suburb", "name": "车公庙"}, Shape.POINT, [("places", "macrohood", 11)]),
        ({"place": "square", "name": "泉城广场"}, Shape.POINT, [("pois", "square", 13)]),
        ({"shop": "kiosk", "name": "小卖部"}, Shape.POINT, []),
    ],
)
def test_a_feature_stands_on_its_layer_with_its_kind_and_zoom(
    tags: dict[str, str], shape: Shape, expected: list[tuple[str, str, int]]
) -> None:
    found = layers.placed(tags, shape)
    assert [(one.layer, one.properties["kind"], one.min_zoom) for one in found] == expected


def test_a_road_keeps_its_names_and_says_what_it_is() -> None:
    tags = {**ROAD, "name:zh": "经十路", "bridge": "yes", "tunnel": "no", "ref": "G309"}
    (road,) = layers.placed(tags, Shape.LINE)
    assert road.properties == {
        "kind": "major_road",
        "kind_detail": "primary",
        "is_bridge": True,
        "ref": "G309",
        "name": "经十路",
        "name:zh": "经十路",
    }


def test_every_layer_and_key_of_the_tables_is_asked_for() -> None:
    assert {"highway", "railway", "waterway", "building", "place", "amenity"} <= set(layers.KEYS)
    for key in layers.KEYS:
        assert layers.MIN_ZOOM <= 8, key
