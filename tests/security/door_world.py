"""An activity of a station with somebody who has signed up, every text of it marked."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

from stations.activities import store as activities
from stations.activities.model import Activity, ActivityState, Session
from stations.config import Settings
from stations.db.base import Transaction
from stations.feedback import visitor_marks
from stations.signups import store
from stations.signups.model import NAME_LONGEST, Person, SignUp, SignUpState
from stations.signups.people_cipher import PeopleCipher
from tests.support import make

KEY = "a key that the tests of security share, 32 bytes"
"""Of the installation: whoever fills the database and whoever reads it need the same one."""


def ids(tag: str) -> dict[str, list[str]]:
    """What stands for the variables of a route."""
    return {
        "activity_id": [f"course-{tag}"],
        "session_id": [f"session-{tag}"],
        "signup_id": [f"signup-{tag}"],
    }


def fill(tx: Transaction, tag: str, *, station_id: str, area: str, words: str) -> None:
    """A session that goes on at any time that a test asks at."""
    cipher = PeopleCipher(Settings(database="", state=Path(), key=KEY).people_key())
    begins, ends = datetime(2020, 1, 1, tzinfo=UTC), datetime(2099, 1, 1, tzinfo=UTC)
    session = Session(
        id=f"session-{tag}", starts_at=begins, ends_at=ends, closes_at=ends, capacity=5, waiting=5,
        moved_from=begins, reason=words,
    )  # fmt: skip
    activity = Activity(
        id=f"course-{tag}", kind="clinic", title=words, area_code=area, stations=(station_id,),
        details=words, doer=words, needs=words, state=ActivityState.PUBLISHED,
        created_at=make.NOON, updated_at=make.NOON, sessions=(session,),
    )  # fmt: skip
    activities.add(tx, activity)
    made, person = f"signup-{tag}", Person(name=words[:NAME_LONGEST], phone="13812345678")
    signup = SignUp(
        id=made, session_id=session.id, number=1, state=SignUpState.IN,
        receipt=visitor_marks.receipt(f"token-{tag}"), phone_mark=made, tail_mark=made, device="",
        person=cipher.encrypted(person, id=made),
        at=make.NOON, state_at=make.NOON,
    )  # fmt: skip
    store.add(tx, signup)
