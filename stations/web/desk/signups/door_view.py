"""What a phone at the door is told: as little of each person as it takes to find them."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from flask import url_for

from stations.activities.model import Occasion
from stations.db.base import Database
from stations.moments import china_text
from stations.signups import arrival_store
from stations.signups import store as signups
from stations.signups.arrival_store import Arrival, FoundAs
from stations.signups.arrivals import OPEN_AFTER
from stations.signups.model import ACTIVE, Person, SignUp, SignUpState
from stations.signups.people_cipher import TAIL, PeopleCipher
from stations.web.services import current


def row(occasion: Occasion) -> dict[str, Any]:
    """A session in a list of doors, and over its own."""
    session = occasion.session
    starts, ends = china_text(session.starts_at), china_text(session.ends_at)
    same_day = starts[:10] == ends[:10]
    return {
        "title": occasion.activity.title,
        "when": f"{starts}–{ends[-5:] if same_day else ends}",
        "off": occasion.off,
        "reason": occasion.reason,
        "url": url_for("door.one", session_id=session.id),
    }


def people(db: Database, occasion: Occasion, *, phone: str) -> dict[str, Any]:
    """Everybody who has a place or waits for one, and how many came without."""
    session, opens = occasion.session, cipher()
    came = arrival_store.of_session(db, session.id)
    by_signup = {one.signup_id: one for one in came if one.signup_id}
    listed = [
        _person(one, by_signup.get(one.id), opens, phone=phone)
        for one in signups.every(db, session.id)
        if one.state in ACTIVE
    ]
    here = {one["id"] for one in listed}
    others = sum(one.found is not FoundAs.OFF and one.signup_id not in here for one in came)
    head = row(occasion)
    return {
        "title": head["title"],
        "when": head["when"],
        "until": ms(session.ends_at + OPEN_AFTER),
        "capacity": session.capacity,
        "off": (occasion.reason or "没有写原因") if occasion.off else "",
        "others": others,
        "people": listed,
    }


def cipher() -> PeopleCipher:
    """What opens the names of this installation."""
    return current().people


def _person(
    one: SignUp, arrival: Arrival | None, opens: PeopleCipher, *, phone: str
) -> dict[str, Any]:
    person = opens.person(one.person, id=one.id)
    return {
        "id": one.id,
        "waiting": one.state is SignUpState.WAITING,
        "at": ms(arrival.at) if arrival else None,
        "there": arrival is not None and arrival.phone != phone,
        **masked(person),
    }


def masked(person: Person) -> dict[str, str]:
    """A name by its first and last character, and the end of the number."""
    name = person.name
    inner = "*" * (len(name) - 2)
    shown = f"{name[0]}{inner}{name[-1]}" if inner else f"{name[0]}{'*' * (len(name) - 1)}"
    return {"name": shown, "tail": person.phone[-TAIL:]}


def clock_words(ahead: timedelta) -> str:
    """That a phone's clock is wrong; '' for one that can be believed."""
    if not ahead:
        return ""
    minutes = max(1, round(abs(ahead) / timedelta(minutes=1)))
    named = f"{minutes} 分钟" if minutes < 120 else f"{round(minutes / 60)} 小时"
    way = "快" if ahead > timedelta(0) else "慢"
    return f"这部手机的时钟{way}了约 {named}，签到时间已按服务器的时钟改正。"


def ms(at: datetime) -> int:
    """A moment as scripts count it."""
    return round(at.timestamp() * 1_000)
