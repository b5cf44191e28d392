"""The header of a list and the columns it names."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from stations.errors import Refused
from stations.registry import fields
from stations.registry.lists import title_matching
from stations.tables.model import Note, Table

COORDINATES = ("lon", "lat")

_WANTED = ("name",)
_WITHIN = 10
"""Rows in which a header is looked for below the first."""


def found(table: Table, *, mapping: Mapping[str, str]) -> Table:
    """The table from its header on: unions put a title, and the date of the list, above it."""
    if _names(table.columns, mapping) >= {"name"}:
        return table
    for position, row in enumerate(table.rows[:_WITHIN]):
        if len(_names(row.cells, mapping) & {"name", "lon", "lat", "district", "address"}) >= 2:
            note = Note(
                code="header_below",
                message=f"第 {row.number} 行是表头，它上面的行没有导入。",
            )
            return replace(
                table,
                columns=tuple(cell.strip() for cell in row.cells),
                rows=table.rows[position + 1 :],
                warnings=(*table.warnings, note),
            )
    return table


def _names(titles: Sequence[str], mapping: Mapping[str, str]) -> set[str]:
    known = (title_matching.named(title, mapping=mapping) for title in titles)
    return {column.key for column in known if column}


def check(keys: frozenset[str]) -> None:
    """Refused where the columns that every list needs are missing, or one coordinate of two."""
    missing = [key for key in _WANTED if key not in keys]
    if len(keys.intersection(COORDINATES)) == 1:
        missing += [key for key in COORDINATES if key not in keys]
    if missing:
        titles = "、".join(fields.BY_KEY[key].title for key in missing)
        raise Refused(
            f"第 1 行没有找到这些列：{titles}。请补上列名，或用对照文件说明哪一列是它。",
            code="missing_column",
        )
