"""Who is paid by which rule, worked out by hand; and rule files tell their faults with the line."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stations.errors import Invalid
from stations.registry.entries import closing
from stations.registry.model import Closure, Lifecycle, Place, Star, Station
from stations.registry.states import Phase
from stations.subsidies import days_open, rule_file
from stations.subsidies.days_open import Stretch
from stations.subsidies.eligibility import Awarded, EligibilityFacts, eligible
from stations.subsidies.rules import SubsidyRule, for_station
from tests.support import make

JINAN = rule_file.load(rule_file.FOLDER / "jinan.toml")
NEW, RUN, FIVE = JINAN.rules
TODAY = date(2026, 11, 20)
D = date.fromisoformat


def life(phase: Phase, since: str | None, until: str | None = None) -> Lifecycle:
    return Lifecycle(
        phase=phase, since=D(since) if since else None, until=D(until) if until else None
    )


def opened(day: str | None, *periods: Lifecycle, now: Lifecycle | None = None, **more: Any) -> Any:
    return make.station(
        opened_on=D(day) if day else None, periods=periods, lifecycle=now or Lifecycle(), **more
    )


SUMMER = life(Phase.SUSPENDED, "2025-06-01", "2025-08-31")
WORKS = life(Phase.RECTIFYING, "2025-03-01", "2025-03-31")
RUNNING: list[tuple[Station, int, bool, str]] = [
    # 365 days from 1 January to 31 December: exactly twelve months.
    (opened("2025-01-01"), 2025, True, "到 2025 年 12 月 31 日开放满 12 个月"),
    # 364 days: one too few.
    (opened("2025-01-02"), 2025, False, "开放 11 个月，不满 12 个月"),
    # 92 days of summer taken off: 273 days, which is nine months from 1 January.
    (opened("2025-01-01", SUMMER), 2025, False,
     "开放 9 个月，不满 12 个月（6 月 1 日到 8 月 31 日暂停）"),
    # The same a year later: 273 + 324 days up to today, 19 months.
    (opened("2025-01-01", SUMMER), 2026, True,
     "2025 年 1 月 1 日启用，到 2026 年 11 月 20 日开放满 19 个月"
     "（2025 年 6 月 1 日到 2025 年 8 月 31 日暂停）"),
    # Opened 20 November 2025: today is the 366th day; yesterday's opening has 365.
    (opened("2025-11-21"), 2026, True, "开放满 12 个月"),
    (opened("2025-11-22"), 2026, False, "开放 11 个月"),
    # 31 days in March and 92 in summer: 242 days from 1 January, 7 months (to 1 August is 212).
    (opened("2025-01-01", WORKS, SUMMER), 2025, False,
     "开放 7 个月，不满 12 个月（3 月 1 日到 3 月 31 日整改中、6 月 1 日到 8 月 31 日暂停）"),
    # Stretches that overlap are taken off once.
    (opened("2025-01-01", SUMMER, life(Phase.SUSPENDED, "2025-07-01", "2025-08-31")), 2025, False,
     "开放 9 个月"),
    # A leap year: 1 March 2023 + 12 months = 366 days, reached on 29 February 2024.
    (opened("2023-03-01"), 2023, False, "开放 10 个月"),
    (opened("2023-03-01"), 2024, True, "开放满 22 个月"),
    # Suspended with a last day that is over: nobody has said that it is open again.
    (opened("2024-01-01", now=life(Phase.SUSPENDED, "2026-02-01", "2026-02-28")), 2026, True,
     "开放满 25 个月（2 月 1 日起暂停，原定到 2 月 28 日，之后没有人确认已经开放，不算开放）"),
    (opened("2025-06-01", now=life(Phase.RECTIFYING, "2026-02-01", "2026-02-28")), 2026, False,
     "开放 8 个月，不满 12 个月（2 月 1 日起整改中，原定到 2 月 28 日，之后没有人确认已经开放"),
    (opened("2020-01-01", closures=(Closure(since=D("2025-12-01"), until=D("2026-01-31"),
                                            expected=True),)), 2026, False,
     "2026 年没有开放过（2025 年 12 月 1 日起暂停，原定到 1 月 31 日，之后没有人确认已经开放"),
    # Confirmed by now, or an end that was sure: the days behind it count.
    (opened("2020-01-01", closures=(Closure(since=D("2025-12-01"), until=D("2026-01-31")),)),
     2026, True, "日到 1 月 31 日暂停）"),
    # An end that is still to come is no question yet.
    (opened("2020-01-01", closures=(Closure(since=D("2026-11-01"), until=D("2026-12-31"),
                                            expected=True),)), 2026, True, "11 月 1 日起暂停）"),
    # Suspended all year, until further notice.
    (opened("2020-01-01", now=life(Phase.SUSPENDED, "2025-12-31")), 2026, False,
     "2026 年没有开放过（2025 年 12 月 31 日起暂停）"),
    # The same station still ran in 2025.
    (opened("2020-01-01", now=life(Phase.SUSPENDED, "2025-12-31")), 2025, True, "31 日起暂停"),
    # Closed within the year, closed after it, closed for a while in between and opened again.
    (opened("2020-01-01", now=life(Phase.CLOSED, "2026-03-01")), 2026, False,
     "2026 年 3 月 1 日起已撤销"),
    (opened("2020-01-01", now=life(Phase.CLOSED, "2026-03-01")), 2025, True, "开放满 72 个月"),
    (opened("2025-01-01", life(Phase.CLOSED, "2025-02-01", "2025-02-28")), 2025, False,
     "开放 11 个月，不满 12 个月（2 月 1 日到 2 月 28 日撤销）"),
    (opened("2020-01-01", closes_on=D("2026-06-30")), 2026, False, "2026 年 7 月 1 日起已撤销"),
    (opened("2020-01-01", now=life(Phase.CLOSED, None)), 2026, False, "没有写起止日期"),
    # What is not known is not guessed.
    (opened(None), 2026, False, "没有登记启用日期，请在驿站信息里补上“启用日期”"),
    (opened("2020-01-01", life(Phase.SUSPENDED, None, "2024-05-01")), 2026, False,
     "有一段“暂停开放”没有写起止日期，请补上再看"),
    (opened("2020-01-01", now=life(Phase.SUSPENDED, None)), 2026, False, "没有写起止日期"),
    # A start that follows from the end of the period before is known.
    (opened("2024-01-01", life(Phase.OPEN, "2024-01-01", "2026-05-31"),
            now=life(Phase.SUSPENDED, None, "2026-06-30")), 2026, True,
     "6 月 1 日起暂停，原定到 6 月 30 日"),
    (opened("2026-12-01"), 2026, False, "2026 年 12 月 1 日才启用"),
    (opened("2026-02-01"), 2025, False, "2025 年没有开放过"),
    (opened("2025-01-01", now=life(Phase.PLANNED, None)), 2026, False, "还在筹建"),
    (opened("2020-01-01"), 2027, False, "2027 年还没有到"),
    (opened("2019-01-01"), 2020, False, "这一项从 2021 年 1 月 1 日起执行"),
]  # fmt: skip


@pytest.mark.parametrize(("station", "year", "paid", "words"), RUNNING)
def test_a_year_of_open_days_is_paid(station: Station, year: int, paid: bool, words: str) -> None:
    verdict = eligible(RUN, EligibilityFacts(station=station), year=year, today=TODAY)
    assert (verdict.eligible, words in verdict.reason.message) == (paid, True), verdict.reason


GRANTS: list[tuple[Station, int, bool, str]] = [
    (opened("2026-03-08"), 2026, True, "2026 年 3 月 8 日启用"),
    (opened("2025-12-31"), 2026, False, "2025 年 12 月 31 日启用，不是 2026 年新建"),
    (opened("2025-12-31"), 2025, True, ""),
    (opened("2026-11-21"), 2026, False, "才启用"),
    (opened("2020-12-31"), 2020, False, "从 2021 年 1 月 1 日起执行"),
    (opened(None), 2026, False, "补上“启用日期”"),
    (opened("2026-03-08", now=life(Phase.SUSPENDED, None)), 2026, True, "3 月 8 日启用"),
    (opened("2026-03-08", now=life(Phase.CLOSED, "2026-04-01")), 2026, False, "4 月 1 日起已撤销"),
    (opened("2026-03-08", now=life(Phase.CLOSED, None)), 2026, False, "已撤销"),
]


@pytest.mark.parametrize(("station", "year", "paid", "words"), GRANTS)
def test_a_new_station_is_paid_for_the_year_in_which_it_opened(
    station: Station, year: int, paid: bool, words: str
) -> None:
    verdict = eligible(NEW, EligibilityFacts(station=station), year=year, today=TODAY)
    assert (verdict.eligible, words in verdict.reason.message) == (paid, True), verdict.reason


def gained(*rows: tuple[int, str], before: int = 0) -> tuple[Awarded, ...]:
    held = (before, *(stars for stars, _ in rows))
    return tuple(
        Awarded(number=n + 1, stars=stars, on=D(day), before=held[n])
        for n, (stars, day) in enumerate(rows)
    )


PLAIN = make.station()
HELD = "2026 年评定以前已经有五星，不是新评上或者升到的"
FIVES: list[tuple[tuple[Awarded, ...], int, bool, str]] = [
    (gained((5, "2026-05-04")), 2026, True, "2026 年 5 月 4 日评为五星"),
    (gained((5, "2025-05-04")), 2026, False, "2026 年没有评为五星"),
    (gained((4, "2026-05-04")), 2026, False, "2026 年没有评为五星"),
    # Kept by a re-check, applied for again in the next cycle, given anew after its term: no rise.
    (gained((5, "2025-05-04"), (5, "2026-05-04")), 2026, False, HELD),
    (gained((5, "2023-05-04"), (5, "2026-05-04")), 2026, False, HELD),
    (gained((4, "2024-05-04"), (5, "2025-05-04"), (5, "2026-05-04")), 2026, False, HELD),
    (gained((5, "2026-05-04"), (5, "2026-10-04")), 2026, True, "2026 年 5 月 4 日评为五星"),
    # What a list said before the first review here counts as held.
    (gained((5, "2026-05-04"), before=5), 2026, False, HELD),
    (gained((5, "2026-05-04"), before=4), 2026, True, "5 月 4 日评为五星"),
    (gained((4, "2025-05-04"), (5, "2026-05-04")), 2026, True, "5 月 4 日评为五星"),
    # Lost and gained again is a rise of its own.
    (gained((5, "2024-05-04"), (4, "2025-05-04"), (5, "2026-05-04")), 2026, True, "评为五星"),
    (gained((5, "2024-05-04"), (0, "2025-05-04"), (5, "2026-05-04")), 2026, True, "评为五星"),
    (gained((5, "2026-05-04"), (4, "2026-09-01")), 2026, False, "已降为四星"),
    (gained((5, "2026-05-04"), (0, "2026-09-01")), 2026, False, "已撤销摘牌"),
    (gained((5, "2026-11-21")), 2026, False, "2026 年没有评为五星"),
]


@pytest.mark.parametrize(("awards", "year", "paid", "words"), FIVES)
def test_five_stars_are_paid_when_they_are_given_and_still_held(
    awards: tuple[Awarded, ...], year: int, paid: bool, words: str
) -> None:
    verdict = eligible(FIVE, EligibilityFacts(station=PLAIN, awards=awards), year=year, today=TODAY)
    assert (verdict.eligible, words in verdict.reason.message) == (paid, True), verdict.reason


def test_a_level_that_is_sunk_to_is_not_gained() -> None:
    four = replace(FIVE, stars=4)
    sunk = EligibilityFacts(station=PLAIN, awards=gained((5, "2025-05-04"), (4, "2026-05-04")))
    assert not eligible(four, sunk, year=2026, today=TODAY).eligible
    risen = EligibilityFacts(station=PLAIN, awards=gained((3, "2025-05-04"), (4, "2026-05-04")))
    verdict = eligible(four, risen, year=2026, today=TODAY)
    assert (verdict.eligible, verdict.rise) == (True, 2)


def test_stars_of_a_list_and_records_that_were_combined_are_not_paid() -> None:
    listed = make.station(star=Star(level=5, basis="名单", on=D("2026-05-04")))
    verdict = eligible(FIVE, EligibilityFacts(station=listed), year=2026, today=TODAY)
    assert (verdict.eligible, "没有评定记录" in verdict.reason.message) == (False, True)
    for rule in JINAN.rules:
        joined = EligibilityFacts(station=opened("2026-01-01"), became="泉城驿站")
        assert (
            eligible(rule, joined, year=2026, today=TODAY).reason.message
            == "已并入“泉城驿站”，由它来领"
        )


def test_a_stricter_city_counts_within_the_year() -> None:
    text = (rule_file.FOLDER / "jinan.toml").read_text("utf-8")
    rule = rule_file.parse(text.replace("since_opening", "in_year"), name="x").rules[1]
    facts = EligibilityFacts(station=opened("2020-01-01", SUMMER))
    assert eligible(RUN, facts, year=2025, today=TODAY).eligible
    verdict = eligible(rule, facts, year=2025, today=TODAY)
    assert verdict.reason.message == "开放 9 个月，不满 12 个月（6 月 1 日到 8 月 31 日暂停）"


@given(
    st.dates(D("2020-01-01"), D("2024-12-31")),
    st.lists(
        st.tuples(st.dates(D("2019-06-01"), D("2026-06-01")), st.integers(0, 300)), max_size=6
    ),
    st.integers(0, 900),
)
def test_open_days_are_those_that_one_counts_on_ones_fingers(
    first: date, shut: list[tuple[date, int]], length: int
) -> None:
    stretches = [
        Stretch(phase=Phase.SUSPENDED, first=day, last=day + timedelta(days=n)) for day, n in shut
    ]
    last = first + timedelta(days=length)
    days = [first + timedelta(days=n) for n in range(length + 1)]
    counted = [d for d in days if not any(s.first <= d <= s.last for s in stretches)]
    assert days_open.open_days(first, last, without=stretches) == len(counted)
    number = days_open.months(first, len(counted))
    assert days_open.months_after(first, number) <= first + timedelta(days=len(counted))
    assert days_open.months_after(first, number + 1) > first + timedelta(days=len(counted))


def test_a_suspension_that_ended_by_itself_keeps_its_last_day_when_the_record_is_opened() -> None:
    noted = Lifecycle(since=D("2025-11-01"))
    ends = {"2025-08-31": "2025-08-31", "2025-12-31": "2025-10-31", None: "2025-10-31"}
    for until, last in ends.items():
        before = make.station(lifecycle=life(Phase.SUSPENDED, "2025-06-01", until))
        (over,) = closing.past(before, noted, at=make.NOON)
        assert over.until == D(last)


def test_days_of_closures_are_taken_off_like_those_of_phases() -> None:
    summer = Closure(since=D("2025-06-01"), until=D("2025-08-31"), reason="防汛")
    ahead = Closure(since=D("2099-01-01"), reason="搬迁")
    shut = days_open.shut(opened("2025-01-01", closures=(summer, ahead)))
    assert shut[0] == days_open.shut(opened("2025-01-01", SUMMER))[0]
    first, last = D("2025-01-01"), D("2025-12-31")
    assert days_open.open_days(first, last, without=shut) == 365 - 92
    undated = opened("2025-01-01", closures=(Closure(until=D("2025-08-31")),))
    with pytest.raises(Invalid, match="没有写起止日期"):
        days_open.shut(undated)


def test_a_station_far_away_in_time_breaks_nothing() -> None:
    for station in (
        opened("2020-01-01", closes_on=date.max),
        opened("2020-01-01", life(Phase.OPEN, "2020-01-01", "9999-12-31"),
               now=life(Phase.SUSPENDED, None)),
        opened("0001-01-01"),
        opened("9999-12-31"),
    ):  # fmt: skip
        for rule in JINAN.rules:
            assert eligible(
                rule, EligibilityFacts(station=station), year=2026, today=TODAY
            ).reason.message


GOOD = (rule_file.FOLDER / "jinan.toml").read_text("utf-8")
FAULTS = [
    ("amount_fen = 1_000_000", "amount_fen = 0", "第 15 行：要写 1 到 100000000 的整数"),
    ("amount_fen = 1_000_000", "amount_fen = 1.5", "第 15 行：要写 1 到 100000000 的整数"),
    ("amount_fen = 1_000_000", "amount_fen = -5", "第 15 行：要写 1 到 100000000 的整数"),
    ('basis = "opened"', 'basis = "guess"', "第 14 行：没有“guess”，可写：opened（"),
    ("months = 12", "months = 0", "要写 1 到 120 的整数"),
    ("stars = 5", "stars = 6", "要写 1 到 5 的整数"),
    ("stars = 5", "stars = 5\nmonths = 3", "用不到 months"),
    ("effective_from = 2021-01-01", 'effective_from = "2021"', "第 16 行：要写日期"),
    ("effective_from = 2021-01-01", "", "第 11 行：缺少 effective_from"),
    ("effective_from = 2021-01-01", "effective_from = 2021-01-01\neffective_until = 2020-01-01",
     "失效日期在生效日期之前"),
    ('id = "running_subsidy"', 'id = "new_station_grant"', "的各个版本要是同一种"),
    ('area = "3701"', 'area = "370100"', "没有“370100”这个地区"),
    ('area = "3701"', "", "缺少 area，例如 area = "),
    ('name = "运行补助"', 'name = "运行补助"\nnote = "x"', "不认识“note”"),
    ("[[rules]]", "[[rule]]", "不认识“rule”，可能是 rules"),
    ('id = "jinan"', "id = ", "第 7 行：等号后面的值写得不对"),
]  # fmt: skip


@pytest.mark.parametrize(("old", "new", "words"), FAULTS)
def test_a_faulty_file_is_refused_with_its_line(old: str, new: str, words: str) -> None:
    assert old in GOOD
    count = -1 if old == "[[rules]]" else 1
    with pytest.raises(Invalid) as refused:
        rule_file.parse(GOOD.replace(old, new, count), name="jinan.toml")
    assert words in refused.value.message


def test_versions_follow_one_another_and_each_day_has_its_own() -> None:
    block = GOOD[GOOD.index('id = "running_subsidy"') : GOOD.index('id = "five_star')]
    later = "[[rules]]\n" + block.replace("2021-01-01", "2026-01-01").replace("200_000", "300_000")
    later = later[: later.rindex("[[rules]]")]
    with pytest.raises(Invalid, match="日期重叠"):
        rule_file.parse(GOOD + "\n" + later, name="x")
    ended = block.replace("2021-01-01", "2021-01-01\neffective_until = 2025-12-31")
    both = rule_file.parse(GOOD.replace(block, ended) + "\n" + later, name="x")
    facts = EligibilityFacts(station=opened("2020-01-01"))
    paid = {
        (rule.amount_fen, year)
        for rule in both.versions("running_subsidy")
        for year in (2025, 2026)
        if eligible(rule, facts, year=year, today=TODAY).eligible
    }
    assert paid == {(200_000, 2025), (300_000, 2026)}


def test_the_rules_of_a_city_hold_in_its_districts_and_zones_only() -> None:
    for area, found in (("370102", True), ("370176", True), ("3701", True), ("370203", False)):
        station = make.station(place=Place(area_code=area))
        assert (for_station([JINAN], station) is JINAN) == found


def test_every_rule_names_its_source_and_what_is_ours() -> None:
    rules: tuple[SubsidyRule, ...] = rule_file.known()[0].rules
    assert [(one.id, one.amount_fen) for one in rules] == [
        ("new_station_grant", 1_000_000), ("running_subsidy", 200_000), ("five_star_award", 500_000)
    ]  # fmt: skip
    assert all(one.source and one.ours for one in rules)
