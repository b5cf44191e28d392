"""Whatever the Host header says, it is answered in words."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from werkzeug.test import create_environ, run_wsgi_app

from stations.app import create_app
from stations.config import Settings
from tests.support import small_city

IMPOSSIBLE = (
    "", ".", "..", "a..b", ".a", "a..", "a" * 64, f"{'a' * 64}.b", ".".join(["a" * 50] * 6),
    "-a", "a-", "a_b", "a b", "a\tb", "a/b", "a\\b", "a@b", "a?b", "a#b", "a,b", "a%00", "<a>", '"',
    "例子.cn", "café", "\xff", "xn--",
    "a:", "a:b", "a:0", "a:65536", "a:99999", "a:-1", "a:+1", "a:8 0", ":80",
    "[", "[]", "[::1", "::1", "[zz]", "[::1]x", "[::1]:x", "[:::1]", "[1.2.3.4]", "[::1%25eth0]",
)  # fmt: skip
POSSIBLE = (
    "localhost", "example.org", "EXAMPLE.org", "example.org.", "a-b.example.org:8000",
    "xn--fsqu00a.cn", "xn--strae-oqa.de", "a" * 63, ".".join(["a" * 49] * 5),
    "127.0.0.1:8000", "[::1]", "[::1]:8000", "[::ffff:1.2.3.4]",
)  # fmt: skip
PATHS = (
    "/", "/desk/sign-in", "/nowhere", "/healthz", "/static/nowhere",
    "/api/v1/stations/nearest?lat=36.65&lon=117.12", "/api/v1/nowhere",
)  # fmt: skip


Headers = dict[str, str]


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory, migrated_file: Path) -> Iterator[Flask]:
    folder = tmp_path_factory.mktemp("hosts")
    path = folder / "stations.db"
    path.write_bytes(migrated_file.read_bytes())
    small_city.fill(str(path))
    app = create_app(Settings(database=str(path), state=folder))
    yield app
    app.extensions["stations"].connections().close()


def asked(app: Flask, path: str, *, host: str | None) -> tuple[int, str, Headers]:
    """Status, body and headers as a server gets them: the test client itself refuses some names."""
    environ = create_environ(path)
    del environ["HTTP_HOST"]
    if host is not None:
        environ["HTTP_HOST"] = host
    chunks, status, headers = run_wsgi_app(app.wsgi_app, environ, buffered=True)
    return int(status[:3]), b"".join(chunks).decode(), dict(headers)


@pytest.mark.parametrize("host", IMPOSSIBLE)
def test_an_impossible_host_is_refused_in_words_everywhere(app: Flask, host: str) -> None:
    for path in PATHS:
        status, body, headers = asked(app, path, host=host)
        assert (status, body) == (400, "请用正确的网址打开。\n"), path
        assert headers["X-Content-Type-Options"] == "nosniff"


@pytest.mark.parametrize("host", POSSIBLE)
def test_a_possible_host_is_answered(app: Flask, host: str) -> None:
    for path in PATHS:
        assert asked(app, path, host=host)[0] in (200, 404), path


def test_a_request_of_old_that_names_no_host_is_answered(app: Flask) -> None:
    for path in PATHS:
        assert asked(app, path, host=None)[0] in (200, 404), path
