"""The plan of an import, seen by a person before anything is stored."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any, Literal

import orjson

from stations.geo.point import Datum
from stations.registry import fields
from stations.registry.fields.identity import NUMBER
from stations.registry.lists.columns.column_reading import Heading
from stations.registry.model import Station
from stations.registry.states import AmenityState
from stations.remarks import Remark

Outcome = Literal["accept", "accept_warn", "partial", "reject_file", "confirm"]
MOST_REPORTED = 200
_COMPARED = tuple(key for key in fields.BY_KEY if key != "station_id")
"""A new station gets another id each time that it is planned."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """Under which terms a list is taken: what the importer says of it, and may do."""

    datum: Datum | None = None
    area: str = ""
    """What the importer may write; '' is the operator, who may write everywhere."""
    mapping: Mapping[str, str] = field(default_factory=dict)
    sheets: tuple[str, ...] = ()
    """The sheets that are wanted; all that are lists, if none is named."""
    skip: frozenset[str] = frozenset()
    """Rows that a person leaves out, as a person writes them (`sheets.row_places`)."""
    same: Mapping[str, str] = field(default_factory=dict)
    """Row → id or number of the station that it is, as a person says."""
    removed: AmenityState | None = None
    """What an amenity is that our own export had and the list has no more; None: it stays."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PlannedRow:
    """One row that can be stored: what the station was, and what it becomes."""

    row: int
    before: Station | None
    after: Station


@dataclass(frozen=True, slots=True, kw_only=True)
class ImportPlan:
    """What an import would do."""

    outcome: Outcome
    code: str = ""
    missing: tuple[str, ...] = ()
    """Keys of the columns without which it asks a person."""
    refused: Remark | None = None
    """Why the file can't be used. What is asked, every door says in its own words."""
    total: int = 0
    added: tuple[PlannedRow, ...] = ()
    changed: tuple[PlannedRow, ...] = ()
    unchanged: int = 0
    drafts: int = 0
    rejected: tuple[Remark, ...] = ()
    warnings: tuple[Remark, ...] = ()
    suspicions: tuple[Remark, ...] = ()
    asked: tuple[Remark, ...] = ()
    """What a person is asked of the file as a whole, each question a sentence of its own."""
    file_name: str = ""
    sha256: str = ""
    area: str = ""
    """What the importer may write."""
    revision: int = 0
    """Of the registry that the plan was made against."""
    log: int = 0
    """The last entry of the log then."""
    columns: tuple[str, ...] = ()
    """Keys of the columns that the file has."""
    titles: tuple[str, ...] = ()
    """What stands over the columns of the file, in its order."""
    headings: tuple[Heading, ...] = ()
    """What each of them is taken for."""
    sheets: tuple[str, ...] = ()
    """The sheets that one may choose from."""
    sheet: str = ""
    """What was read of them."""
    lists: tuple[str, ...] = ()
    """The sheets that its rows come from, where they come from several (`sheets.row_places`)."""
    cells: Mapping[int, str] = field(default_factory=dict)
    """Row → what stands in the cell that the row is refused for."""

    candidates: Mapping[int, tuple[str, ...]] = field(default_factory=dict)
    """Row → ids of the stations that it may be, the likeliest first."""
    skipped: tuple[Remark, ...] = ()
    """The rows that were left out, with their names."""
    absent: tuple[str, ...] = ()
    """Ids of the stations of the same districts that the list does not name."""
    asks_removed: bool = False
    """Whether amenities that our own export had are no more in it."""

    @property
    def has_numbers_left_out(self) -> bool:
        """Whether it asks for no column of numbers because the one there is only counts rows."""
        return NUMBER.key in self.missing and any(r.code == "numbers_restart" for r in self.asked)

    kept_likeness: str = field(default="", compare=False)
    """Of a plan that was kept: to work it out takes seconds for a long list."""

    def likeness(self) -> str:
        """The same for two plans that would do the same, whatever else was changed between."""
        return self.kept_likeness or self._worked_out()

    def _worked_out(self) -> str:
        told: list[object] = [self.outcome, self.code, [(r.row, r.code) for r in self.rejected]]
        for change in (*self.added, *self.changed):
            before, after = (
                fields.texts(one, _COMPARED) if one else None
                for one in (change.before, change.after)
            )
            told.append([change.row, change.before and change.before.id, before, after])
        return hashlib.sha256(orjson.dumps(told)).hexdigest()

    def report(self, *, was_applied: bool) -> dict[str, Any]:
        """The plan and what came of it, as it is kept; reports/import_reports says it."""
        return {
            "outcome": self.outcome,
            "code": self.code,
            "message": self.refused,
            "applied": was_applied,
            "total": self.total,
            "added": len(self.added),
            "changed": len(self.changed),
            "unchanged": self.unchanged,
            "drafts": self.drafts,
            "skipped": len(self.skipped),
            "absent": list(self.absent[:MOST_REPORTED]),
            "absent_total": len(self.absent),
            "rejected": self.rejected[:MOST_REPORTED],
            "rejected_total": len(self.rejected),
            "warnings": self.warnings[:MOST_REPORTED],
            "warnings_total": len(self.warnings),
            "suspicions": self.suspicions,
            "candidates": [[row, list(ids)] for row, ids in self.candidates.items()][
                :MOST_REPORTED
            ],
            "columns": [asdict(heading) for heading in self.headings],
            "asked": self.asked,
            "lists": self.lists,
        }
