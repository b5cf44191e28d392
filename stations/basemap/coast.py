"""Where is land, and where is sea? From coastlines, which have land on their left."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from typing import Any

import shapely
from shapely import ops

from stations.geo.osm_extract import Box

_BESIDE = 1e-6
"""Degrees, about 10 cm: how far beside a coastline one looks for a face."""


def land_and_sea(coastlines: Sequence[Any], box: Box) -> tuple[Any, Any]:
    """The two parts of a box; all of it is land where no coastline crosses it."""
    ground = box.polygon
    lines = _parts(ops.linemerge(coastlines)) if len(coastlines) > 1 else coastlines
    inside = [part for line in lines for part in _parts(line.intersection(ground))]
    if not inside:
        return ground, shapely.Polygon()
    edges = shapely.union_all([ground.exterior, *inside])
    faces = list(ops.polygonize(edges))
    tree = shapely.STRtree(faces)
    wet = {face for line in inside for face in tree.query(_on_its_right(line), "within")}
    sea = shapely.union_all([faces[face] for face in sorted(wet)])
    return ground.difference(sea), sea


def _parts(shape: Any) -> list[Any]:
    parts = getattr(shape, "geoms", [shape])
    return [part for part in parts if part.geom_type == "LineString" and not part.is_empty]


def _on_its_right(line: Any) -> Any:
    """A point close to the right of the longest straight piece of a line."""
    ends = list(line.coords)
    (x1, y1), (x2, y2) = max(
        itertools.pairwise(ends),
        key=lambda pair: (pair[1][0] - pair[0][0]) ** 2 + (pair[1][1] - pair[0][1]) ** 2,
    )
    length = ((x2 - x1) ** 2 + (y2 - y1) ** 2) ** 0.5 or 1.0
    east, north = (y2 - y1) / length, -(x2 - x1) / length
    return shapely.Point((x1 + x2) / 2 + east * _BESIDE, (y1 + y2) / 2 + north * _BESIDE)
