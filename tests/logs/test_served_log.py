"""What a server writes into its log while people search, type and meet errors."""

from __future__ import annotations

import json
import urllib.parse
from pathlib import Path

import pytest

from tests.operating import telling
from tests.support import small_city

SECRETS = ("36.654321", "117.123456", "13800000000", "张三", "secret-token")
PHONE = urllib.parse.quote("张三 13800000000")
ASKED = (
    "/api/v1/stations/nearest?lat=36.654321&lon=117.123456",
    "/api/v1/stations/nearest?lat=36.654321&lon=117.123456&wants=nothing",
    "/?lat=36.654321&lon=117.123456",
    f"/?q={PHONE}",
    f"/stations/{PHONE}?near=36.654321,117.123456",
    "/desk/?token=secret-token",
    "/api/v1/stations?bbox=117.123456,36.654321,117.2,36.7",
    "/%ff?lat=36.654321",
)


def served_log(folder: Path, **settings: str) -> list[str]:
    """The lines of a server's log after all that was asked; those for people on its start aside."""
    with telling.counted(folder, STATIONS_LOG="json", STATIONS_SLOW_MS="1", **settings) as found:
        for path in ASKED:
            found.ask(path, times=2)
        found.ask("/desk/sign-in", method="POST")
    return logged(folder)


def logged(folder: Path) -> list[str]:
    (log,) = folder.glob("server-*.log")
    lines = log.read_text("utf-8").splitlines()
    return [line for line in lines if line[:2] not in ("驿站", "指标")]


def test_every_line_of_two_workers_is_an_event_and_none_holds_what_was_asked(
    address: str, tmp_path: Path
) -> None:
    small_city.fill(address)
    lines = served_log(tmp_path, STATIONS_DATABASE=address)
    events = [json.loads(line) for line in lines]
    assert {"server started", "server stopped"} <= {one["message"] for one in events}
    for secret in SECRETS:
        assert not [line for line in lines if secret in line], secret


@pytest.mark.parametrize("kind", ["broken", "gone"])
def test_nor_where_the_database_fails(tmp_path: Path, kind: str) -> None:
    with telling.counted(tmp_path, STATIONS_LOG="json") as found:
        file = tmp_path / "stations.db"
        if kind == "broken":
            for end in ("", "-wal", "-shm"):
                Path(f"{file}{end}").write_bytes(b"<!doctype html>" * 4000)
        else:
            file.unlink()
        for path in ASKED:
            found.ask(path, times=2)
    lines = logged(tmp_path)
    assert [json.loads(line)["time"] for line in lines]
    for secret in SECRETS:
        assert not [line for line in lines if secret in line], secret
