"""Reading of a scheme file, with mistakes named by place."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from stations.accounts.roles import Role
from stations.config import DATA
from stations.errors import Invalid
from stations.registry import vocabulary
from stations.stars.scheme.scheme import (
    EVIDENCE,
    MEASURES,
    STEPS_OF_ROLES,
    Criterion,
    CriterionGroup,
    Deadlines,
    Gate,
    Level,
    Scheme,
    Veto,
)
from stations.stars.scheme.signals import Signal
from stations.tables.toml_reading import RuleFile

FOLDER = DATA / "schemes"


def shipped() -> dict[str, Scheme]:
    """All schemes that come with the program, by key."""
    return {scheme.key: scheme for scheme in map(load, sorted(FOLDER.glob("*.toml")))}


def load(path: Path) -> Scheme:
    """The scheme of a file; Invalid names the line and what is wrong there."""
    return parse(path.read_text("utf-8"), name=path.name)


def parse(text: str, *, name: str) -> Scheme:
    """The scheme that a text describes; Invalid names the line and what is wrong there."""
    reader = _SchemeReader(text=text, name=name)
    scheme = reader.scheme(reader.parsed())
    reader.check(scheme)
    return scheme


@dataclass(frozen=True, slots=True, kw_only=True)
class _SchemeReader(RuleFile):
    def scheme(self, told: dict[str, Any]) -> Scheme:
        self.keys(told, _TOP, table="")
        plain = self.plain(told, _PLAIN)
        days = self.table(told, "days")
        term = self.table(told, "term")
        self.keys(term, {"months", "recheck_months"}, table="term")
        steps = self.table(told, "steps")
        self.keys(steps, set(STEPS_OF_ROLES), table="steps")
        return Scheme(
            days=self.made(Deadlines, days, table="days"),
            months=self._number(term, "months", table="term"),
            recheck_months=self._number(term, "recheck_months", table="term"),
            levels=self.every(Level, told, "levels"),
            groups=self.every(CriterionGroup, told, "groups"),
            criteria=self.every(Criterion, told, "criteria"),
            gates=self.every(Gate, told, "gates"),
            vetoes=self.every(Veto, told, "vetoes"),
            steps={step: self._roles(steps, step) for step in STEPS_OF_ROLES},
            **plain,
        )

    def check(self, scheme: Scheme) -> None:
        """What no single line tells: sums, orders, and what names something else."""
        groups = {group.id: 0 for group in scheme.groups}
        for n, one in enumerate(scheme.criteria):
            if one.group not in groups:
                self.fail(
                    "criteria", n, "group", Invalid("in_rules.unknown_group", group=one.group)
                )
            groups[one.group] += one.points
        for n, group in enumerate(scheme.groups):
            if groups[group.id] != group.points:
                problem = Invalid(
                    "in_rules.group_points",
                    group=group.name,
                    points=group.points,
                    sum=groups[group.id],
                )
                self.fail("groups", n, "points", problem)
        self._check_ids("criteria", [one.id for one in scheme.criteria])
        self._check_ids("vetoes", [one.id for one in scheme.vetoes])
        for n, level in enumerate(scheme.levels):
            below = scheme.levels[n - 1] if n else None
            if not 1 <= level.stars <= 5 or (below and below.stars >= level.stars):
                self.fail("levels", n, "stars", Invalid("in_rules.level_order"))
            if not 0 < level.least_points <= scheme.total or (
                below and below.least_points >= level.least_points
            ):
                self.fail(
                    "levels",
                    n,
                    "least_points",
                    Invalid("in_rules.level_points", total=scheme.total),
                )
        for n, gate in enumerate(scheme.gates):
            self._check_gate(scheme, gate, n)

    def _check_ids(self, table: str, ids: Sequence[str]) -> None:
        for n, one in enumerate(ids):
            if one in ids[:n]:
                self.fail(table, n, "id", Invalid("in_rules.twice", name=one))

    def _check_gate(self, scheme: Scheme, gate: Gate, n: int) -> None:
        if scheme.level(gate.stars) is None:
            self.fail("gates", n, "stars", Invalid("in_rules.unknown_level", stars=gate.stars))
        if sum(map(bool, (gate.criterion, gate.measure, gate.amenity))) != 1:
            self.fail("gates", n, "words", Invalid("in_rules.gate_kind"))
        if gate.criterion:
            found = [one for one in scheme.criteria if one.id == gate.criterion]
            if not found:
                self.fail(
                    "gates",
                    n,
                    "criterion",
                    Invalid("in_rules.unknown_criterion", criterion=gate.criterion),
                )
            if not 0 < gate.least_points <= found[0].points:
                self.fail(
                    "gates",
                    n,
                    "least_points",
                    Invalid("in_rules.gate_points", points=found[0].points),
                )
        if gate.measure and gate.measure not in MEASURES:
            self.fail("gates", n, "measure", Invalid("in_rules.choices", choices=[*MEASURES]))
        if gate.amenity and gate.amenity not in vocabulary.amenities():
            self.fail(
                "gates", n, "amenity", Invalid("in_rules.unknown_amenity", amenity=gate.amenity)
            )

    def value(self, kind: str, value: Any, table: str, n: int, key: str) -> Any:
        if kind.startswith("Signal"):
            if value not in set(Signal):
                self.fail(
                    table, n, key, Invalid("in_rules.unknown_signal", name=value, choices=[*Signal])
                )
            return Signal(value)
        if kind.startswith("tuple"):
            if not (isinstance(value, list) and set(value) <= set(EVIDENCE)):
                self.fail(table, n, key, Invalid("in_rules.choices", choices=[*EVIDENCE]))
            return tuple(value)
        return RuleFile.value(self, kind, value, table, n, key)

    def _roles(self, steps: dict[str, Any], step: str) -> frozenset[Role]:
        given = steps.get(step)
        if not isinstance(given, list) or not given or not set(given) <= set(Role):
            self.fail("steps", 0, step, Invalid("in_rules.roles", choices=[*Role]))
        return frozenset(map(Role, given))

    def _number(self, table_values: dict[str, Any], key: str, *, table: str) -> int:
        value = table_values.get(key)
        if not isinstance(value, int) or isinstance(value, bool) or not 1 <= value <= 120:
            self.fail(table, 0, key, Invalid("in_rules.days"))
        return int(value)


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
