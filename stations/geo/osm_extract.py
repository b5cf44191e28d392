"""What does an OpenStreetMap extract hold? Needs osmium, of the optional extra `basemap`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any

import shapely

from stations import extras
from stations.errors import Invalid, Refused

ATTRIBUTION = "© OpenStreetMap contributors"
"""What the ODbL asks for wherever something made of the extract is shown."""


class Shape(StrEnum):
    """How a feature lies on the ground."""

    POINT = "point"
    LINE = "line"
    AREA = "area"


@dataclass(frozen=True, slots=True, kw_only=True)
class Box:
    """A rectangle in WGS-84 degrees."""

    west: float
    south: float
    east: float
    north: float

    def __post_init__(self) -> None:
        if not (-180 <= self.west < self.east <= 180 and -90 <= self.south < self.north <= 90):
            raise Invalid("invalid.box", field="bbox")

    @classmethod
    def around(cls, shapes: Sequence[Any], *, margin: float = 0.0) -> Box:
        """The box around some shapes, with a margin in degrees."""
        west, south, east, north = (float(side) for side in shapely.total_bounds(shapes))
        return cls(
            west=west - margin, south=south - margin, east=east + margin, north=north + margin
        )

    def touches(self, shape: Any) -> bool:
        """Whether the envelope of a shape and this box have a point in common."""
        west, south, east, north = shape.bounds
        return bool(
            west <= self.east and east >= self.west and south <= self.north and north >= self.south
        )

    @property
    def polygon(self) -> Any:
        return shapely.box(self.west, self.south, self.east, self.north)


@dataclass(frozen=True, slots=True, kw_only=True)
class Feature:
    """A tagged node, way or area."""

    id: str
    shape: Shape
    tags: Mapping[str, str]
    geometry: Any


def features(path: Path, *, keys: Sequence[str], within: Box | None = None) -> Iterator[Feature]:
    """Every feature with one of these keys, in the order of the file.

    A closed way comes as a line and as an area: its tags tell which of them is meant. What lacks a
    node, at the edge of an extract, is left out.
    """
    osmium = _osmium()
    wkb = osmium.geom.WKBFactory()
    wanted = osmium.filter.KeyFilter(*keys)
    try:
        found = osmium.FileProcessor(str(path)).with_areas(wanted).with_filter(wanted)
        for thing in found:
            feature = _feature(thing, wkb)
            if feature and (within is None or within.touches(feature.geometry)):
                yield feature
    except RuntimeError as error:
        # Also where the file ends in the middle: libosmium knows no other kind of error.
        raise Invalid("invalid.osm_extract", field="FILE", file=path.name) from error


def _osmium() -> Any:
    if extras.missing("osmium"):
        raise Refused("tools_missing.osmium")
    import osmium
    import osmium.filter
    import osmium.geom

    return osmium


def _feature(thing: Any, wkb: Any) -> Feature | None:
    """A feature of our own: the file's object is gone after the next step."""
    try:
        if thing.is_node():
            shape, drawn = Shape.POINT, wkb.create_point(thing)
        elif thing.is_way():
            shape, drawn = Shape.LINE, wkb.create_linestring(thing)
        elif thing.is_area():
            shape, drawn = Shape.AREA, wkb.create_multipolygon(thing)
        else:
            return None
    except RuntimeError:
        return None
    return Feature(
        id=f"{shape.value[0]}{thing.id}",
        shape=shape,
        tags={tag.k: tag.v for tag in thing.tags},
        geometry=shapely.from_wkb(drawn),
    )
