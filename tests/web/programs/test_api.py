"""The API gives true answers, refuses what cannot be right, and lets no position out."""

from __future__ import annotations

import contextlib
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import hypothesis
import pytest
import schemathesis
from flask.testing import FlaskClient
from schemathesis.specs.openapi.checks import positive_data_acceptance

from stations.app import create_app
from stations.config import Settings
from stations.db import opening
from stations.geo.distance import between
from stations.geo.point import Point
from stations.registry.model import Premises
from stations.registry.stored import store
from tests.support import make, small_city
from tests.web.programs import strict_description

NEAREST = "/api/v1/stations/nearest"
HERE = "lat=36.66649&lon=117.02349"
HEADERS = (
    "Content-Security-Policy", "Referrer-Policy", "X-Content-Type-Options", "Permissions-Policy",
    "Cross-Origin-Opener-Policy", "Cross-Origin-Resource-Policy",
)  # fmt: skip


@contextlib.contextmanager
def answering(address: str, folder: Path) -> Iterator[FlaskClient]:
    """A client of the small city in this migrated database."""
    small_city.fill(address)
    app = create_app(Settings(database=address, state=folder / "state"))
    try:
        yield app.test_client()
    finally:
        app.extensions["stations"].connections().close()


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory, migrated_file: Path) -> Iterator[FlaskClient]:
    """One for all tests that only ask; that PostgreSQL answers alike is a sentence of its own."""
    folder = tmp_path_factory.mktemp("api")
    shutil.copyfile(migrated_file, folder / "stations.db")
    with answering(str(folder / "stations.db"), folder) as asking:
        yield asking


@pytest.fixture
def own(address: str, tmp_path: Path) -> Iterator[FlaskClient]:
    """One with a database of its own, on each engine in turn."""
    with answering(address, tmp_path) as asking:
        yield asking


@pytest.fixture(autouse=True)
def _moment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("STATIONS_NOW", small_city.NOW.isoformat())


def asked(client: FlaskClient, query: str) -> dict[str, Any]:
    answer = client.get(f"{NEAREST}?{query}")
    assert answer.status_code == 200, answer.text
    found: dict[str, Any] = answer.get_json()
    return found


def test_the_answer_equals_a_walk_over_all_stations(client: FlaskClient) -> None:
    db = client.application.extensions["stations"].connections()
    me = Point(lat=36.66649, lon=117.02349)
    listed = [s for s in store.every(db) if s.is_listed]
    for wants in ((), ("drinking_water",), ("drinking_water", "restroom")):
        fit = [s for s in listed if set(wants) <= set(s.available)]
        oracle = sorted((between(me, s.place.point), s.id) for s in fit)
        query = HERE + "&limit=50" + (f"&wants={','.join(wants)}" if wants else "")
        found = asked(client, query)
        assert [one["id"] for one in found["stations"]] == [one for _, one in oracle]
        for one, (far, _) in zip(found["stations"], oracle, strict=True):
            assert abs(one["distance_m"] - far) <= 0.1
        assert found["complete"]


QUESTIONS = (
    *(f"{NEAREST}?{HERE}&{more}" for more in (
        "limit=50", "limit=50&wants=drinking_water", "limit=50&wants=drinking_water,restroom",
        "limit=50&open=now", "limit=50&open=now&unknown_hours=include", "limit=1",
        "limit=1&datum=gcj02", "within_m=100&limit=50", "min_star=4", "limit=0",
    )),
    "/api/v1/stations?bbox=116.9,36.5,117.3,36.8", "/api/v1/stations?bbox=170,-10,-170,10",
    "/api/v1/stations?bbox=1,5,2,4", "/api/v1/stations/a-open", "/api/v1/stations/x-draft",
    "/api/v1/stations/g-gone", "/api/v1/stations/h-planned", "/api/v1/stations/nobody",
    "/api/v1/vocabularies",
)  # fmt: skip


def test_both_engines_answer_alike(client: FlaskClient, own: FlaskClient) -> None:
    for question in QUESTIONS:
        one, other = client.get(question), own.get(question)
        assert (one.status_code, one.data) == (other.status_code, other.data), question


def test_kinds_and_hosts_are_those_of_which_a_station_has_one(own: FlaskClient) -> None:
    db = own.application.extensions["stations"].connections()
    hosts = ("bank", "post", "", 'x","host":"bank')
    with db.writing():
        for number, host in enumerate(hosts):
            premises = Premises(host=host if number < 3 else "", operator=host)
            one = make.station(id=f"host-{number}", lat=36.7, lon=117.1, premises=premises)
            store.add(db, [one], history=())
    own.application.extensions["stations"].keeper._true_at -= 1.0
    listed = [s for s in store.every(db) if s.is_listed]
    for query, kept in (
        ("host=bank", lambda s: s.premises.host == "bank"),
        ("host=bank,post", lambda s: s.premises.host in ("bank", "post")),
        ("host=bank&host=post", lambda s: s.premises.host in ("bank", "post")),
        ("kind=rest_station", lambda s: s.kind == "rest_station"),
        ("kind=rest_station,drivers_home&host=post", lambda s: s.premises.host == "post"),
    ):
        found = asked(own, f"{HERE}&limit=50&{query}")["stations"]
        assert {one["id"] for one in found} == {s.id for s in listed if kept(s)}, query


