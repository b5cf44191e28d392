"""Where the crowd of `bench.rush_judging` signs up: our own pages, and the naive control."""

from __future__ import annotations

import contextlib
import re
import secrets
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from pathlib import Path

from bench import crowd, demo_city, naive, serving
from bench.crowd import Answer, Tap
from bench.demo_city import NOON
from bench.rush_judging import ALREADY, FULL, PLACE, WAITING, Rush
from bench.serving import Server
from stations.activities import store as activities
from stations.activities.model import Activity, ActivityState, Session, Venue
from stations.config import Settings
from stations.db import migration, opening
from stations.db.base import Database
from stations.signups.model import SEATED, SignUpState
from stations.signups.people_cipher import PeopleCipher

Held = dict[int, dict[str, list[str]]]
KEY = "a key of the bench, by which it finds people again"
_AT_ONCE = 8
_COOKIE = re.compile(rb"(?i)\r\nset-cookie: ([^;\r]+)")
_TOKEN = re.compile(r'name="csrf_token" value="([^"]+)"')
_FORM_KEY = re.compile(r'name="key" value="([^"]+)"')
_WORDS = {"已报上": PLACE, "候补第": WAITING, "已经满员": FULL, "已经报过这一场": ALREADY}


class Ours:
    """Our own pages. Everybody has opened the form before, as one does who waits for it."""

    def __init__(self, port: int, database: str, plan: Rush) -> None:
        self.port, self._database = port, database
        key = Settings(database=database, state=Path(), key=KEY).people_key()
        self._cipher = PeopleCipher(key)
        self._sessions = [secrets.token_hex(8) for _ in range(plan.sessions)]
        db = opening.open_ready(database)
        with contextlib.closing(db):
            _announce(db, self._sessions, plan)
        self._people = sorted({(who, session) for who, session, _ in plan.arrivals()})
        self._forms = dict(zip(self._people, self._opened(), strict=True))

    def tap(self, who: str, session: int) -> Tap:
        """The form that this one has open."""
        cookies, token, key = self._forms[who, session]
        body = f"csrf_token={token}&key={key}&name=%E5%B0%8F%E7%8E%8B&phone={_phone(who)}&consent=1"
        path = f"/signups/{self._sessions[session]}"
        headers = f"Cookie: {cookies}\r\n"
        return Tap(who=who, at_s=0, request=crowd.post(path, body, headers=headers), follows=True)

    def told(self, answer: Answer) -> str:
        """What the page says on which one ends."""
        if answer.status not in (200, 409):
            return ""
        text = answer.text
        return next((one for words, one in _WORDS.items() if words in text), "")

    def held(self) -> Held:
        """Everybody by number: as the database knows it, by keyed digests only."""
        names = {
            self._cipher.phone_mark(_phone(who), session_id=self._sessions[n]): who.rstrip("+")
            for who, n in self._people
        }
        db, found = opening.open_ready(self._database), Held()
        marks = ", ".join(f":s{n}" for n in range(len(self._sessions)))
        with contextlib.closing(db):
            rows = db.rows(
                f"select session_id, phone_mark, state from signups where session_id in ({marks})",
                **{f"s{n}": one for n, one in enumerate(self._sessions)},
            )
        for row in rows:
            people = found.setdefault(self._sessions.index(row["session_id"]), {})
            state = SignUpState(row["state"])
            word = PLACE if state in SEATED else state.value
            people.setdefault(names[row["phone_mark"]], []).append(word)
        return found

    def _opened(self) -> list[tuple[str, str, str]]:
        """Cookies, token and key of everybody's form, a few asked for at a time."""
        asked = [
            Tap(who=who, at_s=0, request=crowd.get(f"/signups/{self._sessions[session]}"))
            for who, session in self._people
        ]
        found = []
        for first in range(0, len(asked), _AT_ONCE):
            some = asked[first : first + _AT_ONCE]
            found += [_form(one) for one in crowd.run(self.port, some)]
        return found


def _form(answer: Answer) -> tuple[str, str, str]:
    cookies = "; ".join(one.decode() for one in _COOKIE.findall(answer.head))
    token, key = _TOKEN.search(answer.text), _FORM_KEY.search(answer.text)
    if not cookies or token is None or key is None:
        raise RuntimeError(f"no form: {answer.status} {answer.text[:200]}")
    return cookies, token[1], key[1]


def _phone(who: str) -> str:
    return f"138{int(who.rstrip('+')):08}"


def _announce(db: Database, sessions: Sequence[str], plan: Rush) -> None:
    """A published class with these sessions, which are open."""
    noon = datetime.fromisoformat(NOON)
    made = [
        Session(
            id=one, starts_at=noon + timedelta(days=2 + n), ends_at=noon + timedelta(days=2.1 + n),
            capacity=plan.places, waiting=plan.waiting, opens_at=noon - timedelta(hours=1),
        )
        for n, one in enumerate(sessions)
    ]  # fmt: skip
    activity = Activity(
        id=secrets.token_hex(8), kind="night_class", title="夜校", area_code="370102",
        venue=Venue(name="礼堂", address="演示路 1 号"), state=ActivityState.PUBLISHED,
        created_at=noon, updated_at=noon, sessions=tuple(made),
    )  # fmt: skip
    with db.writing() as tx:
        activities.add(tx, activity)


@contextlib.contextmanager
def ours(database: str, plan: Rush) -> Iterator[tuple[Ours, Server]]:
    """The demo city behind the server with two workers, in this database ('' for a file)."""
    settings = {"STATIONS_SECRET_KEY": KEY}
    if database:
        settings["STATIONS_DATABASE"] = database
    with demo_city.served(**settings) as city:
        yield Ours(city.server.port, city.database, plan), city.server


class Naive:
    """The control."""

    def __init__(self, port: int, database: str) -> None:
        self.port, self._database = port, database

    def tap(self, who: str, session: int) -> Tap:
        """A form of two fields."""
        request = crowd.post("/", f"session={session}&person={who.rstrip('+')}")
        return Tap(who=who, at_s=0, request=request)

    def told(self, answer: Answer) -> str:
        """Its answer is the word."""
        return answer.text if answer.status == 200 and answer.text in (PLACE, FULL) else ""

    def held(self) -> Held:
        """Everybody in its table has a place."""
        db, found = opening.connect(self._database), Held()
        with contextlib.closing(db):
            for row in db.rows("select session, person from naive"):
                people = found.setdefault(int(row["session"]), {})
                people.setdefault(row["person"], []).append(PLACE)
        return found


@contextlib.contextmanager
def control(database: str, plan: Rush, *, workers: int = 2) -> Iterator[Naive]:
    """The naive sign-up, in an empty database."""
    db = opening.connect(database, create=True)
    with contextlib.closing(db):
        migration.migrate(db)
        with db.writing() as tx:
            tx.run(naive.TABLE)
    port = serving.free_port()
    settings = {naive.ADDRESS: database, naive.PLACES: str(plan.places)}
    command = serving.granian("bench.naive:served", port, workers=workers)
    with serving.started(command, port=port, settings=settings):
        yield Naive(port, database)
