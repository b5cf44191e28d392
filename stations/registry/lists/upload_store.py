"""Uploaded lists and past imports in the database."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

import orjson

from stations.db.base import Database, Row, Transaction, Value, like
from stations.errors import Invalid, NotFound
from stations.geo.point import Datum
from stations.moments import utc_text
from stations.registry import fields
from stations.registry.lists import judged_plan
from stations.registry.lists.import_plan import ImportPlan, Terms
from stations.registry.states import AmenityState

KEPT = timedelta(hours=24)
"""How long an upload waits for somebody to decide."""
_BETWEEN = "\x1f"
"""Between the names of sheets: a character that no name has."""
MOST_WAITING = 20
"""Uploads of one account that wait at once; a further one is refused, and none makes room."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Staged:
    """A list that was uploaded and is not imported yet."""

    id: str
    account_id: str
    at: datetime
    file_name: str
    content: bytes
    terms: Terms
    plan: ImportPlan | None = None
    """What importing it would do, as judged under these terms; None where that is not known."""
    judged_at: datetime | None = None


def add(tx: Transaction, staged: Staged) -> None:
    """Keeps an upload, and deletes those that have waited for too long.

    Invalid where as many of this account wait as may.
    """
    forget_old(tx, at=staged.at)
    check_room(tx, account_id=staged.account_id)
    tx.load(
        "staged_imports",
        [
            {
                "id": staged.id,
                "account_id": staged.account_id,
                "at": _moment(staged.at),
                "file_name": staged.file_name,
                "content": staged.content,
                **_terms_row(staged.terms),
                **_plan_row(staged.plan, staged.judged_at),
            }
        ],
    )


def check_room(db: Database, *, account_id: str) -> None:
    """Invalid where an account has as many uploads waiting as it may."""
    row = db.row(
        "select count(*) as n from staged_imports where account_id = :account", account=account_id
    )
    if row and int(row["n"]) >= MOST_WAITING:
        raise Invalid("invalid.uploads_waiting", field="file", most=MOST_WAITING)


def forget_old(tx: Transaction, *, at: datetime) -> int:
    """Drops what has waited for too long; how many."""
    return tx.run("delete from staged_imports where at < :then", then=_moment(at - KEPT))


def drop(tx: Transaction, staged_id: str) -> bool:
    """Drops one; False where it is not there."""
    return tx.run("delete from staged_imports where id = :id", id=staged_id) == 1


def get(db: Database, staged_id: str, *, account_id: str, at: datetime) -> Staged:
    """An upload of this account that still waits; NotFound else."""
    row = db.row(
        "select * from staged_imports where id = :id and account_id = :account and at >= :then",
        id=staged_id,
        account=account_id,
        then=_moment(at - KEPT),
    )
    if row is None:
        raise NotFound("not_found.upload")
    return Staged(
        id=row["id"],
        account_id=row["account_id"],
        at=datetime.fromisoformat(row["at"]),
        file_name=row["file_name"],
        content=bytes(row["content"]),
        terms=Terms(
            datum=Datum(row["datum"]) if row["datum"] else None,
            area=row["area"],
            mapping=orjson.loads(row["mapping"]),
            sheets=tuple(filter(None, row["sheet"].split(_BETWEEN))),
            **_answers(orjson.loads(row["answers"])),
        ),
        plan=row["judged"] and judged_plan.unpack(bytes(row["judged"])),
        judged_at=datetime.fromisoformat(row["judged_at"]) if row["judged_at"] else None,
    )


def area_where(
    db: Database, staged_id: str, *, account_id: str, holds: Callable[[bytes], bool]
) -> str | None:
    """The area of an upload of this account of whose content something holds; None for others."""
    row = db.row(
        "select area, content from staged_imports where id = :id and account_id = :account",
        id=staged_id,
        account=account_id,
    )
    return str(row["area"]) if row and holds(bytes(row["content"])) else None


def waiting(db: Database, *, account_id: str, at: datetime) -> list[Row]:
    """What somebody has uploaded and not decided on, newest first."""
    return db.rows(
        "select id, at, file_name from staged_imports where account_id = :account and at >= :then"
        " order by at desc, id",
        account=account_id,
        then=_moment(at - KEPT),
    )


