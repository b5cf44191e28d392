"""Rows that decide something can't be written past the program without it showing."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from stations.accounts import store as accounts
from stations.accounts.model import Account
from stations.audit import log, verification
from stations.audit.model import Head
from stations.db import backups, migration, seals
from stations.db.base import Database, Row
from stations.db.sqlite import DriverError, SQLiteDatabase
from stations.registry.stored import history_store
from tests.support import make

FIRST = next(number for number, text in migration.steps() if "create table seals" in text)


def codes(db: Database, *, kept: Head | None = None) -> set[tuple[str, str]]:
    """Code of each finding, and the table that it names."""
    found = verification.verify(db, history_store, kept=kept).findings
    return {(one.code, str(one.said.values.get("table", ""))) for one in found}


def filled(column: Row) -> object:
    if column["type"] == "TEXT":
        return "one"
    return b"one" if column["type"] == "BLOB" else 1


def columns(db: Database, table: str) -> list[Row]:
    return db.rows(f"select * from pragma_table_info('{table}')")


@pytest.fixture
def sealed(sqlite_address: str) -> Iterator[Database]:
    """One row in every sealed table, as the program writes it; then its guards taken away."""
    db = SQLiteDatabase(Path(sqlite_address))
    db.run("pragma foreign_keys = off")
    db.run("pragma ignore_check_constraints = on")
    for row in db.rows("select name from sqlite_master where type = 'trigger'"):
        if "_sealed_" not in row["name"]:  # Guards judge what rows mean; these mean nothing.
            db.run(f"drop trigger {row['name']}")
    with db.writing() as tx:
        log.append(tx, act=make.act("created"), subject="station:a")
        for table in seals.sealed_tables():
            tx.load(table, [{one["name"]: filled(one) for one in columns(db, table)}])
    with db.writing() as tx:
        log.append(tx, act=make.act("edited"), subject="station:a")
    for row in db.rows("select name from sqlite_master where type = 'trigger'"):
        db.run(f"drop trigger {row['name']}")
    yield db
    db.close()


def test_what_the_program_wrote_is_sound(sealed: Database) -> None:
    assert codes(sealed) == set()
    assert seals.head(sealed).number == len(seals.sealed_tables())


def test_a_row_taken_away_or_changed_with_another_tool_shows(sealed: Database) -> None:
    for table, key in seals.sealed_tables().items():
        for name in (one["name"] for one in columns(sealed, table)):
            if name in seals.ERASED.get(table, ()):
                continue
            changed = f"update {table} set {name} = case when {name} = {name} then {{}} end"
            kind = next(filled(one) for one in columns(sealed, table) if one["name"] == name)
            sealed.run(changed.format("'two'" if kind == "one" else "2"))
            assert ("row_altered", table) in codes(sealed), name
            sealed.run(changed.format("'one'" if kind == "one" else "1"))
        sealed.run(f"create table kept_{table} as select * from {table}")
        sealed.run(f"delete from {table}")
        assert codes(sealed) == {("row_altered", table)}, key
        sealed.run(f"insert into {table} select * from kept_{table}")
    assert codes(sealed) == set()


def test_a_row_put_in_with_another_tool_shows(sealed: Database) -> None:
    for table in seals.sealed_tables():
        names = [one["name"] for one in columns(sealed, table)]
        key = seals.sealed_tables()[table][0]
        kind = next(one["type"] for one in columns(sealed, table) if one["name"] == key)
        others = ", ".join(
            ("'other'" if kind == "TEXT" else "7") if name == key else name for name in names
        )
        sealed.run("pragma ignore_check_constraints = on")
        try:
            sealed.run(f"insert into {table} select {others} from {table}")
        except DriverError:
            continue  # Another unique column: it can't be put in so.
        assert codes(sealed) == {("row_altered", table)}
        sealed.run(f"delete from {table} where {key} in ('other', 7)")


@pytest.mark.parametrize(
    ("statement", "code"),
    [
        ("delete from seals where number = 3", "seal_removed"),
        ("delete from seals where number = (select max(number) from seals)", "seal_removed"),
        ("update seals set digest = '' where number = 2", "seal_altered"),
        ("update seal_columns set names = 'id' where of_table = 'reviews'", "row_altered"),
    ],
)
def test_seals_altered_or_cut_show(sealed: Database, statement: str, code: str) -> None:
    sealed.run(statement)
    assert code in {one for one, _ in codes(sealed)}


def test_seals_written_anew_show_against_the_log(sealed: Database) -> None:
    sealed.run("update awards set stars = 5")
    rows = list(seals.every(sealed))
    sealed.run("delete from seals")
    last = seals.BEGINNING
    for row in rows:
        if row["of_table"] == "awards":
            found = sealed.row("select * from awards")
            row["digest"] = seals.digest(found or {}, list(found or ()))
        last = row["hash"] = seals.following(last, row)
        with sealed.apart() as tx:
            tx.load("seals", [row])
    assert codes(sealed) == {("seal_altered", "")}


def account(name: str) -> Account:
    return Account(id=name, name=name, shown=name, grants=())


def test_a_change_behind_the_program_is_not_sealed_by_its_next_write(db: Database) -> None:
    with db.writing() as tx:
        accounts.add(tx, account("one"), password="-", at=make.NOON)
    assert codes(db) == set()
    db.run("update accounts set disabled = 1")
    with db.writing() as tx:
        accounts.add(tx, account("two"), password="-", at=make.NOON)
    assert codes(db) == {("row_altered", "accounts")}
    # Until the program itself writes that row anew.
    with db.writing() as tx:
        accounts.set_disabled(tx, "one", disabled=True, at=make.NOON)
    assert codes(db) == set()


def test_what_is_undone_leaves_no_seal(db: Database) -> None:
    with suppress(ZeroDivisionError), db.writing() as tx:
        accounts.add(tx, account("one"), password="-", at=make.NOON)
        raise ZeroDivisionError
    assert seals.head(db).number == 0
    assert db.rows("select * from touched_rows") == []


EMPTY = {"contact": b""}
"""What is not text, emptied."""


def test_what_is_erased_one_day_is_in_no_digest(sealed: Database) -> None:
    for table, names in seals.ERASED.items():
        emptied = ", ".join(f"{name} = :{name}" for name in sorted(names))
        sealed.run(f"update {table} set {emptied}", **{name: EMPTY.get(name, "") for name in names})
    assert codes(sealed) == set()


def test_a_column_that_is_added_leaves_seals_as_they_are(db: Database) -> None:
    with db.writing() as tx:
        accounts.add(tx, account("one"), password="-", at=make.NOON)
    db.run("alter table accounts add column colour text not null default 'red'")
    assert codes(db) == set()
    with db.writing() as tx:
        accounts.set_disabled(tx, "one", disabled=True, at=make.NOON)
    assert codes(db) == set()
    db.run("update accounts set colour = 'blue'")
    assert codes(db) == {("row_altered", "accounts")}


def test_a_backup_brings_its_seals_and_hides_nothing(db: Database, tmp_path: Path) -> None:
    with db.writing() as tx:
        accounts.add(tx, account("one"), password="-", at=make.NOON)
    db.run("update accounts set shown = '别人'")
    backups.backup(db, tmp_path / "copy.db")
    copy = SQLiteDatabase(tmp_path / "copy.db")
    assert codes(copy) == {("row_altered", "accounts")}
    copy.close()


def test_rows_from_before_the_seals_are_sealed_once(tmp_path: Path) -> None:
    db = SQLiteDatabase(tmp_path / "old.db")
    migration.run_steps(db, (step for step in migration.steps() if step[0] < FIRST))
    with db.writing() as tx:
        tx.run("insert into holidays (day, kind, name) values ('2031-01-01', 'holiday', '元旦')")
    migration.migrate(db)
    assert codes(db) == set()
    assert seals.head(db).number >= 1
    db.run("update holidays set kind = 'workday'")
    assert codes(db) == {("row_altered", "holidays")}
    db.close()


def test_a_key_with_a_quotation_mark_is_the_row_it_names(db: Database) -> None:
    with db.writing() as tx:
        tx.load("holidays", [{"day": "o'ne, 'two'", "kind": "holiday", "name": "元旦"}])
    assert codes(db) == set()
    db.run("update holidays set kind = 'workday'")
    assert codes(db) == {("row_altered", "holidays")}
