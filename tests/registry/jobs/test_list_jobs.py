"""Long work is done once, tells how far it is, and leaves nothing half done when it dies."""

from __future__ import annotations

import time
from dataclasses import asdict, replace
from datetime import datetime

import pytest

from stations.accounts import store as accounts
from stations.accounts.model import Account
from stations.accounts.roles import Role
from stations.db.base import Database
from stations.errors import NotFound
from stations.geo.point import Datum
from stations.registry.jobs import job_running, job_store, list_jobs
from stations.registry.jobs.job_store import Job, JobKind, JobState
from stations.registry.jobs.list_jobs import JobWish
from stations.registry.lists import upload_store, uploads
from stations.registry.lists.import_plan import Terms
from stations.registry.lists.uploads import Agreed
from stations.registry.model import next_version
from stations.registry.states import Phase
from stations.registry.stored import change_store, store
from tests.support import deskwork, lists, make

AREA = "370102"
LIXIA = lists.GOOD.replace("市中区", "历下区")
BROKEN = "\0\0\0\0"


@pytest.fixture
def clerk(db: Database) -> Account:
    deskwork.staff(db)
    return accounts.get(db, f"id-{Role.ADMINISTRATOR.value}")


def clock() -> datetime:
    return make.NOON


def kept(db: Database, clerk: Account, text: str = LIXIA) -> str:
    terms = Terms(datum=Datum.WGS84, area=AREA)
    return uploads.keep(db, text.encode(), name="a.csv", terms=terms, by=clerk, at=make.NOON)


Given = dict[str, object]


def asked(
    db: Database, clerk: Account, kind: JobKind, subject: str, given: Given | None = None
) -> str:
    wish = JobWish(kind=kind, subject=subject, area=AREA, given=given or {})
    return list_jobs.ask(db, wish, by=clerk, at=make.NOON, now=100)


def done(db: Database, address: str, job_id: str) -> Job:
    job_running.run_all(address, clock=clock)
    return job_store.get(db, job_id)


def agreed(db: Database, clerk: Account, staged: str) -> dict[str, object]:
    _, plan = uploads.planned(db, staged, is_large=list_jobs.is_large, by=clerk, at=make.NOON)
    return asdict(Agreed(likeness=plan.likeness(), confirmed=True))


def imported(db: Database, address: str, clerk: Account) -> str:
    staged = kept(db, clerk)
    done(db, address, asked(db, clerk, JobKind.JUDGE, staged))
    given = agreed(db, clerk, staged)
    job = done(db, address, asked(db, clerk, JobKind.IMPORT, staged, given))
    assert job.state is JobState.DONE
    return staged


def test_a_list_is_judged_imported_and_undone_beside_the_desk(
    address: str, db: Database, clerk: Account
) -> None:
    import_id = imported(db, address, clerk)
    assert store.count(db) == 2
    row = upload_store.import_of(db, import_id)
    assert (row["applied"], row["by"]) == (1, clerk.shown)
    given: Given = {"without": [], "reason": "名单发错了"}
    job = done(db, address, asked(db, clerk, JobKind.UNDO, import_id, given))
    assert job.state is JobState.DONE
    assert {one.lifecycle.phase for one in store.every(db)} == {Phase.CLOSED}


def test_a_file_that_is_no_list_is_told_and_not_kept(
    address: str, db: Database, clerk: Account
) -> None:
    staged = kept(db, clerk, BROKEN)
    job = done(db, address, asked(db, clerk, JobKind.JUDGE, staged))
    assert job.state is JobState.FAILED
    assert job.outcome["key"]
    with pytest.raises(NotFound):
        uploads.planned(db, staged, is_large=list_jobs.is_large, by=clerk, at=make.NOON)


def test_work_that_goes_on_is_not_asked_for_twice(db: Database, clerk: Account) -> None:
    staged = kept(db, clerk)
    first = asked(db, clerk, JobKind.JUDGE, staged)
    assert asked(db, clerk, JobKind.JUDGE, staged) == first
    assert list_jobs.taken(db, now=100) is not None
    assert asked(db, clerk, JobKind.JUDGE, staged) == first


def test_one_process_is_at_work_at_a_time(db: Database, clerk: Account) -> None:
    for text in (LIXIA, LIXIA + "\n"):
        asked(db, clerk, JobKind.JUDGE, kept(db, clerk, text))
    assert list_jobs.taken(db, now=100) is not None
    assert list_jobs.taken(db, now=100 + list_jobs.SILENT_S) is None


def test_what_a_dead_process_had_begun_is_begun_again(
    address: str, db: Database, clerk: Account
) -> None:
    staged = kept(db, clerk)
    job_id = asked(db, clerk, JobKind.JUDGE, staged)
    long_ago = int(time.time()) - list_jobs.SILENT_S - 5
    assert list_jobs.taken(db, now=long_ago) is not None
    assert list_jobs.silent(db, now=int(time.time())) == 1
    assert done(db, address, job_id).state is JobState.DONE
    assert list_jobs.silent(db, now=int(time.time())) == 0


