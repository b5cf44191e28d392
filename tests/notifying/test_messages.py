"""Everybody reads what was decided or is waited for in their areas, from the log alone."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from stations.accounts import management
from stations.accounts import store as accounts
from stations.accounts.management import Manager, NewAccount
from stations.accounts.model import Account, Grant, Scope
from stations.accounts.roles import BY_STATION, MAY, Role
from stations.audit import feed_store, log
from stations.audit.model import ACTION_WORDS, Act
from stations.db.base import Database, Transaction
from stations.moments import china_day
from stations.notifying import messages
from stations.notifying.model import Message
from stations.notifying.told_actions import TOLD
from stations.rechecks import recheck_start
from stations.registry.stored import store as stations
from stations.stars import draw_store
from stations.stars.draw_store import Draw, Suspected
from stations.stars.model import Review, ReviewStep
from stations.stars.review_steps import StepRequest
from tests.support import make, starwork
from tests.support.deskwork import person
from tests.support.starwork import APPROVER, EDITOR, REVIEWER

TODAY = china_day(make.NOON)


def told(db: Database, who: Account, *, days: int = 0) -> list[Message]:
    return list(messages.page(db, who, today=TODAY + timedelta(days=days)).messages)


def taken(db: Database, review: Review, step: ReviewStep, *, by: Account) -> Review:
    turn = StepRequest(step=step, version=review.version, reason="材料不齐，联系张三 13800001111")
    return starwork.stepped(db, review.id, turn, by=by, act=starwork.act(by))


@pytest.fixture
def refused(db: Database) -> Review:
    """The application of station a, refused by the approver of its district."""
    starwork.stationed(db, "a", "b")
    starwork.opened(db)
    checked = taken(db, starwork.applied(db), ReviewStep.CHECK, by=EDITOR)
    return taken(db, checked, ReviewStep.REFUSE, by=APPROVER)


def test_a_keeper_who_is_refused_is_told_how_long_they_may_appeal(
    db: Database, refused: Review
) -> None:
    [first, *_] = told(db, starwork.keeper_of("a"))
    assert first.line == "演示驿站a：星级申报没有通过"
    assert (first.path, first.new) == (f"/desk/reviews/{refused.id}", True)
    assert first.appeal_until == refused.due_on
    assert refused.due_on
    late = messages.page(db, starwork.keeper_of("a"), today=refused.due_on + timedelta(days=1))
    assert late.messages[0].appeal_until is None


def test_nobody_is_told_of_what_is_not_theirs_or_what_they_did(
    db: Database, refused: Review
) -> None:
    assert refused.state.value == "refused"
    assert told(db, starwork.keeper_of("b")) == []
    assert told(db, person(Role.EDITOR, "370104")) == []
    assert [one.words for one in told(db, EDITOR)] == [
        "星级申报没有通过", "申报了星级，等初核",
    ]  # fmt: skip
    assert [one.words for one in told(db, REVIEWER)] == ["初核通过，等现场验收"]
    assert told(db, APPROVER) == []


def test_no_reason_and_no_name_of_a_person_stands_in_a_message(
    db: Database, refused: Review
) -> None:
    assert refused.id
    for who in (starwork.keeper_of("a"), EDITOR, REVIEWER):
        words = "".join(f"{one.line}{one.path}" for one in told(db, who))
        assert words
        assert not any(one in words for one in ("张三", "13800001111", EDITOR.shown, "材料不齐"))


def test_what_was_read_is_not_new_and_what_comes_after_is(db: Database, refused: Review) -> None:
    keeper = starwork.keeper_of("a")
    with db.writing() as tx:
        accounts.add(tx, replace(keeper, name="keeper-a"), password="-", at=make.NOON)
    messages.read_all(db, keeper, 10**9)
    assert not any(one.new for one in told(db, keeper))
    assert messages.page(db, keeper, today=TODAY, only_new=True).messages == ()
    messages.read_all(db, keeper, 1)
    assert not any(one.new for one in told(db, keeper)), "what was read stays so"
    again = starwork.act(APPROVER, days=1)
    with db.writing() as tx:
        act = replace(again, action="review_veto")
        body = {"station": "a", "after": "vetoed"}
        log.append(tx, act=act, subject=f"review:{refused.id}", area="370102", body=body)
    new = messages.page(db, keeper, today=TODAY, only_new=True).messages
    assert [one.words for one in new] == ["一票否决"]


@pytest.mark.parametrize("role", Role)
def test_each_role_is_told_what_the_table_says_in_its_own_area_only(
    db: Database, role: Role
) -> None:
    starwork.stationed(db, "a")
    where = "a" if role in BY_STATION else "370102"
    foreign = "b" if role in BY_STATION else "370104"
    with db.writing() as tx:
        for action, one in TOLD.items():
            act = Act(actor="somebody", by="谁", action=action, at=make.NOON)
            body = {"station": "a", one.only: f"id-{role.value}", **dict([one.when or ("", "")])}
            log.append(tx, act=act, subject="station:a", area="370102", body=body)
    wanted = {
        one.words
        for one in TOLD.values()
        if set(one.to) & MAY[role] and (role in BY_STATION or not one.keepers)
    }
    assert {one.words for one in told(db, person(role, where))} == wanted
    assert told(db, person(role, foreign)) == []


def test_a_keeper_is_told_nothing_of_a_review_for_a_visit_that_must_surprise(
    db: Database, refused: Review
) -> None:
    drawn = Draw(
        id="draw", area="370102", n=1, seed="seed-seed", seed_given=False,
        candidates=(Suspected(station_id="a", weight=1),), digest="0" * 64, picked=("a",),
        by="x", shown="x", at=make.NOON,
    )  # fmt: skip
    with db.writing() as tx:
        draw_store.add(tx, drawn)
        tx.run(
            "update reviews set kind = 'recheck', state = 'checked' where id = :id", id=refused.id
        )
    assert told(db, starwork.keeper_of("a")) == []
    assert told(db, EDITOR) != []


def test_every_action_that_is_told_is_one_of_the_log() -> None:
    assert TOLD.keys() - ACTION_WORDS.keys() == set()


def test_what_others_did_a_thousand_times_hides_nothing_and_is_read_to_a_bound(
    db: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(feed_store, "MOST_READ", 40)
    starwork.stationed(db, "a")

    def refuse(tx: Transaction, area: str, subject: str) -> None:
        act = Act(actor="x", by="谁", action="review_refuse", at=make.NOON)
        log.append(tx, act=act, subject=subject, area=area, body={})

    with db.writing() as tx:
        refuse(tx, "370102", "station:a")
        for n in range(100):
            refuse(tx, "370104", f"station:x{n}")
    before, pages, found = 0, 0, []
    while True:
        page = messages.page(db, EDITOR, today=TODAY, before=before)
        found += page.messages
        pages, before = pages + 1, page.further
        if not before:
            break
    assert (len(found), pages) == (1, 3)


def test_rights_that_rest_are_told_to_who_may_confirm_them(db: Database) -> None:
    chief = person(Role.ADMINISTRATOR, "370100")
    other = replace(chief, id="other-chief")
    far = replace(person(Role.ADMINISTRATOR, "370104"), id="far-chief")
    with db.writing() as tx:
        accounts.add(tx, replace(chief, name="chief-one"), password="-", at=make.NOON)
    manager = Manager(account=chief, locate=lambda _: Scope())
    grants = [Grant(role=Role.APPROVER, area="370102")]
    act = Act(actor=chief.id, by="某人", action="account_made", at=make.NOON)
    new = NewAccount(name="lixia-approver", shown="某人", grants=grants)
    made, _ = management.make(db, new, act=act, by=manager)
    assert [one.line for one in told(db, other)] == ["新账号的权限等确认"]
    assert (told(db, chief), told(db, far), told(db, APPROVER)) == ([], [], [])
    management.confirm_rights(
        db, made.id, act=replace(act, actor=other.id, action="rights_confirmed")
    )
    assert told(db, other) == []


def test_a_station_is_told_that_it_is_checked_again_unless_the_visit_must_surprise(
    db: Database, refused: Review
) -> None:
    station = stations.get(db, "b")
    with db.writing() as tx:
        review = recheck_start.ordered(
            tx, station, "多人反映，张三说的", by=APPROVER, act=starwork.act(APPROVER)
        )
    [one] = told(db, starwork.keeper_of("b"))
    assert (one.words, one.path) == (
        "安排了复核，原因写在评定页面上", f"/desk/reviews/{review.id}",
    )  # fmt: skip
    drawn = Draw(
        id="draw", area="370102", n=1, seed="seed-seed", seed_given=False,
        candidates=(Suspected(station_id="b", weight=1),), digest="0" * 64, picked=("b",),
        by="x", shown="x", at=make.NOON,
    )  # fmt: skip
    with db.writing() as tx:
        draw_store.add(tx, drawn)
    assert told(db, starwork.keeper_of("b")) == []
    assert one.words in [it.words for it in told(db, REVIEWER)]
    assert refused.id
