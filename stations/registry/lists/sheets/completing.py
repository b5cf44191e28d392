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
from stations.tables.model import Note, Table, TableRow, excerpt

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
            made.notes.append(
                Note(
                    code=f"{key}_from_sheet",
                    message=f"工作表“{excerpt(made.name)}”里没写{title}的行，按表名填“{common}”。",
                )
            )


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
                made.notes.append(_filled_note(made.rows[n], above, above.cells[place]))
        return
    if len(rows) <= _TOO_FEW:
        return
    made.notes += (
        _missing_note(made.rows[n]) for n, value in zip(rows, values, strict=True) if not value
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
    made.notes.append(
        Note(
            code="district_from_title",
            message=f"表里没有区县，按表格上面的标题填“{district}”。",
        )
    )


def _filled_note(row: TableRow, above: TableRow, value: str) -> Note:
    return Note(
        code="district_filled",
        message=f"第 {row.number} 行没有写区县，像是和上面合并的，"
        f"按第 {above.number} 行填“{excerpt(value)}”。",
        row=row.number,
    )


def _missing_note(row: TableRow) -> Note:
    return Note(
        code="district_missing",
        message=f"第 {row.number} 行没有写区县，只能记在全市。请补上区县。",
        row=row.number,
    )
