"""Seals on the rows that decide something: what was written past the program shows.

Triggers note the key of every row that is written in a sealed table. Before our own transaction
ends, the rows it touched are sealed: the SHA-256 of their values goes into a chain, as the log has
one. Whoever writes with another tool leaves a row that is not as its last seal says, or a row or a
seal alone. With the last hash kept elsewhere it shows as well that seals were written anew.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import orjson

from stations.db.base import Database, Row, Transaction

BEGINNING = hashlib.sha256(b"stations seals").hexdigest()
"""The hash before the first seal."""

STEPS = Path(__file__).parent / "steps"
_DECLARED = re.compile(r"^-- seal: (\w+) \(([\w, ]+)\)$", re.MULTILINE)
ERASED: Mapping[str, frozenset[str]] = {
    "reports": frozenset({"words", "photo", "device", "network"}),
    "report_notes": frozenset({"words"}),
    "ratings": frozenset({"words", "device"}),
    "objections": frozenset({"words"}),
    "small_wishes": frozenset({"title", "details", "contact"}),
}
"""What is erased one day: of that no trace may stay, and no hash either."""
_LITERALS = re.compile(r"'((?:[^']|'')*)'|(-?\d+)")
_PAGE, _AT_ONCE = 1_000, 200
_Lists = dict[str, dict[int, tuple[str, ...]]]


@dataclass(frozen=True, slots=True)
class SealsHead:
    """The last seal: kept elsewhere, it proves what the seals were up to here."""

    number: int
    hash: str


@cache
def sealed_tables() -> dict[str, tuple[str, ...]]:
    """The key of every sealed table, as the steps of the schema declare them."""
    text = "\n\n".join(file.read_text("utf-8") for file in sorted(STEPS.glob("*.sql")))
    return {table: tuple(columns.split(", ")) for table, columns in _DECLARED.findall(text)}


def expand(block: str, engine: str) -> list[str]:
    """The statements for a block of a step: triggers for `-- seal: table (key)`, else itself."""
    declared = _DECLARED.fullmatch(block)
    if not declared:
        return [block]
    table, key = declared[1], declared[2].split(", ")
    made = _quoted(key) if engine == "sqlite" else f"jsonb_build_array({', '.join(key)})"
    # What is there already is sealed once: not again where a table is made anew.
    first = (
        f"insert into touched_rows (tx, of_table, key) select {_mark(engine)}, '{table}',"  # noqa: S608
        f" {made} from {table} where not exists"
        f" (select 1 from seals where of_table = '{table}')"
    )
    if engine == "postgresql":
        names = ", ".join(f"'{column}'" for column in key)
        return [
            f"create trigger {table}_sealed after insert or update or delete on {table}"
            f" for each row execute function touch_row({names})",
            first,
        ]
    return [*(_sqlite_trigger(table, key, event) for event in ("insert", "update", "delete")),
            first]  # fmt: skip


def _sqlite_trigger(table: str, key: Sequence[str], event: str) -> str:
    sides = {"insert": ("new",), "update": ("old", "new"), "delete": ("old",)}[event]
    rows = ", ".join(
        f"('', '{table}', {_quoted([f'{side}.{column}' for column in key])})" for side in sides
    )
    return (  # The names are those of our own steps.
        f"create trigger {table}_sealed_{event} after {event} on {table}"  # noqa: S608
        f" begin insert into touched_rows (tx, of_table, key) values {rows}"
        " on conflict do nothing; end"
    )


def _quoted(columns: Sequence[str]) -> str:
    # As literals of SQL: SQLite 3.40 takes its functions of JSON in a trigger for unsafe.
    return " || ',' || ".join(f"quote({column})" for column in columns)


def _key(touched: str, engine: str) -> str:
    """The key that a trigger noted, as seals hold it."""
    if engine != "sqlite":
        return _dumped(orjson.loads(touched))
    return _dumped([
        int(number) if number else text.replace("''", "'")
        for text, number in _LITERALS.findall(touched)
    ])  # fmt: skip


def _mark(engine: str) -> str:
    # SQLite has one writer; in PostgreSQL a stranger may write beside us.
    return "''" if engine == "sqlite" else "txid_current()::text"


def pass_over(tx: Transaction) -> None:
    """Leaves what was touched so far unsealed: it was written by others, or brought its seals."""
    if _has_seals(tx) and tx.row("select 1 as here from touched_rows limit 1"):
        tx.run("delete from touched_rows")


def seal(tx: Transaction) -> None:
    """Seals the rows that this transaction has written."""
    if not _has_seals(tx):
        return
    mine = f"select of_table, key from touched_rows where tx = {_mark(tx.engine)}"  # noqa: S608
    touched = tx.rows(mine)
    if not touched:
        return
    keys: dict[str, set[str]] = {}
    for one in touched:
        keys.setdefault(one["of_table"], set()).add(_key(one["key"], tx.engine))
    last, lists = head(tx), _column_lists(tx)
    made: list[Row] = []
    for table, key, row in _written(tx, keys):
        columns = _list_of(tx, lists, table, row) if row else None
        sealed: Row = {
            "number": last.number + 1,
            "of_table": table,
            "key": key,
            "columns": columns,
            "digest": digest(row, lists[table][columns]) if row and columns else "",
        }
        last = SealsHead(last.number + 1, following(last.hash, sealed))
        made.append({**sealed, "hash": last.hash})
    tx.load("seals", made)
    tx.run("delete from touched_rows")


def head(db: Database) -> SealsHead:
    """The last seal there is; number 0 where nothing is sealed yet."""
    newest = "select number, hash from seals order by number desc limit 1"
    row = db.row(newest) if _has_seals(db) else None
    return SealsHead(int(row["number"]), row["hash"]) if row else SealsHead(0, BEGINNING)


def every(db: Database) -> Iterator[Row]:
    """All seals from the first on."""
    after = 0
    while page := db.rows(
        "select * from seals where number > :after order by number limit :limit",
        after=after,
        limit=_PAGE,
    ):
        yield from page
        after = int(page[-1]["number"])


def unlike(db: Database, table: str) -> Iterator[tuple[int, str]]:
    """Number of the last seal (0: none) and key of each row that is not as it was sealed."""
    key_columns, lists = sealed_tables()[table], _column_lists(db).get(table, {})
    last = {
        key: (int(number), columns, told)
        for key, number, columns, told in db.stream(
            "select key, number, columns, digest from seals where of_table = :table"
            " order by number",
            table=table,
        )
    }
    first = db.row(f"select * from {table} limit 1")  # noqa: S608
    for values in db.stream(f"select {', '.join(first)} from {table}") if first else ():  # noqa: S608
        row = dict(zip(first or (), values, strict=True))
        key = _dumped([row[column] for column in key_columns])
        number, columns, told = last.pop(key, (0, None, ""))
        if not told or digest(row, lists.get(columns, ())) != told:
            yield number, key
    yield from ((number, key) for key, (number, _, told) in sorted(last.items()) if told)


def digest(row: Mapping[str, object], names: Sequence[str]) -> str:
    """What a seal says of a row: of these columns, which are those it had when it was sealed."""
    return hashlib.sha256(_dumped([row.get(name) for name in names]).encode()).hexdigest()


def following(previous: str, sealed: Mapping[str, object]) -> str:
    """The hash of a seal after the one with hash `previous`."""
    names = ("number", "of_table", "key", "columns", "digest")
    return hashlib.sha256(
        _dumped([previous, *(sealed[name] for name in names)]).encode()
    ).hexdigest()


def _has_seals(db: Database) -> bool:
    if not db.has_seals:
        where = "sqlite_master where name" if db.engine == "sqlite" else "pg_tables where tablename"
        found = db.row(f"select 1 as here from {where} = 'touched_rows'")  # noqa: S608
        db.has_seals = found is not None
    return db.has_seals


def _written(
    tx: Transaction, keys: Mapping[str, set[str]]
) -> Iterator[tuple[str, str, Row | None]]:
    """Table, key and values of each touched row, in a fixed order; None for one that is gone."""
    for table in sorted(keys):
        rows: dict[str, Row] = {}
        ordered = sorted(keys[table])
        for start in range(0, len(ordered), _AT_ONCE):
            rows |= _rows(tx, table, ordered[start : start + _AT_ONCE])
        yield from ((table, key, rows.get(key)) for key in ordered)


def _rows(tx: Transaction, table: str, keys: Sequence[str]) -> dict[str, Row]:
    columns = sealed_tables()[table]
    values = {
        f"v{n}_{place}": value
        for n, key in enumerate(keys)
        for place, value in enumerate(orjson.loads(key))
    }
    wanted = ", ".join(
        f"({', '.join(f':v{n}_{place}' for place in range(len(columns)))})"
        for n in range(len(keys))
    )
    sql = f"select * from {table} where ({', '.join(columns)}) in (values {wanted})"  # noqa: S608
    return {_dumped([row[column] for column in columns]): row for row in tx.rows(sql, **values)}


def _column_lists(db: Database) -> _Lists:
    """The lists of columns that seals of each table stand for, by their number."""
    lists: _Lists = {}
    for row in db.rows("select number, of_table, names from seal_columns order by number"):
        lists.setdefault(row["of_table"], {})[int(row["number"])] = tuple(row["names"].split())
    return lists


def _list_of(tx: Transaction, lists: _Lists, table: str, row: Row) -> int:
    known = lists.setdefault(table, {})
    names = tuple(column for column in row if column not in ERASED.get(table, ()))
    for number, found in known.items():
        if found == names:
            return number
    number = sum(map(len, lists.values())) + 1
    tx.load("seal_columns", [{"number": number, "of_table": table, "names": " ".join(names)}])
    known[number] = names
    return number


def _dumped(values: Sequence[object]) -> str:
    return orjson.dumps(values, default=_text).decode()


def _text(value: object) -> str:
    return bytes(value).hex() if isinstance(value, bytes | memoryview) else str(value)
