"""How is the interface described for programs, in OpenAPI 3.1?"""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from stations.nearest.question import MOST_STATIONS
from stations.registry import vocabulary
from stations.registry.states import AMENITY_STATE_WORDS, BUILD_MODE_WORDS, GRADE_WORDS, PHASE_WORDS

Schema = dict[str, Any]

_TEXT: Schema = {"type": "string"}
_DAY: Schema = {"type": ["string", "null"], "format": "date"}
_MOMENT: Schema = {"type": ["string", "null"], "format": "date-time"}
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
    amenities = list(vocabulary.amenities().terms)
    wants: Schema = {
        "type": "array", "items": {"type": "string", "enum": amenities}, "minItems": 1,
    }  # fmt: skip
    moment = r"^(now|20[0-9]{2}-[0-9]{2}-[0-9]{2}[T ][0-9]{2}:[0-9]{2}(:[0-9]{2})?(Z|[-+][0-9]{2}:[0-9]{2})?)$"  # noqa: E501
    parameters = [
        {**_query("lat", _LAT), "required": True},
        {**_query("lon", _LON), "required": True},
        _query("datum", {"type": "string", "enum": _DATUMS, "default": "wgs84"}),
        _query("limit", {"type": "integer", "minimum": 1, "maximum": MOST_STATIONS, "default": 10}),
        {**_query("wants", wants), "style": "form", "explode": False},
        _query("kind", {"type": "string", "enum": list(vocabulary.kinds().terms)}),
        _query("min_star", {"type": "integer", "minimum": 0, "maximum": 5}),
        _query("within_m", {"type": "number", "minimum": 0, "maximum": 999_999_999}),
        _query("open", {"type": "string", "pattern": moment}),
        _query("unknown_hours", {"type": "string", "enum": ["include"]}),
    ]
    return _operation("nearest", "Nearest", parameters=parameters)


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


def _list(items: Schema) -> Schema:
    return {"type": "array", "items": items}


def _enum(*values: str) -> Schema:
    return {"type": "string", "enum": list(values)}


def _schemas() -> Schema:
    brief, place = _brief(), {"lat": _LAT, "lon": _LON}
    near = {
        "distance_m": {"type": "number", "minimum": 0},
        **place,
        "open": {"type": ["boolean", "null"]},
        "closes_at": _MOMENT,
        "opens_at": _MOMENT,
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
                "stations": _list(_object(near)),
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
        "Station": _object({"datum": {"const": "wgs84"}, **brief, **place, **_more()}),
        "Vocabularies": _object(
            {name: _list(term) for name in ("amenities", "kinds", "entry", "hosts")}
        ),
    }  # fmt: skip


def _brief() -> Schema:
    return {
        "id": _TEXT,
        "name": _TEXT,
        "number": _TEXT,
        "kind": _enum(*vocabulary.kinds().terms),
        "area": _TEXT,
        "district": _TEXT,
        "address": _TEXT,
        "door": _TEXT,
        "amenities": _list(_enum(*vocabulary.amenities().terms)),
        "out_of_order": _list(_enum(*vocabulary.amenities().terms)),
        "hours": _TEXT,
        "hours_text": _TEXT,
        "entry": _list(_enum(*vocabulary.entry_methods().terms)),
        "star": {"type": ["integer", "null"], "minimum": 1, "maximum": 5},
        "lifecycle": _enum(*PHASE_WORDS),
        "until": _DAY,
        "verified_on": _DAY,
        "reported_shut": _MOMENT,
        "demo": {"type": "boolean"},
    }


def _more() -> Schema:
    amenity = _object(
        {
            "id": _enum(*vocabulary.amenities().terms),
            "state": _enum(*AMENITY_STATE_WORDS),
            "checked_on": _DAY,
            "note": _TEXT,
            "hours": _TEXT,
            "hours_text": _TEXT,
            "how_to_call": _TEXT,
        }
    )
    closure = _object(
        {
            "phase": _enum(*PHASE_WORDS),
            "since": _DAY,
            "until": _DAY,
            "expected": {"type": "boolean"},
            "reason": _TEXT,
        }
    )
    year = {"type": ["integer", "null"]}
    honour = _object({"title": _TEXT, "grade": _enum(*GRADE_WORDS), "year": year})
    texts = (
        "area_words", "hours_staffed", "entry_note", "operator", "keeper_role", "public_phone",
        "reason", "star_basis", "verified_by",
    )  # fmt: skip
    return {
        **dict.fromkeys(texts, _TEXT),
        "aliases": _list(_TEXT),
        "amenities_detail": _list(amenity),
        "floor_area_m2": {"type": ["number", "null"]},
        "seats": {"type": ["integer", "null"]},
        "build_mode": _enum(*BUILD_MODE_WORDS),
        "host": _TEXT,
        "opened_on": _DAY,
        "closes_on": _DAY,
        "closures": _list(closure),
        "honours": _list(honour),
        "updated_at": _MOMENT,
        "rating": _object(
            {"mean": {"type": ["number", "null"]}, "count": {"type": "integer", "minimum": 0}}
        ),
    }
