"""What is in order with an installation, and what is said where it is not."""

from __future__ import annotations

import shutil
from collections import namedtuple
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from stations.config import Settings
from stations.db import migration, opening
from stations.db.base import Database
from stations.ground import tile_server
from stations.ground.base_map import OwnMap
from stations.operating import checks
from stations.operating.model import About, Condition, Urgency, worst
from stations.public_site import PublicSite
from stations.recovery import run_store
from stations.recovery.run_store import Run, RunKind
from stations.registry.jobs import job_store
from stations.registry.jobs.job_store import Job, JobKind, JobState
from stations.registry.stored import store
from tests.support import deskwork, make

NOW = make.NOON
Usage = namedtuple("Usage", "total used free")


@pytest.fixture
def settings(address: str, tmp_path: Path) -> Settings:
    site = PublicSite(url="https://stations.example.org")
    return Settings(database=address, state=tmp_path, site=site)


def found(settings: Settings, db: Database, about: About, **more: float) -> Condition:
    return next(one for one in everything(settings, db, **more) if one.about is about)


def everything(settings: Settings, db: Database, **more: float) -> list[Condition]:
    return checks.conditions(settings, lambda: db, at=NOW, **more)


def run(db: Database, kind: RunKind, *, ago: timedelta, good: bool = True) -> None:
    with db.writing() as tx:
        run_store.add(
            tx,
            Run(
                kind=kind, at=NOW - ago, file="stations-2026-11-29.db", size_bytes=7,
                good=good, words="" if good else "磁盘满了。",
            ),
        )  # fmt: skip


def job(db: Database, state: JobState, *, silent_s: int) -> None:
    with db.writing() as tx:
        job_store.add(
            tx,
            Job(
                id=state.value, kind=JobKind.IMPORT, subject="u", account_id="id-editor",
                area="370102",
                at="2026-11-20T04:00:00Z", given={}, state=state, words="", percent=0,
                beat=db.clock() - silent_s, tries=1, outcome={},
            ),
            at=NOW,
        )  # fmt: skip


def test_every_subject_is_told_once_and_ends_with_what_to_do(
    settings: Settings, db: Database
) -> None:
    told = everything(settings, db, age_s=0.0)
    assert [one.about for one in told] == list(About)
    for one in told:
        assert one.said.words().endswith("。"), one
        if one.level >= Urgency.WARN:
            assert "请" in one.said.words() or "stations" in one.said.words(), one


def test_a_good_installation_has_nothing_to_be_done(settings: Settings, db: Database) -> None:
    with db.writing() as tx:
        store.add(tx, [make.station()], history=())
    run(db, RunKind.BACKUP, ago=timedelta(hours=20))
    run(db, RunKind.DRILL, ago=timedelta(days=30))
    wrong = [one.about for one in everything(settings, db, age_s=0.5) if one.level > Urgency.FINE]
    # On 20 November 2026 nobody has announced the next year.
    assert wrong == [About.HOLIDAYS]
    assert "1 个" in found(settings, db, About.DATA).said.words()


@pytest.mark.parametrize(
    ("ago", "level"),
    [
        (timedelta(hours=25), Urgency.FINE),
        (timedelta(hours=30), Urgency.WARN),
        (timedelta(days=8), Urgency.BAD),
    ],
)
def test_a_backup_grows_old(
    settings: Settings, db: Database, ago: timedelta, level: Urgency
) -> None:
    assert found(settings, db, About.BACKUP).level is Urgency.WARN
    run(db, RunKind.BACKUP, ago=ago)
    one = found(settings, db, About.BACKUP)
    assert one.level is level
    assert one.figures["backup_age_seconds"] == ago.total_seconds()


def test_a_backup_that_failed_is_said_though_an_older_one_is_good(
    settings: Settings, db: Database
) -> None:
    run(db, RunKind.BACKUP, ago=timedelta(hours=20))
    run(db, RunKind.BACKUP, ago=timedelta(hours=1), good=False)
    one = found(settings, db, About.BACKUP)
    assert one.level is Urgency.BAD
    assert "磁盘满了" in one.said.words()
    run(db, RunKind.BACKUP, ago=timedelta(minutes=5))
    assert found(settings, db, About.BACKUP).level is Urgency.FINE


def test_a_drill_that_failed_is_worse_than_none(settings: Settings, db: Database) -> None:
    assert found(settings, db, About.DRILL).level is Urgency.NOTE
    run(db, RunKind.DRILL, ago=timedelta(days=1), good=False)
    assert found(settings, db, About.DRILL).level is Urgency.BAD


