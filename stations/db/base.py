"""What stores may ask of a database of either engine."""

from __future__ import annotations

import itertools
import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from decimal import Decimal
from typing import Any, Literal, Protocol

from stations.errors import Invalid

Value = str | int | float | bytes | bool | Decimal | None
Row = dict[str, Any]
Engine = Literal["sqlite", "postgresql"]


class Database(Protocol):
    """One connection of one thread, in autocommit until `reading` or `writing`.

    SQL is plain and portable with `:name` parameters; values are text, integers, floats, bytes
    or None. Stores never commit: the use case opens `writing()` around its one intention.
    """

    schema: int | None
    """The version of the schema for which alone it writes; None: for any."""

    has_seals: bool
    """Whether the tables of seals are known to be there."""

    @property
    def engine(self) -> Engine: ...

    @property
    def in_transaction(self) -> bool: ...

    def rows(self, sql: str, **params: Value) -> list[Row]:
        """All rows of a query."""
        ...

    def stream(self, sql: str, **params: Value) -> Iterator[tuple[Any, ...]]:
        """Rows of a large query as bare tuples, in the order of its columns."""
        ...

    def row(self, sql: str, **params: Value) -> Row | None:
        """The first row of a query, or None."""
        ...

    def reading(self) -> AbstractContextManager[None]:
        """A snapshot: all queries inside see the same state."""
        ...

    def writing(self, *, late: bool = False) -> AbstractContextManager[Transaction]:
        """The one write transaction; waits for its turn, nesting is refused.

        With `late` it need not have its turn before `claim`, where the engine allows that.
        """
        ...

    def keeping(self) -> AbstractContextManager[None]:
        """Keeps temporary tables, and the connection that they are in, to the end of the block."""
        ...

    def apart(self) -> AbstractContextManager[Transaction]:
        """A transaction inside `keeping` on temporary tables only; it waits for nobody."""
        ...

    def note(self, sql: str, **params: Value) -> bool:
        """Executes one statement if that can be done at once, in a transaction of its own.

        False where the database is busy, full, read-only or away: for what may be left out.
        """
        ...

    def clock(self) -> int:
        """Seconds of the clock that all who use this database share, whatever STATIONS_NOW says."""
        ...

    def scrub(self, tables: Sequence[str], *, at_most_mb: float = math.inf) -> bool:
        """Overwrites on the disk what was deleted from these tables.

        False where that has to wait: others are at it, or it would take long because there is
        more to be written anew.
        """
        ...

    def hurried(self) -> AbstractContextManager[None]:
        """Inside, what does not come soon is given up: there is an answer without it."""
        ...

    def close(self) -> None: ...


class Transaction(Database, Protocol):
    """A database inside its one write transaction: what writes asks for this.

    Only `writing` gives one, so that whoever reads a signature knows that the use case above has
    opened the transaction and will commit it.
    """

    @property
    def writes(self) -> Literal[True]: ...

    def claim(self) -> None:
        """Has its turn from here to the end; Refused where others keep it."""
        ...

    def run(self, sql: str, **params: Value) -> int:
        """Executes one statement; how many rows it touched."""
        ...

    def run_each(self, sql: str, rows: Iterable[Mapping[str, Value]]) -> None:
        """Executes one statement for each of many rows of parameters, quickly."""
        ...

    def load(self, table: str, rows: Iterable[Mapping[str, Value]]) -> None:
        """Inserts many rows of one table, all with the same columns in the same order, quickly."""
        ...

    def load_columns(self, table: str, columns: Mapping[str, Sequence[Value]]) -> None:
        """Inserts many rows, given as columns of equal length."""
        ...


_LEAST, _MOST = -(2**63), 2**63 - 1
"""What an integer column holds."""
_PAGE = 500
_TEXT = {str, type(None)}


def plain(value: Value) -> str | int | float | bytes | None:
    """A value as both engines keep it alike; Invalid for what one of them would bend.

    SQLite turns NaN into NULL, PostgreSQL refuses NUL in text, and neither has the other's
    booleans.
    """
    if type(value) is str and "\0" not in value:
        return value  # the common case first
    if value is None or (type(value) is int and _LEAST <= value <= _MOST):
        return value
    if isinstance(value, bool):
        return int(value)
    if isinstance(value, Decimal):
        value = int(value)
    if isinstance(value, int) and not _LEAST <= value <= _MOST:
        raise Invalid("bad_number", field="number")
    if isinstance(value, float) and not math.isfinite(value):
        raise Invalid("bad_number.not_finite", field="number")
    if isinstance(value, str) and "\0" in value:
        raise Invalid("control_char", field="text")
    if value is None or isinstance(value, str | int | float | bytes):
        return value
    raise TypeError(f"no column holds a {type(value).__name__}")


def plain_rows(rows: Iterable[Iterable[Value]]) -> Iterator[tuple[Value, ...]]:
    """Rows of one table with all their values `plain`, looked at page by page."""
    remaining = iter(rows)
    while page := list(itertools.islice(remaining, _PAGE)):
        yield from plain_columns(zip(*page, strict=True))


def plain_columns(columns: Iterable[Sequence[Value]]) -> Iterator[tuple[Value, ...]]:
    """Rows with all their values `plain`, of their columns."""
    return zip(*map(_plain_column, columns), strict=True)


def _plain_column(values: Sequence[Value]) -> Sequence[Value]:
    # A list of 50,000 rows has millions of values: those of a column are looked at together where
    # they are of one kind.
    kinds = set(map(type, values))
    known: Any = values
    if (
        (kinds <= _TEXT and "\0" not in "".join(filter(None, known)))
        or (kinds == {float} and all(map(math.isfinite, known)))
        or (kinds == {int} and min(known) >= _LEAST and max(known) <= _MOST)
    ):
        return values
    return [plain(value) for value in values]


def like(text: str) -> str:
    """A LIKE pattern that finds the text anywhere, taken literally, with `escape '!'`."""
    for character in "!%_":
        text = text.replace(character, "!" + character)
    return f"%{text}%"
