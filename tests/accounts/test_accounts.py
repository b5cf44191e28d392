"""Who comes in, what they may do, and how both end at once."""

from __future__ import annotations

from datetime import timedelta

import pyotp
import pytest

from stations.accounts import attempt_limits, authentication, management, passwords, sessions, store
from stations.accounts.authentication import Attempt
from stations.accounts.management import FactorFate, NewAccount
from stations.accounts.model import Account, Grant, authorise
from stations.accounts.roles import APART, BY_STATION, MAY, ROLE_WORDS, Action, Role
from stations.db.base import Database
from stations.demo import account_demo
from stations.errors import Invalid, NotFound, Refused
from tests.accounts.people import AT, HUAIYIN, LIXIA, account, made, manager, sign_in
from tests.support import make

OURS = passwords._HASHER, passwords._NOBODY


def test_every_role_has_a_word_and_a_row_in_the_table() -> None:
    assert set(ROLE_WORDS) == set(MAY) == set(Role)
    assert set().union(*MAY.values()) == set(Action), "an action that nobody may do"


@pytest.mark.parametrize("role", Role)
@pytest.mark.parametrize("action", Action)
def test_a_right_ends_at_the_border_of_its_area(role: Role, action: Action) -> None:
    by_station = role in BY_STATION
    grant = Grant(role=role, station_id="a") if by_station else Grant(role=role, area="370102")
    who = account(grant)
    assert who.may(action, LIXIA) == (action in MAY[role])
    assert not who.may(action, HUAIYIN)
    assert not account(grant, disabled=True).may(action, LIXIA)
    with pytest.raises(NotFound if action in MAY[role] else Refused):
        authorise(who, action, HUAIYIN)


def test_a_right_for_a_city_covers_its_districts_and_one_for_nothing_everything() -> None:
    assert account(Grant(role=Role.EDITOR, area="370100")).may(Action.EDIT, HUAIYIN)
    assert account(Grant(role=Role.EDITOR)).may(Action.EDIT, HUAIYIN)
    assert not account().may(Action.SEE)


@pytest.mark.parametrize(
    "wrong",
    [
        {"role": Role.KEEPER, "area": "370102"},
        {"role": Role.EDITOR, "station_id": "a"},
        {"role": Role.EDITOR, "area": "999999"},
    ],
)
def test_a_grant_cannot_be_made_wrong(wrong: dict[str, object]) -> None:
    with pytest.raises(Invalid):
        Grant(**wrong)  # type: ignore[arg-type]


def test_an_account_comes_back_as_it_was_made(db: Database) -> None:
    one, _ = made(
        db,
        "Lixia-Editor",
        Grant(role=Role.EDITOR, area="370102"),
        Grant(role=Role.KEEPER, station_id="s1"),
    )
    again = store.get(db, one.id)
    assert again.name == "lixia-editor"
    assert set(again.grants) == set(one.grants)
    assert again.must_change
    with pytest.raises(Invalid):
        made(db, "lixia-editor")


def test_the_right_password_opens_a_session_and_only_its_hash_is_kept(db: Database) -> None:
    one, password = made(db)
    token = sign_in(db, " LIXIA-editor ", password)
    held = sessions.found(db, token, at=AT)
    assert held is not None
    assert held[0].id == one.id
    everything = str(db.rows("select * from sessions")) + str(db.rows("select * from accounts"))
    assert token not in everything
    assert password not in everything


def test_a_guess_costs_what_owasp_asks_for_whether_the_name_exists_or_not() -> None:
    hasher, nobody = OURS
    for kept in (hasher.hash("four unlike words"), nobody):
        assert kept.startswith("$argon2id$v=19$m=19456,t=2,p=1$")


def test_no_answer_tells_what_was_wrong(db: Database) -> None:
    one, password = made(db)
    secret = authentication.new_secret()
    authentication.begin_second_factor(
        db, one, secret=secret, code=pyotp.TOTP(secret).at(AT), at=AT
    )
    said = set()
    for name, word, code in (
        ("nobody", password, ""), (one.name, "wrong", ""), (one.name, password, ""),
        (one.name, password, "000000"),
    ):  # fmt: skip
        with pytest.raises(Refused) as refused:
            sign_in(db, name, word, code=code)
        said.add((refused.value.message, refused.value.code))
    assert len(said) == 1


def test_a_code_is_good_once(db: Database) -> None:
    one, password = made(db)
    secret = authentication.new_secret()
    code = pyotp.TOTP(secret).at(AT)
    with pytest.raises(Invalid):
        authentication.begin_second_factor(db, one, secret=secret, code="123", at=AT)
    authentication.begin_second_factor(db, one, secret=secret, code=code, at=AT)
    with pytest.raises(Refused):
        sign_in(db, one.name, password, code=code)
    later = pyotp.TOTP(secret).at(AT + timedelta(seconds=30))
    assert sign_in(db, one.name, password, code=later, seconds=30)
    with pytest.raises(Refused):
        sign_in(db, one.name, password, code=later, seconds=30)
    later = pyotp.TOTP(secret).at(AT + timedelta(seconds=60))
    assert sign_in(db, one.name, password, code=later, seconds=60)


