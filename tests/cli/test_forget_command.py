"""What is due is forgotten from the command line, for installations to which nobody speaks."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from click.testing import CliRunner

from stations.audit import log
from stations.cli.group import main
from stations.db import opening
from stations.feedback import reporting
from stations.feedback.model import ReportKind, Said
from stations.registry.model import Premises, next_version
from stations.registry.stored import change_store, store
from stations.registry.upkeep import history_proof
from tests.support import make, voices


def test_forgetting_says_how_much_it_was_and_then_finds_nothing(
    sqlite_address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("STATIONS_DATABASE", sqlite_address)
    db = opening.open_ready(sqlite_address)
    with db.writing():
        store.add(db, [make.station(id="a")], history=())
    long_ago = datetime.now(UTC) - timedelta(days=100)
    said = Said(kind=ReportKind.DIRTY)
    reporting.report(db, "a", said, by=voices.visitor(), token="t", at=long_ago)
    first = CliRunner().invoke(main, ["forget"])
    assert (first.exit_code, "已清除" in first.stdout) == (0, True)
    assert db.row("select device, network from reports") == {"device": "", "network": ""}
    assert "没有到期" in CliRunner().invoke(main, ["forget"]).stdout
    db.close()


def test_forgetting_goes_by_the_clock_that_was_set(
    sqlite_address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("STATIONS_DATABASE", sqlite_address)
    monkeypatch.setenv("STATIONS_NOW", "2041-01-01T12:00")
    db = opening.open_ready(sqlite_address)
    with db.writing():
        store.add(db, [make.station(id="a")], history=())
    at = datetime(2040, 1, 1, tzinfo=UTC)
    said = Said(kind=ReportKind.DIRTY)
    reporting.report(db, "a", said, by=voices.visitor(at=at), token="t", at=at)
    assert "已清除" in CliRunner().invoke(main, ["forget"]).stdout
    assert db.row("select device from reports") == {"device": ""}
    db.close()


def test_former_contacts_of_a_station_are_erased_and_the_log_says_so(
    sqlite_address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("STATIONS_DATABASE", sqlite_address)
    db = opening.open_ready(sqlite_address)
    before = make.station(id="a", premises=Premises(private_contact="演示内线 801"))
    after = replace(
        next_version(before, at=make.NOON), premises=Premises(private_contact="演示内线 802")
    )
    for pair in ((None, before), (before, after)):
        with db.writing() as tx:
            change_store.record(tx, [pair], act=make.act("edited"))
    told = CliRunner().invoke(main, ["forget", "--station", "a"])
    assert (told.exit_code, "2 项旧内容" in told.stdout) == (0, True)
    assert db.rows("select * from private_changes") == []
    assert store.get(db, "a").premises.private_contact == "演示内线 802"
    assert log.newest(db)[0]["action"] == "private_erased"
    assert history_proof.prove(db).sound
    assert "没有内部联系的旧内容" in CliRunner().invoke(main, ["forget", "--station", "a"]).stdout
    assert CliRunner().invoke(main, ["forget", "--station", "nowhere"]).exit_code == 2
    db.close()
