"""Whole copies of a database in use, and putting them back.

A backup is always one SQLite file with our schema, whichever engine it was taken from; so a
backup of SQLite restored into PostgreSQL also moves an installation.
"""

from __future__ import annotations

import os
import secrets
import shutil
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from graphlib import TopologicalSorter
from pathlib import Path

from stations import private_files
from stations.db import backup_check, failure_reasons, migration, opening
from stations.db.backup_check import Unsound
from stations.db.base import Database, Transaction
from stations.db.failure_reasons import FailureKind
from stations.db.limits import UNLIMITED
from stations.db.sqlite import JOURNAL, DriverError, SQLiteDatabase
from stations.errors import Refused

Check = Callable[[Database], None]
"""What else must hold of a database, asked of a copy; it raises Unsound."""

DRAFT = ".part"
"""How the name of a file ends that is not whole yet."""
_COUNTED = "select count(*) as n from {}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Backup:
    """What a backup holds, and what it left out."""

    counts: dict[str, int]
    """Rows of each table."""
    foreign: tuple[str, ...] = ()
    """Objects in the database that are not ours."""


def backup(
    database: Database, target: Path, *, check: Check | None = None, replace: bool = False
) -> Backup:
    """Writes a consistent copy to a file, which `restore` would accept.

    The file appears under its name only after it has been checked. A copy that is not as it
    should be is kept beside that name all the same: on the worst day it is all there is.
    """
    check_target(target, replace=replace)
    draft = target.with_name(f".{target.name}.{secrets.token_hex(4)}{DRAFT}")
    try:
        others = _draw(database, draft)
        with _current(draft, check) as copy:
            counts = _counts(copy)
            # Free pages hold what was erased.
            copy.run("vacuum")
            copy.run("pragma journal_mode=delete")
        with draft.open("rb") as file:
            os.fsync(file.fileno())
        draft.replace(target)
    except Unsound as found:
        raise _set_aside(draft, target, found) from found
    except DriverError as error:
        if failure_reasons.kind_of(error) is FailureKind.CORRUPT:
            raise _set_aside(draft, target, Unsound("db_corrupt.file")) from error
        raise unwritable(error, target.parent) from error
    except OSError as error:
        raise unwritable(error, target.parent) from error
    finally:
        for left in (*_files(draft), draft.with_name(f"{draft.name}-shm")):
            left.unlink(missing_ok=True)
    return Backup(counts=counts, foreign=tuple(others))


def _set_aside(draft: Path, target: Path, found: Unsound) -> Refused:
    aside = target.with_name(f"{target.name}.unsound")
    draft.replace(aside)
    return Refused("refused.database_to_back_up", code=found.code, found=found, aside=aside)


def check_target(target: Path, *, replace: bool) -> None:
    """Refused where a backup can't get this name."""
    if target.is_dir():
        raise Refused("file_exists.folder", target=target)
    if target.exists() and not replace:
        raise Refused("file_exists", target=target)
    if not target.parent.is_dir():
        raise Refused("no_folder", parent=target.parent)


def unwritable(error: Exception, folder: Path) -> Refused:
    """Why a backup could not be written to a folder, in words."""
    match failure_reasons.kind_of(error):
        case FailureKind.FULL:
            return Refused("file_unwritable.full", parent=folder)
        case FailureKind.DENIED:
            return Refused("file_unwritable.denied", parent=folder)
        case _:
            return Refused("file_unwritable", error=error, parent=folder)


def restore(
    source: Path,
    address: str,
    *,
    replace: bool,
    check: Check | None = None,
    beforehand: Callable[[], None] = lambda: None,
    shown: Path | None = None,
) -> dict[str, int]:
    """Puts a backup in place of the database at this address; rows of each table.

    All is checked on a copy, which is brought to the current schema, before a byte of the
    database is written; the backup is only read. Refused where stations are there already, unless
    `replace`. What the rows name is put there `beforehand`, once nothing is left to refuse.
    SQLite is overwritten page by page under its own lock, so that readers see the old state or
    the new one. `shown` is the file that a person named, where `source` was taken out of it.
    """
    shown = shown or source
    check_source(source)
    with tempfile.TemporaryDirectory(prefix="stations-restore-", dir=_room(address)) as folder:
        copied = Path(folder) / "copy.db"
        try:
            for file in filter(Path.exists, _files(source)):
                shutil.copyfile(file, copied.with_name(file.name.replace(source.name, copied.name)))
            with _current(copied, check) as copy:
                return _put(copy, address, replace=replace, beforehand=beforehand)
        except Unsound as found:
            raise _refused(shown, found) from found
        except OSError as error:
            raise unreadable(error, shown) from error


def check_source(source: Path) -> None:
    """Refused where there is no such file."""
    if not source.is_file():
        raise Refused("db_missing", source=source)


