"""Rights over money, decisions and rights themselves: two administrators give them.

Whoever could make an approver alone, or set an approver's password, could approve as them. So
such a right rests, once it is given or its holder's password is reset, until another administrator
confirms it, or who runs the server.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from stations.accounts import pending_store, store
from stations.accounts.model import Account, Grant
from stations.accounts.roles import MAY, Action, Role
from stations.config import FactorDemand
from stations.db.base import Database, Row, Transaction
from stations.errors import Refused

_WEIGHTY = {Action.DECIDE, Action.PAY_PROPOSE, Action.PAY_APPROVE, Action.MANAGE_ACCOUNTS}
WEIGHTY = frozenset(role for role in Role if MAY[role] & _WEIGHTY)
"""Roles that need a second administrator."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Pending:
    """A right that rests, and the account that gave it or reset its holder."""

    grant: Grant
    asked_by: str


def lacks_second_factor(account: Account, demand: FactorDemand) -> bool:
    """Whether a second factor is demanded of an account that has none; never of one of the demo."""
    if account.second_factor or account.demo or demand is FactorDemand.NOBODY:
        return False
    return demand is FactorDemand.ALL or any(one.role in WEIGHTY for one in account.grants)


def of(db: Database, account_id: str) -> list[Pending]:
    """The rights of an account that wait for a second administrator."""
    return [_pending(row) for row in pending_store.rows(db, account_id)]


def waiting(db: Database) -> dict[str, list[Pending]]:
    """Those of all accounts, by the id of the account."""
    found: dict[str, list[Pending]] = {}
    for row in pending_store.rows(db):
        found.setdefault(row["account_id"], []).append(_pending(row))
    return found


def _pending(row: Row) -> Pending:
    return Pending(grant=Grant(role=Role(row["role"]), area=row["area"]), asked_by=row["asked_by"])


def give(
    tx: Transaction, account: Account, wanted: Sequence[Grant], *, by: str, at: datetime
) -> tuple[Grant, ...]:
    """Gives these rights in place of those before; which hold at once.

    A weighty one that is not held already rests; one that rested before still names who asked.
    """
    before = {one.grant: one.asked_by for one in of(tx, account.id)}
    new = [one for one in wanted if one.role in WEIGHTY and one not in account.grants]
    held = tuple(one for one in wanted if one not in new)
    store.grant(tx, account.id, held)
    _rest(tx, account.id, {one: before.get(one, by) for one in new}, at=at)
    return held


def suspend(tx: Transaction, account: Account, *, by: str, at: datetime) -> tuple[Grant, ...]:
    """Lets the weighty rights of an account rest; those that go on."""
    resting = {one.grant: one.asked_by for one in of(tx, account.id)}
    resting |= {one: by for one in account.grants if one.role in WEIGHTY}
    held = tuple(one for one in account.grants if one.role not in WEIGHTY)
    store.grant(tx, account.id, held)
    _rest(tx, account.id, resting, at=at)
    return held


def confirm(tx: Transaction, account: Account, *, by: str) -> tuple[Grant, ...]:
    """Has the resting rights of an account hold; all that it has then.

    Refused where there are none, and for whoever gave one of them.
    """
    pending = of(tx, account.id)
    if not pending:
        raise Refused("nothing_to_confirm")
    if by in {one.asked_by for one in pending}:
        raise Refused("second_administrator")
    held = (*account.grants, *(one.grant for one in pending))
    store.grant(tx, account.id, held)
    pending_store.replace(tx, account.id, ())
    return held


def _rest(tx: Transaction, account_id: str, askers: dict[Grant, str], *, at: datetime) -> None:
    pending_store.replace(
        tx,
        account_id,
        [
            {"role": one.role.value, "area": one.area, "asked_by": by, "asked_at": at.isoformat()}
            for one, by in askers.items()
        ],
    )


def grants(pending: Iterable[Pending]) -> tuple[Grant, ...]:
    """The rights alone."""
    return tuple(one.grant for one in pending)
