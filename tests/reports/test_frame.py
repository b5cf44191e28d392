"""The operator opens the registry in geopandas and QGIS as it is."""

from __future__ import annotations

from pathlib import Path

import geopandas
import pytest

from stations.reports import frame
from tests.support import make


def test_a_geopackage_holds_every_station_where_it_is(tmp_path: Path) -> None:
    placed, draft, full = make.station(), make.station(lat=None), make.full_station()
    path = tmp_path / "all.gpkg"
    assert frame.write_package([placed, draft, full], path) == 3
    read = geopandas.read_file(path, layer=frame.LAYER).set_index("驿站标识")
    assert str(read.crs) == "EPSG:4326"
    assert read.loc[full.id, "名称"] == full.name
    assert read.loc[full.id].geometry.x == pytest.approx(full.place.point.lon)
    assert read.loc[draft.id].geometry is None or read.loc[draft.id].geometry.is_empty
    assert "内部联系" not in read.columns
