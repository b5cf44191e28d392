"""The command for maps that people keep: map."""

from __future__ import annotations

import os
import secrets
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

import click

from stations import config, extras
from stations.areas import codes
from stations.areas import store as outlines
from stations.cli import output
from stations.errors import Invalid, NotFound
from stations.ground import tile_server
from stations.registry.model import Station
from stations.registry.stored import store

_NO_GROUND = "none"


@click.command("map")
@click.option("--area", required=True, help="区划代码，例如 370102。")
@click.option(
    "-o", "--output", "target", required=True, type=click.Path(path_type=Path), help="HTML 文件。"
)
@click.option(
    "--by",
    type=click.Choice(["kinds", "stars", "visits"]),
    default="kinds",
    help="按种类画（kinds），按星级画、附各区县的数字（stars），还是画近一年打卡的热力图（visits）。",
)
@click.option(
    "--tiles",
    default="",
    help="底图：tianditu:密钥、amap、osm 或瓦片网址（文件就要联网）；none 不画；不写用设置里的。",
)
@click.option("--tiles-attribution", default="", help="底图来源和审图号。")
def map_(area: str, target: Path, by: str, tiles: str, tiles_attribution: str) -> None:
    """把一个区划的驿站画成一个地图文件；没有用瓦片，就不需要联网。"""
    extras.need_reports()
    # folium takes half a second to import, which no other command should pay.
    from stations.reports import area_map, labels, star_map, visit_map

    known = codes.by_code(area)
    if known is None:
        raise NotFound("not_found.area_for_map", area=area[:20])
    stations, shapes = output.with_database(
        lambda db: (list(store.every(db, area=area)), outlines.every(db))
    )
    sheet = area_map.MapSheet(
        area=known.name,
        made_at=output.now(),
        labels=labels.of_area(area, stations=stations, outlines=shapes),
        **_ground(stations, tiles, tiles_attribution),
    )
    if by == "visits":
        counted = output.with_database(lambda db: visit_map.visits(db, area, sheet=sheet))
        text = visit_map.document(stations, counted=counted, sheet=sheet)
    else:
        document = {"kinds": area_map.document, "stars": star_map.document}[by]
        text = document(stations, sheet=sheet)
    _replace(target, text)
    shown = sum(station.is_listed for station in stations)
    click.echo(f"已把 {shown} 个驿站画到 {target}。")


def _ground(stations: Sequence[Station], tiles: str, attribution: str) -> dict[str, Any]:
    """What lies below them: tiles that were asked for, else the ground of the settings."""
    from stations.reports import streets

    if tiles == _NO_GROUND:
        return {}
    if tiles:
        asked = tile_server.read(tiles, attribution=attribution, where="--tiles")
        if asked is None or not asked.origins:
            raise Invalid("invalid.tiles_address", field="tiles")
        if not asked.credits:
            raise Invalid("invalid.tiles_attribution", field="tiles")
        return {"tiles": asked}
    settings = config.from_environment()
    if settings.tiles and all(layer.origins for layer in settings.tiles.layers):
        return {"tiles": settings.tiles}
    points = [s.place.point for s in stations if s.is_listed and s.place.point]
    if settings.base_map and points:
        return {"streets": streets.around(points, settings.base_map)}
    return {}


def _replace(target: Path, text: str) -> None:
    """Writes the file beside its place and moves it there: readers see a whole one."""
    draft = target.with_name(f".{target.name}.{secrets.token_hex(4)}")
    try:
        draft.write_text(text, "utf-8")
        draft.replace(target)
    except OSError as error:
        with suppress(OSError):
            draft.unlink()
        reason = os.strerror(error.errno) if error.errno else str(error)
        raise Invalid(
            "invalid.unwritable_output", field="output", target=target, reason=reason
        ) from error
