"""Small wishes in the database."""

from __future__ import annotations

from datetime import date, datetime

from stations.db.base import Database, Row, Transaction, Value, like
from stations.errors import NotFound, Refused
from stations.moments import utc_text
from stations.registry.scoping import Reach
from stations.registry.stored import redirects
from stations.small_wishes.model import SmallWish, SmallWishKind, SmallWishState

TABLE = "small_wishes"
PAGE = 50


def add(tx: Transaction, wish: SmallWish, *, receipt: str, contact: bytes | None) -> None:
    """Writes a new wish with who may be asked, encrypted."""
    row: Row = {"id": wish.id, "station_id": wish.station_id, "asked_at": utc_text(wish.asked_at)}
    more: Row = {"demo": int(wish.demo), "receipt": receipt, "contact": contact}
    tx.load("small_wishes", [{**row, **more, **_row(wish)}])


def save(tx: Transaction, wish: SmallWish, *, over: int) -> None:
    """Writes a wish over its version `over`; Refused where somebody was quicker."""
    row = _row(wish)
    columns = ", ".join(f"{name} = :{name}" for name in row)
    touched = tx.run(
        f"update small_wishes set {columns} where id = :id and version = :over",  # noqa: S608
        id=wish.id,
        over=over,
        **row,
    )
    if not touched:
        raise Refused("moved.small_wish_stale")


def get(db: Database, wish_id: str) -> SmallWish:
    """The wish with this id; NotFound else."""
    found = _wishes(db, "id = :id", id=wish_id)
    if not found:
        raise NotFound("not_found.small_wish")
    return found[0]


def by_receipt(db: Database, receipt: str) -> SmallWish | None:
    """The wish whose link this is the receipt of."""
    return next(iter(_wishes(db, "receipt = :receipt", receipt=receipt)), None)


def of_reach(
    db: Database, reach: Reach, *, state: SmallWishState | None = None, page: int = 1
) -> list[SmallWish]:
    """Wishes of areas and of single stations, those that wait for somebody first."""
    condition, values = _within(redirects.widened(db, reach))
    if state is not None:
        condition, values = f"{condition} and state = :state", {**values, "state": state.value}
    return _wishes(db, condition, page=page, **values)


def public(db: Database, *, area: str, page: int = 1) -> list[SmallWish]:
    """What everybody may see of an area ('': everywhere), those that wait for a giver first."""
    return _wishes(
        db,
        "state in ('published', 'taken', 'fulfilled') and area_code like :area escape '!'",
        page=page,
        area=like(area)[1:],
    )


def counts(db: Database, reach: Reach) -> dict[SmallWishState, int]:
    """How many wishes of these areas and stations are in which state."""
    condition, values = _within(redirects.widened(db, reach))
    rows = db.rows(
        f"select state, count(*) as n from small_wishes where {condition} group by state",  # noqa: S608
        **values,
    )
    return {SmallWishState(row["state"]): int(row["n"]) for row in rows}


def contact_of(db: Database, wish_id: str) -> bytes | None:
    """Who may be asked about a wish, encrypted; None where that was erased."""
    row = db.row("select contact from small_wishes where id = :id", id=wish_id)
    return bytes(row["contact"]) if row and row["contact"] is not None else None


def erase_contact(tx: Transaction, wish_id: str) -> None:
    """Forgets at once who wished."""
    tx.run("update small_wishes set contact = null where id = :id", id=wish_id)


def erase(tx: Transaction, *, ended_before: datetime, words_before: datetime) -> int:
    """Forgets who wished, and what never was published, of wishes that ended; how many values."""
    contacts = tx.run(
        "update small_wishes set contact = null where contact is not null and ended_at < :day",
        day=utc_text(ended_before),
    )
    return contacts + tx.run(
        "update small_wishes set title = '', details = '' where published_at is null"
        " and title <> '' and ended_at < :day",
        day=utc_text(words_before),
    )


def _within(reach: Reach) -> tuple[str, dict[str, Value]]:
    parts, values = [], dict[str, Value]()
    for n, area in enumerate(reach.areas):
        parts.append(f"area_code like :area{n} escape '!'")
        values[f"area{n}"] = like(area)[1:] if area else "%"
    for n, station in enumerate(reach.stations):
        parts.append(f"station_id = :station{n}")
        values[f"station{n}"] = station
    return f"({' or '.join(parts) or '1 = 0'})", values


def _wishes(db: Database, condition: str, *, page: int = 1, **values: Value) -> list[SmallWish]:
    rows = db.rows(
        f"select * from small_wishes where {condition} order by case state when 'new' then 0"  # noqa: S608
        " when 'published' then 1 when 'taken' then 2 else 3 end, asked_at desc, id"
        " limit :limit offset :offset",
        limit=PAGE,
        offset=(page - 1) * PAGE,
        **values,
    )
    now = redirects.now(db, (row["station_id"] for row in rows))
    return [_wish({**row, "station_id": now[row["station_id"]]}) for row in rows]


def _wish(row: Row) -> SmallWish:
    return SmallWish(
        id=row["id"],
        station_id=row["station_id"],
        area_code=row["area_code"],
        kind=SmallWishKind(row["kind"]),
        title=row["title"],
        details=row["details"],
        state=SmallWishState(row["state"]),
        giver=row["giver"],
        reason=row["reason"],
        asked_at=datetime.fromisoformat(row["asked_at"]),
        published_at=_moment(row["published_at"]),
        fulfilled_on=date.fromisoformat(row["fulfilled_on"]) if row["fulfilled_on"] else None,
        ended_at=_moment(row["ended_at"]),
        demo=bool(row["demo"]),
        version=int(row["version"]),
        has_contact=row["contact"] is not None,
    )


def _moment(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None


def _row(wish: SmallWish) -> Row:
    return {
        "area_code": wish.area_code,
        "kind": wish.kind.value,
        "title": wish.title,
        "details": wish.details,
        "state": wish.state.value,
        "giver": wish.giver,
        "reason": wish.reason,
        "published_at": utc_text(wish.published_at) if wish.published_at else None,
        "fulfilled_on": wish.fulfilled_on.isoformat() if wish.fulfilled_on else None,
        "ended_at": utc_text(wish.ended_at) if wish.ended_at else None,
        "version": wish.version,
    }
