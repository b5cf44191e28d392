"""A budget takes two people, and none of them can let it hold alone."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from stations.accounts.roles import Role
from stations.audit import log
from stations.db.base import Database
from stations.errors import Invalid, NotFound, Refused
from stations.subsidies import budget_store, budgets
from stations.subsidies.budget_store import Budget
from stations.subsidies.budgets import LARGEST_FEN
from stations.subsidies.model import fen
from tests.subsidies import treasury
from tests.subsidies.treasury import APPROVER, BOTH, FINANCE, YEAR

MILLION = 100_000_000
FIRST = Budget(area="370102", year=YEAR, amount_fen=300_000, reason="文件 1 号")


@pytest.fixture
def city(db: Database) -> Database:
    treasury.fill(db)
    return db


def note(db: Database, budget: Budget = FIRST, *, by: treasury.Account = FINANCE) -> None:
    budgets.put(db, budget, by=by, act=treasury.act(by))


def held(db: Database) -> int | None:
    standing = budgets.standings(db, YEAR, "3701").get("370102")
    return standing.budget_fen if standing else None


def refused(code: str, do: Callable[[], object]) -> None:
    with pytest.raises(Refused) as error:
        do()
    assert error.value.code == code, error.value.message


def test_a_budget_holds_once_a_second_person_confirmed_it(city: Database) -> None:
    note(city)
    assert held(city) is None
    (payment,) = treasury.propose(city, "a")
    with pytest.raises(Invalid) as error:
        treasury.approve(city, payment, reason="")
    assert error.value.code == "over", "a budget that one person alone noted is no budget"
    treasury.confirm(city, 1)
    assert held(city) == FIRST.amount_fen
    treasury.approve(city, payment, reason="")
    entry = log.newest(city, limit=2)[1]
    assert (entry["subject"], entry["actor"]) == ("budget:370102-2026", APPROVER.id)


def test_until_it_is_confirmed_the_one_before_holds(city: Database) -> None:
    treasury.budget(city, FIRST.amount_fen)
    note(city, replace(FIRST, amount_fen=MILLION))
    assert held(city) == FIRST.amount_fen
    assert budget_store.waiting(city, YEAR, "3701")["370102"].amount_fen == MILLION
    treasury.confirm(city, 2)
    assert held(city) == MILLION
    assert not budget_store.waiting(city, YEAR, "3701")


def test_nobody_confirms_what_they_noted_themselves(city: Database) -> None:
    note(city, by=BOTH)
    refused("four_eyes", lambda: treasury.confirm(city, 1, by=BOTH))
    refused("forbidden", lambda: treasury.confirm(city, 1, by=FINANCE))
    elsewhere = treasury.someone("elsewhere", Role.APPROVER, area="370104")
    with pytest.raises(NotFound):
        treasury.confirm(city, 1, by=elsewhere)
    assert held(city) is None
    with pytest.raises(Exception, match=r"(?i)constraint|violates"):
        city.load("budget_confirmations", [confirmation(by=BOTH.id, noted_by=BOTH.id)])
    with pytest.raises(Exception, match=r"(?i)constraint|violates"):
        city.load("budget_confirmations", [confirmation(by=BOTH.id, noted_by="somebody")])
    city.load("budget_confirmations", [confirmation(by="somebody", noted_by=BOTH.id)])
    assert held(city) == FIRST.amount_fen


def confirmation(*, by: str, noted_by: str) -> dict[str, str | int | float | bytes | None]:
    """A row past all use cases."""
    return {"area": "370102", "year": YEAR, "number": 1, "noted_by": noted_by, "by": by,
            "shown": "x", "at": "2026-11-20T04:00:00Z", "log": 1}  # fmt: skip


def test_only_the_newest_is_confirmed_and_once(city: Database) -> None:
    refused("stale_step", lambda: treasury.confirm(city, 1))
    note(city)
    note(city, replace(FIRST, amount_fen=400_000))
    refused("stale_step", lambda: treasury.confirm(city, 1))
    treasury.confirm(city, 2)
    refused("stale_step", lambda: treasury.confirm(city, 2))
    assert held(city) == 400_000


def test_what_cannot_be_a_budget_is_not_noted(city: Database) -> None:
    for wrong in (
        replace(FIRST, area="3701"),
        replace(FIRST, year=1999),
        replace(FIRST, amount_fen=-1),
        replace(FIRST, reason=" "),
        replace(FIRST, amount_fen=LARGEST_FEN + 1),
    ):
        with pytest.raises(Invalid):
            note(city, wrong)
    refused("forbidden", lambda: note(city, by=APPROVER))
    assert not budget_store.waiting(city, YEAR, "")


@pytest.mark.parametrize(
    ("typed", "meant"),
    [("100.50", 10_050), ("１００．５０", 10_050), ("１００", 10_000), ("１，０００ 元", 100_000),
     ("2，000", 200_000), ("1,000.5", 100_050)],
)  # fmt: skip
def test_digits_of_either_width_are_read(typed: str, meant: int) -> None:
    assert fen(typed) == meant


@pytest.mark.parametrize(
    "typed", ["-5", "－５", "", "一百", "1.005", "½", "②x", "1e3", "１２．３４５"]
)
def test_what_is_no_amount_in_wide_digits_is_refused(typed: str) -> None:
    with pytest.raises(Invalid):
        fen(typed)
