"""Datasette opens the file as it is: a search and facets over HTTP."""

from __future__ import annotations

import json
import socket
import subprocess
import sys
import time
import urllib.parse
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.support.serving import free_port


@pytest.fixture(scope="module")
def site(dataset: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    port = free_port()
    command = [
        sys.executable, "-m", "datasette", "serve", "--immutable", str(dataset / "stations.sqlite"),
        "-m", str(dataset / "datasette.json"), "-p", str(port),
    ]  # fmt: skip
    log = tmp_path_factory.mktemp("datasette") / "log"
    with log.open("wb") as out:
        server = subprocess.Popen(command, stdout=out, stderr=subprocess.STDOUT)
        try:
            _wait(port, server, log)
            yield f"http://127.0.0.1:{port}"
        finally:
            server.terminate()
            server.wait(timeout=60)


def _wait(port: int, server: subprocess.Popen[bytes], log: Path) -> None:
    until = time.monotonic() + 120
    while time.monotonic() < until:
        assert server.poll() is None, log.read_text()
        with socket.socket() as one:
            if one.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.1)
    raise AssertionError(log.read_text())


def ask(site: str, path: str, **asked: str) -> dict[str, Any]:
    address = f"{site}{path}?{urllib.parse.urlencode(asked)}"
    with urllib.request.urlopen(address, timeout=60) as answer:
        found: dict[str, Any] = json.load(answer)
        return found


def test_a_search_finds_chinese_words_and_pinyin(site: str) -> None:
    for words in ("泉城", "泺源大街", "quancheng"):
        found = ask(site, "/stations/stations.json", _search=words, _shape="objects")
        assert "a-square" in [row["id"] for row in found["rows"]], words
        assert len(found["rows"]) <= 2
    assert ask(site, "/stations/stations.json", _search="金丝雀")["rows"] == []


def test_facets_count_districts_by_name_and_amenities_one_by_one(site: str) -> None:
    found = ask(
        site, "/stations/stations.json", _facet="district", _facet_array="amenities", _size="0"
    )
    district = found["facet_results"]["district"]["results"]
    assert [(one["value"], one["label"], one["count"]) for one in district] == [
        ("370102", "历下区", 8)
    ]
    amenities = {
        one["value"]: one["count"] for one in found["facet_results"]["amenities"]["results"]
    }
    assert amenities["restroom"] == 6


def test_its_page_is_in_chinese_with_the_licence(site: str) -> None:
    with urllib.request.urlopen(f"{site}/stations/stations", timeout=60) as answer:
        page = answer.read().decode()
    for words in ("泉城广场驿站", "历下区", "户外劳动者驿站", "CC BY 4.0", "驿站标识"):
        assert words in page, words
