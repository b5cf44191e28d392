"""City, district, street and state of rows that leave them to a heading, a sheet or a merge."""

from __future__ import annotations

import re
from collections.abc import Sequence

from stations.registry.fields.life import LIFECYCLE
from stations.registry.fields.place import CITY, DISTRICT, STREET
from stations.registry.lists.sheets import filling, title_district
from stations.registry.lists.sheets.carried_words import Carried
from stations.registry.lists.sheets.list_sheet import ListSheet
from stations.registry.states import PHASE_WORDS, Phase
from stations.remarks import Remark
from stations.tables.model import Table, TableRow, excerpt

_TOO_FEW = 2
"""In a list so short a blank district is hardly one that got lost."""
_GAPS = re.compile(r"(?<=[\u4e00-\u9fff])\s+(?=[\u4e00-\u9fff])")


def join_words(made: ListSheet) -> None:
    """Districts that are written downwards in a narrow column, made words again."""
    for key in (CITY.key, DISTRICT.key, STREET.key):
        place = made.keys.index(key) if key in made.keys else None
        for n, row in enumerate(made.rows if place is not None else ()):
            if place is not None and row.cells and _GAPS.search(row.cells[place]):
                made.write(n, place, _GAPS.sub("", row.cells[place]))


def give(made: ListSheet, carried: Sequence[Carried], *, sheet: Carried) -> None:
    """Fills what sections and the name of the sheet say of the rows, where they say nothing."""
    for key, title, part in (
        (CITY.key, CITY.title, "city"),
        (DISTRICT.key, DISTRICT.title, "district"),
        (STREET.key, STREET.title, "street"),
        (LIFECYCLE.key, LIFECYCLE.title, "state"),
    ):
        # A sheet of stations in use need not say so: 开放 is what they are unless told otherwise.
        common = (
            ""
            if sheet.state == PHASE_WORDS[Phase.OPEN] and part == "state"
            else getattr(sheet, part)
        )
        values = [getattr(one, part) or common for one in carried]
        if not any(values):
            continue
        place = made.column(key, title)
        missing = [
            n for n, row in enumerate(made.rows) if row.cells and not row.cells[place].strip()
        ]
        for n in missing:
            if values[n]:
                made.write(n, place, values[n])
        if common and any(values[n] == common for n in missing):
            name = excerpt(made.name)
            made.warnings.append(Remark(f"{key}_from_sheet", sheet=name, title=title, value=common))


def complete_districts(made: ListSheet, table: Table, *, area: str) -> None:
    """Fills or tells of blank districts below others; the title of a list may name the only one."""
    if DISTRICT.key not in made.keys:
        _district_of_title(made, area=area)
        return
    place = made.keys.index(DISTRICT.key)
    rows = [n for n, row in enumerate(made.rows) if row.cells]
    values = [made.rows[n].cells[place].strip() for n in rows]
    if not any(values) or all(values):
        if not any(values):
            _district_of_title(made, area=area)
        return
    if not _has_merges(table, made) and filling.looks_merged(values):
        above = None
        for n in rows:
            if made.rows[n].cells[place].strip():
                above = made.rows[n]
            elif above is not None:
                made.write(n, place, above.cells[place])
                made.warnings.append(_filled(made.rows[n], above, above.cells[place]))
        return
    if len(rows) <= _TOO_FEW:
        return
    made.warnings += (
        Remark("district_missing", row=made.rows[n].number)
        for n, value in zip(rows, values, strict=True)
        if not value
    )


def _has_merges(table: Table, made: ListSheet) -> bool:
    """Whether cells of the rows of stations are merged downwards: then blanks are really blank."""
    first = made.rows[0].number
    return any(m.top >= first and m.bottom > m.top for m in table.merges)


def _district_of_title(made: ListSheet, *, area: str) -> None:
    """Takes the district of a list without any from the title above it: 历下区驿站一览表."""
    district = title_district.of_lines(made.title_lines, area=area)
    if not district or not made.rows:
        return
    place = made.column(DISTRICT.key, DISTRICT.title)
    for n, row in enumerate(made.rows):
        if row.cells:
            made.write(n, place, district)
    made.warnings.append(Remark("district_from_title", district=district))


def _filled(row: TableRow, above: TableRow, value: str) -> Remark:
    return Remark("district_filled", row=row.number, rows=[above.number], value=excerpt(value))
