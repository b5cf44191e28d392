"""Money is proposed, approved and paid by different people, once."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from stations.accounts.roles import Role
from stations.audit import log
from stations.db.base import Database
from stations.errors import Invalid, NotFound, Refused
from stations.registry.model import Lifecycle, next_version
from stations.registry.states import Phase
from stations.registry.stored import change_store, redirects
from stations.registry.stored import store as stations
from stations.subsidies import (
    approving,
    budgets,
    ledger_proof,
    payment_list,
    store,
)
from stations.subsidies.model import PaymentState
from stations.subsidies.payment_list import Part, PaymentQuery
from tests.subsidies import treasury
from tests.subsidies.ledger_city import TODAY, copied, net, rows
from tests.subsidies.treasury import (
    APPROVER,
    BOTH,
    FINANCE,
    NEW,
    RUN,
    YEAR,
    approve,
    correct,
    paid,
    pay,
    propose,
)
from tests.support import make


def refused(code: str, do: Callable[[], object]) -> str:
    with pytest.raises((Refused, Invalid)) as error:
        do()
    assert error.value.code == code, error.value.message
    return error.value.message


def change(db: Database, station_id: str, **changes: Any) -> int:
    """Stores a station with some of it changed; the number in the log."""
    before = stations.get(db, station_id)
    after = next_version(replace(before, **changes), at=make.NOON)
    with db.writing():
        return change_store.record(db, [(before, after)], act=make.act("edited"))


def test_a_payment_goes_its_way_and_every_step_is_in_the_log(city: Database) -> None:
    done = paid(city, "a")
    assert [one.state for one in store.chain(city, done.id)] == [
        PaymentState.PROPOSED, PaymentState.APPROVED, PaymentState.PAID
    ]  # fmt: skip
    assert [one.entry.shown for one in store.chain(city, done.id)] == [
        "finance", "approver", "payer"
    ]  # fmt: skip
    assert net(city) == 200_000
    told = [(one["action"], one["subject"], one["area"]) for one in log.newest(city, limit=3)]
    subject = f"payment:{done.id}"
    assert told == [
        (f"money_{word}", subject, "370102") for word in ("paid", "approved", "proposed")
    ]
    assert ledger_proof.prove(city).sound


def test_whoever_did_one_part_does_not_do_the_next(city: Database) -> None:
    (mine,) = propose(city, "a", by=BOTH)
    assert "由另一个人来批准" in refused("four_eyes", lambda: approve(city, mine, by=BOTH))
    (approved,) = approve(city, mine)
    (other,) = approve(city, *propose(city, "b"), by=BOTH)
    refused("four_eyes", lambda: pay(city, other, by=BOTH))
    third = treasury.someone("third", Role.FINANCE, Role.APPROVER)
    done = pay(city, approved, by=third)[0]
    refused("four_eyes", lambda: correct(city, done, 100, by=third))
    assert [len(store.chain(city, one.id)) for one in (done, other)] == [3, 2]


def test_whoever_proposed_it_does_not_pay_it(city: Database) -> None:
    (approved,) = approve(city, *propose(city, "a"))
    words = refused("four_eyes", lambda: pay(city, approved, by=FINANCE))
    assert "其中有您提出的，要由另一个人来记为已发放" in words
    (mixed,) = approve(city, *propose(city, "b", by=BOTH))
    refused("four_eyes", lambda: pay(city, approved, mixed, by=BOTH))
    assert (rows(city), net(city)) == (4, 0)
    for mine in (FINANCE.id, APPROVER.id):
        paying = {"seq": 3, "state": "paid", "previous": 2, "before": "approved",
                  "by_before": APPROVER.id, "remaining_before": 200_000, "amount": 200_000,
                  "voucher": "7", "by": mine}  # fmt: skip
        with pytest.raises(Exception, match=r"(?i)check constraint"), city.writing():
            copied(city, approved.id, 2, **paying)()
    done = pay(city, approved)
    assert len({row.entry.by for row in store.chain(city, done[0].id)}) == 3


def test_nothing_is_done_twice(city: Database) -> None:
    (first,) = propose(city, "a")
    assert "待批准" in refused("already", lambda: propose(city, "a"))
    approve(city, first)
    refused("stale_step", lambda: approve(city, first))
    pay(city, first)
    refused("stale_step", lambda: pay(city, first))
    late = treasury.act(APPROVER, minutes=5)
    refused("stale_step", lambda: approving.reject(
        city, [first.id], reason="x", by=APPROVER, act=late))  # fmt: skip
    assert "已发放" in refused("already", lambda: propose(city, "a"))
    assert (rows(city), net(city)) == (3, 200_000)


def test_a_batch_is_done_whole_or_not_at_all(city: Database) -> None:
    words = refused("not_eligible", lambda: propose(city, "a", "b", "unknown"))
    assert "补上“启用日期”" in words
    with pytest.raises(NotFound):
        propose(city, "a", "nobody")
    refused("invalid", lambda: propose(city, "a", rule="made_up"))
    refused("invalid", lambda: propose(city))
    refused("invalid", lambda: propose(city, *[f"x{n}" for n in range(501)]))
    found = propose(city, "a", "b")
    pay(city, *approve(city, found[0]))
    refused("stale_step", lambda: approve(city, *found))
    assert [store.get(city, one.id).state for one in found] == [
        PaymentState.PAID,
        PaymentState.PROPOSED,
    ]


def test_only_those_of_the_area_and_the_role_reach_a_payment(city: Database) -> None:
    (mine,) = propose(city, "a")
    elsewhere = treasury.someone("elsewhere", Role.APPROVER, Role.FINANCE, area="370103")
    for do in (
        lambda: propose(city, "b", by=elsewhere),
        lambda: approve(city, mine, by=elsewhere),
        lambda: pay(city, mine, by=elsewhere),
    ):
        with pytest.raises(NotFound):
            do()
    refused("forbidden", lambda: propose(city, "b", by=APPROVER))
    refused("forbidden", lambda: approve(city, mine, by=FINANCE))
    seen = payment_list.lines(city, PaymentQuery(year=YEAR), by=elsewhere, today=TODAY)
    assert {line.station.id for line in seen} == {"far"}
    assert rows(city) == 1


def test_what_came_back_is_a_new_row_and_frees_the_station_only_when_whole(city: Database) -> None:
    done = paid(city, "a")
    refused("invalid", lambda: correct(city, done, 200_001))
    refused("invalid", lambda: correct(city, done, 0))
    part = correct(city, done, 50_000)
    refused("stale_step", lambda: correct(city, done, 50_000))
    assert (part.remaining_fen, net(city)) == (150_000, 150_000)
    refused("already", lambda: propose(city, "a"))
    whole = correct(city, part, 150_000, by=BOTH)
    assert (whole.closed, net(city)) == (True, 0)
    again = paid(city, "a")
    assert (again.turn, again.id != done.id, net(city)) == (2, True, 200_000)
    assert [one.amount_fen for one in store.chain(city, done.id)] == [
        0, 0, 200_000, -50_000, -150_000
    ]  # fmt: skip
    assert ledger_proof.prove(city).sound


def test_what_is_rejected_may_be_proposed_again(city: Database) -> None:
    (first,) = propose(city, "a")
    late = treasury.act(APPROVER, minutes=5)
    refused("invalid", lambda: approving.reject(
        city, [first.id], reason=" ", by=APPROVER, act=late))  # fmt: skip
    approving.reject(city, [first.id], reason="年度不对", by=APPROVER, act=late)
    (second,) = propose(city, "a")
    assert second.turn == 2
    line = next(
        one
        for one in payment_list.lines(city, PaymentQuery(year=YEAR), by=FINANCE, today=TODAY)
        if one.payment
    )
    assert (line.part, line.amount_fen) == (Part.PROPOSED, 200_000)


def test_a_grant_is_paid_once_in_a_life_even_where_the_day_of_opening_moves(
    city: Database,
) -> None:
    paid(city, "new", rule=NEW)
    change(city, "new", opened_on=TODAY.replace(year=2025))
    refused("already", lambda: propose(city, "new", rule=NEW, year=2025))
    lines = payment_list.lines(city, PaymentQuery(year=2025, rule=NEW), by=FINANCE, today=TODAY)
    line = next(one for one in lines if one.station.id == "new")
    assert (line.part, line.reason.message) == (Part.NOT, "2026 年已经有一笔，只补一次")


def test_a_station_that_closed_since_is_not_approved(city: Database) -> None:
    (first,) = propose(city, "a")
    change(city, "a", lifecycle=Lifecycle(phase=Phase.CLOSED, since=TODAY))
    assert "已撤销" in refused("not_eligible", lambda: approve(city, first))


def test_a_record_that_was_combined_is_not_paid_beside_the_other(city: Database) -> None:
    paid(city, "b")
    number = change(city, "b", lifecycle=Lifecycle(phase=Phase.CLOSED, since=TODAY))
    with city.writing():
        redirects.add(city, "b", "a", log=number)
    assert "合并进来的记录" in refused("already", lambda: propose(city, "a"))
    asked = PaymentQuery(year=YEAR, rule=RUN)
    found = payment_list.lines(city, asked, by=FINANCE, today=TODAY)
    lines = {one.station.id: one for one in found}
    assert (lines["a"].part, lines["b"].part) == (Part.NOT, Part.PAID)
    refused("not_eligible", lambda: propose(city, "b", year=2025))


def test_beyond_the_budget_an_approval_needs_its_reason(city: Database) -> None:
    treasury.budget(city, 300_000)
    first, second = propose(city, "a", "b")
    (far,) = propose(city, "far")
    approve(city, first, reason="")
    words = refused("over", lambda: approve(city, second, reason=" "))
    assert "历下区 2026 年超出预算 1,000 元" in words
    words = refused("over", lambda: approve(city, far, reason=""))
    assert "市中区没有登记 2026 年的预算" in words
    approve(city, second, reason="年底追加")
    standing = budgets.standings(city, YEAR, "3701")["370102"]
    assert (standing.left_fen, standing.approved_fen) == (-100_000, 400_000)
    treasury.budget(city, 400_000, number=2, reason="文件 2 号")
    assert budgets.standings(city, YEAR, "3701")["370102"].left_fen == 0


def test_a_clock_that_was_set_back_is_told(city: Database) -> None:
    (first,) = propose(city, "a")
    early = treasury.act(APPROVER, minutes=-5)
    refused("clock_back", lambda: approving.approve(
        city, [first.id], reason="x", by=APPROVER, act=early))  # fmt: skip
