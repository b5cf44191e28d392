"""Many changes made at once, taken back where they still can be.

Every change is undone as a new change. What somebody has touched since is not touched: it is
named, and the rest is undone only when a person says so.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, replace

import orjson

from stations.accounts.model import Account, authorise
from stations.accounts.roles import Action
from stations.audit import log
from stations.audit.model import Act
from stations.db.base import Database, Row
from stations.errors import NotFound, Refused
from stations.moments import china_day
from stations.registry import fields
from stations.registry.bulk import bulk_changes
from stations.registry.bulk.bulk_changes import Progress, silent
from stations.registry.editing import reverting
from stations.registry.entries.closing import past
from stations.registry.entries.merging import UNDONE
from stations.registry.model import Station, next_version
from stations.registry.scoping import scope_of
from stations.registry.stored import history, history_store, store
from stations.registry.stored.change_store import Pair
from stations.registry.stored.history import Changes
from stations.remarks import Remark

BATCHES = frozenset({"suspended", "reopened"})
"""What is done to many at once and can be taken back at once; imports have pages of their own."""
_OF_WORKERS = frozenset({"flagged", "unflagged", "upgraded"})
"""What happens to a new station without anybody having worked on its record."""


_IMPORTED = "imported"
_OVERTAKEN = frozenset({"stale_version", "busy"})
_MOST_TRIES = 4
_TOLD_EVERY = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class UntouchedStation:
    """A station that is left as it is, and why."""

    station_id: str
    name: str
    why: Remark


@dataclass(frozen=True, slots=True, kw_only=True)
class Undoing:
    """What undoing does: the stations before and after, and those left alone."""

    pairs: Sequence[Pair]
    kept: Sequence[UntouchedStation]
    new: int
    """How many of them an import had made: they are closed."""


class StillEdited(Refused):
    """Stations would be left as they are that nobody has agreed to leave."""

    kept: Sequence[UntouchedStation] = ()

    def of(self, found: Undoing) -> StillEdited:
        """This error, with the stations that it is about."""
        self.kept = found.kept
        return self


def considered(db: Database, number: int, *, by: Account, act: Act) -> Undoing:
    """What undoing one entry of the log would do now; Refused where it can't be undone."""
    if history_store.action_of_entry(db, number) not in BATCHES:
        raise NotFound("not_found.change_to_undo")
    if log.names(db, _subject(number)):
        raise Refused("undone")
    for station in store.such(db, history_store.OF_ENTRY, log=number):
        authorise(by, Action.REVERT, scope_of(station))
    return worked_out(db, number, by=by, act=act)


def undo(db: Database, number: int, *, without: Sequence[str], by: Account, act: Act) -> Undoing:
    """Undoes one entry of the log in one transaction.

    `without` names the stations that a person agreed to leave as they are. Refused ('edited')
    where others are in the way as well; then nothing is undone.
    """
    subject = _subject(number)

    def work() -> Undoing:
        with db.reading():
            found = considered(db, number, by=by, act=act)
        check(found, without=without)
        with (
            bulk_changes.made_ready(db, found.pairs, act=act, subject=subject) as ready,
            db.writing(late=True) as tx,
        ):
            ready.take(tx, check=lambda tx: _refuse_again(tx, subject))
        return found

    return quick_enough(work)


def quick_enough(work: Callable[[], Undoing]) -> Undoing:
    """What comes of this work, begun again where somebody changed its stations meanwhile."""
    for _ in range(_MOST_TRIES - 1):
        try:
            return work()
        except Refused as refused:
            if refused.code not in _OVERTAKEN:
                raise
    return work()


def _refuse_again(db: Database, subject: str) -> None:
    if log.names(db, subject):
        raise Refused("undone")


def check(found: Undoing, *, without: Collection[str], of_import: bool = False) -> None:
    """Refused unless each station that would be left was agreed to, and something is undone."""
    if more := [one.name for one in found.kept if one.station_id not in without]:
        if of_import:
            raise StillEdited("edited.of_import", names=more, count=len(more)).of(found)
        raise StillEdited("edited", names=more, count=len(more)).of(found)
    if not found.pairs:
        raise StillEdited("nothing_stored").of(found)


def _subject(number: int) -> str:
    return f"undo:{number}"


