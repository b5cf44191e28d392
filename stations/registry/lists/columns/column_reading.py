"""The columns of a list as fields, and what is to be said and asked of them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from stations.geo import datum_words
from stations.geo.point import Datum
from stations.public_site import LICENCE_TITLE
from stations.registry.fields import coordinates, offer
from stations.registry.fields.coordinates import DATUM_WORDS
from stations.registry.fields.field import Field
from stations.registry.lists.columns import cell_contents, column_joining, column_judging
from stations.registry.lists.columns.column_judging import Judged
from stations.remarks import Remark
from stations.tables.model import Table

_MOST = 20
_TITLED: tuple[tuple[re.Pattern[str], Field[Any]], ...] = (
    (re.compile(r"[经纬]度?[（(]?[分秒′″'\"]"), coordinates.LON),
    (
        re.compile(
            r"午休|午间休息|中午休息|开门|关门|闭馆|[夏冬]季起止|(?:开放|营业|服务)小?时[数长]"
        ),
        offer.HOURS,
    ),
    (re.compile(r"^(?:服务)?设施[\d一二三四五六]$"), offer.AMENITIES),
)
"""Titles without which a worker would be misled, whatever stands below them."""
_AXES = (coordinates.LON, coordinates.LAT)


@dataclass(frozen=True, slots=True, kw_only=True)
class Heading:
    """A title of the file, and what its column is taken for."""

    title: str
    key: str
    """What a file of columns would write for it; '' where it is not imported."""
    meaning: str
    """The same for a person."""
    guessed: bool
    example: str
    """A cell of the column."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ListColumns:
    """A table with a column for each field that the file has."""

    table: Table
    fields: tuple[Field[Any], ...]
    warnings: list[Remark]
    doubts: list[Remark]
    """Rows whose cells contradict each other."""
    asked: list[Remark]


def headings(columns: Sequence[Judged]) -> tuple[Heading, ...]:
    """What each title is taken for."""
    return tuple(
        Heading(
            title=column.title,
            key=column.meaning.key if column.meaning else "",
            meaning=column.meaning.title if column.meaning else "",
            guessed=column.guessed,
            example=cell_contents.example(column.cells),
        )
        for column in columns
    )


def read(table: Table, columns: Sequence[Judged], *, datum: Datum | None) -> ListColumns:
    """The table by fields; `datum` is what the importer says of its coordinates.

    Refused where two columns mean the same and can't be joined.
    """
    column_judging.check(columns)
    titled, asked = _datum(table, columns, stated=datum)
    made = column_joining.joined(table, columns, datum=titled)
    asked += _guesses(columns)
    asked += _unfit(columns)
    asked += _unread(columns)
    asked += column_joining.unclear(made.met)
    return ListColumns(
        table=made.table,
        fields=made.fields,
        warnings=[*_ignored(columns), *_second(columns)],
        doubts=made.met.remarks,
        asked=asked,
    )


def _datum(
    table: Table, columns: Sequence[Judged], *, stated: Datum | None
) -> tuple[Datum | None, list[Remark]]:
    """The datum that the file names for its coordinates, and what is to be asked of it."""
    measured = [c for c in columns if c.meaning and c.meaning.field in _AXES and not c.beside]
    insisted = any(c.chosen and c.meaning and c.meaning.datum for c in measured)
    titled = {c.meaning.datum for c in measured if c.meaning and c.meaning.datum}
    lines = datum_words.told(table.title_lines) if measured and not insisted else frozenset()
    told = titled | lines
    several = [c for c in measured if not c.chosen and len(datum_words.mentioned(c.title)) > 1]
    if several and not told:
        return None, [Remark("datum_differs.in_title", title=several[0].name)]
    if not told:
        return None, _source(columns, stated=stated)
    datum = min(titled or told)
    if len(told) > 1:
        words = [DATUM_WORDS[one] for one in sorted(told)]
        return datum, [Remark("datum_differs", datums=words, taken=DATUM_WORDS[datum])]
    if stated in (None, datum):
        return datum, [*_row_by_row(columns, datum)]
    given, chosen = DATUM_WORDS[datum], DATUM_WORDS[stated]
    for column in measured:
        if column.meaning and column.meaning.datum:
            title = column.name
            return datum, [Remark("datum_differs.title", title=title, told=given, stated=chosen)]
    return datum, [Remark("datum_differs.above", told=given, stated=chosen)]


