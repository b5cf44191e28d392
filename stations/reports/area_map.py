"""A map of an area in one file that needs nothing else.

Nothing from the data is written as HTML or script: it is one JSON block in which `<`, `>` and `&`
are escaped, and our script makes text nodes of it. folium gives the page and the map; its own
markers, popups and tooltips run script from names, so they are not used.
"""

from __future__ import annotations

import base64
import hashlib
import html
import json
import re
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime, timedelta, timezone
from typing import Any

import folium
from branca.element import Element, Figure, MacroElement
from jinja2 import Template

from stations.errors import Invalid
from stations.ground.tile_server import TileServer
from stations.registry import fields, open_days, openness, vocabulary
from stations.registry.model import Closure, Station
from stations.registry.states import PHASE_WORDS
from stations.reports import map_assets
from stations.reports.streets import Streets

CHINA = timezone(timedelta(hours=8))
_SHAPES = {
    "rest_station": ("circle", "驿"),
    "drivers_home": ("square", "司"),
    "riders_home": ("diamond", "骑"),
    "workers_harbour": ("circle", "港"),
    "energy_station": ("diamond", "能"),
    "book_house": ("square", "书"),
    "carnation_station": ("drop", "康"),
    "canteen": ("square", "食"),
    "clinic_point": ("drop", "医"),
    "popup": ("drop", "流"),
}
"""Outline and letter of each kind; neither needs colour to be told apart."""
_SCRIPT = re.compile(r"<script>(.*?)</script>", re.DOTALL)
_POLICY = "@policy@"


@dataclass(frozen=True, slots=True, kw_only=True)
class Label:
    """A district on the map: its name where it stands, its outline (GeoJSON, WGS-84) if known.

    One that is not `inside` the area of the map stands there for orientation. `note` stands below
    the name, `fill` is the colour of its ground.
    """

    name: str
    lat: float
    lon: float
    outline: dict[str, Any] | None = None
    inside: bool = True
    code: str = ""
    note: str = ""
    fill: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class MapSheet:
    """What stands around and below the stations on a map. `made_at` is aware.

    With tiles the file needs a network; streets are in it.
    """

    area: str
    made_at: datetime
    labels: Sequence[Label] = ()
    tiles: TileServer | None = None
    streets: Streets | None = None

    def __post_init__(self) -> None:
        if self.made_at.tzinfo is None:
            raise ValueError("made_at must be aware")


class _Text(Element):
    """A piece of the page that is taken as it is, never as a template."""

    _template = Template("{{ this.text }}")

    def __init__(self, text: str) -> None:
        super().__init__()
        self.text = text


class _Script(MacroElement):
    """A script that runs once the map that it is a child of has been made."""

    _template = Template("{% macro script(this, kwargs) %}{{ this.text }}{% endmacro %}")

    def __init__(self, text: str) -> None:
        super().__init__()  # type: ignore[no-untyped-call]
        self.text = text


class _Map(folium.Map):
    """A map that names no file of any other site."""

    default_js: list[tuple[str, str]] = []  # noqa: RUF012 - folium declares it so
    default_css: list[tuple[str, str]] = []  # noqa: RUF012


def document(stations: Sequence[Station], *, sheet: MapSheet) -> str:
    """The map of the listed stations among these, as one HTML document.

    Invalid if none of them is listed: then there is nothing to draw.
    """
    shown = [station for station in stations if station.is_listed]
    if not shown:
        raise Invalid("invalid.empty_map", field="area", area=sheet.area)
    data = told(shown, sheet=sheet, left_out=len(stations) - len(shown))
    return drawn(data, shown, sheet=sheet)


def drawn(data: dict[str, Any], shown: Sequence[Station], *, sheet: MapSheet) -> str:
    """The page that draws a block of data, as `told` makes it, around these stations."""
    page = _Map(
        location=_middle(shown),
        zoom_start=13,
        tiles=None,
        attribution_control=False,
        zoom_snap=0.5,
        crs="Shifted" if _is_shifted(sheet) else "EPSG3857",
    )
    figure = page.get_root()
    if not isinstance(figure, Figure):
        raise TypeError("a folium map stands in a figure")
    figure.title = html.escape(data["title"])
    figure.header.add_child(_Text(_head(sheet)))
    figure.html.add_child(_Text(_block(data)))
    page.add_child(_Script(f"{map_assets.drawing()}\ndrawStations({page.get_name()});"))
    text = figure.render().replace("<html>", '<html lang="zh-CN">', 1)
    return text.replace(_POLICY, html.escape(_policy(text, tiles=sheet.tiles)), 1)


