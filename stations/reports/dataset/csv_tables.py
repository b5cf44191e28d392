"""Each table as a CSV file that Excel opens."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import IO, Any

from stations.reports.dataset.model import DatasetTable, Row
from stations.tables.file_writing import CsvFile

BETWEEN = ";"
"""Stands between the words of a list."""


class CsvTables:
    """A file for each table, named by it."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._open: dict[str, tuple[IO[bytes], CsvFile]] = {}

    def add(self, table: DatasetTable, rows: Iterable[Row]) -> None:
        if table.name not in self._open:
            file = (self._folder / f"{table.name}.csv").open("wb")
            self._open[table.name] = file, CsvFile(file, columns=table.names)
        names = table.names
        self._open[table.name][1].add([cell(row[name]) for name in names] for row in rows)

    def finish(self) -> None:
        for _, begun in self._open.values():
            begun.flush()

    def close(self) -> None:
        for file, begun in self._open.values():
            begun.end()
            file.close()


def cell(value: Any) -> str:
    """A value as a cell holds it; one that is not known is empty."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    return BETWEEN.join(value) if isinstance(value, list | tuple) else str(value)
