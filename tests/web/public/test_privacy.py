"""A worker's position is used for one answer and stands nowhere afterwards."""

from __future__ import annotations

import urllib.error
import urllib.parse
import urllib.request
from pathlib import Path

from tests.support import serving

CANARIES = ("36.6612357", "117.0298765", "36.6612", "117.0298")
"""The position as it is asked with, and as it would look cut to four decimals."""
LAT, LON = CANARIES[:2]
NEAREST = "/api/v1/stations/nearest"


def answer_to(base: str, path: str, *, form: dict[str, str] | None = None) -> int:
    data = urllib.parse.urlencode(form).encode() if form else None
    try:
        with urllib.request.urlopen(base + path, data=data, timeout=300) as answer:
            answer.read()
            return int(answer.status)
    except urllib.error.HTTPError as error:
        with error:
            error.read()
            return error.code


def traces(folder: Path) -> list[str]:
    """Where a position stands in any file of a folder."""
    return [
        f"{canary} stands in {path.name}"
        for path in folder.rglob("*")
        if path.is_file()
        for canary in CANARIES
        if canary.encode() in path.read_bytes()
    ]


def test_no_position_is_left_in_logs_database_or_files(tmp_path: Path) -> None:
    position = f"lat={LAT}&lon={LON}"
    with serving.serving(tmp_path, workers=2) as base:
        asked = {
            f"{NEAREST}?{position}": 200,
            f"{NEAREST}?{position}&wants=restroom&open=now&datum=gcj02": 200,
            f"{NEAREST}?{position}&limit=1000000000": 400,
            f"{NEAREST}?{position}&open=25:00": 400,
            f"{NEAREST}?lat={LAT}x&lon={LON}": 400,
            f"/api/v1/stations/{LAT},{LON}": 404,
            f"/api/v1/stations?bbox={LON},{LAT},{LON},{LAT}": 200,
            f"/activities?{position}": 200,
            f"/activities/{LAT},{LON}": 404,
            f"/api/v1/activities?{position}": 400,
            f"/activities.ics?{position}": 400,
            f"/no/such/page?{position}": 404,
        }
        for path, status in asked.items():
            assert answer_to(base, path) == status, path
        assert answer_to(base, "/", form={"lat": LAT, "lon": LON}) == 405
    assert list(tmp_path.glob("*.log"))
    assert (tmp_path / "stations.db").exists()
    assert traces(tmp_path) == []


def test_the_canary_would_be_seen(tmp_path: Path) -> None:
    (tmp_path / "leak.log").write_text(f"GET /?lat={LAT[:7]}", "utf-8")
    assert traces(tmp_path) == [f"{CANARIES[2]} stands in leak.log"]