def worked_out(
    db: Database, number: int, *, besides: Collection[str] = (), by: Account, act: Act,
    progress: Progress = silent,
) -> Undoing:  # fmt: skip
    """What undoing the entry of the log with this number would do.

    `besides` are stations of which it was undone before.
    """
    changes, new = _changes(db, number)
    later = history_store.after_entry(db, number)
    pairs: list[Pair] = []
    kept = []
    for n, before in enumerate(store.each(db, [*changes.keys() - {*besides}])):
        if n % _TOLD_EVERY == 0:
            progress(Remark("step.later", done=n, of=len(changes)), 100 * n // len(changes))
        if before.id in new:
            after, why = _gone(before, changes[before.id], later[before.id], act=act)
        else:
            after, why = _back(db, before, changes[before.id], later[before.id])
        if not (why or all(by.may(Action.REVERT, scope_of(one)) for one in (before, after))):
            why = Remark("untouched.elsewhere")
        if why:
            kept.append(UntouchedStation(station_id=before.id, name=before.name, why=why))
        else:
            pairs.append((before, next_version(after, at=act.at)))
    undone = sum(1 for before, _ in pairs if before is not None and before.id in new)
    return Undoing(pairs=pairs, kept=kept, new=undone)


def _gone(
    before: Station, made: Changes, later: Sequence[Row], *, act: Act
) -> tuple[Station, Remark | None]:
    """A station that the import made: closed, for what once was listed is not deleted."""
    if _is_verified(later):
        return before, Remark("untouched.new_verified")
    if standing := _standing(before, made, later):
        return before, Remark("untouched.new", why=_later(standing, later))
    today = china_day(act.at)
    closed = replace(UNDONE, since=today)
    return replace(before, lifecycle=closed, periods=past(before, closed, at=act.at)), None


def _standing(now: Station, made: Changes, later: Sequence[Row]) -> list[str]:
    """The columns in which a station is not any more as it was made, workers' marks aside.

    What was changed and taken back since, as by a later import that was undone, is as it was.
    """
    first: dict[str, str] = {}
    for row in later:
        if row["action"] not in _OF_WORKERS:
            for key, (old, _) in _read(row).items():
                # What stands in the history for a private value says nothing of it.
                first.setdefault(key, "" if key in history.PRIVATE else old)
    first |= {key: made[key][1] for key in made.keys() & first.keys()}
    texts = fields.texts(now, [key for key in first if key in fields.BY_KEY])
    return [key for key, text in texts.items() if text != first[key]]


def _back(
    db: Database, before: Station, changes: Changes, later: Sequence[Row]
) -> tuple[Station, Remark | None]:
    if _is_verified(later):
        return before, Remark("untouched.verified")
    erased = [key for key in changes if key in history.PRIVATE and history.HIDDEN in changes[key]]
    if erased:
        return before, Remark("untouched.erased", titles=_titles(erased))
    found = reverting.undone(before, changes)
    if found.collisions:
        return before, _later(found.collisions, later)
    return reverting.located(db, found.station, before), None


def _is_verified(later: Sequence[Row]) -> bool:
    return any(row["action"] == "verified" for row in later)


def _later(keys: Sequence[str], later: Sequence[Row]) -> Remark:
    """That these columns were changed since, and the way on where a later import did it."""
    last = {key: row["action"] for row in later for key in _read(row)}
    if {last.get(key) for key in keys} == {_IMPORTED}:
        return Remark("untouched.later_import", titles=_titles(keys))
    return Remark("untouched.later", titles=_titles(keys))


def _titles(keys: Sequence[str]) -> list[str]:
    return [fields.BY_KEY[key].title for key in keys]


def _changes(db: Database, number: int) -> tuple[dict[str, Changes], set[str]]:
    """What an entry of the log changed of each station, and which ones it made."""
    rows = history_store.of_entry(db, number)
    private = history_store.private_of_entry(db, number)
    changes = {row["station_id"]: {**_read(row), **private[_key(row)]} for row in rows}
    return changes, {row["station_id"] for row in rows if row["version"] == 1}


def _key(row: Row) -> tuple[str, int]:
    return row["station_id"], int(row["version"])


def _read(row: Row) -> Changes:
    return {key: (pair[0], pair[1]) for key, pair in orjson.loads(row["changes"]).items()}