def _middle(stations: Sequence[Station]) -> list[float]:
    points = [s.place.point for s in stations if s.place.point is not None]
    return [sum(p.lat for p in points) / len(points), sum(p.lon for p in points) / len(points)]


def _is_shifted(sheet: MapSheet) -> bool:
    return sheet.tiles is not None and sheet.tiles.datum != "wgs84"


def _head(sheet: MapSheet) -> str:
    frame = (map_assets.frame(sheet.tiles.datum),) if sheet.tiles and _is_shifted(sheet) else ()
    texts = (*map_assets.scripts(), *frame)
    scripts = "\n".join(f"<script>{text}</script>" for text in texts)
    return (
        f'<meta http-equiv="Content-Security-Policy" content="{_POLICY}">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f'<link rel="icon" href="{map_assets.icon()}">\n'
        f"<style>{map_assets.styles()}</style>\n{scripts}"
    )


def _block(data: dict[str, Any]) -> str:
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
    for sign in "<>&\u2028\u2029":
        text = text.replace(sign, f"\\u{ord(sign):04x}")
    return f'<script type="application/json" id="stations-data">{text}</script>'


def _policy(text: str, *, tiles: TileServer | None) -> str:
    """Only the scripts that we wrote run, and nothing is fetched but tiles that were asked for."""
    sums = (hashlib.sha256(script.encode()).digest() for script in _SCRIPT.findall(text))
    allowed = " ".join(f"'sha256-{base64.b64encode(each).decode()}'" for each in sums)
    pictures = " ".join(("data:", *(tiles.origins if tiles else ())))
    return (
        f"default-src 'none'; script-src {allowed}; style-src 'unsafe-inline'; img-src {pictures};"
        " base-uri 'none'; form-action 'none'"
    )


def told(shown: Sequence[Station], *, sheet: MapSheet, left_out: int) -> dict[str, Any]:
    """What the page draws: the stations by their kinds, and the ground below them."""
    kinds = sorted({s.kind for s in shown}, key=lambda kind: vocabulary.kinds()[kind].position)
    made = sheet.made_at.astimezone(CHINA)
    return {
        "title": f"{sheet.area}驿站地图",
        "made": f"{made.year}年{made.month}月{made.day}日",
        "leftOut": left_out,
        "demo": any(station.demo for station in shown),
        "kinds": {kind: _kind(kind) for kind in kinds},
        "labels": [asdict(label) for label in sheet.labels],
        "tiles": _tiles(sheet.tiles) if sheet.tiles else None,
        "streets": sheet.streets and asdict(sheet.streets),
        "stations": [_station(station, day=made.date()) for station in shown],
    }


def _tiles(server: TileServer) -> dict[str, Any]:
    return {
        "layers": [asdict(layer) for layer in server.layers],
        "by": [asdict(credit) for credit in server.credits],
    }


def _kind(kind: str) -> dict[str, str]:
    word = vocabulary.kinds().word(kind)
    shape, letter = _SHAPES.get(kind, ("circle", word[0]))
    return {"word": word, "shape": shape, "letter": letter}


def _station(station: Station, *, day: date) -> dict[str, Any]:
    """What the popup says; empty values are left out, which halves a large file."""
    place, point = station.place, station.place.point
    if point is None:
        raise ValueError("a draft is not drawn")
    pause = open_days.in_force(openness.of_station(station).closures, day)
    told = {
        "name": station.name,
        "number": station.number,
        "kind": station.kind,
        "lat": round(point.lat, 6),
        "lon": round(point.lon, 6),
        "address": place.address,
        "door": fields.doorway(station),
        "hours": station.hours.words or station.hours.osm,
        "entry": "、".join(vocabulary.entry_methods().word(x) for x in station.entry),
        "entryNote": station.entry_note,
        "amenities": "、".join(vocabulary.amenities().word(x) for x in station.available),
        "phone": station.premises.public_phone,
        "star": station.star.level if station.star else 0,
        "verified": station.verified.on.isoformat() if station.verified else "",
        "paused": _pause(pause, day) if pause else "",
        "reason": pause.reason if pause else "",
        "reported": station.reported_shut is not None and not pause,
        "demo": station.demo,
    }
    return {name: value for name, value in told.items() if value or name in ("lat", "lon")}


def _pause(closure: Closure, day: date) -> str:
    if closure.over(day):
        return f"原定到 {closure.until}，未确认恢复"
    until = f"，到 {closure.until}" if closure.until else ""
    return f"{PHASE_WORDS[closure.phase]}{until}"
