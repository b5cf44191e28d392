"""First come, first served: never one too many, never one twice, never one lost."""

from __future__ import annotations

import threading
from datetime import timedelta

import pytest

from stations.activities.model import code_digest
from stations.db import opening, statements
from stations.db.base import Database
from stations.errors import Invalid, Refused, StationsError
from stations.signups import phone_numbers, signup_limits, store
from tests.signups import classes
from tests.support import make, voices

_SPELLINGS = (
    "13800001234", "138 0000 1234", "138-0000-1234", "+86 138 0000 1234", "+8613800001234",
    "0086-138-0000-1234", "8613800001234", "１３８００００１２３４", "（+86）138.0000.1234",
    "\u200b138\u00a00000\u20141234", "013800001234", "一三八〇〇〇〇一二三四",
    "幺三八零零零零幺二三四",    "+86－１３８００００－１２３４", "138\u30000000\u30001234",
)  # fmt: skip


def test_a_number_is_one_number_in_every_spelling(sqlite_address: str) -> None:
    db = opening.open_ready(sqlite_address)
    with db.writing() as tx:
        classes.add(tx, "course", capacity=50)
    classes.sign_up(db, phone=_SPELLINGS[0])
    for spelling in _SPELLINGS:
        with pytest.raises(Refused) as refused:
            classes.sign_up(db, phone=spelling)
        assert refused.value.code == "already"
    assert classes.states(db) == ["in"]
    db.close()


@pytest.mark.parametrize(
    ("given", "key"),
    [
        ("", "phone_missing"), ("  - ", "phone_missing"), ("1380000123", "phone_length"),
        ("0531-8888 8888", "phone_landline"), ("88888888", "phone_landline"),
        ("+86 10 6666 6666", "phone_landline"), ("400-800-8888", "phone_landline"),
        ("12800001234", "phone_begin"), ("138000o1234", "phone_signs"),
        ("138000012345", "phone_length"), ("+85291234567", "phone_begin"),
        ("张三", "phone_signs"), ("13800001234/13900001234", "phone_length"),
    ],
)  # fmt: skip
def test_what_is_no_mobile_number_is_refused_in_words(given: str, key: str) -> None:
    with pytest.raises(Invalid) as refused:
        phone_numbers.mobile(given)
    assert refused.value.key == f"invalid.{key}"
    assert refused.value.message.endswith("。")


def test_the_first_have_the_places_the_next_wait_and_the_others_are_told(
    opened: Database,
) -> None:
    for _ in range(4):
        classes.sign_up(opened)
    with pytest.raises(Refused) as refused:
        classes.sign_up(opened)
    assert refused.value.code == "full"
    assert classes.states(opened) == ["in", "in", "waiting", "waiting"]


def test_the_same_form_sent_again_is_the_same_sign_up(opened: Database) -> None:
    first = classes.sign_up(opened, token="t", phone="13800001234")
    again = classes.sign_up(opened, token="t", phone="13800001234")
    assert again.id == first.id
    for _ in range(3):
        classes.sign_up(opened)
    # Full by now, closed by then: what was taken stays taken.
    late = make.NOON + timedelta(days=9)
    assert classes.sign_up(opened, token="t", at=late).id == first.id
    with pytest.raises(Refused, match="这个手机号已经报过"):
        classes.sign_up(opened, phone="138 0000 1234")


def test_it_opens_to_the_second_and_closes(opened: Database) -> None:
    opens = make.NOON + timedelta(hours=1)
    with opened.writing() as tx:
        classes.add(tx, "later", opens_at="2026-11-20T05:00:00Z", closes_at="2026-11-20T06:00:00Z")
    with pytest.raises(Refused, match="2026-11-20 13:00:00") as refused:
        classes.sign_up(opened, "later", at=opens - timedelta(microseconds=1))
    assert refused.value.code == "too_early"
    classes.sign_up(opened, "later", at=opens)
    classes.sign_up(opened, "later", at=opens + timedelta(minutes=59, seconds=59))
    with pytest.raises(Refused) as closed:
        classes.sign_up(opened, "later", at=opens + timedelta(hours=1))
    assert closed.value.code == "too_late"


