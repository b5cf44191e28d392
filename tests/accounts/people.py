"""Accounts and administrators that the tests of this room are about."""

from __future__ import annotations

from datetime import timedelta

from stations.accounts import authentication, management
from stations.accounts.authentication import Attempt
from stations.accounts.management import Manager, NewAccount
from stations.accounts.model import Account, Grant, Scope
from stations.accounts.roles import Role
from stations.db.base import Database
from stations.errors import NotFound
from tests.support import make

AT = make.NOON
OFFICE = "10.0.0.1"
LIXIA, HUAIYIN = Scope(areas=("370102",), station_id="a"), Scope(areas=("370104",), station_id="b")


def account(*grants: Grant, disabled: bool = False) -> Account:
    return Account(id="x", name="somebody", shown="某办公室", grants=grants, disabled=disabled)


def made(db: Database, name: str = "lixia-editor", *grants: Grant) -> tuple[Account, str]:
    grants = grants or (Grant(role=Role.EDITOR, area="370102"),)
    return management.make(
        db, NewAccount(name=name, shown="历下区总工会", grants=grants), act=make.act("account_made")
    )


def manager(who: Account) -> Manager:
    """An administrator of a registry with the stations a, in 历下区, and b, in 槐荫区."""

    def locate(station_id: str) -> Scope:
        for scope in (LIXIA, HUAIYIN):
            if scope.station_id == station_id:
                return scope
        raise NotFound("not_found.station")

    return Manager(account=who, locate=locate)


def sign_in(
    db: Database,
    name: str,
    password: str,
    *,
    code: str = "",
    address: str = "10.0.0.1",
    **when: int,
) -> str:
    attempt = Attempt(name=name, password=password, code=code, address=address)
    return authentication.sign_in(db, attempt, at=AT + timedelta(**when))
