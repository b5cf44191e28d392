"""Both engines keep the same promises to the stores."""

from __future__ import annotations

import math
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from stations.db import migration, opening
from stations.db.base import Database, like, plain_rows
from stations.db.sqlite import SQLiteDatabase
from stations.errors import Invalid, Refused

DAY = {"day": "2026-10-01", "kind": "holiday", "name": "国庆节"}


def days(db: Database) -> list[str]:
    return [row["day"] for row in db.rows("select day from holidays order by day")]


def test_what_is_written_in_a_transaction_stays(db: Database) -> None:
    with db.writing():
        db.load("holidays", [DAY])
    assert db.row("select * from holidays") == DAY


def test_a_transaction_that_fails_leaves_nothing(db: Database) -> None:
    def write_and_fail() -> None:
        with db.writing():
            db.load("holidays", [DAY])
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        write_and_fail()
    assert days(db) == []
    with db.writing():
        db.load("holidays", [DAY])
    assert days(db) == ["2026-10-01"]


def test_a_write_inside_a_write_is_refused(db: Database) -> None:
    with pytest.raises(RuntimeError, match="one intention"), db.writing(), db.writing():
        pass


def test_a_note_is_left_out_where_somebody_else_is_writing(db: Database, address: str) -> None:
    note = "update revision set number = :number"
    other = opening.open_ready(address)
    with other.writing():
        assert not db.note(note, number=7)
    other.close()
    assert db.row("select number from revision") == {"number": 0}
    assert db.note(note, number=7)
    assert db.row("select number from revision") == {"number": 7}
    with db.writing(), pytest.raises(RuntimeError, match="of its own"):
        db.note(note, number=8)


def test_a_percent_sign_and_a_colon_in_text_are_only_text(db: Database) -> None:
    with db.writing():
        db.load("holidays", [{**DAY, "name": "50%_!:x"}])
    sql = "select name from holidays where name like :pattern escape '!' and name like '50%'"
    assert db.row(sql, pattern=like("%_!:")) == {"name": "50%_!:x"}
    assert db.row(sql, pattern=like("%!")) is None


@pytest.mark.parametrize("value", [math.nan, math.inf, "a\0b"])
def test_values_that_an_engine_would_bend_are_refused(db: Database, value: float | str) -> None:
    with pytest.raises(Invalid):
        db.row("select :value as value", value=value)


@pytest.mark.parametrize("value", [math.nan, math.inf, "a\0b", 2**63])
def test_one_such_value_in_a_long_column_is_found(value: float | str) -> None:
    good = "a" if isinstance(value, str) else type(value)(1)
    for column in ([good] * 700 + [value], [value, None, *[good] * 700]):
        with pytest.raises(Invalid):
            list(plain_rows((0, one) for one in column))


def test_rows_come_out_as_they_went_in() -> None:
    rows = [(n, float(n), str(n), None, n % 2 == 0) for n in range(1_100)]
    assert list(plain_rows(rows)) == rows
    assert {type(flag) for *_, flag in plain_rows(rows)} == {int}


def test_a_statement_is_run_for_every_row(db: Database) -> None:
    other = {**DAY, "day": "2026-10-02"}
    with db.writing():
        db.load("holidays", [DAY, other])
        db.run_each(
            "update holidays set name = :name where day = :day",
            ({"day": row["day"], "name": f"{row['day']}:x%"} for row in (DAY, other)),
        )
        db.run_each("delete from holidays where day = :day", ())
    found = db.rows("select name from holidays order by day")
    assert [row["name"] for row in found] == ["2026-10-01:x%", "2026-10-02:x%"]


def test_a_latitude_beyond_the_pole_is_refused_by_the_table_itself(db: Database) -> None:
    columns = "station_id, revision, listed, lat, lon"
    with pytest.raises(Exception, match=r"(?i)constraint|null value"):
        db.run(f"insert into cards ({columns}) values ('x', 1, 1, 91.0, 0.0)")


def test_migrating_again_changes_nothing(db: Database) -> None:
    assert migration.migrate(db) == 0


def test_each_step_has_a_number_of_its_own() -> None:
    numbers = [number for number, _ in migration.steps()]
    assert numbers == sorted(set(numbers))


def test_two_writers_take_turns_and_lose_nothing(address: str) -> None:
    def add_one_by_one() -> None:
        database = opening.open_ready(address)
        for _ in range(25):
            with database.writing():
                row = database.row("select number from revision")
                assert row is not None
                database.run("update revision set number = :n", n=row["number"] + 1)
        database.close()

    threads = [threading.Thread(target=add_one_by_one) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    database = opening.open_ready(address)
    assert database.row("select number from revision") == {"number": 100}
    database.close()


def test_processes_that_start_together_migrate_once(tmp_path: Path) -> None:
    path = str(tmp_path / "new.db")
    program = (
        "import sys; from stations.db import migration, opening;"
        "d = opening.connect(sys.argv[1], create=True);"
        # Longer than the seconds of every day: a busy machine is no fault of the code.
        "d.run('pragma busy_timeout=600000'); print(migration.migrate(d))"
    )
    started = [
        subprocess.Popen([sys.executable, "-c", program, path], stdout=subprocess.PIPE, text=True)
        for _ in range(3)
    ]
    counts = [int(process.communicate()[0]) for process in started]
    assert all(process.returncode == 0 for process in started)
    assert sum(counts) == len(migration.steps())


def test_an_unmigrated_file_is_refused(tmp_path: Path) -> None:
    opening.connect(str(tmp_path / "empty.db"), create=True).close()
    with pytest.raises(Refused, match="stations migrate"):
        opening.open_ready(str(tmp_path / "empty.db"))


def test_a_missing_file_is_refused_and_not_made(tmp_path: Path) -> None:
    with pytest.raises(Refused, match="stations migrate"):
        opening.open_ready(str(tmp_path / "none.db"))
    assert not (tmp_path / "none.db").exists()


def test_a_database_of_a_newer_program_is_refused(sqlite_address: str) -> None:
    database = opening.connect(sqlite_address)
    database.run("pragma user_version = 9999")
    database.close()
    with pytest.raises(Refused, match="更新的程序"):
        opening.open_ready(sqlite_address)


def test_a_foreign_sqlite_file_is_not_written_to(tmp_path: Path) -> None:
    foreign = opening.connect(str(tmp_path / "other.db"), create=True)
    foreign.run("create table recipes (id integer)")
    with pytest.raises(Refused, match="不是驿站的数据库"):
        migration.migrate(foreign)
    assert foreign.rows("select name from sqlite_master") == [{"name": "recipes"}]
    foreign.close()


def test_sqlite_is_opened_as_durable_as_it_can_be(sqlite_address: str) -> None:
    database = SQLiteDatabase(Path(sqlite_address))

    def pragma(name: str) -> object:
        row = database.row(f"pragma {name}")
        assert row is not None
        return next(iter(row.values()))

    assert pragma("journal_mode") == "wal"
    assert pragma("synchronous") == 2  # FULL
    assert pragma("foreign_keys") == 1
    assert pragma("trusted_schema") == 0
    database.close()
