"""Where an address may be is told with its datum; a service that fails says so without the key."""

from __future__ import annotations

import json
from typing import Any

import pytest

from stations.geo.point import Datum
from stations.geocoding.geocoder import Geocoder, GeocodingError
from tests.geocoding.answering import AMAP, KEY, TIANDITU, answering


def asked(answer: Any, *, provider: str = "amap") -> list[Any]:
    with answering(answer) as server:
        found = Geocoder.of(f"{provider}:{KEY}@{server.address}").proposals(
            " 历下区演示路1号 ", city_code="3701"
        )
        ((path, fields),) = server.asked
    if provider == "amap":
        assert path == "/v3/geocode/geo"
        assert fields == {"key": KEY, "address": "历下区演示路1号", "city": "370100",
                          "output": "JSON"}  # fmt: skip
    else:
        assert path == "/geocoder"
        assert (json.loads(fields["ds"]), fields["tk"]) == ({"keyWord": "历下区演示路1号"}, KEY)
    return found


def test_amap_tells_in_its_own_datum_and_how_exactly() -> None:
    exact, coarse = asked(AMAP)
    assert (exact.lat, exact.lon, exact.datum) == (36.651, 117.126, Datum.GCJ02)
    assert (exact.level, exact.is_coarse, coarse.is_coarse) == ("门牌号", False, True)


def test_tianditu_tells_in_wgs84() -> None:
    (found,) = asked(TIANDITU, provider="tianditu")
    assert (found.lat, found.lon, found.datum) == (36.65, 117.12, Datum.WGS84)


@pytest.mark.parametrize(
    ("provider", "answer"),
    [
        ("amap", {"status": "1", "geocodes": []}),
        ("amap", {"status": "0", "info": "ENGINE_RESPONSE_DATA_ERROR", "infocode": "30001"}),
        ("amap", {"status": "1", "geocodes": [{"location": [], "level": ""}]}),
        ("amap", {"status": "1", "geocodes": [{"location": "nan,inf"}, {"location": "0,0"}]}),
        ("tianditu", {"msg": "无结果", "status": "404"}),
        ("tianditu", {"msg": "ok", "status": "0"}),
    ],
)
def test_an_address_that_it_does_not_know_is_no_failure(provider: str, answer: Any) -> None:
    assert asked(answer, provider=provider) == []


@pytest.mark.parametrize(
    ("provider", "answer"),
    [
        ("amap", {"status": "0", "info": "INVALID_USER_KEY", "infocode": "10001"}),
        ("amap", b"<html>"),
        ("amap", ["1"]),
        ("amap", b'{"status": "1"' + b" " * 300_000 + b"}"),
        ("tianditu", {"code": 301011, "msg": "非法Key", "resolve": "..."}),
    ],
)
def test_a_service_that_refuses_or_babbles_is_a_failure(provider: str, answer: Any) -> None:
    with pytest.raises(GeocodingError) as caught:
        asked(answer, provider=provider)
    assert KEY not in str(caught.value)


def test_a_service_that_is_not_there_is_a_failure() -> None:
    with answering(AMAP) as gone:
        address = gone.address
    with pytest.raises(GeocodingError) as caught:
        Geocoder.of(f"amap:{KEY}@{address}").proposals("演示路", city_code="3701")
    assert KEY not in str(caught.value)
