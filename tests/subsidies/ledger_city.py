"""The ledger of a small city, as tests look at it."""

from __future__ import annotations

from collections.abc import Callable

from stations.db.base import Database
from tests.support import make

TODAY = make.NOON.date()


def rows(db: Database) -> int:
    found = db.row("select count(*) as n from money_rows")
    return int(found["n"]) if found else -1


def net(db: Database) -> int:
    found = db.row("select coalesce(sum(amount), 0) as n from money_rows")
    return int(found["n"]) if found else -1


def copied(
    db: Database, payment_id: str, number: int, /, **changes: object
) -> Callable[[], object]:
    """Inserts a row like that one, with some of it changed, past all use cases."""
    row = db.row("select * from money_rows where payment = :id and seq = :seq",
                 id=payment_id, seq=number)  # fmt: skip
    assert row
    return lambda: db.load("money_rows", [{**row, **changes}])