def _row_by_row(columns: Sequence[Judged], datum: Datum) -> Iterator[Remark]:
    """A question where the rows name another datum than the titles do."""
    for column in columns:
        if column.meaning and column.meaning.field is coordinates.CRS:
            other = {datum_words.exact(cell) for cell in column.cells} - {None, datum}
            if other:
                yield Remark("datum_differs.by_row", told=DATUM_WORDS[datum], title=column.name)


def _source(columns: Sequence[Judged], *, stated: Datum | None) -> list[Remark]:
    """A question where the column that says from which map they are names another datum."""
    sources = [c for c in columns if _names_source(c)]
    framed = any(c.meaning and c.meaning.field is coordinates.CRS for c in columns)
    if framed or not sources or stated is None:
        return []
    told = {datum_words.named(cell) for cell in sources[0].cells} - {None, stated}
    if not told:
        return []
    return [
        Remark(
            "datum_source",
            title=sources[0].name,
            example=cell_contents.example(sources[0].cells),
            stated=DATUM_WORDS[stated],
        )
    ]


def _names_source(column: Judged) -> bool:
    """Whether a column says from which map the coordinates are, and is not read as their datum."""
    if column.chosen or (column.meaning and column.meaning.field is not coordinates.PROVIDER):
        return False
    return cell_contents.most(lambda cell: datum_words.named(cell) is not None, column.cells)


def _guesses(columns: Sequence[Judged]) -> Iterator[Remark]:
    guesses = [
        Remark(
            "columns_guessed.one",
            title=column.name,
            meaning=column.meaning.title,
            example=cell_contents.example(column.cells),
        )
        for column in columns
        if column.guessed and column.meaning
    ]
    if guesses:
        yield Remark("columns_guessed", guesses=guesses)


def _unfit(columns: Sequence[Judged]) -> Iterator[Remark]:
    for column in columns:
        if column.unfit:
            yield Remark(
                "column_unfit",
                title=column.name,
                example=cell_contents.example(column.cells),
                meaning=column.unfit.title,
            )


def _unread(columns: Sequence[Judged]) -> Iterator[Remark]:
    """ListColumns that nobody can read, and without which a worker would be misled."""
    read = {column.meaning.field for column in columns if column.meaning}
    for column in columns:
        if column.meaning or column.chosen or column.unfit or column.beside:
            continue
        titled = _titled(column.title) if column.cells else None
        field = titled or cell_contents.telling(column.cells)
        # A second column of hours says when else it is open or shut; a second district says less.
        if field and (titled or field not in read or field is offer.HOURS):
            title, example = column.name, cell_contents.example(column.cells)
            if field is coordinates.LON:
                yield Remark("column_unread.point", title=title, example=example)
            else:
                what = field.title
                yield Remark("column_unread", title=title, meaning=what, example=example)


def _titled(title: str) -> Field[Any] | None:
    """What a title is about that no reader takes: minutes of a longitude, breaks, opening alone."""
    return next((field for words, field in _TITLED if words.search(title)), None)


def _ignored(columns: Sequence[Judged]) -> Iterator[Remark]:
    names = [
        column.name
        for column in columns
        if column.meaning is None
        and (column.title or column.cells)
        and column.title != LICENCE_TITLE
    ]
    if names:
        yield Remark("ignored_columns", names=names[:_MOST])


def _second(columns: Sequence[Judged]) -> Iterator[Remark]:
    """What the columns of another datum are good for."""
    names = [column.title[:30] for column in columns if column.beside and column.meaning]
    if names:
        yield Remark("second_coordinates", titles=names[:_MOST])
