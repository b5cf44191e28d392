"""Menus and their items in the database."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from stations.db.base import Database, Row, Transaction, Value, like
from stations.errors import NotFound, Refused
from stations.menus.model import ItemOutcome, Menu, MenuItem, Offerer
from stations.moments import utc_text
from stations.registry.scoping import Reach
from stations.registry.stored import redirects

PAGE = 50
_GIVEN = ("title", "kind", "details")


def add(tx: Transaction, menu: Menu) -> None:
    """Writes a new menu with its items."""
    tx.load("menus", [{"id": menu.id, **_row(menu), "created_at": utc_text(menu.created_at)}])
    tx.load("menu_items", [_item_row(menu.id, one) for one in menu.items])


def save(tx: Transaction, menu: Menu, *, over: int) -> None:
    """Writes a menu over its version `over`, with the items that are new; Refused where stale."""
    row = {**_row(menu), "version": over + 1}
    del row["station_id"]  # It stays where it was made, whatever that station becomes.
    columns = ", ".join(f"{name} = :{name}" for name in row)
    touched = tx.run(
        f"update menus set {columns} where id = :id and version = :over",  # noqa: S608
        id=menu.id,
        over=over,
        **row,
    )
    if not touched:
        raise Refused("moved.menu")
    known = {one.number for one in get(tx, menu.id).items}
    tx.load("menu_items", [_item_row(menu.id, o) for o in menu.items if o.number not in known])


def settle(tx: Transaction, menu_id: str, before: MenuItem, item: MenuItem) -> bool:
    """Writes what became of an item; False where it is not any more as it was before."""
    row = _item_row(menu_id, item)
    touched = tx.run(
        "update menu_items set outcome = :outcome, activity_id = :activity_id, reason = :reason,"
        " voters = :voters, others = :others where menu_id = :menu_id and number = :number"
        " and outcome = :was and activity_id = :activity",
        was=before.outcome.value,
        activity=before.activity_id,
        **{name: value for name, value in row.items() if name not in _GIVEN},
    )
    return touched == 1


def get(db: Database, menu_id: str) -> Menu:
    """The menu with this id; NotFound else."""
    found = _menus(db, "m.id = :id", id=menu_id)
    if not found:
        raise NotFound("not_found.menu")
    return found[0]


def of_reach(db: Database, reach: Reach, *, page: int = 1) -> list[Menu]:
    """Menus of areas and of single stations, those that end last first."""
    reach = redirects.widened(db, reach)
    parts, values = [], dict[str, Value]()
    for n, area in enumerate(reach.areas):
        parts.append(f"m.area_code like :area{n} escape '!'")
        values[f"area{n}"] = like(area)[1:] if area else "%"
    for n, station in enumerate(reach.stations):
        parts.append(f"m.station_id = :station{n}")
        values[f"station{n}"] = station
    return _paged(db, " or ".join(parts) or "1 = 0", page=page, **values)


def public(db: Database, *, area: str, page: int = 1) -> list[Menu]:
    """What everybody may see of an area ('': everywhere), those that end last first."""
    return _paged(
        db, "m.withdrawn = '' and m.area_code like :area escape '!'", page=page, area=like(area)[1:]
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Around:
    """A station with all that may offer a menu to those who are there."""

    station_id: str
    areas: Sequence[str]
    networks: Sequence[str]


def around(db: Database, there: Around, *, at: datetime, ended_after: datetime) -> list[Menu]:
    """Menus of a station, its networks and the areas around it that are open, or ended lately."""
    codes = {f"area{n}": code for n, code in enumerate(there.areas)}
    networks = {f"network{n}": one for n, one in enumerate(there.networks)}
    place, here = redirects.within_place(there.station_id)
    return _menus(
        db,
        "m.withdrawn = '' and m.from_at <= :at and m.until_at > :ended"
        f" and (m.station_id in ({place})"
        f" or (m.offerer = 'area' and m.area_code in ({_marks(codes)}))"
        f" or (m.offerer = 'network' and m.network_id in ({_marks(networks)})))",
        at=utc_text(at),
        ended=utc_text(ended_after),
        **here,
        **codes,
        **networks,
    )


def of_network(db: Database, network_id: str) -> list[Menu]:
    """What a network offers or offered, those that end last first."""
    return _paged(db, "m.withdrawn = '' and m.network_id = :network", page=1, network=network_id)


def of_activity(db: Database, activity_id: str) -> tuple[Menu, MenuItem] | None:
    """The menu and the item that became this activity; None where it came of none."""
    row = db.row("select menu_id, number from menu_items where activity_id = :id", id=activity_id)
    if row is None:
        return None
    menu = get(db, row["menu_id"])
    item = menu.item(int(row["number"]))
    return (menu, item) if item else None


def _marks(values: Iterable[str]) -> str:
    return ", ".join(f":{name}" for name in values) or "''"


def _paged(db: Database, condition: str, *, page: int, **values: Value) -> list[Menu]:
    return _menus(
        db,
        f"m.id in (select m.id from menus m where {condition}"  # noqa: S608
        " order by m.until_at desc, m.id limit :limit offset :offset)",
        limit=PAGE,
        offset=(page - 1) * PAGE,
        **values,
    )


def _menus(db: Database, condition: str, **values: Value) -> list[Menu]:
    rows = db.rows(
        f"select m.* from menus m where {condition} order by m.until_at desc, m.id",  # noqa: S608
        **values,
    )
    items: dict[str, list[MenuItem]] = {}
    for row in db.rows(
        "select i.* from menu_items i join menus m on m.id = i.menu_id"  # noqa: S608
        f" where {condition} order by i.menu_id, i.number",
        **values,
    ):
        items.setdefault(row["menu_id"], []).append(_item(row))
    now = redirects.now(db, (row["station_id"] for row in rows if row["station_id"]))
    return [
        _menu({**row, "station_id": now.get(row["station_id"])}, items.get(row["id"], []))
        for row in rows
    ]


def _menu(row: Row, items: Iterable[MenuItem]) -> Menu:
    return Menu(
        id=row["id"],
        title=row["title"],
        words=row["words"],
        offerer=Offerer(row["offerer"]),
        station_id=row["station_id"] or "",
        network_id=row["network_id"],
        area_code=row["area_code"],
        from_at=datetime.fromisoformat(row["from_at"]),
        until_at=datetime.fromisoformat(row["until_at"]),
        choices=int(row["choices"]),
        withdrawn=row["withdrawn"],
        demo=bool(row["demo"]),
        version=int(row["version"]),
        created_at=datetime.fromisoformat(row["created_at"]),
        items=tuple(items),
    )


def _item(row: Row) -> MenuItem:
    return MenuItem(
        number=int(row["number"]),
        title=row["title"],
        kind=row["kind"],
        details=row["details"],
        outcome=ItemOutcome(row["outcome"]),
        activity_id=row["activity_id"],
        reason=row["reason"],
        voters=row["voters"],
        others=row["others"],
    )


def _row(menu: Menu) -> Row:
    return {
        "title": menu.title,
        "words": menu.words,
        "offerer": menu.offerer.value,
        "station_id": menu.station_id or None,
        "network_id": menu.network_id,
        "area_code": menu.area_code,
        "from_at": utc_text(menu.from_at),
        "until_at": utc_text(menu.until_at),
        "choices": menu.choices,
        "withdrawn": menu.withdrawn,
        "demo": int(menu.demo),
        "version": menu.version,
    }


def _item_row(menu_id: str, item: MenuItem) -> Row:
    return {
        "menu_id": menu_id,
        "number": item.number,
        "title": item.title,
        "kind": item.kind,
        "details": item.details,
        "outcome": item.outcome.value,
        "activity_id": item.activity_id,
        "reason": item.reason,
        "voters": item.voters,
        "others": item.others,
    }
