"""Cells that say no more than that they are as the one above: 同上, 〃."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from stations.registry.fields import identity, life, offer, place, premises
from stations.registry.fields.field import Field
from stations.registry.lists import title_matching
from stations.registry.lists.sheets.carried_words import Carried
from stations.registry.lists.sheets.list_sheet import ListSheet
from stations.remarks import Remark
from stations.tables.model import excerpt

_ABOVE = re.compile(r"(?:同上(?:一?[行格]|面)?|同前|上同|[〃々]+|[\"“”″＂]{1,2}|'{2}|′′)[。.]?")
_BESIDE = re.compile(r"同左(?:[边侧]|一?[列格])?[。.]?")
_AREA = (place.CITY, place.DISTRICT, place.STREET)
_SHARED = (
    *_AREA, identity.KIND, offer.AMENITIES, offer.HOURS, place.ENTRY, premises.BUILD_MODE,
    premises.HOST, premises.OPERATOR, premises.KEEPER_ROLE, life.LIFECYCLE,
)  # fmt: skip
"""What stations that stand one below the other have in common. Of the others each has its own."""


def resolve(made: ListSheet, carried: Sequence[Carried], *, mapping: Mapping[str, str]) -> None:
    """Writes into such cells what stands above them, where several stations may share it.

    Elsewhere they are left blank, and asked about; a row without a name of its own is refused.
    """
    blank: dict[tuple[bool, tuple[int, ...]], list[str]] = {}
    names: list[int] = []
    for column, title in enumerate(made.titles):
        found = [n for n, row in enumerate(made.rows) if row.cells and _says(row.cells[column])]
        field = title_matching.named(title, mapping=mapping) if found else None
        if field is None:
            continue
        if field is identity.NAME:
            names.append(column)
            continue
        filled, left = _resolved(made, column, field, found, carried)
        words = excerpt(title)
        if filled:
            made.warnings.append(Remark("ditto.filled", rows=filled, title=words))
        if left:
            blank.setdefault((field in _SHARED, tuple(left)), []).append(words)
    for (is_shared, rows), words_of in blank.items():
        made.asked.append(
            Remark("ditto.untold" if is_shared else "ditto.blank", rows=rows, titles=words_of)
        )
    for column in names:
        _refuse_names(made, column)


def _says(cell: str) -> bool:
    words = cell.strip()
    return bool(_ABOVE.fullmatch(words) or _BESIDE.fullmatch(words))


def _resolved(
    made: ListSheet,
    column: int,
    field: Field[Any],
    found: Sequence[int],
    carried: Sequence[Carried],
) -> tuple[list[int], list[int]]:
    """The rows whose cell was filled from above, and those where it was left blank."""
    filled: list[int] = []
    left: list[int] = []
    for n in found:
        row, before = made.rows[n], made.rows[n - 1] if n else None
        above = _ABOVE.fullmatch(row.cells[column].strip()) and field in _SHARED
        value = before.cells[column] if above and before and before.cells else ""
        if n and field in _AREA and carried[n] != carried[n - 1]:
            # The heading between them says it.
            value = ""
        made.write(n, column, value)
        (filled if value.strip() else left).append(row.number)
    return filled, left


def _refuse_names(made: ListSheet, column: int) -> None:
    for n, row in enumerate(made.rows):
        if row.cells and _says(row.cells[column]):
            words, field = excerpt(row.cells[column].strip()), identity.NAME.title
            problem = Remark("ditto.name", row=row.number, field=field, words=words)
            made.rows[n] = replace(row, cells=(), problem=problem)