def set_plan(
    tx: Transaction, staged_id: str, terms: Terms, plan: ImportPlan | None, *, at: datetime
) -> None:
    """Takes the list under these terms, with the plan judged under them."""
    tx.run(
        "update staged_imports set datum = :datum, area = :area, sheet = :sheet,"
        " mapping = :mapping, answers = :answers, judged = :judged, judged_at = :judged_at"
        " where id = :id",
        id=staged_id,
        **_terms_row(terms),
        **_plan_row(plan, at),
    )


def remembered(db: Database, area: str) -> dict[str, str]:
    """Their titles and our columns, as they were matched in this area before."""
    rows = db.rows("select title, key from column_mappings where area = :area", area=area)
    return {row["title"]: row["key"] for row in rows if row["key"] in {"", *fields.BY_KEY}}


def remember(tx: Transaction, area: str, mapping: Mapping[str, str]) -> None:
    """Keeps how titles were matched."""
    for title, key in mapping.items():
        tx.run(
            "insert into column_mappings (area, title, key) values (:area, :title, :key)"
            " on conflict (area, title) do update set key = excluded.key",
            area=area,
            title=title[:200],
            key=key,
        )


def imports(db: Database, areas: Sequence[str], *, limit: int, offset: int = 0) -> list[Row]:
    """The imports of these area prefixes ('' for all), newest first, with their reports."""
    where, values = _within(areas)
    rows = db.rows(
        f"select * from imports where {where} order by at desc, id limit :limit offset :offset",  # noqa: S608
        limit=limit,
        offset=offset,
        **values,
    )
    return [_import(row) for row in rows]


def count(db: Database, areas: Sequence[str]) -> int:
    """How many imports these areas have."""
    where, values = _within(areas)
    row = db.row(f"select count(*) as n from imports where {where}", **values)  # noqa: S608
    return int(row["n"]) if row else 0


def import_of(db: Database, import_id: str) -> Row:
    """One import with its report; NotFound else."""
    row = db.row("select * from imports where id = :id", id=import_id)
    if row is None:
        raise NotFound("not_found.import")
    return _import(row)


def mark_undone(tx: Transaction, import_id: str, *, log: int) -> None:
    """Notes by which entry of the log an import was undone."""
    tx.run("update imports set undone = :log where id = :id", log=log, id=import_id)


def _import(row: Row) -> Row:
    return {**row, "report": orjson.loads(row["report"])}


def _within(areas: Sequence[str]) -> tuple[str, dict[str, Value]]:
    values: dict[str, Value] = {
        f"area{n}": like(area)[1:] if area else "%" for n, area in enumerate(areas)
    }
    parts = [f"area like :{name} escape '!'" for name in values]
    return f"({' or '.join(parts) or '1 = 0'})", values


def _terms_row(terms: Terms) -> Row:
    return {
        "datum": terms.datum.value if terms.datum else "",
        "area": terms.area,
        "sheet": _BETWEEN.join(terms.sheets),
        "mapping": orjson.dumps(dict(terms.mapping)).decode(),
        "answers": orjson.dumps(
            {
                "skip": sorted(terms.skip),
                "same": list(terms.same.items()),
                "removed": terms.removed,
            }
        ).decode(),
    }


def _answers(kept: Row) -> dict[str, Any]:
    """What a person has said of rows, as terms."""
    return {
        "skip": frozenset(kept.get("skip", ())),
        "same": dict(kept.get("same", ())),
        "removed": AmenityState(kept["removed"]) if kept.get("removed") else None,
    }


def _plan_row(plan: ImportPlan | None, at: datetime | None) -> Row:
    return {
        "judged": plan and judged_plan.pack(plan),
        "judged_at": _moment(at) if at else "",
    }


def _moment(at: datetime) -> str:
    return utc_text(at)


def log_import(tx: Transaction, entry: Row) -> None:
    """Keeps who imported what and how it ended."""
    tx.load("imports", [entry])
