"""What is to be said of a list and its rows: a key and values, worded by the door that says it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from copy import copy
from dataclasses import dataclass
from typing import Any, TypeVar

from stations import row_places, sentences
from stations.errors import StationsError

_OF_ROW = ("row", "code", "field", "column")
E = TypeVar("E", bound=StationsError)


@dataclass(slots=True, init=False)
class Remark:
    """Something to say about a row (None: the file): a refusal, a warning or a suspicion.

    `key` names the sentence in data/words and `values` fill it, as those of an error do; the
    sentence may name the row too, or all the `rows` that it is about. `code` is the first part of
    the key, by which programs tell remarks apart.
    """

    key: str
    row: int | None
    code: str
    field: str | None
    """What stands over the cell; what a file calls it where it is no column of ours."""
    column: str
    """Which column that is, where it is one of ours."""
    values: dict[str, Any]

    def __init__(
        self,
        key: str,
        /,
        *,
        row: int | None = None,
        code: str = "",
        field: str | None = None,
        column: str = "",
        rows: Sequence[int] | None = None,
        **values: Any,
    ) -> None:
        self.key = key
        self.row = row
        self.code = code or key.partition(".")[0]
        self.field = field
        self.column = column
        self.values = values
        if rows is not None and [*rows] != [row]:
            values["rows"] = rows

    @classmethod
    def of(cls, error: StationsError, **place: Any) -> Remark:
        """What an error says, of the whole file or of a place in it."""
        values = {name: _plain(value) for name, value in error.values.items()}
        return cls(error.key, code=error.code, **{**values, **place})

    @classmethod
    def kept(cls, told: Mapping[str, Any]) -> Remark:
        """A remark, or an error, that was kept as JSON."""
        values = {name: _kept(value) for name, value in told["values"].items()}
        own = {name: told[name] for name in _OF_ROW if name in told}
        return cls(told["key"], **own, **values)

    def error(self, kind: type[E], *, field: str = "") -> E:
        """The same as an error."""
        values = self.values if self.row is None else {**self.values, "row": self.row}
        return kind(self.key, field=field, code=self.code, **values)

    def called(self, code: str, *, field: str) -> Remark:
        """The same said under another code, of this column."""
        called = copy(self)
        called.code, called.field = code, field
        return called

    def on_sheet(self, sheet: int) -> Remark:
        """The same of a row, or rows, on one of several sheets."""
        moved = copy(self)
        if self.row is not None:
            moved.row = row_places.key(sheet, self.row)
        if "rows" in self.values:
            rows = [row_places.key(sheet, row) for row in self.values["rows"]]
            moved.values = {**self.values, "rows": rows}
        return moved

    def __str__(self) -> str:
        return self.words()

    @property
    def message(self) -> str:
        """The sentence, in a list of one sheet."""
        return self.words()

    @property
    def says_row(self) -> bool:
        """Whether the sentence says on which row."""
        in_rows = self.row in self.values.get("rows", ())
        return in_rows or self.words() != self.words(of_row=False)

    def words(self, sheets: Sequence[str] = (), *, of_row: bool = True) -> str:
        """The sentence, with the names of the sheets and with its row or without it."""
        row = self.row if of_row else None
        values = {name: _worded(value, sheets) for name, value in self.values.items()}
        own: dict[str, Any] = {"row": row, "rows": [] if row is None else [row]}
        return sentences.filled(self.key, {**own, **values}, sheets=sheets)


def _plain(value: Any) -> Any:
    """A value of an error as JSON can keep it."""
    if isinstance(value, StationsError):
        return Remark.of(value)
    return [*value] if isinstance(value, dict) else value


def _worded(value: Any, sheets: Sequence[str]) -> Any:
    if isinstance(value, Remark):
        return value.words(sheets)
    return [_worded(one, sheets) for one in value] if isinstance(value, list | tuple) else value


def _kept(value: Any) -> Any:
    if isinstance(value, list):
        return [_kept(one) for one in value]
    return Remark.kept(value) if isinstance(value, dict) else value
