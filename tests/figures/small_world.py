"""A few stations with visits and reports by chance, in a few places."""

from __future__ import annotations

import random
from collections import Counter
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

from stations.audit.model import Act
from stations.db.base import Database
from stations.geo.point import Point
from stations.registry.model import Lifecycle, Place, Record, Star, Verified, next_version
from stations.registry.states import Phase
from stations.registry.stored import change_store, store
from tests.support import make

TODAY = date(2026, 11, 20)
KEEPERS = ("370102001", "370102002", "370102", "370112001", "370112", "3701", "350102001")
_KINDS = ("rest_station", "drivers_home", "popup")
_FIRST = datetime(2024, 6, 1, 4, tzinfo=UTC)


def build(db: Database, *, seed: int, stations: int = 12, reports: int = 60) -> None:
    """Stations whose life is recorded step by step, with what workers did at them."""
    chance = random.Random(seed)
    ids = [f"s{n}" for n in range(stations)]
    for one in ids:
        _live(db, one, chance)
    with db.writing():
        db.load("reports", [_report(n, chance.choice(ids), chance) for n in range(reports)])
        visits = _visits(ids, chance)
        db.load("check_ins", visits)
        db.load("check_in_hours", _hours(visits, chance))


def _live(db: Database, station_id: str, chance: random.Random) -> None:
    keeper, at = chance.choice(KEEPERS), _FIRST + timedelta(days=chance.randrange(800))
    place = Place(
        area_code=keeper,
        district_code=keeper[:6] if len(keeper) >= 6 else "",
        city_code=keeper[:4],
        point=Point(lat=36.6 + chance.random() / 10, lon=117.1) if chance.random() < 0.8 else None,
    )
    now = make.station(
        id=station_id,
        name=f"{station_id}站",
        kind=chance.choice(_KINDS),
        place=place,
        record=Record(created_at=at, updated_at=at),
    )
    _record(db, None, now, at)
    for _ in range(chance.randrange(6)):
        at += timedelta(days=chance.randrange(1, 200), seconds=chance.randrange(86_400))
        if at.date() >= TODAY:
            break
        change = chance.choice(("star", "phase", "verified"))
        after = next_version(now, at=at)
        if change == "star":
            after = replace(after, star=Star(level=chance.randrange(1, 6)))
        elif change == "phase":
            after = replace(after, lifecycle=Lifecycle(phase=chance.choice(list(Phase))))
        else:
            after = replace(after, verified=Verified(on=at.date(), by="编辑"))
        if after != next_version(now, at=at):
            _record(db, now, after, at)
            now = store.get(db, station_id)


def _record(db: Database, before: object, after: object, at: datetime) -> None:
    act = Act(actor="clerk", by="测试", action="edited", at=at)
    with db.writing():
        change_store.record(db, [(before, after)], act=act)  # type: ignore[list-item]


def _report(n: int, station: str, chance: random.Random) -> dict[str, object]:
    moment = "%Y-%m-%dT%H:%M:%SZ"
    came = datetime(2024, 10, 1, tzinfo=UTC) + timedelta(seconds=chance.randrange(780 * 86_400))
    closed = came + timedelta(hours=chance.randrange(1, 500))
    done = chance.random() < 0.8 and closed.date() < TODAY
    return {
        "id": f"r{n}", "station_id": station, "receipt": str(n).rjust(64, "0"), "kind": "shut",
        "amenity": "", "words": "", "photo": "", "photo_shown": 0, "near": "unknown",
        "poster": 0, "staff": int(chance.random() < 0.1), "in_hours": 1, "device": "",
        "network": "", "at": came.strftime(moment), "state": "fixed" if done else "new",
        "reply": "好了" if done else "", "taken_at": None, "taken_by": "",
        "closed_at": closed.strftime(moment) if done else None, "closed_by": "",
    }  # fmt: skip


def _visits(ids: list[str], chance: random.Random) -> list[dict[str, object]]:
    days = {(chance.choice(ids), TODAY - timedelta(days=chance.randrange(760))) for _ in range(250)}
    return [
        {"station_id": one, "day": day.isoformat(), "n": chance.randrange(1, 9)}
        for one, day in sorted(days)
    ]


def _hours(visits: list[dict[str, object]], chance: random.Random) -> list[dict[str, object]]:
    """The same visits, each at some hour of its day."""
    hours: Counter[tuple[str, str, int]] = Counter()
    for one in visits:
        for _ in range(int(str(one["n"]))):
            hours[str(one["station_id"]), str(one["day"])[:7], chance.randrange(24)] += 1
    return [
        {"station_id": station, "month": month, "hour": hour, "n": n}
        for (station, month, hour), n in sorted(hours.items())
    ]
