"""Reading of a file of subsidy rules, with mistakes named by place."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from pathlib import Path
from typing import Any, ClassVar

from stations.areas import codes
from stations.config import DATA
from stations.errors import Invalid
from stations.subsidies.rules import Basis, Counted, Programme, SubsidyRule
from stations.tables.toml_reading import RuleFile

FOLDER = DATA / "subsidies"
_PLAIN = {"id": str, "name": str, "area": str}
_CHOICES: dict[str, Any] = {"Basis": Basis, "Counted": Counted}
_MOST_MONTHS, _MOST_STARS = 120, 5


@cache
def shipped() -> tuple[Programme, ...]:
    """All programmes that come with the program."""
    return tuple(map(load, sorted(FOLDER.glob("*.toml"))))


def load(path: Path) -> Programme:
    """The programme of a file; Invalid names the line and what is wrong there."""
    return parse(path.read_text("utf-8"), name=path.name)


def parse(text: str, *, name: str) -> Programme:
    """The programme that a text describes; Invalid names the line and what is wrong there."""
    reader = _RuleReader(text=text, name=name)
    told = reader.parsed()
    reader.keys(told, {*_PLAIN, "rules"}, table="")
    programme = Programme(
        **reader.plain(told, _PLAIN), rules=reader.every(SubsidyRule, told, "rules")
    )
    reader.check(programme)
    return programme


@dataclass(frozen=True, slots=True, kw_only=True)
class _RuleReader(RuleFile):
    code: ClassVar[str] = "bad_rules"
    largest: ClassVar[int] = 100_000_000

    def value(self, kind: str, value: Any, table: str, n: int, key: str) -> Any:
        if kind in _CHOICES:
            if value not in set(_CHOICES[kind]):
                self.fail(table, n, key, Invalid("in_rules.choices", choices=[*_CHOICES[kind]]))
            return _CHOICES[kind](value)
        if kind.startswith("date"):
            if not isinstance(value, date) or isinstance(value, datetime):
                self.fail(table, n, key, Invalid("in_rules.date"))
            return value
        return RuleFile.value(self, kind, value, table, n, key)

    def check(self, programme: Programme) -> None:
        """What no single line tells."""
        if codes.trimmed(programme.area) != programme.area or not codes.by_code(programme.area):
            self.fail("", 0, "area", Invalid("in_rules.unknown_area", area=programme.area))
        for n, rule in enumerate(programme.rules):
            self._check_rule(rule, n)
            for earlier in programme.rules[:n]:
                if earlier.id == rule.id:
                    self._check_versions(earlier, rule, n)

    def _check_rule(self, rule: SubsidyRule, n: int) -> None:
        if rule.amount_fen < 1:
            self.fail("rules", n, "amount_fen", Invalid("in_rules.amount"))
        if rule.effective_until and rule.effective_until < rule.effective_from:
            self.fail("rules", n, "effective_until", Invalid("in_rules.backwards"))
        wanted = {"months": rule.basis is Basis.RUNNING, "stars": rule.basis is Basis.AWARD}
        for key, most in (("months", _MOST_MONTHS), ("stars", _MOST_STARS)):
            held = getattr(rule, key)
            if wanted[key] and not 1 <= held <= most:
                self.fail("rules", n, key, Invalid("in_rules.required_number", name=key, most=most))
            if held and not wanted[key]:
                self.fail(
                    "rules", n, key, Invalid("in_rules.useless_key", basis=rule.basis, name=key)
                )

    def _check_versions(self, earlier: SubsidyRule, later: SubsidyRule, n: int) -> None:
        if earlier.basis is not later.basis:
            self.fail("rules", n, "basis", Invalid("in_rules.other_basis", rule=later.id))
        first, second = sorted((earlier, later), key=lambda rule: rule.effective_from)
        if first.effective_until is None or first.effective_until >= second.effective_from:
            self.fail("rules", n, "effective_from", Invalid("in_rules.overlapping", rule=later.id))
