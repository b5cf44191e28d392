"""Menus of a station whose every text is marked: one that is open, one that is over."""

from __future__ import annotations

from datetime import timedelta

from stations.db.base import Database
from stations.menus import menu_wish_store, store
from stations.menus.menu_wish_store import MenuWish, WishState
from stations.menus.model import ItemOutcome, Menu, MenuItem, Offerer
from tests.support import make


def ids(tag: str) -> dict[str, list[str]]:
    """What stands for the variables of a route."""
    return {"menu_id": [f"menu-{tag}", f"menu-{tag}-over"]}


def fill(db: Database, tag: str, *, area: str, words: str) -> None:
    """Both menus, with a wish for the open one (inside `writing`)."""
    text = words[:60]
    for ending, days in (("", 7), ("-over", -1)):
        until = make.NOON + timedelta(days=days)
        menu = Menu(
            id=f"menu-{tag}{ending}",
            title=text,
            words=words,
            offerer=Offerer.STATION,
            station_id=tag,
            area_code=area,
            from_at=until - timedelta(days=9),
            until_at=until,
            choices=1,
            created_at=until - timedelta(days=9),
            items=(
                MenuItem(number=1, title=text, details=text),
                MenuItem(number=2, title=text, outcome=ItemOutcome.UNABLE, reason=text, voters=9),
            ),
        )
        store.add(db, menu)
    wish = MenuWish(id=f"wish-{tag}", words=text, state=WishState.NEW, at=make.NOON)
    menu_wish_store.add(db, f"menu-{tag}", "device", wish)
