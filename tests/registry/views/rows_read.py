"""How much a database reads for a piece of work: rows on PostgreSQL, steps of its machine here."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from stations.db.base import Database

_FETCHED = (
    "select coalesce(sum(seq_tup_read + coalesce(idx_tup_fetch, 0)), 0) as n"
    " from pg_stat_xact_user_tables"
)


def effort(db: Database, work: Callable[[], object]) -> int:
    """What the work reads; the planner may read no table whole where there is an index."""
    if db.engine == "sqlite":
        connection: Any = db.connection  # type: ignore[attr-defined]
        steps = [0]
        connection.set_progress_handler(lambda: steps.__setitem__(0, steps[0] + 1), 1)
        work()
        connection.set_progress_handler(None, 1)
        return steps[0]
    db.run("set enable_seqscan = off")
    with db.reading():
        before = db.row(_FETCHED)
        work()
        after = db.row(_FETCHED)
    assert before
    assert after
    return int(after["n"]) - int(before["n"])
