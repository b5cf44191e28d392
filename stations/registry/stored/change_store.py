"""Changes of stations in the database.

All that changes stations goes through `record`: the stations, their history, the entry of the
log that proves it and what workers are shown are written together or not at all.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence

from stations.audit import log
from stations.audit.model import Act, digest
from stations.db.base import Database, Transaction
from stations.errors import Refused
from stations.registry import fields
from stations.registry.model import Station
from stations.registry.states import Phase
from stations.registry.stored import (
    digest_store,
    history,
    history_store,
    redirects,
    row_writer,
    store,
)

_BY_PROGRAM = frozenset({"upgraded", "import_undone", "batch_undone", "located"})
"""What goes over all records alike, combined ones too."""
Pair = tuple[Station | None, Station]
"""What a station was, None for a new one, and what it becomes."""


def record(
    tx: Transaction,
    pairs: Sequence[Pair],
    *,
    act: Act,
    subject: str = "",
    said: Collection[str] = fields.BY_KEY,
) -> int:
    """Stores new stations and new versions; the number in the log.

    0 where there is nothing to store. What a station becomes is its `next_version`; Refused
    ('stale_version') where somebody else was quicker, and ('combined') where a record that became
    another one would open by itself. `said` limits what is told of new
    stations to the columns that a list has.
    """
    if not pairs:
        return 0
    new = [after for before, after in pairs if before is None]
    old = [after for before, after in pairs if before is not None]
    _refuse_combined(tx, pairs, act=act)
    told, secret = [], []
    listed = digest_store.number_of(tx, history.covered())
    for before, after in pairs:
        keys = said if before is None else fields.BY_KEY
        changes = history.differences(before, after, keys=keys)
        laid = row_writer.laid(after)
        told.append(history.entry(after, changes, act=act, laid=laid, columns=listed))
        secret += history.private(after, changes)
    number = log.append(
        tx,
        act=act,
        subject=subject or _subject(pairs),
        area=area_of(pairs),
        body={"stations": len(pairs), "history": digest(told)},
    )
    past = {row["station_id"]: {**row, "log": number} for row in told}
    if new:
        store.add(tx, new, history=[past[station.id] for station in new])
    if old:
        store.save(tx, old, history=[past[station.id] for station in old])
    history_store.add_private(tx, secret)
    history_store.move(tx, _moved(pairs), before=number)
    history_store.index(tx, number)
    return number


def _moved(pairs: Sequence[Pair]) -> list[history_store.AreaChange]:
    """Those that are kept by others now, who read their past."""
    places = [(before.place, after) for before, after in pairs if before]
    found = (
        history_store.area_change(
            after.id,
            (was.area_code, was.district_code),
            (after.place.area_code, after.place.district_code),
        )
        for was, after in places
    )
    return [one for one in found if one]


def _refuse_combined(db: Database, pairs: Sequence[Pair], *, act: Act) -> None:
    """A record that became another one does not open by itself, nor is it edited for nobody."""
    for before, after in pairs:
        if before is None or before.lifecycle.phase is not Phase.CLOSED:
            continue
        if redirects.half_undone(db, before, after.lifecycle.phase):
            raise Refused("combined", name=after.name)
        if act.action not in _BY_PROGRAM:
            redirects.check_alone(db, before)


def _subject(pairs: Sequence[Pair]) -> str:
    return f"station:{pairs[0][1].id}" if len(pairs) == 1 else "stations"


def area_of(pairs: Sequence[Pair]) -> str:
    """The longest area code that all of them share."""
    codes = sorted({after.place.area_code for _, after in pairs})
    first, last = codes[0], codes[-1]
    shared = next((n for n, (a, b) in enumerate(zip(first, last, strict=False)) if a != b), None)
    return first[:shared] if shared is not None else min(first, last, key=len)
