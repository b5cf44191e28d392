"""Schema steps, taken once however many processes start."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from string import Template

from stations.db import seals
from stations.db.base import Database, Transaction
from stations.errors import Refused

STEPS = Path(__file__).parent / "steps"
APPLICATION_ID = 0x5354_4E53  # "STNS": tells our SQLite files from others.

_WORDS = {
    "sqlite": {
        "strict": "strict",
        # Rows lie in the order of the primary key: a station's amenities beside one another.
        "clustered": "strict, without rowid",
        "float": "real",
        "int": "integer",
        "bytes": "blob",
        "binary": "",
    },
    "postgresql": {
        "strict": "",
        "clustered": "",
        # PostgreSQL's own REAL loses 0.2 m and its INTEGER ends at 21 million yuan in fen.
        "float": "double precision",
        "int": "bigint",
        "bytes": "bytea",
        # Ids sort by their bytes everywhere, as they do in SQLite and in Python.
        "binary": 'collate "C"',
    },
}


def steps() -> list[tuple[int, str]]:
    """Number and template of every schema step, in order."""
    files = sorted(STEPS.glob("*.sql"))
    return [(int(file.name[:4]), file.read_text("utf-8")) for file in files]


def statements(template: str, engine: str) -> list[str]:
    """The statements of one step for an engine.

    Statements stand apart by an empty line, so that a trigger may hold semicolons; one that
    begins with `-- sqlite` or `-- postgresql` is for that engine alone. `-- seal: table (key)`
    stands for what seals the rows of a table.
    """
    filled = Template(template).substitute(_WORDS[engine])
    blocks = [block.strip() for block in filled.split("\n\n") if block.strip()]
    others = tuple(f"-- {other}" for other in _WORDS if other != engine)
    ours = (block for block in blocks if not block.startswith(others))
    return [statement for block in ours for statement in seals.expand(block, engine)]


def migrate(database: Database) -> int:
    """Brings the database to the current schema; how many steps were run. Safe to repeat.

    Every step is one transaction under the write lock, and what has been done is read again
    inside it: processes that start together wait for one another and then find nothing to do.
    """
    refuse_foreign(database)
    done = run_steps(database, steps())
    check_current(database)
    return done


def run_steps(database: Database, wanted: Iterable[tuple[int, str]]) -> int:
    """Runs those of these steps that the database has not seen; how many."""
    done = 0
    for number, template in wanted:
        with database.writing() as tx:
            if number <= version(tx):
                continue
            for statement in statements(template, tx.engine):
                tx.run(statement)
            _set_version(tx, number)
            done += 1
    return done


def check_current(database: Database) -> None:
    """Refused unless the schema is exactly that of this program."""
    found, wanted = version(database), steps()[-1][0]
    if found < wanted:
        raise Refused("db_unmigrated")
    if found > wanted:
        raise Refused("db_newer")
    database.schema = wanted


def check_readable(database: Database) -> None:
    """Refused where the schema is older than this program; what is newer can mostly be read."""
    found, wanted = version(database), steps()[-1][0]
    if found < wanted:
        raise Refused("db_unmigrated")
    database.schema = wanted


def check_writable(database: Database) -> None:
    """Refused inside a write transaction where a newer program has changed the schema meanwhile.

    Steps are taken under the lock of writers, so that none is taken after this.
    """
    if database.schema is not None and version(database) != database.schema:
        raise Refused("db_newer.writing")


def version(database: Database) -> int:
    """The number of the last schema step that was run; 0 for an empty database."""
    if database.engine == "sqlite":
        row = database.row("select user_version as number from pragma_user_version")
    else:
        exists = database.row("select to_regclass('schema_version') is not null as here")
        if exists is None or not exists["here"]:
            return 0
        row = database.row("select max(number) as number from schema_version")
    return int(row["number"] or 0) if row else 0


def _set_version(tx: Transaction, number: int) -> None:
    if tx.engine == "sqlite":
        tx.run(f"pragma application_id = {APPLICATION_ID}")
        tx.run(f"pragma user_version = {int(number)}")
        return
    tx.run("create table if not exists schema_version (number bigint primary key)")
    tx.run("insert into schema_version (number) values (:number)", number=number)


def application_id(database: Database) -> int:
    """What an SQLite file says of the program that it belongs to; 0 for nothing."""
    row = database.row("select application_id as id from pragma_application_id")
    return int(row["id"]) if row else 0


def refuse_foreign(database: Database) -> None:
    """Refused where tables would be written into another program's SQLite file."""
    if database.engine != "sqlite":
        return
    tables = database.row("select count(*) as n from sqlite_master")
    if tables and tables["n"] and application_id(database) != APPLICATION_ID:
        raise Refused("db_foreign")
