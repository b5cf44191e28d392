"""A keeper's phone stays signed in for thirty days, and a copy of what it holds ends it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest

from stations.accounts import authentication, management, own_phones, sessions, store
from stations.accounts.management import FactorFate
from stations.accounts.model import Account, Grant
from stations.accounts.own_phones import BOUND_FOR, Reopened
from stations.accounts.roles import Action, Role
from stations.audit import log
from stations.db.base import Database
from stations.errors import NotFound, Refused
from tests.accounts.people import AT, manager
from tests.support import make

KEEPS = Grant(role=Role.KEEPER, station_id="a")
JUDGES = Grant(role=Role.REVIEWER, area="370102")
CHIEF = manager(
    Account(id="chief", name="chief", shown="总管", grants=(Grant(role=Role.ADMINISTRATOR),))
)
LATER = timedelta(hours=1)


def kept(db: Database, *grants: Grant) -> Account:
    account = Account(id="k", name="keeper-k", shown="站长", grants=grants or (KEEPS,))
    with db.writing() as tx:
        store.add(tx, account, password="-", at=AT)
    return store.get(db, "k")


def bound(db: Database, account: Account, *, at: datetime = AT) -> str:
    with db.writing() as tx:
        return own_phones.bind(tx, account, label="安卓手机", at=at)


def reopened(db: Database, cookie: str, *, at: datetime = AT) -> Reopened:
    found = own_phones.reopen(db, cookie, at=at)
    assert found
    return found


def is_in(db: Database, token: str, *, at: datetime = AT) -> bool:
    return own_phones.account_of(db, token, at=at) is not None


def test_a_phone_comes_back_in_with_another_token_each_time(db: Database) -> None:
    cookie, at = bound(db, kept(db)), AT
    seen = {cookie}
    for _ in range(4):
        at += timedelta(days=7)
        found = reopened(db, cookie, at=at)
        assert is_in(db, found.token, at=at)
        cookie = found.cookie
        assert cookie not in seen
        seen.add(cookie)
    held = str(db.rows("select * from own_phones")) + str(log.newest(db))
    assert all(one.partition(".")[2] not in held for one in seen)


def test_after_thirty_days_the_password_is_asked_for_whatever_was_used_meanwhile(
    db: Database,
) -> None:
    cookie = reopened(db, bound(db, kept(db)), at=AT + BOUND_FOR - LATER).cookie
    over = AT + BOUND_FOR + timedelta(seconds=1)
    token = reopened(db, cookie, at=over - LATER).token
    assert own_phones.reopen(db, cookie, at=over) is None
    assert not is_in(db, token, at=over), "nor does an open session go on"
    assert own_phones.of(db, "k", at=over) == []


def test_a_clock_set_back_binds_nothing(db: Database) -> None:
    cookie = bound(db, kept(db), at=AT)
    assert own_phones.reopen(db, cookie, at=AT - LATER) is None


def test_two_requests_of_one_page_both_come_in(db: Database) -> None:
    cookie = bound(db, kept(db))
    one, two = (reopened(db, cookie, at=AT + LATER) for _ in range(2))
    assert (bool(one.cookie), two.cookie) == (True, "")
    assert reopened(db, one.cookie, at=AT + 2 * LATER)


def test_a_lost_answer_locks_nobody_out(db: Database) -> None:
    cookie = bound(db, kept(db))
    lost = reopened(db, cookie, at=AT + LATER)
    again = reopened(db, cookie, at=AT + 2 * LATER)
    assert again.cookie not in ("", lost.cookie)
    assert reopened(db, again.cookie, at=AT + 3 * LATER)


@pytest.mark.parametrize("first", ["owner", "thief"])
def test_a_copied_token_ends_the_phone_and_its_sessions_and_is_logged(
    db: Database, first: str
) -> None:
    copied = bound(db, kept(db))
    mine = reopened(db, copied, at=AT + LATER)
    mine = reopened(db, mine.cookie, at=AT + 2 * LATER)
    if first == "thief":
        # The thief has the token of now, and uses it; then its owner does, then the thief.
        theirs = reopened(db, mine.cookie, at=AT + 3 * LATER)
        mine = reopened(db, mine.cookie, at=AT + 4 * LATER)
        copied = theirs.cookie
    at = AT + 5 * LATER
    with pytest.raises(Refused, match="被人复制"):
        own_phones.reopen(db, copied, at=at)
    assert not is_in(db, mine.token, at=at)
    assert own_phones.reopen(db, mine.cookie, at=at) is None
    assert log.newest(db, limit=1)[0]["action"] == "phone_copied"


@pytest.mark.parametrize("held", ["", ".", "x.y", "{id}.", "{id}.wrong", "{id}"])
def test_what_was_made_up_opens_nothing(db: Database, held: str) -> None:
    cookie = bound(db, kept(db))
    try:
        found = own_phones.reopen(db, held.format(id=cookie.partition(".")[0]), at=AT)
    except Refused:
        found = None
    assert found is None


@pytest.mark.parametrize("other", [r for r in Role if r not in (Role.KEEPER, Role.OPERATOR)])
def test_only_who_has_no_other_right_than_keeper_may_bind_a_phone(
    db: Database, other: Role
) -> None:
    both = kept(db, KEEPS, Grant(role=other, area="370102"))
    with pytest.raises(Refused, match="站点管理员"):
        bound(db, both)


def test_neither_may_who_has_nothing_waits_for_a_right_or_has_a_first_password(
    db: Database,
) -> None:
    account = kept(db)
    resting = [KEEPS, Grant(role=Role.APPROVER, area="370102")]
    management.set_grants(db, "k", resting, by=CHIEF, at=AT)
    assert not own_phones.may_bind(db, store.get(db, "k"))
    management.set_grants(db, "k", [KEEPS], by=CHIEF, at=AT)
    assert own_phones.may_bind(db, store.get(db, "k"))
    management.reset(db, "k", factor=FactorFate.REMOVED, by=CHIEF, at=AT)
    assert not own_phones.may_bind(db, store.get(db, "k"))
    assert account.is_only(Role.KEEPER)


ENDS: dict[str, Callable[[Database], object]] = {
    "a password of one's own": lambda db: authentication.change_password(
        db, store.get(db, "k"), old="-", new="four unlike words", at=AT
    ),
    "a reset": lambda db: management.reset(db, "k", factor=FactorFate.REMOVED, by=CHIEF, at=AT),
    "shut": lambda db: management.shut(db, "k", disabled=True, by=CHIEF, at=AT),
    "shut and opened": lambda db: [
        management.shut(db, "k", disabled=one, by=CHIEF, at=AT) for one in (True, False)
    ],
    "another role": lambda db: management.set_grants(db, "k", [KEEPS, JUDGES], by=CHIEF, at=AT),
    "the same role again": lambda db: management.set_grants(db, "k", [KEEPS], by=CHIEF, at=AT),
    "the administrator": lambda db: management.end_phones(db, "k", by=CHIEF, at=AT),
    "its owner": lambda db: own_phones.end(
        db, store.get(db, "k"), own_phones.of(db, "k", at=AT)[0].id, at=AT
    ),
    "rights past the rules": lambda db: db.run(
        "insert into account_grants values ('k', 'finance', '370102', '')"
    ),
}


@pytest.mark.parametrize("end", ENDS)
def test_whatever_changes_the_account_ends_its_phones_and_their_sessions(
    db: Database, end: str
) -> None:
    cookie = bound(db, kept(db))
    token = reopened(db, cookie).token
    ENDS[end](db)
    assert own_phones.reopen(db, cookie, at=AT) is None
    assert not is_in(db, token)


def test_a_session_by_password_outlives_the_phones(db: Database) -> None:
    bound(db, kept(db))
    with db.writing() as tx:
        token = sessions.open_for(tx, "k", at=AT)
    management.end_phones(db, "k", by=CHIEF, at=AT)
    assert is_in(db, token)


def test_nobody_ends_the_phone_of_another(db: Database) -> None:
    cookie = bound(db, kept(db))
    other = Account(id="o", name="other", shown="别人", grants=(KEEPS,))
    with pytest.raises(NotFound):
        own_phones.end(db, other, cookie.partition(".")[0], at=AT)
    assert reopened(db, cookie)


def test_the_sixth_phone_takes_the_place_of_the_oldest(db: Database) -> None:
    account = kept(db)
    cookies = [bound(db, account, at=AT + n * LATER) for n in range(own_phones.MOST + 1)]
    at = AT + 9 * LATER
    assert [own_phones.reopen(db, one, at=at) is not None for one in cookies] == [
        False, *[True] * own_phones.MOST,
    ]  # fmt: skip


def test_a_phone_alone_does_nothing_with_stars_money_or_accounts() -> None:
    weighty = set(Action) - {
        Action.SEE, Action.VERIFY, Action.EDIT, Action.ANSWER, Action.ORGANISE,
        Action.READ_HISTORY,
    }  # fmt: skip
    assert not any(own_phones.may_do(one, changes=True) for one in weighty)
    assert not own_phones.may_do(Action.APPLY, changes=False)
    assert make.NOON == AT
