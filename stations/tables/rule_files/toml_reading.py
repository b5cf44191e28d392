"""Reading of a file of rules after its declaration: all that is wrong is told, with lines."""

from __future__ import annotations

import difflib
import re
import tomllib
import typing
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, TypeVar

from stations.errors import Invalid
from stations.tables.rule_files import rule_keys
from stations.tables.rule_files.rule_keys import DeclaredKey

T = TypeVar("T")
Entry = Mapping[str, Any]
_MOST_LINES = 5_000
_LARGEST = 1_000_000_000
_WIDE = re.compile("[＝“”‘’，：；［］＃]")  # typed by a Chinese keyboard
_AT = re.compile(r"\(at line (\d+), column (\d+)\)")


@dataclass(frozen=True, slots=True)
class KeyPlace:
    """A key of the n-th table of a name; the table itself where the key is ''."""

    table: str = ""
    position: int = 0
    key: str = ""


@dataclass(slots=True, kw_only=True)
class RuleReader:
    """The text of a TOML file of rules, and what is found wrong with it."""

    text: str
    name: str
    faults: dict[KeyPlace, Invalid] = field(default_factory=dict)
    """The first thing that is wrong at each place."""

    def read(self, kind: type[T]) -> T:
        """The value that the file tells. Where a key is wrong its example stands in, so that
        the rest is checked as well; `finished` then refuses all of it."""
        made: T = self._made(kind, self._parsed(), KeyPlace())
        return made

    def finished(self) -> None:
        """Invalid with all faults, in the order of the lines."""
        if not self.faults:
            return
        told = sorted(
            ((self._line(place), problem) for place, problem in self.faults.items()),
            key=lambda one: one[0],
        )
        raise self._refusal(
            [Invalid("in_rules.at_line", line=line, problem=problem) for line, problem in told]
        )

    def fault(self, table: str, position: int, key: str, problem: Invalid) -> None:
        """Notes what is wrong with a key of the n-th table of a name."""
        self.faults.setdefault(KeyPlace(table, position, key), problem)

    def sound(self, *parts: tuple[str, str]) -> bool:
        """Whether nothing was found wrong with these keys of tables, nor with the tables."""
        wrong = {(place.table, place.key) for place in self.faults}
        return not any({(table, key), (table, ""), ("", table)} & wrong for table, key in parts)

    def _refusal(self, faults: Sequence[Invalid]) -> Invalid:
        return Invalid("bad_rules", field="scheme", file=self.name, faults=faults)

    def _parsed(self) -> Entry:
        if self.text.count("\n") > _MOST_LINES:
            raise self._refusal([Invalid("in_rules.too_long", most=_MOST_LINES)])
        try:
            return tomllib.loads(self.text)
        except (ValueError, RecursionError) as error:
            raise self._refusal([_of_toml(self.text, str(error))]) from error

    def _made(self, kind: Any, told: Entry, place: KeyPlace) -> Any:
        """The dataclass that a table describes."""
        keys = rule_keys.declared(kind)
        flat = {key.rule.table for key in keys} - {""}
        known = [*(key.name for key in keys if not key.rule.table), *flat]
        self._check_known(told, known, place)
        for table in sorted(flat):
            inside = [key for key in keys if key.rule.table == table]
            if table in told or any(key.required for key in inside):
                known = [key.name for key in inside]
                self._check_known(self._table(told, table), known, KeyPlace(table))
        values = {key.name: self._value(key, told, place) for key in keys}
        return kind(**values)

    def _check_known(self, told: Entry, known: Iterable[str], place: KeyPlace) -> None:
        for key in told:
            if key in (listed := list(known)):
                continue
            problem = Invalid("in_rules.unknown_key", name=key, known=listed)
            if near := _near(key, listed):
                problem = Invalid("in_rules.unknown_key.near", name=key, near=near)
            self.fault(place.table, place.position, key, problem)

    def _table(self, told: Entry, table: str) -> Entry:
        found = told.get(table)
        if isinstance(found, dict):
            return found
        self.fault("", 0, table, Invalid("in_rules.missing_table", table=table))
        return {}

    def _value(self, key: DeclaredKey, told: Entry, place: KeyPlace) -> Any:
        if key.tables is not None:
            return self._tables(key, key.tables, told)
        if key.table is not None:
            made = self._made(key.table, self._table(told, key.name), KeyPlace(key.name))
            if key.rule.entries is None:
                return made
            return {one.name: getattr(made, one.name) for one in rule_keys.declared(key.table)}
        if key.rule.table:
            place, told = KeyPlace(key.rule.table), told.get(key.rule.table, {})
            told = told if isinstance(told, dict) else {}
        if key.name not in told:
            if key.required:
                problem = Invalid("in_rules.missing_key", name=key.name, example=key.rule.example)
                self.fault(place.table, place.position, key.name, problem)
                return key.kept(key.exemplified)
            return key.default
        value = told[key.name]
        problem_, usable = _judged(key, value)
        if problem_ is not None:
            self.fault(place.table, place.position, key.name, problem_)
        return key.kept(value if usable else key.exemplified)

    def _tables(self, key: DeclaredKey, kind: type, told: Entry) -> tuple[Any, ...]:
        found = told.get(key.name)
        if found is None and not key.required:
            return tuple(key.default)
        if not isinstance(found, list) or not found or not all(isinstance(n, dict) for n in found):
            self.fault("", 0, key.name, Invalid("in_rules.missing_tables", table=key.name))
            return ()
        return tuple(self._made(kind, one, KeyPlace(key.name, n)) for n, one in enumerate(found))

    def _line(self, place: KeyPlace) -> int:
        return _line_of(self.text, place)


