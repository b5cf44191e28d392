"""The form's helpers get what they ask for, and nobody learns of what is not theirs."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import shapely
from flask import Flask
from flask.testing import FlaskClient

from stations.accounts.roles import MAY, Action, Role
from stations.areas import store as outlines
from stations.areas.store import Outline
from stations.db import opening
from stations.db.base import Database
from stations.geo import frames
from stations.geo.point import Datum, Point
from stations.registry.model import Hours, Place
from stations.registry.stored import store
from tests.support import make
from tests.support.deskwork import seated

ASKED = ("ready", "hours?words=8:00-20:00", "place?point=36.65,117.12", "outline?area=370102")
SECRET = "只有别处知道的驿站"


@pytest.fixture
def db(address: str) -> Iterator[Database]:
    database = opening.open_ready(address)
    elsewhere = Place(
        area_code="370105", district_code="370105", city_code="3701",
        point=Point(lat=36.6501, lon=117.1201),
    )  # fmt: skip
    with database.writing():
        shape = bytes(shapely.to_wkb(shapely.box(117.0, 36.6, 117.2, 36.7)))
        outlines.replace(
            database, [Outline(code="370102", name="历下区", shape=shape)], at=make.NOON
        )
        hours = Hours(osm="Mo-Fr 07:00-19:00", words="问门卫")
        store.add(
            database,
            [
                make.station(id="a", name="自己的驿站", hours=hours),
                make.station(id="far", name=SECRET, place=elsewhere, hours=hours),
            ],
            history=(),
        )
    yield database
    database.close()


@pytest.fixture
def editor(app: Flask, db: Database) -> FlaskClient:
    return seated(app, "a-editor")


def test_only_those_who_edit_are_answered(app: Flask, db: Database) -> None:
    for role in (Role.KEEPER, Role.EDITOR, Role.AUDITOR, Role.FINANCE):
        client = seated(app, f"a-{role.value}")
        for asked in ASKED:
            answer = client.get(f"/desk/assist/{asked}")
            assert (answer.status_code == 200) == (Action.EDIT in MAY[role]), (role, asked)
            assert answer.headers["Cache-Control"] == "no-store"
            assert "json" in answer.headers["Content-Type"]
    assert app.test_client().get("/desk/assist/ready").status_code == 302


def test_the_form_is_given_the_token_that_a_post_needs(editor: FlaskClient) -> None:
    told = editor.get("/desk/assist/ready").get_json()
    assert told["account"] == "id-editor"
    without = editor.post("/desk/stations/a/edit", data={"version": "1"})
    assert without.status_code == 403
    arrived = editor.post("/desk/stations/a/edit", data={"csrf_token": told["token"]})
    assert "表单没有完整送到" in arrived.get_data(as_text=True)


def test_hours_are_read_as_a_week(editor: FlaskClient) -> None:
    told = editor.get("/desk/assist/hours", query_string={"words": "周一至周五9:00-17:00"})
    assert told.get_json()["understood"] == "exact"
    assert told.get_json()["words"] == "周一至周五 9:00–17:00；周六周日关门"
    week = {day["name"]: day["hours"] for day in told.get_json()["week"]}
    assert (week["周一"], week["周日"]) == ("09:00–17:00", "休息")
    wrong = editor.get("/desk/assist/hours", query_string={"words": "8" * 300})
    assert wrong.status_code == 400
    assert "255" in wrong.get_json()["detail"]


def test_words_that_nobody_touched_show_the_hours_that_are_stored(editor: FlaskClient) -> None:
    def asked(station: str) -> dict[str, object]:
        query = {"words": "问门卫", "station": station}
        return dict(editor.get("/desk/assist/hours", query_string=query).get_json())

    assert asked("a")["understood"] == "kept"
    assert "07:00–19:00" in str(asked("a")["week"])
    for other in ("", "far", "none"):
        assert asked(other)["understood"] == "unknown", "a foreign station's hours are not told"


@pytest.mark.parametrize("datum", list(Datum))
def test_a_pair_of_any_datum_is_the_same_place(editor: FlaskClient, datum: Datum) -> None:
    there = Point(lat=36.65, lon=117.12)
    lat, lon = frames.point_in(there, datum=datum)
    asked = {"point": f"{lon:.7f},{lat:.7f}", "datum": datum.value, "area": "370102"}
    told = editor.get("/desk/assist/place", query_string=asked).get_json()
    assert (told["lat"], told["lon"]) == (36.65, 117.12)
    assert "历下区" in told["words"]
    assert ("换算" in told["words"]) == (datum is not Datum.WGS84)
    assert [one["name"] for one in told["near"]] == ["自己的驿站"]


@pytest.mark.parametrize(
    "asked", [{"point": "泉城路"}, {"point": ""}, {"point": "36,117", "datum": "mars"}]
)
def test_what_is_no_place_is_told_in_a_sentence(editor: FlaskClient, asked: dict[str, str]) -> None:
    answer = editor.get("/desk/assist/place", query_string=asked)
    assert answer.status_code == 400
    assert answer.get_json()["detail"].endswith("。")


def test_the_map_gets_its_outline_its_middle_and_its_names(editor: FlaskClient) -> None:
    told = editor.get("/desk/assist/outline?area=370102").get_json()
    assert told["name"] == "历下区"
    assert len(told["rings"]) == 1
    assert told["home"] == [36.65, 117.12]
    assert told["ground"]["leaflet"].endswith("leaflet.js")
    assert editor.get("/desk/assist/outline?station=a").get_json()["rings"] == told["rings"]
    assert editor.get("/desk/assist/outline?area=999999").status_code == 400


def test_nothing_of_a_foreign_station_is_told(
    app: Flask, db: Database, editor: FlaskClient
) -> None:
    for client in (editor, seated(app, "a-keeper")):
        for asked in (
            "place?point=36.6501,117.1201&station=far", "place?point=36.6501,117.1201&station=none",
            "hours?words=问门卫&station=far", "outline?station=far",
        ):  # fmt: skip
            assert SECRET not in client.get(f"/desk/assist/{asked}").get_data(as_text=True)
