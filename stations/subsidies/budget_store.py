"""Budgets of districts and their confirmations in the database; none is ever changed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from stations.areas import codes
from stations.audit.model import Act
from stations.db.base import Database, Row, Transaction
from stations.moments import utc_text


@dataclass(frozen=True, slots=True, kw_only=True)
class Budget:
    """How much a district may spend for a year, and by which words."""

    area: str
    year: int
    amount_fen: int
    reason: str
    """What it rests on, such as the number of a notice."""
    number: int = 0
    """Which one of its district and year it is; 0 before it is noted."""
    by: str = ""
    shown: str = ""
    """Who noted it."""


def add(tx: Transaction, budget: Budget, *, at: datetime, log: int) -> None:
    """Writes a budget."""
    row: Row = {
        "area": budget.area,
        "year": budget.year,
        "number": budget.number,
        "amount": budget.amount_fen,
        "by": budget.by,
        "shown": budget.shown,
        "at": utc_text(at),
        "reason": budget.reason,
        "log": log,
    }
    tx.load("money_budgets", [row])


def add_confirmation(tx: Transaction, budget: Budget, *, by: str, act: Act, log: int) -> None:
    """Writes that an account let a budget hold."""
    row: Row = {
        "area": budget.area,
        "year": budget.year,
        "number": budget.number,
        "by": by,
        "noted_by": budget.by,
        "shown": act.by,
        "at": utc_text(act.at),
        "log": log,
    }
    tx.load("budget_confirmations", [row])


def last_number(db: Database, area: str, *, year: int) -> int:
    """The number of the newest budget of a district and year; 0 for none."""
    row = db.row(
        "select max(number) as n from money_budgets where area = :area and year = :year",
        area=area,
        year=year,
    )
    return int((row and row["n"]) or 0)


def of_year(db: Database, year: int, area: str) -> dict[str, Budget]:
    """The budgets that hold for a year, by district of an area: the newest ones confirmed."""
    return {row["area"]: _budget(row) for row in _rows(db, year, area) if row["confirmed"]}


def waiting(db: Database, year: int, area: str) -> dict[str, Budget]:
    """The newest unconfirmed budgets, by district of an area."""
    newest = {row["area"]: row for row in _rows(db, year, area)}
    return {code: _budget(row) for code, row in newest.items() if not row["confirmed"]}


def _rows(db: Database, year: int, area: str) -> list[Row]:
    return db.rows(
        "select b.*, (select c.number from budget_confirmations c where c.area = b.area"
        " and c.year = b.year and c.number = b.number) as confirmed"
        " from money_budgets b where b.year = :year and b.area like :area"
        " order by b.area, b.number",
        year=year,
        area=f"{codes.trimmed(area)}%",
    )


def _budget(row: Row) -> Budget:
    return Budget(
        area=row["area"],
        year=int(row["year"]),
        amount_fen=int(row["amount"]),
        reason=row["reason"],
        number=int(row["number"]),
        by=row["by"],
        shown=row["shown"],
    )
