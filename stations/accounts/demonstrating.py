"""Which accounts does the demo city have? One of each role, with a password that anybody knows."""

from __future__ import annotations

import secrets

from stations.accounts import passwords, store
from stations.accounts.model import Account, Grant
from stations.accounts.roles import BY_STATION, ROLE_WORDS, Role
from stations.audit import log
from stations.audit.model import Act
from stations.db.base import Database

PASSWORD = "yizhan yanshi"  # noqa: S105  # Known to all: refused outside a demonstration.
DISTRICT, CITY = "370102", "370100"
_OF_THE_CITY = frozenset({Role.ADMINISTRATOR, Role.AUDITOR, Role.APPROVER, Role.FINANCE})


def add(db: Database, *, station_id: str, act: Act) -> list[str]:
    """Makes `demo-editor` and so on (inside `writing`); their names."""
    kept = passwords.hashed(PASSWORD)
    made = []
    for role in Role:
        where = DISTRICT if role not in _OF_THE_CITY else CITY
        grant = (
            Grant(role=role, station_id=station_id)
            if role in BY_STATION
            else Grant(role=role, area=where)
        )
        account = Account(
            id=secrets.token_hex(8),
            name=f"demo-{role.value}",
            shown=f"演示{ROLE_WORDS[role]}",
            grants=(grant,),
            demo=True,
        )
        store.add(db, account, password=kept, at=act.at)
        log.append(db, act=act, subject=f"account:{account.id}")
        made.append(account.name)
    return made
