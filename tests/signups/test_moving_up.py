"""A place that becomes free goes to the next in line, who is given time to confirm it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from stations.db.base import Database
from stations.errors import NotFound, Refused
from stations.moments import STATION_TIME
from stations.signups import desk_list, moving_up, own_signup, store
from stations.signups.model import confirm_by
from tests.signups import classes
from tests.support import make

HOUR = timedelta(hours=1)


def _own(db: Database, token: str, *, at: datetime = make.NOON) -> own_signup.OwnSignUp:
    return own_signup.own(db, token, cipher=classes.CIPHER, at=at)


@pytest.fixture
def full(opened: Database) -> Database:
    """The class with a, b in it and c, d waiting."""
    for token in "abcd":
        classes.sign_up(opened, token=token)
    return opened


def test_one_cancels_and_the_next_confirms(full: Database) -> None:
    assert _own(full, "d").place == 2
    own_signup.cancel(full, "a", at=make.NOON)
    own_signup.cancel(full, "a", at=make.NOON)
    assert classes.states(full) == ["cancelled", "in", "offered", "waiting"]
    assert _own(full, "d").place == 1
    assert _own(full, "c").signup.confirm_by is not None
    own_signup.confirm(full, "c", at=make.NOON + HOUR)
    own_signup.confirm(full, "c", at=make.NOON + HOUR)
    assert classes.states(full) == ["cancelled", "in", "in", "waiting"]
    classes.sign_up(full)
    assert classes.states(full)[-2:] == ["waiting", "waiting"]


def test_who_does_not_confirm_in_time_gives_the_place_on(full: Database) -> None:
    own_signup.cancel(full, "a", at=make.NOON)
    due = _own(full, "c").signup.confirm_by
    assert due is not None
    assert moving_up.move_all(full, at=due - timedelta(seconds=1)) == 0
    assert moving_up.move_all(full, at=due) == 1
    assert classes.states(full) == ["cancelled", "in", "lapsed", "offered"]
    assert moving_up.move_all(full, at=due) == 0
    with pytest.raises(Refused):
        own_signup.confirm(full, "c", at=due)


def test_a_late_confirmation_is_refused_and_moves_the_next_up(full: Database) -> None:
    own_signup.cancel(full, "a", at=make.NOON)
    due = _own(full, "c").signup.confirm_by
    assert due is not None
    with pytest.raises(Refused, match="时间过了"):
        own_signup.confirm(full, "c", at=due)
    assert classes.states(full) == ["cancelled", "in", "lapsed", "offered"]


def test_a_newcomer_does_not_take_what_is_kept_and_finds_what_ran_out(full: Database) -> None:
    own_signup.cancel(full, "a", at=make.NOON)
    own_signup.cancel(full, "d", at=make.NOON)
    due = _own(full, "c").signup.confirm_by
    assert due is not None
    assert classes.sign_up(full, at=due - HOUR).state.value == "waiting"
    # The offer to c runs out with the next touch: who waits has it before who comes.
    assert classes.sign_up(full, at=due).state.value == "waiting"
    assert classes.states(full) == [
        "cancelled", "in", "lapsed", "cancelled", "offered", "waiting",
    ]  # fmt: skip


def test_more_places_are_offered_to_those_who_wait(full: Database) -> None:
    classes.change(full, "activity_sessions", "course", capacity=3)
    assert moving_up.move_all(full, at=make.NOON) == 1
    assert classes.states(full) == ["in", "in", "offered", "waiting"]


def test_shortly_before_it_begins_the_next_is_in_without_being_asked(full: Database) -> None:
    own_signup.cancel(full, "a", at=classes.STARTS - timedelta(minutes=20))
    assert classes.states(full) == ["cancelled", "in", "in", "waiting"]
    own_signup.cancel(full, "b", at=classes.STARTS)
    assert classes.states(full) == ["cancelled", "cancelled", "in", "waiting"]


def test_the_desk_cancels_one_with_a_reason_that_its_person_reads(full: Database) -> None:
    first = store.every(full, "course")[0]
    desk_list.cancel(full, first, act=make.act(desk_list.CANCELLED, reason="重复报名"))
    mine = _own(full, "a")
    assert mine.signup.reason == "重复报名"
    with pytest.raises(Refused):
        desk_list.cancel(full, first, act=make.act(desk_list.CANCELLED, reason="重复报名"))
    words = [line.words for line in desk_list.listed(full, "course", cipher=classes.CIPHER)]
    assert words == ["已取消", "已报上", "等待确认", "候补第 1 位"]


def test_a_token_of_nobody_finds_nothing(full: Database) -> None:
    with pytest.raises(NotFound):
        _own(full, "e")


@pytest.mark.parametrize(
    ("at", "starts", "due"),
    [
        ("11-20 08:00", "11-25 19:00", "11-20 20:00"),
        ("11-20 12:00", "11-25 19:00", "11-21 09:00"),
        ("11-20 22:30", "11-25 19:00", "11-21 10:30"),
        ("11-20 12:00", "11-20 19:00", "11-20 15:30"),
        ("11-20 20:00", "11-21 08:00", "11-21 07:45"),
        ("11-20 18:00", "11-20 19:00", "11-20 18:30"),
        ("11-20 18:40", "11-20 19:00", ""),
        ("11-20 20:00", "11-20 19:00", ""),
    ],
)
def test_nobody_loses_a_place_at_night_and_the_next_still_has_time(
    at: str, starts: str, due: str
) -> None:
    def moment(text: str) -> datetime:
        local = datetime.fromisoformat(f"2026-{text}").replace(tzinfo=STATION_TIME)
        return local.astimezone(UTC)

    found = confirm_by(moment(at), starts_at=moment(starts))
    assert found == (moment(due) if due else None)
