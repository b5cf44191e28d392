"""The command that makes a base map of an OpenStreetMap extract: basemap build."""

from __future__ import annotations

import sys
from contextlib import nullcontext
from pathlib import Path
from types import TracebackType
from typing import Any, Self

import click

from stations.areas import codes
from stations.areas import store as outlines
from stations.cli import output
from stations.errors import Invalid, NotFound
from stations.geo.osm_extract import ATTRIBUTION, Box

_MARGIN = 0.01
"""Degrees around the outlines of an area, about a kilometre."""
LAYER_WORDS = {
    "earth": "陆地", "landuse": "用地", "water": "水面", "buildings": "建筑", "roads": "道路",
    "transit": "轨道", "places": "地名", "pois": "设施",
}  # fmt: skip


@click.group(cls=output.Sentences)
def basemap() -> None:
    """自己的底图：用 OpenStreetMap 数据做成一个文件。"""


@basemap.command()
@click.argument("file", type=click.Path(path_type=Path))
@click.option(
    "-o", "--output", "target", required=True, type=click.Path(path_type=Path),
    help="PMTiles 文件，例如 jinan.pmtiles。",
)  # fmt: skip
@click.option("--bbox", help="只要这个范围：西,南,东,北（WGS-84，度）。")
@click.option("--area", help="只要这个区划（先用 stations areas load 载入轮廓），例如 3701。")
def build(file: Path, target: Path, bbox: str | None, area: str | None) -> None:
    """用 FILE（.osm.pbf）做一个底图文件，给 STATIONS_BASEMAP 用。"""
    # shapely and osmium are imported by this command only.
    from stations.basemap import building

    if not file.is_file():
        raise Invalid("invalid.unreadable_file", field="FILE", file=file)
    with _Shown() as shown:
        made = building.build(file, target, within=box_of(bbox, area), progress=shown)
    parts = "、".join(
        f"{LAYER_WORDS[layer]} {made.layers[layer]}" for layer in LAYER_WORDS if made.layers[layer]
    )
    click.echo(f"已写好 {target}：{made.size / 1000:,.0f} kB（{parts}）。")
    click.echo(f"设 STATIONS_BASEMAP={target} 后重新启动。地图上要注明 {ATTRIBUTION}（ODbL）。")


def box_of(bbox: str | None, area: str | None) -> Box | None:
    """The box that the options name; none where they name none."""
    if bbox and area:
        raise Invalid("invalid.bbox_and_area", field="bbox")
    if area:
        return _box_of_area(area)
    return _box_of_text(bbox) if bbox else None


def _box_of_text(words: str) -> Box:
    try:
        west, south, east, north = (float(side) for side in words.replace("，", ",").split(","))
    except ValueError as error:
        raise Invalid("invalid.bbox_option", field="bbox", words=words[:60]) from error
    return Box(west=west, south=south, east=east, north=north)


def _box_of_area(area: str) -> Box:
    import shapely

    known = codes.by_code(area)
    if known is None:
        raise NotFound("not_found.area_for_map", area=area[:20])
    every = output.with_database(outlines.every)
    shapes = [shapely.from_wkb(one.shape) for one in every if one.code.startswith(known.code)]
    if not shapes:
        raise Invalid("invalid.area_without_outline", field="area", area=known.name)
    return Box.around(shapes, margin=_MARGIN)


class _Shown:
    """Progress on standard error: how much is read, then how much is cut."""

    def __init__(self) -> None:
        self._bar: Any = nullcontext()
        self._share = 0

    def read(self, features: int) -> None:
        click.echo(f"已读 {features} 个要素", err=True)

    def tiled(self, share: float) -> None:
        if isinstance(self._bar, nullcontext):
            self._bar = click.progressbar(length=100, label="切成瓦片", file=sys.stderr)
            self._bar.__enter__()
        now = int(share * 100)
        self._bar.update(now - self._share)
        self._share = max(now, self._share)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._bar.__exit__(kind, error, trace)
