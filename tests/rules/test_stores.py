"""SQL that runs in stores only, and tables that have one owner."""

from __future__ import annotations

import ast
import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path, PurePosixPath

from stations.config import ROOT
from tests.rules.committed import committed

STEPS = ROOT / "stations" / "db" / "steps"
RUNNING = frozenset({"rows", "row", "run", "run_each", "load", "stream", "note"})
"""What runs SQL, of `Database` and `Transaction`."""
SEAM = "db"
"""The room below all stores, which knows the engines and no table by its meaning."""
STORE_ROOM = PurePosixPath("registry/stored")
EXCEPTIONS = {
    # The log is one table and this module its store; features say log.append(tx, ...).
    "audit/log.py",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Sql:
    """What a module has to do with the database."""

    runs: frozenset[int]
    """Lines in which SQL runs."""
    names: frozenset[str]
    """Tables that its SQL names."""
    writes: frozenset[str]
    """Those of them that it writes."""


@cache
def tables() -> frozenset[str]:
    made = re.compile(r"^create table (?:if not exists )?(\w+)", re.MULTILINE)
    texts = (path.read_text("utf-8") for path in STEPS.glob("*.sql"))
    return frozenset(name for text in texts for name in made.findall(text))


@cache
def modules() -> Mapping[str, Sql]:
    """Each module with SQL by its path below stations/; the seam left out."""
    found = {}
    for path in committed(".py"):
        if not path.is_relative_to(ROOT / "stations"):
            continue
        name = path.relative_to(ROOT / "stations").as_posix()
        sql = sql_of(path)
        if not name.startswith(f"{SEAM}/") and (sql.runs or sql.names):
            found[name] = sql
    return found


def sql_of(path: Path) -> Sql:
    tree = ast.parse(path.read_text("utf-8"))
    named, written = set(), set()
    for text in texts(tree):
        named |= set(re.findall(r"\b(?:from|join|into|update) (\w+)\b(?!\.)", text))
        written |= set(re.findall(r"\b(?:insert into|update|delete from) (\w+)\b(?!\.)", text))
    calls = list(calls_of(tree))
    for call in calls:
        if call.func.attr == "load" and isinstance(call.args[0], ast.Constant):  # type: ignore[attr-defined]
            written.add(call.args[0].value)
    known = tables()
    return Sql(
        runs=frozenset(call.lineno for call in calls),
        names=frozenset((named | written) & known),
        writes=frozenset(written & known),
    )


def texts(tree: ast.Module) -> Iterator[str]:
    """Every text of a module that is no docstring; an f-string as one, its values left out."""
    aside: set[int] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.Expr):
            aside.add(id(node.value))
        elif isinstance(node, ast.JoinedStr):
            aside |= set(map(id, node.values))
            yield "".join(v.value if isinstance(v, ast.Constant) else "?" for v in node.values)
        elif isinstance(node, ast.Constant) and id(node) not in aside:
            yield str(node.value)


def calls_of(tree: ast.Module) -> Iterator[ast.Call]:
    """Calls that run SQL on what is called db or tx, or is annotated as one."""
    databases = {"db", "tx"} | {
        node.arg
        for node in ast.walk(tree)
        if isinstance(node, ast.arg)
        and isinstance(node.annotation, ast.Name)
        and node.annotation.id in ("Database", "Transaction")
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            on = node.func.value
            name = on.id if isinstance(on, ast.Name) else getattr(on, "attr", "")
            if node.func.attr in RUNNING and name.removeprefix("_") in databases:
                yield node


def is_store(name: str) -> bool:
    path = PurePosixPath(name)
    return (
        path.stem == "store"
        or path.stem.endswith("_store")
        or path.is_relative_to(STORE_ROOM)
        or name in EXCEPTIONS
    )


def test_the_walk_sees_the_tables_and_their_stores() -> None:
    store = modules()["registry/stored/store.py"]
    assert {"stations", "revision"} <= store.writes
    assert store.runs
    assert {"reports", "cards", "log", "imports", "outlines", "accounts"} <= tables()
    assert "reports" in modules()["feedback/report_store.py"].writes


def test_sql_is_seen_wherever_it_hides(tmp_path: Path) -> None:
    path = tmp_path / "odd.py"
    path.write_text(
        '"""Not this: select * from cards."""\n'
        "def read(database: Database, tx, lists):\n"
        '    "nor delete from log"\n'
        '    database.rows(f"select {lists} from reports where {lists}")\n'
        '    tx.load("imports", lists)\n'
        '    run = "update stations" " set star = 0"\n'
        '    code = "from stations.db import base"\n'
        '    lists.load("outlines")\n'
        'CONDITIONS = {1: "id in (select station_id from ratings)"}\n'
    )
    sql = sql_of(path)
    assert sql.runs == {4, 5}
    assert sql.names == {"reports", "imports", "stations", "ratings"}
    assert sql.writes == {"imports", "stations"}


def test_sql_runs_in_stores_only() -> None:
    outside = {
        name: (sorted(sql.runs), sorted(sql.names))
        for name, sql in modules().items()
        if not is_store(name)
    }
    assert outside == {}


def test_every_table_has_one_module_that_writes_it() -> None:
    writers: dict[str, list[str]] = defaultdict(list)
    for name, sql in modules().items():
        for table in sql.writes:
            writers[table].append(name)
    assert {table: names for table, names in writers.items() if len(names) > 1} == {}


def test_every_table_is_named_by_the_feature_that_writes_it_alone() -> None:
    owners = {
        table: PurePosixPath(name).parts[0]
        for name, sql in modules().items()
        for table in sql.writes
    }
    strangers = {
        (name, table)
        for name, sql in modules().items()
        for table in sql.names
        if owners.get(table, "") != PurePosixPath(name).parts[0]
    }
    assert strangers == set()
