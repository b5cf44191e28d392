"""A backup becomes the database only when all of it has been found good, on a copy."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner

from stations.cli import group
from stations.db import backup_check, migration, opening, toolkit
from stations.db.sqlite import SQLiteDatabase
from stations.registry import public_row
from stations.registry.stored import row_writer, search_rows, store
from tests.support import emptying, make

LAST = migration.steps()[-1][0]
LIVE, COPIED = "现在的驿站", "备份里的驿站"


def stations(address: str, *words: str) -> tuple[int, str]:
    """How `stations …` ended, and its sentence for a person."""
    done = CliRunner().invoke(group.main, words, env={"STATIONS_DATABASE": address})
    if done.exception and not isinstance(done.exception, SystemExit):
        raise done.exception
    return done.exit_code, done.stderr


def filled(address: str, name: str) -> None:
    database = opening.connect(address, create=True)
    migration.migrate(database)
    with database.writing():
        store.add(database, [make.station(id="old", name=name)], history=())
    database.close()


def names(address: str) -> list[str]:
    database = opening.open_ready(address)
    found = [station.name for station in store.every(database)]
    database.close()
    return found


@pytest.fixture
def live(address: str) -> str:
    """A database in use that holds a station."""
    filled(address, LIVE)
    return address


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """A backup of another one that holds the same station by another name."""
    filled(str(tmp_path / "other.db"), COPIED)
    path = tmp_path / "copy.db"
    assert stations(str(tmp_path / "other.db"), "backup", str(path)) == (0, "")
    return path


def run(path: Path, *statements: str) -> None:
    connection = toolkit.sqlite3.connect(path, isolation_level=None)
    for statement in statements:
        connection.execute(statement)
    connection.close()


def of_another_program(path: Path) -> None:
    run(path, "pragma application_id = 0")


def of_a_newer_program(path: Path) -> None:
    run(path, f"pragma user_version = {LAST + 1}")


def without_its_version(path: Path) -> None:
    run(path, "pragma user_version = 0")


def with_a_version_it_does_not_have(path: Path) -> None:
    run(path, "pragma user_version = 3")


def without_a_table(path: Path) -> None:
    run(path, "drop table station_words")


def without_an_index(path: Path) -> None:
    run(path, "drop index cards_place")


def with_a_view_planted(path: Path) -> None:
    run(path, "create view planted as select private_contact from stations")


def with_a_page_torn(path: Path) -> None:
    data = bytearray(path.read_bytes())
    page = data.index(COPIED.encode()) // 4096 * 4096
    data[page + 8 : page + 16] = b"\xff" * 8
    path.write_bytes(data)


def with_a_card_of_no_station(path: Path) -> None:
    run(path, "pragma foreign_keys = off", "update cards set station_id = 'nobody'")


def with_half_a_card(path: Path) -> None:
    run(path, "update cards set fragment = substr(fragment, 1, 40)")


def with_a_card_that_is_a_list(path: Path) -> None:
    run(path, "update cards set fragment = '[]'")


def with_words_that_are_no_list(path: Path) -> None:
    run(path, "update stations set aliases = 'x'")


def with_a_kind_of_building_nobody_knows(path: Path) -> None:
    run(path, "update stations set build_mode = 'castle'")


@pytest.mark.parametrize(
    ("damaged", "words"),
    [
        (of_another_program, "不是驿站的数据库"),
        (of_a_newer_program, f"第 {LAST + 1} 版"),
        (without_its_version, "第几版"),
        (with_a_version_it_does_not_have, "第 3 版"),
        (without_a_table, "station_words"),
        (without_an_index, "cards_place"),
        (with_a_view_planted, "planted"),
        (with_a_page_torn, "损坏"),
        (with_a_card_of_no_station, "表 cards"),
        (with_half_a_card, "驿站 old"),
        (with_a_card_that_is_a_list, "驿站 old"),
        (with_words_that_are_no_list, "读不出来"),
        (with_a_kind_of_building_nobody_knows, "读不出来"),
    ],
)
def test_a_backup_that_is_not_good_leaves_the_database_as_it_is(
    live: str, copy: Path, damaged: Callable[[Path], None], words: str
) -> None:
    damaged(copy)
    before = copy.read_bytes()
    status, said = stations(live, "restore", str(copy), "--yes")
    assert (status, said.count("\n")) == (2, 1)
    assert words in said
    assert "没有恢复" in said
    assert names(live) == [LIVE]
    assert copy.read_bytes() == before
    assert {path.name for path in copy.parent.glob("copy.db*")} == {"copy.db"}


def test_a_refused_backup_makes_no_database(tmp_path: Path, copy: Path) -> None:
    of_a_newer_program(copy)
    assert stations(str(tmp_path / "none.db"), "restore", str(copy))[0] == 2
    assert not (tmp_path / "none.db").exists()


def test_nothing_is_left_beside_the_database(sqlite_address: str, copy: Path) -> None:
    assert stations(sqlite_address, "restore", str(copy)) == (0, "")
    assert list(Path(sqlite_address).parent.glob("stations-restore-*")) == []


def test_an_older_database_is_not_migrated_before_it_is_agreed_to_replace_it(
    tmp_path: Path, copy: Path
) -> None:
    path = tmp_path / "live.db"
    of_version(path, 9)
    status, said = stations(str(path), "restore", str(copy))
    assert (status, "--yes" in said) == (2, True)
    database = opening.connect(str(path))
    assert migration.version(database) == 9
    database.close()


def test_what_lies_beside_a_backup_is_restored_with_it_and_stays(live: str, tmp_path: Path) -> None:
    """Somebody copied the files of a database in use, instead of asking for a backup."""
    writer = SQLiteDatabase(tmp_path / "other.db")
    migration.migrate(writer)
    writer.run("pragma wal_checkpoint(truncate)")
    with writer.writing():
        store.add(writer, [make.station(name=COPIED)], history=())
    for end in ("", "-wal"):
        shutil.copyfile(tmp_path / f"other.db{end}", tmp_path / f"copy.db{end}")
    writer.close()
    beside = (tmp_path / "copy.db-wal").read_bytes()
    assert beside
    assert stations(live, "restore", str(tmp_path / "copy.db"), "--yes") == (0, "")
    assert names(live) == [COPIED]
    assert (tmp_path / "copy.db-wal").read_bytes() == beside


def of_version(path: Path, version: int) -> None:
    """A database as that version of the program left it, with a station."""
    database = SQLiteDatabase(path)
    migration.run_steps(database, [one for one in migration.steps() if one[0] <= version])
    columns = [row["name"] for row in database.rows("select * from pragma_table_info('stations')")]
    row = row_writer.laid(make.station(name=COPIED)).station
    with database.writing():
        database.load("stations", [{name: row[name] for name in columns}])
    database.run("pragma journal_mode = delete")
    database.close()


def restored_from(version: int, live: str, tmp_path: Path) -> None:
    filled(live, LIVE)
    path = tmp_path / "old.db"
    of_version(path, version)
    before = path.read_bytes()
    assert stations(live, "restore", str(path), "--yes") == (0, "")
    assert names(live) == [COPIED]
    assert path.read_bytes() == before
    database = opening.open_ready(live)
    (found,) = search_rows.search(database, words=COPIED, limit=9)
    assert found.published == public_row.brief(next(store.every(database)))
    database.close()


VERSIONS = [number for number, _ in migration.steps()]


@pytest.mark.parametrize("version", VERSIONS)
def test_a_backup_of_every_version_before_is_migrated_and_restored(
    sqlite_address: str, tmp_path: Path, version: int
) -> None:
    restored_from(version, sqlite_address, tmp_path)


@pytest.mark.parametrize("version", [*VERSIONS[::12], LAST])
def test_a_backup_of_before_is_restored_to_a_server(
    postgresql_database: emptying.Database, tmp_path: Path, version: int
) -> None:
    """The copy is migrated before it goes there: not each version is another case."""
    restored_from(version, postgresql_database.url, tmp_path)
    postgresql_database.empty()


OF_AN_EXTENSION = (
    "create virtual table found using fts5 (name)",
    "pragma writable_schema = on",
    "update sqlite_master set sql = replace(sql, 'fts5', 'vec0') where name = 'found'",
    "pragma writable_schema = reset",
)
"""A table of an extension that is not loaded here."""
FOREIGN: tuple[tuple[str, ...], ...] = (
    ("analyze",),
    ("create index mine on stations (note)",),
    ('create unique index "a name" on stations (id, name)',),
    ("create table _litestream_seq (id integer primary key, seq integer)",),
    (
        "create table counted (id integer primary key autoincrement)",
        "insert into counted values (7)",
    ),
    ("create table linked (station_id text references stations (id))",),
    ("create virtual table found using fts5 (name)",),
    OF_AN_EXTENSION,
)
ACTING = ("create view seen as select * from stations", "create view broken as select * from gone",
          "create trigger told after update on stations begin select 1; end")  # fmt: skip
"""What would act on our rows, and is refused in a backup that somebody made by other means."""


@pytest.mark.parametrize("statements", [*FOREIGN, *zip(ACTING)])
def test_what_others_put_into_the_database_is_not_backed_up(
    sqlite_address: str, tmp_path: Path, statements: tuple[str, ...]
) -> None:
    filled(sqlite_address, LIVE)
    run(Path(sqlite_address), *statements)
    path = tmp_path / "copy.db"
    status, said = stations(sqlite_address, "backup", str(path))
    assert (status, "不属于本程序" in said) == (0, True)
    made = SQLiteDatabase.untouched(path)
    assert backup_check.foreign(made) == {}
    made.close()
    assert names(sqlite_address) == [LIVE]


@pytest.mark.parametrize("statements", FOREIGN)
def test_what_others_put_into_a_backup_is_not_restored(
    live: str, copy: Path, tmp_path: Path, statements: tuple[str, ...]
) -> None:
    run(copy, *statements)
    assert stations(live, "restore", str(copy), "--yes") == (0, "")
    assert names(live) == [COPIED]
    if not opening.is_postgresql(live):
        database = SQLiteDatabase(Path(live))
        assert backup_check.foreign(database) == {}
        database.close()


def test_a_database_that_could_not_be_restored_is_not_backed_up(
    sqlite_address: str, tmp_path: Path
) -> None:
    filled(sqlite_address, COPIED)
    with_half_a_card(Path(sqlite_address))
    status, said = stations(sqlite_address, "backup", str(tmp_path / "copy.db"))
    assert (status, "没有备份" in said, "没有恢复" in said) == (2, True, False)
    # What could be read is kept aside, under a name that nobody takes for a backup.
    assert [path.name for path in tmp_path.glob("*copy.db*")] == ["copy.db.unsound"]
    assert stations(sqlite_address, "restore", str(tmp_path / "copy.db.unsound"), "--yes")[0] == 2
