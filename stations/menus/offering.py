"""Menus offered, changed and taken down, and the wishes for them sorted.

Rights, limits and the entry of the log are settled here, each intention in one transaction.
"""

from __future__ import annotations

import secrets
from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from stations.accounts.model import Account, Scope, authorise
from stations.accounts.roles import Action
from stations.areas import codes
from stations.audit import log
from stations.audit.model import Act
from stations.db.base import Database, Transaction
from stations.errors import Invalid, NotFound, Refused
from stations.menus import menu_wish_store, model, store, vote_store
from stations.menus.menu_wish_store import WishState
from stations.menus.model import LONGEST_REASON, LONGEST_WORDS, Menu, MenuItem, MenuPhase, Offerer
from stations.networks import store as networks
from stations.registry.scoping import scope_of
from stations.registry.stored import store as stations

OFFERED, CHANGED, WITHDRAWN = "menu_offered", "menu_changed", "menu_withdrawn"
SORTED, SETTLED = "menu_wishes_sorted", "menu_item_settled"
MOST_SORTED = 500
_DISTRICT_OR_CITY = (4, 6, 9, 12)


@dataclass(frozen=True, slots=True, kw_only=True)
class MenuForm:
    """What the clerk wrote of a menu; `items` one a line."""

    title: str
    words: str = ""
    items: str = ""
    choices: int = 1
    from_at: datetime
    until_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class MenuOwner:
    """Whose menu it shall be: a station's, a network's, or that of an area."""

    station_id: str = ""
    network_id: str = ""
    area: str = ""


def offer(
    db: Database, form: MenuForm, owner: MenuOwner, *, by: Account, act: Act, demo: bool = False
) -> Menu:
    """Offers a menu, from the moment that it names."""
    items = model.items_of(form.items)
    with db.writing() as tx:
        offerer, area = _owner(tx, owner, by=by)
        menu = Menu(
            id=secrets.token_hex(8),
            offerer=offerer,
            station_id=owner.station_id,
            network_id=owner.network_id,
            area_code=area,
            items=items,
            demo=demo,
            created_at=act.at,
            **_told(form),
        )
        _check_choices(menu)
        store.add(tx, menu)
        _log(tx, menu, act=replace(act, action=OFFERED))
    return menu


def change(
    db: Database, menu_id: str, form: MenuForm, *, version: int, by: Account, act: Act
) -> Menu:
    """Changes what is said of a menu and until when it goes; items are only added.

    After the first vote neither its beginning nor how many may be chosen is another one.
    """
    with db.writing() as tx:
        before = _theirs(tx, menu_id, by=by)
        if before.version != version:
            raise Refused("moved.menu")
        _check_running(before, at=act.at)
        told = _told(form)
        if vote_store.has_any(tx, menu_id):
            fixed = {"from_at": before.from_at, "choices": before.choices}
            if any(told[name] != value for name, value in fixed.items()):
                raise Refused("menu_has_votes")
        more = form.items.strip()
        items = model.items_of(form.items, after=before.items) if more else before.items
        after = replace(before, items=items, **told)
        _check_choices(after)
        store.save(tx, after, over=version)
        _log(tx, after, act=replace(act, action=CHANGED))
    return after


def withdraw(db: Database, menu_id: str, *, reason: str, by: Account, act: Act) -> Menu:
    """Takes a menu down; its votes stay, and nobody sees it any more."""
    said = _reason(reason)
    with db.writing() as tx:
        before = _theirs(tx, menu_id, by=by)
        if before.withdrawn:
            raise Refused("moved.menu")
        after = replace(before, withdrawn=said)
        store.save(tx, after, over=before.version)
        _log(tx, after, act=replace(act, action=WITHDRAWN, reason=said))
    return after


@dataclass(frozen=True, slots=True, kw_only=True)
class Into:
    """The item that wishes become: one that is there, or a new one, written as a line."""

    item: int = 0
    line: str = ""


def list_wishes(
    db: Database, menu_id: str, wish_ids: Collection[str], into: Into, *, by: Account, act: Act
) -> Menu:
    """Makes one item of several wishes."""
    with db.writing() as tx:
        menu, item = _theirs(tx, menu_id, by=by), into.item
        if into.line.strip():
            _check_running(menu, at=act.at)
            if len(into.line.strip().splitlines()) > 1:
                raise Invalid("invalid.menu_one_line", field="line")
            menu = replace(menu, items=model.items_of(into.line, after=menu.items))
            store.save(tx, menu, over=menu.version)
            item = menu.items[-1].number
        if menu.item(item) is None:
            raise Invalid("invalid.menu_which_item", field="item")
        _sort(tx, menu, wish_ids, (WishState.LISTED, item, ""), act=act)
    return menu


