"""Payments under way in the demo city, by the real use cases, as of earlier days."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from stations.accounts import store as accounts
from stations.accounts.model import Account
from stations.audit.model import Act
from stations.db.base import Database
from stations.moments import STATION_TIME
from stations.subsidies import approving, budgets, correcting, paying, payment_list, proposing
from stations.subsidies.budget_store import Budget
from stations.subsidies.correcting import Correction
from stations.subsidies.model import Payment
from stations.subsidies.payment_list import Part, PaymentLine, PaymentQuery

_FINANCE, _PAYER = "demo-finance", "demo-finance-2"
_APPROVER, _SECOND = "demo-approver", "demo-approver-2"
_AREA = "370102"
_NUMBER = 12
"""How many are proposed: a third stays so, a third waits for its money, a third is paid."""
_BUDGETS_FEN = {"370102": 6_000_000, "370103": 5_000_000}
"""The first one is nearly used up, so that the next approvals go beyond it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Days:
    """Who does what how many days before now."""

    at: datetime

    def act(self, by: Account, action: str, *, ago: int) -> Act:
        return Act(
            actor=by.id, by=by.shown, action=f"money_{action}", at=self.at - timedelta(days=ago)
        )


def add(db: Database, at: datetime) -> int:
    """Proposes a few for the year of this moment; how many. Only for the demo city."""
    people = {one.name: one for one in accounts.every(db) if one.demo}
    finance, payer, approver, second = (
        people[name] for name in (_FINANCE, _PAYER, _APPROVER, _SECOND)
    )
    days, year = _Days(at=at), at.astimezone(STATION_TIME).year
    for area, fen in _BUDGETS_FEN.items():
        budget = Budget(area=area, year=year, amount_fen=fen, reason="（演示）年初下达的预算")
        budgets.put(db, budget, by=finance, act=days.act(finance, "budgeted", ago=12))
        confirmed = days.act(approver, "budget_confirmed", ago=11)
        budgets.confirm(db, area, year=year, number=1, by=approver, act=confirmed)
    picks = [(line.station.id, line.rule.id) for line in _ready(db, year, finance, at)]
    found = proposing.propose(
        db, picks, year=year, by=finance, act=days.act(finance, "proposed", ago=9)
    )
    third = len(found) // 3
    ids = [payment.id for payment in found]
    approving.approve(
        db,
        ids[: 2 * third],
        reason="（演示）材料齐全",
        by=approver,
        act=days.act(approver, "approved", ago=6),
    )
    paid = paying.pay(
        db,
        ids[:third],
        voucher=f"（演示）回单 {year}-001",
        by=payer,
        act=days.act(payer, "paid", ago=4),
    )
    _correct(db, paid, by=(second, finance), days=days)
    return len(found)


def _correct(
    db: Database, paid: Sequence[Payment], *, by: tuple[Account, Account], days: _Days
) -> None:
    """A part of the last one that was paid comes back."""
    last = paid[-1]
    given = Correction(
        seq=last.seq,
        back_fen=last.remaining_fen // 4,
        reason="（演示）多付了，已退回财政专户",
        voucher="（演示）退款单 001",
    )
    first, second = by
    noted = correcting.note(
        db, last.id, given, by=first, act=days.act(first, "correction_noted", ago=2)
    )
    act = days.act(second, "corrected", ago=1)
    correcting.confirm(db, last.id, noted.number, by=second, act=act)


def _ready(db: Database, year: int, finance: Account, at: datetime) -> list[PaymentLine]:
    """The first of each rule that were eligible already when they were proposed."""
    today = (at - timedelta(days=9)).astimezone(STATION_TIME).date()
    found = payment_list.lines(db, PaymentQuery(year=year, area=_AREA), by=finance, today=today)
    by_rule: dict[str, list[PaymentLine]] = {}
    for line in found:
        if line.part is Part.READY:
            by_rule.setdefault(line.rule.id, []).append(line)
    # Each rule in turn, so that a few of every kind are there.
    turns = [
        line for n in range(_NUMBER) for of_it in by_rule.values() for line in of_it[n : n + 1]
    ]
    return turns[:_NUMBER]