def unreadable(error: OSError, source: Path) -> Refused:
    """Why a backup could not be copied to be looked at, in words."""
    if failure_reasons.kind_of(error) is FailureKind.FULL:
        return Refused("file_unreadable.full", source=source)
    return Refused("file_unreadable", source=source, error=error.strerror)


@contextmanager
def _current(path: Path, check: Check | None) -> Iterator[SQLiteDatabase]:
    """A copy that has been checked and has the current schema; Unsound else."""
    copy = backup_check.opened(path)
    try:
        backup_check.check(copy)
        if check:
            check(copy)
        yield copy
    finally:
        copy.close()


def _draw(database: Database, draft: Path) -> list[str]:
    """Copies all rows into a new file; the names of what is not ours and was left out."""
    private_files.make_file(draft)
    copy = SQLiteDatabase(draft)
    try:
        if not isinstance(database, SQLiteDatabase):
            # As it is, though it is older: who upgrades makes a backup first.
            past = migration.version(database)
            migration.run_steps(copy, (step for step in migration.steps() if step[0] <= past))
            _copy_rows(database, copy)
            return []
        database.connection.backup(copy.connection)
        others = backup_check.foreign(copy)
        backup_check.remove_foreign(copy, others)
        return list(others)
    finally:
        copy.close()


def _put(
    copy: SQLiteDatabase, address: str, *, replace: bool, beforehand: Callable[[], None]
) -> dict[str, int]:
    target = opening.connect(address, create=True, limits=UNLIMITED)
    try:
        migration.refuse_foreign(target)
        if not replace and migration.version(target) and _count(target, "stations"):
            raise Refused("not_empty.put")
        beforehand()
        if isinstance(target, SQLiteDatabase):
            copy.connection.backup(target.connection)
            target.run(f"pragma journal_mode={JOURNAL}")
        else:
            migration.migrate(target)
            _copy_rows(copy, target)
    except DriverError as error:
        if failure_reasons.kind_of(error) is FailureKind.FULL:
            raise Refused("db_unwritable.full") from error
        raise Refused("db_unwritable", error=error) from error
    finally:
        target.close()
    return _counts(copy)


def _files(path: Path) -> list[Path]:
    """An SQLite file and those beside it that hold changes which are not in it yet."""
    return [path, *(path.with_name(path.name + end) for end in ("-wal", "-journal"))]


def _room(address: str) -> Path | None:
    """Where a copy of the whole database has room: beside it; None for the usual place."""
    folder = Path(address).parent
    return None if opening.is_postgresql(address) or not folder.is_dir() else folder


def _refused(source: Path, found: Unsound) -> Refused:
    if found.code == "db_newer":
        return Refused("refused.newer_backup", code=found.code, source=source, found=found)
    return Refused("refused.backup", code=found.code, source=source, found=found)


def _counts(copy: SQLiteDatabase) -> dict[str, int]:
    return {table: _count(copy, table) for table in tables(copy)}


def tables(database: Database) -> list[str]:
    """The tables of our schema."""
    if isinstance(database, SQLiteDatabase):
        # What counts for a table of others stays behind, since nobody can drop it.
        names = [one for one in database.toolkit.table_names() if not one.startswith("sqlite_")]
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
    with source.reading(), target.writing() as tx, _unguarded(tx, ordered):
        if tx.engine == "postgresql":
            # The log refuses `delete`; emptying whole tables is what a restore is for.
            tx.run(f"truncate {', '.join(ordered)}")
        else:
            for table in reversed(ordered):
                tx.run(f"delete from {table}")  # noqa: S608
        for table in ordered:
            first = source.row(f"select * from {table} limit 1")  # noqa: S608
            if first is None:
                continue
            columns = list(first)
            rows = source.stream(f"select {', '.join(columns)} from {table}")  # noqa: S608
            tx.load(table, (dict(zip(columns, row, strict=True)) for row in rows))


@contextmanager
def _unguarded(tx: Transaction, names: Sequence[str]) -> Iterator[None]:
    """Leaves the triggers aside, which guard what is written anew.

    Rows that are copied were guarded when they were written, some of them before a guard was
    there, and come in no order that a guard could rely on. Keys and checks hold all the same.
    """
    if tx.engine == "postgresql":
        for table in names:
            tx.run(f"alter table {table} disable trigger user")
        yield
        # No `alter table` while what is deferred to the end of the transaction is outstanding.
        tx.run("set constraints all immediate")
        for table in names:
            tx.run(f"alter table {table} enable trigger user")
        return
    guards = tx.rows("select name, sql from sqlite_master where type = 'trigger'")
    for guard in guards:
        tx.run(f"drop trigger {guard['name']}")
    yield
    for guard in guards:
        tx.run(guard["sql"])


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
