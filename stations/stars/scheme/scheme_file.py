"""Reading of a scheme file, with all its mistakes named by place."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from stations.accounts.roles import Role
from stations.config import DATA
from stations.errors import Invalid
from stations.stars.scheme.scheme import Criterion, Gate, Scheme, able
from stations.stars.scheme.signals import COUNTED
from stations.tables.rule_files import rule_folder
from stations.tables.rule_files.rule_folder import RulesRead
from stations.tables.rule_files.toml_reading import RuleReader

FOLDER = DATA / "schemes"
MOST_POINTS = 1_000
"""Of a whole scheme: what a review is stored with."""
_RISING = ("stars", "least_points", "name")


def shipped() -> dict[str, Scheme]:
    """All schemes that come with the program, by key."""
    return {scheme.key: scheme for scheme in map(load, sorted(FOLDER.glob("*.toml")))}


def read() -> RulesRead[Scheme]:
    """All schemes in files, the city's own before those that come with the program."""
    return rule_folder.read(FOLDER, parse, key=_key)


def _key(scheme: Scheme) -> str:
    return scheme.key


def load(path: Path) -> Scheme:
    """The scheme of a file; Invalid names every line that is wrong, and what is wrong there."""
    return parse(path.read_text("utf-8"), name=path.name)


def parse(text: str, *, name: str) -> Scheme:
    """The scheme that a text describes; Invalid names every line that is wrong."""
    reader = RuleReader(text=text, name=name)
    scheme = reader.read(Scheme)
    _check_terms(reader, scheme)
    _check_points(reader, scheme)
    _check_enough(reader, scheme)
    _check_total(reader, scheme)
    _check_levels(reader, scheme)
    for n, gate in enumerate(scheme.gates):
        _check_gate(reader, scheme, gate, n)
    reader.finished()
    return scheme


def kept(text: str, *, name: str) -> Scheme:
    """The scheme of a text that was taken under the rules of its day, whatever we ask by now.

    A step that nobody had the right to is open to all who have it: a review goes on.
    """
    reader = RuleReader(text=text, name=name)
    scheme = reader.read(Scheme)
    steps = {step: _able(step, roles, reader) for step, roles in scheme.steps.items()}
    return replace(scheme, steps=steps)


def _able(step: str, roles: frozenset[Role], reader: RuleReader) -> frozenset[Role]:
    return roles if reader.sound(("steps", step)) else frozenset(map(Role, able(step)))


def _check_terms(reader: RuleReader, scheme: Scheme) -> None:
    months = reader.sound(("term", "months"), ("term", "recheck_months"))
    if months and scheme.recheck_months > scheme.months:
        reader.fault(
            "term", 0, "recheck_months", Invalid("in_rules.late_recheck", months=scheme.months)
        )
    for table, ids in (
        ("groups", [one.id for one in scheme.groups]),
        ("criteria", [one.id for one in scheme.criteria]),
        ("vetoes", [one.id for one in scheme.vetoes]),
    ):
        _check_ids(reader, table, ids)


def _check_ids(reader: RuleReader, table: str, ids: Sequence[str]) -> None:
    for n, one in enumerate(ids):
        if one in ids[:n] and reader.sound((table, "id")):
            reader.fault(table, n, "id", Invalid("in_rules.twice", name=one))


def _check_points(reader: RuleReader, scheme: Scheme) -> None:
    """Every criterion is of a group, and a group has the points of its criteria."""
    sums = {group.id: 0 for group in scheme.groups}
    groups = reader.sound(("groups", "id"))
    for n, one in enumerate(scheme.criteria):
        if one.group in sums:
            sums[one.group] += one.points
        elif groups and reader.sound(("criteria", "group")):
            problem = Invalid("in_rules.unknown_group", group=one.group, groups=[*sums])
            reader.fault("criteria", n, "group", problem)
    sound = reader.sound(
        ("groups", "id"), ("groups", "points"), ("criteria", "points"), ("criteria", "group")
    )
    for n, group in enumerate(scheme.groups if sound else ()):
        if sums[group.id] != group.points:
            problem = Invalid(
                "in_rules.group_points",
                group=group.name,
                points=group.points,
                sum=sums[group.id],
            )
            reader.fault("groups", n, "points", problem)


