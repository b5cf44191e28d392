"""Accounts of the demo city: one for each role, with a public password.

Where a second pair of eyes is needed there is a second account: `demo-editor-2` and so on.
"""

from __future__ import annotations

import secrets
from collections.abc import Sequence

from stations.accounts import passwords, store
from stations.accounts.model import Account, Grant
from stations.accounts.roles import BY_STATION, ROLE_WORDS, Role
from stations.audit import log
from stations.audit.model import Act
from stations.db.base import Transaction

PASSWORD = "yizhan yanshi"  # noqa: S105  # Known to all: refused outside a demonstration.
DISTRICT, CITY = "370102", "370100"
_TWICE = (Role.KEEPER, Role.EDITOR, Role.REVIEWER, Role.APPROVER, Role.FINANCE, Role.ADMINISTRATOR)
_OF_THE_CITY = frozenset({Role.ADMINISTRATOR, Role.AUDITOR, Role.APPROVER, Role.FINANCE})


def add(tx: Transaction, *, station_id: str, act: Act, kept: Sequence[str] = ()) -> list[str]:
    """Makes `demo-editor` and so on; their names.

    `demo-keeper` and `demo-operator` have the one station, `demo-keeper-2` those that are `kept`.
    """
    password = passwords.hashed(PASSWORD)
    made: list[tuple[Role, str, str, Sequence[str]]] = [
        (role, f"demo-{role.value}", ROLE_WORDS[role], (station_id,)) for role in Role
    ]
    made += [
        (role, f"demo-{role.value}-2", f"{ROLE_WORDS[role]}二", kept or (station_id,))
        for role in _TWICE
    ]
    for role, name, words, stations in made:
        account = Account(
            id=secrets.token_hex(8),
            name=name,
            shown=f"演示{words}",
            grants=_grants(role, stations),
            demo=True,
        )
        store.add(tx, account, password=password, at=act.at)
        log.append(tx, act=act, subject=f"account:{account.id}")
    return [name for _, name, _, _ in made]


def _grants(role: Role, stations: Sequence[str]) -> tuple[Grant, ...]:
    if role in BY_STATION:
        return tuple(Grant(role=role, station_id=station) for station in stations)
    return (Grant(role=role, area=CITY if role in _OF_THE_CITY else DISTRICT),)
