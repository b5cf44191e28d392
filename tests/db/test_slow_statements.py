"""Statements that take long are logged, without the values in them."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Iterator

import pytest

from stations.db import opening, statements
from stations.db.base import Database
from stations.db.sqlite import DriverError
from stations.errors import Refused

SLOW_S = 0.2
SLEEP = {
    "sqlite": "with recursive n(i) as (select 1 union all select i + 1 from n where i < 2000000)"
    " select count(*) as n from n where :word <> 'Frau 36.654321'",
    "postgresql": "select pg_sleep(0.3) as n where :word <> 'Frau 36.654321'",
}


@pytest.fixture(autouse=True)
def slow() -> Iterator[None]:
    statements.log_slow(SLOW_S)
    yield
    statements.log_slow(0)


def told(caplog: pytest.LogCaptureFixture) -> list[dict[str, object]]:
    return [
        record.__dict__["fields"] for record in caplog.records if record.msg == "slow statement"
    ]


def test_a_slow_statement_is_logged_as_written_without_its_values(
    db: Database, caplog: pytest.LogCaptureFixture
) -> None:
    db.row(SLEEP[db.engine], word="济南 13800000000")
    (found,) = told(caplog)
    assert ":word" in str(found["sql"])
    assert "Frau" not in str(found)
    assert "13800000000" not in str(found)
    assert int(str(found["ms"])) >= SLOW_S * 1000


def test_a_quick_one_is_not_logged(db: Database, caplog: pytest.LogCaptureFixture) -> None:
    with db.writing() as tx:
        tx.run("update revision set number = number")
    assert told(caplog) == []


def test_to_wait_for_others_who_write_is_slow_too(
    db: Database, address: str, caplog: pytest.LogCaptureFixture
) -> None:
    begun = threading.Event()

    def keep() -> None:
        other = opening.open_ready(address)
        with other.writing():
            begun.set()
            time.sleep(2 * SLOW_S)
        other.close()

    thread = threading.Thread(target=keep)
    thread.start()
    assert begun.wait(5)
    with db.writing():
        pass
    thread.join()
    assert any(statements.kind(str(one["sql"])) == "waiting" for one in told(caplog))


def test_every_statement_is_told_with_its_error(
    db: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[tuple[str, bool]] = []
    monkeypatch.setattr(statements, "_watches", [lambda s, _t, e: seen.append((s, e is not None))])
    db.rows("select day from holidays")
    list(db.stream("select kind from holidays"))
    with db.writing() as tx:
        tx.run_each("delete from holidays where day = :day", [{"day": "2026-10-01"}])
        tx.load("holidays", [{"day": "2026-10-01", "kind": "holiday", "name": "国庆节"}])
    with pytest.raises((DriverError, Refused, Exception)):
        db.row("select nothing from nowhere")
    kinds = [(statements.kind(sql), failed) for sql, failed in seen]
    assert kinds[:2] == [("read", False)] * 2
    assert ("write", False) in kinds
    assert ("waiting", False) in kinds
    assert ("commit", False) in kinds
    assert kinds[-1] == ("read", True)


@pytest.mark.parametrize(
    ("sql", "left"),
    [
        (
            "select 1 from a where x = 'it''s 5' and y = 36.65",
            "select ? from a where x = ? and y = ?",
        ),
        ("select t1.x\n   from t1 where lat > :lat2", "select t1.x from t1 where lat > :lat2"),
    ],
)
def test_a_value_that_was_written_into_a_statement_is_left_out(sql: str, left: str) -> None:
    assert statements.shown(sql) == left


def test_nothing_is_logged_where_the_threshold_is_nothing(
    db: Database, caplog: pytest.LogCaptureFixture
) -> None:
    statements.log_slow(0)
    with caplog.at_level(logging.DEBUG):
        db.row(SLEEP[db.engine], word="x")
    assert told(caplog) == []
