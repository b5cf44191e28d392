"""A database that keeps what it is asked, for tests of how many statements something costs."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from stations.db.base import Value
from stations.db.sqlite import SQLiteDatabase


class Counting(SQLiteDatabase):
    """A database that keeps its statements; many rows of one table are one."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.statements: list[str] = []

    @property
    def selects(self) -> list[str]:
        return [sql for sql in self.statements if sql.startswith("select")]

    def _execute(self, sql: str, params: Mapping[str, Value]) -> Any:
        self.statements.append(sql)
        return super()._execute(sql, params)

    def run_each(self, sql: str, rows: Iterable[Mapping[str, Value]]) -> None:
        self.statements.append(sql)
        super().run_each(sql, rows)

    def load(self, table: str, rows: Iterable[Mapping[str, Value]]) -> None:
        self.statements.append(f"insert into {table}")
        super().load(table, rows)
