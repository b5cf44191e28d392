"""The description of the interface is whole, true, and outlives new values."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import jsonschema_rs
import pytest

from stations import public_site
from stations.public_site import PublicSite
from stations.registry import vocabulary
from stations.web.programs import openapi
from stations.web.programs.openapi_schemas import OPEN_LIST
from tests.web.programs import strict_description

OURS = PublicSite(
    url="https://yizhan.example.cn", licence=public_site.Licence(name="X", url="https://x")
)
_HAN = range(0x4E00, 0xA000)


def operations() -> Iterator[tuple[str, dict[str, Any]]]:
    for path, methods in openapi.document(OURS)["paths"].items():
        for operation in methods.values():
            yield path, operation


def test_everything_is_said_in_chinese_and_in_english() -> None:
    document = openapi.document(OURS)
    for path, operation in operations():
        for said in (operation, *operation["parameters"], *operation["responses"].values()):
            english = said.get("summary") or said.get("description")
            assert english, path
            assert said["x-zh"], path
            assert not any(ord(sign) in _HAN for sign in english), english
    for name, schema in document["components"]["schemas"].items():
        for field, told in schema.get("properties", {}).items():
            if name not in ("Point", "Feature", "Collection") and "$ref" not in told:
                assert told["x-zh"], (name, field)
                assert told["description"], (name, field)


def test_it_names_server_licence_and_tags() -> None:
    document = openapi.document(OURS)
    assert document["servers"][0]["url"] == OURS.url
    assert document["info"]["license"] == {"name": "X", "url": "https://x"}
    tags = {tag["name"] for tag in document["tags"]}
    assert all(set(operation["tags"]) <= tags for _, operation in operations())
    unnamed = openapi.document(public_site.UNNAMED)
    assert unnamed["servers"][0]["url"] == "/"
    assert "未声明" in unnamed["info"]["license"]["name"]


@pytest.mark.parametrize("describe", [strict_description.document, lambda: openapi.document(OURS)])
def test_every_example_is_what_is_described(describe: Any) -> None:
    document = describe()
    shown = 0
    for methods in document["paths"].values():
        for operation in methods.values():
            for parameter in operation["parameters"]:
                assert valid(parameter["schema"], document).is_valid(parameter["example"])
            for response in operation["responses"].values():
                for content in response["content"].values():
                    if "example" in content:
                        valid(content["schema"], document).validate(content["example"])
                        shown += 1
    assert shown >= 4


def valid(schema: dict[str, Any], document: dict[str, Any]) -> Any:
    return jsonschema_rs.Draft202012Validator({**schema, "components": document["components"]})


def test_a_value_or_a_field_that_comes_later_breaks_nothing() -> None:
    document = openapi.document(OURS)
    content = document["paths"]["/api/v1/stations/{id}"]["get"]["responses"]["200"]["content"]
    (shown,) = content.values()
    later = {**shown["example"], "amenities": ["sauna"], "kind": "castle", "new_field": [1]}
    assert valid(shown["schema"], document).is_valid(later)
    strict = strict_description.document()
    assert not valid(shown["schema"], strict).is_valid(later)
    assert sorted(closed_lists(document)) == [["include"], ["wgs84", "gcj02", "bd09"]]


def closed_lists(part: Any) -> Iterator[list[str]]:
    if isinstance(part, dict):
        if "enum" in part:
            yield part["enum"]
        for one in part.values():
            yield from closed_lists(one)
    elif isinstance(part, list):
        for one in part:
            yield from closed_lists(one)


def test_what_is_known_today_is_told_with_each_open_list() -> None:
    brief = openapi.document(OURS)["components"]["schemas"]["Brief"]["properties"]
    assert brief["amenities"]["items"][OPEN_LIST] == list(vocabulary.amenities().terms)
    assert brief["kind"][OPEN_LIST] == list(vocabulary.kinds().terms)
