"""Rows of a GeoJSON file."""

import json
import re
from itertools import accumulate
from typing import Any, Final

from stations.remarks import Remark
from stations.tables.decimals import decimal_text
from stations.tables.encoding import decode
from stations.tables.model import (
    COLUMNS,
    DEPTH,
    LAT,
    LON,
    ROWS,
    FileRefused,
    Table,
    TableRow,
    duplicate_column,
    empty_file,
    excerpt,
    heading,
    no_rows,
    too_many_columns,
    too_many_rows,
)

# The closing quote is optional: an unclosed string is swallowed once instead of searched again
# from every quote inside it, which would take quadratic time.
_STRING: Final = re.compile(r'"(?:[^"\\]++|\\.)*+"?', re.DOTALL)
_NOT_BRACKET: Final = re.compile(r"[^\[\]{}]+")
_STEP: Final = {"[": 1, "{": 1, "]": -1, "}": -1}
_EXACT_INTEGER: Final = 2**53
_AUTHORITY: Final = re.compile(r"epsg|esri|wkid|srid", re.IGNORECASE)
_CODE: Final = re.compile(r"(?<!\d)\d{4,6}(?!\d)")
_DEGREES: Final = frozenset({"4326", "4979", "4490", "4480"})
"""WGS 84 and CGCS 2000, with heights or without."""
_PLANE: Final = re.compile(
    r"mercator|墨卡托|gauss|高斯|projc|utm|北京\s*54|beijing.?1954|西安\s*80|xian.?1980|\+proj=(?!lon)",
    re.IGNORECASE,
)
"""Systems in metres, and those of which China's degrees lie a hundred metres off."""


class _Number(str):
    """A JSON number as it is written: neither rounded nor refused for its length."""

    __slots__ = ()


def read_geojson(data: bytes, *, id_columns: frozenset[str] = frozenset()) -> Table:
    """The features of a FeatureCollection (or of one Feature) as rows of text.

    Columns are the property keys in order of first appearance, then 经度 and 纬度 with the
    decimal text of a Point's coordinates; both are empty where the geometry is null. In the
    columns `id_columns` (names in lower case) only text and whole numbers are allowed.
    Raises FileRefused.
    """
    text, warnings = decode(data)
    if not text.strip():
        raise empty_file()
    document = _parsed(text)
    features = _features(document)
    if not features:
        raise no_rows()
    if len(features) > ROWS:
        raise too_many_rows()
    warnings += _checked_crs(document)
    return _Features(features, id_columns=id_columns).table(warnings)


def deepest(text: str) -> int:
    """How deeply the brackets of a JSON text are nested, in linear time and without recursion."""
    brackets = _NOT_BRACKET.sub("", _STRING.sub("", text))
    return max(accumulate((_STEP[bracket] for bracket in brackets), initial=0))


def _parsed(text: str) -> Any:
    if deepest(text) > DEPTH:
        raise FileRefused("too_deep", most=DEPTH)
    try:
        return json.loads(
            text,
            parse_float=_Number,
            parse_int=_Number,
            parse_constant=_no_constant,
            object_pairs_hook=_object,
        )
    except json.JSONDecodeError as error:
        raise FileRefused("bad_json", line=error.lineno, char=error.colno) from None


def _no_constant(name: str) -> Any:
    raise FileRefused("bad_json.constant", name=name)


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    made = dict(pairs)
    if len(made) != len(pairs):
        # Two readers would take two different values: neither can be trusted.
        keys = [key for key, _ in pairs]
        raise duplicate_column(next(key for key in keys if keys.count(key) > 1))
    return made


def _features(document: Any) -> list[Any]:
    if isinstance(document, dict) and document.get("type") == "Feature":
        return [document]
    if isinstance(document, dict) and document.get("type") == "FeatureCollection":
        features = document.get("features")
        if isinstance(features, list):
            return features
    raise FileRefused("bad_root")


def _checked_crs(document: dict[str, Any]) -> tuple[Remark, ...]:
    """What to tell of a declared coordinate system; one that is no longitude is refused."""
    declared = [document[key] for key in ("crs", "spatialReference") if key in document]
    if not declared:
        return ()
    words = json.dumps(declared[0], ensure_ascii=False)
    # The last one is the system's own; those of its parts stand before it.
    code = _CODE.findall(words)[-1:] if _AUTHORITY.search(words) else []
    if not _DEGREES.issuperset(code) or _PLANE.search(words):
        raise FileRefused("bad_crs.declared", named=_name_of(declared[0]))
    return (Remark("crs_ignored", named=excerpt(words)),)


