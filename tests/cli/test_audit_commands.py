"""The log is proved whole from outside the program."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

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
