"""Does each person get what the limits allow, once, and nobody what is not there?"""

from __future__ import annotations

import multiprocessing
from datetime import timedelta
from typing import Any

import pytest

from stations.db import opening, seals
from stations.db.base import Database
from stations.errors import Invalid, NotFound, Refused
from stations.giveaways import (
    arranging,
    gift_card_store,
    gift_cards,
    handing,
    handout_store,
    stock_store,
)
from stations.giveaways.handing import Booked
from stations.giveaways.model import (
    DifferenceOutcome,
    DifferenceReason,
    Giveaway,
    GiveawayState,
    HandoutDifference,
    Stock,
    number_of,
    numbered,
)
from tests.giveaways import giving
from tests.giveaways.giving import CLERK, KEEPER, KEY
from tests.support import make

EARLIER, LATER = make.NOON - timedelta(hours=1), make.NOON + timedelta(hours=1)


def waiting(booked: Booked) -> list[tuple[str, int, DifferenceReason]]:
    return [(it.category, it.amount, it.reason) for it in booked.waiting]


def decided(db: Database, one: HandoutDifference, outcome: DifferenceOutcome) -> None:
    wanted = HandoutDifference(
        handout=one.handout, giveaway_id=one.giveaway_id, category=one.category,
        amount=one.amount, reason=one.reason, outcome=outcome,
    )  # fmt: skip
    handing.decide(db, wanted, words="问过了", by=CLERK, act=make.act(""))


def test_a_card_takes_what_its_limits_allow_and_no_more(db: Database) -> None:
    one = giving.begun(db)
    giving.stocked(db, one, {"clothes": 20, "books": 20, "appliances": 20})
    first, second = giving.cards(db, one, 2)
    giving.handed(db, one, first, clothes=8, books=1)
    for code, amount in (("clothes", 1), ("books", 3), ("appliances", 3)):
        with pytest.raises(Refused, match="每人最多"):
            giving.handed(db, one, first, **{code: amount})
    giving.handed(db, one, first, books=2, appliances=2)
    giving.handed(db, one, second, clothes=8)
    assert handout_store.people(db, one.id) == 2
    assert stock_store.stock_of(db, one.id, "clothes").ready == 4
    assert list(seals.unlike(db, "giveaway_handouts")) == []


def test_a_hand_out_that_is_refused_leaves_nothing_behind(db: Database) -> None:
    one = giving.begun(db)
    giving.stocked(db, one, {"clothes": 5, "books": 1})
    [card] = giving.cards(db, one, 1)
    with pytest.raises(Refused, match="不够"):
        giving.handed(db, one, card, clothes=5, books=2)
    assert stock_store.stock_of(db, one.id, "clothes").ready == 5
    assert db.rows("select * from giveaway_handouts") == []


@pytest.mark.parametrize("late", [None, EARLIER])
def test_a_double_tap_and_a_retry_are_one_hand_out(db: Database, late: Any) -> None:
    one = giving.begun(db)
    giving.stocked(db, one, {"clothes": 9})
    [card] = giving.cards(db, one, 1)
    told = [giving.handed(db, one, card, key="a" * 32, late=late, clothes=3) for _ in range(3)]
    assert [it.again for it in told] == [False, True, True]
    assert {tuple(it.given.items()) for it in told} == {(("clothes", 3),)}
    assert stock_store.stock_of(db, one.id, "clothes").given == 3


def test_a_lost_card_takes_nothing_and_its_successor_only_what_was_left(db: Database) -> None:
    one = giving.begun(db)
    giving.stocked(db, one, {"clothes": 20})
    [lost] = giving.cards(db, one, 1)
    giving.handed(db, one, lost, clothes=6)
    new = gift_cards.replace_lost(db, one.id, lost, key=KEY, by=KEEPER, act=make.act(""))
    with pytest.raises(Refused, match="挂失"):
        giving.handed(db, one, lost, clothes=1)
    with pytest.raises(Refused, match="每人最多"):
        giving.handed(db, one, new.shown, clothes=3)
    giving.handed(db, one, new.shown, clothes=2)
    with pytest.raises(Refused, match="补过"):
        gift_cards.replace_lost(db, one.id, lost, key=KEY, by=KEEPER, act=make.act(""))
    assert handout_store.people(db, one.id) == 1
    secret = gift_cards.secret_of(KEY, new.id)
    assert gift_cards.by_secret(db, secret).id == new.id
    assert secret not in str(db.rows("select * from giveaway_cards"))


