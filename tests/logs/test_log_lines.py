"""Lines of the log: one an event, with time and level, and nobody's data."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import textwrap
from pathlib import Path
from typing import Any

import pytest

from stations.config import ROOT
from tests.support import serving

SECRETS = ("36.654321", "117.123456", "13800000000", "张三")
MOMENT = r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z"
HEAD = re.compile(rf"{MOMENT} (DEBUG|INFO|WARNING|ERROR|CRITICAL) \S+ ")
PROGRAM = """
import logging, sys, threading, warnings, asyncio
from stations import logs
logs.configure(form=sys.argv[1], level="info")
logs.tell_uncaught()
secret = "lat=36.654321 lon=117.123456 张三 13800000000"
log = logging.getLogger("stations.somewhere")
logs.event(log, logging.INFO, "job done", kind="import", seconds=1.5)
log.debug("not asked for")
try:
    float(secret)
except ValueError:
    log.exception("a row was not read")
try:
    try:
        float(secret)
    except ValueError as error:
        raise KeyError(secret) from error
except KeyError:
    log.exception("nor this one")
logging.getLogger("library.pool").warning("no connection for %s", secret)
logging.getLogger("library").warning("first line\\nsecond " + secret)
warnings.warn(secret)
thread = threading.Thread(target=float, args=(secret,))
thread.start(); thread.join()
class Odd:
    def __del__(self):
        raise ValueError(secret)
Odd()
async def failed():
    raise ValueError(secret)
async def main():
    task = asyncio.ensure_future(failed())
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    del task
asyncio.run(main())
raise ValueError(secret)
"""


def lines(form: str) -> list[str]:
    done = subprocess.run(
        [sys.executable, "-c", textwrap.dedent(PROGRAM), form],
        cwd=ROOT, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 1
    return done.stderr.splitlines()


@pytest.fixture(scope="module")
def told() -> list[dict[str, Any]]:
    return [json.loads(line) for line in lines("json")]


def test_every_event_is_one_object_with_time_and_level(told: list[dict[str, Any]]) -> None:
    assert [one["level"] for one in told] == [
        "info", "error", "error", "warning", "warning", "warning", "error", "error", "error",
        "critical",
    ]  # fmt: skip
    for one in told:
        assert re.fullmatch(MOMENT, one["time"])
        assert one["logger"]
        assert one["message"]
    assert told[0] | {"kind": "import", "seconds": 1.5} == told[0]


def test_an_error_stands_within_its_line_by_kind_and_place(told: list[dict[str, Any]]) -> None:
    assert [one["error"] for one in told if "error" in one] == [
        "ValueError", "KeyError", "ValueError", "ValueError", "ValueError", "ValueError",
    ]  # fmt: skip
    assert told[1]["at"] == ["<string>:11"]


@pytest.mark.parametrize("form", ["json", "text"])
def test_nothing_that_somebody_typed_is_logged_whoever_logs(form: str) -> None:
    found = lines(form)
    assert len(found) == 10
    for secret in SECRETS:
        assert not [line for line in found if secret in line], secret
    if form == "text":
        assert all(map(HEAD.match, found))


def test_a_server_logs_its_life_and_its_errors_as_json(tmp_path: Path) -> None:
    with serving.serving(tmp_path, workers=2, STATIONS_LOG="json") as address:
        assert address
    (log,) = tmp_path.glob("server-*.log")
    found = [
        json.loads(line) for line in log.read_text("utf-8").splitlines() if line.startswith("{")
    ]
    told = {one["message"]: one for one in found}
    assert told["server started"]["workers"] == 2
    assert found[-1]["message"] == "server stopped"


def test_the_level_leaves_out_what_is_below_it(tmp_path: Path) -> None:
    with serving.serving(
        tmp_path, workers=1, STATIONS_LOG="json", STATIONS_LOG_LEVEL="error"
    ) as address:
        assert address
    (log,) = tmp_path.glob("server-*.log")
    assert "server started" not in log.read_text("utf-8")


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("STATIONS_LOG", "xml"),
        ("STATIONS_LOG_LEVEL", "loud"),
        ("STATIONS_SLOW_MS", "1s"),
        ("STATIONS_METRICS", "0.0.0.0:9100"),
        ("STATIONS_METRICS", "8.8.8.8:9100"),
        ("STATIONS_METRICS", "[::]:9100"),
        ("STATIONS_METRICS", "metrics.example.org:9100"),
        ("STATIONS_METRICS", "99999"),
    ],
)
def test_a_wrong_setting_is_named_before_anything_starts(
    name: str, value: str, tmp_path: Path
) -> None:
    environment = {**os.environ, name: value, "STATIONS_STATE": str(tmp_path)}
    done = subprocess.run(
        [sys.executable, "-m", "stations", "serve"],
        cwd=ROOT, env=environment, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert done.returncode == 2
    assert done.stderr.startswith(name)
    assert len(done.stderr.splitlines()) == 1
