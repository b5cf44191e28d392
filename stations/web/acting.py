"""Who acts now, for the log."""

from __future__ import annotations

from stations.audit.model import Act
from stations.web import clock
from stations.web.guarding import account

LONGEST_REASON = 200


def act(action: str, *, reason: str = "") -> Act:
    """An act of the signed-in account at this moment."""
    who = account()
    return Act(actor=who.id, by=who.shown, action=action, at=clock.now(), reason=told(reason))


def told(reason: str) -> str:
    """A reason as it is kept for ever: one line, without invisible or turning signs."""
    seen = "".join(character if character.isprintable() else " " for character in reason)
    return " ".join(seen.split())[:LONGEST_REASON]
