"""A column that is added later leaves the proof of what was written before as it is."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import replace

import orjson
import pytest

from stations.audit import log
from stations.audit.model import digest
from stations.db import migration, opening
from stations.db.base import Database, Row
from stations.registry.model import Honour, Premises, Station, next_version
from stations.registry.stored import change_store, digest_store, history, row_writer, store
from stations.registry.stored.digest_store import Covered
from stations.registry.upkeep import history_proof
from tests.support import make

BEFORE_LISTS = 18
"""The last version whose entries named no columns."""


def without(covered: Covered, table: str, *names: str) -> Covered:
    """What entries covered before these columns were added, or the whole table."""
    older = {**covered, table: [name for name in covered[table] if name not in names]}
    return {key: columns for key, columns in older.items() if key != table or names}


def written(db: Database, station: Station, covered: Covered) -> None:
    """A station as a program stored it that had only these columns."""
    act, laid = make.act("created"), row_writer.laid(station)
    with db.writing():
        told = history.entry(
            station, {}, act=act, laid=laid, columns=digest_store.number_of(db, covered)
        )
        told["digest"] = digest_store.digest(laid, covered)
        body = {"stations": 1, "history": digest([told])}
        number = log.append(db, act=act, subject=f"station:{station.id}", body=body)
        store.add(db, [station], history=[{**told, "log": number}])


def found(db: Database) -> list[str]:
    return [finding.code for finding in history_proof.prove(db).findings]


ADDED: Mapping[str, tuple[str, ...]] = {
    "stations": ("seats", "source_on", "operator", "entry", "demo"),
    "station_amenities": ("how_to_call",),
    "station_honours": (),
}
"""Columns that stand here for some that are added one day; a table without names is new itself."""


@pytest.mark.parametrize("table", ADDED)
@pytest.mark.parametrize(
    ("statement", "code"),
    [
        ("update revision set number = 0", []),
        ("update stations set door = '别处'", ["written_past"]),
        ("update station_amenities set state = 'out_of_order'", ["written_past"]),
        ("update stations set seats = 5", ["written_past"]),
        ("update station_amenities set how_to_call = '按铃'", ["written_past"]),
        ("insert into station_honours values ('a', '最美驿站', '', 2025)", ["written_past"]),
        ("update station_history set digest_columns = 9", ["written_past"]),
    ],
)
def test_what_was_written_before_a_column_is_proved_as_before(
    db: Database, table: str, statement: str, code: list[str]
) -> None:
    written(db, make.station(id="a"), without(history.covered(), table, *ADDED[table]))
    assert found(db) == []
    unguard(db)
    db.run(statement)
    assert found(db) == code


def unguard(db: Database) -> None:
    if db.engine == "postgresql":
        db.run("alter table station_history disable trigger user")
    else:
        db.run("drop trigger history_keeps")


def test_the_next_entry_covers_the_new_column(db: Database) -> None:
    before = make.station(id="a")
    written(db, before, without(history.covered(), "stations", "seats"))
    after = next_version(replace(before, premises=Premises(seats=8)), at=make.NOON)
    with db.writing():
        change_store.record(db, [(before, after)], act=make.act("edited"))
    assert found(db) == []
    db.run("update stations set seats = 9")
    assert found(db) == ["written_past"]


def test_a_list_of_columns_is_kept_once(db: Database) -> None:
    shorter = without(history.covered(), "stations", "seats")
    with db.writing():
        number = digest_store.number_of(db, shorter)
        assert digest_store.number_of(db, shorter) == number
        assert digest_store.number_of(db, history.covered()) != number
    assert digest_store.lists(db)[number] == shorter


def test_every_column_of_a_station_is_covered_unless_it_is_private() -> None:
    covered = history.covered()
    for table, found_rows in row_writer.laid(make.full_station()).tables().items():
        for row in found_rows:
            assert row.keys() - set(covered[table]) == (
                history.PRIVATE if table == "stations" else set()
            )


def digest_of_then(tables: Mapping[str, list[Row]]) -> str:
    """How the versions before digested a station: whatever columns its rows had."""
    parts = [
        {key: value for key, value in row.items() if key not in ("private_contact", "note")}
        if table == "stations"
        else row
        for table, rows_of_table in tables.items()
        for row in rows_of_table
    ]
    return hashlib.sha256(orjson.dumps(parts, option=orjson.OPT_SORT_KEYS)).hexdigest()


def emptied(address: str) -> Database:
    """A database of the engine under test as it was before its first step."""
    database = opening.connect(address)
    if database.engine == "postgresql":
        database.run("drop schema public cascade")
        database.run("create schema public")
        return database
    database.close()
    return opening.connect(f"{address}.old", create=True)


def columns_of(db: Database, table: str) -> list[str]:
    if db.engine == "sqlite":
        return [row["name"] for row in db.rows(f"select * from pragma_table_info('{table}')")]
    sql = "select column_name as name from information_schema.columns where table_name = :table"
    return [row["name"] for row in db.rows(sql, table=table)]


def test_what_was_written_before_entries_named_columns_is_proved_by_those_of_then(
    address: str,
) -> None:
    db = emptied(address)
    migration.run_steps(db, [step for step in migration.steps() if step[0] <= BEFORE_LISTS])
    station = make.station(id="a", honours=(Honour(title="最美驿站", year=2025),))
    laid = row_writer.laid(station).tables()
    then = {
        table: [{name: row[name] for name in columns_of(db, table)} for row in laid[table]]
        for table in ("stations", "station_amenities", "station_honours", "station_periods")
    }
    act = make.act("created")
    told = {
        "station_id": "a", "version": 1, "at": act.moment, "by": act.by, "action": act.action,
        "reason": "", "changes": "{}", "digest": digest_of_then(then),
    }  # fmt: skip
    with db.writing():
        for table, rows_of_table in then.items():
            db.load(table, rows_of_table)
        body = {"stations": 1, "history": digest([told])}
        number = log.append(db, act=act, subject="station:a", body=body)
        db.load("station_history", [{**told, "log": number}])
    migration.migrate(db)
    assert found(db) == []
    db.run("update stations set door = '别处'")
    assert found(db) == ["written_past"]
    db.close()
