"""What must hold of an SQLite file before it may become our database."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from stations.db import migration
from stations.db.base import Database
from stations.db.sqlite import DriverError, SQLiteDatabase
from stations.errors import Refused, StationsError

_HARMLESS = ("table", "index")
"""Objects of others that act on nothing of ours: ANALYZE's figures, an index, a replicator's."""

Objects = dict[str, tuple[str, str]]
"""Name of a table, index, view or trigger → its type and its definition."""


class Unsound(StationsError):  # noqa: N818 - the caller says of which file, and what was not done
    """The half sentence that says what is wrong with a file."""


def opened(path: Path) -> SQLiteDatabase:
    """A whole SQLite file that says of itself that it is ours; Unsound else."""
    try:
        database = SQLiteDatabase(path)
    except Refused as refused:
        raise _corrupt() from refused
    try:
        if database.rows("pragma integrity_check") != [{"integrity_check": "ok"}]:
            raise _corrupt()
        if migration.application_id(database) != migration.APPLICATION_ID:
            raise Unsound("db_foreign.file")
    except DriverError as error:
        database.close()
        raise _corrupt() from error
    except BaseException:
        database.close()
        raise
    return database


def check(database: SQLiteDatabase) -> None:
    """Brings it to the current schema, with every object and every link as it should be."""
    try:
        _bring_up_to_date(database)
        _check_links(database)
    except DriverError as error:
        raise _corrupt() from error


def _bring_up_to_date(database: SQLiteDatabase) -> None:
    """Compares the schema with that of its version, then runs the steps since; Unsound else."""
    found, ours = migration.version(database), migration.steps()[-1][0]
    if found > ours:
        raise Unsound("db_newer.file", found=found, ours=ours)
    if found < 1:
        raise Unsound("db_schema_mismatch.unversioned")
    _check_objects(database, version=found)
    try:
        migration.migrate(database)
    except DriverError as error:
        raise Unsound("db_unmigratable", found=found, ours=ours, error=error) from error


def _check_objects(database: SQLiteDatabase, *, version: int) -> None:
    """Unsound unless each object of ours is there as this version has it, and nothing beside it.

    Tables and indexes of others are taken out; their triggers and views are refused, since they
    would act on our rows.
    """
    found, ours = _objects(database), _objects_of(version)
    different = sorted(name for name, one in ours.items() if found.get(name) != one)
    others = {name: found[name][0] for name in sorted(found.keys() - ours.keys())}
    acting = [name for name, kind in others.items() if kind not in _HARMLESS]
    if different or acting:
        name = (different + acting)[0]
        raise Unsound("db_schema_mismatch", version=version, name=name)
    remove_foreign(database, others)


def foreign(database: SQLiteDatabase) -> dict[str, str]:
    """Name and type of every object that the schema of its version does not have."""
    found = _objects(database)
    ours = _objects_of(migration.version(database))
    return {name: found[name][0] for name in sorted(found.keys() - ours.keys())}


def remove_foreign(database: SQLiteDatabase, others: dict[str, str]) -> None:
    """Takes objects of others out of a copy of ours."""
    database.run("pragma foreign_keys = off")
    for name, kind in others.items():
        # A virtual table takes the tables that it keeps its rows in along with it.
        if name in _objects(database):
            _remove(database, name, kind)
    database.run("pragma foreign_keys = on")


def _remove(database: SQLiteDatabase, name: str, kind: str) -> None:
    quoted = name.replace('"', '""')
    try:
        database.run(f'drop {kind} "{quoted}"')
    except DriverError:
        # A virtual table whose extension is not here can't be dropped, only taken out of the list.
        database.run("pragma writable_schema = on")
        try:
            taken = database.run(
                "delete from sqlite_master where name = :name and rootpage = 0", name=name
            )
        finally:
            database.run("pragma writable_schema = reset")
        if not taken:
            raise


def _check_links(database: Database) -> None:
    """Unsound where a row refers to one that is not there."""
    broken = database.rows("pragma foreign_key_check")
    if broken:
        raise Unsound("db_broken_links", count=len(broken), table=broken[0]["table"])


def _objects(database: SQLiteDatabase) -> Objects:
    # What an index of a primary key or a column's counter is called begins so; they have no text.
    rows = database.rows(
        "select name, type, coalesce(sql, '') as sql from sqlite_master"
        " where name not like 'sqlite!_%' escape '!' or name like 'sqlite!_stat%' escape '!'"
    )
    return {row["name"]: (row["type"], row["sql"]) for row in rows}


@cache
def _objects_of(version: int) -> Objects:
    fresh = SQLiteDatabase(Path(":memory:"))
    try:
        migration.run_steps(fresh, (step for step in migration.steps() if step[0] <= version))
        return _objects(fresh)
    finally:
        fresh.close()


def _corrupt() -> Unsound:
    return Unsound("db_corrupt.file")
