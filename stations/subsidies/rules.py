"""Subsidy rules of a city: purpose, amount, dates."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Annotated

from stations.errors import Invalid
from stations.registry.model import Station
from stations.stars.scheme.scheme import area_fault
from stations.tables.rule_files.rule_keys import RuleKey


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


class TooFew(StrEnum):
    """What becomes of a station that was open for less than the least share of a year."""

    UNPAID = "unpaid"
    ASKED = "asked"
    """A person decides, with the reason written down."""


BASIS_WORDS: Mapping[str, str] = {
    Basis.OPENED: "新启用，一生一次",
    Basis.RUNNING: "开放够久，每年一次",
    Basis.AWARD: "评为几星，评上的那一年",
}
COUNTED_WORDS: Mapping[str, str] = {
    Counted.SINCE_OPENING: "从启用那天数起",
    Counted.IN_YEAR: "只数当年的",
}

TOO_FEW_WORDS: Mapping[str, str] = {
    TooFew.UNPAID: "不补",
    TooFew.ASKED: "写明原因才能提出",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class SubsidyRule:
    """One rule in one version; versions of an id follow one another and never overlap."""

    id: Annotated[str, RuleKey("代号；同一项的各版相同", '"running_subsidy"', longest=40)]
    name: Annotated[str, RuleKey("叫什么", '"运行补助"', longest=40)]
    basis: Annotated[Basis, RuleKey("为什么给", '"running"', choices=BASIS_WORDS)]
    amount_fen: Annotated[
        int, RuleKey("金额，单位是分：2000 元写 200_000", "200_000", least=1, most=100_000_000)
    ]
    effective_from: Annotated[date, RuleKey("从哪天起执行", "2026-01-01")]
    source: Annotated[str, RuleKey("依据，例如文件的名称和编号", '"济南市 2021 年规则"')]
    effective_until: Annotated[
        date | None, RuleKey("执行到哪天（含当天）；不写就一直执行", "2026-12-31")
    ] = None
    """The last day on which it holds; None: until further notice."""
    months: Annotated[
        int, RuleKey("basis 是 running 时必写：要开放满几个月", "12", least=1, most=120)
    ] = 0
    """How many months of open days `RUNNING` asks for."""
    counted: Annotated[Counted, RuleKey("从哪天数起", '"since_opening"', choices=COUNTED_WORDS)] = (
        Counted.SINCE_OPENING
    )
    least_percent: Annotated[
        int, RuleKey("当年（启用以后）至少要开放百分之几的日子", "50", least=1, most=100)
    ] = 50
    """Of the days of the year, since it opened, on which `RUNNING` was open."""
    too_few: Annotated[
        TooFew, RuleKey("开放不到 least_percent 的怎么办", '"asked"', choices=TOO_FEW_WORDS)
    ] = TooFew.ASKED
    stars: Annotated[int, RuleKey("basis 是 award 时必写：评为几星", "5", least=1, most=5)] = 0
    """How many stars `AWARD` is for."""
    ours: Annotated[
        str,
        RuleKey("文件没说明白、自己定的，页面会写出来", '"哪一年启用就算哪一年新建"', longest=500),
    ] = ""
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

    id: Annotated[str, RuleKey("代号", '"jinan"', longest=40)]
    name: Annotated[str, RuleKey("叫什么", '"济南市户外劳动者驿站补助"', longest=60)]
    area: Annotated[
        str,
        RuleKey("管哪里：区划代码，末尾的 00 不写；窄的先管", '"3701"', longest=9, fits=area_fault),
    ]
    rules: Annotated[tuple[SubsidyRule, ...], RuleKey("各项补助，一项一段")]

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
