"""The commands that write the files of cells for a static host."""

from __future__ import annotations

import os
import sys
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path
from statistics import median

import click

from stations import config
from stations.activities.activity_board import ActivityBoard
from stations.areas import codes
from stations.cli import output
from stations.db.base import Database
from stations.db.opening import Connections
from stations.nearest.activity_cells import ActivityCut
from stations.nearest.cell_cache import MANIFEST, Shelf, pack
from stations.nearest.cells import Cut
from stations.nearest.snapshot import SnapshotKeeper
from stations.networks import station_source
from stations.registry.stored import search_rows
from stations.signups.session_places import full_sessions

_A_DAY_S = 86_400


@click.group(cls=output.Sentences)
def cells() -> None:
    """手机自己搜索用的文件。"""


@cells.command()
@click.option(
    "--out",
    required=True,
    type=click.Path(file_okay=False, path_type=Path),
    help="写到哪个文件夹。",
)
@click.option(
    "--keep-days", default=30, show_default=True, type=click.IntRange(0), help="旧文件再留几天。"
)
def build(out: Path, keep_days: int) -> None:
    """把公开的驿站切成文件，放到任何静态服务器或 CDN。

    只写变了的文件；总目录最后才换，读的人看不到一半。
    """
    settings = config.from_environment()
    connections = Connections(settings.database)
    board = ActivityBoard(connections, full=full_sessions)
    shelf = Shelf(SnapshotKeeper(station_source.sources(connections)), board)
    now = datetime.now(UTC)
    cut, on = shelf.cut(now), shelf.on(now)
    manifest = cut.manifest_with(on.index)
    out.mkdir(parents=True, exist_ok=True)
    names = [*cut.names(), *on.names()]
    written = _written(cut, on, names, out)
    lists = _city_lists(cut, on, connections())
    for name, body in lists.items():
        _put(out / f"{name}.json", body)
    _put(out / f"{MANIFEST}.json", manifest)
    gone = _swept(out, {*names, *lists, MANIFEST}, older_than_s=keep_days * _A_DAY_S)
    sizes = [(out / f"{name}.json.gz").stat().st_size for name in cut.cells]
    click.echo(f"{len(names)} 个文件，新写 {written} 个，清掉旧的 {gone} 个：{out}")
    click.echo(
        f"压缩后：总目录 {len(pack(manifest))} 字节，一格的中位数 "
        f"{round(median(sizes or [0]))} 字节，最大 {max(sizes, default=0)} 字节。"
    )


def _city_lists(cut: Cut, on: ActivityCut, db: Database) -> dict[str, bytes]:
    """Which files a phone of each city with stations keeps, by the name of the list."""
    return {
        f"city-{city.code}": cut.of_city(city.name, ids, activities=on.files_of(city.code))
        for city in codes.cities()
        if (ids := search_rows.listed_in(db, area=city.code))
    }


def _written(cut: Cut, on: ActivityCut, names: list[str], out: Path) -> int:
    """Writes the files that are not there yet: the name tells the content."""
    missing = [name for name in names if not (out / f"{name}.json.gz").exists()]
    with click.progressbar(missing, label="写文件", file=sys.stderr) as shown:
        for name in shown:
            body = cut.file(name) or on.file(name)
            if body is not None:
                _put(out / f"{name}.json", body)
    return len(missing)


def _put(path: Path, body: bytes) -> None:
    """Writes a file and its packed twin, each of them whole or not at all."""
    path.parent.mkdir(parents=True, exist_ok=True)
    for target, content in ((path, body), (path.with_suffix(".json.gz"), pack(body))):
        handle, name = tempfile.mkstemp(dir=path.parent, prefix=".new-")
        with os.fdopen(handle, "wb") as file:
            file.write(content)
        Path(name).chmod(0o644)
        Path(name).replace(target)


def _swept(out: Path, names: set[str], *, older_than_s: int) -> int:
    """Removes files that no manifest of the last days has named."""
    now, gone = time.time(), 0
    for path in [*out.rglob("*.json"), *out.rglob("*.json.gz")]:
        name = str(path.relative_to(out)).removesuffix(".gz").removesuffix(".json")
        if name not in names and now - path.stat().st_mtime > older_than_s:
            path.unlink()
            gone += 1
    return gone
