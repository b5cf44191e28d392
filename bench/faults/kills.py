"""Processes that write into SQLite and are killed at any moment: is what they said stored?

Each is forked, so that a thousand of them take minutes. It adds stations one by one and imports
lists, and says each id after it was stored; the control says it before.
"""

from __future__ import annotations

import os
import random
import signal
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from stations.accounts.model import Account, Grant
from stations.accounts.roles import Role
from stations.audit.model import Act
from stations.db import migration, opening
from stations.db.base import Database
from stations.registry.editing import form_values, saving
from stations.registry.entries import merging
from stations.registry.lists import import_plan, importing
from stations.subsidies import ledger_proof

_AT = datetime(2026, 11, 20, 4, tzinfo=UTC)
_CLERK = Account(
    id="clerk", name="clerk", shown="街道编辑", grants=(Grant(role=Role.EDITOR, area="370102"),)
)
_ACT = Act(actor="clerk", by="街道编辑", action="created", at=_AT)
_IMPORT_EVERY, _ROWS = 6, 20
_LEAST_S, _MOST_S = 0.02, 0.8
_PROVED_EVERY = 100


@dataclass(frozen=True, slots=True, kw_only=True)
class Tally:
    """What came of all rounds."""

    rounds: int
    said: int
    lost: int
    torn: int
    """Imports of which a part is stored."""
    is_sound: bool
    """Whether the file is whole and its log proves its history."""


def lines(*, rounds: int) -> Iterator[str]:
    """Give the table of what was said before and after the commit."""
    yield "| SQLite | kills -9 | acknowledged | lost | halves of an import | file and log sound |"
    yield "|---|---|---|---|---|---|"
    yield _row("acknowledged after the commit", killed(rounds=rounds))
    control = killed(rounds=max(rounds // 10, 20), says_before=True)
    yield _row("control: acknowledged before it", control)


def _row(name: str, tally: Tally) -> str:
    sound = "yes" if tally.is_sound else "NO"
    return f"| {name} | {tally.rounds} | {tally.said} | {tally.lost} | {tally.torn} | {sound} |"


def killed(*, rounds: int, says_before: bool = False, seed: int = 1) -> Tally:
    """Let this many processes write into one file, one after the other, each until its kill."""
    chance, said, is_sound = random.Random(seed), set[str](), True
    with tempfile.TemporaryDirectory(prefix="stations-kills-") as folder:
        path = Path(folder) / "stations.db"
        _warm(path)
        for number in range(rounds):
            said |= _one(path, chance.uniform(_LEAST_S, _MOST_S), says_before=says_before)
            if number % _PROVED_EVERY == _PROVED_EVERY - 1:
                is_sound = is_sound and _is_sound(path)
        db = opening.open_ready(str(path))
        kept = {row["number"] for row in db.rows("select number from stations")}
        db.close()
        is_sound = is_sound and _is_sound(path)
    lists = {name.rpartition("-")[0] for name in kept if name.startswith("list-")}
    torn = sum(any(f"{one}-{row}" not in kept for row in range(_ROWS)) for one in lists)
    return Tally(rounds=rounds, said=len(said), lost=len(said - kept), torn=torn, is_sound=is_sound)


def _warm(path: Path) -> None:
    """Make the file, and load what every process needs before it is forked."""
    db = opening.connect(str(path), create=True)
    migration.migrate(db)
    _add(db, "first")
    _import(db, "list-first")
    db.close()


def _one(path: Path, seconds: float, *, says_before: bool) -> set[str]:
    """Let one process write for so long, then kill it; the numbers that it has said."""
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(reading)
        _write(path, writing, says_before=says_before)
    os.close(writing)
    time.sleep(seconds)
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    with os.fdopen(reading, "rb") as file:
        return {line.decode() for line in file.read().split(b"\n")[:-1]}


def _write(path: Path, said: int, *, says_before: bool) -> None:
    """Write until killed; never returns."""
    try:
        db = opening.open_ready(str(path))
        for count in range(1_000_000):
            name = merging.new_id()
            if count % _IMPORT_EVERY < _IMPORT_EVERY - 1:
                numbers = [name]
            else:
                name = f"list-{name}"
                numbers = [f"{name}-{row}" for row in range(_ROWS)]
            words = "".join(f"{number}\n" for number in numbers).encode()
            if says_before:
                os.write(said, words)
            (_import if len(numbers) > 1 else _add)(db, name)
            if not says_before:
                os.write(said, words)
    finally:
        os._exit(1)


def _add(db: Database, number: str) -> None:
    """Add a station as the form of the desk does."""
    mine = {
        **form_values.NOTHING,
        "number": number,
        "name": f"驿站{number}",
        "area_code": "370102",
        "point": "36.66,117.06",
    }
    sent = saving.Sent(base=form_values.NOTHING, mine=mine, anyway=True)
    saved = saving.add(db, merging.new_id(), sent, by=_CLERK, act=_ACT)
    if not saved.stored:
        raise RuntimeError("the form was not stored")


def _import(db: Database, name: str) -> None:
    """Import a list as the command does."""
    rows = ["站点编号,名称,城市,区县,经度,纬度,crs"]
    for row in range(_ROWS):
        place = hash((name, row)) % 90_000
        point = f"{117.0 + place % 300 * 1e-4:.4f},{36.6 + place // 300 * 1e-4:.4f}"
        rows.append(f"{name}-{row},{name}的第{row}号驿站,济南市,历下区,{point},WGS-84")
    terms = import_plan.Terms()
    data = "\n".join(rows).encode()
    plan = importing.planned(db, data, name="list.csv", terms=terms, at=_AT)
    importing.applied(db, plan, act=_ACT, confirmed=True, good_rows=False)
    if len(plan.added) != _ROWS:
        raise RuntimeError(f"{len(plan.added)} rows of a list were stored: {plan.refused}")


def _is_sound(path: Path) -> bool:
    db = opening.open_ready(str(path))
    try:
        whole = [row["integrity_check"] for row in db.rows("pragma integrity_check")] == ["ok"]
        links = not db.rows("pragma foreign_key_check")
        return whole and links and ledger_proof.prove(db).sound
    finally:
        db.close()
