"""At the desk an activity is planned, repeated, published, moved, and its result is written."""

from __future__ import annotations

import io
import re

import pytest
from flask import Flask, url_for
from flask.testing import FlaskClient
from PIL import Image

from stations.accounts.roles import Role
from stations.activities import listing_store, results, store
from stations.activities.model import Activity
from stations.db import opening
from stations.db.base import Database
from stations.geo.point import Datum, Point
from stations.registry.model import Place
from stations.registry.scoping import EVERYWHERE
from stations.registry.stored import store as stations
from tests.support import make
from tests.support.deskwork import seated, token_in

CLASS = {"kind": "night_class", "title": "书法夜校", "where": "stations", "stations": "a站\nN-b"}
MARKET = {"kind": "market", "title": "便民大集", "where": "place", "place_name": "建材市场",
          "area_code": "370102", "point": "36.6504, 117.106", "datum": "gcj02"}  # fmt: skip
EVENING = {"day": "2026-11-24", "begins": "19:00", "ends": "20:30", "capacity": "20",
           "waiting": "5", "opens": "2026-11-21T09:00"}  # fmt: skip


@pytest.fixture
def db(address: str) -> Database:
    """Two stations of a district; of one of them there is a keeper."""
    found = opening.open_ready(address)
    place = Place(area_code="370102", district_code="370102", city_code="3701",
                  point=Point(lat=36.6, lon=117.0))  # fmt: skip
    with found.writing():
        stations.add(
            found,
            [make.station(id=n, number=f"N-{n}", name=f"{n}站", place=place) for n in "ab"],
            history=(),
        )
    return found


@pytest.fixture
def editor(app: Flask, db: Database) -> FlaskClient:
    return seated(app, "a-editor")


def post(client: FlaskClient, path: str, **given: object) -> tuple[int, str]:
    token = token_in(client.get("/desk/password").data)
    answer = client.post(path, data={"csrf_token": token, **given})
    return answer.status_code, answer.get_data(as_text=True)


def only(db: Database) -> Activity:
    (row,) = db.rows("select id from activities")
    return store.get(db, row["id"])


def test_a_class_is_planned_published_moved_and_its_result_written(
    app: Flask, db: Database, editor: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert post(editor, "/desk/activities/", **CLASS)[0] == 303
    made = only(db)
    here = f"/desk/activities/{made.id}"
    assert made.stations == ("a", "b")
    assert "请先添加至少一个场次" in post(editor, f"{here}/publish", version="1")[1]
    assert post(editor, f"{here}/sessions", **EVENING)[0] == 303
    assert post(editor, f"{here}/publish", version="1")[0] == 303
    (session,) = only(db).sessions
    assert f"{session.starts_at:%d %H:%M}" == "24 11:00"
    at = f"/desk/activities/sessions/{session.id}"
    later = {**EVENING, "day": "2026-11-25", "version": "1", "do": "change"}
    assert "请写明原因" in post(editor, at, **later)[1]
    assert post(editor, at, **later, reason="老师出差")[0] == 303
    assert "原定 2026-11-24 19:00，老师出差" in editor.get(here).text
    assert "书法夜校" in editor.get("/desk/activities/").text
    keeper = seated(app, "a-keeper")
    assert "书法夜校" in keeper.get("/desk/mine/a").text
    monkeypatch.setenv("STATIONS_NOW", "2026-11-26T00:00:00Z")
    keeper = seated(app, "a-keeper")
    assert "记结果" in keeper.get("/desk/mine/a").text
    told = {"people": "18", "supply_water": "40", "after": "0"}
    assert post(keeper, f"{at}/result", **told)[0] == 303
    assert post(keeper, f"{at}/result", **{**told, "people": "3"})[0] == 409
    assert "发了饮用水 40。" in keeper.get(here).text
    assert not listing_store.without_result(db, EVERYWHERE, now=make.NOON)
    assert results.of(db, only(db))[session.id][0].people == 18


def test_a_form_that_comes_too_late_keeps_what_was_typed(db: Database, editor: FlaskClient) -> None:
    post(editor, "/desk/activities/", **CLASS)
    here = f"/desk/activities/{only(db).id}/edit"
    assert post(editor, here, **{**CLASS, "doer": "王老师"}, version="1")[0] == 303
    status, page = post(editor, here, **{**CLASS, "needs": "投影仪"}, version="1")
    assert status == 409
    assert all(words in page for words in ("别人改过", "投影仪", "王老师", 'value="2"'))


def test_a_market_at_a_place_of_its_own_is_kept_with_its_datum(
    db: Database, editor: FlaskClient
) -> None:
    for wrong, words in (
        ({"datum": ""}, "坐标系"), ({"point": "2.35, 48.85"}, "不在国内"),
        ({"point": "31.2, 121.5"}, "公里"), ({"place_name": ""}, "地点的名称"),
        ({"point": "somewhere"}, ""), ({"area_code": "370104"}, ""),
    ):  # fmt: skip
        status, page = post(editor, "/desk/activities/", **{**MARKET, **wrong})
        assert status in (400, 404)
        assert words in page
        assert "便民大集" in page
    assert post(editor, "/desk/activities/", **MARKET)[0] == 303
    venue = only(db).venue
    assert venue
    assert venue.source
    assert (venue.source.datum, venue.source.lat) == (Datum.GCJ02, 36.6504)
    assert venue.point != Point(lat=36.6504, lon=117.106)
    here = f"/desk/activities/{only(db).id}"
    assert "36.6504, 117.106" in editor.get(f"{here}/edit").text
    assert post(editor, f"{here}/edit", **MARKET, version="1")[0] == 303
    assert only(db).version == 1


def test_a_repetition_is_laid_out_before_it_is_made(db: Database, editor: FlaskClient) -> None:
    post(editor, "/desk/activities/", **CLASS)
    here = f"/desk/activities/{only(db).id}/repeat"
    asked = ("first=2026-12-28&last=2027-01-10&begins=19:00&ends=20:30&weekday=1&weekday=4"
             "&on_holiday=leave_out")  # fmt: skip
    page = editor.get(f"{here}?{asked}").text
    assert "共 4 场，6 小时" in page or "元旦" in page
    assert only(db).sessions == ()
    given = {"first": "2026-12-28", "last": "2027-01-10", "begins": "19:00", "ends": "20:30",
             "weekday": ["1"], "held": ["2026-12-29", "2027-01-05"], "capacity": "9",
             "opens_days": "3", "opens_time": "09:00"}  # fmt: skip
    assert post(editor, here, **given)[0] == 303
    assert [one.capacity for one in only(db).sessions] == [9, 9]
    assert post(editor, here, **{**given, "held": []})[0] == 400
    assert "星期几" in editor.get(f"{here}?first=2026-12-28&last=2027-01-10&begins=9:00").text


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"day": "24.11."}, "请选日期"),
        ({"begins": "25:00"}, "请选时间"),
        ({"ends": "18:00"}, "结束时间要晚于"),
        ({"day": "2026-11-01"}, "已经过去"),
        ({"capacity": "很多"}, "不是整数"),
        ({"capacity": "99999"}, "1 到 10000"),
        ({"opens": "明天"}, "请选日期和时间"),
    ],
)
def test_a_session_that_cannot_be_meant_is_told_in_a_sentence(
    db: Database, editor: FlaskClient, wrong: dict[str, str], words: str
) -> None:
    post(editor, "/desk/activities/", **CLASS)
    status, page = post(editor, f"/desk/activities/{only(db).id}/sessions", **{**EVENING, **wrong})
    assert (status, words in page) == (400, True)


