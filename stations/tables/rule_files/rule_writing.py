"""A file of rules written from its value, each key explained where it stands first."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from datetime import date
from enum import Enum
from typing import Any

from stations.tables.rule_files import rule_keys
from stations.tables.rule_files.rule_keys import DeclaredKey


def written(value: Any, *, head: str = "") -> str:
    """The text of a file that tells this value; it reads back as the same."""
    lines = [f"# {line}".rstrip() for line in head.splitlines()]
    kind: Any = type(value)
    keys = rule_keys.declared(kind)
    plain = [one for one in keys if not (one.tables or one.table or one.rule.table)]
    for key in plain:
        lines += _assigned(key, getattr(value, key.name), explained=True)
    for table in dict.fromkeys(one.rule.table for one in keys if one.rule.table):
        lines += ["", f"[{table}]"]
        for key in keys:
            if key.rule.table == table:
                lines += _assigned(key, getattr(value, key.name), explained=True)
    for key in keys:
        lines += _tables(key, getattr(value, key.name))
    return "\n".join(lines) + "\n"


def _tables(key: DeclaredKey, value: Any) -> Iterator[str]:
    """A table, or each of those of a name."""
    kind = key.tables or key.table
    if kind is None:
        return
    entries = value if key.tables else (value,)
    brackets = "[[{}]]" if key.tables else "[{}]"
    yield from ("", f"# {key.rule.words}")
    for n, entry in enumerate(entries):
        yield from ([""] if n else [])
        yield brackets.format(key.name)
        for one in rule_keys.declared(kind):
            told = entry[one.name] if isinstance(entry, Mapping) else getattr(entry, one.name)
            yield from _assigned(one, told, explained=not n)
    if not entries:
        yield f"# [[{key.name}]]"
        for one in rule_keys.declared(kind):
            yield f"# {one.name} = {one.rule.example}  # {_explained(one)}"


def _assigned(key: DeclaredKey, value: Any, *, explained: bool) -> Iterator[str]:
    """A line; what is as it would be without it is only mentioned."""
    words = f"  # {_explained(key)}" if explained else ""
    if not key.required and value == key.default:
        if explained:
            yield f"# {key.name} = {key.rule.example}{words}"
        return
    yield f"{key.name} = {_toml(value)}{words}"


def _explained(key: DeclaredKey) -> str:
    return "；".join(filter(None, (key.rule.words, key.bounds, _choices(key))))


def _choices(key: DeclaredKey) -> str:
    if len(key.choices) > _MOST_CHOICES:
        return ""
    told = [f"{one} {words}".strip() for one, words in key.choices.items()]
    return f"可写 {'、'.join(told)}" if told else ""


_MOST_CHOICES = 10


def _toml(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, Enum):
        value = value.value
    if isinstance(value, str):
        return json.dumps(value, ensure_ascii=False)
    if isinstance(value, frozenset):
        value = sorted(value)
    if isinstance(value, tuple | list):
        return f"[{', '.join(map(_toml, value))}]"
    return value.isoformat() if isinstance(value, date) else str(value)
