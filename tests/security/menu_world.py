"""Menus and small wishes of a station whose every text is marked."""

from __future__ import annotations

from datetime import timedelta

from stations.db.base import Database
from stations.feedback import visitor_marks
from stations.menus import menu_wish_store, store
from stations.menus.menu_wish_store import MenuWish, WishState
from stations.menus.model import ItemOutcome, Menu, MenuItem, Offerer
from stations.small_wishes import store as small_wish_store
from stations.small_wishes.model import SmallWish, SmallWishKind, SmallWishState
from tests.support import make


def ids(tag: str) -> dict[str, list[str]]:
    """What stands for the variables of a route."""
    return {
        "menu_id": [f"menu-{tag}", f"menu-{tag}-over"],
        "wish_id": [f"small-{tag}", f"small-{tag}-asked"],
    }


def fill(db: Database, tag: str, *, area: str, words: str) -> None:
    """An open menu and one that is over, a wish for it, small wishes (inside `writing`)."""
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
    for ending, state in (("", SmallWishState.TAKEN), ("-asked", SmallWishState.NEW)):
        small = SmallWish(
            id=f"small-{tag}{ending}",
            station_id=tag,
            area_code=area,
            kind=SmallWishKind.THING,
            title=text,
            details=text,
            state=state,
            giver=text,
            reason=text,
            asked_at=make.NOON,
            published_at=make.NOON,
        )
        receipt = visitor_marks.receipt(f"small {tag}{ending}")
        small_wish_store.add(db, small, receipt=receipt, contact=b"sealed")
