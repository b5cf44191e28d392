"""The interface to read, in Chinese and English, made of its description for programs."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

import orjson
from flask import Blueprint, Response, make_response, render_template, request

from stations.web import public_address
from stations.web.programs import openapi
from stations.web.programs.openapi_schemas import OPEN_LIST
from stations.web.services import current

blueprint = Blueprint("api_page", __name__)

_REFERENCE = "#/components/schemas/"
_SHOWN_VALUES = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class DescribedValue:
    """A parameter or a field: what it is called, of which type, and what it means."""

    name: str
    kind: str
    zh: str
    en: str
    needed: bool
    values: tuple[str, ...] = ()
    """What is known of an open list today."""
    reference: str = ""
    """The type that it is, or holds."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Operation:
    """One question with an example of its answer."""

    id: str
    path: str
    zh: str
    en: str
    parameters: tuple[DescribedValue, ...]
    example: str
    answer: str
    type: str
    responses: tuple[tuple[str, str, str], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Type:
    """The fields of an answer, or of a part of one."""

    name: str
    fields: tuple[DescribedValue, ...]


@blueprint.get("/api")
def page() -> Response:
    """Everything that can be asked, with examples that lead to this site."""
    site = current().settings.site
    document = openapi.document(site)
    response = make_response(
        render_template(
            "about/api.html",
            info=document["info"],
            rules=[*zip(*map(_lines, _rules(document["info"])), strict=True)],
            licence=site.licence,
            server=public_address.origin(),
            operations=[*_operations(document)],
            types=[*_types(document)],
        )
    )
    response.headers["Cache-Control"] = "no-cache"
    response.add_etag()
    response.make_conditional(request)
    return response


def _rules(info: dict[str, Any]) -> tuple[str, str]:
    return info["x-zh"]["description"], info["description"]


def _lines(text: str) -> list[str]:
    return [line.removeprefix("- ") for line in text.splitlines()]


def _operations(document: dict[str, Any]) -> Iterator[Operation]:
    for path, methods in document["paths"].items():
        told = methods["get"]
        ((_, content),) = told["responses"]["200"]["content"].items()
        yield Operation(
            id=told["operationId"],
            path=path,
            zh=told["x-zh"],
            en=told["summary"],
            parameters=tuple(
                _entry(one["name"], {**one["schema"], **one}, needed=one["required"])
                for one in told["parameters"]
            ),
            example=_example(path, told["parameters"]),
            answer=orjson.dumps(content["example"], option=orjson.OPT_INDENT_2).decode(),
            type=_referred(content["schema"]),
            responses=tuple(
                (status, one["x-zh"], one["description"])
                for status, one in told["responses"].items()
            ),
        )


def _example(path: str, parameters: list[dict[str, Any]]) -> str:
    """An address that can be opened: with what must be given, and a few things more."""
    query = {}
    for one in parameters:
        if one["in"] == "path":
            path = path.replace(f"{{{one['name']}}}", one["example"])
        elif one["name"] in ("lat", "lon", "bbox", "limit", "wants", "open"):
            given = one["example"]
            query[one["name"]] = ",".join(map(str, given)) if isinstance(given, list) else given
    return f"{path}?{urlencode(query, safe=',')}" if query else path


def _types(document: dict[str, Any]) -> Iterator[Type]:
    for name, schema in document["components"]["schemas"].items():
        fields = schema.get("properties")
        if fields:
            needed = schema["required"]
            entries = tuple(_entry(one, it, needed=one in needed) for one, it in fields.items())
            yield Type(name=name, fields=entries)


def _entry(name: str, schema: dict[str, Any], *, needed: bool) -> DescribedValue:
    values = schema.get(OPEN_LIST) or schema.get("items", {}).get(OPEN_LIST) or ()
    return DescribedValue(
        name=name,
        kind=_kind(schema),
        zh=schema.get("x-zh", ""),
        en=schema.get("description", ""),
        needed=needed,
        values=tuple(values[:_SHOWN_VALUES]) + (("…",) if len(values) > _SHOWN_VALUES else ()),
        reference=_referred(schema),
    )


def _kind(schema: dict[str, Any]) -> str:
    """A type in few words: `[string]`, `number | null`, `Datum`."""
    if "anyOf" in schema:
        return " | ".join(map(_kind, schema["anyOf"]))
    if "$ref" in schema:
        return _referred(schema)
    if "const" in schema:
        return f"“{schema['const']}”"
    if schema.get("type") == "array":
        return f"[{_kind(schema['items'])}]"
    types = schema.get("type", "")
    words = " | ".join(types) if isinstance(types, list) else str(types)
    return f"{words} ({schema['format']})" if "format" in schema else words


def _referred(schema: dict[str, Any]) -> str:
    for one in (schema, schema.get("items", {}), *schema.get("anyOf", ())):
        if "$ref" in one:
            return str(one["$ref"]).removeprefix(_REFERENCE)
    return ""
