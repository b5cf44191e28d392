"""What becomes of an item of a menu: an activity in one step, or a reason why not."""

from __future__ import annotations

import secrets
from dataclasses import replace

from stations.accounts.model import Account
from stations.activities import planning
from stations.activities import store as activities
from stations.activities.model import Activity
from stations.audit.model import Act
from stations.db.base import Database, Transaction
from stations.errors import Invalid, Refused
from stations.menus import counting, model, offering
from stations.menus.model import LONGEST_REASON, ItemOutcome, Menu, MenuItem, MenuPhase


def become(db: Database, menu_id: str, number: int, *, by: Account, act: Act) -> Activity:
    """Drafts the activity that an item becomes; once, and with how many had chosen it."""
    with db.writing() as tx:
        menu, item = _decided(tx, menu_id, number, by=by, act=act)
        made = Activity(
            id=secrets.token_hex(8),
            kind=item.kind,
            title=item.title,
            area_code=menu.area_code,
            stations=(menu.station_id,) if menu.station_id else (),
            details=item.details,
            created_at=act.at,
            updated_at=act.at,
        )
        activities.add(tx, made)
        planning.note(tx, made, act=replace(act, action=planning.PLANNED), kind=made.kind)
        became = replace(
            _counted(tx, menu, item), outcome=ItemOutcome.ACTIVITY, activity_id=made.id
        )
        offering.settled(tx, menu, item, became, act=act)
    return made


def decline(db: Database, menu_id: str, number: int, *, reason: str, by: Account, act: Act) -> None:
    """Says why an item does not come about, where everybody reads it."""
    said = model.public(reason, field="reason", longest=LONGEST_REASON)
    if not said:
        raise Invalid("invalid.menu_reason", field="reason")
    with db.writing() as tx:
        menu, item = _decided(tx, menu_id, number, by=by, act=act)
        told = _counted(tx, menu, item)
        told = replace(told, outcome=ItemOutcome.UNABLE, activity_id="", reason=said)
        offering.settled(tx, menu, item, told, act=replace(act, reason=said))


def _decided(
    tx: Transaction, menu_id: str, number: int, *, by: Account, act: Act
) -> tuple[Menu, MenuItem]:
    """A menu that is over, and an item of it that waits: also one whose draft was discarded."""
    menu = offering.theirs(tx, menu_id, by=by)
    item = menu.item(number)
    if item is None:
        raise Invalid("invalid.menu_item", field="item")
    if menu.phase(act.at) is not MenuPhase.OVER:
        raise Refused("menu_not_over")
    gone = item.activity_id and not activities.some(tx, [item.activity_id])
    if item.outcome is not ItemOutcome.WAITING and not gone:
        raise Refused("moved.menu_item")
    return menu, item


def _counted(db: Database, menu: Menu, item: MenuItem) -> MenuItem:
    """The item with what the votes come to."""
    count = counting.of_menu(db, menu).of(item.number)
    return replace(item, voters=count.voters, others=count.others)
