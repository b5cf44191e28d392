"""The next courier sees what the last one found: on the page, in the row, and in a public file."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from flask.testing import FlaskClient

from tests.support import small_city

WORDS = "今天 18:00 有 1 人说关门（未核实）"
TILE = "/said/52/24.json"
"""The part of the country in which the small city lies."""


def say_shut(client: FlaskClient, station: str = "a-open", words: str = "") -> Any:
    page = client.get(f"/voice/{station}?kind=shut").get_data(as_text=True)
    given = {
        name: re.search(rf'name="{name}" value="([^"]+)"', page)[1]  # type: ignore[index]
        for name in ("csrf_token", "key", "kind")
    }
    sent = client.post(f"/voice/{station}/report", data={**given, "words": words, "near": "near"})
    assert sent.status_code == 303
    return sent


@pytest.fixture
def told(client: FlaskClient) -> FlaskClient:
    say_shut(client, words="锁着，找老王")
    return client


def test_row_and_page_say_it_and_the_state_stays(told: FlaskClient) -> None:
    page = told.get("/stations/a-open").get_data(as_text=True)
    assert WORDS in page
    assert "开放中 · 21:00 关门" in page
    rows = told.get("/?area=370102").get_data(as_text=True)
    assert rows.count(WORDS) == 1
    nearest = told.get(
        f"/api/v1/stations/nearest?lat={small_city.ME[0]}&lon={small_city.ME[1]}&open=now"
    ).get_json()["stations"]
    assert "a-open" in [one["id"] for one in nearest]
    poster = told.get("/voice/a-open").get_data(as_text=True)
    assert WORDS in poster


def test_programs_are_told_as_long_as_people_are(told: FlaskClient) -> None:
    def said(query: str = "") -> dict[str, Any]:
        place = f"lat={small_city.ME[0]}&lon={small_city.ME[1]}&limit=50{query}"
        rows = told.get(f"/api/v1/stations/nearest?{place}").get_json()["stations"]
        return {one["id"]: one["said_shut"] for one in rows}

    shut = {"people": 1, "at": "2026-11-21T18:00:00+08:00"}
    assert {one: words for one, words in said().items() if words} == {"a-open": shut}
    assert said("&open=2026-11-21T18:30")["a-open"] == shut
    for other in ("2026-11-21T17:00", "2026-11-22T09:30"):
        assert said(f"&open={other}&unknown_hours=include")["a-open"] is None
    assert told.get("/api/v1/stations/a-open").get_json()["said_shut"] == shut
    assert told.get("/api/v1/stations/c-always").get_json()["said_shut"] is None


def test_the_file_for_phones_says_no_more_than_that(told: FlaskClient) -> None:
    answer = told.get(TILE)
    minute = int((small_city.NOW - timedelta(minutes=5)).timestamp()) // 60
    assert answer.get_json() == {"minutes": 720, "shut": [["a-open", 1, minute]]}
    again = told.get(TILE, headers={"If-None-Match": answer.headers["ETag"]})
    assert again.status_code == 304
    assert told.get("/said/52/25.json").get_json()["shut"] == []
    for wrong in ("/said/64/1.json", "/said/1/64.json", "/said/-1/2.json", "/said/a/b.json"):
        assert told.get(wrong).status_code == 404


def test_it_is_over_half_a_day_later(told: FlaskClient, monkeypatch: pytest.MonkeyPatch) -> None:
    later = small_city.NOW + timedelta(hours=12)
    monkeypatch.setenv("STATIONS_NOW", later.isoformat())
    assert told.get(TILE).get_json()["shut"] == []
    assert "有 1 人说关门" not in told.get("/stations/a-open").get_data(as_text=True)


def test_a_station_that_is_shut_anyway_says_no_more(
    told: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    later = small_city.NOW + timedelta(hours=4)
    monkeypatch.setenv("STATIONS_NOW", later.isoformat())
    page = told.get("/stations/a-open").get_data(as_text=True)
    assert "已关门" in page
    assert "有 1 人说关门" not in page


def test_the_page_of_a_poster_tells_hours_the_way_in_and_where_it_is_open_instead(
    client: FlaskClient,
) -> None:
    here = client.get("/voice/a-open").get_data(as_text=True)
    assert "08:00–21:00" in here
    assert "晚上扫码进门" in here
    assert "东门进，一楼" in here
    assert "最近开着的" not in here
    shut = client.get("/voice/e-weekdays").get_data(as_text=True)
    assert "休息" in shut
    assert "最近开着的" in shut
    assert "大明湖驿站" in shut
    assert "24 小时开放" in shut
