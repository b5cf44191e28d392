"""Terms of the stars that stations of the demo city had before its first cycle."""

from __future__ import annotations

import secrets
from datetime import datetime, timedelta

from stations.accounts import store as accounts
from stations.audit.model import Act
from stations.db.base import Database
from stations.registry.model import Station
from stations.registry.scoping import Reach
from stations.registry.stored import brief_store
from stations.registry.stored import store as stations
from stations.stars import award_store
from stations.stars.earlier import star_list_import, star_list_store
from stations.stars.earlier.star_list import ListedStar
from stations.stars.earlier.star_list_store import StarList

_CITY, _TERM = "3701", "2年"
_FILE = "（演示）原有星级.xlsx"


def add(db: Database, at: datetime) -> int:
    """Takes in their list by the real use case; how many stations. Only for the demo city."""
    by = next(one for one in accounts.every(db) if one.name == "demo-administrator")
    act = Act(actor=by.id, by=by.shown, action=star_list_import.LISTED, at=at)
    reviewed = {one.station_id for one in award_store.every(db)}
    starred = brief_store.starred(db, Reach(areas=(_CITY,))) - reviewed
    found = stations.some(db, sorted(starred)).values()
    rows = [_row(n, one) for n, one in enumerate(found, 2) if one.star and one.star.on]
    made = StarList(
        id=secrets.token_hex(8), account_id=by.id, shown=by.shown, at=at - timedelta(minutes=1),
        area=_CITY, file_name=_FILE, rows=tuple(rows),
    )  # fmt: skip
    with db.writing() as tx:
        star_list_store.add(tx, made)
    _, judged = star_list_import.seen(db, made.id, by=by, act=act)
    good = [one for one in judged if one.award is not None]
    if good:
        star_list_import.apply(db, made.id, wanted=len(good), by=by, act=act)
    return len(good)


def _row(row: int, station: Station) -> ListedStar:
    star = station.star
    on = star.on.isoformat() if star and star.on else ""
    return ListedStar(
        row=row, number=station.number, name=station.name, stars=str(star.level if star else ""),
        on=on, until=_TERM, basis=star.basis if star else "",
    )  # fmt: skip
