"""Long work in the database: what is asked for, how far it is, what came of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

import orjson

from stations.db.base import Database, Row, Transaction
from stations.errors import NotFound
from stations.moments import utc_text
from stations.remarks import Remark

KEPT = timedelta(days=7)


class JobKind(StrEnum):
    """What is done: a list judged, imported, or an import undone."""

    JUDGE = "judge"
    IMPORT = "import"
    UNDO = "undo"


class JobState(StrEnum):
    """Whether it goes on."""

    WAITING = "waiting"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"


GOING = (JobState.WAITING, JobState.RUNNING)


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """One piece of long work. `subject` is the id of the upload or of the import."""

    id: str
    kind: JobKind
    subject: str
    account_id: str
    area: str
    at: str
    given: Mapping[str, Any]
    state: JobState
    words: str
    """What is being done: a remark as JSON; a sentence where an older version began it."""
    percent: int
    beat: int
    """When its process gave its last sign of life, in seconds of the system's clock."""
    tries: int
    outcome: Mapping[str, Any]

    @property
    def is_going(self) -> bool:
        return self.state in GOING


def get(db: Database, job_id: str) -> Job:
    """A job with this id; NotFound else."""
    row = db.row("select * from jobs where id = :id", id=job_id)
    if row is None:
        raise NotFound("not_found.job")
    return _job(row)


def going(db: Database) -> list[Job]:
    """All that waits or runs, oldest first."""
    rows = db.rows("select * from jobs where state in ('waiting', 'running') order by at, id")
    return [_job(row) for row in rows]


def newest_of(db: Database, subject: str) -> Job | None:
    """The last job about a subject."""
    row = db.row(
        "select * from jobs where subject = :subject order by at desc, beat desc, id limit 1",
        subject=subject,
    )
    return _job(row) if row else None


def add(tx: Transaction, job: Job, *, at: datetime) -> None:
    """Asks for work, and forgets what ended days ago."""
    tx.run(
        "delete from jobs where state in ('done', 'failed') and at < :then",
        then=utc_text(at - KEPT),
    )
    tx.load("jobs", [_row(job)])


def begin(tx: Transaction, job_id: str, *, beat: int) -> None:
    """Notes that a process has taken it."""
    tx.run(
        "update jobs set state = 'running', words = '', percent = 0, tries = tries + 1,"
        " beat = :beat where id = :id",
        id=job_id,
        beat=beat,
    )


def wait_again(tx: Transaction, job_id: str, *, beat: int) -> None:
    """Notes that the process that had taken it is gone."""
    tx.run(
        "update jobs set state = 'waiting', words = '', percent = 0, beat = :beat where id = :id",
        id=job_id,
        beat=beat,
    )


def end(tx: Transaction, job: Job, state: JobState, outcome: Mapping[str, Any]) -> bool:
    """Notes what came of it; False where another process has taken it over meanwhile."""
    ended = tx.run(
        "update jobs set state = :state, outcome = :outcome, percent = 100"
        " where id = :id and state = 'running' and tries = :tries",
        id=job.id,
        tries=job.tries,
        state=state.value,
        outcome=orjson.dumps(dict(outcome), default=str).decode(),
    )
    return bool(ended)


def tell(db: Database, job: Job, *, step: Remark | None, percent: int, beat: int) -> bool:
    """Notes how far it is, unless others are writing."""
    return db.note(
        "update jobs set words = :words, percent = :percent, beat = :beat"
        " where id = :id and state = 'running' and tries = :tries",
        id=job.id,
        tries=job.tries,
        words=orjson.dumps(step).decode() if step else "",
        percent=percent,
        beat=beat,
    )


def _job(row: Row) -> Job:
    return Job(
        **{
            **row,
            "kind": JobKind(row["kind"]),
            "state": JobState(row["state"]),
            "given": orjson.loads(row["given"]),
            "outcome": orjson.loads(row["outcome"]),
        }
    )


def _row(job: Job) -> Row:
    row: Row = {name: getattr(job, name) for name in Job.__slots__}
    for name in ("given", "outcome"):
        row[name] = orjson.dumps(dict(row[name])).decode()
    return {**row, "kind": job.kind.value, "state": job.state.value}
