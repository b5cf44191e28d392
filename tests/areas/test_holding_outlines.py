"""The outlines held in memory are those of the database, and can be drawn."""

from __future__ import annotations

import shapely

from stations.areas import store
from stations.areas.outline_cache import Outlines
from stations.areas.store import Outline
from stations.db.base import Database
from tests.support import make


def _outline(code: str, shape: shapely.Geometry) -> Outline:
    return Outline(code=code, name=code, shape=bytes(shapely.to_wkb(shape)))


def _keep(db: Database, *outlines: Outline) -> None:
    with db.writing():
        store.replace(db, outlines, at=make.NOON)


def test_outlines_are_read_once_and_again_when_they_were_loaded_anew(db: Database) -> None:
    held = Outlines()
    assert held.of(db).districts_of([36.5], [117.5]) == [""]
    _keep(db, _outline("370102", shapely.box(117, 36, 118, 37)))
    first = held.of(db)
    assert first.districts_of([36.5], [117.5]) == ["370102"]
    assert held.of(db) is first
    # Within the same second, and as many as before: it is the size that tells.
    _keep(db, _outline("370102", shapely.Polygon([(117, 36), (118, 36), (118, 37)])))
    assert held.of(db).districts_of([36.9], [117.1]) == [""]


def test_an_outline_is_drawn_latitude_first_with_its_holes_and_islands(db: Database) -> None:
    land = shapely.box(117, 36, 118, 37) - shapely.box(117.4, 36.4, 117.6, 36.6)
    _keep(db, _outline("370102", shapely.union_all([land, shapely.box(119, 36, 119.1, 36.1)])))
    rings = Outlines().of(db).rings("370102")
    assert len(rings) == 3
    assert all(36 <= lat <= 37 and 117 <= lon <= 119.1 for ring in rings for lat, lon in ring)
    assert Outlines().of(db).rings("370103") == []


def test_a_finely_drawn_outline_becomes_light_and_stays_within_thirty_metres(
    db: Database,
) -> None:
    round_one = shapely.Point(117.1, 36.6).buffer(0.1, quad_segs=500)
    _keep(db, _outline("370102", round_one))
    (ring,) = Outlines().of(db).rings("370102")
    assert len(ring) < 200
    drawn = shapely.Polygon([(lon, lat) for lat, lon in ring])
    assert shapely.hausdorff_distance(drawn.exterior, round_one.exterior) < 0.00035
