"""What a dataset says of itself: data dictionary, datapackage.json, README, page of Datasette."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from functools import cache
from pathlib import Path
from typing import Any

import orjson

from stations.reports.dataset import public_changes, public_tables
from stations.reports.dataset.csv_tables import BETWEEN
from stations.reports.dataset.file_names import ABOUT, CSV, NAME, README, SUMS
from stations.reports.dataset.model import ColumnKind, DatasetColumn, DatasetTable, Edition, Row
from stations.reports.dataset.public_tables import column
from stations.reports.dataset.sqlite_file import searched

TITLE = "驿站公开数据"
_README = """# {title}

{day} 的公开登记，{number} 个驿站，登记册第 {revision} 版。
许可：{licence}

只有公开的驿站和公开的项目，坐标是 WGS-84。草稿、撤销的驿站和内部联系、备注都不在里面。
空着的是“没有登记”，不是“没有”：设施有没有，看 amenities 表的 state。

{files}

- 每个驿站的开放时间在 hours（opening_hours 表达式）和 hours_text（原话）。hours 表把每周相同的
  展开成时段；regular 为 false 的每周不同，只能按表达式算。停开的日子在 closures 表，
  算开没开门时要一起看。
- 表里的列名和含义在 dictionary 表（中英文）。代码的中文在 kinds、hosts、amenity_terms、
  entry_methods 表。
- 表格（CSV）是 UTF-8（有 BOM），Excel 可以直接打开。以 = + - @ 开头的格子前面多一个 '，
  免得被当成公式。
- changes 是 {since} 以来的变化：added 新开放，changed 有变，closed 不再开放。
- SQLite 里可以全文检索 {searched}，一个字起，拼音和首字母也行，例如：
  `stations_fts match '泉城'`。在 Datasette 里直接搜。
- 核对文件：`sha256sum -c {sums}`

# Worker rest stations, public register

State of {day} (revision {revision}): {number} stations. Licence: {licence}

