"""Whoever is signed in, as one who gives rights."""

from __future__ import annotations

from stations.accounts.management import Manager
from stations.registry.scoping import scope_of
from stations.registry.stored import store as stations
from stations.web.guarding import account
from stations.web.services import current


def manager() -> Manager:
    """The administrator of this request, who knows where stations lie."""
    db = current().connections()
    return Manager(account=account(), locate=lambda it: scope_of(stations.get(db, it)))
