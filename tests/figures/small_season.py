"""Activities and give-aways by chance, beside the stations of the small world."""

from __future__ import annotations

import random
from datetime import UTC, datetime, timedelta

from stations.db.base import Database
from stations.moments import utc_text
from tests.figures.small_world import TODAY

_NOW = datetime(2026, 11, 20, 3, tzinfo=UTC)
_STAGES = ("received", "disinfected", "ready", "given", "broken")


def build(db: Database, *, seed: int, activities: int = 16) -> None:
    """Activities with sessions before and after today, some cancelled, and one give-away."""
    chance = random.Random(seed)
    stations = sorted(row["id"] for row in db.rows("select id from stations"))
    with db.writing():
        for n in range(activities):
            _activity(db, f"a{n}", chance.sample(stations, chance.randrange(3)), chance)
        _giveaway(db, stations[0], chance)
        _door(db, random.Random(seed))


def _activity(db: Database, key: str, stations: list[str], chance: random.Random) -> None:
    area = chance.choice(("370102001", "370102", "3701", "350102"))
    db.load("activities", [{
        "id": key, "kind": chance.choice(("cooling", "haircut", "unknown_kind")), "title": key,
        "area_code": area, "details": "", "doer": "", "needs": "", "place_name": "",
        "place_address": "", "lat": None, "lon": None, "source_lat": None, "source_lon": None,
        "source_datum": "", "who": "everybody", "code_digest": "",
        "state": chance.choice(("published", "published", "published", "draft", "cancelled")),
        "state_reason": "", "version": 1, "created_at": utc_text(_NOW),
        "updated_at": utc_text(_NOW),
    }])  # fmt: skip
    db.load("activity_stations", [{"activity_id": key, "station_id": one} for one in stations])
    for n in range(chance.randrange(1, 5)):
        _session(db, key, f"{key}-{n}", chance)


def _session(db: Database, activity: str, key: str, chance: random.Random) -> None:
    at = _NOW + timedelta(hours=chance.randrange(-780 * 24, 20 * 24))
    db.load("activity_sessions", [{
        "id": key, "activity_id": activity, "starts_at": utc_text(at),
        "ends_at": utc_text(at + timedelta(hours=2)), "capacity": 30, "waiting": 0,
        "opens_at": None, "closes_at": None, "reason": "", "moved_from": None, "version": 1,
        "state": chance.choice(("planned", "planned", "planned", "cancelled")),
    }])  # fmt: skip
    taken, erased = chance.randrange(30), chance.random() < 0.5
    db.load("signup_counts", [{
        "session_id": key, "taken": 0 if erased else taken, "waiting": 0,
        "came_to": taken if erased else None,
    }])  # fmt: skip
    for number in range(1, chance.randrange(1, 4)):
        result = f"{key}-{number}"
        db.load("activity_results", [{
            "id": result, "session_id": key, "number": number, "words": "", "by": "x",
            "people": chance.choice((None, chance.randrange(1, 60))), "shown": "x",
            "at": utc_text(at), "log": 1,
        }])  # fmt: skip
        db.load("activity_supplies", [
            {"result_id": result, "supply": one, "count": chance.randrange(1, 40)}
            for one in chance.sample(("water", "tea", "gone_supply"), 2)
        ])  # fmt: skip


def _giveaway(db: Database, station: str, chance: random.Random) -> None:
    row = db.row("select area_code from stations where id = :id", id=station)
    assert row
    db.load("giveaways", [{
        "id": "g", "station_id": station, "place_name": "", "area_code": row["area_code"],
        "season": "2026", "title": "g", "details": "", "activity_id": None, "needs_card": 0,
        "shows_counts": 0, "state": "open", "closed_at": None, "demo": 0, "version": 1,
        "created_at": utc_text(_NOW), "updated_at": utc_text(_NOW),
    }])  # fmt: skip
    db.load("giveaway_categories", [{
        "giveaway_id": "g", "code": "coat", "word": "外套", "unit": "件", "per_person": None,
        "disinfect": 0, "position": 1,
    }])  # fmt: skip
    stock = _Stock(db)
    stock.move("in", 500, "outside", "ready")
    for n in range(20):
        key, days = f"handout-key-{n:08d}", chance.randrange(700)
        at = utc_text(_NOW - timedelta(days=days))
        db.load("giveaway_handouts", [{
            "key": key, "giveaway_id": "g", "card_id": None, "said": "", "session_id": None,
            "given_at": at, "at": at, "by": "x", "shown": "x",
        }])  # fmt: skip
        amount = chance.randrange(1, 9)
        given = stock.move("give", amount, "ready", "given", handout=key)
        if chance.random() < 0.3:
            stock.move("counter", amount, "given", "ready", handout=key, corrects=given)


class _Stock:
    """The ledger of one category, row after row."""

    def __init__(self, db: Database) -> None:
        self.db, self.seq, self.held = db, 0, dict.fromkeys(_STAGES, 0)

    def move(self, kind: str, amount: int, source: str, target: str, *, handout: str | None = None,
             corrects: int | None = None) -> int:  # fmt: skip
        before, self.seq = {f"{one}_before": n for one, n in self.held.items()}, self.seq + 1
        for stage, sign in ((source, -1), (target, 1)):
            if stage in self.held:
                self.held[stage] += sign * amount
        self.db.load("giveaway_entries", [{
            "giveaway_id": "g", "category": "coat", "seq": self.seq, "kind": kind,
            "amount": amount, "source": source, "target": target, **self.held, **before,
            "previous": self.seq - 1 or None, "giver": None, "handout": handout,
            "corrects": corrects, "form": None, "reason": "x", "at": utc_text(_NOW), "by": "x",
            "shown": "x",
        }])  # fmt: skip
        return self.seq


assert _NOW.date() == TODAY


def _door(db: Database, chance: random.Random) -> None:
    """People noted at each session, some by mistake, some where it had been called off."""
    for row in db.rows("select id, starts_at from activity_sessions order by id"):
        db.load("arrivals", [{
            "id": f"{chance.getrandbits(128):032x}", "session_id": row["id"], "signup_id": None,
            "found": chance.choice(("walk_in", "signed_up", "off")), "at": row["starts_at"],
            "phone_at": row["starts_at"], "received_at": row["starts_at"], "phone": "a" * 32,
            "account_id": "x",
            "taken_back_at": row["starts_at"] if chance.random() < 0.2 else None,
        } for _ in range(chance.randrange(1, 12))])  # fmt: skip