def _check_enough(reader: RuleReader, scheme: Scheme) -> None:
    """What is counted has a number that is enough, and nothing else has one."""
    for n, one in enumerate(scheme.criteria if reader.sound(("criteria", "signal")) else ()):
        counted = one.signal in COUNTED
        if counted and not one.enough and reader.sound(("criteria", "enough")):
            reader.fault("criteria", n, "signal", Invalid("in_rules.counted_enough"))
        if one.enough and not counted:
            reader.fault("criteria", n, "enough", Invalid("in_rules.enough_alone"))


def _check_total(reader: RuleReader, scheme: Scheme) -> None:
    if reader.sound(("criteria", "points")) and scheme.total > MOST_POINTS:
        reader.fault("", 0, "criteria", Invalid("in_rules.total", most=MOST_POINTS))


def _check_levels(reader: RuleReader, scheme: Scheme) -> None:
    """Stars and points rise, and names differ."""
    total = scheme.total if reader.sound(("criteria", "points")) else None
    stars, points, names = (reader.sound(("levels", key)) for key in _RISING)
    for n, level in enumerate(scheme.levels):
        below = scheme.levels[n - 1] if n else None
        if stars and below and below.stars >= level.stars:
            reader.fault("levels", n, "stars", Invalid("in_rules.level_order"))
        low = below and below.least_points >= level.least_points
        if points and (low or (total is not None and level.least_points > total)):
            problem = Invalid("in_rules.level_points", total=scheme.total)
            reader.fault("levels", n, "least_points", problem)
        if names and level.name in [one.name for one in scheme.levels[:n]]:
            reader.fault("levels", n, "name", Invalid("in_rules.twice", name=level.name))
        if level.quota_percent is not None and level.quota_count is not None:
            reader.fault("levels", n, "quota_count", Invalid("in_rules.two_quotas"))
        if level.quota_per != "city" and not level.has_quota:
            reader.fault("levels", n, "quota_per", Invalid("in_rules.no_quota"))


def _check_gate(reader: RuleReader, scheme: Scheme, gate: Gate, n: int) -> None:
    if scheme.level(gate.stars) is None and reader.sound(("levels", "stars")):
        levels = [one.stars for one in scheme.levels]
        problem = Invalid("in_rules.unknown_level", stars=gate.stars, levels=levels)
        reader.fault("gates", n, "stars", problem)
    if sum(map(bool, (gate.criterion, gate.measure, gate.amenity))) != 1:
        reader.fault("gates", n, "words", Invalid("in_rules.gate_kind"))
    if gate.criterion:
        _check_criterion(reader, scheme.criteria, gate, n)
    elif gate.least_points:
        reader.fault("gates", n, "least_points", Invalid("in_rules.gate_key", key="criterion"))
    if gate.measure and not gate.least:
        reader.fault("gates", n, "measure", Invalid("in_rules.gate_least"))
    if gate.least and not gate.measure:
        reader.fault("gates", n, "least", Invalid("in_rules.gate_key", key="measure"))


def _check_criterion(reader: RuleReader, criteria: Sequence[Criterion], gate: Gate, n: int) -> None:
    found = next((one for one in criteria if one.id == gate.criterion), None)
    if found is None and reader.sound(("criteria", "id")):
        problem = Invalid("in_rules.unknown_criterion", criterion=gate.criterion)
        reader.fault("gates", n, "criterion", problem)
    if found and not 0 < gate.least_points <= found.points:
        problem = Invalid("in_rules.gate_points", points=found.points)
        reader.fault("gates", n, "least_points", problem)
