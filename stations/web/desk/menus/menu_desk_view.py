"""What the pages of menus show at the desk."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from stations.activities import store as activities
from stations.activities.model import STATE_WORDS
from stations.db.base import Database
from stations.menus import counting, menu_wish_store
from stations.menus.counting import ItemCount
from stations.menus.menu_wish_store import MenuWish, WishState
from stations.menus.model import PHASE_WORDS, ItemOutcome, Menu, MenuItem, MenuPhase
from stations.moments import STATION_TIME, china_text
from stations.web.guarding import PREFIX
from stations.web.voice import menu_view


def rows(db: Database, found: Sequence[Menu], *, at: datetime) -> list[dict[str, Any]]:
    """Menus as the list shows them."""
    grounds = menu_view.names(db, found)
    return [
        {
            "it": one,
            "ground": grounds[one.id],
            "phase": PHASE_WORDS[one.phase(at)],
            "from": china_text(one.from_at),
            "until": china_text(one.until_at),
            "decided": sum(item.outcome is not ItemOutcome.WAITING for item in one.items),
        }
        for one in found
    ]


def page(db: Database, menu: Menu, *, at: datetime) -> dict[str, Any]:
    """A menu with all numbers; the public page leaves small ones out."""
    phase, count = menu.phase(at), counting.of_menu(db, menu)
    wished = menu_wish_store.wanted_by(db, menu.id)
    became = activities.some(db, [one.activity_id for one in menu.items if one.activity_id])
    return {
        "it": menu,
        "ground": menu_view.names(db, [menu])[menu.id],
        "phase": PHASE_WORDS[phase],
        "over": phase is MenuPhase.OVER,
        "running": phase in (MenuPhase.COMING, MenuPhase.OPEN),
        "from": china_text(menu.from_at),
        "until": china_text(menu.until_at),
        "count": count,
        "items": [
            _item(one, count.of(one.number), wished.get(one.number, 0), became)
            for one in count.ranked(menu.items)
        ],
    }


def _item(item: MenuItem, count: ItemCount, wished: int, became: dict[str, Any]) -> dict[str, Any]:
    activity = became.get(item.activity_id)
    return {
        "it": item,
        "voters": count.voters if item.voters is None else item.voters,
        "others": count.others if item.others is None else item.others,
        "wished": wished,
        "activity": activity_url(item.activity_id) if activity else "",
        "state": STATE_WORDS[activity.state] if activity else "",
        "waits": item.outcome is ItemOutcome.WAITING or bool(item.activity_id and not activity),
    }


def sorted_out(menu: Menu, wishes: Sequence[MenuWish]) -> list[dict[str, str]]:
    """The wishes that the clerk sorted, with what was made of them."""
    titles = {one.number: one.title for one in menu.items}
    return [
        {
            "words": one.words or "（文字已清除）",
            "told": f"已列入“{titles.get(one.item or 0, '')}”"
            if one.state is WishState.LISTED
            else f"不能办：{one.reason}",
        }
        for one in wishes
        if one.state is not WishState.NEW
    ]


def written(menu: Menu) -> dict[str, str]:
    """What the form of a menu holds before somebody writes in it."""
    return {
        "title": menu.title,
        "words": menu.words,
        "choices": str(menu.choices),
        "from": _typed(menu.from_at),
        "until": _typed(menu.until_at),
        "version": str(menu.version),
    }


def activity_url(activity_id: str) -> str:
    """Where an activity is planned at the desk."""
    return f"{PREFIX}/activities/{activity_id}"


def _typed(at: datetime) -> str:
    return f"{at.astimezone(STATION_TIME):%Y-%m-%dT%H:%M}"
