"""A whole import taken back, beside later changes."""

from __future__ import annotations

from collections.abc import Collection

from stations.accounts.model import Account, Scope, authorise
from stations.accounts.roles import Action
from stations.audit import log
from stations.audit.model import Act
from stations.db.base import Database, Row
from stations.errors import Refused
from stations.registry.bulk import bulk_changes
from stations.registry.bulk.bulk_changes import ALONE, Alongside, Progress, part, silent
from stations.registry.editing import undo_changes
from stations.registry.editing.undo_changes import Undoing
from stations.registry.lists import upload_store
from stations.registry.stored import history_store
from stations.remarks import Remark


def considered(
    db: Database, import_id: str, *, by: Account, act: Act, progress: Progress = silent
) -> Undoing:
    """What undoing would do now. Refused where there is nothing to undo any more."""
    row = upload_store.import_of(db, import_id)
    done = refuse_undone(db, row, by=by)
    number = int(row["log"])
    return undo_changes.worked_out(db, number, besides=done, by=by, act=act, progress=progress)


def refuse_undone(db: Database, row: Row, *, by: Account) -> set[str]:
    """Refused where nothing of an import is left to undo; the stations of which it was undone."""
    authorise(by, Action.IMPORT, Scope(areas=(row["area"],)))
    if not row["applied"] or not row["log"]:
        raise Refused("nothing_stored.import")
    done = _done(db, row)
    if row["undone"] and not _left(db, row, done):
        raise Refused("undone.import")
    return done


def undo(
    db: Database,
    import_id: str,
    *,
    without: Collection[str],
    by: Account,
    act: Act,
    beside: Alongside = ALONE,
) -> Undoing:
    """Undoes an import, all of it in one moment.

    `without` names the stations that a person agreed to leave as they are. Refused ('edited')
    where others are in the way as well; then nothing is undone.
    """
    progress = beside.progress

    def work() -> Undoing:
        with db.reading():
            undone = upload_store.import_of(db, import_id)["undone"]
            found = considered(db, import_id, by=by, act=act, progress=part(progress, 0, 60))
        undo_changes.check(found, without=without, of_import=True)
        with bulk_changes.made_ready(
            db, found.pairs, act=act, subject=_subject(import_id), progress=part(progress, 60, 95)
        ) as ready:
            progress(Remark("step.storing"), 95)
            with db.writing(late=True) as tx:
                number = ready.take(
                    tx, check=lambda tx: _refuse_again(tx, import_id, undone=undone)
                )
                upload_store.mark_undone(tx, import_id, log=number)
                beside.within(tx)
        return found

    return undo_changes.quick_enough(work)


def _refuse_again(db: Database, import_id: str, *, undone: int | None) -> None:
    if upload_store.import_of(db, import_id)["undone"] != undone:
        raise Refused("undone.import")


def left(db: Database, row: Row) -> int:
    """How many stations of an import were left as they were when it was undone."""
    return _left(db, row, _done(db, row)) if row["undone"] else 0


def _done(db: Database, row: Row) -> set[str]:
    """The stations of which an import was undone before."""
    numbers = log.about(db, _subject(row["id"])) if row["undone"] else []
    return history_store.touched_by(db, [one for one in numbers if one > row["log"]])


def _left(db: Database, row: Row, done: set[str]) -> int:
    return history_store.count_of_entry(db, int(row["log"])) - len(done)


def _subject(import_id: str) -> str:
    return f"import:{import_id}"
