"""The list is made once a minute for all who ask, and is never older than what it tells."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from flask import Flask

from stations.app import create_app
from stations.config import Settings
from stations.db import opening
from stations.registry.stored import store
from stations.web.kept_pages import KeptPages
from stations.web.public import pages, result_list
from tests.support import small_city
from tests.support.deskwork import signed_in, staff


@pytest.fixture
def app(address: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Flask]:
    monkeypatch.setenv("STATIONS_NOW", "2026-11-30T10:00:20+08:00")
    small_city.fill(address)
    app = create_app(Settings(database=address, state=tmp_path))
    yield app
    app.extensions["stations"].connections().close()


@pytest.fixture
def made(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The words of each list that was made, and not kept."""
    seen: list[str] = []
    listed = result_list.listed

    def noted(*given: object, **more: object) -> object:
        seen.append(getattr(given[1], "words"))  # noqa: B009
        return listed(*given, **more)  # type: ignore[arg-type]

    monkeypatch.setattr(pages.result_list, "listed", noted)
    return seen


def test_a_list_is_made_once_in_a_minute(
    app: Flask, made: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    client = app.test_client()
    first = client.get("/")
    for _ in range(20):
        assert client.get("/").data == first.data
    assert len(made) == 1
    monkeypatch.setenv("STATIONS_NOW", "2026-11-30T10:01:05+08:00")
    client.get("/")
    assert len(made) == 2


@pytest.mark.parametrize(
    "path", ["/?area=370102", "/?wants=restroom", "/?open=any", "/?hours=24", "/?page=2", "/?q=站"]
)
def test_another_question_is_another_list(app: Flask, made: list[str], path: str) -> None:
    client = app.test_client()
    assert client.get("/").data != client.get(path).data
    assert len(made) == 2


def test_a_change_is_seen_in_the_same_minute(app: Flask, address: str) -> None:
    client = app.test_client()
    assert "泉城广场" in client.get("/?area=370102").text
    db = opening.connect(address)
    with db.writing() as tx:
        number = store.advance(tx)
        tx.run(
            "update cards set revision = :number,"
            " fragment = replace(fragment, '泉城广场', '新名') where station_id = 'a-open'",
            number=number,
        )
    db.close()
    assert soon(lambda: "新名" in client.get("/?area=370102").text)


def soon(holds: Callable[[], bool]) -> bool:
    """Whether it holds within a few seconds."""
    until = time.monotonic() + 10
    while not (held := holds()) and time.monotonic() < until:
        time.sleep(0.05)
    return held


def test_a_browser_that_has_the_list_gets_no_second_one(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = app.test_client()
    for packs in ({}, {"Accept-Encoding": "gzip"}):
        first = client.get("/", headers=packs)
        again = client.get("/", headers={"If-None-Match": first.headers["ETag"], **packs})
        assert (again.status_code, again.data) == (304, b"")
        assert again.headers["Cache-Control"] == "no-cache"
        assert "Accept-Encoding" in again.headers["Vary"]
    monkeypatch.setenv("STATIONS_NOW", "2026-11-30T10:01:05+08:00")
    later = client.get("/", headers={"If-None-Match": first.headers["ETag"]})
    assert later.status_code == 200


def test_who_asks_under_another_name_gets_its_addresses_and_nobody_elses(app: Flask) -> None:
    client = app.test_client()
    ours = client.get("/", base_url="https://stations.example.org").text
    other = client.get("/", base_url="http://elsewhere.example").text
    assert "https://stations.example.org/" in ours
    assert "elsewhere" not in ours
    assert "http://elsewhere.example/" in other
    assert client.get("/", base_url="https://stations.example.org").text == ours


def test_nothing_of_a_person_is_kept(app: Flask, address: str) -> None:
    db = opening.connect(address)
    staff(db, station_id="a-open")
    db.close()
    theirs = signed_in(app, "a-administrator").get("/")
    strangers = app.test_client().get("/", headers={"Cookie": "desk=made-up"})
    assert theirs.data == strangers.data
    for answer in (theirs, strangers):
        assert "Set-Cookie" not in answer.headers
        assert "Cookie" not in answer.headers["Vary"]


def test_what_many_ask_for_at_once_is_made_by_one_of_them() -> None:
    pages, calls, gate = KeptPages(), [], threading.Barrier(8)

    def make() -> str:
        calls.append(1)
        time.sleep(0.05)
        return "page"

    def ask() -> None:
        gate.wait()
        assert pages.page("/", 1, make).body == b"page"

    threads = [threading.Thread(target=ask) for _ in range(8)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    assert len(calls) == 1


def test_what_was_begun_in_an_older_state_is_not_shown_in_a_newer_one() -> None:
    pages = KeptPages()

    def slow() -> str:
        assert pages.page("/", 2, lambda: "new").body == b"new"
        return "old"

    pages.page("/", 1, slow)
    assert pages.page("/", 2, lambda: "newer").body == b"new"


def test_pages_kept_take_a_bounded_part_of_memory_and_those_asked_for_stay() -> None:
    pages, calls = KeptPages(most_bytes=200_000), []

    def asked() -> bytes:
        return pages.page("/", 1, lambda: calls.append(1) or "a" * 1_000).body  # type: ignore[func-returns-value]

    for number in range(1_000):
        asked()
        pages.page(number, 1, lambda: "b" * 10_000)
    assert len(calls) == 1
    assert sum(one.bytes for one in pages._shelf.pages.values()) <= 200_000
