"""Stations as a geopandas frame, and files for QGIS.

For the operator's own, trusted work: GDAL writes the file, and never reads what strangers send.
"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

import geopandas

from stations.public_site import LICENCE_TITLE, NOT_STATED, Licence
from stations.registry import fields
from stations.registry.model import Station

LAYER = "stations"


def frame(stations: Iterable[Station]) -> geopandas.GeoDataFrame:
    """One row a station with its published columns as text and its WGS-84 point.

    Drafts have an empty geometry.
    """
    chosen = [column for column in fields.EXPORTED if column.key not in ("lon", "lat")]
    listed = list(stations)
    data = {column.title: [column.text(station) for station in listed] for column in chosen}
    points = [station.place.point for station in listed]
    geometry = geopandas.points_from_xy(
        [point.lon if point else None for point in points],
        [point.lat if point else None for point in points],
    )
    return geopandas.GeoDataFrame(data, geometry=geometry, crs="EPSG:4326")


def write_package(stations: Iterable[Station], path: Path, *, licence: Licence = NOT_STATED) -> int:
    """Writes a GeoPackage with one layer; how many stations it holds."""
    made = frame(stations)
    made[LICENCE_TITLE] = licence.text
    made.to_file(path, layer=LAYER, driver="GPKG")
    return len(made)
