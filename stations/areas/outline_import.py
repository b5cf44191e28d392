"""Loading of district outlines from a trusted GeoJSON file.

The file is the operator's own. It is read as JSON all the same, never by GDAL, and checked, so
that a wrong file is named as one.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

import numpy as np
import orjson
import shapely

from stations.areas import codes, store
from stations.areas.store import Outline
from stations.db.base import Database
from stations.errors import Invalid
from stations.geo import frames
from stations.geo.point import Datum

MOST_BYTES = 64 * 1024 * 1024
MOST_FEATURES = 5_000

_KINDS = ("Polygon", "MultiPolygon")


def load(db: Database, data: bytes, *, datum: Datum, at: datetime) -> int:
    """Stores the outlines of a GeoJSON file in one transaction; how many there were.

    An outline whose code is known already takes the place of the old one. Invalid for a file that
    is no such GeoJSON; then nothing is stored.
    """
    outlines = read(data, datum=datum)
    with db.writing() as tx:
        store.replace(tx, outlines, at=at)
    return len(outlines)


def read(data: bytes, *, datum: Datum) -> list[Outline]:
    """The outlines of a GeoJSON file, in WGS-84. Invalid says which feature is wrong, and how."""
    features = _features(data)
    outlines = [_outline(feature, n, datum=datum) for n, feature in enumerate(features, start=1)]
    met: dict[str, int] = {}
    for number, outline in enumerate(outlines, start=1):
        earlier = met.setdefault(outline.code, number)
        if earlier != number:
            raise Invalid(
                "invalid.outline_twice",
                field="FILE",
                number=number,
                earlier=earlier,
                adcode=outline.code,
            )
    return outlines


def _features(data: bytes) -> list[Any]:
    if len(data) > MOST_BYTES:
        raise Invalid("invalid.outline_file_size", field="FILE", most=MOST_BYTES // 1024 // 1024)
    try:
        # A byte order mark is no JSON, yet editors put one there.
        document = orjson.loads(data.removeprefix(b"\xef\xbb\xbf"))
    except orjson.JSONDecodeError as error:
        raise Invalid("invalid.outlines_not_json", field="FILE") from error
    features = document.get("features") if isinstance(document, dict) else None
    if not isinstance(features, list) or not features:
        raise Invalid("invalid.no_outlines", field="FILE")
    if len(features) > MOST_FEATURES:
        raise Invalid(
            "invalid.too_many_features", field="FILE", count=len(features), most=MOST_FEATURES
        )
    return features


def _outline(feature: Any, number: int, *, datum: Datum) -> Outline:
    properties = feature.get("properties") if isinstance(feature, dict) else None
    if not isinstance(properties, dict):
        raise Invalid("invalid.outline_properties", field="FILE", number=number)
    code = _code(properties, number)
    known = codes.by_code(code)
    name = properties.get("name")
    if not isinstance(name, str) or not name.strip():
        name = known.name if known else ""
    shape = _shape(feature.get("geometry"), number, datum=datum)
    return Outline(code=code, name=name.strip()[:60], shape=shape)


def _code(properties: dict[str, Any], number: int) -> str:
    given = properties.get("adcode", properties.get("code"))
    code = codes.trimmed(str(given)) if isinstance(given, int | str) else ""
    if not code:
        raise Invalid("invalid.outline_without_code", field="FILE", number=number)
    # A city without districts stands for itself; any other one would lie over its districts.
    if len(code) == 6 or (len(code) == 4 and codes.by_code(code) and not codes.districts(code)):
        return code
    raise Invalid("invalid.outline_code", field="FILE", number=number, adcode=str(given)[:20])


def _shape(geometry: Any, number: int, *, datum: Datum) -> bytes:
    kind = geometry.get("type") if isinstance(geometry, dict) else None
    if kind not in _KINDS:
        raise Invalid("invalid.outline_kind", field="FILE", number=number)
    given = geometry.get("coordinates")
    polygons = [given] if kind == "Polygon" else given
    if not isinstance(polygons, list) or not polygons:
        raise Invalid("invalid.outline_without_points", field="FILE", number=number)
    parts = [_polygon(rings, number, datum=datum) for rings in polygons]
    whole = shapely.union_all([_polygonal(shapely.make_valid(part)) for part in parts])
    if whole.is_empty:
        raise Invalid("invalid.outline_without_area", field="FILE", number=number)
    return bytes(shapely.to_wkb(whole))


def _polygon(rings: Any, number: int, *, datum: Datum) -> Any:
    if not isinstance(rings, list) or not rings:
        raise Invalid("invalid.outline_without_rings", field="FILE", number=number)
    outer, *holes = [_ring(ring, number, datum=datum) for ring in rings]
    return shapely.Polygon(outer, holes)


def _ring(ring: Any, number: int, *, datum: Datum) -> Any:
    try:
        corners = np.array([[float(lon), float(lat)] for lon, lat, *_ in ring], dtype=np.float64)
    except (TypeError, ValueError):
        raise Invalid("invalid.outline_points", field="FILE", number=number) from None
    if len(corners) < 4:
        raise Invalid("invalid.outline_ring", field="FILE", number=number)
    lons, lats = corners[:, 0], corners[:, 1]
    # NaN fails the comparison, as it should.
    if not np.all((np.abs(lons) <= 180.0) & (np.abs(lats) <= 90.0)):
        raise Invalid("invalid.outline_degrees", field="FILE", number=number)
    lats, lons = frames.to_wgs84(lats, lons, datum)
    return np.column_stack((lons, lats))


def _polygonal(shape: Any) -> Any:
    """The areas of a mended shape, without the lines and points that mending may leave."""
    parts = [part for part in shapely.get_parts(shape) if part.area > 0]
    return shapely.union_all(parts)
