"""An auditor finds entries by person, station, action and day; nothing is lost between pages."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import pytest

from stations.audit import log, search_store
from stations.audit.search_store import LogQuery
from stations.db.base import Database, Row
from tests.support import make

ENTRIES = 60


@pytest.fixture
def kept(db: Database) -> Database:
    """Three persons, four stations, two actions; the days in no order, as a demonstration has."""
    with db.writing() as tx:
        for n in range(ENTRIES):
            act = replace(
                make.act("edited" if n % 2 else "verified"),
                actor=f"p{n % 3}",
                at=make.NOON - timedelta(days=n * 7 % 10),
            )
            log.append(tx, act=act, subject=f"station:s{n % 4}")
    return db


def pages(db: Database, wanted: LogQuery) -> Iterator[Row]:
    before, further = search_store.END, 1
    for _ in range(100):
        page = search_store.search(db, replace(wanted, before=before))
        yield from page.entries
        before = further = page.further
        if not further:
            return
    raise AssertionError("the pages have no end")


@pytest.mark.parametrize("most", [3, 7, 1_000])
@pytest.mark.parametrize("limit", [2, 50])
def test_all_that_fits_is_found_once_whatever_is_asked(
    kept: Database, monkeypatch: pytest.MonkeyPatch, most: int, limit: int
) -> None:
    monkeypatch.setattr(search_store, "MOST_READ", most)
    every = log.newest(kept, limit=ENTRIES)
    begin, end = make.NOON - timedelta(days=6), make.NOON - timedelta(days=2)
    for query, fits in (
        (LogQuery(limit=limit), lambda e: True),
        (LogQuery(limit=limit, actors=["p1"]), lambda e: e["actor"] == "p1"),
        (
            LogQuery(limit=limit, actors=["p1", "p2"], actions=["edited"]),
            lambda e: e["actor"] in ("p1", "p2") and e["action"] == "edited",
        ),
        (
            LogQuery(limit=limit, subjects=["station:s1", "station:none"], actors=["p0"]),
            lambda e: e["subject"] == "station:s1" and e["actor"] == "p0",
        ),
        (
            LogQuery(limit=limit, begin=begin, end=end, actions=["verified"]),
            lambda e: (
                begin.isoformat() <= e["at"].replace("Z", "+00:00") < end.isoformat()
                and e["action"] == "verified"
            ),
        ),
        (LogQuery(limit=limit, actors=[]), lambda e: False),
        (LogQuery(limit=limit, begin=make.NOON + timedelta(days=9)), lambda e: False),
    ):
        found = [entry["number"] for entry in pages(kept, query)]
        assert found == [entry["number"] for entry in every if fits(entry)], query
