"""Which rows of a sheet are its header, and the titles that they make together."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache

from stations.folding import folded
from stations.registry.lists import title_matching
from stations.registry.lists.sheets import titles
from stations.tables.model import Merge, Table, TableRow, heading

_LOOKED_AT = 1_000
"""Rows in which a header is looked for: instructions may be long, a list without one is longer."""
_MOST_ROWS = 4
_TELLING = frozenset({"name", "lon", "lat", "district", "address", "number", "hours"})
_NO_TITLE = re.compile(r"[:：].|\d{3}|^[\d.\-/]+$")
_NO_GROUP = re.compile(r"[:：]|\d|单位名?称?$|日期$|填[报表]|制表|统计表|一览表|汇总表|名单")


@dataclass(frozen=True, slots=True, kw_only=True)
class Header:
    """The rows of a header, as places in the rows of its sheet, and its titles."""

    first: int
    last: int
    titles: tuple[str, ...]
    keys: tuple[str, ...]
    """Of each title the key of its field; '' where it means nothing to us."""
    words: frozenset[str]
    """Everything that stands in its cells, folded: such a row again is no station."""


def rows_of(table: Table) -> list[TableRow]:
    """All rows of a sheet as it was read, its first one among them."""
    return [TableRow(number=table.first, cells=table.columns), *table.rows]


def found(
    rows: Sequence[TableRow], merges: Sequence[Merge], *, mapping: Mapping[str, str]
) -> Header | None:
    """The header among these rows; None where no row names what a list of stations needs."""
    known = _reader(mapping)
    anchor = _anchor(rows, known)
    if anchor is None:
        return None
    near = [one for one in merges if _near(one, rows[anchor].number)]
    first = _first(rows, near, anchor, known)
    last = _last(rows, near, anchor, known)
    levels = [_level(rows[n], near, is_last=n == last) for n in range(first, last + 1)]
    made = _titles(levels, known)
    return Header(
        first=first,
        last=last,
        titles=tuple(made),
        keys=tuple(known(title) for title in made),
        words=frozenset(
            folded(cell) for row in rows[first : last + 1] for cell in row.cells if cell.strip()
        ),
    )


def _reader(mapping: Mapping[str, str]) -> titles.Known:
    @cache
    def known(title: str) -> str:
        if not title or len(title) > 3 * titles.LONGEST:
            return ""
        field = title_matching.named(titles.stripped(title), mapping=mapping)
        return field.key if field else ""

    return known


def _anchor(rows: Sequence[TableRow], known: titles.Known) -> int | None:
    """The first row that names about as many fields as the best one does."""
    scores: list[int] = []
    for row in rows[:_LOOKED_AT]:
        scores.append(_score(row, known))
        # Below the first rows that name anything there are only stations.
        if max(scores[:-_MOST_ROWS], default=0) > 1:
            break
    best = max(scores, default=0)
    if not best:
        return None
    return next(n for n, score in enumerate(scores) if score >= max(1, 0.6 * best))


def _score(row: TableRow, known: titles.Known) -> int:
    cells = [cell for cell in row.cells if cell.strip()]
    keys = {key for cell in cells if (key := known(cell))}
    if len(keys) >= 2 and keys & _TELLING:
        return len(keys)
    # One word alone may be a title, or the beginning of a sentence.
    return 1 if "name" in keys and (len(cells) != 2 or row.number == 1) else 0


def _near(merge: Merge, number: int) -> bool:
    return abs(merge.top - number) <= _MOST_ROWS and merge.bottom - merge.top < _MOST_ROWS


def _last(
    rows: Sequence[TableRow], merges: Sequence[Merge], anchor: int, known: titles.Known
) -> int:
    """The last row of the header that begins with this one."""
    number = rows[anchor].number
    bottom = max(
        (m.bottom for m in merges if m.top <= number <= m.bottom and m.bottom > m.top),
        default=number,
    )
    last = anchor
    while last + 1 < len(rows) and last + 1 - anchor < _MOST_ROWS:
        row = rows[last + 1]
        above = rows[anchor : last + 1]
        if not (row.number <= bottom or _continues(above, row, merges, known)):
            break
        last += 1
    return last


def _continues(
    above: Sequence[TableRow], row: TableRow, merges: Sequence[Merge], known: titles.Known
) -> bool:
    """Whether a row holds titles below those of the rows above: 经度, 纬度 below 坐标."""
    if _is_section(row, merges):
        return False
    below_blank = False
    for place, cell in enumerate(row.cells):
        words = cell.strip()
        if not words:
            continue
        over = next((one for one in reversed(above) if _cell(one, place)), above[-1])
        title, is_wide = _cell(over, place), _is_wide(over, place, merges)
        is_below = is_wide or not title or _begins_group(over, place)
        if not is_below or not _is_title(words) or titles.is_hint(words):
            return False
        if title and known(title) == "name" and not is_wide:
            return False
        below_blank = below_blank or not _cell(above[-1], place)
    return below_blank


def _is_section(row: TableRow, merges: Sequence[Merge]) -> bool:
    """Whether one text stands in a row, at its beginning or over most of it: 明水街道."""
    places = [place for place, cell in enumerate(row.cells) if cell.strip()]
    if len(places) != 1:
        return False
    width = max(
        (one.right - one.left + 1 for one in merges if one.top == one.bottom == row.number),
        default=1,
    )
    return places[0] == 0 or 2 * width > len(row.cells)


def _cell(row: TableRow, place: int) -> str:
    return row.cells[place].strip() if place < len(row.cells) else ""


def _is_wide(row: TableRow, place: int, merges: Sequence[Merge]) -> bool:
    """Whether a cell is merged with those beside it."""
    return any(
        one.top <= row.number <= one.bottom and one.left <= place <= one.right > one.left
        for one in merges
    )


def _begins_group(row: TableRow, place: int) -> bool:
    """Whether the cell to the right is blank, as where merged cells were saved as text."""
    return place + 1 < len(row.cells) and not row.cells[place + 1].strip()


def _is_title(words: str) -> bool:
    return len(words) <= titles.LONGEST and not _NO_TITLE.search(words)


def _first(
    rows: Sequence[TableRow], merges: Sequence[Merge], anchor: int, known: titles.Known
) -> int:
    """The first row of the header that this one belongs to: groups stand above the titles."""
    first = anchor
    while (
        first > 0
        and anchor - first < _MOST_ROWS - 1
        and _groups(rows[first - 1], merges, rows[first])
    ):
        first -= 1
    return first


def _groups(row: TableRow, merges: Sequence[Merge], below: TableRow) -> bool:
    """Whether a row names groups of the titles below it."""
    filled = [(n, cell.strip()) for n, cell in enumerate(row.cells) if cell.strip()]
    if len(filled) < 2 or any(_NO_GROUP.search(cell) for _, cell in filled):
        return False
    if below.number - row.number != 1:
        return False
    blanks_below = [n for n, cell in enumerate(below.cells) if not cell.strip()]
    wide = [m for m in merges if m.top == row.number and m.right > m.left]
    if wide or any(m.top == row.number and m.bottom >= below.number for m in merges):
        return True
    places = {n for n, _ in filled}
    # Without merges: what stands above is a title of its own, or begins a group of titles.
    return all(n in places or n >= len(row.cells) for n in blanks_below) and all(
        n in blanks_below or _begins_group(row, n) for n in places
    )


def _level(row: TableRow, merges: Sequence[Merge], *, is_last: bool) -> list[str]:
    """The cells of a row of the header; those above others reach over the cells they cover."""
    cells = [heading(cell) for cell in row.cells]
    if is_last:
        return cells
    covered: set[int] = set()
    for merge in merges:
        if merge.top <= row.number <= merge.bottom and merge.right > merge.left:
            for place in range(merge.left, min(merge.right + 1, len(cells))):
                cells[place] = cells[merge.left] if row.number == merge.top else ""
                covered.add(place)
    if not any(merge.top <= row.number <= merge.bottom for merge in merges):
        for place in range(1, len(cells)):
            cells[place] = cells[place] or cells[place - 1]
    return cells


def _titles(levels: Sequence[Sequence[str]], known: titles.Known) -> list[str]:
    width = max(map(len, levels))
    made: list[str] = []
    for place in range(width):
        title = ""
        for level in levels:
            below = titles.stripped(level[place]) if place < len(level) else ""
            title = titles.joined(title, below, known=known) if below else title
        made.append(title)
    if len(levels) > 1:
        _drop_reaching(made, levels)
    return made


def _drop_reaching(made: list[str], levels: Sequence[Sequence[str]]) -> None:
    """A title that reached over a column in which nothing stands below it is the first one's."""
    for place in range(len(made) - 1, 0, -1):
        here, before = ([level[n : n + 1] for level in levels] for n in (place, place - 1))
        if made[place] and here == before:
            made[place] = ""
