"""Subsidy rules of a city: purpose, amount, dates."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from stations.errors import Invalid
from stations.registry.model import Station


class Basis(StrEnum):
    """What a rule pays for."""

    OPENED = "opened"
    """That a station opened: once in its life."""
    RUNNING = "running"
    """That it was open long enough: every year."""
    AWARD = "award"
    """That it was given so many stars, in the year in which it was."""


class Counted(StrEnum):
    """From which day on the open days of `RUNNING` are counted."""

    SINCE_OPENING = "since_opening"
    IN_YEAR = "in_year"


@dataclass(frozen=True, slots=True, kw_only=True)
class SubsidyRule:
    """One rule in one version; versions of an id follow one another and never overlap."""

    id: str
    name: str
    basis: Basis
    amount_fen: int
    effective_from: date
    source: str
    effective_until: date | None = None
    """The last day on which it holds; None: until further notice."""
    months: int = 0
    """How many months of open days `RUNNING` asks for."""
    counted: Counted = Counted.SINCE_OPENING
    stars: int = 0
    """How many stars `AWARD` is for."""
    ours: str = ""
    """What the city's words leave open and this project settled."""

    @property
    def key(self) -> str:
        """What a payment keeps of the version it was proposed by."""
        return f"{self.id}@{self.effective_from.isoformat()}"

    def period(self, year: int) -> int:
        """For which year a station is paid only once; 0 stands for its whole life."""
        return 0 if self.basis is Basis.OPENED else year

    def holds_on(self, day: date) -> bool:
        """Whether this version holds on a day."""
        return self.effective_from <= day and (
            self.effective_until is None or day <= self.effective_until
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Programme:
    """All rules of one area."""

    id: str
    name: str
    area: str
    rules: tuple[SubsidyRule, ...]

    @property
    def ids(self) -> tuple[str, ...]:
        """The rules there are, whatever their versions, in the order of the file."""
        return tuple(dict.fromkeys(rule.id for rule in self.rules))

    def versions(self, rule_id: str) -> tuple[SubsidyRule, ...]:
        """All versions of a rule, the oldest first; Invalid where there is none."""
        found = sorted(
            (rule for rule in self.rules if rule.id == rule_id), key=lambda r: r.effective_from
        )
        if not found:
            raise Invalid("invalid.unknown_rule", field="rule")
        return tuple(found)


def for_area(programmes: Iterable[Programme], area: str) -> Programme | None:
    """The narrowest programme that an area lies in; None where nothing is paid."""
    fitting = [one for one in programmes if area.startswith(one.area)]
    return max(fitting, key=lambda one: len(one.area), default=None)


def for_station(programmes: Iterable[Programme], station: Station) -> Programme | None:
    """The programme of the area that keeps a station, else of the district it lies in."""
    held, place = list(programmes), station.place
    for area in (place.area_code, place.district_code, place.city_code):
        if area and (found := for_area(held, area)):
            return found
    return None
