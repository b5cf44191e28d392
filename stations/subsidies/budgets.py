"""Budgets of districts: set, bound, spent.

A budget is for the year that the payments are for. It is changed by a newer number, with the
reason; the older ones stay. It holds once a second person, who approves payments, confirmed it.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from stations.accounts.model import Account, Scope, authorise
from stations.accounts.roles import Action
from stations.areas import codes
from stations.audit import log
from stations.audit.model import Act
from stations.db.base import Database
from stations.errors import Invalid, Refused
from stations.subsidies import budget_store, ledger_entries, store
from stations.subsidies.budget_store import Budget
from stations.subsidies.model import LONGEST_REASON, Payment, PaymentState, yuan

FIRST_YEAR, LAST_YEAR = 2000, 2099
LARGEST_FEN = 10**10
"""A hundred million yuan: more than any district spends on its stations in a year."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Excess:
    """How far approvals go beyond what is left; all of it where no budget is noted."""

    fen: int
    noted: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class BudgetBalance:
    """The payments of a district for a year, against its budget; None: none is noted."""

    area: str
    budget_fen: int | None
    proposed_fen: int = 0
    approved_fen: int = 0
    paid_fen: int = 0

    @property
    def bound_fen(self) -> int:
        """What is approved and what is paid."""
        return self.approved_fen + self.paid_fen

    @property
    def left_fen(self) -> int:
        """What may still be approved; negative where the budget is exceeded."""
        return (self.budget_fen or 0) - self.bound_fen


def put(db: Database, budget: Budget, *, by: Account, act: Act) -> int:
    """Notes a budget, which waits to be confirmed; its number in the log."""
    if codes.by_code(budget.area) is None or len(budget.area) != len("370102"):
        raise Invalid("invalid.budget_area", field="area")
    check_year(budget.year)
    if not 0 <= budget.amount_fen <= LARGEST_FEN:
        raise Invalid("invalid.budget_amount", field="amount", most=yuan(LARGEST_FEN))
    reason = ledger_entries.words(budget.reason, longest=LONGEST_REASON, field="reason")
    if not reason:
        raise Invalid("invalid.budget_basis", field="reason")
    with db.writing() as tx:
        authorise(by, Action.PAY_PROPOSE, Scope(areas=(budget.area,)))
        following = budget_store.last_number(tx, budget.area, year=budget.year) + 1
        values = (budget.area, budget.year, following, budget.amount_fen)
        number = log.append(
            tx,
            act=act,
            subject=f"budget:{budget.area}-{budget.year}",
            area=budget.area,
            body={"year": budget.year, "amount": budget.amount_fen, "number": following,
                  "row": ledger_entries.digest([*values, by.id, reason])},
        )  # fmt: skip
        noted = replace(budget, number=following, reason=reason, by=by.id, shown=act.by)
        budget_store.add(tx, noted, at=act.at, log=number)
    return number


def confirm(db: Database, area: str, *, year: int, number: int, by: Account, act: Act) -> Budget:
    """Lets a budget hold that somebody else noted; the newest one alone, and once."""
    with db.writing() as tx:
        authorise(by, Action.PAY_APPROVE, Scope(areas=(area,)))
        wanted = budget_store.waiting(tx, year, area).get(area)
        if wanted is None or wanted.number != number:
            raise Refused("stale_step.budget")
        if wanted.by == by.id:
            raise Refused("four_eyes.budget")
        log_number = log.append(
            tx,
            act=act,
            subject=f"budget:{area}-{year}",
            area=area,
            body={"year": year, "amount": wanted.amount_fen, "number": number},
        )
        budget_store.add_confirmation(tx, wanted, by=by.id, act=act, log=log_number)
    return wanted


def check_year(year: int) -> None:
    """Invalid for a year that no payment can be for."""
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise Invalid(
            "invalid.budget_year", field="year", first_year=FIRST_YEAR, last_year=LAST_YEAR
        )


def standings(db: Database, year: int, area: str) -> dict[str, BudgetBalance]:
    """How the districts of an area stand that have a budget or a payment, by code."""
    budgets = budget_store.of_year(db, year, area)
    sums: dict[str, dict[PaymentState, int]] = {code: {} for code in budgets}
    for payment in store.of_year(db, year, codes.trimmed(area)):
        of_it = sums.setdefault(payment.claim.area, {})
        state = PaymentState.PAID if payment.state is PaymentState.CORRECTED else payment.state
        of_it[state] = of_it.get(state, 0) + payment.remaining_fen
    return {
        code: BudgetBalance(
            area=code,
            budget_fen=budgets[code].amount_fen if code in budgets else None,
            proposed_fen=of_it.get(PaymentState.PROPOSED, 0),
            approved_fen=of_it.get(PaymentState.APPROVED, 0),
            paid_fen=of_it.get(PaymentState.PAID, 0),
        )
        for code, of_it in sorted(sums.items())
    }


def exceeded(db: Database, payments: Iterable[Payment]) -> dict[tuple[str, int], Excess]:
    """By district and year how far approving these goes beyond what is left.

    Without a budget nothing is left: every approval there needs its reason.
    """
    sums: dict[tuple[str, int], int] = {}
    for one in payments:
        key = (one.claim.area, one.claim.year)
        sums[key] = sums.get(key, 0) + one.remaining_fen
    found = {}
    for (area, year), wanted in sums.items():
        standing = standings(db, year, area).get(area)
        left = standing.left_fen if standing else 0
        if wanted > left:
            noted = standing is not None and standing.budget_fen is not None
            found[area, year] = Excess(fen=wanted - left if noted else wanted, noted=noted)
    return found
