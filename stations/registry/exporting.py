"""How does the registry leave in a file that reads back without a change?"""

from __future__ import annotations

import os
import secrets
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import BinaryIO

from stations.db.base import Database
from stations.errors import Invalid
from stations.registry import columns, store
from stations.registry.model import Station
from stations.tables import writing

FORMATS = (".csv", ".xlsx", ".geojson")


def export(db: Database, path: Path, *, area: str = "") -> int:
    """Writes the stations kept by an area to a file of the kind its name says; how many.

    The file appears whole or not at all. GeoJSON has no place for drafts and leaves them out.
    """
    kind = path.suffix.lower()
    if kind not in FORMATS:
        raise Invalid(
            f"不认识“{path.suffix[:20]}”。文件名请以 {'、'.join(FORMATS)} 结尾。", field="FILE"
        )
    if not path.parent.is_dir():
        raise Invalid(f"没有文件夹 {path.parent}。请先建好，或换一个地方。", field="FILE")
    draft = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    try:
        with draft.open("wb") as file, db.reading():
            number = write(store.every(db, area=area), kind=kind, file=file)
            file.flush()
            os.fsync(file.fileno())
        draft.replace(path)
    finally:
        draft.unlink(missing_ok=True)
    return number


def write(stations: Iterable[Station], *, kind: str, file: BinaryIO) -> int:
    """Writes stations in one of FORMATS; how many were written."""
    written = _Counted(stations, drafts=kind != ".geojson")
    if kind == ".geojson":
        writing.write_geojson(map(_feature, written), file)
    else:
        titles = [column.title for column in columns.PUBLISHED]
        rows = ([column.text(s) for column in columns.PUBLISHED] for s in written)
        (writing.write_csv if kind == ".csv" else writing.write_xlsx)(rows, titles, file)
    return written.number


class _Counted:
    """Stations as they pass, counted."""

    def __init__(self, stations: Iterable[Station], *, drafts: bool) -> None:
        self._stations = stations
        self._drafts = drafts
        self.number = 0

    def __iter__(self) -> Iterator[Station]:
        for station in self._stations:
            if self._drafts or not station.is_draft:
                self.number += 1
                yield station


def _feature(station: Station) -> dict[str, object]:
    point = station.place.point
    if point is None:
        raise ValueError("a draft has no place in GeoJSON")
    texts = {
        column.title: text
        for column in columns.PUBLISHED
        if column.key not in ("lon", "lat") and (text := column.text(station))
    }
    return {
        "type": "Feature",
        "properties": texts,
        "geometry": {"type": "Point", "coordinates": [point.lon, point.lat]},
    }
