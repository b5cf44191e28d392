"""What speaks against a payment is asked about, written down, and seen by the next person."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta

import pytest

from stations.db.base import Database
from stations.errors import Invalid, Refused
from stations.registry.model import Closure, Lifecycle, next_version
from stations.registry.states import Phase
from stations.registry.stored import change_store
from stations.registry.stored import store as stations
from stations.subsidies import correcting, late_changes, ledger_proof, paying, proposing, rule_file
from stations.subsidies.days_open import shut
from stations.subsidies.eligibility import EligibilityFacts, eligible
from stations.subsidies.rules import TooFew
from tests.subsidies import treasury
from tests.subsidies.ledger_city import TODAY, copied, net
from tests.subsidies.treasury import APPROVER, FINANCE, PAYER, RUN, YEAR
from tests.support import make

GUARD = r"(?i)constraint|violates"
RULE = rule_file.load(rule_file.FOLDER / "jinan.toml").rules[1]
RECTIFYING = Lifecycle(phase=Phase.RECTIFYING, since=TODAY - timedelta(days=3), reason="消防")


def change(db: Database, station_id: str, *, day: int = 0, **fields: object) -> None:
    """A change of a record, so many days before today."""
    before, at = stations.get(db, station_id), make.NOON - timedelta(days=day)
    after = next_version(replace(before, **fields), at=at)  # type: ignore[arg-type]
    act = replace(make.act("edited"), by="张三", at=at)
    with db.writing():
        change_store.record(db, [(before, after)], act=act)


def asked(do: Callable[[], object], key: str) -> str:
    with pytest.raises(Invalid) as error:
        do()
    assert (error.value.key, error.value.field) == (key, "reason")
    return error.value.message


def test_a_station_that_was_open_one_day_in_the_year_is_asked_about_or_gets_none() -> None:
    days = (Closure(since=date(2026, 1, 2), reason="装修"),)
    station = replace(treasury.station("x"), closures=days)
    facts = EligibilityFacts(station=station)
    asks = eligible(RULE, facts, year=YEAR, today=TODAY)
    assert asks.eligible
    assert "324 天里只开放 1 天，不到 50%" in asks.doubts[0].message
    strict = replace(RULE, too_few=TooFew.UNPAID)
    verdict = eligible(strict, facts, year=YEAR, today=TODAY)
    assert (verdict.eligible, "不到 50%（1 月 2 日起暂停）" in verdict.reason.message) == (
        False,
        True,
    )
    # Exactly half of the 324 days is enough, one day fewer is not.
    for last, few in ((date(2026, 6, 11), False), (date(2026, 6, 12), True)):
        half = replace(station, closures=(Closure(since=date(2026, 1, 1), until=last),))
        found = eligible(strict, EligibilityFacts(station=half), year=YEAR, today=TODAY)
        assert found.eligible is not few, shut(half)


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("least_percent = 0", "要写 1 到 100 的整数"),
        ("least_percent = 101", "要写 1 到 100 的整数"),
        ('too_few = "maybe"', "可写：unpaid（不补）、asked"),
    ],
)
def test_a_share_that_cannot_be_is_refused_with_its_line(line: str, words: str) -> None:
    text = (rule_file.FOLDER / "jinan.toml").read_text("utf-8")
    key = line.partition(" =")[0]
    old = next(one for one in text.splitlines() if one.startswith(key))
    with pytest.raises(Invalid, match="行：") as refused:
        rule_file.parse(text.replace(old, line), name="x")
    assert words in refused.value.message


def test_a_station_in_rectification_is_proposed_only_with_a_reason(city: Database) -> None:
    change(city, "a", lifecycle=RECTIFYING)
    assert "正在整改" in asked(lambda: treasury.propose(city, "a", "b"), "doubtful.proposing")
    picks, act = [("a", RUN), ("b", RUN)], treasury.act(FINANCE)
    a, b = proposing.propose(city, picks, year=YEAR, reason="整改后天完成", by=FINANCE, act=act)
    assert "（正在整改；说明：整改后天完成）" in a.entry.reason
    assert "说明" not in b.entry.reason
    asked(lambda: treasury.approve(city, a, reason=""), "doubtful.approving")
    treasury.approve(city, a, reason="同意")
    assert ledger_proof.prove(city).sound


def test_a_line_that_does_not_fit_any_more_is_paid_only_with_a_reason(city: Database) -> None:
    (first,) = treasury.approve(city, *treasury.propose(city, "a"))
    change(city, "a", lifecycle=Lifecycle(phase=Phase.CLOSED, since=TODAY))
    assert "现在不符合" in asked(lambda: treasury.pay(city, first), "doubtful.paying")
    act = treasury.act(PAYER, minutes=2)
    (paid,) = paying.pay(
        city, [first.id], voucher="7", reason="撤站以前已经运行满一年", by=PAYER, act=act
    )
    assert paid.entry.reason == "撤站以前已经运行满一年"


def test_a_correction_takes_a_second_person(city: Database) -> None:
    paid = treasury.paid(city, "a")
    number = treasury.note(city, paid, 50_000)
    assert net(city) == 200_000
    act = treasury.act(APPROVER, minutes=3)
    for who, code in ((APPROVER, "four_eyes"), (PAYER, "four_eyes")):
        with pytest.raises(Refused) as refused:
            correcting.confirm(city, paid.id, number, by=who, act=act)
        assert refused.value.code == code
    with pytest.raises(Exception, match=GUARD):
        copied(city, paid.id, 3, seq=4, previous=3, state="corrected", before="paid",
               by=APPROVER.id, by_before=PAYER.id, amount=-50_000, remaining=150_000,
               reason="x")()  # fmt: skip
    with pytest.raises(Exception, match="append-only"):
        city.run("update money_corrections set back = 1")
    correcting.confirm(city, paid.id, number, by=FINANCE, act=treasury.act(FINANCE, minutes=4))
    assert net(city) == 150_000
    assert ledger_proof.prove(city).sound


def test_a_noted_correction_that_was_wrong_is_taken_away_or_replaced(city: Database) -> None:
    paid = treasury.paid(city, "a")
    first = treasury.note(city, paid, 50_000)
    second = treasury.note(city, paid, 60_000)
    act = treasury.act(FINANCE, minutes=4)
    with pytest.raises(Refused, match="换成了新的"):
        correcting.confirm(city, paid.id, first, by=FINANCE, act=act)
    correcting.drop(city, paid.id, second, reason="看错了", by=FINANCE, act=act)
    with pytest.raises(Refused):
        correcting.confirm(city, paid.id, second + 1, by=FINANCE, act=act)
    assert net(city) == 200_000


SPRING = Closure(since=date(2026, 2, 1), until=date(2026, 2, 28), reason="装修")


def late(db: Database, name: str) -> list[str]:
    station = stations.get(db, name)
    history = late_changes.told(db, [station], year=YEAR).get(name, ())
    return [one.message for one in late_changes.remarks(station, RULE, history, year=YEAR)]


def test_past_days_that_were_changed_after_the_fact_are_marked(city: Database) -> None:
    change(city, "a", day=290, closures=(SPRING,))  # 3 February: it runs
    assert late(city, "a") == ["2026-02-03 张三改了以前的停业日期，开放少算 2 天"]
    change(city, "a", day=3, closures=())
    assert late(city, "a")[0] == "2026-11-17 张三改了以前的停业日期，开放多算 28 天"
    change(city, "b", day=9, closures=(replace(SPRING, since=TODAY, until=None),))
    change(city, "b", day=8, name="改了名字")
    assert late(city, "b") == [], "what is to come is no change of the past"
    change(city, "c", day=1, opened_on=date(2019, 12, 2))
    assert late(city, "c") == ["2026-11-19 张三改了以前的停业日期，开放多算 30 天"]


def test_a_day_of_opening_that_is_filled_in_is_no_change(city: Database) -> None:
    change(city, "unknown", opened_on=date(2020, 1, 1))
    assert late(city, "unknown") == []
