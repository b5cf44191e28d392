"""Who looks after the installation itself, which belongs to no district."""

from __future__ import annotations

from stations.accounts.model import Account, authorise
from stations.accounts.roles import Action
from stations.errors import NotFound

_CITY_DIGITS = 4


def operates(account: Account) -> bool:
    """Whether this account is in charge of a whole city, a province or the country."""
    if account.disabled:
        return False
    return any(len(area) <= _CITY_DIGITS for area in account.areas_for(Action.OPERATE))


def check(account: Account) -> None:
    """Refused without the role; NotFound for who has it in a district or a street only."""
    authorise(account, Action.OPERATE)
    if not operates(account):
        raise NotFound("not_found.out_of_sight")
