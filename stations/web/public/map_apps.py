"""Links that start a map application on the way to a station; static/js/shared/map_links.js makes
the same ones on the phone.

All maps of the mainland expect GCJ-02. Formats: the vendors' URI interfaces (Amap
`uri.amap.com/navigation`, Baidu `api.map.baidu.com/direction` and `bdapp://`, Tencent
`apis.map.qq.com/uri/v1/routeplan` and `qqmap://`, Apple `maps.apple.com`).
"""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import quote, urlencode

from stations.geo.frames import point_in
from stations.geo.point import Datum, Point

SOURCE = "stations"
_BAIDU_SOURCE = "webapp.stations.stations"
_RIDE_BY_APPLICATION = "骑行（应用）"


@dataclass(frozen=True, slots=True, kw_only=True)
class Way:
    """A link to walk, ride or drive. On an iPhone `ios_url` replaces it where that differs."""

    mode: str
    words: str
    url: str
    ios_url: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class MapApplication:
    """`id` is what a phone remembers as its choice."""

    id: str
    name: str
    ways: tuple[Way, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Destination:
    """A station as a map application is told of it: GCJ-02 degrees with six decimals."""

    lat: str
    lon: str
    name: str
    city: str


def destination(point: Point, *, name: str, city: str) -> Destination:
    """The destination in GCJ-02. Marks that part fields of a link become spaces in the name."""
    lat, lon = point_in(point, datum=Datum.GCJ02)
    plain = name.translate(str.maketrans(",|&", "   "))
    return Destination(lat=f"{lat:.6f}", lon=f"{lon:.6f}", name=plain, city=city)


def applications(to: Destination) -> tuple[MapApplication, ...]:
    """The map applications with their ways, in the order of display; the first is the main one."""
    return (
        MapApplication(
            id="amap",
            name="高德",
            ways=(
                _walk(_amap(to, "walk")),
                Way(mode="ride", words="骑行", url=_amap(to, "ride")),
                _drive(_amap(to, "car")),
            ),
        ),
        MapApplication(
            id="baidu",
            name="百度",
            ways=(_walk(_baidu(to, "walking")), _baidu_ride(to), _drive(_baidu(to, "driving"))),
        ),
        MapApplication(
            id="tencent",
            name="腾讯",
            ways=(
                _walk(_tencent(to, "walk")),
                Way(mode="ride", words=_RIDE_BY_APPLICATION, url=_tencent_ride(to)),
                _drive(_tencent(to, "drive")),
            ),
        ),
        MapApplication(
            id="apple", name="苹果", ways=(_walk(_apple(to, "w")), _drive(_apple(to, "d")))
        ),
    )


def _walk(url: str) -> Way:
    return Way(mode="walk", words="步行", url=url)


def _drive(url: str) -> Way:
    return Way(mode="drive", words="驾车", url=url)


def _linked(base: str, fields: dict[str, str]) -> str:
    return f"{base}?{urlencode(fields, quote_via=quote, safe=':,')}"


def _amap(to: Destination, mode: str) -> str:
    fields = {
        "to": f"{to.lon},{to.lat},{to.name}",
        "mode": mode,
        "src": SOURCE,
        "callnative": "1",
    }
    return _linked("https://uri.amap.com/navigation", fields)


def _baidu(to: Destination, mode: str) -> str:
    # The origin is required. The words mean the phone's own place, so ours need not be known.
    fields = {
        "origin": "name:我的位置",
        "destination": _baidu_place(to),
        "mode": mode,
        "region": to.city,
        "coord_type": "gcj02",
        "output": "html",
        "src": _BAIDU_SOURCE,
    }
    return _linked("https://api.map.baidu.com/direction", fields)


def _baidu_ride(to: Destination) -> Way:
    fields = {
        "destination": _baidu_place(to),
        "coord_type": "gcj02",
        "mode": "riding",
        "src": _BAIDU_SOURCE,
    }
    return Way(
        mode="ride",
        words=_RIDE_BY_APPLICATION,
        url=_linked("bdapp://map/direction", fields),
        ios_url=_linked("baidumap://map/direction", fields),
    )


def _baidu_place(to: Destination) -> str:
    return f"latlng:{to.lat},{to.lon}|name:{to.name}"


def _tencent(to: Destination, mode: str) -> str:
    fields = {
        "type": mode,
        "to": to.name,
        "tocoord": f"{to.lat},{to.lon}",
        "coord_type": "2",
        "referer": SOURCE,
    }
    return _linked("https://apis.map.qq.com/uri/v1/routeplan", fields)


def _tencent_ride(to: Destination) -> str:
    fields = {
        "type": "bike",
        "fromcoord": "CurrentLocation",
        "tocoord": f"{to.lat},{to.lon}",
        "to": to.name,
        "referer": SOURCE,
    }
    return _linked("qqmap://map/routeplan", fields)


def _apple(to: Destination, way: str) -> str:
    return _linked("https://maps.apple.com/", {"daddr": f"{to.lat},{to.lon}", "dirflg": way})
