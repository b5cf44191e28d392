"""What changed lately in an area is a page to read, and it leads to the feeds of that area."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from tests.web.programs import changed_area
from tests.web.programs.changed_area import SECRETS

STRANGE = "<b>&驿站"


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory, migrated_file: Path) -> Iterator[FlaskClient]:
    with changed_area.client(
        tmp_path_factory.mktemp("changes"), migrated_file, strange=STRANGE
    ) as opened:
        yield opened


def test_changes_are_told_by_day_newest_first_and_nothing_private(
    client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("STATIONS_NOW", "2026-11-21T18:00:00+08:00")
    text = client.get("/changes/370102").get_data(as_text=True)
    assert re.findall(r"<h2 id=\"day-.*?>(.*?)</h2>", text) == ["昨天，11月20日 周五"]
    assert text.index("&lt;b&gt;&amp;驿站") < text.index("开放时间：8:00-20:00 → 全天")
    assert text.index("开放时间有变") < text.index("电话有变")
    assert 'href="/stations/a"' in text
    assert "<b>&" not in text
    assert not [secret for secret in SECRETS if secret in text]


def test_older_changes_are_a_page_further_and_the_last_one_says_so(client: FlaskClient) -> None:
    path, told = "/changes/3701", 0
    for _ in range(5):
        text = client.get(path).get_data(as_text=True)
        told += text.count('href="/stations/')
        found = re.search(r'href="(/changes/3701\?before=[^"]*)">更早的变动', text)
        if not found:
            break
        path = found[1].replace("&amp;", "&")
    assert told == 60 + 5
    assert not found


def test_the_page_names_its_feeds_and_the_districts_that_have_stations(
    client: FlaskClient,
) -> None:
    text = client.get("/changes/370102").get_data(as_text=True)
    for feed in ("/feeds/370102.atom", "/feeds/370102.json"):
        assert f'<a href="{feed}"' in text
    offered = re.findall(r'class="button" href="/changes/(\d+)"', text)
    assert offered == ["3701", "370102", "370112"]
    demo = client.get("/changes/370112").get_data(as_text=True)
    assert "编出来的驿站" in demo
    assert "演示数据" in demo


@pytest.mark.parametrize("path", ["/?area=370102", "/stations/a"])
def test_pages_lead_to_the_changes_of_their_area_and_never_to_code(
    client: FlaskClient, path: str
) -> None:
    text = client.get(path).get_data(as_text=True)
    assert '<a href="/changes/370102">驿站变动通知</a>' in text
    assert '<a href="/feeds/' not in text


def test_an_area_without_changes_says_so_and_a_wrong_address_is_a_sentence(
    client: FlaskClient,
) -> None:
    assert "这里没有更早的变动了" in client.get("/changes/440304").get_data(as_text=True)
    assert client.get("/changes/").headers["Location"] == "/changes/3701"
    for path, status in (
        ("/changes/999999", 404), ("/changes/xx", 404), ("/changes/370102?before=x", 400),
        ("/changes/370102?page=2", 400),
    ):  # fmt: skip
        answer = client.get(path)
        assert answer.status_code == status, path
        assert "text/html" in answer.content_type
