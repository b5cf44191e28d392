"""Rows of a list: from a table of text to values."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from stations.errors import Invalid
from stations.registry.entries import cell_readers, phones
from stations.registry.entries.entry import Entry
from stations.registry.fields.coordinates import CRS, LAT, LON
from stations.registry.fields.field import Field
from stations.registry.fields.identity import NAME, NUMBER, STATION_ID
from stations.registry.fields.life import CLOSURES, LIFECYCLE, PERIODS
from stations.registry.fields.offer import AMENITIES_DETAIL, HOURS, HOURS_OSM, HOURS_STAFFED
from stations.registry.fields.patch import Patch
from stations.registry.fields.place import AREA_CODE, CITY, DISTRICT
from stations.registry.fields.premises import PHONE, PRIVATE_CONTACT
from stations.registry.lists import header
from stations.registry.lists.columns.column_reading import ListColumns
from stations.registry.states import Phase
from stations.remarks import Remark
from stations.tables import file_writing, text
from stations.tables.model import TableRow, excerpt

VITAL: frozenset[Field[Any]] = frozenset(
    {
        STATION_ID, NUMBER, NAME, CITY, DISTRICT, AREA_CODE, LON, LAT, CRS, LIFECYCLE, CLOSURES,
        PERIODS, HOURS, HOURS_OSM, HOURS_STAFFED, AMENITIES_DETAIL,
    }
)  # fmt: skip
"""A row with such a cell that can't be read is refused. Any other cell is left blank instead."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Listing:
    """A list as read: its entries, and what is to be said about the file as a whole."""

    entries: list[Entry]
    columns: frozenset[str]
    """Keys of the columns that the file has."""
    warnings: list[Remark]
    doubts: list[Remark]
    asked: list[Remark]
    """Questions about the file as a whole, which keep it from being stored unconfirmed."""

    @property
    def has_coordinates(self) -> bool:
        return set(header.COORDINATES) <= self.columns


def listed(columns: ListColumns) -> Listing:
    """The rows of a table as entries; Refused where a needed column is missing."""
    table = columns.table
    keys = frozenset(field.key for field in columns.fields)
    header.check(keys)
    warnings = [*table.warnings, *columns.warnings]
    readable = [*enumerate(columns.fields)]
    # Our own CSV export guards formula-like cells with a quote; it is known by its first column.
    ours = table.format == "csv" and "station_id" in keys
    rows = map(_unguarded, table.rows) if ours else table.rows
    used = keys - {NUMBER.key} if _ours_unnumbered(columns) else keys
    entries = _entries([*rows], readable, keys=used, warnings=warnings)
    warnings.extend(_repeated(entries))
    return Listing(
        entries=entries,
        columns=keys,
        warnings=warnings,
        doubts=columns.doubts,
        asked=[*table.asked, *columns.asked],
    )


def _ours_unnumbered(columns: ListColumns) -> bool:
    """Whether our own export is of stations without numbers, so that a new row needs none."""
    if not {STATION_ID, NUMBER} <= set(columns.fields):
        return False
    place = columns.fields.index(NUMBER)
    return not any(row.cells[place] for row in columns.table.rows if row.cells)


def _unguarded(row: TableRow) -> TableRow:
    return replace(row, cells=tuple(map(file_writing.restore, row.cells)))


def _entries(
    rows: Sequence[TableRow],
    readable: list[tuple[int, Field[Any]]],
    *,
    keys: frozenset[str],
    warnings: list[Remark],
) -> list[Entry]:
    """Column by column first: most rows are whole, and most cells stand there again and again."""
    full = [row.cells for row in rows if row.cells]
    blank = {"": _BLANK}
    known: list[Mapping[str, Any]] = [
        cell_readers.known(column, [cells[position] for cells in full]) | blank
        for position, column in readable
    ]
    fields = [column for _, column in readable]
    entries = []
    for row in rows:
        entry = None
        if row.cells and row.problem is None and not row.nested:
            made = [values.get(cell) for values, cell in zip(known, row.cells, strict=False)]
            entry = _whole(row, fields, made, keys=keys, warnings=warnings)
        entries.append(entry or _entry(row, readable, keys=keys, warnings=warnings))
    return entries


_BLANK = object()


def _whole(
    row: TableRow,
    fields: Sequence[Field[Any]],
    made: Sequence[Any],
    *,
    keys: frozenset[str],
    warnings: list[Remark],
) -> Entry | None:
    """The entry of a row with nothing to be said of its cells; None where there is something."""
    if None in made:
        return None
    given = zip(fields, made, strict=True)
    values = Patch({field: value for field, value in given if value is not _BLANK})
    if _missing(values, keys):
        return None
    entry = Entry(row=row.number, values=values, geometry=row.geometry_source)
    _finish(entry, keys, warnings)
    _mention_lookalikes(entry, warnings)
    return entry


def _finish(entry: Entry, keys: frozenset[str], warnings: list[Remark]) -> None:
    """What follows from what the cells say together."""
    entry.reopened = CLOSURES.key not in keys and entry.values.get(LIFECYCLE) is Phase.OPEN
    _keep_private(entry, warnings)