def test_guessing_ends_after_ten_tries_whether_the_name_exists_or_not(
    db: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    reached = []
    monkeypatch.setattr(passwords, "right", lambda *given: reached.append(given) or False)
    one, _ = made(db)
    for name in (one.name, "nobody"):
        codes = []
        for n in range(60):
            with pytest.raises(Refused) as refused:
                sign_in(db, name, "guess", address=f"10.0.1.{n}")
            codes.append(refused.value.code)
        assert codes == ["wrong_sign_in"] * attempt_limits.BY_NAME + ["too_many"] * (
            60 - attempt_limits.BY_NAME
        )
    assert len(reached) == 2 * attempt_limits.BY_NAME


def test_one_address_may_not_try_many_names(db: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(passwords, "right", lambda *_: False)
    for n in range(attempt_limits.BY_ADDRESS):
        with pytest.raises(Refused, match="不对"):
            sign_in(db, f"name{n}", "guess")
    with pytest.raises(Refused, match="太多"):
        sign_in(db, "another", "guess")
    with pytest.raises(Refused, match="不对"):
        sign_in(db, "another", "guess", address="10.0.0.2")


def test_whoever_gets_it_right_starts_anew_and_waiting_helps(db: Database) -> None:
    one, password = made(db)
    for _ in range(2):
        for _ in range(attempt_limits.BY_NAME - 1):
            with pytest.raises(Refused):
                sign_in(db, one.name, "slip")
        assert sign_in(db, one.name, password)
    for _ in range(attempt_limits.BY_NAME):
        with pytest.raises(Refused):
            sign_in(db, one.name, "slip", address="10.0.0.3")
    with pytest.raises(Refused, match="太多"):
        sign_in(db, one.name, password)
    assert sign_in(db, one.name, password, minutes=6)


def test_a_session_ends_when_idle_when_old_and_when_closed(db: Database) -> None:
    one, password = made(db)
    token = sign_in(db, one.name, password)
    assert sessions.found(db, token, at=AT + timedelta(minutes=29))
    assert sessions.found(db, token, at=AT + timedelta(minutes=58)), "it was used meanwhile"
    assert sessions.found(db, token, at=AT + timedelta(minutes=89)) is None
    token = sign_in(db, one.name, password)
    for minutes in range(0, 12 * 60 + 1, 20):
        assert sessions.found(db, token, at=AT + timedelta(minutes=minutes))
    assert sessions.found(db, token, at=AT + timedelta(minutes=12 * 60 + 10)) is None
    token = sign_in(db, one.name, password)
    with db.writing():
        sessions.close(db, token)
    assert sessions.found(db, token, at=AT) is None
    assert sessions.found(db, "made up", at=AT) is None


def test_shutting_an_account_ends_its_sessions_and_its_way_in(db: Database) -> None:
    chief, _ = made(db, "chief", Grant(role=Role.ADMINISTRATOR, area="370100"))
    one, password = made(db)
    token = sign_in(db, one.name, password)
    management.shut(db, one.id, disabled=True, by=manager(chief), at=AT)
    assert sessions.found(db, token, at=AT) is None
    with pytest.raises(Refused, match="不对"):
        sign_in(db, one.name, password)
    management.shut(db, one.id, disabled=False, by=manager(chief), at=AT)
    assert sign_in(db, one.name, password)


def test_a_changed_password_ends_all_other_sessions(db: Database) -> None:
    one, password = made(db)
    stolen = sign_in(db, one.name, password)
    for new in ("short", "lixia-editor-2026", "aaaaaaaaaaaa", "my-password-1", password):
        with pytest.raises(Invalid):
            authentication.change_password(db, one, old=password, new=new, at=AT)
    with pytest.raises(Invalid):
        authentication.confirm_password(db, one, "wrong", at=AT)
    token = authentication.change_password(db, one, old=password, new="four unlike words", at=AT)
    assert sessions.found(db, stolen, at=AT) is None
    held = sessions.found(db, token, at=AT)
    assert held is not None
    assert not held[0].must_change
    assert sign_in(db, one.name, "four unlike words")


def test_nobody_changes_their_own_rights_and_only_an_administrator_changes_any(
    db: Database,
) -> None:
    chief, _ = made(db, "chief", Grant(role=Role.ADMINISTRATOR, area="370100"))
    one, password = made(db)
    grants = [Grant(role=Role.REVIEWER, area="370104")]
    for who, whom in ((chief, chief), (one, chief)):
        with pytest.raises(Refused):
            management.set_grants(db, whom.id, grants, by=manager(who), at=AT)
        with pytest.raises(Refused):
            management.reset(db, whom.id, factor=FactorFate.REMOVED, by=manager(who), at=AT)
    token = sign_in(db, one.name, password)
    management.set_grants(db, one.id, grants, by=manager(chief), at=AT)
    held = sessions.found(db, token, at=AT)
    assert held is not None
    assert held[0].grants == tuple(grants), "it holds with the next request"
    new = management.reset(db, one.id, factor=FactorFate.REMOVED, by=manager(chief), at=AT)
    assert sessions.found(db, token, at=AT) is None
    assert sign_in(db, one.name, new)
    assert len({management.first_password() for _ in range(50)}) == 50


def test_the_demo_city_has_an_account_of_each_role(db: Database) -> None:
    with db.writing():
        names = account_demo.add(db, station_id="a", act=make.act("account_made"))
    twice = ("keeper", "editor", "reviewer", "approver", "finance", "administrator")
    again = [f"demo-{role}-2" for role in twice]
    assert names == [*(f"demo-{role.value}" for role in Role), *again]
    accounts = store.every(db)
    assert {account.name for account in accounts} == set(names)
    assert all(account.demo for account in accounts)


def test_the_second_demo_keeper_keeps_the_other_stations(db: Database) -> None:
    with db.writing():
        act = make.act("account_made")
        account_demo.add(db, station_id="a", kept=["b", "c"], act=act)
    kept = {account.name: account.stations_for(Action.APPLY) for account in store.every(db)}
    assert (kept["demo-keeper"], kept["demo-keeper-2"]) == (("a",), ("b", "c"))


def test_an_administrator_gives_rights_within_the_own_areas_only(db: Database) -> None:
    chief, _ = made(db, "chief", Grant(role=Role.ADMINISTRATOR, area="370104"))
    theirs, _ = made(db, "theirs", Grant(role=Role.EDITOR, area="370104001"))
    foreign, _ = made(db, "foreign", Grant(role=Role.ADMINISTRATOR, area="370102"))
    both, _ = made(db, "both", *theirs.grants, *foreign.grants)
    act = make.act("account_made")
    for grant in (
        Grant(role=Role.ADMINISTRATOR),
        Grant(role=Role.ADMINISTRATOR, area="3701"),
        Grant(role=Role.REVIEWER, area="370102"),
        Grant(role=Role.KEEPER, station_id="a"),
        Grant(role=Role.AUDITOR, area="370104"),
    ):
        with pytest.raises(Refused):
            management.make(
                db, NewAccount(name="new", shown="新", grants=[grant]), act=act, by=manager(chief)
            )
        with pytest.raises(Refused):
            management.set_grants(db, theirs.id, [grant], by=manager(chief), at=AT)
    for whom in (foreign, both):
        for work in (
            lambda one: management.reset(
                db, one.id, factor=FactorFate.REMOVED, by=manager(chief), at=AT
            ),
            lambda one: management.shut(db, one.id, disabled=True, by=manager(chief), at=AT),
            lambda one: management.set_grants(db, one.id, [], by=manager(chief), at=AT),
        ):
            with pytest.raises(NotFound):
                work(whom)
    assert store.get(db, foreign.id).grants == foreign.grants
    keeper = Grant(role=Role.KEEPER, station_id="b")
    management.set_grants(db, theirs.id, [keeper], by=manager(chief), at=AT)
    assert store.get(db, theirs.id).grants == (keeper,)


def test_auditors_are_out_of_reach_of_administrators(db: Database) -> None:
    chief, _ = made(db, "chief", Grant(role=Role.ADMINISTRATOR))
    for role in APART:
        one, _ = made(db, f"an-{role.value}", Grant(role=role, area="370102"))
        with pytest.raises(NotFound):
            management.reset(db, one.id, factor=FactorFate.REMOVED, by=manager(chief), at=AT)


def test_a_known_device_comes_in_while_somebody_guesses(db: Database) -> None:
    one, password = made(db)
    for _ in range(attempt_limits.BY_NAME):
        with pytest.raises(Refused):
            sign_in(db, one.name, "wrong", address="10.9.9.9")
    with pytest.raises(Refused) as refused:
        sign_in(db, one.name, password, address="10.0.0.7")
    assert refused.value.code == "too_many"
    at_home = Attempt(name=one.name, password=password, address="10.0.0.7", device="d1")
    assert authentication.sign_in(db, at_home, at=AT)
    guess = Attempt(name=one.name, password="wrong", address="10.0.0.7", device="d1")
    for _ in range(attempt_limits.BY_NAME):
        with pytest.raises(Refused):
            authentication.sign_in(db, guess, at=AT)
    with pytest.raises(Refused) as refused:
        authentication.sign_in(db, at_home, at=AT)
    assert refused.value.code == "too_many", "a stolen phone does not guess for ever either"


def test_what_lets_one_in_is_changed_by_whoever_knows_the_password(db: Database) -> None:
    one, password = made(db)
    authentication.confirm_password(db, one, password, at=AT)
    for _ in range(attempt_limits.BY_NAME):
        with pytest.raises(Invalid):
            authentication.confirm_password(db, one, "wrong", at=AT)
    with pytest.raises(Refused):
        authentication.confirm_password(db, one, password, at=AT)


def test_a_name_that_mirrors_what_stands_beside_it_is_refused() -> None:
    for shown in ("\u202eabc", "a\u0007b", "a\u200bb"):
        with pytest.raises(Invalid):
            Account(id="x", name="somebody", shown=shown, grants=())