def test_a_slip_of_one_digit_is_never_the_card_of_somebody_else() -> None:
    for number in (1, 42, 609, 1481, 9999, 12345):
        shown = numbered(number)
        assert number_of(shown) == number_of(shown.replace("-", " ")) == number
        for place, sign in enumerate(shown):
            for other in "0123456789" if sign.isdigit() else "":
                typed = shown[:place] + other + shown[place + 1 :]
                assert number_of(typed) in ((number,) if other == sign else (None,))
    for typed in ("", "-", "abc", "1", "0-0", "１２３", "9" * 40, "1;drop"):
        assert number_of(typed) is None


def test_water_is_handed_out_without_a_card_where_none_is_asked_for(db: Database) -> None:
    one = giving.begun(db, needs_card=False)
    giving.stocked(db, one, {"books": 5})
    giving.handed(db, one, "", books=3)
    with pytest.raises(Refused, match="每人最多"):
        giving.handed(db, one, "", books=4)
    strict = arranging.make(db, giving.given(title="二"), by=CLERK, act=make.act(""))
    arranging.set_state(db, strict.id, GiveawayState.OPEN, by=CLERK, act=make.act(""))
    with pytest.raises(Invalid, match="卡号不对"):
        giving.handed(db, strict, "", books=1)


def test_what_was_handed_out_without_network_is_booked_or_waits_and_is_never_lost(
    db: Database,
) -> None:
    one = giving.begun(db)
    giving.stocked(db, one, {"clothes": 2, "books": 9})
    first, second = giving.cards(db, one, 2)
    giving.handed(db, one, first, books=2)
    told = giving.handed(db, one, first, late=EARLIER, clothes=3, books=2)
    assert told.given == {"clothes": 2, "books": 1}
    assert waiting(told) == [
        ("clothes", 1, DifferenceReason.STOCK),
        ("books", 1, DifferenceReason.LIMIT),
    ]
    told = giving.handed(db, one, "0077-9", late=EARLIER, books=1)
    assert waiting(told) == [("books", 1, DifferenceReason.UNKNOWN)]
    found = handout_store.differences(db, [one.id])
    assert {it.card for it in found} == {first, "0077-9"}
    stock, limit, unknown = (next(it for it in found if it.reason is reason) for reason in
                             (DifferenceReason.STOCK, DifferenceReason.LIMIT,
                              DifferenceReason.UNKNOWN))  # fmt: skip
    with pytest.raises(Refused, match="不够"):
        decided(db, stock, DifferenceOutcome.BOOKED)
    giving.stocked(db, one, {"clothes": 1}, giver="漏记的")
    for difference in (stock, limit):
        decided(db, difference, DifferenceOutcome.BOOKED)
    decided(db, unknown, DifferenceOutcome.DROPPED)
    with pytest.raises(Refused, match="已经有人定了"):
        decided(db, unknown, DifferenceOutcome.BOOKED)
    assert stock_store.stock_of(db, one.id, "clothes") == Stock(given=3, seq=4)
    assert stock_store.stock_of(db, one.id, "books").given == 4
    assert second not in str(found)


