"""Notes about reports in the database; they only grow."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import datetime

from stations.db.base import Database, Transaction
from stations.feedback.answering.note_model import Note, NoteKind
from stations.moments import utc_text


def add(tx: Transaction, report_id: str, note: Note) -> None:
    """Writes a note behind those that there are."""
    row = tx.row(
        "select coalesce(max(number), 0) as last from report_notes where report_id = :id",
        id=report_id,
    )
    tx.load(
        "report_notes",
        [
            {
                "report_id": report_id,
                "number": (int(row["last"]) if row else 0) + 1,
                "kind": note.kind.value,
                "words": note.words,
                "about": note.about,
                "at": utc_text(note.at),
                "actor": note.actor,
                "said_by": note.said_by,
            }
        ],
    )


def of_report(db: Database, report_id: str) -> list[Note]:
    """The notes about a report, oldest first."""
    return of_reports(db, [report_id]).get(report_id, [])


def of_reports(db: Database, ids: Sequence[str]) -> Mapping[str, list[Note]]:
    """The notes about these reports, oldest first."""
    marks = ", ".join(f":id{n}" for n in range(len(ids))) or "''"
    found: dict[str, list[Note]] = defaultdict(list)
    for row in db.rows(
        f"select * from report_notes where report_id in ({marks})"  # noqa: S608
        " order by report_id, number",
        **{f"id{n}": one for n, one in enumerate(ids)},
    ):
        found[row["report_id"]].append(
            Note(
                kind=NoteKind(row["kind"]),
                words=row["words"],
                about=row["about"],
                at=datetime.fromisoformat(row["at"]),
                actor=row["actor"],
                said_by=row["said_by"],
            )
        )
    return found


def erase_of_refused(tx: Transaction, *, before: datetime) -> int:
    """Takes out the workers' words about reports that were refused before; how many there were."""
    return tx.run(
        "update report_notes set words = '…' where kind = 'reopened' and words <> '…'"
        " and report_id in (select id from reports where state = 'refused'"
        " and closed_at < :before)",
        before=utc_text(before),
    )