@pytest.mark.parametrize(
    ("session", "key"),
    [
        ({"state": "cancelled", "reason": "老师生病"}, "signup_off"),
        ({"capacity": None}, "signup_off.not_needed"),
    ],
)
def test_nobody_signs_up_for_what_is_off_or_needs_none(
    opened: Database, session: dict[str, object], key: str
) -> None:
    with opened.writing() as tx:
        classes.add(tx, "off", **session)
    with pytest.raises(Refused) as refused:
        classes.sign_up(opened, "off")
    assert refused.value.key == key
    assert str(session.get("reason", "")) in refused.value.message


def test_a_draft_is_unknown_and_a_name_or_consent_is_asked_for(opened: Database) -> None:
    with opened.writing() as tx:
        classes.add(tx, "draft", state="planned")
        tx.run("update activities set state = 'draft' where id = 'draft'")
    with pytest.raises(StationsError) as refused:
        classes.sign_up(opened, "draft")
    assert refused.value.code == "not_found"
    for given in (
        {"name": " "},
        {"name": "王" * 21},
        {"name": "叫我13800001234"},
        {"consent": False},
    ):
        with pytest.raises(Invalid):
            classes.sign_up(opened, **given)
    assert store.counted(opened, ["course"]) == {}


def test_a_crowd_at_once_takes_just_the_places(address: str, opened: Database) -> None:
    told: list[str] = []

    def come(phones: list[str]) -> None:
        db = opening.open_ready(address)
        for phone in phones:
            try:
                told.append(classes.sign_up(db, phone=phone).state.value)
            except Refused as refused:
                told.append(refused.code)
        db.close()

    phones = [classes.phone() for _ in range(15)]
    # Each number by two phones: it has one sign-up all the same.
    threads = [threading.Thread(target=come, args=(order,)) for order in (phones, phones[::-1])]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(told).count("in") == 2
    assert told.count("waiting") == 2
    assert set(told) <= {"in", "waiting", "full", "already"}
    assert len(told) == 30
    assert classes.states(opened) == ["in", "in", "waiting", "waiting"]


def test_members_give_their_code_and_nobody_guesses_it(opened: Database) -> None:
    with opened.writing() as tx:
        classes.add(
            tx, "plant", capacity=9, who="members", code_digest=code_digest("plant", "夜校 8")
        )
    guesser = voices.visitor("guesser", station_id="plant")
    assert classes.sign_up(opened, "plant", code="夜校８").number == 0
    with pytest.raises(Invalid, match="口令"):
        classes.sign_up(opened, "plant", code="")
    for guess in range(signup_limits.CODES_BY_PHONE):
        with pytest.raises(Invalid, match="口令"):
            classes.sign_up(opened, "plant", code=f"夜校{guess + 10}", by=guesser)
    with pytest.raises(Refused, match="口令"):
        classes.sign_up(opened, "plant", code="夜校8", by=guesser)
    classes.sign_up(opened, "plant", code="夜校8")


def test_one_phone_signs_three_up_and_a_plant_behind_one_network_is_not_stopped(
    opened: Database,
) -> None:
    with opened.writing() as tx:
        classes.add(tx, "large", capacity=100)
    one = voices.visitor("one", station_id="large")
    for _ in range(signup_limits.BY_PHONE_HERE):
        classes.sign_up(opened, "large", by=one)
    with pytest.raises(Refused, match="3"):
        classes.sign_up(opened, "large", by=one)
    for _ in range(30):
        classes.sign_up(opened, "large")
    assert store.taken(opened, "large") == 33


def test_to_sign_up_takes_few_statements_and_a_full_session_none_that_writes(
    opened: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[str] = []
    monkeypatch.setattr(statements, "_watches", [lambda sql, _took, _error: seen.append(sql)])
    classes.sign_up(opened)
    assert len(seen) <= 20, seen
    for _ in range(3):
        classes.sign_up(opened)
    seen.clear()
    with pytest.raises(Refused):
        classes.sign_up(opened)
    assert len(seen) <= 3
    assert {statements.kind(one) for one in seen} == {"read"}
