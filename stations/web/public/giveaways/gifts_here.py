"""What is given away at a station just now, for its page."""

from __future__ import annotations

from dataclasses import dataclass

from stations.db.base import Database
from stations.giveaways import stock_store, store


@dataclass(frozen=True, slots=True, kw_only=True)
class GiftsHere:
    """A give-away in a line: what it is called, and what is left where that is told."""

    id: str
    title: str
    words: str


def shown(db: Database, station_id: str) -> list[GiftsHere]:
    """The open give-aways of a station; counts only where they are public."""
    found = []
    for one in store.open_at(db, station_id):
        names = "、".join(category.word for category in one.categories)
        if one.shows_counts:
            stock = stock_store.stock(db, one.id)
            names = "还有 " + "、".join(
                f"{stock[it.code].ready} {it.unit}{it.word}"
                for it in one.categories
                if it.code in stock and stock[it.code].ready
            ) if any(it.ready for it in stock.values()) else "现在发完了"  # fmt: skip
        found.append(GiftsHere(id=one.id, title=one.title, words=names))
    return found
