"""A worker's small wish: without a name in public, taken up, paid by the one ledger, fulfilled."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta

import pytest

from stations.accounts.model import Account
from stations.accounts.roles import Role
from stations.db import opening, seals
from stations.db.base import Database
from stations.errors import Invalid, NotFound, Refused
from stations.registry.scoping import EVERYWHERE
from stations.registry.stored import store as stations
from stations.signups.model import Person
from stations.signups.people_cipher import PeopleCipher
from stations.small_wishes import store, wish_asking, wish_erasure, wish_money, wish_steps
from stations.small_wishes.model import PUBLIC, SmallWish, SmallWishKind, SmallWishState
from stations.small_wishes.wish_asking import AskedWish
from stations.small_wishes.wish_steps import STEPS_FROM, StepForm, WishStep
from stations.subsidies import approving, budgets, ledger_proof, paying, payment_list
from stations.subsidies.payment_list import Part, PaymentQuery
from tests.subsidies import treasury
from tests.subsidies.treasury import APPROVER, FINANCE, PAYER
from tests.support import deskwork, make
from tests.support.voices import visitor

CIPHER = PeopleCipher(b"a key of this installation, 32 b.")
EDITOR = deskwork.person(Role.EDITOR)
PHONE = "13800138000"
_numbers = itertools.count(1)
FORM = StepForm(
    version=0, title="想要一副护膝", giver="快递行业工会", reason="缘由", day=date(2026, 11, 20)
)


@pytest.fixture
def city(sqlite_address: str) -> Iterator[Database]:
    database = opening.open_ready(sqlite_address)
    settle(database)
    yield database
    database.close()


def settle(db: Database) -> None:
    with db.writing():
        stations.add(db, [make.station(id="a"), make.station(id="b")], history=())


def asked(db: Database, token: str = "token", **given: str) -> SmallWish:
    texts = {"title": "想要一副护膝", "details": "送件时膝盖疼", **given}
    wanted = AskedWish(
        station_id="a", kind=SmallWishKind.THING, person=Person(name="老张", phone=PHONE), **texts
    )
    by = visitor(address=f"203.0.{next(_numbers)}.9")
    return wish_asking.ask(db, wanted, cipher=CIPHER, by=by, token=token, at=make.NOON)


def step(
    db: Database, wish: SmallWish, *steps: WishStep, by: Account = EDITOR, form: StepForm = FORM
) -> SmallWish:
    for one in steps:
        now = replace(form, version=store.get(db, wish.id).version)
        wish = wish_steps.take(db, wish.id, one, now, by=by, act=make.act(one.action))
    return wish


def taken(db: Database) -> SmallWish:
    return step(db, asked(db), WishStep.PUBLISH, WishStep.TAKE_UP)


def test_a_wish_goes_its_way_paid_from_the_budget_of_its_district(db: Database) -> None:
    settle(db)
    wish = taken(db)
    money = wish_money.propose(
        db, wish.id, 12_050, reason="护膝一副", by=FINANCE, act=treasury.act(FINANCE)
    )
    for stuck in (WishStep.CANCEL, WishStep.GIVE_BACK):
        with pytest.raises(Refused, match="经费待批准"):
            step(db, wish, stuck)
    with pytest.raises(Refused, match="经费待批准"):
        wish_asking.take_back(db, "token", at=make.NOON)
    with pytest.raises(Invalid, match=r"没有登记 2026 年的预算，这些要 120\.50 元"):
        approving.approve(db, [money.id], by=APPROVER, act=treasury.act(APPROVER))
    with pytest.raises((Refused, NotFound)):
        approving.approve(db, [money.id], reason="我", by=FINANCE, act=treasury.act(FINANCE))
    approving.approve(db, [money.id], reason="研究同意", by=APPROVER, act=treasury.act(APPROVER))
    paying.pay(db, [money.id], voucher="回单 7", by=PAYER, act=treasury.act(PAYER))
    assert budgets.standings(db, 2026, "3701")["370102"].paid_fen == 12_050
    lines = payment_list.lines(
        db, PaymentQuery(year=2026), by=APPROVER, today=make.NOON.date()
    )  # fmt: skip
    (line,) = [one for one in lines if one.rule.id == "small_wish"]
    assert (line.part, line.amount_fen, line.rule.name) == (Part.PAID, 12_050, "微心愿")
    assert not ledger_proof.prove(db).findings
    done = step(db, wish, WishStep.FULFIL)
    assert (done.state, done.fulfilled_on) == (SmallWishState.FULFILLED, date(2026, 11, 20))
    assert store.counts(db, EVERYWHERE) == {SmallWishState.FULFILLED: 1}
    assert not list(seals.unlike(db, "small_wishes"))


def test_money_that_was_sent_back_may_be_proposed_again_and_no_wish_is_paid_twice(
    city: Database,
) -> None:
    wish = taken(city)

    def propose(fen: int = 100) -> str:
        act = treasury.act(FINANCE)
        return wish_money.propose(city, wish.id, fen, reason="护膝", by=FINANCE, act=act).id

    first = propose()
    with pytest.raises(Refused, match="经费待批准"):
        propose()
    approving.reject(city, [first], reason="太贵", by=APPROVER, act=treasury.act(APPROVER))
    assert propose() != first
    payment = wish_money.of_wish(city, wish)
    assert payment
    assert payment.turn == 2
    for fen in (0, -1, wish_money.LARGEST_FEN + 1):
        with pytest.raises(Invalid, match="金额要大于 0"):
            propose(fen)
    other = step(city, asked(city, "other"), WishStep.PUBLISH)
    with pytest.raises(Refused, match="先登记由谁认领"):
        wish_money.propose(city, other.id, 1, reason="x", by=FINANCE, act=treasury.act(FINANCE))


def test_no_step_but_those_of_the_table_can_be_taken(city: Database) -> None:
    ways = {
        SmallWishState.NEW: (),
        SmallWishState.PUBLISHED: (WishStep.PUBLISH,),
        SmallWishState.TAKEN: (WishStep.PUBLISH, WishStep.TAKE_UP),
        SmallWishState.FULFILLED: (WishStep.PUBLISH, WishStep.TAKE_UP, WishStep.FULFIL),
        SmallWishState.DECLINED: (WishStep.DECLINE,),
        SmallWishState.CANCELLED: (WishStep.PUBLISH, WishStep.CANCEL),
    }
    for (state, way), one in itertools.product(ways.items(), WishStep):
        wish = step(city, asked(city, f"{state} {one}", title=f"{state} {one}"), *way)
        assert store.get(city, wish.id).state is state
        if one in STEPS_FROM.get(state, ()):
            step(city, wish, one)
        elif (state, one) != (SmallWishState.NEW, WishStep.CANCEL):
            with pytest.raises(Refused):
                step(city, wish, one)
    assert all(one.state in PUBLIC for one in store.public(city, area=""))


def test_who_wished_stands_nowhere_in_plain_and_goes_when_the_wish_is_taken_back(
    city: Database,
) -> None:
    wish = asked(city)
    assert asked(city).id == wish.id, "a form sent twice is one wish"
    everything = repr([
        city.rows(f"select * from {row['name']}")
        for row in city.rows("select name from sqlite_master where type = 'table'")
    ])  # fmt: skip
    assert PHONE not in everything
    assert "老张" not in everything
    keeper = deskwork.person(Role.KEEPER, "a")
    act = make.act(wish_steps.SHOWN)
    person = wish_steps.contact(city, wish.id, cipher=CIPHER, by=keeper, act=act)
    assert person == Person(name="老张", phone=PHONE)
    assert city.row("select 1 as one from log where action = 'small_wish_contact_shown'")
    wish_asking.take_back(city, "token", at=make.NOON)
    kept = city.row("select * from small_wishes")
    assert kept
    assert (kept["contact"], kept["title"], kept["details"]) == (None, "", "")
    assert "护膝" not in repr(city.rows("select * from log"))
    assert not list(seals.unlike(city, "small_wishes"))


def test_who_wished_is_forgotten_after_the_end(city: Database) -> None:
    ended = step(city, taken(city), WishStep.FULFIL)
    declined = step(city, asked(city, "other"), WishStep.DECLINE)
    waiting = asked(city, "third")
    act = replace(make.act("forgotten"), at=make.NOON + timedelta(days=31))
    assert wish_erasure.forget(city, act=act) == 2
    assert wish_erasure.forget(city, act=replace(act, at=make.NOON + timedelta(days=91))) == 1
    found = [store.get(city, one.id) for one in (ended, declined, waiting)]
    assert [one.has_contact for one in found] == [False, False, True]
    assert [one.title for one in found] == ["想要一副护膝", "", "想要一副护膝"]
    assert not list(seals.unlike(city, "small_wishes"))


@pytest.mark.parametrize(
    "given",
    [{"title": "护膝，电话１３８００１３８０００"}, {"details": "我是 37010219900307123X"},
     {"title": " \u3164"}, {"title": "长" * 61}, {"details": "长" * 201}],
)  # fmt: skip
def test_words_that_tell_somebody_are_sent_back(city: Database, given: dict[str, str]) -> None:
    with pytest.raises(Invalid):
        asked(city, **given)
    wish = asked(city)
    with pytest.raises(Invalid):
        step(city, wish, WishStep.PUBLISH, form=replace(FORM, **given))


def test_a_day_on_which_it_cannot_have_been_is_no_day_of_fulfilment(city: Database) -> None:
    wish = taken(city)
    for day in (None, date(2026, 11, 21), date(2026, 11, 19)):
        with pytest.raises(Invalid, match="实现的日期"):
            step(city, wish, WishStep.FULFIL, form=replace(FORM, day=day))


def test_only_those_in_charge_of_the_place_take_steps(city: Database) -> None:
    wish = asked(city)
    for who in (deskwork.person(Role.KEEPER, "a"), deskwork.person(Role.EDITOR, "370104")):
        with pytest.raises((Refused, NotFound)):
            step(city, wish, WishStep.PUBLISH, by=who)
    foreign = deskwork.person(Role.KEEPER, "b")
    with pytest.raises(NotFound):
        wish_steps.seen(city, wish.id, by=foreign)
    act = make.act(wish_steps.SHOWN)
    with pytest.raises(NotFound):
        wish_steps.contact(city, wish.id, cipher=CIPHER, by=foreign, act=act)
    stale = replace(FORM, version=9)
    with pytest.raises(Refused, match="别人刚刚处理过"):
        wish_steps.take(city, wish.id, WishStep.PUBLISH, stale, by=EDITOR, act=make.act("x"))
