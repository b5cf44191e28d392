"""Clients that generators make of the description ask a real server and understand it."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from tests.support import serving
from tests.typescript import check

HERE = Path(__file__).parent
NEAREST = "/api/v1/stations/nearest?lat=36.66649&lon=117.02349"


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with serving.serving(tmp_path_factory.mktemp("server")) as address:
        yield address


@pytest.fixture(scope="module")
def description(server: str, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("description") / "openapi.json"
    path.write_bytes(fetched(server, "/api/v1/openapi.json"))
    return path


def fetched(server: str, path: str) -> bytes:
    with urllib.request.urlopen(server + path, timeout=20) as answer:
        body: bytes = answer.read()
    return body


def ran(*words: str | Path, cwd: Path) -> str:
    done = subprocess.run(
        [str(word) for word in words], cwd=cwd, capture_output=True, text=True, check=False,
        timeout=240,
    )  # fmt: skip
    assert done.returncode == 0, (done.stdout + done.stderr)[-3000:]
    return done.stdout


def program(name: str) -> str:
    """A program that came with the test environment."""
    return str(Path(sys.executable).with_name(name))


def check_understood(told: dict[str, Any], server: str) -> None:
    """What a client printed is what the server says to anybody."""
    asked = "&datum=gcj02&limit=3&wants=drinking_water&kind=rest_station&open=now"
    rows = json.loads(fetched(server, NEAREST + asked))["stations"]
    assert rows
    assert told["datum"] == "gcj02"
    names = ("id", "distance_m", "open", "wants_open")
    assert told["near"] == [[row[name] for name in names] for row in rows]
    closes = datetime.fromisoformat(rows[0]["closes_at"])
    assert datetime.fromisoformat(told["closes_at"]) == closes
    later = json.loads(fetched(server, NEAREST + "&open=2026-11-21T19:00"))["stations"]
    assert told["later"] == len(later)
    one = json.loads(fetched(server, "/api/v1/stations/a-open"))
    assert told["station"] == [one["id"], one["name"], one["amenities"], None, 0]
    box = json.loads(fetched(server, "/api/v1/stations?bbox=116.9,36.5,117.3,36.8"))["features"]
    assert told["box"] == sorted(each["id"] for each in box)
    terms = json.loads(fetched(server, "/api/v1/vocabularies"))["amenities"]
    assert told["terms"] == [term["id"] for term in terms]
    assert told["refused"] == [400, "limit"]


def test_a_client_in_python(server: str, description: Path, tmp_path: Path) -> None:
    plain = tmp_path / "config.yml"
    plain.write_text("post_hooks: []\n", "utf-8")
    made = ran(
        program("openapi-python-client"), "generate", "--path", description, "--meta", "none",
        "--output-path", "yizhan", "--config", plain, "--fail-on-warning", cwd=tmp_path,
    )  # fmt: skip
    assert "Warning" not in made
    shutil.copy(HERE / "asking.python.txt", tmp_path / "asking.py")
    told = json.loads(ran(sys.executable, "asking.py", server, cwd=tmp_path))
    check_understood(told, server)


@pytest.mark.skipif(not shutil.which("java"), reason="OpenAPI Generator needs Java")
@pytest.mark.skipif(not shutil.which("node"), reason="the client runs in Node")
def test_a_client_in_typescript(server: str, description: Path, tmp_path: Path) -> None:
    ran(
        program("openapi-generator-cli"), "generate", "-i", description, "-g", "typescript-fetch",
        "-o", "client", cwd=tmp_path,
    )  # fmt: skip
    compiler = check.fetched("typescript")
    if compiler is None:
        pytest.skip("npm could not fetch typescript")
    shutil.copy(HERE / "asking.ts", tmp_path)
    ran(
        "node", compiler / check.PROGRAM, "--strict", "--target", "es2022", "--module", "commonjs",
        "--lib", "es2022,dom,dom.iterable", "--outDir", "built", "asking.ts",
        cwd=tmp_path,
    )  # fmt: skip
    told = json.loads(ran("node", "built/asking.js", server, cwd=tmp_path))
    check_understood(told, server)
