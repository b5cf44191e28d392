"""The right to an area's report, for those who see all of it, and the record of who took it."""

from __future__ import annotations

from stations.accounts.model import Account, Scope
from stations.accounts.roles import Action
from stations.areas import codes
from stations.audit import log
from stations.audit.model import Act
from stations.db.base import Database
from stations.errors import NotFound


def admit(area: str, *, by: Account, action: Action) -> None:
    """NotFound where an area does not exist, or is not theirs as a whole; '' is the country."""
    known = not area or (codes.trimmed(area) and codes.by_code(codes.trimmed(area)[:6]))
    if not known or not by.may(action, Scope(areas=(area,))):
        raise NotFound("not_found.out_of_sight")


def note(
    db: Database, *, subject: str, area: str, act: Act, rows: int, ending: str = "xlsx"
) -> None:
    """Keeps in the log that a report left in a file."""
    with db.writing() as tx:
        log.append(
            tx, act=act, subject=subject, area=area, body={"rows": rows, "kind": f".{ending}"}
        )