def decline_wishes(
    db: Database, menu_id: str, wish_ids: Collection[str], *, reason: str, by: Account, act: Act
) -> None:
    """Says of several wishes that they can't be met, and why."""
    said = _reason(reason)
    with db.writing() as tx:
        menu = _theirs(tx, menu_id, by=by)
        _sort(tx, menu, wish_ids, (WishState.UNABLE, None, said), act=replace(act, reason=said))


def seen(db: Database, menu_id: str, *, by: Account) -> Menu:
    """A menu as the desk shows it; NotFound where it is not theirs to see."""
    menu = store.get(db, menu_id)
    authorise(by, Action.SEE, menu.scope)
    return menu


def settled(tx: Transaction, menu: Menu, before: MenuItem, item: MenuItem, *, act: Act) -> None:
    """Writes what became of an item; Refused where somebody decided it meanwhile."""
    if not store.settle(tx, menu.id, before, item):
        raise Refused("moved.menu_item")
    body = {"item": item.number, "outcome": item.outcome.value, "activity": item.activity_id,
            "voters": item.voters or 0, "others": item.others or 0}  # fmt: skip
    _log(tx, menu, act=replace(act, action=SETTLED), **body)


def theirs(tx: Transaction, menu_id: str, *, by: Account) -> Menu:
    """A menu that this account may change; NotFound else."""
    return _theirs(tx, menu_id, by=by)


def _theirs(tx: Transaction, menu_id: str, *, by: Account) -> Menu:
    menu = store.get(tx, menu_id)
    authorise(by, Action.ORGANISE, menu.scope)
    return menu


def _owner(db: Database, owner: MenuOwner, *, by: Account) -> tuple[Offerer, str]:
    if owner.station_id:
        station = stations.get(db, owner.station_id)
        authorise(by, Action.ORGANISE, scope_of(station))
        if not station.is_listed:
            raise NotFound("not_found.listed_station")
        return Offerer.STATION, station.place.area_code
    if owner.network_id:
        network = networks.get(db, owner.network_id)
        authorise(by, Action.ORGANISE, Scope(areas=(network.area_code,)))
        return Offerer.NETWORK, network.area_code
    code = owner.area
    if len(code) not in _DISTRICT_OR_CITY or codes.known(code) is None:
        raise Invalid("invalid.menu_area", field="area")
    authorise(by, Action.ORGANISE, Scope(areas=(code,)))
    return Offerer.AREA, code


def _told(form: MenuForm) -> dict[str, Any]:
    return {
        "title": model.title(form.title),
        "words": model.public(form.words, field="words", longest=LONGEST_WORDS, multiline=True),
        "choices": form.choices,
        "from_at": form.from_at,
        "until_at": form.until_at,
    }


def _check_choices(menu: Menu) -> None:
    if menu.choices > len(menu.items):
        raise Invalid("invalid.menu_few_items", field="choices", items=len(menu.items))


def _check_running(menu: Menu, *, at: datetime) -> None:
    if menu.phase(at) not in (MenuPhase.COMING, MenuPhase.OPEN):
        raise Refused("menu_shut", phase=model.PHASE_WORDS[menu.phase(at)])


def _reason(text: str) -> str:
    said = model.public(text, field="reason", longest=LONGEST_REASON)
    if not said:
        raise Invalid("invalid.menu_reason", field="reason")
    return said


def _sort(
    tx: Transaction, menu: Menu, wish_ids: Collection[str],
    made: tuple[WishState, int | None, str], *, act: Act,
) -> None:  # fmt: skip
    ids = sorted(set(wish_ids))
    if not 1 <= len(ids) <= MOST_SORTED:
        raise Invalid("invalid.menu_wishes", field="wish", most=MOST_SORTED)
    state, item, reason = made
    found = menu_wish_store.sort(tx, menu.id, ids, state=state, item=item, reason=reason)
    if found != len(ids):
        raise Refused("moved.menu_wishes")
    _log(tx, menu, act=replace(act, action=SORTED), wishes=found, state=state.value, item=item or 0)


def _log(tx: Transaction, menu: Menu, *, act: Act, **body: str | int) -> int:
    # No network's rows are named here: areas alone tell who may read an entry.
    about = {"station": menu.station_id} if menu.station_id else {}
    return log.append(
        tx, act=act, subject=f"menu:{menu.id}", area=menu.area_code, body={**about, **body}
    )
