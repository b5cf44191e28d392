"""What is wished for is found by the pages without scripts and by programs, as the table says."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from html import unescape
from pathlib import Path
from urllib.parse import urlencode

import pytest
from flask.testing import FlaskClient

from stations.app import create_app
from stations.config import Settings
from stations.db import opening
from stations.networks import store as network_store
from stations.registry.stored import store
from stations.web.public.result_list import CLOSED_TITLE, UNKNOWN_TITLE
from tests.support.wish_table import CASES, NETWORKS, Case

TITLES = {True: "驿站列表", None: UNKNOWN_TITLE, False: CLOSED_TITLE}
KEYS = [f"case-{number:02}" for number in range(len(CASES))]
NAMES = {key: f"第{number:02}处" for number, key in enumerate(KEYS)}
every_case = pytest.mark.parametrize(
    ("key", "case"), list(zip(KEYS, CASES, strict=True)), ids=map(str, CASES)
)


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory, migrated_file: Path) -> Iterator[FlaskClient]:
    """A visitor of a city that has the station of every case."""
    folder = tmp_path_factory.mktemp("wishes")
    database = str(shutil.copyfile(migrated_file, folder / "stations.db"))
    db = opening.open_ready(database)
    with db.writing():
        made = [
            case.station(key, name=NAMES[key], aliases=())
            for key, case in zip(KEYS, CASES, strict=True)
        ]
        for network in NETWORKS:
            network_store.add(db, network)
        store.add(db, made, history=())
    db.close()
    app = create_app(Settings(database=database, state=folder))
    yield app.test_client()
    app.extensions["stations"].connections().close()


def _rows(html: str) -> dict[str, tuple[str, list[str], str]]:
    """Of each row by its id: the title above it, what it offers, what stands before the door."""
    found, title = {}, ""
    for part in re.split(r'(?=<h2 class="(?:group|sr)")|(?=<li class="row")', html):
        if heading := re.match(r"<h2[^>]*>([^<]*)<", part):
            title = heading[1].strip()
        if one := re.match(r'<li class="row" data-id="([^"]+)"', part):
            offers = re.search(r'<p class="offers">(.*?)</p>', part, re.DOTALL)
            words = re.findall(r"<span( class=\"wished\")?>([^<]*)</span>", offers[1])  # type: ignore[index]
            notes = re.search(r'<span class="notes">([^<]*)<', part)
            found[one[1]] = (
                title,
                [unescape(word) + ("*" if wished else "") for wished, word in words],
                unescape(notes[1]) if notes else "",
            )
    return found


@every_case
def test_the_page_without_scripts_says_of_every_case_what_the_table_says(
    key: str, case: Case, client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("STATIONS_NOW", case.at.isoformat())
    query = urlencode({"q": NAMES[key], **case.asked}, doseq=True)
    rows = _rows(client.get(f"/?{query}").get_data(as_text=True))
    assert (key in rows) is case.met
    told = case.row["offers"]
    if not case.met:
        rows = _rows(client.get(f"/?q={NAMES[key]}").get_data(as_text=True))
        told = [one.removesuffix("*") for one in told]
    title, offers, notes = rows[key]
    if case.met:
        assert title == TITLES[case.row["usable"]]
    assert sorted(offers) == sorted(told)
    assert notes == case.row.get("way_in", "")


@every_case
def test_a_program_is_told_of_every_case_what_the_table_says(
    key: str, case: Case, client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    if case.asked["host"] or len(case.asked["kind"]) > 1:
        return
    monkeypatch.setenv("STATIONS_NOW", case.at.isoformat())
    asked = {"lat": 36.65, "lon": 117.12, "limit": 50}
    asked |= {name: ",".join(values) for name, values in case.asked.items() if values}
    answer = client.get("/api/v1/stations/nearest", query_string=asked).get_json()
    found = {one["id"]: one for one in answer["stations"]}
    assert (key in found) is case.met
    if case.met:
        assert found[key].get("wants_open", found[key]["open"]) is case.row["usable"]
    still = client.get("/api/v1/stations/nearest", query_string={**asked, "open": "now"}).get_json()
    assert (key in {one["id"] for one in still["stations"]}) is (case.row["usable"] is True)


def test_an_address_names_kinds_and_hosts_and_is_told_what_it_names_wrongly(
    client: FlaskClient,
) -> None:
    html = client.get("/?kind=book_house,drivers_home&open=any").get_data(as_text=True)
    kinds = {case.row["station"].get("kind") for key, case in zip(KEYS, CASES, strict=True)
             if key in _rows(html)}  # fmt: skip
    assert kinds == {"book_house", "drivers_home"}
    assert 'value="book_house" form="seek"\n        checked' in html
    assert "没有算进去" not in html
    listed = ("kind=book_house,palace", "network=books,palace")
    for wrong in ("kind=palace", "host=palace", "wants=palace", "network=palace", *listed):
        assert "没有算进去" in client.get(f"/?{wrong}").get_data(as_text=True)


def test_a_network_is_asked_for_and_taken_off_as_kinds_are(client: FlaskClient) -> None:
    box = re.compile(
        r'name="network" value="(\w+)" form="seek"\s+(checked)?><span data-count="(\d+)"'
    )
    html = client.get("/?open=any").get_data(as_text=True)
    assert box.findall(html) == [("books", "", "6"), ("energy", "", "2")]
    html = client.get("/?open=any&network=books").get_data(as_text=True)
    assert ("books", "checked", "6") in box.findall(html)
    assert "职工书屋的驿站 6 个驿站" in html
    # What is chosen can be taken off, also where the city has none of it.
    html = client.get("/?open=any&area=410100&network=energy").get_data(as_text=True)
    assert box.findall(html) == [("energy", "checked", "0")]


def test_frames_and_the_page_of_a_network_lead_to_its_stations(client: FlaskClient) -> None:
    frame = client.get("/embed?network=books").get_data(as_text=True)
    assert "济南市职工书屋驿站" in frame
    assert "共 6 个" in frame
    page = client.get("/networks/books").get_data(as_text=True)
    assert 'href="/?area=370100&amp;network=books"' in page


def test_a_program_is_told_of_a_network_that_is_none(client: FlaskClient) -> None:
    for wrong in ("palace", "books,palace", ""):
        asked = {"lat": 36.65, "lon": 117.12, "network": wrong}
        answer = client.get("/api/v1/stations/nearest", query_string=asked)
        assert answer.status_code == 404
        assert "网络" in answer.get_json()["detail"]