@pytest.mark.parametrize(
    ("state", "silent_s", "level", "hung"),
    [
        (JobState.RUNNING, 0, Urgency.FINE, 0),
        (JobState.RUNNING, 600, Urgency.BAD, 1),
        (JobState.WAITING, 0, Urgency.FINE, 0),
        (JobState.WAITING, 600, Urgency.WARN, 0),
        (JobState.DONE, 600, Urgency.FINE, 0),
    ],
)
def test_work_that_hangs_is_said(
    settings: Settings,
    db: Database,
    state: JobState,
    silent_s: int,
    level: Urgency,
    hung: int,
) -> None:
    deskwork.staff(db)
    job(db, state, silent_s=silent_s)
    one = found(settings, db, About.JOBS)
    assert (one.level, one.figures["jobs_hung"]) == (level, hung)


@pytest.mark.parametrize(
    ("age_s", "level"),
    [
        (0.2, Urgency.FINE),
        (59, Urgency.FINE),
        (61, Urgency.WARN),
        (900, Urgency.BAD),
    ],
)
def test_old_data_in_memory_are_said_from_a_minute_on(
    settings: Settings, db: Database, age_s: float, level: Urgency
) -> None:
    assert found(settings, db, About.MEMORY, age_s=age_s).level is level


@pytest.mark.parametrize(
    ("free", "level"),
    [
        (50_000_000_000, Urgency.FINE),
        (1_500_000_000, Urgency.WARN),
        (100_000_000, Urgency.BAD),
    ],
)
def test_a_filling_disk_is_said_before_it_is_full(
    settings: Settings,
    db: Database,
    monkeypatch: pytest.MonkeyPatch,
    free: int,
    level: Urgency,
) -> None:
    monkeypatch.setattr(shutil, "disk_usage", lambda _: Usage(10**12, 0, free))
    one = found(settings, db, About.DISK)
    assert (one.level, one.figures["disk_free_bytes"]) == (level, free)


def test_a_base_map_that_is_gone_and_tiles_without_approval_are_said(
    settings: Settings, db: Database, tmp_path: Path
) -> None:
    own = OwnMap(
        path=tmp_path / "city.pmtiles", size=9, zooms=(5, 14), bounds=(0, 0, 1, 1), credits=()
    )
    assert found(replace(settings, base_map=own), db, About.GROUND).level is Urgency.BAD
    own.path.write_bytes(b"x")
    assert found(replace(settings, base_map=own), db, About.GROUND).level is Urgency.FINE
    tiles = tile_server.read("amap", datum="", attribution="")
    one = found(replace(settings, tiles=tiles), db, About.GROUND)
    assert (one.level, "审图号" in one.said.words()) == (Urgency.WARN, True)


def test_a_routing_server_that_does_not_answer_is_said(settings: Settings, db: Database) -> None:
    asked = replace(settings, routing="http://127.0.0.1:8002")
    assert "直线" in found(settings, db, About.ROUTING).said.words()
    assert found(asked, db, About.ROUTING).level is Urgency.FINE
    told = checks.conditions(asked, lambda: db, at=NOW, road_trouble="refused")
    (one,) = [one for one in told if one.about is About.ROUTING]
    assert (one.level, "8002" in one.said.words()) == (Urgency.WARN, True)


@pytest.mark.parametrize(("step", "words"), [(-1, "stations migrate"), (1, "升级")])
def test_a_schema_of_another_version_is_said_and_no_row_is_read(
    settings: Settings, db: Database, step: int, words: str
) -> None:
    wanted = migration.version(db)
    set_version(db, wanted + step)
    told = everything(settings, db)
    set_version(db, wanted)
    one = next(one for one in told if one.about is About.SCHEMA)
    assert (one.level, words in one.said.words()) == (Urgency.BAD, True)
    assert About.JOBS not in [one.about for one in told]


def set_version(db: Database, number: int) -> None:
    # As the program of that version does it: this one writes for its own schema alone.
    db.schema = None
    with db.writing() as tx:
        if db.engine == "sqlite":
            tx.run(f"pragma user_version = {number}")
            return
        tx.run("delete from schema_version where number >= :number", number=number)
        tx.run("insert into schema_version (number) values (:number)", number=number)


@pytest.mark.parametrize("url", ["missing.db", "postgresql://boss:secret-word@127.0.0.1:9/none"])
def test_a_database_that_is_away_is_one_thing_and_its_password_is_not_said(
    tmp_path: Path, url: str
) -> None:
    address = url if "://" in url else str(tmp_path / url)
    settings = Settings(database=address, state=tmp_path)
    told = checks.conditions(settings, lambda: opening.connect(address), at=NOW)
    (one,) = [one for one in told if one.about is About.DATABASE]
    assert one.level is worst(told) is Urgency.BAD
    assert one.figures == {"database_up": 0}
    assert "secret-word" not in "".join(one.said.words() for one in told)


def test_a_demonstration_needs_no_backup_and_no_address(settings: Settings, db: Database) -> None:
    demo = replace(settings, demo=True, site=PublicSite())
    for about in (About.BACKUP, About.DRILL, About.ADDRESS):
        assert found(demo, db, about).level < Urgency.WARN
