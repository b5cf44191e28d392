"""All files of rules with their keys, as pages show them; made from the declarations."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from stations.stars.scheme.basics import BasicsFile
from stations.stars.scheme.scheme import Scheme
from stations.subsidies.rules import Programme
from stations.tables.rule_files import rule_keys
from stations.tables.rule_files.rule_keys import DeclaredKey

_LONG = 10
"""More choices than this have a table of their own."""

_TABLE_WORDS = {"term": "期限", "second_visit": "双人验收"}
"""Tables whose keys belong to the file itself."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FormatRow:
    """One key."""

    name: str
    words: str
    bounds: str
    choices: Mapping[str, str]
    """What may be written, with its words; empty where anything may, or too much for a row."""
    required: bool
    example: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FormatTable:
    """The keys of one table of a file; `head` as it stands there, '' above all tables."""

    head: str
    words: str
    rows: tuple[FormatRow, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class FormatFile:
    """One kind of file: where it lies, and what may stand in it."""

    title: str
    place: str
    words: str
    tables: tuple[FormatTable, ...]


def files() -> tuple[FormatFile, ...]:
    """All kinds of files of rules."""
    return (
        FormatFile(
            title="评定办法",
            place="schemes/*.toml",
            words="一个文件是一个城市的一版办法：几级星、打分的项、门槛、期限、名额和谁来做。"
            "一轮评定从头到尾按开始时的那一版。",
            tables=tuple(_tables(Scheme)),
        ),
        FormatFile(
            title="补助办法",
            place="subsidies/*.toml",
            words="一个文件是一个地区的补助。改金额就加一段同一个 id 的 [[rules]]，"
            "写新的 effective_from，给旧的写上 effective_until；已经发的按当时的算。",
            tables=tuple(_tables(Programme)),
        ),
        FormatFile(
            title="基本设施",
            place="basics.toml",
            words="哪些设施算基本设施。最窄的地区先用；本地写了的地区代替程序自带的那一段。",
            tables=tuple(_tables(BasicsFile)),
        ),
    )


def long_choices() -> tuple[str, Mapping[str, str]]:
    """The one list of words that is too long for a row: amenities."""
    key = next(one for one in rule_keys.declared(Scheme) if one.name == "basics")
    return "设施的代号", key.choices


def _tables(kind: Any) -> Iterator[FormatTable]:
    keys = rule_keys.declared(kind)
    plain = [one for one in keys if not (one.tables or one.table or one.rule.table)]
    if plain:
        yield FormatTable(head="", words="写在最前面", rows=tuple(map(_row, plain)))
    for table in dict.fromkeys(one.rule.table for one in keys if one.rule.table):
        inside = tuple(_row(one) for one in keys if one.rule.table == table)
        yield FormatTable(head=f"[{table}]", words=_TABLE_WORDS[table], rows=inside)
    for key in keys:
        inner = key.tables or key.table
        if inner is not None:
            brackets = "[[{}]]" if key.tables else "[{}]"
            yield FormatTable(
                head=brackets.format(key.name),
                words=key.rule.words,
                rows=tuple(map(_row, rule_keys.declared(inner))),
            )


def _row(key: DeclaredKey) -> FormatRow:
    choices = key.choices
    return FormatRow(
        name=key.name,
        words=key.rule.words,
        bounds=key.bounds,
        choices=choices if len(choices) <= _LONG else {},
        required=key.required,
        example=key.rule.example,
    )
