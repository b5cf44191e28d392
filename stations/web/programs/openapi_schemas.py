"""The types of the answers, in the words of OpenAPI 3.1.

They are open: a list of values may get another one, an object another field. A program that was
made today still reads what is answered then; what is known now stands in `x-extensible-enum`.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from stations.registry.fields import published
from stations.registry.fields.codecs import MOMENT_SCHEMA as _MOMENT
from stations.registry.fields.codecs import TEXT_SCHEMA as TEXT
from stations.registry.fields.codecs import list_schema as _list
from stations.registry.fields.codecs import titled
from stations.registry.fields.field import Field, Publicity
from stations.registry.fields.life import CLOSURES
from stations.web.whats_on import activity_schemas

Schema = dict[str, Any]

OPEN_LIST = "x-extensible-enum"
_CHINESE = "x-zh"
LAT: Schema = {"type": "number", "minimum": -90, "maximum": 90}
LON: Schema = {"type": "number", "minimum": -180, "maximum": 180}
DATUMS = ("wgs84", "gcj02", "bd09")
_AT: Schema = {"type": "string", "format": "date-time"}
_ROW = (Publicity.ROW, Publicity.DAY)


def schemas() -> Schema:
    """All types of answers by name."""
    whole = _fields(*_ROW, Publicity.WHOLE)
    closed = {
        "Problem": _problem(),
        "Datum": {"type": "string", "enum": list(DATUMS)},
        "Brief": _object(_fields(*_ROW)),
        "NearStation": _object(_near(), optional=("wants_open",)),
        "Nearest": _object({
            "stations": titled(_list(ref("NearStation")), "驿站", "Stations, nearest first"),
            "complete": titled(
                {"type": "boolean"}, "是否齐全", "False: the limit or the radius left some out"
            ),
            "datum": titled(ref("Datum"), "坐标系", "Datum of lat and lon in this answer"),
            "at": titled(_AT, "时刻", "Moment for which states are told"),
            "age_minutes": titled(
                {"type": "integer", "minimum": 1},
                "资料是几分钟前的",
                "Age of the stations, where they come from memory while the database is away",
            ),
        }, optional=("age_minutes",)),
        "Point": _object({
            "type": {"type": "string", "const": "Point"},
            "coordinates": _list({"type": "number"}),
        }),
        "Feature": _object({
            "type": {"type": "string", "const": "Feature"},
            "id": TEXT,
            "geometry": ref("Point"),
            "properties": ref("Brief"),
        }),
        "Collection": _object({
            "type": {"type": "string", "const": "FeatureCollection"},
            "licence": titled(ref("Licence"), "数据许可", "What may be done with the data"),
            "features": titled(_list(ref("Feature")), "驿站", "At most 500 stations, by id"),
            "next": titled(
                {"type": ["string", "null"]}, "下一页", "Address of the next page; null: the last"
            ),
        }),
        "Station": _object({
            "datum": titled({"type": "string", "const": "wgs84"}, "坐标系", "Always WGS-84 here"),
            **whole,
            "rating": titled(ref("Rating"), "评价", "Ratings by workers"),
            "said_shut": _said_shut(),
        }),
        "Licence": _object({
            "name": titled(TEXT, "名称", "Its name, or that none is stated"),
            "url": titled({"type": ["string", "null"]}, "网址", "Where its text is"),
        }),
        "Rating": _object({
            "mean": titled({"type": ["number", "null"]}, "平均分", "Null while they are too few"),
            "count": titled({"type": "integer", "minimum": 0}, "几个评价", "How many"),
        }),
        "SaidShut": _object({
            "people": titled({"type": "integer", "minimum": 1}, "几个人说", "At least so many"),
            "at": titled(_AT, "最后一次", "When last, in steps of ten minutes"),
        }),
        "Moved": _object({
            "moved": titled(TEXT, "新地址", "Address of the station it became part of")
        }),
        "Term": _object({
            "id": titled(TEXT, "代码", "Id, as answers and parameters have it"),
            "zh": titled(TEXT, "名称", "Its name in Chinese"),
        }),
        "Vocabularies": _object({
            "amenities": titled(_list(ref("Term")), "设施", "Amenities"),
            "kinds": titled(_list(ref("Term")), "类型", "Kinds of stations"),
            "entry": titled(_list(ref("Term")), "进门方式", "Ways in"),
            "hosts": titled(_list(ref("Term")), "场所类型", "Kinds of places that house them"),
            "activity_kinds": titled(_list(ref("Term")), "活动类型", "Kinds of activities"),
        }),
        **{name: _object(told) for name, told in activity_schemas.fields().items()},
    }  # fmt: skip
    return {name: _opened(schema) for name, schema in closed.items()}


def ref(name: str) -> Schema:
    """A type by its name."""
    return {"$ref": f"#/components/schemas/{name}"}


def terms(known: Iterable[str]) -> Schema:
    """Some of the ids of an open list, at least one."""
    return {"type": "array", "items": {"type": "string", OPEN_LIST: [*known]}, "minItems": 1}


def _opened(schema: Any) -> Any:
    """The same type, to which values and fields may come; generators name no code in Chinese."""
    if isinstance(schema, list):
        return [_opened(one) for one in schema]
    if not isinstance(schema, dict):
        return schema
    made = {
        _CHINESE if key == "title" and isinstance(value, str) else key: _opened(value)
        for key, value in schema.items()
        if key != "additionalProperties"
    }
    if "enum" in made and made["enum"] != list(DATUMS):
        made[OPEN_LIST] = made.pop("enum")
    return made


def _fields(*reaches: Publicity) -> Schema:
    return {name: _titled(field) for name, field in published(*reaches).items()}


def _titled(field: Field[Any]) -> Schema:
    means = field.published.means if field.published else ""
    return titled(field.schema, field.title, means)


def _near() -> Schema:
    closure = CLOSURES.codec.schema()["items"]
    yes_no: Schema = {"type": ["boolean", "null"]}
    return {
        "distance_m": titled(
            {"type": "number", "minimum": 0}, "距离", "Metres along the great circle"
        ),
        "lat": titled(LAT, "纬度", "Latitude in the datum of the answer"),
        "lon": titled(LON, "经度", "Longitude in the datum of the answer"),
        "open": titled(yes_no, "是否开着", "Whether the door is open then; null: not known"),
        "closes_at": titled(_MOMENT, "几时关", "When it closes next, if it is open"),
        "opens_at": titled(_MOMENT, "几时开", "When it opens next, if it is closed"),
        "announced": titled(
            {"anyOf": [closure, {"type": "null"}]}, "预告", "Next closure within 100 days"
        ),
        "said_shut": _said_shut(),
        "wants_open": titled(yes_no, "要的能不能用", "Whether all that is wished for can be used"),
        **_fields(*_ROW),
    }  # fmt: skip


def _said_shut() -> Schema:
    means = "Workers found the door shut in the last 12 hours; not proved, changes no state"
    return titled({"anyOf": [ref("SaidShut"), {"type": "null"}]}, "有人说关门", means)


def _problem() -> Schema:
    return _object(
        {
            "type": titled(TEXT, "种类", "Always about:blank"),
            "title": titled(TEXT, "标题", "Kind of refusal in a few words"),
            "status": titled({"type": "integer"}, "状态码", "HTTP status"),
            "detail": titled(TEXT, "说明", "A sentence for people, in Chinese: what to do"),
            "parameter": titled(TEXT, "哪个参数", "The parameter that is wrong"),
        },
        optional=("parameter",),
    )  # fmt: skip


def _object(properties: Schema, *, optional: tuple[str, ...] = ()) -> Schema:
    required = [name for name in properties if name not in optional]
    return {"type": "object", "properties": properties, "required": required}