def test_what_nobody_is_at_any_more_is_left_to_others(db: Database, clerk: Account) -> None:
    assert not list_jobs.are_left(db, now=100)
    for text in (LIXIA, LIXIA + "\n"):
        asked(db, clerk, JobKind.JUDGE, kept(db, clerk, text))
    silent = 101 + list_jobs.SILENT_S
    assert not list_jobs.are_left(db, now=101)
    assert list_jobs.are_left(db, now=silent)
    assert list_jobs.taken(db, now=silent) is not None
    assert not list_jobs.are_left(db, now=silent)
    assert list_jobs.are_left(db, now=2 * silent)


def test_a_process_that_was_taken_for_dead_and_wakes_up_stores_nothing(
    db: Database, clerk: Account
) -> None:
    asked(db, clerk, JobKind.JUDGE, kept(db, clerk))
    held_up = list_jobs.taken(db, now=100)
    second = list_jobs.taken(db, now=200)
    assert held_up is not None
    assert second is not None
    job_store.tell(db, held_up, step=None, percent=90, beat=300)
    assert job_store.get(db, second.id).percent == 0
    with db.writing() as tx:
        assert not job_store.end(tx, held_up, JobState.DONE, {})
    assert job_store.get(db, second.id).state is JobState.RUNNING
    with db.writing() as tx:
        assert job_store.end(tx, second, JobState.DONE, {})


def test_what_dies_twice_is_given_up_in_words(db: Database, clerk: Account) -> None:
    job_id = asked(db, clerk, JobKind.JUDGE, kept(db, clerk))
    for now in (100, 200):
        assert list_jobs.taken(db, now=now) is not None
    assert list_jobs.taken(db, now=300) is None
    job = job_store.get(db, job_id)
    assert job.state is JobState.FAILED
    assert job.outcome["key"] == "job_died"


def test_a_list_that_would_do_something_else_by_now_asks_once_more(
    address: str, db: Database, clerk: Account
) -> None:
    imported(db, address, clerk)
    staged = kept(db, clerk, LIXIA.replace("8:30-18:00", "9:00-18:00"))
    done(db, address, asked(db, clerk, JobKind.JUDGE, staged))
    given = agreed(db, clerk, staged)
    before = next(one for one in store.every(db) if one.number == "A1")
    with db.writing() as tx:
        after = next_version(replace(before, name="泉城路驿站"), at=make.NOON)
        change_store.record(tx, [(before, after)], act=make.act("edited"))
    job = done(db, address, asked(db, clerk, JobKind.IMPORT, staged, given))
    assert job.state is JobState.FAILED
    assert job.outcome["asks"]
    given = agreed(db, clerk, staged)
    job = done(db, address, asked(db, clerk, JobKind.IMPORT, staged, given))
    assert job.state is JobState.DONE


def test_undoing_names_what_is_in_the_way_and_does_the_rest_when_told(
    address: str, db: Database, clerk: Account
) -> None:
    import_id = imported(db, address, clerk)
    before = next(one for one in store.every(db) if one.number == "A1")
    with db.writing() as tx:
        after = next_version(replace(before, entry_note="从东门进"), at=make.NOON)
        change_store.record(tx, [(before, after)], act=make.act("edited"))
    given: Given = {"without": [], "reason": "发错了"}
    job = done(db, address, asked(db, clerk, JobKind.UNDO, import_id, given))
    assert job.outcome["asks"]
    assert [one[:2] for one in job.outcome["kept"]] == [[before.id, before.name]]
    job = done(
        db, address, asked(db, clerk, JobKind.UNDO, import_id, {**given, "without": [before.id]})
    )
    assert job.state is JobState.DONE


def test_who_has_no_account_any_more_imports_nothing(
    address: str, db: Database, clerk: Account
) -> None:
    staged = kept(db, clerk)
    job_id = asked(db, clerk, JobKind.JUDGE, staged)
    with db.writing() as tx:
        accounts.set_disabled(tx, clerk.id, disabled=True, at=make.NOON)
    assert done(db, address, job_id).outcome["code"] == "job_of_nobody"


def test_nothing_is_imported_when_its_process_dies_in_the_middle(
    address: str, db: Database, clerk: Account, monkeypatch: pytest.MonkeyPatch
) -> None:
    staged = kept(db, clerk)
    done(db, address, asked(db, clerk, JobKind.JUDGE, staged))
    job_id = asked(db, clerk, JobKind.IMPORT, staged, agreed(db, clerk, staged))

    def killed(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(upload_store, "log_import", killed)
        with pytest.raises(KeyboardInterrupt):
            job_running.run_all(address, clock=clock)
    assert store.count(db) == 0
    assert job_store.get(db, job_id).is_going
    with db.writing() as tx:
        tx.run("update jobs set beat = 0")
    assert done(db, address, job_id).state is JobState.DONE
    assert store.count(db) == 2
