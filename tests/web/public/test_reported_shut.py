"""A station that several people found shut stands nowhere among the open ones, and says why."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import orjson
import pytest
from flask.testing import FlaskClient

from stations import config
from stations.accounts.model import Account, Grant
from stations.accounts.roles import Role
from stations.app import create_app
from stations.db import opening
from stations.db.base import Database
from stations.registry import openness
from stations.registry.editing import verifying
from stations.registry.editing.verifying import VerifiedFields
from stations.registry.model import Lifecycle, Station, next_version
from stations.registry.states import Phase
from stations.registry.stored import change_store, history_store, search_rows, store
from stations.registry.upkeep import rebuild
from tests.support import make, small_city

WORDS = "多人反映未开放"
SINCE = small_city.NOW - timedelta(days=1)


def flagged() -> list[Station]:
    """The small city, in which two stations are reported shut: one of them is paused as well."""
    paused = Lifecycle(phase=Phase.SUSPENDED, reason="装修")
    also = make.station(
        id="q-paused",
        name="停着的驿站",
        lat=36.661,
        lon=117.02,
        reported_shut=SINCE,
        lifecycle=paused,
    )
    city = [
        replace(one, reported_shut=SINCE) if one.id == "c-always" else one
        for one in small_city.stations()
    ]
    return [*city, also]


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory, migrated_file: Path) -> Iterator[FlaskClient]:
    folder = tmp_path_factory.mktemp("reported")
    path = folder / "stations.db"
    path.write_bytes(migrated_file.read_bytes())
    db = opening.open_ready(str(path))
    with db.writing():
        store.add(db, flagged(), history=())
    db.close()
    given = {"STATIONS_DATABASE": str(path), "STATIONS_STATE": str(folder)}
    app = create_app(config.from_environment(given))
    yield app.test_client()
    app.extensions["stations"].connections().close()


@pytest.fixture(autouse=True)
def _held_clock(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("STATIONS_NOW", small_city.NOW.isoformat())


def nearest(client: FlaskClient, **more: Any) -> dict[str, dict[str, Any]]:
    query = {"lat": 36.665, "lon": 117.025, "limit": 50, **more}
    answer = client.get("/api/v1/stations/nearest", query_string=query)
    return {one["id"]: one for one in orjson.loads(answer.data)["stations"]}


def test_the_finder_does_not_call_it_open(client: FlaskClient) -> None:
    one = nearest(client)["c-always"]
    assert one["open"] is None
    assert one["reported_shut"] == SINCE.isoformat()
    assert one["hours"] == "24/7"
    assert "c-always" not in nearest(client, open="now")
    assert nearest(client, open="now", unknown_hours="include")["c-always"]["open"] is None
    assert nearest(client)["q-paused"]["open"] is False
    assert nearest(client)["a-open"]["reported_shut"] is None


def test_the_list_sets_it_apart_from_the_open_ones(client: FlaskClient) -> None:
    page = client.get("/?area=370102").get_data(as_text=True)
    sure, _, unknown = page.partition('<h2 class="group">')
    assert "泉城广场驿站" in sure
    assert "大明湖驿站" not in sure
    row = unknown[unknown.index('data-id="c-always"') :].split("</li>")[0]
    assert WORDS in row
    assert "#mark-shut" in row
    assert "大明湖驿站" not in client.get("/?area=370102&hours=24").get_data(as_text=True)


def test_the_page_of_the_station_says_since_when_and_what_to_do(client: FlaskClient) -> None:
    page = client.get("/stations/c-always").get_data(as_text=True)
    assert f"<span>{WORDS}</span>" in page
    assert 'data-one="shut"' in page
    assert "（2026-11-20）" in page
    assert "请去别的驿站" in page
    assert "24 小时" in page
    paused = client.get("/stations/q-paused").get_data(as_text=True)
    assert WORDS not in paused
    assert "暂停开放" in paused


def test_a_frame_of_the_map_says_it_too(client: FlaskClient) -> None:
    page = client.get("/embed?area=370102").get_data(as_text=True)
    row = page[page.index("大明湖驿站") :].split("</li>")[0]
    assert WORDS in row


def test_the_cells_tell_a_phone_of_any_release(client: FlaskClient) -> None:
    told = {}
    for entry in client.get("/cells/manifest.json").json["cells"]:
        cell = client.get(f"/cells/{entry[-1]}.json").json
        for n, station_id in enumerate(cell["ids"]):
            told[station_id] = tuple(
                cell[name][n] if isinstance(cell[name], list) else cell[name]
                for name in ("reported", "time")
            )
    # A phone that does not know the new column finds the hours unknown, and never open.
    assert told["c-always"] == (1, -1)
    assert told["q-paused"] == (1, -1)
    assert {reported for reported, _ in told.values()} == {0, 1}
    assert told["a-open"][1] >= 0


def test_one_station_in_the_interface_tells_it_with_its_rating(client: FlaskClient) -> None:
    told = client.get("/api/v1/stations/c-always").json
    assert told["reported_shut"] == SINCE.isoformat()
    assert told["verified_on"] is None
    assert told["rating"] == {"mean": None, "count": 0}


def test_hours_confirmed_at_the_door_end_it_and_nothing_else_does(db: Database) -> None:
    one = make.station(id="a", reported_shut=make.NOON)
    who = Account(
        id="k", name="keeper", shown="站长", grants=(Grant(role=Role.KEEPER, station_id="a"),)
    )
    with db.writing():
        store.add(db, [one], history=())
    act = make.act("verified")

    def confirm(groups: set[VerifiedFields], *, on_the_spot: bool) -> Station:
        verifying.confirm(db, ["a"], groups=groups, on_the_spot=on_the_spot, by=who, act=act)
        return store.get(db, "a")

    assert confirm({VerifiedFields.HOURS}, on_the_spot=False).reported_shut == make.NOON
    assert (
        confirm(set(VerifiedFields) - {VerifiedFields.HOURS}, on_the_spot=True).reported_shut
        == make.NOON
    )
    assert confirm({VerifiedFields.HOURS}, on_the_spot=True).reported_shut is None
    newest = history_store.of_station(db, "a")[0]
    assert newest["changes"]["reported_shut"] == ["2026-11-20T04:00:00Z", ""]


def test_the_flag_is_a_change_like_any_other(db: Database) -> None:
    one = make.station(id="a")
    with db.writing():
        store.add(db, [one], history=())
        shut = next_version(replace(one, reported_shut=make.NOON), at=make.NOON)
        change_store.record(db, [(one, shut)], act=make.act("flagged"))
    assert store.get(db, "a") == shut
    assert search_rows.published(db, "a").published["reported_shut"] == "2026-11-20T04:00:00+00:00"
    [row] = search_rows.stream(db, after=-1)
    opening = openness.from_text(row[search_rows.COLUMNS.index("opening")])
    assert opening.reported


def test_cards_of_an_older_database_say_that_nobody_reported(db: Database) -> None:
    with db.writing():
        store.add(db, [make.station(id="a", name='带"引号}的')], history=())
        whole = orjson.loads(db.rows("select fragment from cards")[0]["fragment"])
        old = {key: value for key, value in whole.items() if key != "reported_shut"}
        db.run("update cards set fragment = :old", old=orjson.dumps(old).decode())
        db.run("update station_words set form = 'older'")
    assert rebuild.rebuild_outdated(db) == 1
    assert search_rows.published(db, "a").published == {**old, "reported_shut": None}
