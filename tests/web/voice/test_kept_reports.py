"""What a phone kept is taken once, whatever is lost on the way, and counts from its finding."""

from __future__ import annotations

import threading
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from stations.feedback import report_store
from stations.feedback.model import Report
from tests.support import small_city

KEY = "p-" + "0123456789abcdef" * 2


def send(client: FlaskClient, *, key: str = KEY, station: str = "a-open", **given: Any) -> Any:
    ready = client.get("/voice/ready").get_json()
    fields = {"csrf_token": ready["token"], "key": key, "kind": "shut", "near": "near", **given}
    return client.post(f"/voice/{station}/kept-report", data=fields)


def stored(app: Flask, station: str = "a-open") -> list[Report]:
    return report_store.of_station(app.extensions["stations"].connections(), station)


def test_sent_again_it_is_one_report_even_from_a_phone_that_lost_its_name(app: Flask) -> None:
    first = send(app.test_client()).get_json()["token"]
    assert send(app.test_client()).get_json()["token"] == first
    assert len(stored(app)) == 1
    other = send(app.test_client(), key="p-" + "f" * 32).get_json()["token"]
    assert other != first
    assert len(stored(app)) == 2


def test_two_windows_and_the_worker_at_once_make_one_report(app: Flask) -> None:
    tokens = []
    start = threading.Barrier(6)

    def window() -> None:
        client = app.test_client()
        start.wait()
        tokens.append(send(client).get_json()["token"])
        app.extensions["stations"].connections().close()

    windows = [threading.Thread(target=window) for _ in range(6)]
    for one in windows:
        one.start()
    for one in windows:
        one.join()
    assert len(set(tokens)) == 1
    assert len(tokens) == 6
    assert len(stored(app)) == 1


def test_a_key_that_a_phone_could_not_have_made_is_of_this_phone_alone(app: Flask) -> None:
    first = send(app.test_client(), key="p-1").get_json()["token"]
    assert send(app.test_client(), key="p-1").get_json()["token"] != first


def test_it_counts_for_when_it_was_found(app: Flask) -> None:
    client = app.test_client()
    send(client, ago="7200")
    (report,) = stored(app)
    assert report.said.found_at == small_city.NOW - timedelta(hours=2)
    assert report.at == small_city.NOW
    assert report.in_hours
    page = client.get("/stations/a-open").get_data(as_text=True)
    assert "今天 16:00 有 1 人说关门（未核实）" in page


@pytest.mark.parametrize(
    ("ago", "in_hours"),
    [(3600 * 11, False), (3600 * 26, False), (3600 * 24 * 400, False), (0, True), (-5, True)],
    ids=["before it opened", "longer than a day ago", "a year ago", "now", "to come"],
)
def test_found_before_it_opened_or_long_ago_it_proves_nothing(
    app: Flask, ago: int, in_hours: bool
) -> None:
    send(app.test_client(), ago=str(ago))
    (report,) = stored(app)
    assert report.in_hours is in_hours
    assert small_city.NOW - (report.said.found_at or report.at) <= timedelta(days=30)


def test_what_is_wrong_is_said_once_and_for_all_and_what_is_busy_another_time(
    app: Flask,
) -> None:
    client = app.test_client()
    assert send(client, kind="nonsense").status_code == 400
    assert send(client, words="字" * 301).status_code == 400
    missing = send(client, station="nobody")
    assert missing.status_code == 404
    assert missing.get_json()["detail"].endswith("。")
    unproved = client.post("/voice/a-open/kept-report", data={"key": KEY, "kind": "shut"})
    assert unproved.status_code == 403
    assert unproved.get_json()["detail"]
    assert stored(app) == []
    for n in range(20):
        assert send(client, key=f"p-{n:032x}").status_code == 200
    assert send(client, key=f"p-{99:032x}").status_code == 429


def test_what_became_of_it_is_told_to_the_holder_of_its_token_alone(app: Flask) -> None:
    client = app.test_client()
    token = send(client, words="锁着").get_json()["token"]
    told = client.get(f"/voice/reports/{token}/state").get_json()
    assert told == {
        "url": f"/voice/reports/{token}", "words": "已收到，等人处理", "reply": "", "closed": False,
    }  # fmt: skip
    assert client.get("/voice/reports/0123/state").status_code == 404


def test_the_pages_for_without_network_hold_nothing_of_anybody(app: Flask) -> None:
    client = app.test_client()
    for path in ("/my-reports", "/my-reports/new"):
        answer = client.get(path)
        assert "Set-Cookie" not in answer.headers
        assert "csrf_token" not in answer.get_data(as_text=True)
