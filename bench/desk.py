"""Every list page of the desk for a clerk of one district, in milliseconds of processor.

The district keeps a share of the stations; the log holds a million changes made elsewhere. What a
page costs with 190,000 stations is told beside what it costs with 526.
"""

from __future__ import annotations

import statistics
import tempfile
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from flask import Flask
from flask.testing import FlaskClient

from bench.ratio import Goal
from stations.accounts import sessions
from stations.accounts import store as accounts
from stations.accounts.model import Account, Grant
from stations.accounts.roles import Role
from stations.app import create_app
from stations.areas import codes
from stations.audit.model import COMMAND_LINE, Act
from stations.config import Settings
from stations.db import migration, opening
from stations.db.base import Database
from stations.geo.point import Point
from stations.registry.bulk import bulk_changes
from stations.registry.model import Place, Record, Station
from stations.web import clock
from stations.web.guarding import PREFIX

SIZES = (526, 190_000)
CHANGES = 1_000_000
_AT = datetime(2026, 11, 20, 4, tzinfo=UTC)
_ACT = Act(actor=COMMAND_LINE, by="bench", action="imported", at=_AT)
_DISTRICT = "370102"
_MUST = Goal(must=500)
_ROUNDS = 3
_CHUNK = 100_000
_FAR = 1
"""The station of another city that all is done to."""


def lines(*, sizes: tuple[int, ...] = SIZES, changes: int = CHANGES) -> list[str]:
    """Give the table."""
    measured = [_pages(count, changes) for count in sizes]
    heads = " | ".join(f"{count:,} stations ms" for count in sizes)
    found = [f"| page | {heads} | must |", f"|---|{'---|' * len(sizes)}---|"]
    for path in measured[0]:
        times = " | ".join(f"{one[path]:.0f}" for one in measured)
        found.append(f"| `{path}` | {times} | {_MUST.must} |")
    return found


def _pages(count: int, changes: int) -> dict[str, float]:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "stations.db"
        _fill(str(path), count=count, changes=changes)
        app = create_app(Settings(database=str(path), state=Path(folder)))
        client = _clerk(app)
        paths = [one for one in _lists(app) if client.get(one).status_code == 200]
        found = {one: statistics.median(_asked(client, one)) for one in paths}
        app.extensions["stations"].connections().close()
        return found


def _asked(client: FlaskClient, path: str) -> Iterator[float]:
    for _ in range(_ROUNDS):
        begun = time.process_time()
        client.get(path)
        yield 1_000 * (time.process_time() - begun)


def _lists(app: Flask) -> list[str]:
    """The pages of the desk whose address names no one thing."""
    return sorted(
        rule.rule
        for rule in app.url_map.iter_rules()
        if rule.rule.startswith(PREFIX) and not rule.arguments and "GET" in (rule.methods or ())
        and "/assist/" not in rule.rule and rule.endpoint.partition(".")[0] != "signing"
    )  # fmt: skip


def _clerk(app: Flask) -> FlaskClient:
    db = app.extensions["stations"].connections()
    grants = (Grant(role=Role.EDITOR, area=_DISTRICT),)
    clerk = Account(id="clerk", name="clerk", shown="区编辑", grants=grants)
    with db.writing() as tx:
        accounts.add(tx, clerk, password="-", at=_AT)
        token = sessions.open_for(tx, clerk.id, at=clock.now())
    client = app.test_client()
    with client.session_transaction(path=f"{PREFIX}/") as session:
        session["_user_id"], session["_fresh"] = token, True
    return client


def _fill(address: str, *, count: int, changes: int) -> None:
    db = opening.connect(address, create=True)
    migration.migrate(db)
    pairs = [(None, one) for one in _stations(count)]
    with (
        bulk_changes.made_ready(db, pairs, act=_ACT, subject="stations") as ready,
        db.writing(late=True) as tx,
    ):
        ready.take(tx, check=lambda tx: None)
    _change_elsewhere(db, changes)
    with db.writing() as tx:
        tx.run("analyze")
    db.close()


def _stations(count: int) -> Iterator[Station]:
    """Stations of the country: one in a hundred, or nearly all of a few, lie in the district."""
    record = Record(created_at=_AT, updated_at=_AT)
    elsewhere = [one.code for city in codes.cities() for one in codes.districts(city.code[:4])]
    for number in range(count):
        mine = number != _FAR and (number % 100 == 0 or count < 1_000)
        area = _DISTRICT if mine else elsewhere[number % len(elsewhere)]
        point = Point(lat=36.6 + number % 71 / 500, lon=117.0 + number % 997 / 5_000)
        place = Place(area_code=area, district_code=area, city_code=area[:4], point=point)
        name = f"第 {number} 驿站"
        yield Station(id=_id(number), name=name, place=place, record=record)


def _id(number: int) -> str:
    return f"b{number:011}"


def _change_elsewhere(db: Database, changes: int) -> None:
    """Changes of one station of another city, as the tables hold them."""
    [head] = db.rows("select * from log order by number desc limit 1")
    [row] = db.rows("select * from station_history where station_id = :id", id=_id(_FAR))
    first = int(head["number"]) + 1
    for start in range(first, first + changes, _CHUNK):
        numbers = range(start, min(start + _CHUNK, first + changes))
        with db.writing() as tx:
            tx.load(
                "log",
                ({**head, "number": n, "area": "440305", "subject": "station:far"}
                 for n in numbers),
            )  # fmt: skip
            tx.load("station_history", ({**row, "version": n + 1, "log": n} for n in numbers))
            areas = ("", "44", "4403", "440305")
            tx.load(
                "history_areas",
                ({"area": area, "log": n, "n": 1, "first_id": row["station_id"]}
                 for area in areas for n in numbers),
            )  # fmt: skip
