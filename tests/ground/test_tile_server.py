"""Does the setting of the tiles say what is drawn, from where, and who is named?"""

from __future__ import annotations

import pytest

from stations.errors import Invalid
from stations.geo.point import Datum
from stations.ground import tile_server
from stations.ground.tile_server import TileServer

OWN = "https://tiles.example.org/{z}/{x}/{y}.png"


def read(setting: str, **options: str) -> TileServer:
    found = tile_server.read(setting, **options)
    assert found is not None
    return found


def words(server: TileServer) -> str:
    return " ".join(credit.text for credit in server.credits)


def test_tianditu_has_its_streets_and_its_names_from_eight_hosts() -> None:
    server = read("tianditu:abc123")
    assert ["vec_w" in server.layers[0].url, "cva_w" in server.layers[1].url] == [True, True]
    assert all("tk=abc123" in layer.url and "{s}" in layer.url for layer in server.layers)
    assert server.origins == tuple(f"https://t{n}.tianditu.gov.cn" for n in range(8))
    assert server.senders == ("tianditu.gov.cn",)
    assert server.datum == "wgs84"
    assert words(server) == "天地图 审图号：GS(2024)0650号"
    assert server.credits[0].link.startswith("https://www.tianditu.gov.cn")
    assert not server.lacks_approval


def test_an_approval_of_ones_own_takes_the_place_of_the_known_one() -> None:
    assert words(read("tianditu:k", attribution="GS(2026)1号")) == "天地图 GS(2026)1号"
    assert words(read("tianditu:k", attribution="天地图 GS(2026)1号")) == "天地图 GS(2026)1号"


def test_amap_is_in_its_own_datum_and_its_approval_is_still_to_be_written() -> None:
    server = read("amap")
    assert server.datum == "gcj02"
    assert server.origins == tuple(f"https://webrd0{n}.is.autonavi.com" for n in range(1, 5))
    assert server.lacks_approval == "高德地图"
    assert not read("amap", attribution="审图号：GS(2026)1号").lacks_approval


def test_openstreetmap_is_named_with_its_licence_and_has_no_approval() -> None:
    server = read("OSM")
    assert server.credits[0].link == "https://www.openstreetmap.org/copyright"
    assert (server.lacks_approval, server.datum) == ("", "wgs84")
    assert server.layers[0].closest == 19


@pytest.mark.parametrize(
    ("template", "origins", "sender"),
    [
        (OWN, ["https://tiles.example.org"], "tiles.example.org"),
        ("http://10.0.0.5:8080/{z}/{y}/{x}", ["http://10.0.0.5:8080"], "10.0.0.5:8080"),
        ("/tiles/{z}/{x}/{y}.png", [], ""),
        (
            "https://{s}.tile.example.org/{z}/{x}/{-y}{r}.png",
            [f"https://{s}.tile.example.org" for s in "abc"],
            "tile.example.org",
        ),
        (
            "https://t{0-2}.example.cn/w?L={z}&X={x}&Y={y}",
            [f"https://t{n}.example.cn" for n in range(3)],
            "example.cn",
        ),
        (
            "https://{a-d}.example.com:8443/{z}/{x}/{y}",
            [f"https://{s}.example.com:8443" for s in "abcd"],
            "example.com:8443",
        ),
        ("https://cdn.example.com/{1-4}/{z}/{x}/{y}", ["https://cdn.example.com"] * 1, ""),
    ],
)
def test_tiles_may_come_from_just_their_hosts(
    template: str, origins: list[str], sender: str
) -> None:
    server = read(template)
    assert list(server.origins) == origins
    assert server.senders == ((sender,) if sender else server.senders)
    if sender or not origins:
        assert list(server.senders) == ([sender] if sender else [])


def test_several_templates_are_layers_from_the_lowest_up() -> None:
    server = read(
        f"{OWN}  /names/{{z}}/{{x}}/{{y}}.png\n{OWN}", datum="GCJ02", attribution=" 本会 "
    )
    assert [layer.url for layer in server.layers] == [OWN, "/names/{z}/{x}/{y}.png", OWN]
    assert server.origins == ("https://tiles.example.org",)
    assert (server.datum, words(server)) == ("gcj02", "本会")


def test_nothing_is_drawn_where_nothing_is_set() -> None:
    assert tile_server.read("") is None
    assert tile_server.read("  ", datum="bd09") is None


@pytest.mark.parametrize(
    ("setting", "said"),
    [
        ("tianditu", "密钥"),
        ("tianditu:", "密钥"),
        ("tianditu:a&b", "密钥"),
        ("amap:123", "后面不写密钥"),
        (f"amap {OWN}", "不能再写别的"),
        ("google", "不是瓦片地址"),
        ("ftp://x/{z}/{x}/{y}", "不是瓦片地址"),
        ("//x/{z}/{x}/{y}", "不是瓦片地址"),
        ("tiles/{z}/{x}/{y}", "不是瓦片地址"),
        ("https://x.org/{z}/{x}/{y}?'", "不是瓦片地址"),
        ("https://x.org/{z}/{x}.png", "少了"),
        ("https://x.org/tiles", "少了"),
        ("https://x.org/{z}/{x}/{y}/{bbox}", "bbox"),
        ("https://x.org/{z}/{x}/{y}/{", "花括号"),
        ("https://x.org;script-src/{z}/{x}/{y}", "网站名"),
        ("https://user@x.org/{z}/{x}/{y}", "网站名"),
        ("https://maponline0.bdimg.com/tile/?x={x}&y={y}&z={z}", "百度"),
    ],
)
def test_what_cannot_be_drawn_is_refused_in_words(setting: str, said: str) -> None:
    with pytest.raises(Invalid, match=said) as refused:
        tile_server.read(setting)
    assert refused.value.field == "STATIONS_TILES"
    assert "STATIONS_TILES" in str(refused.value)


def test_a_datum_is_one_of_three_and_a_preset_has_its_own() -> None:
    with pytest.raises(Invalid, match="STATIONS_TILES_DATUM"):
        tile_server.read(OWN, datum="cgcs")
    with pytest.raises(Invalid, match="gcj02"):
        tile_server.read("amap", datum="wgs84")
    assert read("amap", datum="gcj02").datum == "gcj02"
    assert set(tile_server.DATUMS) == set(Datum)
