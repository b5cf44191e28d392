"""A process takes few connections of a PostgreSQL server and waits for nothing for ever."""

from __future__ import annotations

import os
import signal
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from pathlib import Path

import psycopg
import pytest
from psycopg.rows import tuple_row

from stations.app import create_app
from stations.config import Settings
from stations.db import migration, opening, postgresql_pool
from stations.db.limits import UNLIMITED, Limits
from stations.db.opening import Connections
from stations.db.postgresql import PostgreSQLDatabase
from stations.db.postgresql_pool import Pool, Single
from stations.errors import Refused
from tests.support import emptying

QUICK = Limits(statement_s=2, lock_s=1, idle_s=1)
LONG = Limits(statement_s=60, lock_s=60, idle_s=60)


@pytest.fixture
def url(postgresql_database: emptying.Database) -> Iterator[str]:
    yield postgresql_database.url
    postgresql_database.empty()


@pytest.fixture
def pool(url: str) -> Iterator[Pool]:
    made = Pool(url, QUICK, most=3)
    yield made
    made.end()


def others(url: str) -> int:
    """How many connections there are to this database beside the one that asks."""
    with psycopg.connect(url, row_factory=tuple_row) as asking:
        row = asking.execute(
            "select count(*) from pg_stat_activity"
            " where datname = current_database() and pid <> pg_backend_pid()"
        ).fetchone()
    assert row is not None
    return int(row[0])


def number(db: PostgreSQLDatabase) -> int:
    row = db.row("select number from revision")
    assert row is not None
    return int(row["number"])


def test_two_hundred_requests_at_once_take_a_few_connections(url: str) -> None:
    before = others(url)
    connections = Connections(url, most=4)
    most = []

    def ask(_: int) -> int:
        left, row = 5, None
        while left:
            # On a busy machine some wait too long, are told so and come again.
            with suppress(Refused):
                row = connections().row("select number from revision, pg_sleep(0.002)")
                left -= 1
        assert row is not None
        return int(row["number"])

    with ThreadPoolExecutor(200) as threads:
        answers = threads.map(ask, range(200))
        for _ in range(3):
            most.append(others(url) - before)
            time.sleep(0.05)
    assert set(answers) == {0}
    assert 1 <= max(most) <= 4
    connections.end()


def test_where_all_are_taken_one_is_told_so_within_seconds(pool: Pool) -> None:
    held = [pool.take() for _ in range(3)]
    began = time.monotonic()
    with pytest.raises(Refused) as refused:
        PostgreSQLDatabase(pool).row("select 1")
    assert refused.value.code == "db_crowded"
    assert time.monotonic() - began < postgresql_pool.PATIENCE_S + 1
    pool.give_back(held.pop())
    assert PostgreSQLDatabase(pool).row("select 1 as one") == {"one": 1}
    for connection in held:
        pool.give_back(connection)


def test_a_page_for_which_no_connection_is_left_says_when_to_come_again(
    url: str, tmp_path: Path
) -> None:
    app = create_app(Settings(database=url, state=tmp_path, connections=2))
    connections = app.extensions["stations"].connections
    assert app.test_client().get("/desk/sign-in").status_code == 200
    connections()
    shared = connections._pool[1]
    held = [shared.take() for _ in range(2)]
    answer = app.test_client().get("/stars/")
    assert answer.status_code == 503
    assert "现在访问的人太多" in answer.get_data(as_text=True)
    assert int(answer.headers["Retry-After"]) > 0
    for connection in held:
        shared.give_back(connection)
    assert app.test_client().get("/stars/").status_code == 200
    connections.end()


def test_many_writers_leave_connections_to_readers(pool: Pool) -> None:
    writing, over = threading.Event(), threading.Event()

    def write() -> None:
        with PostgreSQLDatabase(pool).writing():
            writing.set()
            over.wait(5)

    def write_later() -> str:
        try:
            write()
        except Refused as refused:
            return refused.code
        return ""

    with ThreadPoolExecutor(9) as threads:
        threads.submit(write)
        writing.wait(5)
        waiting = [threads.submit(write_later) for _ in range(8)]
        time.sleep(0.2)
        began = time.monotonic()
        assert number(PostgreSQLDatabase(pool)) == 0
        assert time.monotonic() - began < 0.5
        assert {one.result() for one in waiting} == {"busy"}
        over.set()


def test_a_writer_of_another_node_is_waited_for_and_then_said_to_be_busy(
    pool: Pool, url: str
) -> None:
    elsewhere = PostgreSQLDatabase(Single(url, LONG))
    writing = PostgreSQLDatabase(pool).writing
    with elsewhere.writing(), pytest.raises(Refused) as refused, writing():
        pass
    assert refused.value.code == "busy"
    elsewhere.close()


