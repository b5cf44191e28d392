"""Reading of a file of rules, with mistakes named by line."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar, NoReturn

from stations.errors import Invalid

Entry = dict[str, Any]
_KINDS: Mapping[str, Any] = {"int": int, "int | None": int, "float": (int, float)}


@dataclass(frozen=True, slots=True, kw_only=True)
class RuleFile:
    """The text of a TOML file, and what Invalid calls it when something in it is wrong."""

    text: str
    name: str

    code: ClassVar[str] = "bad_scheme"
    largest: ClassVar[int] = 100_000

    def parsed(self) -> Entry:
        """What the text tells; Invalid where it is no TOML."""
        try:
            return tomllib.loads(self.text)
        except tomllib.TOMLDecodeError as error:
            raise Invalid(
                "invalid.rules_not_toml", field="scheme", file=self.name, error=error
            ) from error

    def fail(self, table: str, position: int, key: str, problem: Invalid) -> NoReturn:
        """Says what is wrong with a key of the n-th table of a name, with its line."""
        line = _line_of(self.text, table=table, position=position, key=key)
        raise Invalid(
            "invalid.rules_line",
            field="scheme",
            code=self.code,
            file=self.name,
            line=line,
            problem=problem,
        )

    def keys(self, entry: Entry, known: Iterable[str], *, table: str, position: int = 0) -> None:
        """Fails at the first unknown key."""
        for key in entry:
            if key not in known:
                self.fail(table, position, key, Invalid("in_rules.unknown_key", name=key))

    def plain(self, told: Entry, kinds: Mapping[str, type]) -> Entry:
        """The values above all tables, each of its kind."""
        for key, kind in kinds.items():
            if type(told.get(key)) is not kind:
                self.fail("", 0, key, Invalid("in_rules.missing_value", name=key))
        return {key: told[key] for key in kinds}

    def table(self, told: Entry, table: str) -> Entry:
        """The one table of a name."""
        found = told.get(table)
        if not isinstance(found, dict):
            self.fail("", 0, table, Invalid("in_rules.missing_table", table=table))
        return found

    def every(self, kind: Any, told: Entry, table: str) -> tuple[Any, ...]:
        """A value of this kind for each of the tables of a name."""
        entries = told.get(table)
        if not isinstance(entries, list) or not entries:
            self.fail("", 0, table, Invalid("in_rules.missing_tables", table=table))
        return tuple(
            self.made(kind, entry, table=table, position=n) for n, entry in enumerate(entries)
        )

    def made(self, kind: Any, entry: Entry, *, table: str, position: int = 0) -> Any:
        """The dataclass that a table describes, none of its keys missing or unknown."""
        fields = kind.__dataclass_fields__
        self.keys(entry, set(fields), table=table, position=position)
        values = dict(entry)
        for key, value in entry.items():
            values[key] = self.value(fields[key].type, value, table, position, key)
        missing = [
            key for key, one in fields.items()
            if key not in values and one.default is one.default_factory
        ]  # fmt: skip
        if missing:
            self.fail(table, position, "", Invalid("in_rules.missing_keys", missing=missing))
        return kind(**values)

    def value(self, kind: str, value: Any, table: str, n: int, key: str) -> Any:
        """A number or a text; files with values of other kinds read those before."""
        wanted = _KINDS.get(kind, str)
        if not isinstance(value, wanted) or isinstance(value, bool) or value in ("", None):
            self.fail(table, n, key, Invalid("in_rules.other_kind"))
        if isinstance(value, int | float) and not 0 <= value <= self.largest:
            self.fail(table, n, key, Invalid("in_rules.number_range"))
        return value


def _line_of(text: str, *, table: str, position: int, key: str) -> int:
    """The line of a key in the n-th table of a name; of the table where the key is not there."""
    lines: Sequence[str] = text.splitlines()
    start, seen = 0, -1
    if table:
        for n, line in enumerate(lines):
            if re.fullmatch(rf"\s*\[{{1,2}}{re.escape(table)}\]{{1,2}}\s*(#.*)?", line):
                seen += 1
                start = n
                if seen == position:
                    break
    for n in range(start + bool(table), len(lines)):
        if table and re.match(r"\s*\[", lines[n]):
            break
        if key and re.match(rf"\s*{re.escape(key)}\s*=", lines[n]):
            return n + 1
    return start + 1