def _judged(key: DeclaredKey, value: Any) -> tuple[Invalid | None, bool]:
    """What is wrong with a value, and whether it can be worked with all the same."""
    if key.listed is not None:
        return _judged_list(key, value)
    choices = key.choices
    if not rule_keys.is_of_kind(key.kind, value):
        return _other_kind(key), False
    if choices:
        return (None, True) if value in choices else (_no_choice(value, choices), False)
    if isinstance(value, str):
        if not value.strip():
            return Invalid("in_rules.empty"), False
        if len(value) > key.rule.longest or not value.isprintable():
            return Invalid("in_rules.text", most=key.rule.longest), True
    if isinstance(value, int | float) and not isinstance(value, bool):
        least, most = key.rule.least or 0, key.rule.most
        if not least <= value <= (_LARGEST if most is None else most):
            return _out_of_range(key), True
    return (key.rule.fits(value) if key.rule.fits else None), True


def _judged_list(key: DeclaredKey, value: Any) -> tuple[Invalid | None, bool]:
    """The same of a list of texts, or of lists of them."""
    if not isinstance(value, list) or not (value or not key.required):
        return Invalid("in_rules.list", example=key.rule.example), False
    deep = value and all(isinstance(one, list) and one for one in value)
    flat = [one for part in value for one in part] if deep else value
    if not all(isinstance(one, str) for one in flat):
        return Invalid("in_rules.list", example=key.rule.example), False
    if value and bool(deep) is not (typing.get_origin(key.listed) is tuple):
        return Invalid("in_rules.list", example=key.rule.example), False
    for one in flat:
        if one not in key.choices:
            return _no_choice(one, key.choices), False
    return (key.rule.fits(value) if key.rule.fits else None), True


def _other_kind(key: DeclaredKey) -> Invalid:
    if key.kind is date:
        return Invalid("in_rules.date")
    if key.kind is bool:
        return Invalid("in_rules.truth")
    if key.kind in (int, float):
        return _out_of_range(key)
    return Invalid("in_rules.quoted", example=key.rule.example)


def _out_of_range(key: DeclaredKey) -> Invalid:
    least, most = key.rule.least or 0, key.rule.most
    if key.kind is float:
        return Invalid("in_rules.number", least=rule_keys.figure(least))
    if most is None:
        return Invalid("in_rules.whole", least=rule_keys.figure(least))
    return Invalid(
        "in_rules.whole_range", least=rule_keys.figure(least), most=rule_keys.figure(most)
    )


def _no_choice(given: str, choices: Mapping[str, str]) -> Invalid:
    """Refused with the nearest one, also where its Chinese word was written."""
    by_word = {words: one for one, words in choices.items() if words}
    near = by_word.get(given) or _near(given, choices)
    listed = [f"{one}（{words}）" if words else one for one, words in choices.items()]
    if near:
        return Invalid("in_rules.unknown_choice.near", given=given[:40], near=near)
    return Invalid("in_rules.unknown_choice", given=given[:40], choices=listed)


def _near(given: str, known: Iterable[str]) -> str:
    found = difflib.get_close_matches(given.lower(), list(known), n=1, cutoff=0.6)
    return found[0] if found else ""


def _of_toml(text: str, words: str) -> Invalid:
    """What keeps a text from being TOML, with its line."""
    lines = text.splitlines() or [""]
    at = _AT.search(words)
    line = min(int(at[1]), len(lines)) if at else len(lines)
    shown = lines[line - 1].split("#")[0]
    if wide := _WIDE.search(re.sub(r'"[^"]*"', "", shown)):
        problem = Invalid("in_rules.wide_sign", sign=wide[0])
    elif "overwrite" in words or "twice" in words:
        problem = Invalid("in_rules.key_twice")
    elif "after a key" in words:
        problem = Invalid("in_rules.no_equals")
    elif "after a statement" in words:
        problem = Invalid("in_rules.one_statement")
    elif "value" in words:
        problem = Invalid("in_rules.no_value")
    else:
        problem = Invalid("in_rules.not_toml")
    return Invalid("in_rules.at_line", line=line, problem=problem)


def _line_of(text: str, place: KeyPlace) -> int:
    """The line of a key in the n-th table of a name; of the table where the key is not there."""
    lines = text.splitlines()
    start = _header(lines, place)
    inside = bool(place.table) and start is not None
    if place.table and start is None:
        # Written in one line: levels = [{…}].
        place, start = KeyPlace(key=place.table), 0
    begin, top = start or 0, not inside
    key = rf'\s*(?:"{re.escape(place.key)}"|{re.escape(place.key)})\s*='
    for n in range(begin + inside, len(lines)):
        if re.match(r"\s*\[", lines[n]):
            if inside:
                break
            top = False
            if place.key and re.match(rf"\s*\[+\s*{re.escape(place.key)}\s*\]", lines[n]):
                return n + 1
        if place.key and (inside or top) and re.match(key, lines[n]):
            return n + 1
    return begin + 1


def _header(lines: Sequence[str], place: KeyPlace) -> int | None:
    """Where the n-th table of a name begins; None where none does."""
    head = rf"\s*\[{{1,2}}\s*{re.escape(place.table)}\s*\]{{1,2}}\s*(#.*)?"
    found = [n for n, line in enumerate(lines) if place.table and re.fullmatch(head, line)]
    return found[min(place.position, len(found) - 1)] if found else None
