"""The interface can be read by people, and every example on the page works."""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from stations import config
from stations.app import create_app
from stations.web.programs import openapi
from tests.support import small_city


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory, migrated_file: Path) -> Iterator[FlaskClient]:
    folder = tmp_path_factory.mktemp("page")
    path = folder / "stations.db"
    path.write_bytes(migrated_file.read_bytes())
    small_city.fill(str(path))
    given = {
        "STATIONS_DATABASE": str(path), "STATIONS_STATE": str(folder),
        "STATIONS_DATA_LICENCE": "CC-BY-4.0", "STATIONS_URL": "https://yizhan.example.cn",
    }  # fmt: skip
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("STATIONS_NOW", small_city.NOW.isoformat())
        app = create_app(config.from_environment(given))
        yield app.test_client()
        app.extensions["stations"].connections().close()


@pytest.fixture(scope="module")
def page(client: FlaskClient) -> str:
    answer = client.get("/api")
    assert answer.status_code == 200
    return answer.text


def test_the_page_says_all_that_the_description_says(client: FlaskClient, page: str) -> None:
    document = client.get("/api/v1/openapi.json").get_json()
    text = html.unescape(page)
    for path, methods in document["paths"].items():
        told = methods["get"]
        assert f"GET {path}" in text
        for one in (told, *told["parameters"], *told["responses"].values()):
            assert one["x-zh"] in text
            assert (one.get("summary") or one["description"]) in text
    for name, schema in document["components"]["schemas"].items():
        for field, told in schema.get("properties", {}).items():
            assert f"<code>{field}</code>" in page, (name, field)
            assert told.get("x-zh", "") in text
    for rule in openapi.words()["info"]["rules_zh"].splitlines():
        assert rule.removeprefix("- ") in text
    assert 'href="https://creativecommons.org/licenses/by/4.0/"' in page


def test_every_link_and_example_leads_somewhere(client: FlaskClient, page: str) -> None:
    links = {html.unescape(one) for one in re.findall(r'href="([^"]+)"', page)}
    examples = [one for one in links if one.startswith("/api/v1/")]
    assert len(examples) == 6
    for link in links:
        if link.startswith("#"):
            assert f'id="{link[1:]}"' in page, link
        elif link.startswith("/") and "k7qm3x2pafzd" not in link:
            with client.get(link) as answer:
                assert answer.status_code in (200, 302), link
        else:
            assert re.match(r"https://(yizhan\.example\.cn|creativecommons\.org)/|/api", link), link


def test_the_page_needs_no_script(page: str) -> None:
    assert "<script" not in page
    assert "style=" not in page


def test_pages_of_changes_and_of_privacy_lead_there(client: FlaskClient) -> None:
    for path in ("/changes/370102", "/about/privacy"):
        assert 'href="/api"' in client.get(path).text