def _name_of(crs: Any) -> str:
    """As a person reads it: EPSG:3857 of urn:ogc:def:crs:EPSG::3857."""
    inner = crs.get("properties", crs) if isinstance(crs, dict) else crs
    name = inner.get("name") if isinstance(inner, dict) else inner
    words = name if isinstance(name, str) else json.dumps(inner, ensure_ascii=False)
    return excerpt(words.removeprefix("urn:ogc:def:crs:").replace("::", ":"))


class _Features:
    """Features on their way to rows: the columns are known only after the last of them."""

    def __init__(self, features: list[Any], *, id_columns: frozenset[str]) -> None:
        self.features = features
        self.id_columns = id_columns
        self.places: dict[str, int] = {}
        self.dropped: dict[str, None] = {}

    def table(self, warnings: tuple[Remark, ...]) -> Table:
        made = [self._row(number, each) for number, each in enumerate(self.features, start=1)]
        width = len(self.places)
        rows = [self._finished(row, width) for row in made]
        if self.dropped:
            warnings += (Remark("ignored_columns.of_point", names=[*self.dropped]),)
        columns = (*self.places, LON, LAT)
        return Table(format="geojson", columns=columns, rows=rows, warnings=warnings)

    def _finished(self, row: TableRow, width: int) -> TableRow:
        if row.problem is not None and not row.cells:
            return row
        *cells, lon, lat = row.cells
        cells += [""] * (width - len(cells))
        return TableRow(
            number=row.number,
            cells=(*cells, lon, lat),
            problem=row.problem,
            nested=row.nested,
            geometry_source=True,
        )

    def _row(self, number: int, feature: Any) -> TableRow:
        if not isinstance(feature, dict) or feature.get("type") != "Feature":
            return _bad(number, Remark("bad_type.feature", row=number, number=number))
        properties = feature.get("properties")
        if not isinstance(properties, dict):
            wrong = Remark("bad_type.properties", row=number, field="properties", number=number)
            return _bad(number, wrong)
        cells = [""] * len(self.places)
        nested: list[str] = []
        problem: Remark | None = None
        seen: set[str] = set()
        for key, value in properties.items():
            name = self._column(key)
            if name is None:
                continue
            if name in seen:
                raise duplicate_column(name)
            seen.add(name)
            cells += [""] * (self.places[name] + 1 - len(cells))
            cells[self.places[name]] = _text(value)
            if isinstance(value, (dict, list)):
                nested.append(name)
            if name.lower() in self.id_columns and not _is_id(value):
                problem = Remark(
                    "bad_type.id", row=number, field=name, number=number, name=excerpt(name)
                )
        point = _point(feature.get("geometry", False))
        if point is None:
            problem = problem or Remark("bad_geometry", row=number, field="geometry", number=number)
        cells += point or ("", "")
        return TableRow(number=number, cells=tuple(cells), problem=problem, nested=tuple(nested))

    def _column(self, key: str) -> str | None:
        name = heading(key)
        if name in (LON, LAT):
            self.dropped[name] = None
            return None
        if name not in self.places:
            if len(self.places) >= COLUMNS:
                raise too_many_columns(row=1)
            self.places[name] = len(self.places)
        return name


def _bad(number: int, problem: Remark) -> TableRow:
    return TableRow(number=number, cells=(), problem=problem)


def _is_id(value: Any) -> bool:
    if isinstance(value, _Number):
        # Beyond 2**53 other readers of JSON would see another number.
        return value.lstrip("-").isdigit() and len(value) < 18 and int(value) <= _EXACT_INTEGER
    return value is None or isinstance(value, str)


def _text(value: Any) -> str:
    if isinstance(value, _Number):
        return decimal_text(value)
    if isinstance(value, str):
        return value
    if value is None:
        return ""
    return json.dumps(value, ensure_ascii=False)


def _point(geometry: Any) -> tuple[str, str] | None:
    """Longitude and latitude as text, empty for a null geometry, None for anything but a point."""
    if geometry is None:
        return "", ""
    if not isinstance(geometry, dict) or geometry.get("type") != "Point":
        return None
    position = geometry.get("coordinates")
    if not isinstance(position, list) or len(position) not in (2, 3):
        return None
    if not all(isinstance(value, _Number) for value in position):
        return None
    return decimal_text(position[0]), decimal_text(position[1])
