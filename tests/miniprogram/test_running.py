"""Does the mini-program find on the phone what the server answers, and tell nobody where it is?"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import urllib.parse
import urllib.request
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest

from miniprogram import make as packing
from stations.config import ROOT
from stations.geo.frames import point_from
from stations.geo.point import Datum
from stations.registry import vocabulary, wishes
from tests.miniprogram.driving import (
    LIST,
    STATION,
    Phone,
    looks,
    modules,
    opens,
    stands,
    taps,
)
from tests.support.serving import serving

NOW = datetime.fromisoformat("2026-11-25T10:00:00+08:00")
QUANCHENG = (36.661234, 117.020987)
PLACES = {
    "the middle of Jinan": QUANCHENG,
    "the east of Jinan": (36.680123, 117.231987),
    "Futian": (22.541234, 114.061987),
    "far from all": (39.911234, 116.401987),
}
MOST = 20


@pytest.fixture(scope="module")
def host(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder = tmp_path_factory.mktemp("demo")
    told = {
        "STATIONS_DEMO": "1",
        "STATIONS_STATE": str(folder),
        "STATIONS_DATABASE": str(folder / "stations.db"),
        "STATIONS_NOW": NOW.isoformat(),
    }
    for command in ("migrate", "demo"):
        subprocess.run(
            [sys.executable, "-m", "stations", command],
            cwd=ROOT, env={**os.environ, **told}, check=True, stdout=subprocess.DEVNULL,
        )  # fmt: skip
    with serving(folder, STATIONS_DEMO="1", STATIONS_NOW=NOW.isoformat()) as address:
        yield address


@pytest.fixture(scope="module")
def phone(host: str, tmp_path_factory: pytest.TempPathFactory) -> Phone:
    fetched = modules()
    program = tmp_path_factory.mktemp("program") / "miniprogram"
    packing.make(program, host=host)
    return Phone(program=program, modules=fetched, now=NOW)


def answer(host: str, path: str, **asked: object) -> Any:
    with urllib.request.urlopen(f"{host}{path}?{urllib.parse.urlencode(asked)}") as found:
        return json.load(found)


def nearest(host: str, place: tuple[float, float], **more: object) -> list[dict[str, Any]]:
    lat, lon = place
    asked = {"lat": lat, "lon": lon, "datum": "gcj02", "limit": MOST, "within_m": 30000}
    found: list[dict[str, Any]] = answer(host, "/api/v1/stations/nearest", **asked, **more)[
        "stations"
    ]
    return found


def rows(seen: dict[str, Any], title: str | None = None) -> list[dict[str, Any]]:
    groups = seen["data"]["groups"]
    return [row for group in groups if title in (None, group["title"]) for row in group["rows"]]


def wishes_in_sight() -> list[str]:
    """In the order of the mini-program: sets of amenities and ways in, then single amenities."""
    found = [one for one in wishes.load() if one.in_sight]
    return [one.id for one in sorted(found, key=lambda one: one.id in vocabulary.amenities())]


@pytest.mark.parametrize("place", PLACES.values(), ids=PLACES)
def test_the_nearest_list_is_the_answer_of_the_server(
    host: str, phone: Phone, place: tuple[float, float]
) -> None:
    wish = wishes_in_sight().index("toilet")
    seen = phone.does(
        stands(*place), *opens(), *taps(".near"), looks(), *taps(".closed-too"), looks(),
        *taps(".wish", wish), looks(), *taps(".closed-too"), looks(),
    )["seen"]  # fmt: skip
    questions: list[dict[str, object]] = [
        {"open": "now"}, {}, {"wants": "toilet"}, {"wants": "toilet", "open": "now"},
    ]  # fmt: skip
    for one, asked in zip(seen, questions, strict=True):
        expected = nearest(host, place, **asked)
        shown = rows(one, "")
        assert [row["id"] for row in shown] == [it["id"] for it in expected], asked
        for row, it in zip(shown, expected, strict=True):
            assert row["metres"].endswith("公里" if it["distance_m"] >= 995 else "米")
            assert (row["mark"] in ("open", "soon")) == (it["open"] is True)
    if rows(seen[0]):
        assert "演示数据" in seen[0]["text"]
        assert "位置没有离开这部手机" in seen[0]["text"]


def test_the_position_goes_nowhere_and_is_kept_nowhere(phone: Phone) -> None:
    lat, lon = QUANCHENG
    done = phone.does(
        stands(lat, lon), *opens(), *taps(".near"), *taps(".wish"), {"does": "share"},
        *taps(".row"), looks(),
    )  # fmt: skip
    assert done["datum"] == "gcj02"
    paths = [urllib.parse.urlsplit(it["url"]).path for it in done["requests"]]
    assert all(path.startswith(("/cells/", "/said/")) for path in paths)
    assert all(it["body"] is None and "?" not in it["url"] for it in done["requests"])
    told = json.dumps([done["requests"], done["store"], done["seen"], done["visited"]])
    theirs = point_from(lat, lon, datum=Datum.GCJ02)
    for degrees in (lat, lon, round(theirs.lat, 6), round(theirs.lon, 6)):
        assert str(degrees)[:-2] not in told
    assert done["seen"][0]["path"] == f"/{LIST}"


def test_without_network_the_list_comes_from_what_the_phone_has_kept(phone: Phone) -> None:
    before = phone.does(stands(*QUANCHENG), *opens(), *taps(".near"), looks())
    later = replace(phone, store=before["store"])
    cut = {"does": "set", "network": False}
    (seen,) = later.does(cut, stands(*QUANCHENG), *opens(), *taps(".near"), looks())["seen"]
    assert [row["id"] for row in rows(seen)] == [row["id"] for row in rows(before["seen"][0])]
    assert "没有网络" in seen["text"]
    (nothing,) = phone.does(cut, stands(*QUANCHENG), *opens(), *taps(".near"), looks())["seen"]
    assert rows(nothing) == []
    assert "没有网络" in nothing["text"]


def test_a_station_tells_its_address_week_and_way(host: str, phone: Phone) -> None:
    done = phone.does(
        stands(*QUANCHENG), *opens(), *taps(".near"), *taps(".row"), *taps(".row .go")
    )
    address = urllib.parse.urlsplit(done["visited"][0])
    assert address.path == f"/{STATION}"
    (first, *_) = nearest(host, QUANCHENG, open="now")
    options = dict(urllib.parse.parse_qsl(address.query))
    assert options["id"] == first["id"]
    found = phone.does(*opens(STATION, **options), looks(), *taps(".go"), {"does": "share"})
    seen, shared = found["seen"]
    words = (first["name"], first["address"], "演示数据，请勿前往", "本周开放时间", "周三（今天）")
    assert [it for it in words if it not in seen["text"]] == []
    assert shared == {"title": first["name"], "path": done["visited"][0]}
    for opened in (done["opened"][0], found["opened"][0]):
        assert opened["latitude"] == pytest.approx(first["lat"], abs=2e-6)
        assert opened["longitude"] == pytest.approx(first["lon"], abs=2e-6)


def test_the_code_of_a_poster_opens_its_station(host: str, phone: Phone) -> None:
    (first, *_) = nearest(host, QUANCHENG)
    poster = f"https://yizhan.example.cn/h/{first['id']}/AbC123"
    done = phone.does({"does": "set", "scanned": poster}, *opens(), *taps(".scan"))
    options = dict(
        field.split("=", 1) for field in urllib.parse.urlsplit(done["visited"][0]).query.split("&")
    )
    done = phone.does(*opens(STATION, **options), looks())
    assert first["name"] in done["seen"][0]["text"]
    for q, words in (
        ("https://example.com/pay?id=1", "这不是驿站海报上的码"),
        ("https://yizhan.example.cn/h/%zz/AbC123", "这不是驿站海报上的码"),
        ("100%", "这不是驿站海报上的码"),
        ("https://yizhan.example.cn/h/no-such/AbC123", "公开的名单里没有这个驿站"),
    ):
        (seen,) = phone.does(*opens(STATION, q=urllib.parse.quote(q, safe="")), looks())["seen"]
        assert words in seen["text"]


def test_a_refused_position_is_told_and_another_place_may_be_chosen(
    host: str, phone: Phone
) -> None:
    lat, lon = QUANCHENG
    chosen = {"does": "set", "chosen": {"latitude": lat, "longitude": lon}}
    refused, found = phone.does(
        *opens(), *taps(".near"), looks(), chosen, *taps(".choose"), looks()
    )["seen"]
    assert "没有拿到位置" in refused["text"]
    assert rows(refused) == []
    expected = nearest(host, QUANCHENG, open="now")
    assert [row["id"] for row in rows(found, "")] == [it["id"] for it in expected]
    assert "离地图上这一点最近的" in found["text"]
    assert "离您" not in found["text"]


def test_an_old_position_is_named_and_then_forgotten(phone: Phone) -> None:
    def later(minutes: int) -> list[dict[str, Any]]:
        now = (NOW + timedelta(minutes=minutes)).timestamp() * 1000
        again: list[dict[str, Any]] = [{"does": "call", "method": "again"}, {"does": "settle"}]
        return [{"does": "set", "place": None, "now": now}, *again, looks()]

    old, over = phone.does(
        stands(*QUANCHENG), *opens(), *taps(".near"), *later(10), *later(40)
    )["seen"]  # fmt: skip
    assert "按 10:00 的位置排的" in old["text"]
    assert "离您" not in old["text"]
    assert len(rows(old)) == MOST
    assert rows(over) == []


def test_the_wishes_are_those_of_the_page(phone: Phone) -> None:
    few, all_of_them = phone.does(*opens(), looks(), *taps(".more"), looks())["seen"]
    in_sight = {one.zh for one in wishes.load() if one.in_sight}
    assert set(few["wishes"]) == in_sight
    assert sorted(all_of_them["wishes"]) == sorted(one.zh for one in wishes.load())
