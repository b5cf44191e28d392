"""Are the links to map applications those that the vendors document, in their datum?"""

from urllib.parse import parse_qs, urlsplit

import pytest

from stations.geo.distance import metres
from stations.geo.frames import to_wgs84
from stations.geo.point import Datum, Point
from stations.web.public.map_apps import Way, applications, destination

DOOR = Point(lat=36.65, lon=117.12)


def _ways(name: str = "泉城广场驿站") -> dict[tuple[str, str], Way]:
    to = destination(DOOR, name=name, city="济南市")
    return {(app.name, way.words[:2]): way for app in applications(to) for way in app.ways}


def _fields(url: str) -> dict[str, str]:
    return {key: values[0] for key, values in parse_qs(urlsplit(url).query).items()}


@pytest.mark.parametrize(
    ("key", "start", "field", "lon_first"),
    [
        (("高德", "步行"), "https://uri.amap.com/navigation?", "to", True),
        (("高德", "骑行"), "https://uri.amap.com/navigation?", "to", True),
        (("百度", "步行"), "https://api.map.baidu.com/direction?", "destination", False),
        (("百度", "骑行"), "bdapp://map/direction?", "destination", False),
        (("腾讯", "步行"), "https://apis.map.qq.com/uri/v1/routeplan?", "tocoord", False),
        (("腾讯", "骑行"), "qqmap://map/routeplan?", "tocoord", False),
        (("苹果", "步行"), "https://maps.apple.com/?", "daddr", False),
        (("高德", "驾车"), "https://uri.amap.com/navigation?", "to", True),
        (("百度", "驾车"), "https://api.map.baidu.com/direction?", "destination", False),
        (("腾讯", "驾车"), "https://apis.map.qq.com/uri/v1/routeplan?", "tocoord", False),
        (("苹果", "驾车"), "https://maps.apple.com/?", "daddr", False),
    ],
)
def test_every_link_names_the_door_in_gcj02(
    key: tuple[str, str], start: str, field: str, lon_first: bool
) -> None:
    url = _ways()[key].url
    assert url.startswith(start)
    told = _fields(url)[field].removeprefix("latlng:").split("|")[0].split(",")
    first, second = float(told[0]), float(told[1])
    lat, lon = (second, first) if lon_first else (first, second)
    shift = metres(DOOR.lat, DOOR.lon, to_lat=lat, to_lon=lon)
    assert 400 < shift < 650
    back_lat, back_lon = to_wgs84(lat, lon, Datum.GCJ02)
    assert metres(DOOR.lat, DOOR.lon, to_lat=back_lat, to_lon=back_lon) < 0.5


def test_each_vendor_gets_the_fields_it_requires() -> None:
    ways = _ways()
    assert _fields(ways["高德", "骑行"].url)["mode"] == "ride"
    assert _fields(ways["高德", "步行"].url)["callnative"] == "1"
    baidu = _fields(ways["百度", "步行"].url)
    assert {"origin", "region", "output", "src"} <= baidu.keys()
    assert (baidu["coord_type"], baidu["region"]) == ("gcj02", "济南市")
    assert ways["百度", "骑行"].ios_url.startswith("baidumap://map/direction?")
    assert _fields(ways["腾讯", "步行"].url)["coord_type"] == "2"
    assert _fields(ways["腾讯", "骑行"].url)["fromcoord"] == "CurrentLocation"
    assert _fields(ways["苹果", "步行"].url)["dirflg"] == "w"
    modes = {"高德": ("mode", "car"), "百度": ("mode", "driving"), "腾讯": ("type", "drive")}
    for name, (field, mode) in {**modes, "苹果": ("dirflg", "d")}.items():
        assert _fields(ways[name, "驾车"].url)[field] == mode


def test_a_name_with_marks_stays_one_field() -> None:
    ways = _ways(name="一号,二号|三号&mode=car #x")
    assert len(_fields(ways["高德", "步行"].url)["to"].split(",")) == 3
    assert _fields(ways["高德", "步行"].url)["mode"] == "walk"
    assert _fields(ways["百度", "步行"].url)["destination"].count("|") == 1


def test_a_place_abroad_is_not_shifted() -> None:
    to = destination(Point(lat=37.5665, lon=126.978), name="首尔", city="")
    assert (to.lat, to.lon) == ("37.566500", "126.978000")
