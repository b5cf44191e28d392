"""A whole import taken back, beside later changes."""

from __future__ import annotations

from collections.abc import Sequence

from stations.accounts.model import Account, Scope, authorise
from stations.accounts.roles import Action
from stations.audit.model import Act
from stations.db.base import Database
from stations.errors import Refused
from stations.registry.editing import undo_changes
from stations.registry.editing.undo_changes import Undoing
from stations.registry.lists import upload_store
from stations.registry.stored import change_store


def considered(db: Database, import_id: str, *, by: Account, act: Act) -> Undoing:
    """What undoing would do now. Refused where there is nothing to undo any more."""
    row = upload_store.import_of(db, import_id)
    authorise(by, Action.IMPORT, Scope(areas=(row["area"],)))
    if row["undone"]:
        raise Refused("这次导入已经撤销过了。", code="undone")
    if not row["applied"] or not row["log"]:
        raise Refused("这次导入没有保存过什么，不用撤销。", code="nothing_stored")
    return undo_changes.worked_out(db, int(row["log"]), by=by, act=act)


def undo(db: Database, import_id: str, *, without: Sequence[str], by: Account, act: Act) -> Undoing:
    """Undoes an import in one transaction.

    `without` names the stations that a person agreed to leave as they are. Refused ('edited')
    where others are in the way as well; then nothing is undone.
    """
    with db.writing() as tx:
        found = considered(tx, import_id, by=by, act=act)
        undo_changes.check(found, without=without, after="导入以后")
        number = change_store.record(tx, found.pairs, act=act, subject=f"import:{import_id}")
        upload_store.mark_undone(tx, import_id, log=number)
    return found
