"""Reading of a file of subsidy rules, with mistakes named by place."""

from __future__ import annotations

from pathlib import Path

from stations.config import DATA
from stations.errors import Invalid
from stations.subsidies.rules import Basis, Programme, SubsidyRule
from stations.tables.rule_files import rule_folder
from stations.tables.rule_files.rule_folder import RulesRead
from stations.tables.rule_files.toml_reading import RuleReader

FOLDER = DATA / "subsidies"


def known() -> tuple[Programme, ...]:
    """All programmes that hold."""
    return read().values


def read() -> RulesRead[Programme]:
    """All programmes, the city's own before those that come with the program."""
    return rule_folder.read(FOLDER, parse, key=_area)


def _area(programme: Programme) -> str:
    """An area has one programme: the city's own stands in the place of the shipped one."""
    return programme.area


def load(path: Path) -> Programme:
    """The programme of a file; Invalid names the line and what is wrong there."""
    return parse(path.read_text("utf-8"), name=path.name)


def parse(text: str, *, name: str) -> Programme:
    """The programme that a text describes; Invalid names every line that is wrong."""
    reader = RuleReader(text=text, name=name)
    programme = reader.read(Programme)
    for n, rule in enumerate(programme.rules):
        _check_rule(reader, rule, n)
        for earlier in programme.rules[:n]:
            if earlier.id == rule.id:
                _check_versions(reader, earlier, rule, n)
    reader.finished()
    return programme


def _check_rule(reader: RuleReader, rule: SubsidyRule, n: int) -> None:
    if rule.effective_until and rule.effective_until < rule.effective_from:
        reader.fault("rules", n, "effective_until", Invalid("in_rules.backwards"))
    if not reader.sound(("rules", "basis")):
        return
    for key in ("least_percent", "too_few"):
        unused = getattr(rule, key) == SubsidyRule.__dataclass_fields__[key].default
        if rule.basis is not Basis.RUNNING and not unused:
            problem = Invalid("in_rules.useless_key", basis=rule.basis, name=key)
            reader.fault("rules", n, key, problem)
    wanted = {"months": rule.basis is Basis.RUNNING, "stars": rule.basis is Basis.AWARD}
    for key, needed in wanted.items():
        if needed and not getattr(rule, key):
            reader.fault("rules", n, key, Invalid("in_rules.needed_key", basis=rule.basis, key=key))
        if getattr(rule, key) and not needed:
            problem = Invalid("in_rules.useless_key", basis=rule.basis, name=key)
            reader.fault("rules", n, key, problem)


def _check_versions(reader: RuleReader, earlier: SubsidyRule, later: SubsidyRule, n: int) -> None:
    if earlier.basis is not later.basis:
        reader.fault("rules", n, "basis", Invalid("in_rules.other_basis", rule=later.id))
    first, second = sorted((earlier, later), key=lambda rule: rule.effective_from)
    if first.effective_until is None or first.effective_until >= second.effective_from:
        reader.fault("rules", n, "effective_from", Invalid("in_rules.overlapping", rule=later.id))