def test_a_lost_connection_is_not_noticed_by_a_question(pool: Pool, url: str) -> None:
    db = PostgreSQLDatabase(pool)
    held = [pool.take() for _ in range(3)]
    for connection in held:
        pool.give_back(connection)
    with psycopg.connect(url, autocommit=True) as killing:
        for connection in held:
            killing.execute("select pg_terminate_backend(%s, 5000)", (connection.info.backend_pid,))
    assert number(db) == 0
    with db.writing() as tx:
        tx.run("update revision set number = 7")
    with db.reading():
        assert number(db) == 7


def test_a_connection_lost_in_the_middle_of_a_transaction_loses_all_of_it(
    pool: Pool, url: str
) -> None:
    db = PostgreSQLDatabase(pool)

    def write_and_be_cut() -> None:
        with db.writing() as tx:
            tx.run("update revision set number = 7")
            row = db.row("select pg_backend_pid() as pid")
            assert row is not None
            with psycopg.connect(url, autocommit=True) as killing:
                killing.execute("select pg_terminate_backend(%s, 5000)", (row["pid"],))
            tx.run("update revision set number = 8")

    with pytest.raises(Refused):
        write_and_be_cut()
    assert number(db) == 0


def test_a_server_that_freezes_is_given_up_and_found_again(url: str) -> None:
    pool = Pool(url, QUICK, most=1)
    db = PostgreSQLDatabase(pool)
    row = db.row("select pg_backend_pid() as pid")
    assert row is not None
    os.kill(row["pid"], signal.SIGSTOP)
    began = time.monotonic()
    try:
        with pytest.raises(Refused):
            db.row("select 1")
        assert time.monotonic() - began < 7
        assert number(db) == 0
    finally:
        os.kill(row["pid"], signal.SIGCONT)
        pool.end()


def test_a_server_that_is_away_is_said_at_once(url: str) -> None:
    pool = Pool(url.replace("/t", "/nothing_t"), QUICK)
    began = time.monotonic()
    with pytest.raises(Refused) as refused:
        PostgreSQLDatabase(pool).row("select 1")
    assert refused.value.code == "db_unreachable"
    assert time.monotonic() - began < 1
    pool.end()


def test_a_failure_that_is_passed_over_is_never_taken_for_a_commit(pool: Pool) -> None:
    db = PostgreSQLDatabase(pool)

    def write() -> None:
        with db.writing() as tx:
            tx.run("update revision set number = 7")
            with pytest.raises(psycopg.Error):
                tx.run("select nothing from nowhere")

    with pytest.raises(RuntimeError, match="nothing has been stored"):
        write()
    assert number(db) == 0


def test_of_several_servers_the_one_that_writes_is_taken(url: str) -> None:
    given = postgresql_pool.parameters("postgresql://a:5432,b:5433/stations?connect_timeout=9")
    assert given["target_session_attrs"] == "read-write"
    assert given["connect_timeout"] == "9"
    assert "target_session_attrs" not in postgresql_pool.parameters(url)


def test_connections_to_a_server_that_has_become_read_only_are_left(pool: Pool, url: str) -> None:
    """Where a server that writes was asked for; the only server there is, is read on."""
    primary = url + ("&" if "?" in url else "?") + "target_session_attrs=read-write"
    choosy = Pool(primary, QUICK, most=1)
    db = PostgreSQLDatabase(choosy)
    assert number(db) == 0
    name = psycopg.conninfo.conninfo_to_dict(url)["dbname"]
    with psycopg.connect(url, autocommit=True) as admin:
        admin.execute(f'alter database "{name}" set default_transaction_read_only = on')
        try:
            first = choosy.take()
            first.execute("set default_transaction_read_only = on")
            choosy.give_back(first)
            with pytest.raises(Refused):
                number(db)
            assert number(PostgreSQLDatabase(pool)) == 0
        finally:
            admin.execute("set default_transaction_read_only = off")
            admin.execute(f'alter database "{name}" reset default_transaction_read_only')
    end = time.monotonic() + 5
    while True:
        try:
            assert number(db) == 0
            break
        except Refused:
            assert time.monotonic() < end
    choosy.end()


def test_nodes_that_migrate_together_wait_for_one_another(postgresql_server: str) -> None:
    name = "migrated_together"
    with psycopg.connect(postgresql_server, autocommit=True) as server:
        server.execute(f"drop database if exists {name} with (force)")
        server.execute(f"create database {name}")

        def migrate(_: int) -> int:
            db = opening.connect(emptying.url(postgresql_server, name), limits=UNLIMITED)
            try:
                return migration.migrate(db)
            finally:
                db.close()

        with ThreadPoolExecutor(8) as threads:
            assert sum(threads.map(migrate, range(8))) == len(migration.steps())
        server.execute(f"drop database {name} with (force)")
