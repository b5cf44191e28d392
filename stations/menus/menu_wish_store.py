"""What workers would like on a menu, in their own words, in the database."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from stations.db.base import Database, Row, Transaction
from stations.moments import utc_text

TABLE = "menu_wishes"


class WishState(StrEnum):
    """What the clerk made of a wish."""

    NEW = "new"
    LISTED = "listed"
    UNABLE = "unable"


@dataclass(frozen=True, slots=True, kw_only=True)
class MenuWish:
    """What one phone would like, in words that only the clerk and that phone read."""

    id: str
    words: str
    state: WishState
    item: int | None = None
    reason: str = ""
    at: datetime


def add(tx: Transaction, menu_id: str, device: str, wish: MenuWish) -> None:
    """Writes a new wish."""
    tx.load("menu_wishes", [{
        "id": wish.id, "menu_id": menu_id, "device": device, "words": wish.words,
        "state": wish.state.value, "item": None, "reason": "", "at": utc_text(wish.at),
    }])  # fmt: skip


def of_menu(db: Database, menu_id: str, *, limit: int = 2_000) -> list[MenuWish]:
    """The wishes for a menu, those that wait first, then the oldest."""
    rows = db.rows(
        "select * from menu_wishes where menu_id = :id"
        " order by case when state = 'new' then 0 else 1 end, at, id limit :limit",
        id=menu_id,
        limit=limit,
    )
    return [_wish(row) for row in rows]


def of_device(db: Database, menu_id: str, device: str) -> list[MenuWish]:
    """What one phone would like, the oldest first."""
    rows = db.rows(
        "select * from menu_wishes where menu_id = :id and device = :device order by at, id",
        id=menu_id,
        device=device,
    )
    return [_wish(row) for row in rows]


def wanted_by(db: Database, menu_id: str) -> dict[int, int]:
    """By item how many phones had wished for it in words."""
    rows = db.rows(
        "select item, count(distinct device) as n from menu_wishes"
        " where menu_id = :id and state = 'listed' group by item",
        id=menu_id,
    )
    return {int(row["item"]): int(row["n"]) for row in rows}


def sort(
    tx: Transaction, menu_id: str, ids: Collection[str], *, state: WishState, item: int | None,
    reason: str,
) -> int:  # fmt: skip
    """Writes what the clerk made of these wishes; how many of them there are."""
    values = {f"id{n}": one for n, one in enumerate(ids)}
    return tx.run(
        "update menu_wishes set state = :state, item = :item, reason = :reason"  # noqa: S608
        f" where menu_id = :menu and id in ({', '.join(f':{name}' for name in values)})",
        state=state.value,
        item=item,
        reason=reason,
        menu=menu_id,
        **values,
    )


def waiting(db: Database, menu_ids: Collection[str]) -> int:
    """How many wishes for these menus wait for the clerk."""
    values = {f"id{n}": one for n, one in enumerate(menu_ids)}
    marks = ", ".join(f":{name}" for name in values) or "''"
    row = db.row(
        f"select count(*) as n from menu_wishes where state = 'new' and menu_id in ({marks})",  # noqa: S608
        **values,
    )
    return int(row["n"]) if row else 0


def erase(tx: Transaction, *, before: datetime) -> int:
    """Takes words and phones off wishes that are older; how many there were."""
    return tx.run(
        "update menu_wishes set words = '', device = '-' || id"
        " where at < :before and (words <> '' or device not like '-%')",
        before=utc_text(before),
    )


def _wish(row: Row) -> MenuWish:
    return MenuWish(
        id=row["id"],
        words=row["words"],
        state=WishState(row["state"]),
        item=row["item"],
        reason=row["reason"],
        at=datetime.fromisoformat(row["at"]),
    )
