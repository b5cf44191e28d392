"""Schemes written at the desk, in the database."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from stations.db.base import Database, Row, Transaction
from stations.errors import NotFound
from stations.moments import utc_text


class DraftState(StrEnum):
    DRAFT = "draft"
    CONFIRMED = "confirmed"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True, slots=True, kw_only=True)
class SchemeDraft:
    """The text of a scheme; confirmed by another than its author it is a version to be used."""

    id: str
    area: str
    text: str
    author: str
    written_at: datetime
    version: int = 1
    """Rises with each saving: who confirms has seen this one."""
    state: DraftState = DraftState.DRAFT
    scheme_key: str | None = None
    decided_by: str | None = None
    decided_at: datetime | None = None


def get(db: Database, draft_id: str) -> SchemeDraft:
    """The draft with this id; NotFound else."""
    row = db.row("select * from scheme_drafts where id = :id", id=draft_id)
    if row is None:
        raise NotFound("not_found.scheme_draft")
    return _draft(row)


def every(db: Database) -> list[SchemeDraft]:
    """All of them, the newest first."""
    rows = db.rows("select * from scheme_drafts order by written_at desc, id")
    return [_draft(row) for row in rows]


def confirmed(db: Database) -> list[tuple[str, str]]:
    """Key and text of the versions that may be used."""
    rows = db.rows(
        "select scheme_key, text from scheme_drafts where state = 'confirmed'"
        " order by decided_at, id"
    )
    return [(row["scheme_key"], row["text"]) for row in rows]


def put(tx: Transaction, draft: SchemeDraft) -> None:
    """Writes a draft as it is now, new or known."""
    row: Row = {
        "id": draft.id,
        "area": draft.area,
        "text": draft.text,
        "author": draft.author,
        "written_at": utc_text(draft.written_at),
        "version": draft.version,
        "state": draft.state.value,
        "scheme_key": draft.scheme_key,
        "decided_by": draft.decided_by,
        "decided_at": utc_text(draft.decided_at) if draft.decided_at else None,
    }
    tx.run("delete from scheme_drafts where id = :id", id=draft.id)
    tx.load("scheme_drafts", [row])


def _draft(row: Row) -> SchemeDraft:
    decided = row["decided_at"]
    return SchemeDraft(
        id=row["id"],
        area=row["area"],
        text=row["text"],
        author=row["author"],
        written_at=datetime.fromisoformat(row["written_at"]),
        version=row["version"],
        state=DraftState(row["state"]),
        scheme_key=row["scheme_key"],
        decided_by=row["decided_by"],
        decided_at=datetime.fromisoformat(decided) if decided else None,
    )
