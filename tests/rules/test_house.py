"""The house rules that no other checker knows, over everything that is committed."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

from stations.app import create_app
from stations.config import ROOT, Settings
from stations.web import guarding
from tests.rules.committed import committed

READ_ONLY = {"GET", "HEAD", "OPTIONS"}


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory, migrated_file: Path) -> object:
    folder = tmp_path_factory.mktemp("rules")
    path = folder / "stations.db"
    path.write_bytes(migrated_file.read_bytes())
    return create_app(Settings(database=str(path), state=folder))


def test_every_module_opens_with_what_it_is_about() -> None:
    for path in committed(".py"):
        text = path.read_text("utf-8")
        assert text.startswith('"""') or not text.strip(), path


def test_nothing_is_left_open_in_the_code() -> None:
    # Put together, so that this file does not name what it looks for.
    words = re.compile(r"\b(TO" + r"DO|FIX" + r"ME|XX" + r"X)\b|raise NotImplemented" + "Error")
    for path in committed(".py", ".js", ".html", ".css", "Makefile"):
        assert not words.search(path.read_text("utf-8")), path


def test_the_locks_name_no_host() -> None:
    for path in committed(".lock"):
        assert "://" not in path.read_text("utf-8"), path
        assert "--hash=sha256:" in path.read_text("utf-8"), path


def test_the_repository_holds_no_secret_database_or_foreign_path() -> None:
    names = [str(path.relative_to(ROOT)) for path in committed()]
    forbidden = re.compile(r"(^|/)(uv\.lock|\.env|secret_key|.*\.db(-wal|-shm)?|node_modules/)")
    assert [name for name in names if forbidden.search(name)] == []
    foreign = re.compile(r"/wor" + r"k/|/ro" + r"ot/")
    for path in committed(".py", ".md", ".sh", ".toml", "Makefile", ".js", ".html", "run"):
        assert not foreign.search(path.read_text("utf-8")), path


def test_every_route_that_changes_something_is_guarded(app) -> None:  # type: ignore[no-untyped-def]
    for rule in app.url_map.iter_rules():
        if rule.methods - READ_ONLY:
            assert rule.rule.startswith(guarding.GUARDED), rule
            assert app.view_functions[rule.endpoint].policy, rule


def test_every_api_route_is_described(app) -> None:  # type: ignore[no-untyped-def]
    described = app.test_client().get("/api/v1/openapi.json").get_json()["paths"]
    routes = {
        re.sub(r"<(?:\w+:)?(\w+)>", r"{\1}", rule.rule)
        for rule in app.url_map.iter_rules()
        if rule.rule.startswith("/api/") and not rule.rule.endswith("openapi.json")
    }
    assert {re.sub(r"\{\w+\}", "{}", path) for path in routes} <= {
        re.sub(r"\{\w+\}", "{}", path) for path in described
    }


def test_every_answer_carries_the_protective_headers(app) -> None:  # type: ignore[no-untyped-def]
    client = app.test_client()
    for path in ("/", "/no/such", "/api/v1/no", "/healthz", "/static/css/site.css"):
        with client.get(path) as answer:
            headers = answer.headers
        assert "default-src 'none'" in headers["Content-Security-Policy"], path
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert "geolocation=(self)" in headers["Permissions-Policy"]
        assert headers["Referrer-Policy"] == "same-origin"


def test_a_web_worker_loads_no_heavy_library(tmp_path: Path) -> None:
    program = (
        "import sys; from pathlib import Path; from stations.app import create_app;"
        "from stations.config import Settings;"
        f"create_app(Settings(database='x.db', state=Path({str(tmp_path)!r})));"
        "heavy = ('folium', 'geopandas', 'pandas', 'openpyxl', 'psycopg');"
        "print([m for m in heavy if m in sys.modules])"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True, cwd=ROOT
    )
    assert done.stdout.strip() == "[]"


def test_the_vocabularies_are_data_and_fit_their_bits() -> None:
    from stations.registry import vocabulary

    for name in ("amenities", "kinds", "entry", "hosts"):
        terms = vocabulary.load(name).terms
        assert [term.position for term in terms.values()] == list(range(len(terms)))
        assert len(terms) <= 53 == vocabulary.MOST_TERMS
        assert len({term.zh for term in terms.values()}) == len(terms), name
