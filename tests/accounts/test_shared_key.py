"""All nodes of an installation have one secret key."""

from __future__ import annotations

from pathlib import Path

import pytest

from stations import config
from stations.accounts import shared_key
from stations.db.base import Database
from stations.errors import Invalid, Refused

FIRST, SECOND = b"a" * 32, b"b" * 32


def test_a_node_with_another_key_is_told_what_to_do(db: Database) -> None:
    shared_key.check(db, FIRST)
    shared_key.check(db, FIRST)
    if db.engine == "sqlite":
        shared_key.check(db, SECOND)
        return
    with pytest.raises(Refused, match="原样复制到这一台") as refused:
        shared_key.check(db, SECOND)
    assert refused.value.code == "other_key"


def test_where_the_key_is_lost_that_of_one_node_becomes_that_of_all(db: Database) -> None:
    shared_key.check(db, FIRST)
    shared_key.adopt(db, SECOND)
    shared_key.check(db, SECOND)


def test_the_key_cannot_be_told_from_the_database(db: Database) -> None:
    shared_key.adopt(db, FIRST)
    row = db.row("select value from installation")
    assert row is not None
    assert len(row["value"]) == 32
    assert FIRST.decode() not in row["value"]


def test_the_key_may_be_a_setting_and_then_lies_in_no_file(tmp_path: Path) -> None:
    given = {"STATIONS_STATE": str(tmp_path), "STATIONS_SECRET_KEY": "k" * 32}
    assert config.from_environment(given).secret_key() == b"k" * 32
    assert list(tmp_path.iterdir()) == []
    with pytest.raises(Invalid, match="openssl rand"):
        config.from_environment({**given, "STATIONS_SECRET_KEY": "short"})
