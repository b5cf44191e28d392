"""Rows with one cell for each of our fields, whatever columns the file has for it."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from stations.geo.point import Datum
from stations.registry import amenity_words
from stations.registry.fields import coordinates, identity, life, memberships, offer, place, trust
from stations.registry.fields.field import Field
from stations.registry.lists.columns import (
    above_columns,
    amenity_lists,
    amenity_marks,
    hours_parts,
    network_levels,
    point_joining,
    state_answers,
)
from stations.registry.lists.columns.amenity_marks import AmenityMark, MarkedCell
from stations.registry.lists.columns.column_judging import JOINED, Judged
from stations.registry.lists.columns.meaning import ALWAYS, BROKEN, HOUSE, LACKING, Meaning
from stations.registry.lists.columns.state_answers import StateAnswer
from stations.remarks import Remark
from stations.tables.model import Table, TableRow, excerpt

Cells = Sequence[str]
_ORDER = {"road": 0, "house": 1}


@dataclass(slots=True, kw_only=True)
class Met:
    """What is met while the rows are joined."""

    unclear: defaultdict[str, list[tuple[int, str]]] = field(
        default_factory=lambda: defaultdict(list)
    )
    """Title of a column of marks → row and cell of what is no mark."""
    remarks: list[Remark] = field(default_factory=list)
    above: list[tuple[int, str, str, str]] = field(default_factory=list)
    """Row, name, the station just above, and the next one above that."""


@dataclass(frozen=True, slots=True, kw_only=True)
class JoinedTable:
    """The table as our fields have it."""

    table: Table
    fields: tuple[Field[Any], ...]
    """What each of its columns is."""
    met: Met


_UNSAID = MarkedCell(mark=AmenityMark.UNSAID)
_Maker = Callable[[TableRow], str]


def joined(table: Table, columns: Sequence[Judged], *, datum: Datum | None) -> JoinedTable:
    """The table with one column for each field; `datum` is that of the titles, if they name one."""
    met = Met()
    by_field: dict[Field[Any], list[Judged]] = {}
    for column in columns:
        if column.meaning is not None:
            by_field.setdefault(column.meaning.field, []).append(column)
    measured = [
        by_field.pop(one, []) for one in (coordinates.LON, coordinates.LAT, coordinates.CRS)
    ]
    named = by_field.get(identity.NAME, [])
    makers = {one: _maker(one, group, met, named) for one, group in by_field.items()}
    makers |= _beside_state(by_field.get(life.LIFECYCLE, []), makers, table, met)
    point = point_joining.of_columns(*measured, datum=datum)
    fields = [*makers, *point.fields]
    first = {c.meaning.field: c.place for c in reversed(columns) if c.meaning}
    order = sorted(range(len(fields)), key=lambda n: first.get(fields[n], len(columns)))
    fields = [fields[n] for n in order]
    titles = {c.title: c.meaning.field.title for c in columns if c.meaning and c.meaning.is_whole}
    width = len(table.columns)
    ways = [*makers.values()]

    def remade(row: TableRow) -> TableRow:
        if not row.cells:
            return row
        full = row
        if len(row.cells) != width:
            full = replace(row, cells=(*row.cells, *[""] * width)[:width])
        made = [*[make(full) for make in ways], *point.cells(full)]
        return TableRow(
            number=row.number,
            cells=tuple([made[n] for n in order]),
            problem=row.problem,
            nested=tuple(titles.get(name, name) for name in row.nested) if row.nested else (),
            geometry_source=row.geometry_source,
        )

    names = tuple(one.title for one in fields)
    new = replace(table, columns=names, rows=list(map(remade, table.rows)))
    met.remarks += point.remarks()
    met.remarks += above_columns.untold(met.above)
    return JoinedTable(table=new, fields=tuple(fields), met=met)


def _maker(one: Field[Any], group: Sequence[Judged], met: Met, names: Sequence[Judged]) -> _Maker:
    """How the cell of a field is made from those of a row."""
    if len(group) == 1 and group[0].meaning and group[0].meaning.is_whole:
        at = group[0].place
        if one is life.LIFECYCLE:
            return lambda row: state_answers.read(group[0].title, row.cells[at]).state
        return lambda row: row.cells[at]
    if one is offer.AMENITIES:
        return _amenities(group, met)
    if one is offer.HOURS:
        return _hours(group, met)
    if one is place.ADDRESS:
        return _address(group)
    if one is memberships.NETWORKS:
        return _networks(group, met)
    if one is memberships.ABOVE:
        return _above(group, met, names)
    separator = JOINED.get(one, " ")
    places = [column.place for column in group]
    return lambda row: separator.join(dict.fromkeys(filter(None, (row.cells[at] for at in places))))


def _beside_state(
    columns: Sequence[Judged], makers: Mapping[Field[Any], _Maker], table: Table, met: Met
) -> dict[Field[Any], _Maker]:
    """The reason and the note that cells of a state hold beside it, where any does."""
    if len(columns) != 1:
        return {}
    at, title = columns[0].place, columns[0].title
    answers = {
        row.number: state_answers.read(title, row.cells[at]) for row in table.rows if row.cells[at:]
    }
    said = {row: answer for row, answer in answers.items() if answer.reason or answer.note}
    met.remarks += (_in_words(row, answer) for row, answer in said.items())
    added = {}
    for one, part in ((life.REASON, "reason"), (trust.NOTE, "note")):
        words = {number: getattr(answer, part) for number, answer in said.items()}
        if any(words.values()):
            added[one] = _with(makers.get(one), words)
    return added


def _in_words(row: int, answer: StateAnswer) -> Remark:
    title, state = life.LIFECYCLE.title, answer.state
    if answer.reason:
        return Remark("state_in_words", row=row, field=title, words=answer.reason, state=state)
    return Remark("state_in_words.note", row=row, field=title, words=answer.note, state=state)


def _with(maker: _Maker | None, words: Mapping[int, str]) -> _Maker:
    """A cell with more words behind it."""
    return lambda row: "；".join(
        filter(None, (maker(row) if maker else "", words.get(row.number, "")))
    )


def _amenities(group: Sequence[Judged], met: Met) -> _Maker:
    whole = [c.place for c in group if c.meaning and c.meaning.is_whole]
    lists = [c for c in group if c.meaning and c.meaning.part in (LACKING, BROKEN)]
    marked = [c for c in group if c.meaning and c.meaning.part and c not in lists]
    separator = JOINED[offer.AMENITIES]
    # The columns of states come last: they tell how that is which the others say is there.
    marked.sort(key=lambda column: amenity_marks.of_state(column.title))

    def make(row: TableRow) -> str:
        words = separator.join(filter(None, (row.cells[at].strip() for at in whole)))
        named = amenity_words.named(words) if words else None
        said = []
        for amenity, one in _one_each(marked, row, met).items():
            mark = one.mark.mark
            if named is None or (amenity not in named.ids and amenity not in named.states):
                said.append((amenity, one.mark))
            elif (amenity in named.ids) is (mark is AmenityMark.YES):
                continue
            elif one.is_state and mark is AmenityMark.STATE:
                said.append((amenity, one.mark))  # Said twice, and not alike: it is left open.
            else:
                met.remarks.append(
                    Remark(
                        "cells_differ.mark",
                        row=row.number,
                        field=offer.AMENITIES.title,
                        title=one.title[:20],
                        cell=excerpt(one.cell),
                    )
                )
        for column in lists:
            held = named.ids if named else ()
            said += _listed(column, row, met, held=held)
        return separator.join(filter(None, (words, amenity_marks.phrase(said, separator))))

    return make


@dataclass(frozen=True, slots=True, kw_only=True)
class _Marked:
    """What a row says of an amenity, and the cell that says so."""

    mark: MarkedCell
    cell: str
    title: str
    is_state: bool


def _one_each(columns: Iterable[Judged], row: TableRow, met: Met) -> dict[str, _Marked]:
    """One mark for each amenity: 厕所 and 洗手间 mean the same, and one that is there counts."""
    found: dict[str, _Marked] = {}
    for column in columns:
        cell, amenity = row.cells[column.place], column.meaning.part if column.meaning else ""
        old = found.get(amenity)
        is_state = amenity_marks.of_state(column.title)
        if is_state:
            mark = amenity_marks.stated(
                old.mark if old else _UNSAID,
                count=old.cell if old else "",
                state=cell,
                asks=amenity_marks.asks(column.title),
            )
        else:
            mark = amenity_marks.read(cell) if cell else _UNSAID
        if mark.mark is AmenityMark.UNCLEAR:
            met.unclear[column.title].append((row.number, cell))
        elif mark.mark is not AmenityMark.UNSAID and (
            old is None
            or (mark is not old.mark and is_state)
            or (mark.mark is AmenityMark.YES and old.mark.mark is not AmenityMark.YES)
        ):
            found[amenity] = _Marked(mark=mark, cell=cell, title=column.title, is_state=is_state)
    return found


def _listed(
    column: Judged, row: TableRow, met: Met, *, held: Collection[str]
) -> Iterator[tuple[str, MarkedCell]]:
    """What a list of missing or broken amenities says; `held` are those that the row says it has.

    One that it has and lacks is said twice, and not alike: it is left open.
    """
    cell, part = row.cells[column.place], column.meaning.part if column.meaning else ""
    found = amenity_lists.read(part, cell) if cell else {}
    if found is None:
        met.unclear[column.title].append((row.number, cell))
        return
    if part == LACKING and not found.keys().isdisjoint(held):
        met.remarks.append(
            Remark(
                "cells_differ.lacking",
                row=row.number,
                field=offer.AMENITIES.title,
                title=column.title,
                cell=excerpt(cell),
            )
        )
    yield from found.items()


def _hours(group: Sequence[Judged], met: Met) -> _Maker:
    parts = [(c.meaning, c.place) for c in group if c.meaning]
    asked = [(c.place, c.title) for c in group if c.meaning and c.meaning.part == ALWAYS]

    def make(row: TableRow) -> str:
        for at, title in asked:
            if row.cells[at].strip() and hours_parts.always(row.cells[at]) is None:
                met.unclear[title].append((row.number, row.cells[at]))
        cells: tuple[tuple[Meaning, str], ...] = tuple(
            (part, row.cells[at].strip()) for part, at in parts
        )
        if not any(cell for _, cell in cells):
            return ""
        found = hours_parts.joined(cells)
        number, title = row.number, offer.HOURS.title
        if found.unpaired:
            words = excerpt(found.unpaired)
            met.remarks.append(Remark("hours_unpaired", row=number, field=title, words=words))
        if found.differ:
            words = excerpt(found.words)
            met.remarks.append(Remark("cells_differ.always", row=number, field=title, words=words))
        return found.words

    return make


def _address(group: Sequence[Judged]) -> _Maker:
    whole = [c.place for c in group if c.meaning and c.meaning.is_whole]
    parts = sorted(
        ((c.meaning.part, c.place) for c in group if c.meaning and c.meaning.part),
        key=lambda one: _ORDER[one[0]],
    )

    def make(row: TableRow) -> str:
        address = "".join(row.cells[at].strip() for at in whole)
        for part, at in parts:
            cell = row.cells[at].strip()
            if part == HOUSE and cell.isdigit():
                cell = f"{cell}号"
            if cell and cell not in address:
                address += cell
        return address

    return make


def _networks(group: Sequence[Judged], met: Met) -> _Maker:
    whole = [c.place for c in group if c.meaning and c.meaning.is_whole]
    levels = [(c.meaning.part, c) for c in group if c.meaning and c.meaning.part]

    def make(row: TableRow) -> str:
        words = "、".join(filter(None, (row.cells[at].strip() for at in whole)))
        said: dict[str, str] = {}
        for part, column in levels:
            cell = row.cells[column.place].strip()
            level = network_levels.read(part, cell)
            if level is None:
                met.unclear[column.title].append((row.number, cell))
            elif level != network_levels.NOTHING:
                said[part] = level
        return network_levels.joined(words, said)

    return make


def _above(group: Sequence[Judged], met: Met, names: Sequence[Judged]) -> _Maker:
    places = {c.meaning.part: c.place for c in group if c.meaning}

    def make(row: TableRow) -> str:
        cells = {part: row.cells[at].strip() for part, at in places.items()}
        name = row.cells[names[0].place].strip() if names else ""
        near, far = above_columns.joined(cells, name=name)
        met.above.append((row.number, name, near, far))
        return near

    return make


def unclear(met: Met) -> Iterator[Remark]:
    """A question about every column of marks in which some cells are none."""
    for title, cells in met.unclear.items():
        words = Counter(cell for _, cell in cells).most_common(5)
        yield Remark(
            "marks_unclear",
            title=title[:30],
            cells=[excerpt(cell) for cell, _ in words],
            rows=[row for row, _ in cells],
        )
