"""Entries of the log that were taken back by later ones, with those that took them back."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from stations.audit import log
from stations.db.base import Database, Row

_OF_BATCH = "undo:"
_UNDOING = ("import_undone", "batch_undone")


@dataclass(frozen=True, slots=True, kw_only=True)
class TakenBack:
    """Entry of the log → the entries that took it back, wholly or for some stations."""

    by: Mapping[int, Collection[int]]

    def without(self, versions: Sequence[Row]) -> list[Row]:
        """Versions of one station, without those taken back and those that took them back."""
        numbers = {int(row["log"]) for row in versions}
        aside = {one for undoing in self.by.values() for one in undoing} & numbers
        if not aside:
            return [*versions]
        aside |= {one for one, undoing in self.by.items() if aside.intersection(undoing)}
        return [row for row in versions if int(row["log"]) not in aside]


def of_log(db: Database) -> TakenBack:
    """All that was taken back so far."""
    undoing = log.subjects(db, _UNDOING)
    if not undoing:
        return TakenBack(by={})
    imports = {subject: number for number, subject in log.subjects(db, ("imported",))}
    found: dict[int, list[int]] = {}
    for number, subject in undoing:
        taken = imports.get(subject, 0)
        if subject.startswith(_OF_BATCH):
            taken = int(subject.removeprefix(_OF_BATCH))
        if taken:
            found.setdefault(taken, []).append(number)
    return TakenBack(by=found)
