"""How much may a district spend in a year, and how much of it is bound or gone?

A budget is for the year that the payments are for. It is changed by a newer number, with the
reason; the older ones stay.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from stations.accounts.model import Account, Scope, authorise
from stations.accounts.roles import Action
from stations.areas import codes
from stations.audit import log
from stations.audit.model import Act
from stations.db.base import Database
from stations.errors import Invalid
from stations.registry.rows import moment_text
from stations.subsidies import store, writing
from stations.subsidies.model import LARGEST_FEN, LONGEST_REASON, Payment, State

FIRST_YEAR, LAST_YEAR = 2000, 2099


@dataclass(frozen=True, slots=True, kw_only=True)
class Budget:
    """How much a district may spend for a year, and by which words."""

    area: str
    year: int
    amount_fen: int
    reason: str
    """What it rests on, such as the number of a notice."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
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
    """Notes a budget in the place of the one before; its number in the log."""
    if codes.by_code(budget.area) is None or len(budget.area) != len("370102"):
        raise Invalid("请选择一个区县。", field="area")
    check_year(budget.year)
    if not 0 <= budget.amount_fen <= LARGEST_FEN:
        raise Invalid("预算金额太大了。请核对，单位是元。", field="amount")
    reason = writing.words(budget.reason, longest=LONGEST_REASON, field="reason")
    if not reason:
        raise Invalid("请写明依据，例如文件的名称和编号。", field="reason")
    with db.writing():
        authorise(by, Action.PAY_PROPOSE, Scope(areas=(budget.area,)))
        last = db.row(
            "select max(number) as n from money_budgets where area = :area and year = :year",
            area=budget.area,
            year=budget.year,
        )
        values = (budget.area, budget.year, int((last and last["n"]) or 0) + 1, budget.amount_fen)
        number = log.append(
            db,
            act=act,
            subject=f"budget:{budget.area}-{budget.year}",
            area=budget.area,
            body={"year": budget.year, "amount": budget.amount_fen, "number": values[2],
                  "row": writing.digest([*values, by.id, reason])},
        )  # fmt: skip
        names = ("area", "year", "number", "amount")
        rest = {"by": by.id, "shown": act.by, "at": moment_text(act.at), "reason": reason}
        db.load("money_budgets", [{**dict(zip(names, values, strict=True)), **rest, "log": number}])
    return number


def check_year(year: int) -> None:
    """Invalid for a year that no payment can be for."""
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise Invalid(f"年份要在 {FIRST_YEAR} 到 {LAST_YEAR} 之间。", field="year")


def of_year(db: Database, year: int, area: str) -> dict[str, Budget]:
    """The budgets that hold for a year, by district of an area."""
    rows = db.rows(
        "select * from money_budgets where year = :year and area like :area order by number",
        year=year,
        area=f"{codes.trimmed(area)}%",
    )
    return {
        row["area"]: Budget(
            area=row["area"],
            year=int(row["year"]),
            amount_fen=int(row["amount"]),
            reason=row["reason"],
        )
        for row in rows
    }


def standings(db: Database, year: int, area: str) -> dict[str, Standing]:
    """How the districts of an area stand that have a budget or a payment, by code."""
    budgets = of_year(db, year, area)
    sums: dict[str, dict[State, int]] = {code: {} for code in budgets}
    for payment in store.of_year(db, year, codes.trimmed(area)):
        of_it = sums.setdefault(payment.claim.area, {})
        state = State.PAID if payment.state is State.CORRECTED else payment.state
        of_it[state] = of_it.get(state, 0) + payment.remaining_fen
    return {
        code: Standing(
            area=code,
            budget_fen=budgets[code].amount_fen if code in budgets else None,
            proposed_fen=of_it.get(State.PROPOSED, 0),
            approved_fen=of_it.get(State.APPROVED, 0),
            paid_fen=of_it.get(State.PAID, 0),
        )
        for code, of_it in sorted(sums.items())
    }


def exceeded(db: Database, payments: Iterable[Payment]) -> dict[tuple[str, int], int]:
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
            found[area, year] = wanted - left
    return found
