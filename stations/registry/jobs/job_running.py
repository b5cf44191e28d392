"""The process that does long work, one piece after the other, and tells how far it is."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from stations.accounts import store as accounts
from stations.accounts.model import Account
from stations.audit.model import Act
from stations.db import opening
from stations.db.base import Database, Transaction
from stations.errors import Refused, StationsError
from stations.registry.bulk.bulk_changes import Alongside
from stations.registry.editing.undo_changes import StillEdited
from stations.registry.jobs import job_store, list_jobs
from stations.registry.jobs.job_store import Job, JobKind, JobState
from stations.registry.lists import importing, undo_import, uploads
from stations.registry.lists.uploads import Agreed
from stations.remarks import Remark

UNDONE = "import_undone"
_ASKED_AGAIN = frozenset({"edited", "nothing_stored", "stale_plan", "changed_since", "not_agreed"})
"""Refusals after which a person looks once more and decides."""
_BEAT_S = 0.5

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Work:
    """One job being done."""

    db: Database
    job: Job
    by: Account
    at: datetime
    beside: Alongside

    def act(self, action: str) -> Act:
        reason = str(self.job.given.get("reason", ""))
        return Act(actor=self.by.id, by=self.by.shown, action=action, at=self.at, reason=reason)


def run_all(address: str, *, clock: Callable[[], datetime]) -> int:
    """Does all that waits; how many. Where another process is at work, it will do it."""
    db, done = opening.open_ready(address), 0
    try:
        while True:
            while job := list_jobs.taken(db, now=db.clock()):
                since = time.monotonic()
                with _told(address, job) as beside:
                    _run(db, job, at=clock(), beside=beside)
                _log_end(db, job, since=since)
                done += 1
            if not job_store.going(db) or _another_lives(db):
                return done
    finally:
        db.close()


def _log_end(db: Database, job: Job, *, since: float) -> None:
    state = job_store.get(db, job.id).state
    fields = {"kind": job.kind.value, "state": state.value}
    fields["seconds"] = f"{time.monotonic() - since:.1f}"
    _log.info("job ended", extra={"fields": fields})


def _another_lives(db: Database) -> bool:
    """Whether the process that has a job gives a sign of life before it is taken for dead."""
    before = [(one.id, one.beat) for one in job_store.going(db)]
    for _ in range(list_jobs.SILENT_S + 2):
        time.sleep(1)
        if [(one.id, one.beat) for one in job_store.going(db)] != before:
            return True
    return False


def _run(db: Database, job: Job, *, at: datetime, beside: Alongside) -> None:
    try:
        by = accounts.get(db, job.account_id)
        if by.disabled:
            raise Refused("job_of_nobody")
        _DEEDS[job.kind](_Work(db=db, job=job, by=by, at=at, beside=beside))
    except StationsError as error:
        told = {**list_jobs.told(error), "asks": error.code in _ASKED_AGAIN}
        if isinstance(error, StillEdited):
            told["kept"] = [[one.station_id, one.name, one.why] for one in error.kept]
        _end(db, job, JobState.FAILED, told)
    except Exception:
        # Whatever it was: nothing of it is stored, and what waits behind it is done.
        _log.exception("job %s", job.kind)
        _end(db, job, JobState.FAILED, list_jobs.told(Refused("job_broken")))


def _judge(work: _Work) -> None:
    refused = uploads.judge(
        work.db, work.job.subject, by=work.by, act=work.act(importing.IMPORTED),
        progress=work.beside.progress,
    )  # fmt: skip
    state = JobState.FAILED if refused else JobState.DONE
    _end(work.db, work.job, state, list_jobs.told(refused) if refused else {})


def _import(work: _Work) -> None:
    agreed = Agreed(**work.job.given)
    act = work.act(importing.IMPORTED)
    beside = _ending(work, {})
    uploads.apply(work.db, work.job.subject, agreed, by=work.by, act=act, beside=beside)
    # An import that an earlier press of the button made, or that stored nothing.
    if job_store.get(work.db, work.job.id).is_going:
        _end(work.db, work.job, JobState.DONE, {})


def _undo(work: _Work) -> None:
    without = work.job.given["without"]
    undo_import.undo(
        work.db, work.job.subject, without=without, by=work.by, act=work.act(UNDONE),
        beside=_ending(work, {"kept": len(without)}),
    )  # fmt: skip


_DEEDS = {JobKind.JUDGE: _judge, JobKind.IMPORT: _import, JobKind.UNDO: _undo}


def _ending(work: _Work, outcome: Mapping[str, Any]) -> Alongside:
    """That the job is done counts in the moment in which its work does: no crash comes between."""

    def within(tx: Transaction) -> None:
        # A process that was held up for long may have been taken for dead: what it did is undone.
        if not job_store.end(tx, work.job, JobState.DONE, outcome):
            raise Refused("job_taken_over")

    return Alongside(progress=work.beside.progress, within=within)


def _end(db: Database, job: Job, state: JobState, outcome: Mapping[str, Any]) -> None:
    with db.writing() as tx:
        job_store.end(tx, job, state, outcome)


@contextmanager
def _told(address: str, job: Job) -> Iterator[Alongside]:
    """Signs of life and words on how far the work is, written by a thread of their own."""
    latest: list[tuple[Remark | None, int]] = [(None, 0)]
    over = threading.Event()

    def progress(step: Remark, percent: int) -> None:
        latest[0] = (step, min(max(percent, 0), 100))

    def beat() -> None:
        db = opening.open_ready(address)
        try:
            while not over.wait(_BEAT_S):
                step, percent = latest[0]
                job_store.tell(db, job, step=step, percent=percent, beat=db.clock())
        finally:
            db.close()

    thread = threading.Thread(target=beat, daemon=True)
    thread.start()
    try:
        yield Alongside(progress=progress)
    finally:
        over.set()
        thread.join()
