"""The tables as a GeoPackage for QGIS and geopandas, in the types that they have.

Written by GDAL from our own values; a page of rows is in memory at a time.
"""

from __future__ import annotations

import logging
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import geopandas
import numpy as np
import pyogrio
from pyogrio import raw

from stations.reports.dataset.csv_tables import BETWEEN
from stations.reports.dataset.model import ColumnKind, DatasetColumn, DatasetTable, Edition, Row

# It says of every page how many records it wrote.
logging.getLogger("pyogrio").setLevel(logging.WARNING)

SPATIAL = "stations"
_TYPES: dict[ColumnKind, tuple[str, Any]] = {
    ColumnKind.INTEGER: ("int64", 0),
    ColumnKind.NUMBER: ("float64", np.nan),
    ColumnKind.BOOLEAN: ("bool", False),
    ColumnKind.DAY: ("datetime64[D]", "NaT"),
    ColumnKind.MOMENT: ("datetime64[ms]", "NaT"),
}
"""The type of an array, and what stands in it where nothing is known."""
_MASKED = (ColumnKind.INTEGER, ColumnKind.BOOLEAN)
_UTC = 100
"""As GDAL writes the offset of UTC."""


class GeoPackageFile:
    """One file with a layer for stations and a table for each of the others."""

    def __init__(self, path: Path, edition: Edition) -> None:
        self._path = path
        self._begun: set[str] = set()
        # The moment of the data and not of the run: the same data make the same bytes.
        stamp = edition.at.strftime("%Y-%m-%dT%H:%M:%S.000Z")
        pyogrio.set_gdal_config_options({"OGR_CURRENT_DATE": stamp})

    def add(self, table: DatasetTable, rows: Iterable[Row]) -> None:
        page = list(rows)
        begun = table.name in self._begun
        if begun and not page:
            return
        spatial = table.name == SPATIAL
        raw.write(
            str(self._path),
            _points(page) if spatial else None,
            [_array(column, page) for column in table.columns],
            np.array(table.names),
            field_mask=[_mask(column, page) for column in table.columns],
            layer=table.name,
            driver="GPKG",
            geometry_type="Point" if spatial else None,
            crs="EPSG:4326" if spatial else None,
            append=begun or bool(self._begun),
            gdal_tz_offsets={
                one.name: np.full(len(page), _UTC)
                for one in table.columns
                if one.kind is ColumnKind.MOMENT
            },
            layer_options=None if begun else {"DESCRIPTION": table.title},
        )
        self._begun.add(table.name)

    def finish(self) -> None:
        """Each page is complete when it is written."""

    def close(self) -> None:
        pyogrio.set_gdal_config_options({"OGR_CURRENT_DATE": None})


def _points(page: Sequence[Row]) -> Any:
    lon, lat = ([row[name] for row in page] for name in ("lon", "lat"))
    return geopandas.GeoSeries(geopandas.points_from_xy(lon, lat)).to_wkb().to_numpy()


def _array(column: DatasetColumn, page: Sequence[Row]) -> Any:
    values = [row[column.name] for row in page]
    if column.kind is ColumnKind.LIST:
        values = [None if value is None else BETWEEN.join(value) for value in values]
    if column.kind not in _TYPES:
        found = np.empty(len(values), dtype=object)
        found[:] = values
        return found
    dtype, missing = _TYPES[column.kind]
    whole = [missing if value is None else value for value in values]
    if column.kind is ColumnKind.MOMENT:
        whole = [str(value).removesuffix("Z") for value in whole]
    return np.array(whole, dtype=dtype)


def _mask(column: DatasetColumn, page: Sequence[Row]) -> Any:
    """What is not known, for types that have no value for it."""
    if column.kind not in _MASKED:
        return None
    return np.array([row[column.name] is None for row in page], dtype=bool)
