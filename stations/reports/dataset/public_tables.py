"""The tables of the public register, by the declaration of a station's fields."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime
from functools import cache
from typing import Any

from stations.areas import codes
from stations.registry import vocabulary
from stations.registry.fields import published, terms
from stations.registry.fields.field import Field, Publicity, Schema
from stations.registry.fields.items import AMENITIES, CLOSURES, HONOURS
from stations.registry.fields.memberships import NETWORKS
from stations.registry.vocabulary import Vocabulary
from stations.reports.dataset.model import ColumnKind, DatasetColumn, DatasetTable, Row, Whole
from stations.reports.dataset.weekly_hours import WEEKDAYS, clock, weekly

ID = "station_id"
_ALL = (Publicity.ROW, Publicity.DAY, Publicity.WHOLE)
_VOCABULARIES = {
    "kinds": vocabulary.kinds,
    "hosts": vocabulary.hosts,
    "amenity_terms": vocabulary.amenities,
    "entry_methods": vocabulary.entry_methods,
}
_TITLES = {
    "kinds": ("驿站类型", "Kinds of station"),
    "hosts": ("场所类型", "Kinds of place that house a station"),
    "amenity_terms": ("设施种类", "Kinds of amenity"),
    "entry_methods": ("进门方式", "Ways to get in"),
}
_REFERS = {terms.KIND: "kinds", terms.HOST: "hosts"}
_FORMATS = {"date": ColumnKind.DAY, "date-time": ColumnKind.MOMENT}


def column(name: str, schema: Schema, *, title: str, means: str, refers: str = "") -> DatasetColumn:
    """The column of a value of this type."""
    given = schema.get("type", "string")
    known = [given] if isinstance(given, str) else [one for one in given if one != "null"]
    choices = tuple(schema.get("enum", schema.get("items", {}).get("enum", ())))
    return DatasetColumn(
        name=name,
        kind=_FORMATS.get(schema.get("format", ""), ColumnKind(known[0])),
        title=title,
        means=means,
        choices=tuple(one for one in choices if one),
        refers=refers,
    )


def _nested(field: Field[Any]) -> bool:
    """Whether it is a list of things with columns of their own, which is a table beside."""
    return bool(field.schema.get("items", {}).get("type") == "object")


@cache
def stations() -> DatasetTable:
    """One row a station: each published field that has one value, or a list of words."""
    columns = []
    for name, field in published(*_ALL).items():
        if field.published and not _nested(field):
            refers = "districts" if name == "district" else _REFERS.get(field.codec, "")
            means = field.published.means
            found = column(name, field.schema, title=field.title, means=means, refers=refers)
            columns.append(found)
    return DatasetTable(
        name="stations",
        title="驿站",
        means="The stations that workers see, with their points in WGS-84",
        columns=tuple(columns),
        key=("id",),
        indexed=("name", "number", "kind", "host", "district", "area", "star", "lifecycle"),
    )


def _of_station() -> DatasetColumn:
    text = {"type": "string"}
    return column(ID, text, title="驿站标识", means="The station", refers="stations")


def _beside(
    name: str, schema: Schema, *, title: str, means: str, first: str = "", refers: str = ""
) -> DatasetTable:
    """The table of what a station has several of; `first` is another name of its first column."""
    properties = schema["items"]["properties"]
    columns = [_of_station()]
    for key, found in properties.items():
        shown = first if first and key == "id" else key
        columns.append(
            column(
                shown,
                found,
                title=found["title"],
                means=found["description"],
                refers=refers if key == "id" else "",
            )
        )
    return DatasetTable(
        name=name, title=title, means=means, columns=tuple(columns), indexed=(ID, columns[1].name)
    )


@cache
def amenities() -> DatasetTable:
    return _beside(
        "amenities",
        AMENITIES.schema(),
        title="驿站的设施",
        means="What each station has, lacks, or has out of order",
        first="amenity",
        refers="amenity_terms",
    )


@cache
def closures() -> DatasetTable:
    means = "Whole days on which a station is shut: past, present and planned"
    return _beside("closures", CLOSURES.schema(), title="暂停安排", means=means)


@cache
def honours() -> DatasetTable:
    return _beside("honours", HONOURS.schema(), title="荣誉", means="Honours of stations")


@cache
def networks() -> DatasetTable:
    means = "Networks that stations belong to, with their level in each"
    return _beside("networks", NETWORKS.schema, title="所属网络", means=means)


_DAY_WORDS = "一二三四五六日"


@cache
def hours() -> DatasetTable:
    truth, text = {"type": "boolean"}, {"type": "string"}
    return DatasetTable(
        name="hours",
        title="一周的开放时间",
        means="Spans of a week, worked out of the expressions in hours; stations without known"
        " hours have no row; closures are not taken off",
        columns=(
            _of_station(),
            column(
                "amenity",
                text,
                title="设施",
                means="Empty: the station itself; else an amenity with hours of its own",
                refers="amenity_terms",
            ),
            column(
                "regular",
                truth,
                title="每周相同",
                means="False: weeks differ, and only the expression in hours tells them",
            ),
            *(
                column(day, truth, title=f"周{word}", means=f"On {day.capitalize()}")
                for day, word in zip(WEEKDAYS, _DAY_WORDS, strict=True)
            ),
            column(
                "holidays",
                truth,
                title="法定节假日",
                means="Whether it holds on statutory holidays; empty: it differs, or nobody said",
            ),
            column("opens", text, title="开门", means="From, as 08:00"),
            column(
                "closes",
                text,
                title="关门",
                means="To, as 20:00; 24:00 is the end of the day, and what passes midnight"
                " goes on in a row of the next day",
            ),
        ),
        indexed=(ID,),
    )


@cache
def districts() -> DatasetTable:
    text, number = {"type": "string"}, {"type": "integer"}
    return DatasetTable(
        name="districts",
        title="区县",
        means="Districts in which stations lie, with codes of GB/T 2260; without outlines, whose"
        " makers have terms of their own",
        columns=(
            column("code", text, title="代码", means="Code of the district"),
            column("name", text, title="名称", means="Its name"),
            column("city_code", text, title="城市代码", means="Code of its city"),
            column("city", text, title="城市", means="Its city"),
            column("province", text, title="省份", means="Its province"),
            column("stations", number, title="驿站数", means="Stations in it"),
        ),
        key=("code",),
        indexed=("city_code",),
    )


@cache
def words(name: str) -> DatasetTable:
    """A vocabulary: ids with their words."""
    title, means = _TITLES[name]
    text = {"type": "string"}
    return DatasetTable(
        name=name,
        title=title,
        means=means,
        columns=(
            column("id", text, title="代码", means="Its id"),
            column("zh", text, title="名称", means="Its word in Chinese"),
        ),
        key=("id",),
    )


def word_rows() -> Iterator[tuple[DatasetTable, list[Row]]]:
    """All vocabularies."""
    for name, load in _VOCABULARIES.items():
        found: Vocabulary = load()
        yield words(name), [{"id": one.id, "zh": one.zh} for one in found.terms.values()]


class StationPages:
    """Rows of the tables that stations fill, page by page; it counts stations by district."""

    def __init__(self) -> None:
        self._counts: Counter[str] = Counter()
        self.number = 0

    def rows(self, page: Sequence[Whole]) -> Iterator[tuple[DatasetTable, list[Row]]]:
        """The rows of each table."""
        self.number += len(page)
        self._counts.update(one["district"] for one in page)
        yield stations(), [_row(stations(), one) for one in page]
        yield (
            amenities(),
            [
                _row(amenities(), {ID: one["id"], **entry, "amenity": entry["id"]})
                for one in page
                for entry in one["amenities_detail"]
            ],
        )
        for table in (closures(), honours(), networks()):
            entries = ({ID: one["id"], **entry} for one in page for entry in one[table.name])
            yield table, [_row(table, entry) for entry in entries]
        yield hours(), [row for one in page for row in _hours_rows(one)]

    def district_rows(self) -> list[Row]:
        """The districts of all stations so far, by code; no name where a code is not known."""
        found: list[Row] = []
        for code, number in sorted(self._counts.items()):
            if not code:
                continue
            area, city = codes.by_code(code), codes.by_code(codes.city_of(code))
            province = codes.by_code(code[:2])
            found.append(
                {
                    "code": code,
                    "name": area.name if area else None,
                    "city_code": city.code if city else None,
                    "city": city.name if city else None,
                    "province": province.name if province else None,
                    "stations": number,
                }
            )
        return found


def _row(table: DatasetTable, values: Mapping[str, Any]) -> Row:
    return {one.name: _value(one, values.get(one.name)) for one in table.columns}


def _value(of: DatasetColumn, value: Any) -> Any:
    """What is not known is None in every type, and moments are UTC."""
    if value in ("", None):
        return None
    if of.kind is ColumnKind.MOMENT:
        return datetime.fromisoformat(value).astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    return value


def _hours_rows(whole: Whole) -> Iterator[Row]:
    told = [(None, whole["hours"])]
    told += [(one["id"], one["hours"]) for one in whole["amenities_detail"]]
    for amenity, osm in told:
        if not osm:
            continue
        head = {ID: whole["id"], "amenity": amenity}
        spans = weekly(osm)
        if spans is None:
            yield _row(hours(), {**head, "regular": False})
            continue
        if not spans:
            never = dict.fromkeys(WEEKDAYS, False)
            yield _row(hours(), {**head, "regular": True, **never, "holidays": False})
        for span in spans:
            on = {day: number in span.weekdays for number, day in enumerate(WEEKDAYS)}
            times = {"opens": clock(span.opens), "closes": clock(span.closes)}
            yield _row(hours(), {**head, "regular": True, **on, "holidays": span.holidays, **times})
