"""Can one administrator alone come by the rights over money and decisions?"""

from __future__ import annotations

from datetime import timedelta

import psycopg
import pytest

from stations.accounts import authentication, management, newness, pending_rights, store
from stations.accounts.management import FactorFate, NewAccount
from stations.accounts.model import Account, Grant
from stations.accounts.pending_rights import WEIGHTY
from stations.accounts.roles import Action, Role
from stations.audit import log
from stations.db.base import Database
from stations.db.sqlite import DriverError
from stations.errors import NotFound, Refused
from tests.accounts.people import AT, made, manager, sign_in
from tests.support import make

CONFIRM = make.act("rights_confirmed")
MONEY = Grant(role=Role.FINANCE, area="370102")
EDITING = Grant(role=Role.EDITOR, area="370102")


@pytest.fixture
def chiefs(db: Database) -> tuple[Account, Account]:
    """Two administrators, made by who runs the server."""
    grant = Grant(role=Role.ADMINISTRATOR)
    return made(db, "chief-a", grant)[0], made(db, "chief-b", grant)[0]


def asked(db: Database, chief: Account, *grants: Grant, name: str = "new") -> Account:
    act = make.act("account_made")
    return management.make(
        db, NewAccount(name=name, shown="新来的", grants=grants), act=act, by=manager(chief)
    )[0]


def test_roles_over_money_decisions_and_rights_are_weighty() -> None:
    assert {Role.APPROVER, Role.FINANCE, Role.ADMINISTRATOR} == WEIGHTY


@pytest.mark.parametrize("role", sorted(WEIGHTY))
def test_what_one_administrator_gives_rests_until_another_confirms(
    db: Database, chiefs: tuple[Account, Account], role: Role
) -> None:
    first, second = chiefs
    weighty = Grant(role=role, area="370102")
    one = asked(db, first, EDITING, weighty)
    assert store.get(db, one.id).grants == (EDITING,)
    with pytest.raises(Refused, match="另一位市级管理员"):
        management.confirm_rights(db, one.id, act=CONFIRM, by=manager(first))
    held = management.confirm_rights(db, one.id, act=CONFIRM, by=manager(second))
    assert set(held.grants) == {EDITING, weighty}
    assert set(store.get(db, one.id).grants) == {EDITING, weighty}
    entry = log.newest(db, limit=1)[0]
    assert (entry["action"], entry["subject"]) == ("rights_confirmed", f"account:{one.id}")
    with pytest.raises(Refused, match="没有等待确认"):
        management.confirm_rights(db, one.id, act=CONFIRM, by=manager(second))


def test_an_administrator_of_ones_own_making_confirms_nothing(
    db: Database, chiefs: tuple[Account, Account]
) -> None:
    first, _ = chiefs
    helper = asked(db, first, Grant(role=Role.ADMINISTRATOR), name="helper")
    payer = asked(db, first, MONEY, name="payer")
    with pytest.raises(Refused) as refused:
        management.confirm_rights(db, payer.id, act=CONFIRM, by=manager(store.get(db, helper.id)))
    assert refused.value.code == "forbidden"


def test_a_reset_lets_weighty_rights_rest_and_no_others(
    db: Database, chiefs: tuple[Account, Account]
) -> None:
    first, second = chiefs
    one, _ = made(db, "payer", EDITING, MONEY)
    password = management.reset(db, one.id, factor=FactorFate.REMOVED, by=manager(first), at=AT)
    assert sign_in(db, one.name, password)
    assert store.get(db, one.id).grants == (EDITING,)
    assert not store.get(db, one.id).may(Action.PAY_PROPOSE)
    # Nor does giving the same rights again, by whoever has read the password.
    management.set_grants(db, one.id, [EDITING, MONEY], by=manager(first), at=AT)
    assert store.get(db, one.id).grants == (EDITING,)
    with pytest.raises(Refused):
        management.confirm_rights(db, one.id, act=CONFIRM, by=manager(first))
    management.confirm_rights(db, one.id, act=CONFIRM, by=manager(second))
    assert set(store.get(db, one.id).grants) == {EDITING, MONEY}


