"""Which messages each account wants by e-mail."""

from __future__ import annotations

from dataclasses import dataclass

from stations.db.base import Database, Row, Transaction
from stations.notifying.hook_store import kinds_of, written
from stations.notifying.model import MessageKind


@dataclass(frozen=True, slots=True, kw_only=True)
class MailChoice:
    """Where and of what an account is told by e-mail; entries after `since` are told."""

    account_id: str
    address: str
    kinds: frozenset[MessageKind]
    since: int = 0
    trouble: str = ""
    """Why the address takes no mail, as its server said; nothing more is sent there."""


def get(db: Database, account_id: str) -> MailChoice | None:
    """What an account chose; None where it wants no mail."""
    row = db.row("select * from mail_choices where account_id = :id", id=account_id)
    return _choice(row) if row else None


def is_any(db: Database) -> bool:
    """Whether anybody wants mail."""
    return db.row("select 1 as here from mail_choices where trouble = '' limit 1") is not None


def every(db: Database) -> list[MailChoice]:
    """All who want mail and can have it."""
    return [_choice(row) for row in db.rows("select * from mail_choices where trouble = ''")]


def put(tx: Transaction, choice: MailChoice) -> None:
    """Writes what an account wants, in place of what it wanted."""
    remove(tx, choice.account_id)
    row: Row = {name: getattr(choice, name) for name in MailChoice.__slots__}
    tx.load("mail_choices", [{**row, "kinds": written(choice.kinds)}])


def remove(tx: Transaction, account_id: str) -> None:
    """No mail from now on."""
    tx.run("delete from mail_choices where account_id = :id", id=account_id)


def set_trouble(tx: Transaction, account_id: str, trouble: str) -> None:
    """Notes that the address of an account takes no mail."""
    tx.run(
        "update mail_choices set trouble = :trouble where account_id = :id",
        trouble=trouble,
        id=account_id,
    )


def _choice(row: Row) -> MailChoice:
    return MailChoice(**{**row, "kinds": kinds_of(row["kinds"])})
