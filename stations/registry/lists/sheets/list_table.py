"""One sheet as a list: its header, the rows of its stations, and what was set aside."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from stations.areas import codes
from stations.registry.lists.sheets import (
    carried_words,
    completing,
    ditto,
    filling,
    header_rows,
    sideways,
    titles,
)
from stations.registry.lists.sheets.carried_words import Carried
from stations.registry.lists.sheets.header_rows import Header
from stations.registry.lists.sheets.list_sheet import ListSheet
from stations.registry.lists.sheets.row_kinds import Kind, RowKinds
from stations.remarks import Remark
from stations.tables.csv_reading import wrong_count
from stations.tables.model import Table, TableRow, excerpt


def of_sheet(table: Table, *, mapping: Mapping[str, str], area: str) -> ListSheet | None:
    """The list on a sheet; None where no row names the columns of one."""
    rows = header_rows.rows_of(table)
    header = header_rows.found(rows, table.merges, mapping=mapping)
    if header is None or not _is_list(header) or sideways.is_sideways(table, mapping=mapping):
        return None
    above = rows[: header.first]
    made = ListSheet(
        name=table.sheet,
        titles=list(header.titles),
        keys=list(header.keys),
        rows=[],
        places=list(range(len(header.titles))),
        title_lines=tuple(cell.strip() for row in above for cell in row.cells if cell.strip()),
    )
    if above:
        titled = [row.number for row in rows[header.first : header.last + 1]]
        made.warnings.append(Remark("header_below", row=titled[0], rows=titled))
    _fill(made, table, rows, header, area=area, mapping=mapping)
    return made


def _is_list(header: Header) -> bool:
    """Whether these are titles of stations, the name perhaps under a word that is to be guessed."""
    return "name" in header.keys or (
        len({key for key in header.keys if key}) >= titles.ENOUGH
        and not {"lon", "address"}.isdisjoint(header.keys)
    )


def _fill(
    made: ListSheet,
    table: Table,
    rows: Sequence[TableRow],
    header: Header,
    *,
    area: str,
    mapping: Mapping[str, str],
) -> None:
    bottom = rows[header.last].number
    width = max(len(header.titles), *(len(row.cells) for row in rows[header.last :]))
    body = filling.filled_from_merges(rows[header.last + 1 :], table.merges, after=bottom)
    kinds = RowKinds(header=header, area=area, merges=table.merges)
    aside: list[tuple[Kind, TableRow]] = []
    carried: list[Carried] = []
    sections = _Sections()
    previous = bottom
    below = True
    for row in body:
        kind, said = kinds.kind(row, below_header=below and row.number - previous <= 2)
        below = below and kind in (Kind.NUMBERS, Kind.UNITS, Kind.HEADER)
        previous = row.number
        if kind is None:
            made.rows.append(_squared(row, table, header, width))
            carried.append(sections.now)
            continue
        if kind in (Kind.SECTION, Kind.HEADING):
            sections.begin(next(cell for cell in row.cells if cell.strip()), said)
        if kind is not Kind.BLANK:
            aside.append((kind, row))
    _drop_numbers_only(made, kinds, aside)
    _tell_aside(made, aside)
    _pad(made, width)
    _move_titles(made)
    _name_untitled(made)
    completing.join_words(made)
    ditto.resolve(made, carried, mapping=mapping)
    completing.give(
        made, carried[: len(made.rows)], sheet=carried_words.read(table.sheet, area=area)
    )
    if len(area) < codes.DISTRICT_DIGITS:
        completing.complete_districts(made, table, area=area)


def _squared(row: TableRow, table: Table, header: Header, width: int) -> TableRow:
    """A row with one cell for each column; of a text file it says where there are more or fewer."""
    due = len(header.titles)
    if table.format == "csv" and (len(row.cells) < due or any(row.cells[due:])):
        problem = wrong_count(row.number, found=len(row.cells), expected=due)
        return TableRow(number=row.number, cells=(), problem=problem)
    missing = width - len(row.cells)
    if not missing and row.problem is None:
        return row
    return replace(row, cells=(*row.cells, *[""] * missing), problem=None)


class _Sections:
    """The headings that a row stands under, from the outermost to the innermost."""

    def __init__(self) -> None:
        self._open: list[tuple[str, Carried]] = []
        self.now = carried_words.NOTHING

    def begin(self, words: str, said: Carried) -> None:
        level = carried_words.level(words)
        depth = next((n for n, (other, _) in enumerate(self._open) if other == level), None)
        if depth is not None:
            del self._open[depth:]
        self._open.append((level, said))
        city = district = street = state = ""
        for _, one in self._open:
            if one.district or one.city:
                city, district, street = one.city or city, one.district, one.street
            state = one.state or state
        self.now = Carried(city=city, district=district, street=street, state=state)


def _drop_numbers_only(
    made: ListSheet, kinds: RowKinds, aside: list[tuple[Kind, TableRow]]
) -> None:
    """Sets aside rows at the end that hold a number and nothing else: they were numbered ahead."""
    kept = len(made.rows)
    while kept and kinds.is_number_alone(made.rows[kept - 1]):
        kept -= 1
    if len(made.rows) - kept >= 2:
        aside += ((Kind.PREFILLED, row) for row in made.rows[kept:])
        del made.rows[kept:]


def _tell_aside(made: ListSheet, aside: Sequence[tuple[Kind, TableRow]]) -> None:
    """What was set aside and why: one sentence for rows that follow each other."""
    position = 0
    ordered = sorted(aside, key=lambda one: one[1].number)
    while position < len(ordered):
        kind, row = ordered[position]
        last = position
        while (
            last + 1 < len(ordered)
            and ordered[last + 1][0] is kind
            and kind in (Kind.PREFILLED, Kind.NOTE, Kind.EXAMPLE)
            and ordered[last + 1][1].number - ordered[last][1].number <= 2
        ):
            last += 1
        rows = [one.number for _, one in ordered[position : last + 1]]
        words = excerpt(_telling(row))
        # Beside headings that say it, one that does not leaves its rows without a state.
        asks = kind is Kind.HEADING and any(one is Kind.SECTION for one, _ in ordered)
        said = made.asked if asks else made.warnings
        said.append(Remark(f"{kind.value}.aside", row=row.number, rows=rows, words=words))
        position = last + 1


def _telling(row: TableRow) -> str:
    """The first cell of a row with words in it, else its first one."""
    cells = [cell.strip() for cell in row.cells if cell.strip()]
    return next((cell for cell in cells if not cell.isdecimal()), cells[0])


def _pad(made: ListSheet, width: int) -> None:
    missing = width - len(made.titles)
    made.places += range(len(made.titles), width)
    made.titles += [""] * missing
    made.keys += [""] * missing


def _move_titles(made: ListSheet) -> None:
    """A title over two columns belongs to the second one where the first is blank in all rows."""
    for place in range(len(made.titles) - 1):
        if not made.titles[place] or made.titles[place + 1]:
            continue
        held = [any(row.cells[n : n + 1] > ("",) for row in made.rows) for n in (place, place + 1)]
        if held == [False, True]:
            for parts in (made.titles, made.keys):
                parts[place], parts[place + 1] = parts[place + 1], parts[place]


def _name_untitled(made: ListSheet) -> None:
    """Gives columns without a title, but with something in them, the name of their place."""
    for place, title in enumerate(made.titles):
        if not title and any(row.cells[place : place + 1] > ("",) for row in made.rows):
            made.titles[place] = f"第 {place + 1} 列"
    _tell_apart(made)
    if not all(made.titles):
        kept = [place for place, title in enumerate(made.titles) if title]
        made.titles = [made.titles[place] for place in kept]
        made.places = [made.places[place] for place in kept]
        made.keys = [made.keys[place] for place in kept]
        made.rows = [
            replace(row, cells=tuple(row.cells[place] for place in kept)) if row.cells else row
            for row in made.rows
        ]


def _tell_apart(made: ListSheet) -> None:
    """Gives titles that stand twice the number of their column, and asks where they are ours."""
    seen: set[str] = set()
    asked: list[str] = []
    for place, title in enumerate(made.titles):
        if title and title in seen:
            made.titles[place] = f"{title}（第 {place + 1} 列）"
            if made.keys[place] and title not in asked:
                asked.append(title)
        seen.add(title)
    if asked:
        made.asked.append(Remark("duplicate_column.titles", titles=[*map(excerpt, asked)]))
