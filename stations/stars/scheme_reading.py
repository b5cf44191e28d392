"""How is a scheme file read, and what is wrong with it where?"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, NoReturn

from stations.accounts.roles import Role
from stations.config import DATA
from stations.errors import Invalid
from stations.registry import vocabulary
from stations.stars.scheme import (
    EVIDENCE,
    MEASURES,
    STEPS_OF_ROLES,
    Criterion,
    Days,
    Gate,
    Group,
    Level,
    Scheme,
    Veto,
)
from stations.stars.signals import Signal

FOLDER = DATA / "schemes"


def shipped() -> dict[str, Scheme]:
    """All schemes that come with the program, by key."""
    return {scheme.key: scheme for scheme in map(load, sorted(FOLDER.glob("*.toml")))}


def load(path: Path) -> Scheme:
    """The scheme of a file; Invalid names the line and what is wrong there."""
    return parse(path.read_text("utf-8"), name=path.name)


def parse(text: str, *, name: str) -> Scheme:
    """The scheme that a text describes; Invalid names the line and what is wrong there."""
    try:
        told = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise Invalid(f"{name} 不是完整的 TOML：{error}。", field="scheme") from error
    reader = _Reader(text=text, name=name)
    scheme = reader.scheme(told)
    reader.check(scheme)
    return scheme


@dataclass(frozen=True, slots=True, kw_only=True)
class _Reader:
    text: str
    name: str

    def scheme(self, told: dict[str, Any]) -> Scheme:
        self._keys(told, _TOP, table="")
        days = self._table(told, "days")
        term = self._table(told, "term")
        self._keys(term, {"months", "recheck_months"}, table="term")
        steps = self._table(told, "steps")
        self._keys(steps, set(STEPS_OF_ROLES), table="steps")
        return Scheme(
            days=self._made(Days, days, table="days"),
            months=self._number(term, "months", table="term"),
            recheck_months=self._number(term, "recheck_months", table="term"),
            levels=self._all(Level, told, "levels"),
            groups=self._all(Group, told, "groups"),
            criteria=self._all(Criterion, told, "criteria"),
            gates=self._all(Gate, told, "gates"),
            vetoes=self._all(Veto, told, "vetoes"),
            steps={step: self._roles(steps, step) for step in STEPS_OF_ROLES},
            **{key: told[key] for key in _PLAIN},
        )

    def check(self, scheme: Scheme) -> None:
        """What no single line tells: sums, orders, and what names something else."""
        groups = {group.id: 0 for group in scheme.groups}
        for n, one in enumerate(scheme.criteria):
            if one.group not in groups:
                self._fail("criteria", n, "group", f"没有“{one.group}”这一组")
            groups[one.group] += one.points
        for n, group in enumerate(scheme.groups):
            if groups[group.id] != group.points:
                words = (
                    f"“{group.name}”写的是 {group.points} 分，各项加起来是 {groups[group.id]} 分"
                )
                self._fail("groups", n, "points", words)
        self._check_ids("criteria", [one.id for one in scheme.criteria])
        self._check_ids("vetoes", [one.id for one in scheme.vetoes])
        for n, level in enumerate(scheme.levels):
            below = scheme.levels[n - 1] if n else None
            if not 1 <= level.stars <= 5 or (below and below.stars >= level.stars):
                self._fail("levels", n, "stars", "星级要从低到高，1 到 5")
            if not 0 < level.least_points <= scheme.total or (
                below and below.least_points >= level.least_points
            ):
                self._fail("levels", n, "least_points", f"分数线要逐级升高，最多 {scheme.total} 分")
        for n, gate in enumerate(scheme.gates):
            self._check_gate(scheme, gate, n)

    def _check_ids(self, table: str, ids: Sequence[str]) -> None:
        for n, one in enumerate(ids):
            if one in ids[:n]:
                self._fail(table, n, "id", f"“{one}”写了两次")

    def _check_gate(self, scheme: Scheme, gate: Gate, n: int) -> None:
        if scheme.level(gate.stars) is None:
            self._fail("gates", n, "stars", f"没有 {gate.stars} 星这一级")
        if sum(map(bool, (gate.criterion, gate.measure, gate.amenity))) != 1:
            self._fail("gates", n, "words", "要写明一项：criterion、measure 或 amenity")
        if gate.criterion:
            found = [one for one in scheme.criteria if one.id == gate.criterion]
            if not found:
                self._fail("gates", n, "criterion", f"没有“{gate.criterion}”这一项")
            if not 0 < gate.least_points <= found[0].points:
                self._fail("gates", n, "least_points", f"这一项最多 {found[0].points} 分")
        if gate.measure and gate.measure not in MEASURES:
            self._fail("gates", n, "measure", f"可写：{'、'.join(MEASURES)}")
        if gate.amenity and gate.amenity not in vocabulary.amenities():
            self._fail("gates", n, "amenity", f"没有“{gate.amenity}”这种设施")

    def _all(self, kind: Any, told: dict[str, Any], table: str) -> tuple[Any, ...]:
        entries = told.get(table)
        if not isinstance(entries, list) or not entries:
            self._fail("", 0, table, f"缺少 [[{table}]]")
        return tuple(
            self._made(kind, entry, table=table, position=n) for n, entry in enumerate(entries)
        )

    def _made(self, kind: Any, entry: dict[str, Any], *, table: str, position: int = 0) -> Any:
        fields = kind.__dataclass_fields__
        self._keys(entry, set(fields), table=table, position=position)
        values = dict(entry)
        for key, value in entry.items():
            values[key] = self._value(fields[key].type, value, table, position, key)
        missing = [
            key for key, one in fields.items()
            if key not in values and one.default is one.default_factory
        ]  # fmt: skip
        if missing:
            self._fail(table, position, "", f"缺少 {'、'.join(missing)}")
        return kind(**values)

    def _value(self, kind: str, value: Any, table: str, n: int, key: str) -> Any:
        if kind.startswith("Signal"):
            if value not in set(Signal):
                self._fail(table, n, key, f"没有“{value}”这种信号，可写：{'、'.join(Signal)}")
            return Signal(value)
        if kind.startswith("tuple"):
            if not (isinstance(value, list) and set(value) <= set(EVIDENCE)):
                self._fail(table, n, key, f"可写：{'、'.join(EVIDENCE)}")
            return tuple(value)
        wanted: Any = {"int": int, "int | None": int, "float": (int, float)}.get(kind, str)
        if not isinstance(value, wanted) or isinstance(value, bool) or value in ("", None):
            self._fail(table, n, key, "写的不是要的那种值（数字或文字）")
        if isinstance(value, int | float) and not 0 <= value <= 100_000:
            self._fail(table, n, key, "数字不能是负的，也不能太大")
        return value

    def _roles(self, steps: dict[str, Any], step: str) -> frozenset[Role]:
        given = steps.get(step)
        if not isinstance(given, list) or not given or not set(given) <= set(Role):
            self._fail("steps", 0, step, f"要写角色的列表，可写：{'、'.join(Role)}")
        return frozenset(map(Role, given))

    def _table(self, told: dict[str, Any], table: str) -> dict[str, Any]:
        found = told.get(table)
        if not isinstance(found, dict):
            self._fail("", 0, table, f"缺少 [{table}]")
        return found

    def _number(self, table_values: dict[str, Any], key: str, *, table: str) -> int:
        value = table_values.get(key)
        if not isinstance(value, int) or isinstance(value, bool) or not 1 <= value <= 120:
            self._fail(table, 0, key, "要写 1 到 120 的整数")
        return int(value)

    def _keys(
        self, entry: dict[str, Any], known: set[str], *, table: str, position: int = 0
    ) -> None:
        for key in entry:
            if key not in known:
                self._fail(table, position, key, f"不认识“{key}”")
        if not table:
            for key, kind in _PLAIN.items():
                if type(entry.get(key)) is not kind:
                    self._fail("", 0, key, f"缺少“{key}”，或写的不是要的那种值")

    def _fail(self, table: str, position: int, key: str, words: str) -> NoReturn:
        line = _line_of(self.text, table=table, position=position, key=key)
        raise Invalid(f"{self.name} 第 {line} 行：{words}。", field="scheme", code="bad_scheme")


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


_PLAIN = {
    "id": str,
    "version": int,
    "name": str,
    "area": str,
    "effective_from": date,
    "source": str,
    "ours": bool,
}
_TOP = {*_PLAIN, "days", "term", "levels", "groups", "criteria", "gates", "vetoes", "steps"}
