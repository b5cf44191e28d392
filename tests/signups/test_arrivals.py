"""Who comes is counted once, whatever phones, networks, clocks and changes of mind do."""

from __future__ import annotations

import secrets
import threading
from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from stations.accounts.model import Account, Grant
from stations.accounts.roles import Role
from stations.audit import log
from stations.db import opening
from stations.db.base import Database
from stations.errors import Invalid, NotFound, Refused
from stations.signups import arrival_store, arrivals, store
from stations.signups.arrival_store import FoundAs, Turnout
from stations.signups.arrivals import DoorDelivery, DoorTap, TapAnswer
from stations.signups.model import SignUp, SignUpState
from tests.signups import classes
from tests.support import make

EDITOR = Account(
    id="e", name="editor", shown="区编辑", grants=(Grant(role=Role.EDITOR, area="370102"),)
)
NOW = classes.STARTS
PHONE, OTHER = "a" * 32, "b" * 32


def tap(signup: SignUp | None = None, *, at: datetime = NOW, takes_back: str = "") -> DoorTap:
    name = signup.id if signup else ""
    return DoorTap(id=secrets.token_hex(16), at=at, signup_id=name, takes_back=takes_back)


def deliver(
    db: Database, *taps: DoorTap, phone: str = PHONE, sent_at: datetime = NOW,
    at: datetime = NOW, session: str = "course", by: Account = EDITOR,
) -> list[TapAnswer]:  # fmt: skip
    act = replace(make.act(arrivals.NOTED), at=at)
    delivery = DoorDelivery(taps=taps, phone=phone, sent_at=sent_at)
    return arrivals.receive(db, session, delivery, by=by, act=act)


def coming(db: Database, **given: object) -> SignUp:
    made = classes.signup(**given)
    with db.writing() as tx:
        store.add(tx, made)
    return made


def turnout(db: Database) -> Turnout:
    return arrival_store.turnouts(db, ["course"]).get("course", Turnout())


def words(answer: TapAnswer) -> str:
    return answer.remark.message if answer.remark else ""


def test_the_same_tap_sent_again_counts_once_and_is_answered_alike(opened: Database) -> None:
    once, nobody = tap(coming(opened)), tap()
    first = deliver(opened, once, nobody)
    again = deliver(opened, once, nobody, at=NOW + timedelta(hours=3))
    assert first == again
    assert turnout(opened) == Turnout(expected=1, others=1)
    assert log.head(opened).number == 1


def test_two_phones_count_a_person_once_and_the_second_is_told_when_and_where(
    opened: Database,
) -> None:
    who = coming(opened)
    deliver(opened, tap(who, at=NOW + timedelta(minutes=2)), at=NOW + timedelta(minutes=2))
    [second] = deliver(opened, tap(who), phone=OTHER, at=NOW + timedelta(minutes=9))
    assert words(second) == "12:02 已经签到，在另一部手机上。"
    [again] = deliver(opened, tap(who), at=NOW + timedelta(minutes=9))
    assert words(again) == "12:02 已经签到过了。"
    assert turnout(opened).people == 1


