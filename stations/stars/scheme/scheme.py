"""By which rules are stars given? The values of a scheme, which declare its file."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Annotated, Literal

from stations.accounts.roles import MAY, ROLE_WORDS, Action, Role
from stations.areas import codes
from stations.errors import Invalid
from stations.registry import vocabulary
from stations.stars.scheme.signals import OF_CRITERIA, OF_VETOES, Signal
from stations.tables.rule_files.rule_keys import RuleKey

Evidence = Literal["photo", "note"]
Measure = Literal["floor_area_m2", "seats"]
QuotaPer = Literal["city", "district"]
EVIDENCE_WORDS: Mapping[str, str] = {"photo": "照片", "note": "文字说明"}
MEASURE_WORDS: Mapping[str, str] = {"floor_area_m2": "面积（平方米）", "seats": "能坐多少人"}
QUOTA_WORDS: Mapping[str, str] = {"city": "整轮一起算", "district": "每个区县各自算"}
Door = Mapping[str, float]
"""What was found for a question asked at the door: a number, or 1 where there is an amenity."""
STEP_WORDS: Mapping[str, str] = {
    "submit": "申报", "check": "初核", "inspect": "现场验收", "publish": "公示", "award": "授牌",
}  # fmt: skip
STEPS_OF_ROLES = tuple(STEP_WORDS)
RIGHTS: Mapping[str, Action] = {
    "submit": Action.APPLY,
    "check": Action.CHECK_REVIEW,
    "inspect": Action.INSPECT,
    "publish": Action.DECIDE,
    "award": Action.DECIDE,
}
"""Without which right a role cannot take a step."""
SECOND_PERCENT = 5
"""Of visits are made twice, in rules that are begun anew."""
_ID = "小写字母开头，只有小写字母、数字和 - _"


def amenity_words() -> Mapping[str, str]:
    """Amenities and how people call them."""
    return {term.id: term.zh for term in vocabulary.amenities().terms.values()}


def _id(value: str) -> Invalid | None:
    plain = value.replace("-", "").replace("_", "")
    if plain.isascii() and plain.isalnum() and plain == plain.lower() and value[0].isalpha():
        return None
    return Invalid("in_rules.id")


def area_fault(value: str) -> Invalid | None:
    """What is wrong with an area of rules."""
    if codes.trimmed(value) == value and codes.by_code(value):
        return None
    return Invalid("in_rules.unknown_area", area=value)


def able(step: str) -> Mapping[str, str]:
    """The roles whose rights allow a step, with their words."""
    return {role.value: ROLE_WORDS[role] for role in Role if RIGHTS[step] in MAY[role]}


@dataclass(frozen=True, slots=True, kw_only=True)
class Level:
    """A number of stars, the fewest points for it, and how many may have it."""

    stars: Annotated[int, RuleKey("几颗星；各级从低到高写", "3", least=1, most=5)]
    name: Annotated[str, RuleKey("叫什么", '"三星"', longest=20)]
    least_points: Annotated[
        int, RuleKey("至少多少分，逐级升高，不超过总分", "60", least=1, most=10_000)
    ]
    quota_percent: Annotated[
        int | None,
        RuleKey("名额：最多占参评的百分之几，舍去零头，至少 1 个", "20", least=1, most=100),
    ] = None
    quota_count: Annotated[
        int | None,
        RuleKey(
            "名额：最多几个；和 quota_percent 只写一个，都不写就不限", "10", least=1, most=100_000
        ),
    ] = None
    quota_per: Annotated[QuotaPer, RuleKey("名额按什么算", '"city"', choices=QUOTA_WORDS)] = "city"

    @property
    def has_quota(self) -> bool:
        """Whether only some may have it."""
        return self.quota_percent is not None or self.quota_count is not None


@dataclass(frozen=True, slots=True, kw_only=True)
class Criterion:
    """One thing that is looked at. With a signal the registry proposes its points."""

    id: Annotated[str, RuleKey(f"代号，不能重复；{_ID}", '"sign"', longest=40, fits=_id)]
    group: Annotated[str, RuleKey("属于哪一组，写那一组的 id", '"place"', longest=40)]
    name: Annotated[str, RuleKey("看什么", '"门外有统一标识，从路上看得见"')]
    points: Annotated[int, RuleKey("满分多少", "8", least=1, most=1_000)]
    evidence: Annotated[
        tuple[Evidence, ...],
        RuleKey("申报时要交什么；不写就不要", '["photo"]', choices=EVIDENCE_WORDS),
    ] = ()
    signal: Annotated[
        Signal | None,
        RuleKey(
            "系统按记录建议分数，人可以改；不写就全由人打",
            '"verified"',
            choices=OF_CRITERIA,
        ),
    ] = None
    enough: Annotated[
        int,
        RuleKey(
            "和 signal = activities 或 activity_people 一起写：一个复核期里到多少算满分",
            "12",
            least=1,
            most=100_000,
        ),
    ] = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class CriterionGroup:
    id: Annotated[str, RuleKey(f"代号，不能重复；{_ID}", '"place"', longest=40, fits=_id)]
    name: Annotated[str, RuleKey("叫什么", '"位置和标识"', longest=40)]
    points: Annotated[int, RuleKey("共多少分，要等于这一组各项加起来", "15", least=1, most=10_000)]


@dataclass(frozen=True, slots=True, kw_only=True)
class Gate:
    """What a level demands beside its points, of one criterion, measure or amenity."""

    stars: Annotated[int, RuleKey("从几星起要求，要是写了的一级", "5", least=1, most=5)]
    words: Annotated[str, RuleKey("给人看的话", '"五星要有 AED"')]
    criterion: Annotated[
        str,
        RuleKey(
            "看哪一项，写它的 id；criterion、measure、amenity 只写一个", '"basics"', longest=40
        ),
    ] = ""
    least_points: Annotated[
        int, RuleKey("和 criterion 一起写：这一项至少几分", "1", least=1, most=1_000)
    ] = 0
    measure: Annotated[
        Measure | None, RuleKey("看哪个数", '"floor_area_m2"', choices=MEASURE_WORDS)
    ] = None
    least: Annotated[float, RuleKey("和 measure 一起写：至少多少", "30", least=0.1)] = 0.0
    amenity: Annotated[str, RuleKey("要有哪种设施", '"aed"', choices=amenity_words)] = ""

    @property
    def question(self) -> str:
        """The measure or amenity that is asked for at the door; '' for points."""
        return self.measure or self.amenity


@dataclass(frozen=True, slots=True, kw_only=True)
class Veto:
    """What ends a review at once. With a signal the registry proposes it; a person decides."""

    id: Annotated[str, RuleKey(f"代号，不能重复；{_ID}", '"harm"', longest=40, fits=_id)]
    words: Annotated[str, RuleKey("给人看的话", '"发生严重影响声誉的事件"')]
    signal: Annotated[
        Signal | None,
        RuleKey("系统按记录提醒，由人决定", '"shut_confirmed"', choices=OF_VETOES),
    ] = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Deadlines:
    """Deadlines. All but `rectify` in working days of the true calendar."""

    notice: Annotated[int, RuleKey("公示几天（工作日）", "5", least=1, most=120)]
    objection_answer: Annotated[int, RuleKey("几天内答复异议（工作日）", "5", least=1, most=120)]
    district_check: Annotated[int, RuleKey("几天内初核（工作日）", "10", least=1, most=120)]
    inspection: Annotated[int, RuleKey("几天内现场验收（工作日）", "20", least=1, most=120)]
    appeal: Annotated[int, RuleKey("几天内可以申诉（工作日）", "5", least=1, most=120)]
    rectify: Annotated[int, RuleKey("限期整改给几天（日历日）", "30", least=1, most=365)]
    # Ours, and what holds for a cycle whose rules were written down before they were told apart.
    returned: Annotated[int, RuleKey("退回后几天内补充材料（工作日）", "10", least=1, most=120)] = (
        10
    )
    publish: Annotated[int, RuleKey("验收后几天内公示（工作日）", "10", least=1, most=120)] = 10
    award: Annotated[int, RuleKey("公示期满后几天内授牌（工作日）", "5", least=1, most=120)] = 5


def _roles(step: str, example: str) -> RuleKey:
    return RuleKey(
        f"谁可以做“{STEP_WORDS[step]}”，写角色的列表", example, choices=lambda: able(step)
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class StepRoles:
    """Which roles take the steps; each of them must have the right to."""

    submit: Annotated[frozenset[Role], _roles("submit", '["keeper", "operator"]')]
    check: Annotated[frozenset[Role], _roles("check", '["editor"]')]
    inspect: Annotated[frozenset[Role], _roles("inspect", '["reviewer"]')]
    publish: Annotated[frozenset[Role], _roles("publish", '["approver"]')]
    award: Annotated[frozenset[Role], _roles("award", '["approver"]')]


@dataclass(frozen=True, slots=True, kw_only=True)
class Scheme:
    """The rules of a city, in one version."""

    id: Annotated[str, RuleKey(f"代号，同一个城市各版相同；{_ID}", '"jinan"', longest=40, fits=_id)]
    version: Annotated[int, RuleKey("第几版；改办法就加一，旧的一版留着", "1", least=1, most=9_999)]
    name: Annotated[str, RuleKey("办法的名称", '"济南市户外劳动者驿站星级评定"', longest=60)]
    area: Annotated[
        str,
        RuleKey("管哪里：区划代码，末尾的 00 不写；窄的先管", '"3701"', longest=9, fits=area_fault),
    ]
    effective_from: Annotated[date, RuleKey("从哪天起施行", "2026-01-01")]
    source: Annotated[str, RuleKey("依据，例如文件的名称和编号", '"济南市 2021 年规则"')]
    ours: Annotated[bool, RuleKey("有没有不是城市定的（true 有，页面会说明；false 没有）", "false")]
    days: Annotated[Deadlines, RuleKey("各步的期限")]
    months: Annotated[int, RuleKey("星级管几个月", "36", table="term", least=1, most=120)]
    recheck_months: Annotated[
        int, RuleKey("几个月复核一次，不长于 months", "12", table="term", least=1, most=120)
    ]
    levels: Annotated[tuple[Level, ...], RuleKey("各级星，一级一段，从低到高")]
    groups: Annotated[tuple[CriterionGroup, ...], RuleKey("评分项的组，一组一段")]
    criteria: Annotated[tuple[Criterion, ...], RuleKey("评分项，一项一段")]
    gates: Annotated[tuple[Gate, ...], RuleKey("门槛：分数够了也要有的，一条一段；可以没有")] = ()
    vetoes: Annotated[tuple[Veto, ...], RuleKey("一票否决，一条一段；可以没有")] = ()
    steps: Annotated[Mapping[str, frozenset[Role]], RuleKey("各步由谁来做", entries=StepRoles)]
    # Not written, nobody is sent a second time: a cycle goes on by the rules it began with.
    second_percent: Annotated[
        int,
        RuleKey(
            "抽百分之几的现场验收，由另一位评审员看不到前一次结果再验收一次；不写就不抽",
            "5",
            table="second_visit",
            least=0,
            most=100,
        ),
    ] = 0
    second_apart: Annotated[
        int,
        RuleKey(
            "两次总分差不超过几分，就按第一次算；超过的由第三位验收，按第三次算",
            "10",
            table="second_visit",
            least=0,
            most=1_000,
        ),
    ] = 10
    basics: Annotated[
        tuple[tuple[str, ...], ...],
        RuleKey(
            "基本设施：一项一个列表，列表里有一种就算有；不写就用本地清单（basics.toml）",
            '[["drinking_water"], ["air_conditioning", "fan"]]',
            choices=amenity_words,
        ),
    ] = ()

    @property
    def key(self) -> str:
        """What a review keeps of the version it began with."""
        return f"{self.id}-{self.version}"

    @property
    def total(self) -> int:
        return sum(criterion.points for criterion in self.criteria)

    @property
    def door_questions(self) -> tuple[str, ...]:
        """The measures and amenities that its gates ask for at the door, each once."""
        return tuple(dict.fromkeys(gate.question for gate in self.gates if gate.question))

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
