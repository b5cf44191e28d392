"""Whoever keeps a station neither judges it nor pays for it, by the code and by the database."""

from __future__ import annotations

from dataclasses import replace

import pytest

from stations.accounts import store as accounts
from stations.accounts.model import Account, Grant, Scope, authorise
from stations.accounts.roles import BY_STATION, MAY, NOT_FOR_OWN, Action, Role
from stations.db.base import Database
from stations.errors import NotFound, Refused
from stations.moments import china_day
from stations.stars import case_store, store, visit_store
from stations.stars.cycle import review_list_store
from stations.stars.cycle.review_list_store import ReviewQuery
from stations.stars.model import Review, ReviewState, ReviewStep
from stations.stars.overview import permitted_steps
from tests.stars.inspections.test_inspecting import deliver, delivery, waiting
from tests.subsidies import treasury
from tests.support import make

HERE, ELSEWHERE = Scope(areas=("370102",), station_id="a"), Scope(areas=("370102",), station_id="b")


def everything(keeping: Role = Role.KEEPER) -> Account:
    """Somebody with every role of the district who keeps one station of it."""
    roles = [one for one in Role if one not in BY_STATION]
    grants = (*(Grant(role=one, area="370102") for one in roles),
              Grant(role=keeping, station_id="a"))  # fmt: skip
    return Account(id="id-all", name="a-all", shown="全权", grants=grants)


def kept(db: Database) -> Account:
    """The same, stored."""
    made = everything()
    with db.writing() as tx:
        accounts.add(tx, made, password="x", at=make.NOON)
    return made


@pytest.mark.parametrize("keeping", sorted(BY_STATION))
@pytest.mark.parametrize("action", sorted(Action))
def test_what_is_judged_or_paid_is_for_others_than_the_keepers(
    keeping: Role, action: Action
) -> None:
    who = everything(keeping)
    if not who.may(action):
        return
    if action not in NOT_FOR_OWN:
        assert who.may(action, HERE)
        return
    assert who.may(action, ELSEWHERE)
    assert not who.may(action, HERE)
    authorise(who, action, ELSEWHERE)
    with pytest.raises(Refused, match="您自己管理这个驿站") as refused:
        authorise(who, action, HERE)
    assert refused.value.code == "four_eyes"


def test_a_keeper_without_another_role_is_not_told_of_it() -> None:
    grants = (Grant(role=Role.KEEPER, station_id="a"), Grant(role=Role.REVIEWER, area="370104"))
    keeper = Account(id="k", name="a-k", shown="k", grants=grants)
    with pytest.raises(NotFound):
        authorise(keeper, Action.INSPECT, HERE)
    assert all(Action.INSPECT not in MAY[role] for role in BY_STATION)


def test_a_keeper_cannot_visit_the_own_station_and_is_told_why(db: Database) -> None:
    review, who = waiting(db), kept(db)
    with pytest.raises(Refused, match="您自己管理这个驿站"):
        deliver(db, delivery(review), by=who)
    assert visit_store.of_review(db, review.id) == []
    today = china_day(make.NOON)
    barred = permitted_steps.barred(case_store.load(db, review.id), by=who, today=today)
    assert {one.message for one in barred} == {Refused("four_eyes.own_station").message}
    assert review_list_store.waiting(db, by=who, today=today) == 0
    wanted = ReviewQuery(today=today, state=ReviewState.CHECKED, mine=replace(who, grants=(
        Grant(role=Role.REVIEWER, area="370102"),)))  # fmt: skip
    found, _ = review_list_store.reviews(db, wanted, review_list_store.EVERYWHERE)
    assert [one.review.id for one in found] == [review.id]


def _taken(review: Review, step: ReviewStep, by: str) -> store.Taken:
    state = review.state
    return store.Taken(number=90, step=step, before=state, after=state, by=by, shown="",
                       at=make.NOON, reason="", log=90)  # fmt: skip


@pytest.mark.parametrize("step", sorted(ReviewStep))
def test_the_database_takes_no_judging_step_of_a_keeper(db: Database, step: ReviewStep) -> None:
    review, who = waiting(db), kept(db)
    own = (ReviewStep.SUBMIT, ReviewStep.APPEAL, ReviewStep.RECTIFIED, ReviewStep.WITHDRAW)
    if step in own:
        with db.writing() as tx:
            store.add_step(tx, review.id, _taken(review, step, who.id))
        return
    with pytest.raises(Exception, match="keeper"), db.writing() as tx:
        store.add_step(tx, review.id, _taken(review, step, who.id))


@pytest.mark.parametrize("part", ["checker", "inspector", "decider", "vetoer"])
def test_the_database_signs_no_part_of_a_review_with_its_keeper(db: Database, part: str) -> None:
    review, who = waiting(db), kept(db)
    signed = replace(review, version=review.version + 1, **{part: who.id})
    with pytest.raises(Exception, match="keeper"), db.writing() as tx:
        store.save(tx, signed)
    ordered = replace(signed, id="second", state=ReviewState.WITHDRAWN)
    with pytest.raises(Exception, match="keeper"), db.writing() as tx:
        store.add(tx, ordered)


@pytest.mark.parametrize(
    ("table", "row"),
    [
        ("inspections", {"id": "d" * 8, "visit": 1, "version": 1, "digest": "", "near": "near",
                         "phone_at": "", "at": "", "note": "", "counted": 0, "body": "{}"}),
        ("quota_choices", {"cycle_id": "", "stars": 5, "reason": "x", "at": "", "log": 1}),
    ],
)  # fmt: skip
def test_the_database_takes_no_visit_and_no_choice_of_a_keeper(
    db: Database, table: str, row: dict[str, str | int]
) -> None:
    review, who = waiting(db), kept(db)
    if "cycle_id" in row:
        row = {**row, "cycle_id": review.cycle_id}
    with pytest.raises(Exception, match="keeper"), db.writing() as tx:
        tx.load(table, [{**row, "review_id": review.id, "by": who.id}])


def test_money_for_a_station_is_neither_proposed_nor_written_by_its_keeper(db: Database) -> None:
    treasury.fill(db)
    [payment] = treasury.propose(db, "a")
    station = payment.claim.station_id
    who = treasury.someone("both", Role.FINANCE, Role.APPROVER)
    who = replace(who, grants=(*who.grants, Grant(role=Role.KEEPER, station_id=station)))
    with db.writing() as tx:
        accounts.add(tx, who, password="x", at=make.NOON)
    with pytest.raises(Refused, match="您自己管理这个驿站"):
        treasury.approve(db, payment, by=who)
    row = db.row("select * from money_rows where payment = :id", id=payment.id)
    assert row is not None
    copy = {**row, "payment": "written-past", "by": who.id, "rule": "another"}
    with pytest.raises(Exception, match="keeper"), db.writing() as tx:
        tx.load("money_rows", [copy])
