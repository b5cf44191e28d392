"""The log can only grow; whatever is done to it behind its back shows."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from stations.accounts import store as accounts
from stations.accounts.roles import Role
from stations.audit import log, verification
from stations.audit.model import Head
from stations.db import backups, opening
from stations.db.base import Database
from stations.registry.stored import change_store, history_store
from stations.registry.upkeep import history_proof
from tests.support import deskwork, make

TABLES = {"log": "log_", "station_history": "history_"}


def filled(db: Database) -> Head:
    with db.writing():
        for name in ("甲", "乙", "丙"):
            change_store.record(db, [(None, make.station(name=name))], act=make.act("created"))
        log.append(db, act=make.act("signed_in"), subject="account:clerk")
    return log.head(db)


def unguard(db: Database) -> None:
    """What somebody with the whole database in hand can do."""
    for table, prefix in TABLES.items():
        if db.engine == "postgresql":
            db.run(f"alter table {table} disable trigger user")
        else:
            db.run(f"drop trigger {prefix}keeps")
            db.run(f"drop trigger {prefix}stays")


def codes(db: Database, kept: Head | None = None) -> set[str]:
    return {finding.code for finding in verification.verify(db, history_store, kept=kept).findings}


@pytest.mark.parametrize(
    "statement",
    [
        "update log set reason = 'x' where number = 2",
        "delete from log where number = 2",
        "update station_history set changes = '{}'",
        "delete from station_history",
    ],
)
def test_the_database_refuses_to_rewrite_what_was_logged(db: Database, statement: str) -> None:
    head = filled(db)
    with pytest.raises(Exception, match="append-only"):
        db.run(statement)
    assert verification.verify(db, history_store, kept=head).sound


@pytest.mark.parametrize(
    ("statement", "code"),
    [
        ("update log set reason = 'x' where number = 2", "altered"),
        ("update log set by = '别人' where number = 4", "altered"),
        ("update log set body = '{' where number = 2", "altered"),
        ("update log set body = '[]' where number = 2", "altered"),
        ("delete from log where number = 2", "removed"),
        ("update station_history set changes = '{}' where log = 3", "history_altered"),
        ("delete from station_history where log = 1", "history_altered"),
        ("update station_history set log = 9 where log = 3", "history_altered"),
    ],
)
def test_whoever_rewrites_it_behind_the_guards_is_found(
    db: Database, statement: str, code: str
) -> None:
    filled(db)
    assert codes(db) == set()
    unguard(db)
    db.run(statement)
    assert code in codes(db)


@pytest.mark.parametrize(
    "statement",
    [
        "update stations set hours = '24/7' where name = '甲'",
        "update stations set reported_shut = '2026-11-20T04:00:00Z' where name = '甲'",
        "update station_amenities set state = 'out_of_order' where amenity = 'restroom'",
        "delete from station_amenities where amenity = 'restroom'",
    ],
)
def test_whoever_writes_past_the_history_is_found(db: Database, statement: str) -> None:
    filled(db)
    assert history_proof.prove(db).sound
    db.run(statement)
    assert {finding.code for finding in history_proof.prove(db).findings} == {"written_past"}
    assert verification.verify(db, history_store).sound, "the log itself was left alone"


def test_a_cut_end_shows_only_against_a_head_kept_elsewhere(db: Database) -> None:
    head = filled(db)
    unguard(db)
    db.run("delete from log where number = 4")
    assert codes(db) == set()
    assert codes(db, head) == {"cut_off"}


def test_a_log_written_anew_shows_against_a_head_kept_elsewhere(db: Database) -> None:
    head = filled(db)
    unguard(db)
    db.run("delete from log where number = 4")
    with db.writing():
        act = replace(make.act("signed_in"), by="另一个人")
        log.append(db, act=act, subject="account:clerk")
    assert codes(db) == set()
    assert codes(db, head) == {"other_head"}


def test_a_backup_brings_the_log_back_whole(db: Database, tmp_path: Path, address: str) -> None:
    deskwork.staff(db, station_id="none")
    head = filled(db)
    backups.backup(db, tmp_path / "copy.db")
    with db.writing():
        log.append(db, act=make.act("signed_in"), subject="account:clerk")
    db.close()
    backups.restore(tmp_path / "copy.db", address, replace=True)
    again = opening.open_ready(address)
    assert log.head(again) == head
    assert verification.verify(again, history_store, kept=head).sound
    assert len(accounts.every(again)) == len(Role)
    again.close()
