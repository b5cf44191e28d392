"""Everything that an operator wants to know of an installation, and what is wrong with it."""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import datetime, timedelta

from stations.config import Settings
from stations.db import migration
from stations.db.base import Database
from stations.db.failure_reasons import reason
from stations.db.sqlite import DriverError
from stations.errors import StationsError
from stations.moments import china_day
from stations.notifying import outbox_store
from stations.operating import rule_checks, surroundings
from stations.operating.model import About, Condition, Urgency
from stations.recovery import run_store
from stations.recovery.run_store import RunKind
from stations.registry.jobs import job_store, list_jobs
from stations.registry.jobs.job_store import JobState
from stations.registry.lists import upload_store
from stations.registry.stored import holiday_store, search_rows, store
from stations.remarks import Remark

Opened = Callable[[], Database]
_BACKUP_DUE = timedelta(hours=26)
"""A day, and the time that one takes."""
_BACKUP_LATE = timedelta(days=7)
_DRILL_DUE = timedelta(days=100)
_MESSAGES_LATE_S = 2 * 3600
OLD_S, TOO_OLD_S = 60.0, 600.0
"""From which age on the stations in memory are told to be old, and too old."""
_EVERYWHERE = ("",)


def conditions(
    settings: Settings,
    opened: Opened,
    *,
    at: datetime,
    age_s: float | None = None,
    road_trouble: str = "",
) -> list[Condition]:
    """All that can be told at this moment, in the order in which it is read.

    `opened` gives a database with any schema; `age_s` is how old the stations in the memory of
    this process are, where it has any; `road_trouble` why the server of ways does not answer.
    """
    found = [surroundings.program(), *_of_database(opened, settings, at=at)]
    if age_s is not None:
        found.append(memory(age_s))
    found += [
        rule_checks.rules(),
        surroundings.disk(settings),
        surroundings.ground(settings),
        surroundings.routing(settings, road_trouble),
        surroundings.address(settings),
        surroundings.clock(),
    ]
    return sorted(found, key=lambda one: list(About).index(one.about))


def memory(age_s: float) -> Condition:
    """How old the stations are that questions are answered from."""
    level, said = Urgency.FINE, Remark("memory")
    if age_s >= OLD_S:
        level = Urgency.BAD if age_s >= TOO_OLD_S else Urgency.WARN
        said = Remark("memory_old", minutes=round(age_s / 60))
    return Condition(about=About.MEMORY, level=level, said=said)


def _of_database(opened: Opened, settings: Settings, *, at: datetime) -> list[Condition]:
    since = time.perf_counter()
    try:
        db = opened()
        schema = _schema(db)
        taken_ms = round((time.perf_counter() - since) * 1000)
        found = [_answering(db, taken_ms), schema]
        if schema.level is Urgency.FINE:
            with db.reading():
                found += _of_rows(db, settings, at=at)
    except (StationsError, DriverError, OSError) as error:
        said = Remark("database_away", why=reason(error) or type(error).__name__)
        away = {"database_up": 0}
        return [Condition(about=About.DATABASE, level=Urgency.BAD, said=said, figures=away)]
    return found


def _answering(db: Database, taken_ms: int) -> Condition:
    said = Remark("database", engine=_ENGINES[db.engine], ms=taken_ms)
    figures = {"database_up": 1, "database_answer_seconds": taken_ms / 1000}
    return Condition(about=About.DATABASE, level=Urgency.FINE, said=said, figures=figures)


_ENGINES = {"sqlite": "SQLite", "postgresql": "PostgreSQL"}


def _schema(db: Database) -> Condition:
    found, wanted = migration.version(db), migration.steps()[-1][0]
    level, said = Urgency.FINE, Remark("schema", found=found)
    if found < wanted:
        level, said = Urgency.BAD, Remark("schema_old", found=found, wanted=wanted)
    elif found > wanted:
        level, said = Urgency.BAD, Remark("schema_new", found=found, wanted=wanted)
    figures = {"schema_version": found}
    return Condition(about=About.SCHEMA, level=level, said=said, figures=figures)


def _of_rows(db: Database, settings: Settings, *, at: datetime) -> list[Condition]:
    return [
        _data(db),
        _backup(db, settings, at=at),
        _drill(db, settings, at=at),
        _holidays(db, at=at),
        _jobs(db),
        _messages(db, settings),
    ]


def _data(db: Database) -> Condition:
    shown, kept, revision = search_rows.count(db), store.count(db), store.revision(db)
    figures = {
        "registered_stations": kept,
        "registry_revision": revision,
        "imports": upload_store.count(db, _EVERYWHERE),
    }
    said = Remark("data", shown=shown, kept=kept, revision=revision)
    return Condition(about=About.DATA, level=Urgency.FINE, said=said, figures=figures)


