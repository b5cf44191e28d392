"""The database itself lets nobody in above the number of places."""

from __future__ import annotations

import pytest

from stations.db.base import Database, Value
from stations.db.sqlite import DriverError
from stations.signups import store
from stations.signups.model import SignUpState
from tests.signups import classes


def _add(db: Database, state: SignUpState) -> str:
    made = classes.signup(state=state)
    with db.writing() as tx:
        store.add(tx, made)
    return made.id


def _refuses(db: Database, sql: str, **values: Value) -> None:
    with pytest.raises(Exception) as refused, db.writing() as tx:
        tx.run(sql, **values)
    assert isinstance(refused.value, DriverError) or type(refused.value).__module__.startswith(
        "psycopg"
    )


def test_a_naive_insert_above_the_places_fails(opened: Database) -> None:
    first, _ = _add(opened, SignUpState.IN), _add(opened, SignUpState.IN)
    waiting = _add(opened, SignUpState.WAITING)
    _add(opened, SignUpState.WAITING)
    copied = (
        "insert into signups select 'one more', session_id, 9, :state, 'x', 'x', 'x', device,"
        " person, at, state_at, null, '' from signups where id = :id"
    )
    _refuses(opened, copied, state="in", id=first)
    _refuses(opened, copied, state="waiting", id=first)
    _refuses(opened, "update signups set state = 'in' where id = :id", id=waiting)
    assert store.counted(opened, ["course"]) == {"course": (2, 2)}
    assert classes.states(opened) == ["in", "in", "waiting", "waiting"]


def test_a_number_holds_one_sign_up_of_a_session_and_may_come_again_after_cancelling(
    opened: Database,
) -> None:
    made = classes.signup(phone="13800001234")
    again = classes.signup(phone="13800001234")
    with opened.writing() as tx:
        store.add(tx, made)
    with pytest.raises(Exception), opened.writing() as tx:  # noqa: B017 - two drivers
        store.add(tx, again)
    with opened.writing() as tx:
        store.set_state(tx, made, SignUpState.CANCELLED, at=made.at)
        store.add(tx, again)
    assert classes.states(opened) == ["cancelled", "in"]
    assert store.taken(opened, "course") == 1


def test_places_are_not_made_fewer_than_those_who_have_one(opened: Database) -> None:
    for _ in range(2):
        _add(opened, SignUpState.IN)
    change = "update activity_sessions set capacity = :capacity where id = 'course'"
    _refuses(opened, change, capacity=1)
    _refuses(opened, change, capacity=None)
    with opened.writing() as tx:
        tx.run(change, capacity=3)
    _add(opened, SignUpState.IN)
    assert store.taken(opened, "course") == 3


def test_what_is_erased_leaves_its_place(opened: Database) -> None:
    gone, _ = _add(opened, SignUpState.IN), _add(opened, SignUpState.IN)
    with opened.writing() as tx:
        store.erase(tx, gone)
    assert store.counted(opened, ["course"]) == {"course": (1, 0)}
    _add(opened, SignUpState.IN)