def test_a_give_away_that_closed_meanwhile_books_what_was_before_and_asks_about_the_rest(
    db: Database,
) -> None:
    one = giving.begun(db)
    giving.stocked(db, one, {"clothes": 9})
    [card] = giving.cards(db, one, 1)
    arranging.set_state(db, one.id, GiveawayState.CLOSED, by=CLERK, act=make.act(""))
    with pytest.raises(Refused, match="没有在进行"):
        giving.handed(db, one, card, clothes=1)
    before = giving.handed(db, one, card, late=EARLIER, clothes=1)
    after = giving.handed(db, one, card, late=LATER, clothes=2)
    assert (before.given, waiting(before)) == ({"clothes": 1}, [])
    assert (after.given, waiting(after)) == ({}, [("clothes", 2, DifferenceReason.CLOSED)])
    decided(db, after.waiting[0], DifferenceOutcome.BOOKED)
    assert stock_store.stock_of(db, one.id, "clothes").given == 3


def test_a_card_that_was_blocked_meanwhile_took_what_it_took_before(db: Database) -> None:
    one = giving.begun(db)
    giving.stocked(db, one, {"clothes": 9})
    [card] = giving.cards(db, one, 1)
    gift_cards.block(db, one.id, card, by=KEEPER, act=make.act(""))
    assert giving.handed(db, one, card, late=EARLIER, clothes=2).given == {"clothes": 2}
    told = giving.handed(db, one, card, late=LATER, clothes=1)
    assert waiting(told) == [("clothes", 1, DifferenceReason.BLOCKED)]


def _grab(address: str, giveaway: Giveaway, card: str, start: Any, done: Any) -> None:
    db = opening.open_ready(address)
    start.wait()
    try:
        giving.handed(db, giveaway, card, clothes=1)
        done.put("given")
    except Refused as error:
        done.put(error.code)
    db.close()


def test_of_two_processes_at_the_last_garment_one_gets_it(db: Database, address: str) -> None:
    one = giving.begun(db)
    giving.stocked(db, one, {"clothes": 1})
    first, second = giving.cards(db, one, 2)
    context = multiprocessing.get_context("spawn")
    start, done = context.Barrier(2), context.Queue()
    other = context.Process(target=_grab, args=(address, one, first, start, done))
    other.start()
    _grab(address, one, second, start, done)
    told = sorted(done.get(timeout=60) for _ in range(2))
    other.join()
    assert told == ["given", "short_stock"]
    assert stock_store.stock_of(db, one.id, "clothes") == Stock(given=1, seq=2)


def test_two_hands_past_the_program_cannot_take_the_last_garment_twice(
    db: Database, address: str
) -> None:
    """Two connections that both read one garment before either writes: the database stops one."""
    one = giving.begun(db)
    giving.stocked(db, one, {"clothes": 1})
    row = db.row("select * from giveaway_entries") or {}
    seen = {f"{name}_before": row[name] for name in
            ("received", "disinfected", "ready", "given", "broken")}  # fmt: skip
    taken = {**row, **seen, "seq": 2, "previous": 1, "kind": "out", "source": "ready",
             "target": "broken", "ready": 0, "broken": 1, "reason": "破", "giver": None,
             "form": None}  # fmt: skip
    other = opening.open_ready(address)
    with db.writing() as tx:
        tx.load("giveaway_entries", [taken])
    with pytest.raises(Exception, match=r"(?i)unique"), other.writing() as tx:
        tx.load("giveaway_entries", [taken])
    other.close()
    assert stock_store.stock_of(db, one.id, "clothes").ready == 0


def test_a_key_of_another_give_away_and_what_is_no_key_are_refused(db: Database) -> None:
    one = giving.begun(db, needs_card=False)
    giving.stocked(db, one, {"books": 5})
    giving.handed(db, one, "", key="b" * 32, books=1)
    other = arranging.make(db, giving.given(needs_card=False), by=CLERK, act=make.act(""))
    for key, of in (("b" * 32, other), ("x", one), ("G" * 32, one)):
        with pytest.raises(Invalid):
            giving.handed(db, of, "", key=key, books=1)
    for counts in ({}, {"books": 0}, {"books": -1}, {"nothing": 1}):
        with pytest.raises(Invalid):
            giving.handed(db, one, "", **counts)
    with pytest.raises(NotFound):
        gift_cards.by_secret(db, "no such secret")
    assert gift_card_store.counts(db, one.id) == {}
