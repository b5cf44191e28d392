"""Which sheets of a workbook are lists of stations, and all of them as one table."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import pairwise

from stations import row_places
from stations.folding import folded
from stations.registry.fields.identity import NUMBER
from stations.registry.lists import title_matching
from stations.registry.lists.columns import title_meanings
from stations.registry.lists.sheets import list_table, sideways, titles
from stations.registry.lists.sheets.list_sheet import ListSheet
from stations.remarks import Remark
from stations.tables.model import FileRefused, Table, TableRow, excerpt, no_rows

_TOTALS = re.compile(
    r"汇总|总表|合计|统计|全部|全市|全区|总名单|总台账|概况|一览|summary|total", re.IGNORECASE
)
_HELP = re.compile(
    r"说明|须知|选项|下拉|字典|代码|参数|数据源|数据验证|词表|枚举|指南|模板|样例|示例|封面|目录|options?|dict|lists?$",
    re.IGNORECASE,
)
_OF_PROGRAMS = re.compile(r"hidden|隐藏|sheet_?hid|wpsreserved|^_", re.IGNORECASE)
"""Names of hidden sheets that programs make for the choices of cells."""
_LONG = 5
"""Numbers with so many digits are no serials."""
_SHARED = 0.5
"""Two lists that share so many stations are the same stations told twice."""


def as_table(
    tables: Sequence[Table], *, mapping: Mapping[str, str], area: str, wanted: Sequence[str] = ()
) -> Table:
    """One table of the stations of a file; its rows are numbered by `row_places` in several sheets.

    All sheets that are lists are taken, or those that are wanted. What was set aside is said in the
    warnings. Refused ('choose_sheet') where the same stations stand in several sheets.
    """
    if tables[0].format == "geojson" or _is_ours(tables):
        return tables[0]
    mapping = titles.mapped(mapping)
    found = [list_table.of_sheet(table, mapping=mapping, area=area) for table in tables]
    lists = [n for n, one in enumerate(found) if one is not None and one.rows]
    if not lists:
        _refuse_sideways(tables, mapping)
        return _unread(tables, found)
    if not wanted and len(lists) > 1:
        lists = _without_repeated(found, lists)
    warnings = [one for table in tables for one in table.warnings]
    warnings += _read_and_left(tables, found, lists)
    chosen = [(tables[n], one) for n in lists if (one := found[n]) is not None]
    made = _joined(chosen, warnings, mapping)
    return replace(made, asked=(*made.asked, *_hidden_sheets(tables[0])))


def _is_ours(tables: Sequence[Table]) -> bool:
    """Whether it is our own export, in which every row is a station as we wrote it."""
    first = tables[0]
    return len(tables) == 1 and any(
        (field := title_matching.named(title, mapping={})) and field.key == "station_id"
        for title in first.columns[:1]
    )


def _refuse_sideways(tables: Sequence[Table], mapping: Mapping[str, str]) -> None:
    for table in tables:
        if sideways.is_sideways(table, mapping=mapping):
            if table.sheet:
                raise FileRefused("sideways_list.sheet", sheet=excerpt(table.sheet))
            raise FileRefused("sideways_list")


def _unread(tables: Sequence[Table], found: Sequence[ListSheet | None]) -> Table:
    """The largest sheet as it stands, for a person to say what its columns are."""
    if any(found):
        raise no_rows()
    best = max(tables, key=lambda table: len(table.rows) * len(table.columns))
    if not best.rows:
        raise no_rows()
    width = len(best.columns)
    rows = [row for row in best.rows if row.problem is None and len(row.cells) == width]
    columns = tuple(titles.stripped(title) for title in best.columns)
    return replace(best, columns=columns, rows=rows)


def _without_repeated(found: Sequence[ListSheet | None], lists: Sequence[int]) -> list[int]:
    """The lists without a sheet that sums up the others."""
    stations = {n: _stations(one) for n in lists if (one := found[n]) is not None}
    kept = list(lists)
    for n in lists:
        others = set().union(*(stations[other] for other in kept if other != n))
        shared = stations[n] & others
        if len(kept) < 2 or not shared:
            continue
        name = _name(found, n)
        if shared == stations[n] and _TOTALS.search(name):
            kept.remove(n)
    for n in kept:
        others = set().union(*(stations[other] for other in kept if other != n))
        if len(kept) > 1 and len(stations[n] & others) >= _SHARED * len(stations[n]):
            sheets = [f"“{excerpt(_name(found, other))}”" for other in kept]
            raise FileRefused("choose_sheet.shared", name=excerpt(_name(found, n)), sheets=sheets)
    return kept


def _name(found: Sequence[ListSheet | None], n: int) -> str:
    one = found[n]
    return one.name if one else ""


def _stations(one: ListSheet) -> set[tuple[str, ...]]:
    """What tells the stations of a list from each other, as far as the list says it."""
    places = [one.keys.index(key) for key in ("name", "address", "number") if key in one.keys]
    return {tuple(row.cells[n].strip() for n in places) for row in one.rows if row.cells}


def _read_and_left(
    tables: Sequence[Table], found: Sequence[ListSheet | None], lists: Sequence[int]
) -> Iterator[Remark]:
    """Which sheets are read and which are not, where there is a choice."""
    left = [
        _why_left(tables[n], found[n])
        for n in range(len(tables))
        if n not in lists and tables[n].columns
    ]
    read = [excerpt(tables[n].sheet) for n in lists]
    if left:
        yield Remark("choose_sheet.left", read=read, left=left)
    elif len(lists) > 1:
        yield Remark("choose_sheet.read", read=read)


def _why_left(table: Table, one: ListSheet | None) -> Remark:
    sheet = excerpt(table.sheet)
    if _HELP.search(table.sheet):
        return Remark("choose_sheet.help", sheet=sheet)
    if _TOTALS.search(table.sheet):
        return Remark("choose_sheet.totals", sheet=sheet)
    return Remark("choose_sheet.empty" if one else "choose_sheet.nameless", sheet=sheet)


def _joined(
    chosen: Sequence[tuple[Table, ListSheet]], warnings: list[Remark], mapping: Mapping[str, str]
) -> Table:
    """The lists one below the other; columns of the same meaning or title are one."""
    first = chosen[0][0]
    identities = [_identities(one, mapping) for _, one in chosen]
    columns: dict[str, str] = {}
    for own, (_, one) in zip(identities, chosen, strict=True):
        columns = {**dict(zip(own, one.titles, strict=True)), **columns}
    order = {identity: n for n, identity in enumerate(columns)}
    rows: list[TableRow] = []
    asked: list[Remark] = []
    for sheet, (table, one) in enumerate(chosen):
        questions = (*one.asked, *_hidden(table, one))
        if len(chosen) == 1:
            rows, warnings, asked = one.rows, [*warnings, *one.warnings], [*questions]
            continue
        rows += _placed(one, [order[identity] for identity in identities[sheet]], sheet, len(order))
        warnings += (remark.on_sheet(sheet) for remark in one.warnings)
        asked += (remark.on_sheet(sheet) for remark in questions)
    titles = list(columns.values())
    if NUMBER.key in order and _restart(rows, order[NUMBER.key]):
        titles, rows = _without(titles, rows, order[NUMBER.key])
        asked.append(Remark("numbers_restart"))
    return Table(
        format=first.format,
        columns=tuple(titles),
        rows=rows,
        warnings=tuple(warnings),
        asked=tuple(asked),
        sheet="、".join(table.sheet for table, _ in chosen),
        sheets=first.sheets,
        lists=tuple(table.sheet for table, _ in chosen) if len(chosen) > 1 else (),
        title_lines=tuple(line for _, one in chosen for line in one.title_lines),
    )


def _restart(rows: Sequence[TableRow], place: int) -> bool:
    """Whether numbers only count the rows of each sheet or section: 1, 2, 3, 1, 2."""
    written = [row.cells[place].strip() for row in rows if row.cells]
    if not all(cell.isascii() and cell.isdecimal() and len(cell) < _LONG for cell in written):
        return False
    numbers = list(map(int, written))
    steps = all(after in (1, before + 1) for before, after in pairwise(numbers))
    return steps and numbers.count(1) > 1 and numbers[0] == 1


def _without(
    titles: Sequence[str], rows: Sequence[TableRow], place: int
) -> tuple[list[str], list[TableRow]]:
    kept = [
        replace(row, cells=(*row.cells[:place], *row.cells[place + 1 :])) if row.cells else row
        for row in rows
    ]
    return [*titles[:place], *titles[place + 1 :]], kept


def _identities(one: ListSheet, mapping: Mapping[str, str]) -> list[str]:
    """What makes each column of a sheet the same as one of another: its meaning, or its title."""
    found: list[str] = []
    for title in one.titles:
        is_chosen, meaning = title_matching.chosen(title, mapping=mapping)
        if not is_chosen:
            meaning = title_meanings.of_title(title)
        key = meaning.key if meaning else ""
        found.append(key if key and key not in found else f"={folded(title)}")
    return found


def _placed(one: ListSheet, places: Sequence[int], sheet: int, width: int) -> list[TableRow]:
    """The rows of one of several sheets with their cells in the columns of all."""
    placed = []
    for row in one.rows:
        cells = [""] * width
        for place, cell in zip(places, row.cells, strict=False):
            cells[place] = cell
        number = row_places.key(sheet, row.number)
        placed.append(replace(row, number=number, cells=tuple(cells) if row.cells else ()))
    return placed


def _hidden_sheets(table: Table) -> Iterator[Remark]:
    """The question about sheets that are not shown and never read."""
    names = [
        excerpt(name)
        for name in table.hidden_sheets
        if not (_HELP.search(name) or _OF_PROGRAMS.search(name))
    ]
    if names:
        yield Remark("hidden_sheets", names=names)


def _hidden(table: Table, one: ListSheet) -> Iterator[Remark]:
    """Questions about rows and columns that are hidden in the sheet and would be imported."""
    rows = [row.number for row in one.rows if row.number in table.hidden_rows]
    if rows:
        yield Remark("hidden_rows", rows=rows)
    columns = [
        title
        for place, title, key in zip(one.places, one.titles, one.keys, strict=True)
        if place in table.hidden_columns and key
    ]
    if columns and len(table.sheets) > 1:
        yield Remark("hidden_columns.of_sheet", sheet=excerpt(one.name), titles=columns)
    elif columns:
        yield Remark("hidden_columns", titles=columns)
