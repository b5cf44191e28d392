"""Who acts now and where, for the log and for forms."""

from __future__ import annotations

from stations.accounts.roles import Action
from stations.areas import codes
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


def areas(action: Action) -> list[tuple[str, str]]:
    """The areas in which the account may do this: its own, and the districts below."""
    found = {}
    for area in account().areas_for(action):
        for code in (area, *(one.code for one in codes.districts(codes.city_of(area)))):
            if code and codes.covers(area, code):
                found[codes.trimmed(code)] = codes.path(code)
    return sorted(found.items())