def test_a_shut_station_is_never_offered_as_open(client: FlaskClient) -> None:
    found = asked(client, HERE + "&limit=50&open=now")
    ids = [one["id"] for one in found["stations"]]
    assert "f-paused" not in ids
    assert "e-weekdays" not in ids
    assert "a-open" in ids
    assert all(one["open"] is True for one in found["stations"])


def test_unknown_hours_come_last_when_they_are_included(client: FlaskClient) -> None:
    found = asked(client, HERE + "&limit=50&open=now&unknown_hours=include")["stations"]
    assert found[-1]["id"] == "d-unknown"
    assert found[-1]["open"] is None


def test_a_station_says_until_when_and_from_when(client: FlaskClient) -> None:
    found = {one["id"]: one for one in asked(client, HERE + "&limit=50")["stations"]}
    assert found["a-open"]["closes_at"] == "2026-11-21T21:00:00+08:00"
    assert found["e-weekdays"]["opens_at"] == "2026-11-23T09:00:00+08:00"
    assert found["f-paused"]["opens_at"] == "2026-12-02T00:00:00+08:00"
    assert found["c-always"]["closes_at"] is None


def test_places_come_in_the_datum_asked_for(client: FlaskClient) -> None:
    plain = asked(client, HERE + "&limit=1")
    shifted = asked(client, HERE + "&limit=1&datum=gcj02")
    assert (plain["datum"], shifted["datum"]) == ("wgs84", "gcj02")
    again = f"lat={shifted['stations'][0]['lat']}&lon={shifted['stations'][0]['lon']}&datum=gcj02"
    assert asked(client, again + "&limit=1")["stations"][0]["distance_m"] <= 0.1


def test_what_is_left_out_is_said(client: FlaskClient) -> None:
    assert asked(client, HERE + "&limit=1")["complete"] is False
    assert asked(client, HERE + "&within_m=100&limit=50")["complete"] is False
    assert asked(client, HERE + "&limit=50")["complete"] is True


WRONG = {
    "lat": ["lat=NaN&lon=117", "lat=inf&lon=117", "lat=91&lon=1", "lat=&lon=117", "lon=117",
            "lat=３６&lon=117", "lat=3e1&lon=117", "lat=1_0&lon=117", "lat=36,1&lon=117",
            "lat=1&lat=2&lon=117", "lat=1e999&lon=1", "lat=36%00&lon=1", "lat=117.1&lon=36.6"],
    "lon": ["lat=36&lon=181", "lat=36&lon=text", "lat=36", "lat=36&lon=-180.1"],
    "limit": [f"{HERE}&limit={n}" for n in ("0", "-1", "51", "1000000000", "１０", "1e3", "")]
    + [f"{HERE}&limit={'9' * 5000}"],
    "wants": [f"{HERE}&wants={w}" for w in ("", "gold", "restroom,,", "restroom,gold")],
    "datum": [f"{HERE}&datum=wgs72", f"{HERE}&datum="],
    "open": [f"{HERE}&open={m}" for m in ("2026-10-01T25:00", "2026-02-30T09:00", "later", "")],
    "kind": [f"{HERE}&kind=castle", f"{HERE}&kind=", f"{HERE}&kind=rest_station,castle"],
    "host": [f"{HERE}&host=castle", f"{HERE}&host="],
    "min_star": [f"{HERE}&min_star=6"],
    "within_m": [f"{HERE}&within_m={m}" for m in ("-5", "nan", "1e308", "")],
    "unknown_hours": [f"{HERE}&unknown_hours=yes"],
    "k": [f"{HERE}&k=1"],
}  # fmt: skip


@pytest.mark.parametrize(("name", "query"), [(n, q) for n, qs in WRONG.items() for q in qs])
def test_a_wrong_parameter_is_named_and_its_value_is_not_repeated(
    client: FlaskClient, name: str, query: str
) -> None:
    answer = client.get(f"{NEAREST}?{query}")
    assert answer.status_code == 400
    assert answer.content_type == "application/problem+json"
    problem = answer.get_json()
    assert problem["parameter"] == name
    assert name in problem["detail"] or name == "k"
    assert "36.66649" not in answer.text
    assert "gold" not in answer.text


