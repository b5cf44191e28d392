"""Who does something now, as the log will tell it?"""

from __future__ import annotations

from stations.audit.model import Act
from stations.web import clock
from stations.web.desk.guarding import account


def act(action: str, *, reason: str = "") -> Act:
    """An act of whoever is signed in, at this moment."""
    who = account()
    return Act(actor=who.id, by=who.shown, action=action, at=clock.now(), reason=reason.strip())
