"""What the pages show on which workers choose from menus."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from flask import url_for
from werkzeug.datastructures import MultiDict

from stations.activities import store as activities
from stations.activities.model import ActivityState
from stations.areas import codes
from stations.db.base import Database
from stations.menus import counting, menu_wish_store, store, vote_store
from stations.menus.counting import MenuCount
from stations.menus.menu_wish_store import MenuWish, WishState
from stations.menus.model import FEWEST, PHASE_WORDS, ItemOutcome, Menu, MenuItem, MenuPhase
from stations.menus.store import Around
from stations.moments import china_day, china_text
from stations.networks import membership
from stations.networks import store as networks
from stations.registry.model import Station
from stations.registry.stored import brief_store

SHOWN_FOR = timedelta(days=60)
"""How long the page of a station tells what became of a menu."""
_LEVELS = (2, 4, 6, 9, 12)
_MOST_PICKS = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class MenuFields:
    """What a form or an address gave; all else in it is ignored."""

    picks: tuple[int, ...] = ()
    words: str = ""
    station: str = ""
    """Whose poster was scanned."""
    code: str = ""

    @staticmethod
    def of(given: MultiDict[str, str]) -> MenuFields:
        picks = [one for one in given.getlist("pick")[:_MOST_PICKS] if _is_number(one)]
        return MenuFields(
            picks=tuple(dict.fromkeys(map(int, picks))),
            words=given.get("words", "")[:1_000],
            station=given.get("s", "")[:32],
            code=given.get("c", "")[:40],
        )


def _is_number(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) <= 3


def around(db: Database, station: Station, *, at: datetime, code: str = "") -> list[dict[str, Any]]:
    """The menus of a station and of the areas around it, for a line on its page each.

    With the code of its poster they are opened as by one who stands there.
    """
    place = station.place
    areas = {
        code[:level] for code in (place.area_code, place.district_code) for level in _LEVELS
    } - {""}
    of_it = membership.of_station(db, station, today=china_day(at))
    there = Around(
        station_id=station.id, areas=sorted(areas), networks=[one.network.id for one in of_it]
    )
    found = store.around(db, there, at=at, ended_after=at - SHOWN_FOR)
    scanned = (station.id, code) if code else (None, None)
    return [_listed(one, at, s=scanned[0], c=scanned[1]) for one in found]


def of_network(db: Database, network_id: str, *, at: datetime) -> list[dict[str, Any]]:
    """The menus of a network, for a line on its page each."""
    return [_listed(one, at) for one in store.of_network(db, network_id)]


def _listed(menu: Menu, at: datetime, **poster: Any) -> dict[str, Any]:
    return {
        "url": url_for("menus.one", menu_id=menu.id, **poster),
        "title": menu.title,
        "phase": menu.phase(at).value,
        "words": _line(menu, at),
    }


def rows(db: Database, found: Sequence[Menu], *, at: datetime) -> list[dict[str, Any]]:
    """Menus as a list shows them, with what became of those that are over."""
    grounds = names(db, found)
    return [
        {
            "it": one,
            "ground": grounds[one.id],
            "phase": one.phase(at).value,
            "words": _line(one, at),
            "became": [
                _became(item) for item in one.items if item.outcome is not ItemOutcome.WAITING
            ],
        }
        for one in found
    ]


def published(db: Database, found: Sequence[Menu]) -> frozenset[str]:
    """The activities that came of menus and that everybody may see."""
    ids = [item.activity_id for menu in found for item in menu.items if item.activity_id]
    became = activities.some(db, ids).values()
    return frozenset(one.id for one in became if one.state is not ActivityState.DRAFT)


def chosen(db: Database, activity_id: str) -> dict[str, Any] | None:
    """The menu that an activity came of, and as how many people those count who chose it."""
    found = store.of_activity(db, activity_id)
    if found is None or found[0].withdrawn:
        return None
    return {"menu": found[0], "voters": _told(found[1].voters or 0)}


def names(db: Database, found: Sequence[Menu]) -> dict[str, str]:
    """Whose menus they are, in words."""
    stations = brief_store.of(db, [one.station_id for one in found if one.station_id])
    belonging = {one.network_id for one in found if one.network_id}
    called = {one.id: one.name for one in networks.every(db) if belonging and one.id in belonging}
    return {
        one.id: stations[one.station_id].name
        if one.station_id in stations
        else called.get(one.network_id) or codes.full_name(one.area_code)
        for one in found
    }


def page(db: Database, menu: Menu, *, device: str, at: datetime) -> dict[str, Any]:
    """The page of a menu for one phone."""
    phase, mine = menu.phase(at), vote_store.picks_of(db, menu.id, device)
    shows = bool(mine) or phase is MenuPhase.OVER
    count = counting.of_menu(db, menu) if shows else MenuCount(items={})
    wished = menu_wish_store.wanted_by(db, menu.id)
    return {
        "it": menu,
        "ground": names(db, [menu])[menu.id],
        "phase": phase.value,
        "words": _line(menu, at),
        "mine": mine,
        "shows": shows,
        "items": [_item(one, wished) for one in menu.items],
        "results": [_result(one, count) for one in count.ranked(menu.items)] if shows else [],
        "published": published(db, [menu]),
        "people": count.people if count.people >= FEWEST else None,
        "wishes": [_wish(one, menu) for one in menu_wish_store.of_device(db, menu.id, device)],
    }


def _line(menu: Menu, at: datetime) -> str:
    phase = menu.phase(at)
    if phase is MenuPhase.COMING:
        return f"{china_text(menu.from_at)} 开始"
    if phase is MenuPhase.OPEN:
        return f"{PHASE_WORDS[phase]}，到 {china_text(menu.until_at)} 为止"
    return f"{china_text(menu.until_at)} {PHASE_WORDS[phase]}"


def _item(item: MenuItem, wished: dict[int, int]) -> dict[str, Any]:
    people = wished.get(item.number, 0)
    return {"it": item, "wished": people if people >= FEWEST else None}


def _result(item: MenuItem, count: MenuCount) -> dict[str, Any]:
    found = count.of(item.number)
    told = _told(item.voters if item.voters is not None else found.voters)
    others = _told(item.others if item.others is not None else found.others)
    return {"it": item, "told": told, "others": others, "became": _became(item)}


def _told(people: int) -> int | None:
    return people if people >= FEWEST else None


def _became(item: MenuItem) -> dict[str, Any]:
    return {
        "it": item,
        "voters": _told(item.voters or 0),
        "activity": item.activity_id,
        "unable": item.reason if item.outcome is ItemOutcome.UNABLE else "",
    }


def _wish(wish: MenuWish, menu: Menu) -> dict[str, str]:
    item = menu.item(wish.item) if wish.item else None
    if wish.state is WishState.LISTED and item:
        told = f"已列入“{item.title}”"
    else:
        told = f"不能办：{wish.reason}" if wish.state is WishState.UNABLE else "已收到，还在整理"
    return {"words": wish.words or "（文字已清除）", "told": told}
