"""The description of the interface in OpenAPI 3.1."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from typing import Any

from stations.nearest.question import MOST_STATIONS
from stations.registry import vocabulary, wishes
from stations.registry.fields import published
from stations.registry.fields.codecs import MOMENT_SCHEMA as _MOMENT
from stations.registry.fields.codecs import TEXT_SCHEMA as _TEXT
from stations.registry.fields.codecs import enum_schema as _enum
from stations.registry.fields.codecs import list_schema as _list
from stations.registry.fields.field import Publicity
from stations.registry.fields.life import CLOSURES

Schema = dict[str, Any]

_LAT: Schema = {"type": "number", "minimum": -90, "maximum": 90}
_LON: Schema = {"type": "number", "minimum": -180, "maximum": 180}
_DATUMS = ["wgs84", "gcj02", "bd09"]


@lru_cache(maxsize=1)
def document() -> Schema:
    """The whole description; vocabularies fill its lists."""
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "驿站",
            "version": "1",
            "description": "Which open station is nearest? Moments without an offset are China's.",
        },
        "paths": {
            "/api/v1/stations/nearest": {"get": _nearest()},
            "/api/v1/stations": {"get": _boxed()},
            "/api/v1/stations/{id}": {"get": _one()},
            "/api/v1/vocabularies": {"get": _plain("vocabularies", "Vocabularies")},
        },
        "components": {"schemas": _schemas()},
    }


def _nearest() -> Schema:
    moment = r"^(now|20[0-9]{2}-[0-9]{2}-[0-9]{2}[T ][0-9]{2}:[0-9]{2}(:[0-9]{2})?(Z|[-+][0-9]{2}:[0-9]{2})?)$"  # noqa: E501
    parameters = [
        {**_query("lat", _LAT), "required": True},
        {**_query("lon", _LON), "required": True},
        _query("datum", {"type": "string", "enum": _DATUMS, "default": "wgs84"}),
        _query("limit", {"type": "integer", "minimum": 1, "maximum": MOST_STATIONS, "default": 10}),
        {**_query("wants", _terms(wishes.load().by_id)), "style": "form", "explode": False},
        {**_query("kind", _terms(vocabulary.kinds().terms)), "style": "form", "explode": False},
        {**_query("host", _terms(vocabulary.hosts().terms)), "style": "form", "explode": False},
        _query("min_star", {"type": "integer", "minimum": 0, "maximum": 5}),
        _query("within_m", {"type": "number", "minimum": 0, "maximum": 999_999_999}),
        _query("open", {"type": "string", "pattern": moment}),
        _query("unknown_hours", {"type": "string", "enum": ["include"]}),
    ]
    return _operation("nearest", "Nearest", parameters=parameters)


def _terms(known: Iterable[str]) -> Schema:
    return {"type": "array", "items": {"type": "string", "enum": [*known]}, "minItems": 1}


def _boxed() -> Schema:
    bbox: Schema = {
        "type": "array", "items": {"type": "number"}, "minItems": 4, "maxItems": 4,
        "description": "west,south,east,north; over the date line west is greater than east",
    }  # fmt: skip
    parameters = [
        {**_query("bbox", bbox), "required": True, "style": "form", "explode": False},
        _query("cursor", {"type": "string", "pattern": "^[A-Za-z0-9._~:-]{1,80}$"}),
    ]
    return _operation("in_box", "Collection", parameters=parameters, media="application/geo+json")


def _one() -> Schema:
    found = {"name": "id", "in": "path", "required": True, "schema": _TEXT}
    operation = _operation("station", "Station", parameters=[found])
    moved = _object({"moved": _TEXT})
    operation["responses"]["301"] = {
        "description": "It was combined with the station at Location",
        "content": {"application/json": {"schema": moved}},
    }
    return operation


def _plain(name: str, schema: str) -> Schema:
    return _operation(name, schema, parameters=[])


def _query(name: str, schema: Schema) -> Schema:
    return {"name": name, "in": "query", "schema": schema}


def _operation(
    name: str, schema: str, *, parameters: list[Schema], media: str = "application/json"
) -> Schema:
    problem = {"application/problem+json": {"schema": _ref("Problem")}}
    answers: Schema = {
        "200": {"description": "The answer", "content": {media: {"schema": _ref(schema)}}}
    }
    for status in ("400", "404", "503"):
        answers[status] = {"description": "One sentence that says why not", "content": problem}
    return {"operationId": name, "parameters": parameters, "responses": answers}


def _ref(name: str) -> Schema:
    return {"$ref": f"#/components/schemas/{name}"}


def _object(properties: Schema, *, optional: tuple[str, ...] = ()) -> Schema:
    required = [name for name in properties if name not in optional]
    return {
        "type": "object", "properties": properties, "required": required,
        "additionalProperties": False,
    }  # fmt: skip


def _schemas() -> Schema:
    row = (Publicity.ROW, Publicity.DAY)
    brief = {name: field.schema for name, field in published(*row).items()}
    whole = {name: field.schema for name, field in published(*row, Publicity.WHOLE).items()}
    near = {
        "distance_m": {"type": "number", "minimum": 0},
        "lat": _LAT,
        "lon": _LON,
        "open": {"type": ["boolean", "null"]},
        "closes_at": _MOMENT,
        "opens_at": _MOMENT,
        "announced": {"anyOf": [CLOSURES.codec.schema()["items"], {"type": "null"}]},
        "said_shut": _said_shut(),
        "wants_open": {"type": ["boolean", "null"]},
        **brief,
    }
    term = _object({"id": _TEXT, "zh": _TEXT})
    point = _object({"type": {"const": "Point"}, "coordinates": _list({"type": "number"})})
    feature = _object(
        {"type": {"const": "Feature"}, "id": _TEXT, "geometry": point, "properties": _ref("Brief")}
    )
    return {
        "Problem": _object(
            {
                "type": _TEXT, "title": _TEXT, "status": {"type": "integer"}, "detail": _TEXT,
                "parameter": _TEXT,
            },
            optional=("parameter",),
        ),
        "Brief": _object(brief),
        "Nearest": _object(
            {
                "stations": _list(_object(near, optional=("wants_open",))),
                "complete": {"type": "boolean"},
                "datum": _enum(*_DATUMS),
                "at": {"type": "string", "format": "date-time"},
            }
        ),
        "Collection": _object(
            {
                "type": {"const": "FeatureCollection"}, "features": _list(feature),
                "next": {"type": ["string", "null"]},
            }
        ),
        "Station": _object(
            {
                "datum": {"const": "wgs84"}, **whole, "rating": _rating(),
                "said_shut": _said_shut(),
            }
        ),
        "Vocabularies": _object(
            {name: _list(term) for name in ("amenities", "kinds", "entry", "hosts")}
        ),
    }  # fmt: skip


def _said_shut() -> Schema:
    at = {"type": "string", "format": "date-time"}
    said = _object({"people": {"type": "integer", "minimum": 1}, "at": at})
    return {"anyOf": [said, {"type": "null"}]}


def _rating() -> Schema:
    return _object(
        {"mean": {"type": ["number", "null"]}, "count": {"type": "integer", "minimum": 0}}
    )
