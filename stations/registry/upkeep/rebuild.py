"""Search rows and words of all stations are written anew: they are derived, never mended."""

from __future__ import annotations

from itertools import islice

from stations.db.base import Database
from stations.errors import Refused
from stations.registry.stored import search_rows, sort_words, store

PAGE = 1_000


def rebuild(db: Database) -> int:
    """Writes the derived rows of every station from the station itself; how many stations.

    Page by page, each in a transaction of its own with a new revision: others go on writing in
    between, and every process takes over what has changed.
    """
    after, written = "", 0
    while True:
        with db.writing() as tx:
            page = list(islice(store.such(tx, "id > :last", last=after), PAGE))
            store.derive(tx, page, revision=store.advance(tx))
        if not page:
            return written
        after, written = page[-1].id, written + len(page)


def rebuild_outdated(db: Database) -> int:
    """The same where any row has a form that the program no longer writes; 0 where none has."""
    return rebuild(db) if _is_outdated(db) else 0


def check_current(db: Database) -> None:
    """Refused where derived rows have a form that the program no longer reads."""
    if _is_outdated(db):
        raise Refused("db_unmigrated.search_rows")


def _is_outdated(db: Database) -> bool:
    return sort_words.outdated(db, form=search_rows.form())
