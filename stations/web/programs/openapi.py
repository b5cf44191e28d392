"""The description of the interface in OpenAPI 3.1; its words are in data/api.toml."""

from __future__ import annotations

import tomllib
from functools import cache, lru_cache
from typing import Any

from stations.activities import model
from stations.config import DATA
from stations.nearest.question import MOST_STATIONS
from stations.public_site import PublicSite
from stations.registry import vocabulary, wishes
from stations.web.programs import openapi_examples, openapi_schemas
from stations.web.programs.openapi_schemas import LAT, LON, ref, terms
from stations.web.whats_on import activity_schemas

Schema = dict[str, Any]

_MOMENT = (
    r"^(now|20[0-9]{2}-[0-9]{2}-[0-9]{2}[T ][0-9]{2}:[0-9]{2}(:[0-9]{2}(\.[0-9]{1,9})?)?"
    r"(Z|[-+][0-9]{2}:?[0-9]{2})?)$"
)
_CURSOR = {"type": "string", "pattern": "^[A-Za-z0-9._~:-]{1,80}$"}
_NUMBERS = {"type": "array", "items": {"type": "number"}, "minItems": 4, "maxItems": 4}


@cache
def words() -> Schema:
    """What is said of everything, in Chinese and English."""
    return tomllib.loads((DATA / "api.toml").read_text("utf-8"))


@lru_cache(maxsize=4)
def document(site: PublicSite) -> Schema:
    """The whole description of a site's interface; vocabularies fill its lists."""
    info = words()["info"]
    licence = site.licence
    # Generators want one of the two; what SPDX does not know is a LicenseRef.
    where = {"url": licence.url} if licence.url else {"identifier": "LicenseRef-see-name"}
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "驿站 API",
            "version": "1",
            "summary": info["en"],
            "description": info["rules_en"].strip(),
            "x-zh": {"summary": info["zh"], "description": info["rules_zh"].strip()},
            "license": {"name": licence.name, **where},
        },
        "servers": [{"url": site.url or "/", "description": "This site"}],
        "externalDocs": {"url": f"{site.url}/api", "description": "In Chinese and English"},
        "tags": [
            {"name": name, "description": said["en"], "x-zh": said["zh"]}
            for name, said in words()["tags"].items()
        ],
        "paths": {
            "/api/v1/stations/nearest": {"get": _nearest()},
            "/api/v1/stations": {"get": _boxed()},
            "/api/v1/stations/{id}": {"get": _one()},
            "/api/v1/activities": {"get": _activities()},
            "/api/v1/vocabularies": {"get": _vocabularies()},
        },
        "components": {"schemas": openapi_schemas.schemas()},
    }


def _nearest() -> Schema:
    most = {"type": "integer", "minimum": 1, "maximum": MOST_STATIONS, "default": 10}
    parameters = [
        _query("lat", LAT, required=True),
        _query("lon", LON, required=True),
        # By its name: where it stands twice, generators name two types alike.
        _query("datum", ref("Datum")),
        _query("limit", most),
        _list("wants", terms(wishes.load().by_id)),
        _list("kind", terms(vocabulary.kinds().terms)),
        _list("host", terms(vocabulary.hosts().terms)),
        _query("network", {"type": "string"}),
        _query("min_star", {"type": "integer", "minimum": 0, "maximum": 5}),
        _query("within_m", {"type": "number", "minimum": 0, "maximum": 999_999_999}),
        _query("open", {"type": "string", "pattern": _MOMENT}),
        _query("unknown_hours", {"type": "string", "enum": ["include"]}),
    ]
    answer = _content("Nearest", openapi_examples.nearest())
    return _operation("nearest", parameters=parameters, answer=answer)


def _boxed() -> Schema:
    parameters = [
        {**_list("bbox", _NUMBERS), "required": True},
        _query("cursor", _CURSOR),
        _query("network", {"type": "string"}),
    ]
    media = "application/geo+json"
    answer = _content("Collection", openapi_examples.collection(), media=media)
    return _operation("in_box", parameters=parameters, answer=answer)


def _one() -> Schema:
    found = {**_query("id", {"type": "string"}, required=True), "in": "path"}
    answer = _content("Station", openapi_examples.station())
    operation = _operation("station", parameters=[found], answer=answer)
    operation["responses"]["301"] = _response("301", _content("Moved"))
    return operation


def _activities() -> Schema:
    kinds = terms(model.kinds().terms)
    parameters = [
        _query("area", activity_schemas.AREA),
        _query("station", {"type": "string"}),
        {**_list("activity_kind", kinds), "name": "kind"},
        _query("from", activity_schemas.DAY),
        _query("to", activity_schemas.DAY),
        _query("cursor", _CURSOR),
    ]
    answer = _content("Activities", activity_schemas.example())
    return _operation("activities", parameters=parameters, answer=answer, tag="activities")


def _vocabularies() -> Schema:
    answer = _content("Vocabularies", openapi_examples.vocabularies())
    return _operation("vocabularies", parameters=[], answer=answer, tag="vocabularies")


def _query(name: str, schema: Schema, *, required: bool = False) -> Schema:
    said = words()["parameters"][name]
    told = {"description": said["en"], "x-zh": said["zh"], "example": said["example"]}
    return {"name": name, "in": "query", "required": required, **told, "schema": schema}


def _list(name: str, schema: Schema) -> Schema:
    """Several values, apart by commas; clients that write each by itself are understood too."""
    return {**_query(name, schema), "style": "form", "explode": False}


def _operation(
    name: str, *, parameters: list[Schema], answer: Schema, tag: str = "stations"
) -> Schema:
    said = words()["operations"][name]
    problem = _content("Problem", openapi_examples.problem(), media="application/problem+json")
    return {
        "operationId": name,
        "tags": [tag],
        "summary": said["en"],
        "x-zh": said["zh"],
        "parameters": parameters,
        "responses": {
            "200": _response("200", answer),
            **{status: _response(status, problem) for status in ("400", "404", "503")},
        },
    }


def _response(status: str, content: Schema) -> Schema:
    said = words()["responses"][status]
    return {"description": said["en"], "x-zh": said["zh"], "content": content}


def _content(schema: str, example: Any = None, *, media: str = "application/json") -> Schema:
    shown = {} if example is None else {"example": example}
    return {media: {"schema": ref(schema), **shown}}
