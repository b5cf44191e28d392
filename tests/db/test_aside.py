"""Rows set aside are seen as they were given, and most of what they share is written once."""

from __future__ import annotations

from typing import Any

import pytest

from stations.db.aside import set_aside
from stations.db.base import Database

TABLE = "station_closures"
FIRST: dict[str, list[Any]] = {
    "station_id": ["a", "b"], "position": [0, 0], "since": [None, None],
    "until": ["2026-01-01", "2026-01-01"], "reason": ["装修", "装修"], "expected": [0, 1],
}  # fmt: skip
LATER: dict[str, list[Any]] = {
    "station_id": ["c", "d"], "position": [0, 2], "since": ["2025-01-01", None],
    "until": ["2026-01-01", "2026-01-01"], "reason": ["", "装修"], "expected": [0, 0],
}  # fmt: skip


def rows_of(*pages: dict[str, list[Any]]) -> list[dict[str, Any]]:
    return [
        dict(zip(page, values, strict=True))
        for page in pages
        for values in zip(*page.values(), strict=True)
    ]


def test_rows_are_seen_as_they_were_given_whatever_page_they_came_in(db: Database) -> None:
    with set_aside(db) as aside:
        aside.put("some", FIRST, like=TABLE)
        aside.put("some", {name: [] for name in FIRST}, like=TABLE)
        aside.put("some", LATER, like=TABLE)
        assert aside.count("some") == 4
        seen = db.rows(f"select {aside.columns('some')} from aside_some order by station_id")
        assert seen == rows_of(FIRST, LATER)


def test_a_value_that_all_rows_share_is_written_once(db: Database) -> None:
    with set_aside(db) as aside:
        aside.put("some", FIRST, like=TABLE)
        own = db.rows("select * from aside_some_own order by station_id")
        assert [row["reason"] for row in own] == [None, None]
        assert [row["expected"] for row in own] == [0, 1]
        assert len(db.rows("select * from aside_some_same")) == 1


def test_what_is_all_alike_is_not_lost(db: Database) -> None:
    with set_aside(db) as aside:
        aside.put("gone", {"station_id": ["a"]}, like=TABLE)
        aside.put("gone", {"station_id": ["b"]}, like=TABLE)
        assert {row["station_id"] for row in db.rows("select * from aside_gone")} == {"a", "b"}


def test_nothing_is_left_of_it(db: Database) -> None:
    with set_aside(db) as aside:
        for _ in range(2):
            aside.put("some", FIRST, like=TABLE)
            aside.clear()
        assert aside.count("some") == 0
        with pytest.raises(Exception, match="aside_some"):
            db.rows("select * from aside_some")
