"""How long a PostgreSQL server may take over what it is asked."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """Seconds; None: as long as it takes."""

    statement_s: int | None
    """Of one statement."""
    lock_s: int | None
    """Of waiting for others who hold a lock, the writers' turn among them."""
    idle_s: int | None
    """Of a transaction in which nothing is asked."""

    @property
    def answer_s(self) -> float | None:
        """After which a server that says nothing at all, not even that it gave up, counts as away.

        A commit has no limit of its own on the server: it waits for a standby that is to confirm.
        """
        return None if self.statement_s is None else self.statement_s + 2.0

    @property
    def options(self) -> str:
        """The same for the server, as `options` of a connection."""
        given = {
            "statement_timeout": self.statement_s,
            "lock_timeout": self.lock_s,
            "idle_in_transaction_session_timeout": self.idle_s,
        }
        return " ".join(f"-c {name}={(seconds or 0) * 1000}" for name, seconds in given.items())


SERVING = Limits(statement_s=15, lock_s=5, idle_s=30)
"""Somebody waits in front of a page."""
WORKING = Limits(statement_s=60, lock_s=55, idle_s=60)
"""A command, or long work that was asked for."""
UNLIMITED = Limits(statement_s=None, lock_s=None, idle_s=None)
"""Schema steps: those that start together wait for the one that is quicker. Backups: they are as
large as the city."""
