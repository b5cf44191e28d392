"""What others keep names the site of the settings, whatever host they asked."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from xml.etree import ElementTree

import pytest
from flask.testing import FlaskClient

from tests.support import make
from tests.web.programs import changed_area

OURS = "https://yizhan.example.cn"
HOSTS = ("http://localhost", "http://10.1.2.3:8000", "https://evil.example.com")
ATOM = "{http://www.w3.org/2005/Atom}"
STREET = "370102001"


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory, migrated_file: Path) -> Iterator[FlaskClient]:
    folder = tmp_path_factory.mktemp("addresses")
    licence = "CC-BY-4.0"
    with changed_area.client(
        folder, migrated_file, strange="驿站", STATIONS_URL=OURS, STATIONS_DATA_LICENCE=licence
    ) as opened:
        yield opened


@pytest.fixture(scope="module")
def unnamed(tmp_path_factory: pytest.TempPathFactory, migrated_file: Path) -> Iterator[FlaskClient]:
    folder = tmp_path_factory.mktemp("unnamed")
    with changed_area.client(folder, migrated_file, strange="驿站") as opened:
        yield opened


@pytest.mark.parametrize(
    "path",
    [
        "/feeds/370102.json", "/feeds/370102.atom", "/stations/a", "/?area=370102",
        "/about/privacy",
    ],
)  # fmt: skip
def test_the_host_that_was_asked_for_is_named_nowhere(
    client: FlaskClient, path: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Pages tell the second in which they were drawn.
    monkeypatch.setenv("STATIONS_NOW", make.NOON.isoformat())
    answers = [client.get(path, base_url=host).text for host in HOSTS]
    assert answers[0] == answers[1] == answers[2]
    assert OURS in answers[0]
    assert not re.search(r"10\.1\.2\.3|evil\.example", answers[0])


def test_a_feed_and_its_entries_keep_their_ids_when_the_site_moves(
    client: FlaskClient, unnamed: FlaskClient
) -> None:
    def ids(asked: FlaskClient, host: str) -> tuple[list[str], list[str]]:
        feed = ElementTree.fromstring(asked.get("/feeds/370102.atom", base_url=host).data)
        items = asked.get("/feeds/370102.json", base_url=host).get_json()["items"]
        return [str(one.text) for one in feed.iter(f"{ATOM}id")], [one["id"] for one in items]

    known = ids(client, HOSTS[0])
    assert all(ids(unnamed, host) == known for host in HOSTS)
    of_atom, of_json = known
    assert of_atom[1:] == of_json
    assert len(set(of_atom)) == len(of_atom)
    # RFC 4151: an authority, a date and what it names.
    assert all(re.fullmatch(r"tag:[a-z.]+,\d{4}:[\w/-]+", one) for one in of_atom)


def test_feeds_say_what_may_be_done_with_them(client: FlaskClient, unnamed: FlaskClient) -> None:
    feed = ElementTree.fromstring(client.get("/feeds/370102.atom").data)
    by = "https://creativecommons.org/licenses/by/4.0/"
    assert feed.findtext(f"{ATOM}rights") == f"CC BY 4.0 {by}"
    links = {one.get("rel"): one.get("href") for one in feed.findall(f"{ATOM}link")}
    assert links["license"] == by
    told = client.get("/feeds/370102.json").get_json()["_stations"]["licence"]
    assert told == {"name": "CC BY 4.0", "url": by}
    silent = unnamed.get("/feeds/370102.json").get_json()["_stations"]["licence"]
    assert (silent["name"][:5], silent["url"]) == ("未声明许可", None)


def test_a_street_has_its_feeds_and_its_page_of_changes(client: FlaskClient) -> None:
    page = client.get(f"/?area={STREET}").text
    addresses = re.findall(r'href="(/(?:feeds|changes)/[^"]+)"', page)
    assert len(addresses) == 3
    for address in (*addresses, f"/feeds/{STREET}000.json", f"/changes/{STREET}000"):
        assert client.get(address).status_code == 200, address
    assert client.get(f"/feeds/{STREET}.json").get_json()["title"].startswith("历下区")
    assert client.get("/feeds/370102999.json").status_code == 404
    assert client.get("/feeds/3701020010001.json").status_code == 404
