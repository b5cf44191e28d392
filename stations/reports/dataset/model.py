"""Tables of a dataset and what their columns are."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any, Protocol

from stations.public_site import Licence

Whole = Mapping[str, Any]
"""All that is published of a station, as `public_row.whole` has it."""
Row = Mapping[str, Any]
"""A value for each column: text, int, float, bool, a list of texts, None where it is not known.

Days and moments are ISO text, moments in UTC.
"""


class ColumnKind(StrEnum):
    """Types of columns, by their names in Frictionless Data."""

    TEXT = "string"
    INTEGER = "integer"
    NUMBER = "number"
    BOOLEAN = "boolean"
    DAY = "date"
    MOMENT = "datetime"
    LIST = "array"


@dataclass(frozen=True, slots=True, kw_only=True)
class DatasetColumn:
    name: str
    kind: ColumnKind
    title: str
    """What it is, in Chinese."""
    means: str
    """What it says, in English."""
    choices: tuple[str, ...] = ()
    refers: str = ""
    """The table whose first column it names."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DatasetTable:
    name: str
    title: str
    means: str
    columns: tuple[DatasetColumn, ...]
    key: tuple[str, ...] = ()
    indexed: tuple[str, ...] = ()

    @property
    def names(self) -> list[str]:
        return [column.name for column in self.columns]


@dataclass(frozen=True, slots=True, kw_only=True)
class Edition:
    """What a dataset is of: the state of the register at one moment."""

    at: datetime
    revision: int
    day: date
    """The day in China for which states are told."""
    since: date
    """Changes are told from this day on."""
    licence: Licence
    site: str = ""
    """The address of the site, '' where none is set."""

    def page_of(self, station_id: str) -> str:
        """The address of a station's page, '' where the site has none."""
        return f"{self.site}/stations/{station_id}" if self.site else ""


class Form(Protocol):
    """One form of the dataset, written page by page."""

    def finish(self) -> None:
        """Completes its files."""

    def close(self) -> None:
        """Lets go of its files, complete or not."""


class TableWriter(Form, Protocol):
    """A form that holds all tables."""

    def add(self, table: DatasetTable, rows: Iterable[Row]) -> None:
        """Writes rows of a table; it is there from the first time on, with or without rows."""
