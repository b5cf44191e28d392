"""Is a point in the outline it stands in, and is nonsense told apart from an outline?"""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
import shapely

from stations.errors import Invalid
from stations.geo import shapes
from stations.geo.point import Datum
from stations.geo.shapes import Outlines


def square(west: float, south: float, side: float = 1.0) -> list[list[float]]:
    east, north = west + side, south + side
    return [[west, south], [east, south], [east, north], [west, north], [west, south]]


def polygon(*rings: list[list[float]]) -> dict[str, object]:
    return {"type": "Polygon", "coordinates": list(rings)}


LEFT = shapes.outline(polygon(square(117, 36)))
RIGHT = shapes.outline(polygon(square(118, 36)))


def test_a_point_is_in_its_outline_and_a_shared_border_names_the_lowest_code() -> None:
    outlines = Outlines([("370103", "右", RIGHT), ("370102", "左", LEFT)])
    codes = outlines.codes_at(
        [36.5, 36.5, 36.5, 35.0, 36.0, np.nan], [117.5, 118.5, 118.0, 117.5, 119.0, 117.5]
    )
    assert codes == ["370102", "370103", "370102", None, "370103", None]
    assert Outlines([]).codes_at([36.5], [117.5]) == [None]
    assert outlines.codes_at([], []) == []


def test_a_hole_is_outside_and_a_height_does_not_matter() -> None:
    ring = [[*place, 12.5] for place in square(117, 36)]
    holed = shapes.outline(polygon(ring, square(117.4, 36.4, 0.2)))
    outlines = Outlines([("a", "", holed)])
    assert outlines.codes_at([36.5, 36.2], [117.5, 117.2]) == [None, "a"]


def test_many_points_are_where_shapely_finds_them_one_by_one() -> None:
    rng = np.random.default_rng(8)
    centres = rng.uniform(0, 10, (40, 2))
    discs = [shapely.Point(*centre).buffer(1.0) for centre in centres]
    names = [f"{number:02d}" for number in rng.permutation(40)]
    outlines = Outlines([(name, "", disc) for name, disc in zip(names, discs, strict=True)])
    lats, lons = rng.uniform(0, 10, 500), rng.uniform(0, 10, 500)
    slow = [
        min(
            (n for n, d in zip(names, discs, strict=True) if d.intersects(shapely.Point(x, y))),
            default=None,
        )
        for y, x in zip(lats, lons, strict=True)
    ]
    assert outlines.codes_at(lats, lons) == slow


def test_an_outline_comes_back_from_another_frame() -> None:
    for datum in Datum:
        there = shapes.from_wgs84(LEFT, datum=datum)
        assert shapes.in_wgs84(there, datum=datum).equals_exact(LEFT, 1e-9)
    assert shapes.from_wgs84(LEFT, datum=Datum.GCJ02).disjoint(shapely.Point(117.001, 36.5))


def test_a_ring_that_crosses_itself_is_mended() -> None:
    bow = [[117, 36], [118, 37], [118, 36], [117, 37], [117, 36]]
    shape = shapes.outline(polygon(bow))
    assert shape.is_valid
    assert shape.area == pytest.approx(0.5)


@pytest.mark.parametrize(
    "geometry",
    [
        None,
        [],
        "Polygon",
        {"type": "Point", "coordinates": [117, 36]},
        {"type": "Polygon"},
        {"type": "Polygon", "coordinates": []},
        {"type": "MultiPolygon", "coordinates": [[[[117, 36]]]]},
        polygon([[117, 36], [118, 36], [118, 37], [117, 37]]),
        polygon([[36, 117], [37, 117], [37, 118], [36, 117]]),
        polygon([[117, 36], [118, 36], [float("nan"), 37], [117, 36]]),
        polygon([[117, 36], [118, 36], [float("inf"), 37], [117, 36]]),
        polygon([[117, 36], [118, True], [118, 37], [117, 36]]),
        polygon([[117, 36], ["118", 36], [118, 37], [117, 36]]),
        polygon([[117, 36], [118, 10**400], [118, 37], [117, 36]]),
        polygon([[117, 36], [118, 36], [119, 36], [117, 36]]),
        polygon([[117, 36]] * (shapes.MOST_VERTICES + 1)),
    ],
)
def test_what_is_no_outline_is_refused_in_a_sentence(geometry: object) -> None:
    with pytest.raises(Invalid) as caught:
        shapes.outline(geometry)
    assert caught.value.field == "geometry"
    assert caught.value.message.endswith("。")


@pytest.mark.samples
def test_real_districts_hold_their_own_middle(samples: Path) -> None:
    features = json.loads((samples / "areas" / "370100.json").read_text("utf-8"))["features"]
    known = [
        (str(f["properties"]["adcode"]), f["properties"]["name"], shapes.outline(f["geometry"]))
        for f in features
    ]
    outlines = Outlines(
        (code, name, shapes.in_wgs84(shape, datum=Datum.GCJ02)) for code, name, shape in known
    )
    middles = [shapes.in_wgs84(s.representative_point(), datum=Datum.GCJ02) for _, _, s in known]
    assert len(outlines) == len(known) > 5
    codes = outlines.codes_at([p.y for p in middles], [p.x for p in middles])
    assert codes == [code for code, _, _ in known]
