"""Rights that wait for a second administrator, in the database."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from stations.db.base import Database, Row, Transaction


def rows(db: Database, account_id: str = "") -> list[Row]:
    """Account, role, area and who asked, of one account or of all."""
    return db.rows(
        "select account_id, role, area, asked_by from pending_grants"
        " where :id in ('', account_id) order by account_id, role, area",
        id=account_id,
    )


def replace(tx: Transaction, account_id: str, wanted: Sequence[Mapping[str, str]]) -> None:
    """Has an account wait for these and no others."""
    tx.run("delete from pending_grants where account_id = :id", id=account_id)
    tx.load("pending_grants", [{"account_id": account_id, **one} for one in wanted])
