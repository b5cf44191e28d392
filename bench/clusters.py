"""The map from afar, beside supercluster (npm) and beside sending the points.

supercluster is put into a temporary folder by npm; where that is impossible the table says so. Both
get the same points, zooms 3 to 13 and squares of 64 pixels. supercluster works all zooms out when
it loads; we sort once, and work out a block when it is asked for. So both steps are measured: until
the first view can be answered, and until every block of every zoom is written as JSON.
"""

from __future__ import annotations

import gzip
import json
import math
import random
import shutil
import statistics
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import numpy.typing as npt
import orjson

from bench.finder import NATION, world
from bench.ratio import NO_GOAL, Call, Goal, heading, line, medians
from stations.nearest import clusters, tiles
from stations.nearest.tiles import Tile

PEER = "supercluster@9.1.0"
WIDTH, HEIGHT, TILE = 1280, 900, 256
_BLOCK = 4 * TILE
_PROGRAM = """
import { readFileSync } from "fs";
import Supercluster from "supercluster";
const [file, rounds] = process.argv.slice(2);
const points = JSON.parse(readFileSync(file)).map((coordinates) =>
  ({ type: "Feature", properties: {}, geometry: { type: "Point", coordinates } }));
const blocks = JSON.parse(readFileSync(file + ".blocks"));
const seconds = (from) => {
  const { user, system } = process.cpuUsage(from);
  return (user + system) / 1e6;
};
const row = ({ geometry: { coordinates: [x, y] }, properties }) =>
  [+y.toFixed(4), +x.toFixed(4), properties.point_count || 1];
const taken = { load: [], all: [] };
for (let round = 0; round <= rounds; round += 1) {
  const began = process.cpuUsage();
  const index = new Supercluster({ radius: 64, extent: 256, minZoom: 3, maxZoom: 13 }).load(points);
  const load = seconds(began);
  let bytes = 0;
  for (const [zoom, box] of blocks) {
    bytes += JSON.stringify(index.getClusters(box, zoom).map(row)).length;
  }
  if (!bytes) throw new Error("supercluster gave nothing");
  // The first round warms the engine up.
  if (round) { taken.load.push(load); taken.all.push(seconds(began)); }
}
console.log(JSON.stringify(taken));
"""

Floats = npt.NDArray[np.float64]


class Sorted:
    """What the server holds of the points for its clusters."""

    def __init__(self, lat: Floats, lon: Floats) -> None:
        codes = tiles.codes(lat, lon)
        order = np.argsort(codes, kind="stable")
        self.codes, self.lat, self.lon = codes[order], lat[order], lon[order]

    def blocks(self) -> Iterator[tuple[int, Tile]]:
        """Every block of every zoom that has a mark."""
        for zoom in clusters.ZOOMS:
            for tile in clusters.blocks(zoom, codes=self.codes):
                yield zoom, tile

    def block(self, zoom: int, tile: Tile) -> bytes:
        """Give one block as JSON."""
        return clusters.block(zoom, tile, codes=self.codes, lat=self.lat, lon=self.lon)


def lines(*, count: int = NATION, rounds: int = 5, views: int = 30, peer: str = PEER) -> list[str]:
    """Give both tables; `peer` empty: supercluster is left out."""
    columns = world(count, places=1).columns
    made = Sorted(columns.lat, columns.lon)
    calls: dict[str, Call] = {
        "sort": lambda: Sorted(columns.lat, columns.lon),
        "all": lambda: [made.block(zoom, tile) for zoom, tile in made.blocks()],
    }
    ours = medians(calls, rounds=rounds)
    number = sum(1 for _ in made.blocks())
    table = [
        heading(f"clusters of {count:,} stations, {number:,} blocks"),
        line("ms until the first view can be answered", ours["sort"] * 1e3),
        line("ms until every block is JSON", (ours["sort"] + ours["all"]) * 1e3),
        line("ms for one block", ours["all"] / number * 1e3),
    ]
    theirs = _supercluster(made, peer, rounds=rounds) if peer else "not asked for"
    if isinstance(theirs, str):
        table.append(f"supercluster: {theirs}, not compared")
    else:
        load, everything = theirs
        ready, written = ours["sort"] / load, (ours["sort"] + ours["all"]) / everything
        table += [
            line("ms of supercluster to load", load * 1e3),
            line("ms of supercluster to write the same blocks", everything * 1e3),
            line("share of supercluster, first view", ready, Goal(must=0.2)),
            line("share of supercluster, every block", written),
        ]
    return [*table, "", *_payload(made, count=views)]