def _backup(db: Database, settings: Settings, *, at: datetime) -> Condition:
    good, last = run_store.last_good(db, RunKind.BACKUP), run_store.last(db, RunKind.BACKUP)
    late = Urgency.NOTE if settings.demo else Urgency.WARN
    if good is None:
        return Condition(about=About.BACKUP, level=late, said=Remark("backup_none"))
    age = at - good.at
    figures = {"backup_age_seconds": age.total_seconds(), "backup_bytes": good.size_bytes}
    level, said = Urgency.FINE, Remark("backup", file=good.file, ago=_ago(age))
    if age > _BACKUP_DUE:
        level = Urgency.BAD if age > _BACKUP_LATE and not settings.demo else late
        said = Remark("backup_old", file=good.file, ago=_ago(age))
    if last is not None and not last.good:
        level, said = Urgency.BAD, Remark("backup_failed", told=last.words, ago=_ago(age))
    return Condition(about=About.BACKUP, level=level, said=said, figures=figures)


def _drill(db: Database, settings: Settings, *, at: datetime) -> Condition:
    good, last = run_store.last_good(db, RunKind.DRILL), run_store.last(db, RunKind.DRILL)
    figures = {} if good is None else {"drill_age_seconds": (at - good.at).total_seconds()}
    level, said = Urgency.NOTE, Remark("drill_none")
    if last is not None and not last.good:
        level, said = Urgency.BAD, Remark("drill_failed", told=last.words)
    elif good is not None and at - good.at <= _DRILL_DUE:
        level, said = Urgency.FINE, Remark("drill", ago=_ago(at - good.at))
    elif good is not None:
        said = Remark("drill_old", ago=_ago(at - good.at))
    if settings.demo and level is Urgency.NOTE:
        level = Urgency.FINE
    return Condition(about=About.DRILL, level=level, said=said, figures=figures)


def _holidays(db: Database, *, at: datetime) -> Condition:
    today, known = china_day(at), holiday_store.calendar(db)
    until, year = known.known_until(today), known.missing_year(today)
    days = (until - today).days if until else 0
    level, said = Urgency.FINE, Remark("holidays", until=until)
    if year is not None:
        level = Urgency.BAD if year == today.year else Urgency.WARN
        said = Remark("holidays_missing", year=year)
    figures = {"holidays_known_days": days, "holidays_year_missing": int(year is not None)}
    return Condition(about=About.HOLIDAYS, level=level, said=said, figures=figures)


def _jobs(db: Database) -> Condition:
    going, hanging = job_store.going(db), list_jobs.silent(db, now=db.clock())
    waiting = sum(job.state is JobState.WAITING for job in going)
    figures = {"jobs_waiting": waiting, "jobs_running": len(going) - waiting, "jobs_hung": hanging}
    level, said = Urgency.FINE, Remark("jobs", number=len(going))
    if not going:
        said = Remark("jobs_none")
    if hanging:
        level, said = Urgency.BAD, Remark("jobs_hung", number=hanging)
    elif list_jobs.are_left(db, now=db.clock()):
        level, said = Urgency.WARN, Remark("jobs_left", number=waiting)
    return Condition(about=About.JOBS, level=level, said=said, figures=figures)


def _messages(db: Database, settings: Settings) -> Condition:
    waits, now = outbox_store.waiting(db), db.clock()
    age_s = 0 if waits.oldest is None else max(now - waits.oldest, 0)
    figures = {
        "messages_waiting": waits.count,
        "messages_oldest_seconds": age_s,
        "messages_given_up": waits.given_up,
    }
    level, said = Urgency.FINE, Remark("messages", number=waits.count)
    if not waits.count:
        said = Remark("messages_none" if settings.outgoing.mail else "messages_no_mail")
    if waits.given_up:
        level, said = Urgency.WARN, Remark("messages_given_up", number=waits.given_up)
    if age_s > _MESSAGES_LATE_S:
        hours = age_s // 3600
        level, said = Urgency.WARN, Remark("messages_late", number=waits.count, hours=hours)
    return Condition(about=About.MESSAGES, level=level, said=said, figures=figures)


def _ago(age: timedelta) -> str:
    hours = age.total_seconds() / 3600
    if hours < 1:
        return "不到一小时前"
    return f"{hours:.0f} 小时前" if hours < 48 else f"{hours / 24:.0f} 天前"
