"""One declaration drives the reader, the checker, what is written and the page of the format."""

from __future__ import annotations

import dataclasses
import tomllib
from collections.abc import Iterator
from typing import Any

import pytest

from stations.config import ROOT
from stations.reports.rule_format import format_markdown, format_sections
from stations.stars.scheme import basics, scheme_file
from stations.stars.scheme.basics import BasicsFile
from stations.stars.scheme.scheme import Scheme
from stations.subsidies import rule_file
from stations.subsidies.rules import Programme
from stations.tables.rule_files import rule_keys, rule_writing
from stations.tables.rule_files.rule_keys import DeclaredKey

KINDS = (Scheme, Programme, BasicsFile)


def every_key(kind: Any) -> Iterator[DeclaredKey]:
    for key in rule_keys.declared(kind):
        yield key
        inner = key.tables or key.table
        if inner is not None:
            yield from every_key(inner)


def test_the_page_of_the_format_is_what_the_program_reads() -> None:
    """Made anew by `stations schemes format > docs/rules.zh-CN.md`."""
    assert (ROOT / "docs" / "rules.zh-CN.md").read_text("utf-8") == format_markdown.page()


@pytest.mark.parametrize("kind", KINDS)
def test_every_key_is_explained_and_its_example_can_be_read(kind: Any) -> None:
    for key in every_key(kind):
        assert key.rule.words, key.name
        if key.tables or key.table:
            continue
        assert key.rule.example, key.name
        tomllib.loads(f"{key.name} = {key.rule.example}")
        for one in key.choices:
            assert isinstance(one, str)


def test_every_key_of_the_files_stands_on_the_page() -> None:
    page = format_markdown.page()
    for kind in KINDS:
        for key in every_key(kind):
            assert f"`{key.name}`" in page or f"[{key.name}]" in page, key.name
    shown = {
        row.name for file in format_sections.files() for one in file.tables for row in one.rows
    }
    assert {"quota_percent", "signal", "measure", "publish", "wants", "amount_fen"} <= shown


@pytest.mark.parametrize("key", ["jinan-1", "fuzhou-1"])
def test_what_is_written_reads_back_as_the_same(key: str) -> None:
    scheme = scheme_file.shipped()[key]
    assert scheme_file.parse(rule_writing.written(scheme), name="x") == scheme
    odd = dataclasses.replace(
        scheme,
        name='引号"和\\反斜杠 # 井号',
        gates=(),
        vetoes=(),
        basics=(("aed",), ("heating", "fan")),
    )
    assert scheme_file.parse(rule_writing.written(odd), name="x") == odd


def test_subsidies_and_basics_read_back_as_well() -> None:
    (programme,) = rule_file.known()
    assert rule_file.parse(rule_writing.written(programme), name="x") == programme
    lists = basics.parse(basics.FILE.read_text("utf-8"), name="x")
    assert basics.parse(rule_writing.written(lists), name="x") == lists
