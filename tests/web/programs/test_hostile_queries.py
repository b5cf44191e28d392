"""Queries of the corpus are answered or refused with a sentence; nothing else happens."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient

from stations.app import create_app
from stations.config import ROOT, Settings
from tests.support import small_city

LIST = ROOT / "tests" / "badinput" / "lists" / "nearest_queries.json"
ENTRIES = json.loads(LIST.read_text("utf-8"))
NAMES = {"k=": "limit=", "radius=": "within_m="}
MOST_BYTES = 200_000


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory, migrated_file: Path) -> Iterator[FlaskClient]:
    folder = tmp_path_factory.mktemp("queries")
    path = folder / "stations.db"
    path.write_bytes(migrated_file.read_bytes())
    small_city.fill(str(path))
    app = create_app(Settings(database=str(path), state=folder))
    yield app.test_client()
    app.extensions["stations"].connections().close()


def address_of(query: str) -> str:
    """Where a query of the corpus is asked in this program."""
    for theirs, ours in NAMES.items():
        query = query.replace(f"&{theirs}", f"&{ours}")
    if query.startswith("bbox"):
        return f"/api/v1/stations?{query}"
    if query.startswith("q="):
        return f"/?{query}"
    return f"/api/v1/stations/nearest?{query}"


@pytest.mark.parametrize("entry", ENTRIES, ids=lambda entry: entry["why"])
def test_a_hostile_query_is_answered_or_refused(client: FlaskClient, entry: dict[str, Any]) -> None:
    answer = client.get(address_of(entry["query"]))
    assert answer.status_code in entry["status"], answer.text[:300]
    assert len(answer.data) <= MOST_BYTES
    if answer.status_code == 400 and answer.is_json:
        assert answer.mimetype == "application/problem+json"
        problem = answer.get_json()
        assert problem["detail"].endswith("。")
        assert "121.5" not in problem["detail"], "an error never repeats a value"