def _supercluster(made: Sorted, peer: str, *, rounds: int) -> tuple[float, float] | str:
    """Seconds of its processor to load, and to write all blocks too; or why there are none."""
    npm, node = shutil.which("npm"), shutil.which("node")
    if not npm or not node:
        return "npm is not installed"
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        install = [npm, "install", "--silent", "--no-audit", "--no-fund", "--ignore-scripts", peer]
        got = subprocess.run(install, cwd=folder, capture_output=True, check=False, timeout=120)
        if got.returncode:
            return f"npm could not fetch {peer}"
        (folder / "load.mjs").write_text(_PROGRAM, "utf-8")
        points = np.column_stack((made.lon, made.lat)).tolist()
        (folder / "points").write_bytes(orjson.dumps(points))
        asked = [[zoom, _box(tile)] for zoom, tile in made.blocks()]
        (folder / "points.blocks").write_bytes(orjson.dumps(asked))
        run = subprocess.run(
            [node, "load.mjs", "points", str(rounds)],
            cwd=folder, capture_output=True, text=True, check=True, timeout=600,
        )  # fmt: skip
    taken = json.loads(run.stdout)
    return statistics.median(taken["load"]), statistics.median(taken["all"])


def _box(tile: Tile) -> list[float]:
    """West, south, east and north of a tile in degrees."""
    side = 1 << tile.z

    def lat(y: int) -> float:
        return math.degrees(math.atan(math.sinh(math.pi * (1 - 2 * y / side))))

    west, east = (x / side * 360 - 180 for x in (tile.x, tile.x + 1))
    return [west, lat(tile.y + 1), east, lat(tile.y)]


def _payload(made: Sorted, *, count: int) -> Iterator[str]:
    """The gzip bytes of the blocks of a view as a share of its stations as GeoJSON points."""
    dice = random.Random(count)
    rows = {zoom: [0, 0] for zoom in range(4, 14)}
    shares = []
    for number in range(count):
        zoom = 4 + number % len(rows)
        at = dice.randrange(len(made.lat))
        sent, points = _view(made, zoom, lat=made.lat[at], lon=made.lon[at])
        rows[zoom][0] += sent
        rows[zoom][1] += points
        shares.append(sent / points)
    yield heading(f"gzip of {count} views of {WIDTH} x {HEIGHT}, share of points")
    for zoom, (sent, points) in rows.items():
        if points:
            yield line(f"zoom {zoom}: {sent:,} of {points:,} bytes", sent / points, NO_GOAL)
    sent, points = (sum(row[side] for row in rows.values()) for side in (0, 1))
    yield line(f"all: {sent:,} of {points:,} bytes", sent / points, Goal(must=0.35))
    yield line("median view", statistics.median(shares), Goal(must=0.35))
    yield line("worst view", max(shares))


def _view(made: Sorted, zoom: int, *, lat: float, lon: float) -> tuple[int, int]:
    """Gzip bytes of the blocks that a view around a place touches, and of its points."""
    side = TILE << zoom
    x = (made.lon + 180) / 360 * side
    y = (1 - np.arcsinh(np.tan(np.radians(made.lat))) / math.pi) / 2 * side
    west = (lon + 180) / 360 * side - WIDTH / 2
    north = (1 - math.asinh(math.tan(math.radians(lat))) / math.pi) / 2 * side - HEIGHT / 2
    inside = (x >= west) & (x <= west + WIDTH) & (y >= north) & (y <= north + HEIGHT)
    last = side // _BLOCK - 1
    sent = 0
    for column in range(max(0, int(west // _BLOCK)), min(last, int((west + WIDTH) // _BLOCK)) + 1):
        for row in range(
            max(0, int(north // _BLOCK)), min(last, int((north + HEIGHT) // _BLOCK)) + 1
        ):
            tile = Tile(clusters.tile_zoom(zoom), column, row)
            sent += len(gzip.compress(made.block(zoom, tile), 9))
    points = np.column_stack((made.lon[inside], made.lat[inside])).round(6).tolist()
    features = [
        {"type": "Feature", "properties": {}, "geometry": {"type": "Point", "coordinates": point}}
        for point in points
    ]
    told = orjson.dumps({"type": "FeatureCollection", "features": features})
    return sent, len(gzip.compress(told, 9))
