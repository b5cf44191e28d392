"""The declaration of a file of rules: what each key means, its bounds and an example.

The fields of a frozen dataclass are the keys, `Annotated` with what a person has to know of them.
Reading, checking and the page that explains the format all follow from it.
"""

from __future__ import annotations

import tomllib
import typing
from collections.abc import Callable, Mapping
from dataclasses import MISSING, dataclass, fields, is_dataclass
from datetime import date
from enum import StrEnum
from functools import cache
from types import UnionType
from typing import Any

from stations.errors import Invalid

LONGEST = 200
"""Of a text, unless its key says something else."""


@dataclass(frozen=True, slots=True, eq=False)
class RuleKey:
    """What is told of a key beside its type and default. `example` is written as in a file."""

    words: str
    example: str = ""
    least: float | None = None
    most: float | None = None
    longest: int = LONGEST
    table: str = ""
    """The table of the file in which it stands, where the value has no class of its own."""
    choices: Mapping[str, str] | Callable[[], Mapping[str, str]] | None = None
    """What may be written, and how people call it, where the type does not say so."""
    fits: Callable[[Any], Invalid | None] | None = None
    """What is wrong with a value of the right kind; None for nothing."""
    entries: type | None = None
    """The declaration of the keys of a mapping."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DeclaredKey:
    """A key of a file as its declaration has it."""

    name: str
    kind: Any
    """Its type without None."""
    rule: RuleKey
    required: bool
    default: Any = None

    @property
    def listed(self) -> Any:
        """Of a list the type of what stands in it; None where it is no list."""
        if typing.get_origin(self.kind) in (tuple, frozenset):
            return typing.get_args(self.kind)[0]
        return None

    @property
    def tables(self) -> type | None:
        """The class of the tables that a list holds."""
        kind = self.listed
        return kind if isinstance(kind, type) and is_dataclass(kind) else None

    @property
    def table(self) -> type | None:
        """The class of the one table that the key is."""
        if self.rule.entries:
            return self.rule.entries
        return self.kind if is_dataclass(self.kind) and isinstance(self.kind, type) else None

    @property
    def choices(self) -> Mapping[str, str]:
        """What may be written with its words; empty where anything may."""
        given = self.rule.choices
        if given is not None:
            return given() if callable(given) else given
        kind = self.listed or self.kind
        if isinstance(kind, type) and issubclass(kind, StrEnum):
            return {one.value: "" for one in kind}
        if typing.get_origin(kind) is typing.Literal:
            return dict.fromkeys(typing.get_args(kind), "")
        return {}

    @property
    def bounds(self) -> str:
        """Which values are right, in words; '' where any text is."""
        least, most = figure(self.rule.least or 0), self.rule.most
        if self.kind in (int, float):
            upwards = f"不小于 {least}" if most is None else f"{least} 到 {figure(most)}"
            return f"{upwards} 的{'整数' if self.kind is int else '数'}"
        if self.kind is bool:
            return "true 或 false"
        if self.kind is date:
            return "日期，不加引号"
        if self.choices:
            return "列表" if self.listed is not None else "可选的词"
        return f"文字，最多 {self.rule.longest} 个字" if self.kind is str else ""

    @property
    def exemplified(self) -> Any:
        """The example as a file of rules would give it; the default where there is none."""
        if not self.rule.example:
            return self.default
        return tomllib.loads(f"it = {self.rule.example}")["it"]

    def kept(self, value: Any) -> Any:
        """A plain value of the file as the declared type has it."""
        kind = self.kind
        if self.listed is not None:
            inner = self.listed
            build = typing.get_origin(kind)
            if typing.get_origin(inner) is tuple:
                return tuple(map(tuple, value))
            return build(inner(one) if _is_enum(inner) else one for one in value)
        return kind(value) if _is_enum(kind) else value


@cache
def declared(kind: Any) -> tuple[DeclaredKey, ...]:
    """The keys of a declaration, in its order."""
    hints = typing.get_type_hints(kind, include_extras=True)
    found = []
    for one in fields(kind):
        hint, rule = hints[one.name], RuleKey("")
        if typing.get_origin(hint) is typing.Annotated:
            hint, *told = typing.get_args(hint)
            rule = next((each for each in told if isinstance(each, RuleKey)), rule)
        if typing.get_origin(hint) in (UnionType, typing.Union):
            hint = next(each for each in typing.get_args(hint) if each is not type(None))
        required = one.default is MISSING
        found.append(
            DeclaredKey(
                name=one.name,
                kind=hint,
                rule=rule,
                required=required,
                default=None if required else one.default,
            )
        )
    return tuple(found)


def figure(number: float) -> str:
    """A number without useless digits."""
    return f"{number:g}" if number % 1 else f"{number:.0f}"


def is_of_kind(kind: Any, value: Any) -> bool:
    """Whether a value of a file is of a plain type, or of what is written as text."""
    if isinstance(value, bool) or kind is bool:
        return isinstance(value, bool) and kind is bool
    if kind is float:
        return isinstance(value, int | float)
    if kind is date:
        return type(value) is date
    return isinstance(value, int if kind is int else str)


def _is_enum(kind: Any) -> bool:
    return isinstance(kind, type) and issubclass(kind, StrEnum)
