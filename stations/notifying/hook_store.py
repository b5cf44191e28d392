"""Webhooks of areas in the database; their secrets lie there and are told to nobody."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from stations.areas import codes
from stations.db.base import Database, Row, Transaction, Value, like
from stations.errors import NotFound
from stations.notifying.model import MessageKind


class Preset(StrEnum):
    """Whose form a webhook takes."""

    PLAIN = "plain"
    """Signed as Standard Webhooks are."""
    WECOM = "wecom"
    DINGTALK = "dingtalk"


@dataclass(frozen=True, slots=True, kw_only=True)
class Hook:
    """Where messages about an area go; entries after `since` are told."""

    id: str
    area: str
    preset: Preset
    url: str
    secret: str
    kinds: frozenset[MessageKind]
    since: int
    set_by: str
    set_at: str

    def __repr__(self) -> str:
        return f"Hook({self.id!r}, area={self.area!r})"


def get(db: Database, hook_id: str) -> Hook:
    """The webhook with this id; NotFound else."""
    row = db.row("select * from hooks where id = :id", id=hook_id)
    if row is None:
        raise NotFound("not_found.out_of_sight")
    return _hook(row)


def is_any(db: Database) -> bool:
    """Whether there is a webhook."""
    return db.row("select 1 as here from hooks limit 1") is not None


def every(db: Database) -> list[Hook]:
    """All webhooks."""
    return [_hook(row) for row in db.rows("select * from hooks order by area, set_at, id")]


def within(db: Database, areas: Sequence[str]) -> list[Hook]:
    """Those of these areas (code prefixes) and of what lies in them."""
    values: dict[str, Value] = {
        f"area{n}": like(codes.trimmed(one))[1:] if one else "%" for n, one in enumerate(areas)
    }
    here = " or ".join(f"area like :{name} escape '!'" for name in values) or "1 = 0"
    rows = db.rows(f"select * from hooks where {here} order by area, set_at, id", **values)  # noqa: S608
    return [_hook(row) for row in rows]


def add(tx: Transaction, hook: Hook) -> None:
    """Writes a new one."""
    row: Row = {name: getattr(hook, name) for name in Hook.__slots__}
    tx.load("hooks", [{**row, "preset": hook.preset.value, "kinds": written(hook.kinds)}])


def remove(tx: Transaction, hook_id: str) -> None:
    """Takes one away."""
    tx.run("delete from hooks where id = :id", id=hook_id)


def written(kinds: frozenset[MessageKind]) -> str:
    """Kinds as tables hold them."""
    return " ".join(sorted(kinds))


def kinds_of(text: str) -> frozenset[MessageKind]:
    """The kinds that a table holds; those that are no more are left out."""
    return frozenset(MessageKind(one) for one in text.split() if one in [*MessageKind])


def _hook(row: Row) -> Hook:
    return Hook(**{**row, "preset": Preset(row["preset"]), "kinds": kinds_of(row["kinds"])})
