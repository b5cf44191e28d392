"""What an entry of history proves of a station: a digest over the columns of its day.

A column that is added later is in no older digest. So entries name the list of columns that they
cover, and a station is compared by the list of its last entry.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Mapping, Sequence
from itertools import chain
from typing import Any

import orjson

from stations.db.aside import Columns
from stations.db.base import Database, Row, Transaction
from stations.registry.fields.columns import json_objects
from stations.registry.stored.row_writer import Laid

Covered = Mapping[str, Collection[str]]
"""Tables in the order in which a digest takes them, and the columns of each."""

_EMPTY: tuple[Any, ...] = (None, "", 0, "[]")


def digest(laid: Laid, covered: Covered) -> str:
    """One line that any change of these columns alters."""
    tables = laid.tables()
    parts = [_part(row, names) for table, names in covered.items() for row in tables[table]]
    return _of(orjson.dumps(parts, option=orjson.OPT_SORT_KEYS))


def digests(
    stations: Columns, children: Mapping[str, Sequence[list[Row]]], covered: Covered
) -> list[str]:
    """The same line of each of many stations, of the columns of their tables."""
    rows = json_objects({name: stations[name] for name in sorted(covered["stations"])})
    others = zip(*(children[table] for table in covered if table != "stations"), strict=True)
    return [
        _of(b"".join((b"[", row, _following(own), b"]")))
        for row, own in zip(rows, others, strict=True)
    ]


def _following(own: Sequence[list[Row]]) -> bytes:
    """The rows in the other tables, behind the first one of a list."""
    found = orjson.dumps([*chain.from_iterable(own)], option=orjson.OPT_SORT_KEYS)
    return b"," + found[1:-1] if len(found) > 2 else b""


def _of(whole: bytes) -> str:
    return hashlib.sha256(whole).hexdigest()


def proves(kept: str, laid: Laid, covered: Covered, *, private: Collection[str]) -> bool:
    """Whether a station is as it was when a digest was made, as far as can be said.

    A column that came later is empty as long as no entry covers it. Where a column that was
    covered is no longer there, nothing can be compared: the step that takes it away has to write
    the stations anew.
    """
    tables = laid.tables()
    for table, rows in tables.items():
        known = {*covered.get(table, ()), *(private if table == "stations" else ())}
        if any(row[name] not in _EMPTY for row in rows for name in row.keys() - known):
            return False
    gone = any(
        table not in tables or any(not row.keys() >= set(names) for row in tables[table])
        for table, names in covered.items()
    )
    return gone or digest(laid, covered) == kept


def number_of(tx: Transaction, covered: Covered) -> int:
    """The number under which this list is kept, once it is."""
    text = orjson.dumps({table: list(names) for table, names in covered.items()}).decode()
    found = tx.row("select number from digest_columns where columns = :text", text=text)
    if found:
        return int(found["number"])
    made = tx.row(
        "insert into digest_columns (number, columns)"
        " select coalesce(max(number), 0) + 1, :text from digest_columns returning number",
        text=text,
    )
    return int(made["number"]) if made else 0


def lists(db: Database) -> dict[int, Covered]:
    """Every list of columns that an entry may name, by its number."""
    return {
        int(row["number"]): orjson.loads(row["columns"])
        for row in db.rows("select number, columns from digest_columns")
    }


def _part(row: Row, names: Collection[str]) -> Row:
    # Most rows have no column that their list leaves out.
    return row if len(row) == len(names) else {name: row[name] for name in names}
