"""The tables as an SQLite file that opens in Datasette: search, indexes, links and views."""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

import orjson

from stations.db.toolkit import Toolkit
from stations.registry.fields import DOORWAY, SEARCHED
from stations.reports.dataset import search_tokens
from stations.reports.dataset.model import ColumnKind, DatasetTable, Row

_TYPES: dict[ColumnKind, type] = {
    ColumnKind.INTEGER: int,
    ColumnKind.NUMBER: float,
    ColumnKind.BOOLEAN: int,
}
_NAMES = ("name", "aliases")
_MAIN = "stations"
"""The table of stations in this file, which is none of the registry's."""
_WAY = "".join(f"s.{one.published.name}, " for one in DOORWAY if one.published)
_VIEWS = {
    # What most people ask first, with words for the ids.
    "open_stations": "select s.id, s.name, d.city, d.name as district, s.address, $way"
    " s.hours_text, k.zh as kind, s.star, s.public_phone, s.lat, s.lon from $main s"
    " left join districts d on d.code = s.district left join kinds k on k.id = s.kind"
    " where s.lifecycle = 'open'",
    "station_amenities": "select a.station_id, s.name, t.zh as amenity, a.state, a.note,"
    " a.checked_on from amenities a join $main s on s.id = a.station_id"
    " join amenity_terms t on t.id = a.amenity",
    "amenities_by_district": "select d.code, d.city, d.name as district, t.zh as amenity,"
    " count(*) as stations from amenities a join $main s on s.id = a.station_id"
    " join districts d on d.code = s.district join amenity_terms t on t.id = a.amenity"
    " where a.state = 'available' group by d.code, t.id",
}


def searched() -> tuple[str, ...]:
    """The columns of stations that a search looks through."""
    where = (field.published.name for field in SEARCHED if field.published)
    return (*_NAMES, *where)


class SqliteFile:
    """One file, made anew: no page of it ever held anything else."""

    def __init__(self, path: Path) -> None:
        self._file = Toolkit(str(path))
        self._tables: dict[str, DatasetTable] = {}
        self._next_row = 1
        for setting in ("journal_mode = off", "synchronous = off", "page_size = 4096"):
            self._file.execute(f"pragma {setting}")

    def add(self, table: DatasetTable, rows: Iterable[Row]) -> None:
        if table.name not in self._tables:
            self._begin(table)
        stored, told = itertools.tee(rows)
        marks = ", ".join("?" * len(table.columns))
        with self._file.conn:
            self._file.conn.executemany(
                f"insert into {table.name} values ({marks})",  # noqa: S608
                ([_value(row[name]) for name in table.names] for row in stored),
            )
            if table.name == _MAIN:
                names = searched()
                self._file.conn.executemany(
                    f"insert into stations_fts (rowid, {', '.join(names)})"  # noqa: S608
                    f" values (?, {', '.join('?' * len(names))})",
                    self._found_by(told),
                )

    def finish(self) -> None:
        with self._file.conn:
            for table in self._tables.values():
                for name in table.indexed:
                    self._file.table(table.name).create_index([name])
            for name, select in _VIEWS.items():
                self._file.create_view(name, select.replace("$main", _MAIN).replace("$way", _WAY))
            self._file.execute("insert into stations_fts (stations_fts) values ('optimize')")
            self._file.execute("analyze")
        # Rows keep their numbers: they were written one after the other, and none was taken out.
        self._file.execute("vacuum")

    def close(self) -> None:
        self._file.close()

    def _begin(self, table: DatasetTable) -> None:
        self._tables[table.name] = table
        links = [(one.name, one.refers) for one in table.columns if one.refers]
        self._file.table(table.name).create(
            {one.name: _TYPES.get(one.kind, str) for one in table.columns},
            pk=table.key or None,
            foreign_keys=[(name, other, _key(other)) for name, other in links],
        )
        if table.name == _MAIN:
            columns = ", ".join(searched())
            # The words of the index are those of `search_tokens`, the texts those of the table.
            self._file.execute(
                f"create virtual table stations_fts using fts5({columns},"
                ' tokenize="unicode61", content="stations")'
            )

    def _found_by(self, rows: Iterable[Row]) -> Iterator[list[Any]]:
        """The words by which each station is found, beside the number of its row."""
        for row in rows:
            names = [row["name"], *(row["aliases"] or ())]
            texts = [search_tokens.of_text(row[one] or "") for one in searched()[len(_NAMES) :]]
            first, others = search_tokens.of_names(names[:1]), search_tokens.of_names(names[1:])
            yield [self._next_row, first, others, *texts]
            self._next_row += 1


def _key(table: str) -> str:
    return "code" if table == "districts" else "id"


def _value(value: Any) -> Any:
    """A value as SQLite holds it: lists as JSON, by which Datasette makes facets."""
    if isinstance(value, list | tuple):
        return orjson.dumps(value).decode()
    return int(value) if isinstance(value, bool) else value