Only public stations and public fields; points in WGS-84. Empty means not on record, never "no":
whether an amenity is there is told by `state` in table amenities. Hours are OpenStreetMap
opening_hours expressions; table hours spells out those of which all weeks are alike; days on which
a station is shut are in closures and have to be looked at too. Columns are explained in table
dictionary. CSV files are UTF-8 with BOM; a cell that a spreadsheet would take for a formula has
one more ' in front. Table changes holds what changed since {since}. Check the files with
`sha256sum -c {sums}`.
"""
_FACETS = ("district", "kind", "host", "star", "lifecycle")


@cache
def dictionary() -> DatasetTable:
    text = {"type": "string"}
    columns = {
        "table_name": ("表", "Table"),
        "column_name": ("列", "Column"),
        "type": ("类型", "Type, as Frictionless Data names it"),
        "title": ("含义", "What it is, in Chinese"),
        "means": ("英文说明", "What it says, in English"),
        "choices": ("可能的值", "Values that it may have, where it is a closed list today"),
        "refers": ("指向的表", "Table whose id it holds"),
    }
    return DatasetTable(
        name="dictionary",
        title="数据字典",
        means="What each column of each table says",
        columns=tuple(column(n, text, title=t, means=m) for n, (t, m) in columns.items()),
    )


def tables() -> tuple[DatasetTable, ...]:
    """All tables, those that others refer to first."""
    return (
        *(table for table, _ in public_tables.word_rows()),
        public_tables.districts(),
        public_tables.stations(),
        public_tables.amenities(),
        public_tables.closures(),
        public_tables.honours(),
        public_tables.networks(),
        public_tables.hours(),
        public_changes.changes(),
        dictionary(),
    )


def dictionary_rows() -> Iterator[Row]:
    for table in tables():
        for one in table.columns:
            yield {
                "table_name": table.name,
                "column_name": one.name,
                "type": one.kind.value,
                "title": one.title,
                "means": one.means,
                "choices": BETWEEN.join(one.choices) or None,
                "refers": one.refers or None,
            }


def package(edition: Edition, files: Sequence[Path], *, number: int) -> bytes:
    """datapackage.json by the Data Package standard."""
    known = {table.name: table for table in tables()}
    document = {
        "$schema": "https://datapackage.org/profiles/2.0/datapackage.json",
        "name": NAME,
        "title": TITLE,
        "created": edition.at.strftime("%Y-%m-%dT%H:%M:%SZ"),
        "version": str(edition.revision),
        "homepage": edition.site or None,
        "licenses": [_licence(edition)],
        "stations": number,
        "day": edition.day.isoformat(),
        "changes_since": edition.since.isoformat(),
        "resources": [_resource(path, known) for path in files],
    }
    shown = {key: value for key, value in document.items() if value is not None}
    return orjson.dumps(shown, option=orjson.OPT_INDENT_2) + b"\n"


def _licence(edition: Edition) -> dict[str, str]:
    named = {"name": edition.licence.name, "title": edition.licence.name}
    return {**named, "path": edition.licence.url} if edition.licence.url else named


def _resource(path: Path, known: dict[str, DatasetTable]) -> dict[str, Any]:
    found = {"name": path.name.replace(".", "-").lower(), "path": path.name}
    size = {"bytes": path.stat().st_size}
    if path.suffix != ".csv":
        title, kind = ABOUT[path.name]
        return {**found, "title": title, "mediatype": kind, **size}
    table = known[path.stem]
    schema: dict[str, Any] = {"fields": [_field(one) for one in table.columns]}
    if table.key:
        schema["primaryKey"] = list(table.key)
    links = [_link(one) for one in table.columns if one.refers]
    if links:
        schema["foreignKeys"] = links
    return {
        **found, "title": table.title, "description": table.means, "mediatype": CSV,
        "encoding": "utf-8", "dialect": {"lineTerminator": "\r\n"}, "schema": schema, **size,
    }  # fmt: skip


def _field(of: DatasetColumn) -> dict[str, Any]:
    # A list is one text in a cell; its words are ids without a semicolon.
    kind = ColumnKind.TEXT if of.kind is ColumnKind.LIST else of.kind
    more = f"; words apart by {BETWEEN}" if of.kind is ColumnKind.LIST else ""
    return {"name": of.name, "type": kind.value, "title": of.title, "description": of.means + more}


def _link(of: DatasetColumn) -> dict[str, Any]:
    target = next(table for table in tables() if table.name == of.refers)
    return {
        "fields": [of.name],
        "reference": {
            "resource": f"{target.name}-csv", "fields": [target.columns[0].name],
        },
    }  # fmt: skip


def datasette(edition: Edition) -> bytes:
    """What Datasette shows of the file: titles, facets, the licence."""
    shown: dict[str, Any] = {
        one.name: {
            "title": one.title,
            "description": one.means,
            "columns": {each.name: f"{each.title} · {each.means}" for each in one.columns},
        }
        for one in tables()
    }
    shown["stations"] |= {
        "facets": list(_FACETS),
        "label_column": "name",
        "fts_table": "stations_fts",
    }
    shown["districts"]["label_column"] = "name"
    licence = {"license": edition.licence.name, "license_url": edition.licence.url or None}
    document = {
        "title": TITLE,
        "source": "驿站",
        "source_url": edition.site or None,
        **licence,
        "databases": {"stations": {"tables": shown}},
    }
    return (
        orjson.dumps(
            {key: value for key, value in document.items() if value is not None},
            option=orjson.OPT_INDENT_2,
        )
        + b"\n"
    )


def readme(edition: Edition, *, number: int) -> str:
    """README in Chinese, with the same in English behind."""
    return _README.format(
        title=TITLE,
        day=edition.day.isoformat(),
        since=edition.since.isoformat(),
        revision=edition.revision,
        number=number,
        licence=edition.licence.text,
        files="\n".join(f"- {line}" for line in _file_lines()),
        searched="、".join(searched()),
        sums=SUMS,
    )


def _file_lines() -> Iterable[str]:
    yield from (f"`{name}`：{title}" for name, (title, _) in ABOUT.items() if name != README)
    yield from (f"`{one.name}.csv`：{one.title}" for one in tables())
