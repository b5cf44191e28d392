"""Commands for the names of places that people look for: places load, places build."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import click

from stations import config
from stations.areas import codes
from stations.cli import output
from stations.cli.basemap import box_of
from stations.db.base import Database
from stations.errors import Invalid
from stations.places import landmark_list, list_writing, loading
from stations.places.model import LandmarkSet
from stations.registry.fields import terms
from stations.tables import file_reading

OSM = "osm"
_CITY = click.option("--city", help="哪个城市的地名（代码，例如 370100）；不写就是首页的城市。")


@click.group(cls=output.Sentences)
def places() -> None:
    """地名：车站、医院、广场、路口，在搜索框里找得到，也能从那里开始找驿站。"""


@places.command("load")
@click.argument("file", type=click.Path(path_type=Path))
@_CITY
@click.option("--datum", help="表里没写坐标系时，按哪种：wgs84、gcj02 或 bd09。")
@click.option(
    "--source", default="list", show_default=True, help="来源的名字：再载入时替换同一来源的。"
)
@click.option("--attribution", default="", help="用到时要署的名。")
def load(file: Path, *, city: str | None, datum: str | None, source: str, attribution: str) -> None:
    """载入地名表 FILE（CSV 等：名称、别名、类型、坐标、坐标系）。"""
    if not file.is_file():
        raise Invalid("invalid.unreadable_file", field="FILE", file=file)
    stated = landmark_list.ListTerms(
        city=_city(city),
        datum=terms.datum(datum) if datum else None,
        source=source.strip() or "list",
        attribution=attribution,
    )
    table = file_reading.read(file.read_bytes(), name=file.name)[0]
    _store(landmark_list.read(table, stated))


@places.command("build")
@click.argument("file", type=click.Path(path_type=Path))
@_CITY
@click.option("--bbox", help="只要这个范围：西,南,东,北（WGS-84，度）。")
@click.option("--area", help="只要这个区划（先用 stations areas load 载入轮廓），例如 3701。")
@click.option(
    "-o", "--output", "target", type=click.Path(path_type=Path),
    help="不载入，写成地名表 FILE.csv，改好再用 places load 载入。",
)  # fmt: skip
def build(
    file: Path, *, city: str | None, bbox: str | None, area: str | None, target: Path | None
) -> None:
    """从 OpenStreetMap 的 FILE（.osm.pbf）里取出地名并载入。"""
    # shapely and osmium are imported by this command only.
    from stations.geo import osm_extract
    from stations.places import landmark_extract

    if not file.is_file():
        raise Invalid("invalid.unreadable_file", field="FILE", file=file)
    code = _city(city)
    found = landmark_extract.extracted(
        osm_extract.features(file, keys=landmark_extract.KEYS, within=box_of(bbox, area))
    )
    if not found.landmarks:
        raise Invalid("invalid.no_landmarks", field="FILE")
    if found.left_out:
        click.echo(f"地名太多，少要了 {found.left_out} 个小路口和小路。", err=True)
    if target is not None:
        with target.open("wb") as written:
            list_writing.write(found.landmarks, written)
        click.echo(
            f"已把 {len(found.landmarks)} 个地名写到 {target}（{osm_extract.ATTRIBUTION}）。"
        )
        return
    attribution = osm_extract.ATTRIBUTION
    _store([LandmarkSet(city=code, source=OSM, attribution=attribution, landmarks=found.landmarks)])


def _city(words: str | None) -> str:
    code = codes.city_of(words or config.from_environment().home_area)
    if not code:
        raise Invalid("invalid.city_code", field="city")
    return code


def _store(sets: Sequence[LandmarkSet]) -> None:
    def work(database: Database) -> list[loading.LoadedSet]:
        act = output.act(loading.LOADED, at=output.now())
        return loading.load(database, sets, act=act)

    for done in output.with_database(work):
        what = "已载入" if done.changed else "没有变化，还是"
        click.echo(f"{codes.path(done.city)}：{what} {done.number} 个地名。")
