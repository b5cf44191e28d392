"""A longer list costs more rows, not more statements, whether its stations are new or changed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from stations.db.base import Value
from stations.db.sqlite import SQLiteDatabase
from stations.registry.entries import matching
from tests.support.lists import HEAD, planned, stored


class Counting(SQLiteDatabase):
    """A database that counts what it is asked to do."""

    asked = 0

    def _execute(self, sql: str, params: Mapping[str, Value]) -> Any:
        self.asked += 1
        return super()._execute(sql, params)

    def run_each(self, sql: str, rows: Iterable[Mapping[str, Value]]) -> None:
        self.asked += 1
        super().run_each(sql, rows)

    def load(self, table: str, rows: Iterable[Mapping[str, Value]]) -> None:
        self.asked += 1
        super().load(table, rows)


def rows(count: int, *, address: str) -> str:
    return HEAD + "".join(
        f"{address}{n},{address}路{n}号驿站,济南市,历下区,117.{n:04d},36.66,{address}{n}号,24小时,饮水\n"
        for n in range(count)
    )


def asked(db: Counting, text: str) -> int:
    """How many statements a list takes that is stored at once."""
    before = db.asked
    assert stored(db, planned(db, text))
    return db.asked - before


def test_a_list_ten_times_as_long_takes_as_many_statements(sqlite_address: str) -> None:
    db = Counting(Path(sqlite_address))
    stored(db, planned(db, rows(1, address="C")))
    short, long = rows(20, address="A"), rows(200, address="B")
    assert asked(db, short) == asked(db, long)
    changed = asked(db, short.replace("24小时", "8:00-20:00"))
    assert changed == asked(db, long.replace("24小时", "8:00-20:00"))
    db.close()


def test_names_are_alike_whichever_way_that_is_found_out() -> None:
    assert matching.alike("泉城广场工会驿站", "泉城广场户外劳动者驿站")
    assert matching.alike("泉城广场东门", "泉城广场西门")
    assert not matching.alike("泉城广场东门", "大明湖公园南门")
    # The same characters in another order are no likeness.
    assert not matching.alike("甲乙丙丁戊己", "己戊丁丙乙甲")
