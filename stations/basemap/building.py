"""From an OpenStreetMap extract to a base map of one's own."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from stations.basemap import drawing, layers, tiling
from stations.geo import osm_extract
from stations.geo.osm_extract import Box, Feature

_KEYS = (*layers.KEYS, "natural")
_TOLD_EVERY = 50_000


class Progress(Protocol):
    """Told how far the work is."""

    def read(self, features: int) -> None: ...

    def tiled(self, share: float) -> None: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class BaseMap:
    """What was built."""

    box: Box
    layers: Mapping[str, int]
    """How many features each layer has."""
    size: int
    """Bytes of the file."""


def build(source: Path, target: Path, *, within: Box | None, progress: Progress) -> BaseMap:
    """Builds the base map of a box, or of all that the extract holds."""
    tiling.program()
    found = osm_extract.features(source, keys=_KEYS, within=within)
    with tempfile.TemporaryDirectory(prefix="basemap-") as folder:
        lines = Path(folder) / "basemap.geojsonl"
        with lines.open("w", encoding="utf-8") as file:
            box, counts = drawing.draw(_counted(found, progress), file, box=within)
        tiling.cut(lines, target, box=box, progress=progress.tiled)
    return BaseMap(box=box, layers=counts, size=target.stat().st_size)


def _counted(features: Iterator[Feature], progress: Progress) -> Iterator[Feature]:
    number = 0
    for number, feature in enumerate(features, start=1):
        if number % _TOLD_EVERY == 0:
            progress.read(number)
        yield feature
    progress.read(number)