def test_a_keeper_plans_at_their_own_station_only(app: Flask, db: Database) -> None:
    keeper = seated(app, "a-keeper")
    assert "a站" in keeper.get("/desk/activities/new").text
    own = {"kind": "haircut", "title": "理发", "station": "a"}
    assert post(keeper, "/desk/activities/", **{**own, "station": "b"})[0] == 404
    assert post(keeper, "/desk/activities/", **MARKET)[0] == 404
    assert post(keeper, "/desk/activities/", **own)[0] == 303
    assert only(db).stations == ("a",)
    auditor = seated(app, "a-auditor")
    assert auditor.get(f"/desk/activities/{only(db).id}").status_code == 200
    assert auditor.get("/desk/activities/new").status_code == 403
    assert Role.AUDITOR


def test_photos_of_an_activity_hang_until_they_are_taken_down(
    app: Flask, db: Database, editor: FlaskClient
) -> None:
    post(editor, "/desk/activities/", **CLASS)
    here = f"/desk/activities/{only(db).id}"
    post(editor, f"{here}/sessions", **EVENING)
    post(editor, f"{here}/publish", version="1")
    file = io.BytesIO()
    Image.new("RGB", (60, 40), "teal").save(file, "PNG")
    sent = {"photo": (io.BytesIO(file.getvalue()), "a.png"), "caption": "课堂"}
    assert post(editor, f"{here}/photos", **sent)[0] == 303
    assert post(editor, f"{here}/photos")[0] == 400
    name = db.rows("select photo from activity_photos")[0]["photo"]
    visitor = app.test_client()
    assert visitor.get(f"/photos/{name}.webp").status_code == 200
    assert post(editor, f"{here}/photos/{name}", do="hide")[0] == 303
    assert visitor.get(f"/photos/{name}.webp").status_code == 404
    assert editor.get(f"/desk/photos/{name}.webp").status_code == 200


def test_the_menu_tells_that_sign_ups_gifts_and_menus_belong_to_activities(
    app: Flask, editor: FlaskClient
) -> None:
    with app.test_request_context():
        prefixes = {url_for(endpoint) for endpoint in (
            "desk_activities.every", "door.every", "desk_menus.every", "desk_small_wishes.every",
            "desk_giveaways.every", "gift_ledger.ledger", "desk_campaigns.every",
            "desk_networks.every",
        )}  # fmt: skip
    for path in prefixes:
        assert current_part(editor, path) == ["活动"], path
    assert current_part(editor, "/desk/stations") == ["驿站"]
    assert current_part(editor, "/desk/") == ["今天"]


def current_part(client: FlaskClient, path: str) -> list[str]:
    """What the menu of a page marks as where one is."""
    nav = client.get(path).text.partition('aria-label="工作台"')[2].partition("</nav>")[0]
    return re.findall(r'aria-current="\w+"\s*>\s*(\S+)', nav)
