"""Features of an extract as lines of GeoJSON, each with its layer and zoom for tippecanoe."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, TextIO

import shapely
from shapely import ops

from stations.basemap import coast, layers
from stations.basemap.layers import Placed
from stations.errors import Invalid
from stations.geo.osm_extract import Box, Feature, Shape

_NAME_LAYERS = ("places", "pois")


def draw(features: Iterable[Feature], file: TextIO, *, box: Box | None) -> tuple[Box, Counter[str]]:
    """Writes them; the box that is drawn, and how many features each layer has.

    Ways that OpenStreetMap keeps in pieces are joined again: a name wants a long line to stand on.
    """
    counts: Counter[str] = Counter()
    lines: dict[tuple[str, int, str], list[Any]] = {}
    coastlines: list[Any] = []
    extent: list[Any] = []
    for feature in features:
        extent.append(shapely.box(*feature.geometry.bounds))
        if feature.shape is Shape.LINE and feature.tags.get("natural") == "coastline":
            coastlines.append(feature.geometry)
        for one in layers.placed(feature.tags, feature.shape):
            if feature.shape is Shape.LINE:
                lines.setdefault(_alike(one), []).append(feature.geometry)
            else:
                counts[one.layer] += 1
                _write(file, _drawn(feature, one), one)
        if len(extent) > 1_000:
            extent = [shapely.box(*shapely.total_bounds(extent))]
    for one, geometry in _joined(lines):
        counts[one.layer] += 1
        _write(file, geometry, one)
    if not counts:
        raise Invalid("invalid.nothing_to_draw", field="FILE")
    area = box or Box.around(extent)
    _write_ground(file, coastlines, area, counts)
    return area, counts


def _alike(one: Placed) -> tuple[str, int, str]:
    return one.layer, one.min_zoom, json.dumps(dict(one.properties), ensure_ascii=False)


def _joined(lines: Mapping[tuple[str, int, str], list[Any]]) -> Iterator[tuple[Placed, Any]]:
    for (layer, zoom, said), pieces in lines.items():
        one = Placed(layer=layer, min_zoom=zoom, properties=json.loads(said))
        merged = ops.linemerge(pieces) if len(pieces) > 1 else pieces[0]
        for line in getattr(merged, "geoms", [merged]):
            yield one, line


def _drawn(feature: Feature, one: Placed) -> Any:
    named_area = feature.shape is Shape.AREA and one.layer in _NAME_LAYERS
    return feature.geometry.representative_point() if named_area else feature.geometry


def _write_ground(file: TextIO, coastlines: list[Any], box: Box, counts: Counter[str]) -> None:
    land, sea = coast.land_and_sea(coastlines, box)
    for shape, layer, kind in ((land, "earth", "earth"), (sea, "water", "ocean")):
        if not shape.is_empty:
            counts[layer] += 1
            one = Placed(layer=layer, min_zoom=layers.MIN_ZOOM, properties={"kind": kind})
            _write(file, shape, one)


def _write(file: TextIO, geometry: Any, one: Placed) -> None:
    head = {
        "type": "Feature",
        "tippecanoe": {"layer": one.layer, "minzoom": one.min_zoom},
        "properties": dict(one.properties),
    }
    words = json.dumps(head, ensure_ascii=False, separators=(",", ":"))
    file.write(f'{words[:-1]},"geometry":{shapely.to_geojson(geometry)}}}\n')
