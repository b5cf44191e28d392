"""How is a database copied whole, while it is in use: backup and restore?

A backup is always one SQLite file with our schema, whichever engine it was taken from; so a
backup of SQLite restored into PostgreSQL also moves an installation.
"""

from __future__ import annotations

import os
import secrets
from graphlib import TopologicalSorter
from pathlib import Path

from stations.db import migrating, opening
from stations.db.base import Database
from stations.db.sqlite import DriverError, SQLiteDatabase
from stations.errors import Refused

_COUNTED = "select count(*) as n from {}"


def backup(database: Database, target: Path) -> dict[str, int]:
    """Writes a consistent, verified copy to a new file; rows of each table.

    The file appears under its name only after it has been checked.
    """
    if target.exists():
        raise Refused(f"{target} 已经存在，没有覆盖。请换一个文件名。", code="file_exists")
    if not target.parent.is_dir():
        raise Refused(f"没有文件夹 {target.parent}。请先建好。", code="no_folder")
    draft = target.with_name(f".{target.name}.{secrets.token_hex(4)}")
    try:
        copy = SQLiteDatabase(draft)
        if isinstance(database, SQLiteDatabase):
            database.connection.backup(copy.connection)
        else:
            migrating.migrate(copy)
            _copy_rows(database, copy)
        copy.run("pragma journal_mode=delete")
        copy.close()
        counts = verify(draft)
        with draft.open("rb") as file:
            os.fsync(file.fileno())
        draft.replace(target)
    finally:
        draft.unlink(missing_ok=True)
    return counts


def verify(source: Path) -> dict[str, int]:
    """Rows of each table of a backup; Refused unless it is whole and exactly our schema."""
    if not source.is_file():
        raise Refused(f"没有备份文件 {source}。请核对路径。", code="db_missing")
    try:
        copy = SQLiteDatabase.untouched(source)
    except Refused as refused:
        raise _corrupt(source) from refused
    try:
        verdict = copy.row("pragma integrity_check")
        if verdict != {"integrity_check": "ok"}:
            raise _corrupt(source)
        if copy.toolkit.schema != _expected_schema():
            raise Refused(
                f"{source} 的表结构和本程序不一致，没有恢复。请用同一版本的程序做的备份。",
                code="db_schema_mismatch",
            )
        return {table: _count(copy, table) for table in tables(copy)}
    except DriverError as error:
        raise _corrupt(source) from error
    finally:
        copy.close()


def restore(source: Path, address: str, *, replace: bool) -> dict[str, int]:
    """Puts a backup in place of the database at this address; rows of each table.

    Refused where stations are there already, unless `replace`. SQLite is overwritten page by page
    under its own lock, so that readers see the old state or the new one.
    """
    counts = verify(source)
    target = opening.connect(address, create=True)
    try:
        migrating.migrate(target)
        if _count(target, "stations") and not replace:
            raise Refused(
                "现在的数据库里已有驿站，没有覆盖。请先 stations backup，再加 --yes 恢复。",
                code="not_empty",
            )
        copy = SQLiteDatabase.untouched(source)
        try:
            if isinstance(target, SQLiteDatabase):
                copy.connection.backup(target.connection)
                target.run("pragma journal_mode=WAL")
            else:
                _copy_rows(copy, target)
        finally:
            copy.close()
    finally:
        target.close()
    return counts


def tables(database: Database) -> list[str]:
    """The tables of our schema."""
    if isinstance(database, SQLiteDatabase):
        names = database.toolkit.table_names()
    else:
        rows = database.rows(
            "select table_name as name from information_schema.tables"
            " where table_schema = current_schema() and table_name <> 'schema_version'"
        )
        names = [row["name"] for row in rows]
    return sorted(names)


def _copy_rows(source: Database, target: Database) -> None:
    """Puts all rows of one engine into the other; one of them is SQLite, whose schema both have."""
    ordered = _referred_first(source if isinstance(source, SQLiteDatabase) else target)
    with source.reading(), target.writing():
        if target.engine == "postgresql":
            # The log refuses `delete`; emptying whole tables is what a restore is for.
            target.run(f"truncate {', '.join(ordered)}")
        else:
            for table in reversed(ordered):
                target.run(f"delete from {table}")  # noqa: S608
        for table in ordered:
            first = source.row(f"select * from {table} limit 1")  # noqa: S608
            if first is None:
                continue
            columns = list(first)
            rows = source.stream(f"select {', '.join(columns)} from {table}")  # noqa: S608
            target.load(table, (dict(zip(columns, row, strict=True)) for row in rows))


def _referred_first(database: Database) -> list[str]:
    """The tables of an SQLite database, each after those others that it refers to."""
    return list(
        TopologicalSorter(
            {
                table: [
                    row["table"]
                    for row in database.rows(f"select * from pragma_foreign_key_list('{table}')")  # noqa: S608
                    if row["table"] != table
                ]
                for table in tables(database)
            }
        ).static_order()
    )


def _count(database: Database, table: str) -> int:
    row = database.row(_COUNTED.format(table))
    return int(row["n"]) if row else 0


def _expected_schema() -> str:
    """Every table, index, view and trigger that belongs here, and nothing else."""
    fresh = SQLiteDatabase(Path(":memory:"))
    try:
        migrating.migrate(fresh)
        return str(fresh.toolkit.schema)
    finally:
        fresh.close()


def _corrupt(source: Path) -> Refused:
    return Refused(f"{source} 已损坏或不是数据库，没有恢复。请换一个备份。", code="db_corrupt")
