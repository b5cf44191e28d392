"""Sessions to sign up for, people who do, and how many hold a place."""

from __future__ import annotations

import itertools
from datetime import timedelta
from typing import Any

from stations.db.base import Database, Transaction
from stations.moments import utc_text
from stations.signups import signing_up, store
from stations.signups.model import Person, SignUp, SignUpState
from stations.signups.people_cipher import PeopleCipher
from stations.signups.signing_up import Given
from tests.support import make, voices

KEY = b"a key for those who sign up, 32 bytes"
CIPHER = PeopleCipher(KEY)
STARTS = make.NOON + timedelta(days=3)
_numbers = itertools.count(1)


def add(tx: Transaction, session_id: str, **given: Any) -> None:
    """A published evening class in Jinan with one session, of the same name."""
    starts_at = given.pop("starts_at", STARTS)
    activity: dict[str, Any] = {
        "id": session_id, "kind": "night_class", "title": "剪纸夜校", "area_code": "370102",
        "details": "", "doer": "", "needs": "", "place_name": "厂区礼堂", "place_address": "",
        "lat": None, "lon": None, "source_lat": None, "source_lon": None, "source_datum": "",
        "who": "everybody", "code_digest": "", "state": "published", "state_reason": "",
        "version": 1, "created_at": utc_text(make.NOON), "updated_at": utc_text(make.NOON),
    }  # fmt: skip
    session: dict[str, Any] = {
        "id": session_id, "activity_id": session_id, "starts_at": utc_text(starts_at),
        "ends_at": utc_text(starts_at + timedelta(hours=2)), "capacity": 2, "waiting": 2,
        "opens_at": utc_text(make.NOON - timedelta(hours=1)), "closes_at": None,
        "state": "planned", "reason": "", "moved_from": None, "version": 1,
    }  # fmt: skip
    of_session = {name: given.pop(name) for name in list(given) if name in session}
    tx.load("activities", [{**activity, **given}])
    tx.load("activity_sessions", [{**session, **of_session}])


def change(db: Database, table: str, row_id: str, **values: Any) -> None:
    """Changes what the desk would."""
    columns = ", ".join(f"{name} = :{name}" for name in values)
    with db.writing() as tx:
        tx.run(f"update {table} set {columns} where id = :row_id", row_id=row_id, **values)


def phone() -> str:
    """Another mobile number."""
    return f"138{next(_numbers):08d}"


def signup(session_id: str = "course", **given: Any) -> SignUp:
    """Somebody with a number of their own, who holds a place."""
    number = next(_numbers)
    person = Person(name=given.pop("name", f"小王{number}"), phone=given.pop("phone", phone()))
    made = f"s{number}"
    whole: dict[str, Any] = {
        "id": made,
        "session_id": session_id,
        "number": 0,
        "state": SignUpState.IN,
        "receipt": f"receipt {number}",
        "phone_mark": CIPHER.phone_mark(person.phone, session_id=session_id),
        "tail_mark": CIPHER.tail_mark(person.phone, session_id=session_id),
        "device": "",
        "person": CIPHER.encrypted(person, id=made),
        "at": make.NOON,
        "state_at": make.NOON,
    }
    return SignUp(**{**whole, **given})


def states(db: Database, session_id: str = "course") -> list[str]:
    """The states of a session's sign-ups in the order in which they came."""
    return [one.state.value for one in store.every(db, session_id)]


def sign_up(db: Database, session_id: str = "course", **given: Any) -> SignUp:
    """Signs somebody up by a phone of their own."""
    said = Given(
        session_id=session_id,
        name=given.pop("name", "小王"),
        phone=given.pop("phone", "") or phone(),
        consent=given.pop("consent", True),
        code=given.pop("code", ""),
    )
    return signing_up.sign_up(
        db,
        said,
        cipher=CIPHER,
        by=given.pop("by", None) or voices.visitor(station_id=session_id),
        token=given.pop("token", "") or f"token {next(_numbers)}",
        at=given.pop("at", make.NOON),
    )