def test_swapped_axes_are_hinted_at(client: FlaskClient) -> None:
    assert "写反" in client.get(f"{NEAREST}?lat=117.02&lon=36.66").get_json()["detail"]


def test_every_response_carries_the_headers(client: FlaskClient) -> None:
    for path in (
        f"{NEAREST}?{HERE}", f"{NEAREST}?lat=x", "/nowhere", "/api/v1/nowhere", "/healthz",
        "/static/css/site.css", "/api/v1/openapi.json", "/", "/static/none.css",
    ):  # fmt: skip
        answer = client.get(path)
        assert all(name in answer.headers for name in HEADERS), path
        assert "unsafe" not in answer.headers["Content-Security-Policy"]
        assert "Strict-Transport-Security" not in answer.headers
        answer.close()
    secure = client.get("/healthz", base_url="https://localhost")
    assert "Strict-Transport-Security" in secure.headers
    assert client.get(f"{NEAREST}?{HERE}").headers["Cache-Control"] == "no-store"
    with client.get("/static/css/site.css") as asked_again:
        assert asked_again.headers["Cache-Control"] == "no-cache"


def test_pages_of_a_box_hold_every_station_once(
    client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("stations.web.programs.api.PAGE", 7)
    url, found = "/api/v1/stations?bbox=116.9,36.5,117.3,36.8", []
    while url:
        page = client.get(url).get_json()
        found += [feature["id"] for feature in page["features"]]
        assert len(page["features"]) <= 7
        url = page["next"]
    everything = asked(client, HERE + "&limit=50")["stations"]
    assert sorted(found) == sorted(one["id"] for one in everything if one["id"] != "z-far")


def test_a_box_may_cross_the_date_line_but_not_stand_on_its_head(client: FlaskClient) -> None:
    assert client.get("/api/v1/stations?bbox=170,-10,-170,10").status_code == 200
    for wrong in ("122,31,121,32", "1,2,3", "a,b,c,d", "nan,nan,nan,nan", "1,5,2,4", ""):
        answer = client.get(f"/api/v1/stations?bbox={wrong}")
        assert (answer.status_code, answer.get_json()["parameter"]) == (400, "bbox")


def test_one_station_is_whole_and_keeps_private_things(client: FlaskClient) -> None:
    answer = client.get("/api/v1/stations/a-open")
    assert answer.get_json()["public_phone"] == "0531-8290 1234"
    assert "13812345678" not in answer.text
    for hidden in ("x-draft", "g-gone", "h-planned", "nobody"):
        assert client.get(f"/api/v1/stations/{hidden}").status_code == 404


def test_vocabularies_are_checked_by_their_etag(client: FlaskClient) -> None:
    first = client.get("/api/v1/vocabularies")
    again = client.get("/api/v1/vocabularies", headers={"If-None-Match": first.headers["ETag"]})
    assert (first.status_code, again.status_code, again.data) == (200, 304, b"")
    assert set(first.get_json()) == {
        "amenities", "kinds", "entry", "hosts", "activity_kinds"
    }  # fmt: skip


def test_a_missing_database_is_said_and_not_shown(tmp_path: Path) -> None:
    app = create_app(Settings(database=str(tmp_path / "none.db"), state=tmp_path))
    health = app.test_client().get("/healthz")
    answer = app.test_client().get(f"{NEAREST}?{HERE}")
    assert (health.status_code, answer.status_code) == (503, 503)
    assert str(tmp_path) not in answer.text + health.text


def test_the_description_holds_under_generated_requests(own: FlaskClient) -> None:
    app = own.application
    schema = schemathesis.openapi.from_dict(strict_description.document())
    schema.app = app
    paths = set()
    for described in schema.get_all_operations():
        operation = described.ok()
        paths.add(operation.path)

        @hypothesis.given(case=operation.as_strategy())
        @hypothesis.settings(
            max_examples=25, deadline=None, database=None,
            suppress_health_check=list(hypothesis.HealthCheck),
        )  # fmt: skip
        def holds(case: schemathesis.Case) -> None:
            # A time such as 25:00 or a box with its south in the north fits a pattern only.
            case.call_and_validate(
                headers={"Accept-Encoding": "identity"},  # Called by WSGI it unpacks nothing.
                excluded_checks=[positive_data_acceptance],
            )

        holds()
    assert NEAREST in paths
    assert len(paths) == 5


def test_a_station_added_later_is_found(own: FlaskClient) -> None:
    services = own.application.extensions["stations"]
    asked(own, HERE)
    db = opening.open_ready(services.settings.database)
    with db.writing():
        store.add(db, [make.station(id="new", lat=36.66649, lon=117.02349)], history=())
    db.close()
    services.keeper._true_at -= 1.0  # as if the last look had been a second ago
    assert asked(own, HERE + "&limit=1")["stations"][0]["id"] == "new"