def test_phones_that_deliver_in_the_same_moment_count_a_person_once(
    opened: Database, address: str
) -> None:
    who, found = coming(opened), list[TapAnswer]()
    start = threading.Barrier(4)

    def one(phone: str) -> None:
        db = opening.open_ready(address)
        start.wait()
        found.extend(deliver(db, tap(who), phone=phone))
        db.close()

    threads = [threading.Thread(target=one, args=(f"{n:032x}",)) for n in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [one.counted for one in found] == [True] * 4
    assert sum(one.remark is None for one in found) == 1
    assert turnout(opened).people == 1


@pytest.mark.parametrize(
    ("state", "found", "said"),
    [
        (SignUpState.OFFERED, FoundAs.SIGNED_UP, ""),
        (SignUpState.WAITING, FoundAs.WAITING, "候补"),
        (SignUpState.CANCELLED, FoundAs.CANCELLED, "取消"),
        (SignUpState.LAPSED, FoundAs.CANCELLED, "取消"),
    ],
)
def test_what_became_of_the_sign_up_meanwhile_loses_nobody_who_came(
    opened: Database, state: SignUpState, found: FoundAs, said: str
) -> None:
    who = coming(opened, state=SignUpState.WAITING)
    due = NOW if state is SignUpState.OFFERED else None
    with opened.writing() as tx:
        store.set_state(tx, who, state, at=NOW, confirm_by=due)
    [answer] = deliver(opened, tap(who))
    assert answer.counted
    assert said in words(answer)
    held = arrival_store.of_signup(opened, who.id)
    assert held is not None
    assert held.found is found
    assert turnout(opened).people == 1


def test_who_was_erased_before_the_delivery_still_counts_without_a_name(opened: Database) -> None:
    early, late = coming(opened), coming(opened)
    deliver(opened, tap(early))
    with opened.writing() as tx:
        store.erase(tx, early.id)
        store.erase(tx, late.id)
    [answer] = deliver(opened, tap(late))
    assert "查不到" in words(answer)
    assert turnout(opened) == Turnout(expected=1, others=1)
    assert {one.signup_id for one in arrival_store.of_session(opened, "course")} == {""}


@pytest.mark.parametrize("table", ["activities", "activity_sessions"])
def test_what_is_noted_at_a_cancelled_session_is_kept_and_counts_nothing(
    opened: Database, table: str
) -> None:
    who = coming(opened)
    classes.change(opened, table, "course", state="cancelled")
    answers = deliver(opened, tap(who), tap())
    assert [one.counted for one in answers] == [False, False]
    assert all("已经取消" in words(one) for one in answers)
    assert turnout(opened) == Turnout(off=2)
    assert turnout(opened).people == 0


@pytest.mark.parametrize(
    ("ahead", "kept"),
    [
        (timedelta(hours=9), timedelta(0)),
        (timedelta(days=-400), timedelta(0)),
        (timedelta(seconds=50), timedelta(seconds=50)),
    ],
)
def test_a_wrong_clock_is_mended_by_ours_and_a_right_one_is_believed(
    opened: Database, ahead: timedelta, kept: timedelta
) -> None:
    """The tap was at the beginning; it is sent an hour later."""
    later = NOW + timedelta(hours=1)
    made = tap(coming(opened), at=NOW + ahead)
    [answer] = deliver(opened, made, sent_at=later + ahead, at=later)
    assert answer.at == NOW + kept
    held = arrival_store.find(opened, made.id)
    assert held is not None
    assert (held.phone_at, held.received_at) == (NOW + ahead, later)


def test_no_arrival_is_later_than_now_nor_before_the_door_opened(opened: Database) -> None:
    late, early = tap(at=NOW + timedelta(days=3)), tap(at=NOW - timedelta(days=3))
    answers = deliver(opened, late, early)
    assert [one.at for one in answers] == [NOW, NOW - arrivals.OPENS_BEFORE]


def test_a_mistake_is_taken_back_and_the_person_can_come_after_all(opened: Database) -> None:
    who = coming(opened)
    wrong = tap(who)
    back = tap(takes_back=wrong.id)
    assert not deliver(opened, wrong, back)[1].counted
    assert turnout(opened).people == 0
    assert [one.counted for one in deliver(opened, wrong, back, tap(who))] == [False, False, True]
    assert turnout(opened) == Turnout(expected=1)


def test_a_door_opens_half_a_day_before_and_only_to_those_of_its_area(opened: Database) -> None:
    with pytest.raises(Refused, match="提前 12 小时"):
        deliver(opened, tap(), at=NOW - timedelta(hours=13))
    for grant in (
        Grant(role=Role.EDITOR, area="370104"), Grant(role=Role.REVIEWER, area="370102"),
        Grant(role=Role.KEEPER, station_id="elsewhere"),
    ):  # fmt: skip
        with pytest.raises(NotFound):
            deliver(opened, tap(), by=replace(EDITOR, grants=(grant,)))
    classes.change(opened, "activities", "course", state="draft")
    with pytest.raises(NotFound):
        deliver(opened, tap())
    assert turnout(opened).people == 0


def test_a_tap_of_another_session_is_not_counted_a_second_time(opened: Database) -> None:
    with opened.writing() as tx:
        classes.add(tx, "second")
    there, who = tap(), coming(opened)
    deliver(opened, there, session="second")
    [same, foreign] = deliver(opened, there, tap(coming(opened, session_id="second")))
    assert not same.counted
    assert "另一场" in words(same)
    assert "查不到" in words(foreign)
    [own] = deliver(opened, tap(who))
    assert own.remark is None


@pytest.mark.parametrize("bad", ["", "x" * 32, "A" * 32, "a" * 31, "a" * 33])
def test_ids_that_no_phone_makes_are_refused(bad: str) -> None:
    with pytest.raises(Invalid):
        DoorTap(id=bad, at=NOW)
    with pytest.raises(Invalid):
        DoorDelivery(taps=[], phone=bad)