def test_another_administrator_is_not_taken_over_by_a_reset(
    db: Database, chiefs: tuple[Account, Account]
) -> None:
    first, second = chiefs
    payer = asked(db, first, MONEY, name="payer")
    management.reset(db, second.id, factor=FactorFate.REMOVED, by=manager(first), at=AT)
    taken = store.get(db, second.id)
    with pytest.raises(Refused) as refused:
        management.confirm_rights(db, payer.id, act=CONFIRM, by=manager(taken))
    assert refused.value.code == "forbidden"
    # Where nobody is left, who runs the server confirms.
    management.confirm_rights(db, second.id, act=CONFIRM)
    assert store.get(db, second.id).may(Action.MANAGE_ACCOUNTS)


def test_what_rests_is_seen_and_taken_back_like_any_right(
    db: Database, chiefs: tuple[Account, Account]
) -> None:
    first, second = chiefs
    one = asked(db, first, EDITING, MONEY)
    [resting] = pending_rights.of(db, one.id)
    assert (resting.grant, resting.asked_by) == (MONEY, first.id)
    # Saving the list as it stands confirms nothing, and names the same asker.
    management.set_grants(db, one.id, [EDITING, MONEY], by=manager(second), at=AT)
    assert [it.asked_by for it in pending_rights.of(db, one.id)] == [first.id]
    management.set_grants(db, one.id, [EDITING], by=manager(second), at=AT)
    assert pending_rights.of(db, one.id) == []


def test_rights_that_rest_elsewhere_are_out_of_reach(
    db: Database, chiefs: tuple[Account, Account]
) -> None:
    one = asked(db, chiefs[0], Grant(role=Role.FINANCE, area="370104"))
    local, _ = made(db, "local", Grant(role=Role.ADMINISTRATOR, area="370102"))
    with pytest.raises(NotFound):
        management.confirm_rights(db, one.id, act=CONFIRM, by=manager(local))


def test_a_right_that_is_held_stays_held_when_others_are_added(
    db: Database, chiefs: tuple[Account, Account]
) -> None:
    one, _ = made(db, "payer", MONEY)
    management.set_grants(db, one.id, [MONEY, EDITING], by=manager(chiefs[0]), at=AT)
    assert set(store.get(db, one.id).grants) == {MONEY, EDITING}


def test_the_database_refuses_who_confirms_for_themselves(
    db: Database, chiefs: tuple[Account, Account]
) -> None:
    row = {"account_id": chiefs[0].id, "role": "finance", "area": "", "asked_at": AT.isoformat()}
    with (
        pytest.raises((DriverError, psycopg.Error), match=r"(?i)check"),
        db.writing() as tx,
    ):
        tx.load("pending_grants", [{**row, "asked_by": chiefs[0].id}])


def test_a_first_password_is_good_for_three_days(db: Database) -> None:
    one, password = made(db)
    assert sign_in(db, one.name, password, hours=71)
    with pytest.raises(Refused, match="已经过期"):
        sign_in(db, one.name, password, hours=73)
    with pytest.raises(Refused, match="不对"):
        sign_in(db, one.name, "wrong", hours=73)
    at = AT + timedelta(hours=1)
    authentication.change_password(db, one, old=password, new="four quiet words here", at=at)
    assert sign_in(db, one.name, "four quiet words here", hours=200)


def test_what_an_account_did_soon_after_it_was_made_says_so(db: Database) -> None:
    one, _ = made(db)
    deeds = [(one.id, AT + timedelta(days=days)) for days in (0, 3, 20)] + [("nobody", AT)]
    told = newness.words(db, deeds)
    assert [told.get(deed, "") for deed in deeds] == [
        "（账号当天才建）", "（账号3 天前才建）", "", "",
    ]  # fmt: skip
    assert newness.words(db, []) == {}