def _missing(values: Patch, keys: frozenset[str]) -> list[Field[Any]]:
    """The fields that a row has to give and does not."""
    needed: list[Field[Any]] = [field for field in (NUMBER, NAME) if field.key in keys]
    if STATION_ID in values:
        # Our own export knows a station without a number by its id.
        needed = [field for field in needed if field is not NUMBER]
    # One coordinate without the other is a slip; neither makes a draft.
    if (LON in values) is not (LAT in values):
        needed += [LON, LAT]
    return [field for field in needed if field not in values]


def _entry(
    row: TableRow,
    readable: list[tuple[int, Field[Any]]],
    *,
    keys: frozenset[str],
    warnings: list[Remark],
) -> Entry:
    entry = Entry(row=row.number, geometry=row.geometry_source)
    if row.problem is not None:
        entry.problems.append(row.problem)
        if not row.cells:
            return entry
    for position, column in readable:
        cell = row.cells[position]
        if not cell:
            continue
        if column.title in row.nested and not column.in_list.nested:
            entry.refuse(Invalid("bad_type"), column=column)
            continue
        try:
            value, dropped = cell_readers.read(column, cell)
        except Invalid as error:
            if column in VITAL:
                entry.refuse(error, column=column)
            else:
                entry.unread.add(column.key)
                warnings.append(_left_blank(row.number, column, cell, error))
            continue
        if value is not None:
            entry.values[column] = value
        if dropped:
            title = column.title
            warnings.append(Remark("invisible_dropped", row=row.number, field=title, title=title))
    _finish(entry, keys, warnings)
    if row.problem is None:
        _require(entry, keys)
        _mention_lookalikes(entry, warnings)
    if _looks_reversed(entry):
        entry.problems = [_reversed(p) if p.column == LAT.key else p for p in entry.problems]
    return entry


def _keep_private(entry: Entry, warnings: list[Remark]) -> None:
    """A mobile number is somebody's own: staff see it, the public does not."""
    words = entry.values.get(PHONE)
    if words is None:
        return
    found = phones.parted(words)
    kept = [*found.private, *found.wrong]
    entry.values[PHONE] = ";".join(found.public) if len(found.public) > 1 or kept else words
    if not found.public:
        entry.values.drop(PHONE)
    held = entry.values.get(PRIVATE_CONTACT, "")
    more = [one for one in kept if one not in held]
    if more:
        entry.values[PRIVATE_CONTACT] = ";".join(filter(None, (held, *more)))
    if found.private:
        warnings.append(Remark("private_phone", row=entry.row, field=PHONE.title))
    for slip in found.wrong.values():
        problem = Remark.of(slip)
        warnings.append(Remark("phone_unlike", row=entry.row, field=PHONE.title, problem=problem))


def _require(entry: Entry, keys: frozenset[str]) -> None:
    wrong = {problem.field for problem in entry.problems}
    coordinate_is_wrong = not wrong.isdisjoint({LON.title, LAT.title, "geometry"})
    for field in _missing(entry.values, keys):
        if field.title not in wrong and not (coordinate_is_wrong and field in (LON, LAT)):
            entry.refuse(Invalid("required", title=field.title), column=field)


def _mention_lookalikes(entry: Entry, warnings: list[Remark]) -> None:
    name = entry.values.get(NAME)
    if name and not name.isascii() and text.confusable(name):
        warnings.append(Remark("confusable_name", row=entry.row, field=NAME.title))


def _left_blank(row: int, column: Field[Any], cell: str, error: Invalid) -> Remark:
    return Remark(
        "cell_unread",
        row=row,
        field=column.title,
        column=column.key,
        code=error.code,
        title=column.title,
        cell=excerpt(cell),
        problem=Remark.of(error),
    )


def _repeated(entries: list[Entry]) -> Iterable[Remark]:
    """Refuses all rows that share a number, whatever its case: it is unknown which one is meant."""
    rows_of: dict[str, list[Entry]] = {}
    for entry in entries:
        if NUMBER in entry.values:
            rows_of.setdefault(entry.values[NUMBER].casefold(), []).append(entry)
    for group in rows_of.values():
        for entry in group if len(group) > 1 else ():
            others = [other.row for other in group[:5] if other is not entry]
            entry.refuse(Invalid("duplicate_id", rows=others), column=NUMBER)
    reversed_rows = [e.row for e in entries if _looks_reversed(e)]
    if reversed_rows:
        yield Remark("maybe_swapped", field=LAT.title, count=len(reversed_rows))


def _reversed(problem: Remark) -> Remark:
    return Remark(
        "out_of_range.swapped",
        row=problem.row,
        field=problem.field,
        column=problem.column,
        problem=problem,
    )


def _looks_reversed(entry: Entry) -> bool:
    if not entry.problems:
        return False
    wrong = {(problem.column, problem.code) for problem in entry.problems}
    lon = entry.values.get(LON)
    return (LAT.key, "out_of_range") in wrong and lon is not None and 3 <= lon <= 54
