"""The ledger taken away as a workbook."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import IO

from stations.accounts.model import Account
from stations.accounts.roles import Action
from stations.audit.model import Act
from stations.db.base import Database
from stations.giveaways import arranging, handout_store, stock_store, stock_workbook, store
from stations.giveaways.model import Giveaway

EXPORTED = "giveaways_exported"
ASKED = ("giveaway", "station", "season")
"""What a ledger is asked by."""


def take(db: Database, found: Sequence[Giveaway], file: IO[bytes], *, act: Act) -> None:
    """Writes the ledger of these give-aways; that it left stands in the log."""
    ids = [one.id for one in found]
    with db.reading():
        stock_workbook.write(
            found,
            stock_store.entries(db, ids),
            handout_store.differences(db, ids),
            places=store.station_names(db, found),
            file=file,
        )
    with db.writing() as tx:
        for one in found:
            arranging.note(tx, one, act=replace(act, action=EXPORTED))


def may_edit(db: Database, one: Giveaway, who: Account) -> bool:
    """Whether this account may take rows of its ledger back."""
    return who.may(Action.EDIT, arranging.scope(db, one))
