"""The command for maps that people keep: map."""

from __future__ import annotations

import os
import secrets
from contextlib import suppress
from pathlib import Path

import click

from stations.areas import codes
from stations.areas import store as outlines
from stations.cli import output
from stations.errors import Invalid, NotFound
from stations.registry.stored import store


@click.command("map")
@click.option("--area", required=True, help="区划代码，例如 370102。")
@click.option(
    "-o", "--output", "target", required=True, type=click.Path(path_type=Path), help="HTML 文件。"
)
@click.option(
    "--by",
    type=click.Choice(["kinds", "stars"]),
    default="kinds",
    help="按种类画（kinds），还是按星级画、附各区县的数字（stars）。",
)
@click.option("--tiles", help="底图瓦片地址；用了它，文件就需要联网。")
@click.option("--tiles-attribution", default="", help="底图来源和审图号。")
def map_(area: str, target: Path, by: str, tiles: str | None, tiles_attribution: str) -> None:
    """把一个区划的驿站画成一个不需要联网的地图文件。"""
    # folium takes half a second to import, which no other command should pay.
    from stations.reports import area_map, labels, star_map

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
        tiles=area_map.Tiles(url=tiles, attribution=tiles_attribution) if tiles else None,
    )
    document = {"kinds": area_map.document, "stars": star_map.document}[by]
    _replace(target, document(stations, sheet=sheet))
    shown = sum(station.is_listed for station in stations)
    click.echo(f"已把 {shown} 个驿站画到 {target}。")


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
