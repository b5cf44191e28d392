"""Does a slot of a give-away serve as many people as it has places, unless somebody says why?"""

from __future__ import annotations

import secrets
from dataclasses import replace
from datetime import timedelta

import pytest

from stations.activities import store as activities
from stations.activities.model import Activity, ActivityState, Session
from stations.db.base import Database
from stations.errors import Invalid, Refused
from stations.giveaways import arranging, handing, handout_store, stock_store, stocking
from stations.giveaways.model import Giveaway, Handout
from tests.giveaways import giving
from tests.giveaways.giving import CLERK, KEEPER
from tests.support import make

MORNING = make.NOON - timedelta(hours=1)


def slotted(db: Database, **changes: object) -> Giveaway:
    """A give-away with a slot of two people until one, and one of any number after it."""
    one = giving.begun(db, **changes)
    slots = tuple(
        Session(id=f"s{n}", starts_at=MORNING + timedelta(hours=2 * n),
                ends_at=MORNING + timedelta(hours=2 * n + 2), capacity=(2, None)[n])
        for n in range(2)
    )  # fmt: skip
    activity = Activity(
        id="act", kind="market", title="冬衣集市", area_code="370102", stations=("own",),
        state=ActivityState.PUBLISHED, created_at=make.NOON, updated_at=make.NOON, sessions=slots,
    )  # fmt: skip
    with db.writing() as tx:
        activities.add(tx, activity)
    arranging.change(db, replace(one, activity_id="act"), by=CLERK, act=make.act(""))
    giving.stocked(db, one, {"clothes": 20, "books": 20})
    return one


def over(db: Database, one: Giveaway, card: str, why: str, *, late: bool = False) -> None:
    given = Handout(
        key=secrets.token_hex(16), giveaway_id=one.id, given_at=make.NOON, counts={"books": 1},
        over_reason=why,
    )  # fmt: skip
    work = handing.take_over if late else handing.hand_out
    work(db, given, card=card, by=KEEPER, act=make.act(""))


def reasons(db: Database, one: Giveaway) -> list[str]:
    return [it.move.reason for it in stock_store.entries(db, [one.id]) if it.move.reason]


def test_a_full_slot_serves_nobody_more_but_who_came_in_it_already(db: Database) -> None:
    one = slotted(db)
    first, second, third = giving.cards(db, one, 3)
    giving.handed(db, one, first, books=1)
    giving.handed(db, one, second, books=1)
    with pytest.raises(Refused, match="这一场限 2 人，已经来了 2 人"):
        giving.handed(db, one, third, books=1)
    giving.handed(db, one, first, clothes=1)
    assert handout_store.served(db, one.id) == {"s0": 2}
    after = Handout(
        key="a" * 16, giveaway_id=one.id, given_at=make.NOON + timedelta(hours=2),
        counts={"books": 1},
    )  # fmt: skip
    handing.hand_out(db, after, card=third, by=KEEPER, act=make.act(""))
    assert handout_store.served(db, one.id) == {"s0": 2, "s1": 1}


def test_over_the_capacity_a_reason_stands_in_the_ledger(db: Database) -> None:
    one = slotted(db)
    cards = giving.cards(db, one, 4)
    for card in cards[:2]:
        giving.handed(db, one, card, books=1)
    with pytest.raises(Invalid, match="手机号"):
        over(db, one, cards[2], "13800138000 的家属")
    over(db, one, cards[2], "老人从外区赶来")
    over(db, one, cards[2], "")
    assert reasons(db, one) == ["超出名额仍发放：老人从外区赶来"], "once let in, one is in"
    over(db, one, cards[3], "打电话 13800138000", late=True)
    assert reasons(db, one)[1:] == ["超出名额：没有网络时发的"], "what is gone is booked"


def test_what_was_taken_back_takes_no_place(db: Database) -> None:
    one = slotted(db, needs_card=False)
    giving.handed(db, one, "", books=1)
    giving.handed(db, one, "", books=1)
    with pytest.raises(Refused, match="这一场限 2 人"):
        giving.handed(db, one, "", books=1)
    stocking.counter(db, one.id, ("books", 3), reason="没发", by=KEEPER, act=make.act(""))
    assert handout_store.served(db, one.id) == {"s0": 1}
    giving.handed(db, one, "", books=1)
    assert handout_store.people(db, one.id) == 2
