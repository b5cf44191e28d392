"""The log is proved whole from outside the program."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner

from stations.audit import log
from stations.cli.group import main
from stations.db import opening
from stations.registry.stored import change_store
from tests.support import make


@pytest.fixture
def run(sqlite_address: str, monkeypatch: pytest.MonkeyPatch):  # type: ignore[no-untyped-def]
    monkeypatch.setenv("STATIONS_DATABASE", sqlite_address)
    db = opening.open_ready(sqlite_address)
    with db.writing():
        change_store.record(db, [(None, make.station())], act=make.act("created"))
    db.close()
    return lambda *words: CliRunner().invoke(main, ["audit", *words])


def test_a_head_kept_elsewhere_finds_what_was_cut_off(  # type: ignore[no-untyped-def]
    run, sqlite_address: str, tmp_path: Path
) -> None:
    head = run("head")
    assert json.loads(head.stdout)["number"] == 1
    kept = tmp_path / "head.json"
    kept.write_text(head.stdout)
    assert run("verify", "--head", str(kept)).exit_code == 0
    db = opening.open_ready(sqlite_address)
    for statement in ("drop trigger log_stays", "drop trigger history_stays", "delete from log",
                      "delete from station_history"):  # fmt: skip
        db.run(statement)
    db.close()
    assert run("verify").exit_code == 0
    found = run("verify", "--head", str(kept), "--json")
    assert found.exit_code == 2
    told = json.loads(found.stdout)
    assert [one["code"] for one in told["findings"]] == ["cut_off"]


def test_a_head_that_is_none_is_refused(run, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    kept = tmp_path / "head.json"
    kept.write_text("[]")
    for path in (kept, tmp_path / "none.json"):
        answer = run("verify", "--head", str(path))
        assert answer.exit_code == 2
        assert "读不出" in answer.stderr


def test_a_server_whose_clock_is_behind_the_log_does_not_start(  # type: ignore[no-untyped-def]
    run, sqlite_address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    db = opening.open_ready(sqlite_address)
    ahead = datetime.now(UTC) + timedelta(days=2)
    with db.writing():
        log.append(db, act=replace(make.act("signed_in"), at=ahead), subject="account:x")
    db.close()
    monkeypatch.delenv("STATIONS_NOW", raising=False)
    done = CliRunner().invoke(main, ["serve"])
    assert done.exit_code == 2
    assert "比最后一条记录" in done.stderr


def test_a_clock_behind_the_log_is_told_with_each_entry(  # type: ignore[no-untyped-def]
    run, sqlite_address: str, caplog: pytest.LogCaptureFixture
) -> None:
    now = datetime.now(UTC)
    db = opening.open_ready(sqlite_address)
    with db.writing():
        # Told of another day, as a demonstration does: no clock is wrong.
        for days in (0, -30, -3):
            act = replace(make.act("signed_in"), at=now + timedelta(days=days))
            log.append(db, act=act, subject="account:x")
        assert caplog.text == ""
        ahead = replace(make.act("signed_in"), at=now + timedelta(days=3))
        log.append(db, act=ahead, subject="account:x")
        log.append(db, act=replace(ahead, at=now), subject="account:x")
    db.close()
    assert "the clock is behind the log: entry 5" in caplog.text
