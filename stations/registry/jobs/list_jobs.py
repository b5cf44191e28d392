"""Long work that is asked for at the desk, and looked at while it goes on."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from stations.accounts.model import Account, Scope, authorise
from stations.accounts.roles import Action
from stations.db.base import Database, Transaction
from stations.errors import Refused, StationsError
from stations.moments import utc_text
from stations.registry.jobs import job_store
from stations.registry.jobs.job_store import Job, JobKind, JobState
from stations.tables import archive

LARGE_FILE = 200_000
"""Bytes from which on a list is judged and imported by a process of its own."""
LARGE_UNPACKED = 4_000_000
"""The same of what an archive unfolds to: a few bytes may become a million cells."""
LARGE_UNDOING = 2_000
"""Stations from which on an import is undone by a process of its own."""
SILENT_S = 10
"""Without a sign of life for so long, a process is taken for dead."""
MOST_TRIES = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class JobWish:
    """Work that somebody asks for. `subject` is the id of the upload or of the import."""

    kind: JobKind
    subject: str
    area: str
    given: Mapping[str, Any] = field(default_factory=dict)


def is_large(content: bytes) -> bool:
    """Whether a list is judged and imported by a process of its own."""
    return len(content) >= LARGE_FILE or archive.unpacked_bytes(content) >= LARGE_UNPACKED


def ask(db: Database, wish: JobWish, *, by: Account, at: datetime, now: int) -> str:
    """Asks for work; its id. What goes on already about this subject is not asked for twice."""
    authorise(by, Action.IMPORT, Scope(areas=(wish.area,)))
    job = Job(
        id=secrets.token_hex(8),
        kind=wish.kind,
        subject=wish.subject,
        account_id=by.id,
        area=wish.area,
        at=utc_text(at),
        given=wish.given,
        state=JobState.WAITING,
        words="",
        percent=0,
        beat=now,
        tries=0,
        outcome={},
    )
    with db.writing() as tx:
        if there := going_about(tx, wish.subject):
            return there.id
        job_store.add(tx, job, at=at)
    return job.id


def seen(db: Database, job_id: str, *, by: Account) -> Job:
    """A job of an area that is theirs; NotFound else."""
    job = job_store.get(db, job_id)
    authorise(by, Action.IMPORT, Scope(areas=(job.area,)))
    return job


def going_for(db: Database, *, by: Account) -> list[Job]:
    """What waits or runs in the areas of an account."""
    return [job for job in job_store.going(db) if by.may(Action.IMPORT, Scope(areas=(job.area,)))]


def going_about(db: Database, subject: str) -> Job | None:
    """What waits or runs about a subject."""
    job = job_store.newest_of(db, subject)
    return job if job is not None and job.is_going else None


def again(db: Database, job: Job, *, now: int) -> None:
    """Lets a job be taken again whose process gives no sign of life."""
    with db.writing() as tx:
        if is_silent(job_store.get(tx, job.id), now=now):
            job_store.wait_again(tx, job.id, beat=now)


def is_silent(job: Job, *, now: int) -> bool:
    """Whether it should go on and no process gives a sign of life of it.

    What waits behind another one is told of that one.
    """
    return job.is_going and now - job.beat > SILENT_S


def is_dead(job: Job, *, now: int) -> bool:
    """Whether a process had begun it and is gone."""
    return job.state is JobState.RUNNING and is_silent(job, now=now)


def are_left(db: Database, *, now: int) -> bool:
    """Whether something is to be done and no process is at it: another one may take it over."""
    going = job_store.going(db)
    lives = any(one.state is JobState.RUNNING and not is_dead(one, now=now) for one in going)
    return not lives and any(is_silent(one, now=now) for one in going)


def silent(db: Database, *, now: int) -> int:
    """How many were begun by a process that has died."""
    return sum(is_dead(job, now=now) for job in job_store.going(db))


def taken(db: Database, *, now: int) -> Job | None:
    """The next job for this process, which has it from now on.

    None where another process is at work, one at a time for all, or where nothing waits. What a
    dead process had begun is begun again, and given up where that happens twice: it stored nothing.
    """
    with db.writing() as tx:
        for job in job_store.going(tx):
            if job.state is JobState.RUNNING:
                if not is_dead(job, now=now):
                    return None
                _revive(tx, job, now=now)
        waiting = [job for job in job_store.going(tx) if job.state is JobState.WAITING]
        if not waiting:
            return None
        job_store.begin(tx, waiting[0].id, beat=now)
        return job_store.get(tx, waiting[0].id)


def _revive(tx: Transaction, job: Job, *, now: int) -> None:
    if job.tries < MOST_TRIES:
        job_store.wait_again(tx, job.id, beat=now)
        return
    job_store.end(tx, job, JobState.FAILED, told(Refused("job_died")))


def told(error: StationsError) -> dict[str, Any]:
    """What is kept of an error, for the door that says it."""
    return {"code": error.code, "key": error.key, "values": error.values}
