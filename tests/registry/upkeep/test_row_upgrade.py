"""Rows of an older form are written anew through the log, unless somebody wrote past it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

import pytest

from stations.audit import log
from stations.audit.model import digest
from stations.db.base import Database
from stations.registry.model import Closure, Lifecycle, Station
from stations.registry.states import Phase
from stations.registry.stored import (
    change_store,
    digest_store,
    history,
    history_store,
    row_writer,
    store,
)
from stations.registry.stored.row_writer import Laid
from stations.registry.upkeep import history_proof, row_upgrade
from tests.support import make

ACT = make.act(row_upgrade.UPGRADED)
GUARDS = (
    "station_phase_in_order", "station_phase_stays_in_order",
    "period_in_order", "period_stays_in_order",
)  # fmt: skip


@pytest.fixture
def old(db: Database) -> Database:
    """A database of the time before ranges were guarded."""
    if db.engine == "sqlite":
        for trigger in GUARDS:
            db.run(f"drop trigger {trigger}")
    else:
        db.run("alter table stations drop constraint phase_in_order")
        db.run("alter table station_periods drop constraint period_in_order")
    return db


TURNED = {"station_id": "a", "lifecycle": "suspended", "reason": "停电",
          "since": "2026-11-10", "until": "2026-11-09"}  # fmt: skip
"""A past phase that ended before it began."""


def written(
    db: Database, station: Station, *, past: Sequence[Mapping[str, Any]] = (), **columns: Any
) -> None:
    """A station as an older program wrote it: columns and past phases of that time."""
    base = row_writer.laid(station)
    laid = Laid(
        station={**base.station, **columns},
        amenities=base.amenities,
        honours=base.honours,
        periods=[*base.periods, *map(dict, past)],
        closures=[],
    )
    with db.writing():
        columns = digest_store.number_of(db, history.covered())
    told = history.entry(station, {}, act=make.act("created"), laid=laid, columns=columns)
    store_laid(db, laid, told)


def store_laid(db: Database, laid: Laid, told: Mapping[str, Any]) -> None:
    with db.writing():
        body = {"stations": 1, "history": digest([told])}
        subject = f"station:{laid.station['id']}"
        number = log.append(db, act=make.act("created"), subject=subject, body=body)
        db.load("stations", [laid.station])
        db.load("station_amenities", laid.amenities)
        db.load("station_periods", laid.periods)
        db.load("station_history", [{**told, "log": number}])


def test_a_phase_turned_round_is_written_anew_and_the_proof_stays_sound(old: Database) -> None:
    written(old, make.station(id="a"), past=[{**TURNED, "position": n} for n in (0, 1)])
    written(old, make.station(id="b"), lifecycle="rectifying", lifecycle_since="2026-11-10",
            lifecycle_until="2026-11-09")  # fmt: skip
    with old.writing():
        change_store.record(old, [(None, make.station(id="c"))], act=make.act("created"))
    assert row_upgrade.upgrade(old, act=ACT) == 2
    assert row_upgrade.upgrade(old, act=ACT) == 0
    assert history_proof.prove(old).sound
    assert store.get(old, "a").periods == ()
    assert store.get(old, "b").lifecycle == Lifecycle(
        phase=Phase.RECTIFYING, until=date(2026, 11, 9)
    )
    assert [row["action"] for row in history_store.of_station(old, "a")] == ["upgraded", "created"]
    assert len(history_store.of_station(old, "c")) == 1


def test_what_was_written_past_the_log_is_not_made_good(old: Database) -> None:
    written(old, make.station(id="a"), past=[{**TURNED, "position": 0}])
    with old.writing():
        old.run("update stations set name = '别的名字'")
    assert row_upgrade.upgrade(old, act=ACT) == 0
    assert [finding.code for finding in history_proof.prove(old).findings] == ["written_past"]


def test_a_suspension_that_was_a_phase_becomes_a_closure(old: Database) -> None:
    opened = Lifecycle(since=date(2022, 5, 1), until=date(2025, 5, 31))
    station = make.station(id="a", periods=(opened,))
    summer = {
        "station_id": "a", "position": 1, "lifecycle": "suspended", "reason": "防汛；撤离",
        "since": None, "until": "2025-08-31",
    }  # fmt: skip
    again = {**summer, "position": 2, "lifecycle": "open", "reason": "", "since": "2025-09-01",
             "until": "2026-10-31"}  # fmt: skip
    written(old, station, past=[summer, again], lifecycle="suspended", lifecycle_reason="装修",
            lifecycle_since="2026-11-01", lifecycle_until="2026-12-31")  # fmt: skip
    assert row_upgrade.upgrade(old, act=ACT) == 1
    after = store.get(old, "a")
    assert after.lifecycle == Lifecycle(since=date(2022, 5, 1))
    assert after.periods == ()
    assert after.closures == (
        Closure(since=date(2025, 6, 1), until=date(2025, 8, 31), reason="防汛，撤离"),
        Closure(since=date(2026, 11, 1), until=date(2026, 12, 31), reason="装修", expected=True),
    )
    assert history_proof.prove(old).sound
    assert row_upgrade.upgrade(old, act=ACT) == 0
