"""Votes of workers on a menu, and what else they would like on it."""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from datetime import datetime

from stations.areas import codes
from stations.db.base import Database, Transaction
from stations.errors import Invalid, NotFound, Refused
from stations.feedback import daily_limits, rating_weights
from stations.feedback.daily_limits import CountedUse
from stations.feedback.model import Visitor
from stations.menus import menu_erasure, menu_wish_store, model, store, vote_store
from stations.menus.menu_wish_store import MenuWish, WishState
from stations.menus.model import PHASE_WORDS, Menu, MenuPhase, Offerer
from stations.moments import china_day, utc_text
from stations.networks import membership
from stations.registry.stored import redirects
from stations.registry.stored import store as stations

LONGEST_WISH, MOST_WISHES = 100, 5
"""How long a wish may be, and how many of them one phone has for a menu."""


def vote(
    db: Database, menu_id: str, picks: Sequence[int], *, by: Visitor, place: str, at: datetime
) -> int:
    """Keeps a vote, one for each device and menu; what it weighs, in hundredths.

    `place` is the station whose poster was scanned ('' for none). A later vote of the same phone
    takes the place of the earlier one, to the end.
    """
    if by.staff:
        raise Refused("staff_vote")
    with db.writing() as tx:
        menu = _open(tx, menu_id, at=at)
        chosen = _checked(menu, picks)
        daily_limits.check(tx, by, CountedUse.VOTE, at=at)
        menu_erasure.daily(tx, at=at)
        weight = rating_weights.weight_of(by, at=at)
        row = {
            "menu_id": menu.id,
            "device": by.device,
            "picks": " ".join(map(str, chosen)),
            "place": place if by.poster else "",
            "day": china_day(at).isoformat(),
            "weight": weight,
            "at": utc_text(at),
        }
        vote_store.put(tx, row)
    return weight


def wish(db: Database, menu_id: str, words: str, *, by: Visitor, at: datetime) -> None:
    """Keeps what somebody would like; the same words of one phone once."""
    if by.staff:
        raise Refused("staff_vote")
    told = model.public(words, field="words", longest=LONGEST_WISH)
    if not told:
        raise Invalid("invalid.menu_wish", field="words")
    with db.writing() as tx:
        menu = _open(tx, menu_id, at=at)
        mine = menu_wish_store.of_device(tx, menu.id, by.device)
        if any(one.words == told for one in mine):
            return
        if len(mine) >= MOST_WISHES:
            raise Refused("too_many.menu_wishes", most=MOST_WISHES)
        daily_limits.check(tx, by, CountedUse.WISH, at=at)
        menu_erasure.daily(tx, at=at)
        made = MenuWish(id=secrets.token_hex(8), words=told, state=WishState.NEW, at=at)
        menu_wish_store.add(tx, menu.id, by.device, made)


def seen(db: Database, menu_id: str) -> Menu:
    """The menu as everybody sees it; NotFound where it was taken down."""
    menu = store.get(db, menu_id)
    if menu.withdrawn:
        raise NotFound("not_found.menu")
    return menu


def serves(db: Database, menu: Menu, station_id: str, *, at: datetime) -> bool:
    """Whether the poster of this station is one of the menu's."""
    station_id = redirects.target(db, station_id) or station_id
    if not station_id or menu.offerer is Offerer.STATION:
        return station_id == menu.station_id != ""
    try:
        station = stations.get(db, station_id)
    except NotFound:
        return False
    if menu.offerer is Offerer.NETWORK:
        of_it = membership.of_station(db, station, today=china_day(at))
        return any(one.network.id == menu.network_id for one in of_it)
    place = station.place
    return any(codes.covers(menu.area_code, one) for one in (place.area_code, place.district_code))


def _open(tx: Transaction, menu_id: str, *, at: datetime) -> Menu:
    menu = seen(tx, menu_id)
    phase = menu.phase(at)
    if phase is not MenuPhase.OPEN:
        raise Refused("menu_shut", phase=PHASE_WORDS[phase])
    return menu


def _checked(menu: Menu, picks: Sequence[int]) -> tuple[int, ...]:
    chosen = tuple(sorted(set(picks)))
    if not chosen:
        raise Invalid("invalid.menu_no_pick", field="pick")
    if len(chosen) > menu.choices:
        raise Invalid("invalid.menu_picks", field="pick", most=menu.choices, count=len(chosen))
    if any(menu.item(number) is None for number in chosen):
        raise Invalid("invalid.menu_item", field="pick")
    return chosen
