"""By which rules are stars given? The values of a scheme."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

from stations.accounts.roles import Role
from stations.errors import Invalid
from stations.stars.scheme.signals import Signal

Evidence = Literal["photo", "note"]
Measure = Literal["floor_area_m2", "seats"]
EVIDENCE, MEASURES = ("photo", "note"), ("floor_area_m2", "seats")
STEPS_OF_ROLES = ("submit", "check", "inspect", "publish", "award")


@dataclass(frozen=True, slots=True, kw_only=True)
class Level:
    """A number of stars and the fewest points for it; `quota_percent` of a cycle's awards."""

    stars: int
    name: str
    least_points: int
    quota_percent: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Criterion:
    """One thing that is looked at. With a signal the registry proposes its points."""

    id: str
    group: str
    name: str
    points: int
    evidence: tuple[Evidence, ...] = ()
    signal: Signal | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CriterionGroup:
    id: str
    name: str
    points: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Gate:
    """What a level demands beside its points, of one criterion, measure or amenity."""

    stars: int
    words: str
    criterion: str = ""
    least_points: int = 0
    measure: Measure | None = None
    least: float = 0.0
    amenity: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Veto:
    """What ends a review at once. With a signal the registry proposes it; a person decides."""

    id: str
    words: str
    signal: Signal | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Deadlines:
    """Deadlines. All but `rectify` in working days of the true calendar."""

    notice: int
    objection_answer: int
    district_check: int
    inspection: int
    appeal: int
    rectify: int
    # Ours, and what holds for a cycle whose rules were written down before they were told apart.
    returned: int = 10
    publish: int = 10
    award: int = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class Scheme:
    """The rules of a city, in one version."""

    id: str
    version: int
    name: str
    area: str
    effective_from: date
    source: str
    ours: bool
    """Whether part of it is this project's default, which the pages then say."""
    days: Deadlines
    months: int
    recheck_months: int
    levels: tuple[Level, ...]
    groups: tuple[CriterionGroup, ...]
    criteria: tuple[Criterion, ...]
    gates: tuple[Gate, ...]
    vetoes: tuple[Veto, ...]
    steps: Mapping[str, frozenset[Role]] = field(default_factory=dict)

    @property
    def key(self) -> str:
        """What a review keeps of the version it began with."""
        return f"{self.id}-{self.version}"

    @property
    def total(self) -> int:
        return sum(criterion.points for criterion in self.criteria)

    def criterion(self, criterion_id: str) -> Criterion:
        for one in self.criteria:
            if one.id == criterion_id:
                return one
        raise Invalid("invalid.criterion", field="criterion")

    def level(self, stars: int) -> Level | None:
        return next((level for level in self.levels if level.stars == stars), None)


def for_area(schemes: Mapping[str, Scheme], area: str, *, on: date) -> Scheme | None:
    """The newest version that holds for an area on a day, the narrowest area first."""
    fitting = [
        scheme
        for scheme in schemes.values()
        if area.startswith(scheme.area) and scheme.effective_from <= on
    ]
    return max(fitting, key=lambda s: (len(s.area), s.effective_from, s.version), default=None)
