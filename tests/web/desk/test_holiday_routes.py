"""A city says at the desk what weekday hours mean on a holiday."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from stations.accounts import store as accounts
from stations.accounts.model import Account, Grant
from stations.accounts.roles import Role
from stations.audit import log
from stations.db import opening
from stations.db.base import Database
from stations.hours.osm import holiday_notice
from stations.hours.osm.calendar import Habit
from stations.registry.editing import holiday_table
from stations.registry.model import Amenity, Hours
from stations.registry.stored import holiday_store, store
from tests.support import make
from tests.support.deskwork import seated, token_in

PATH = "/desk/holidays/"
WEEKDAYS = Hours(osm="Mo-Fr 09:00-17:00", words="周一至周五 9:00-17:00")
NATIONAL_DAY = datetime(2026, 10, 1, 3, 0, tzinfo=UTC)


@pytest.fixture
def db(address: str) -> Iterator[Database]:
    database = opening.open_ready(address)
    told = Hours(osm="Mo-Fr 09:00-17:00; PH off", words="周一至周五 9:00-17:00，节假日休息")
    toilet = Amenity(id="restroom", hours=WEEKDAYS)
    with database.writing() as tx:
        stations = [
            make.station(id="a", hours=WEEKDAYS),
            make.station(id="b", amenities=(toilet,)),
            make.station(id="told", hours=told),
            make.station(id="daily"),
            make.station(id="draft", hours=WEEKDAYS, lat=None),
        ]
        store.add(tx, stations, history=())
        for name, area in (("city", "3701"), ("land", "")):
            grant = Grant(role=Role.ADMINISTRATOR, area=area)
            whole = Account(id=f"id-{name}", name=f"a-{name}", shown="市总工会", grants=(grant,))
            accounts.add(tx, whole, password="-", at=make.NOON)
    yield database
    database.close()


@pytest.fixture
def chief(app: Flask, db: Database) -> FlaskClient:
    return seated(app, "a-city")


def sent(client: FlaskClient, habit: str, city: str = "3701") -> Any:
    token = token_in(client.get(PATH).data)
    return client.post(PATH, data={"csrf_token": token, "city": city, "habit": habit})


def test_who_is_in_charge_of_the_city_says_it_and_the_log_says_who_did(
    db: Database, chief: FlaskClient
) -> None:
    page = chief.get(PATH).get_data(as_text=True)
    assert "现在按<strong>“说不准”</strong>算，涉及 <strong>2</strong> 个" in page
    assert "没有人定过" in page
    assert sent(chief, "closed").status_code == 303
    assert holiday_store.calendar(db).habit("3701") is Habit.CLOSED
    page = chief.get(PATH).get_data(as_text=True)
    assert "“休息”" in page
    assert "市总工会，2026-11-20 12:00 定的。" in page
    entry = log.newest(db, limit=1)[0]
    assert (entry["action"], entry["subject"], entry["area"], entry["reason"], entry["body"]) == (
        "holiday_habit_set", "city:3701", "3701", "山东省济南市：休息",
        {"was": "unknown", "now": "closed"},
    )  # fmt: skip


def test_workers_see_what_the_city_said(
    chief: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("STATIONS_NOW", NATIONAL_DAY.isoformat())
    assert "说不准（国庆节）" in chief.get("/stations/a").get_data(as_text=True)
    sent(chief, "usual")
    page = chief.get("/stations/a").get_data(as_text=True)
    assert "说不准" not in page
    assert "17:00 关门" in page


@pytest.mark.parametrize("name", ["a-editor", "a-administrator"])
def test_who_has_one_district_reads_it_and_changes_nothing(
    app: Flask, db: Database, name: str
) -> None:
    client = seated(app, name)
    page = client.get(PATH).get_data(as_text=True)
    assert "这一项按市定" in page
    assert 'name="habit"' not in page
    assert sent(client, "closed").status_code == 404
    assert holiday_store.calendar(db).habit("3701") is Habit.UNKNOWN


@pytest.mark.parametrize("name", ["a-keeper", "a-operator", "a-reviewer", "a-auditor"])
def test_other_roles_are_refused(app: Flask, db: Database, name: str) -> None:
    client = seated(app, name)
    assert client.get(PATH).status_code == 403
    assert "节假日怎么算" not in client.get("/desk/").get_data(as_text=True)


def test_another_city_an_unknown_one_and_no_choice_change_nothing(
    db: Database, chief: FlaskClient
) -> None:
    for city in ("4101", "3799", "37", ""):
        assert sent(chief, "closed", city).status_code == 404
    assert chief.get(f"{PATH}?city=4101").status_code == 404
    for habit in ("", "休息", "perhaps"):
        answer = sent(chief, habit)
        assert answer.status_code == 400
        assert "请选节假日怎么算" in answer.get_data(as_text=True)
    assert holiday_store.calendar(db).habits == ()


def test_who_has_the_country_begins_with_a_city_that_has_stations(app: Flask, db: Database) -> None:
    client = seated(app, "a-land")
    page = client.get(PATH).get_data(as_text=True)
    assert '<option value="3701" selected>山东省济南市</option>' in page
    assert "涉及 <strong>0</strong> 个" in client.get(f"{PATH}?city=4101").get_data(as_text=True)
    assert sent(client, "usual", "410100").status_code == 303
    assert holiday_store.calendar(db).habit("4101") is Habit.USUAL


def test_the_first_page_leads_there(chief: FlaskClient) -> None:
    assert f'href="{PATH}"' in chief.get("/desk/").get_data(as_text=True)


NOTICE = """国务院办公厅关于2027年部分节假日安排的通知
一、元旦：2027年1月1日（周五）至3日（周日）放假，共3天。
二、春节：2月5日（周五）至11日（周四）放假调休，共7天。1月31日（周日）、2月20日（周六）上班。
三、清明节：4月3日（周六）至5日（周一）放假，共3天。
四、劳动节：5月1日（周六）至3日（周一）放假，共3天。
五、端午节：6月9日（周三）放假1天，不调休。
六、中秋节：9月15日（周三）放假1天，不调休。
七、国庆节：10月1日（周五）至7日（周四）放假调休，共7天。9月26日（周日）、10月9日（周六）上班。
国务院办公厅
2026年12月1日"""
"""Made up: nobody has announced that year."""


def pasted(client: FlaskClient, notice: str) -> Any:
    token = token_in(client.get("/desk/password").data)
    return client.post(f"{PATH}notice", data={"csrf_token": token, "notice": notice})


@pytest.mark.parametrize(
    ("today", "missing"),
    [("2026-11-14", ""), ("2026-11-15", "2027"), ("2026-12-31", "2027"), ("2027-01-01", "2027")],
)
def test_the_first_page_counts_a_missing_year_from_the_middle_of_november_on(
    app: Flask, db: Database, monkeypatch: pytest.MonkeyPatch, today: str, missing: str
) -> None:
    monkeypatch.setenv("STATIONS_NOW", f"{today}T00:00")
    page = seated(app, "a-city").get("/desk/").data.decode()
    assert ("节假日表还缺" in page) is bool(missing)
    assert f"节假日表还缺 {missing} 年" in page or not missing


def test_a_pasted_notice_is_the_table_of_its_year(
    app: Flask, db: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("STATIONS_NOW", "2026-12-02T08:00")
    chief = seated(app, "a-city")
    assert "还缺 <strong>2027 年</strong>" in chief.get(PATH).data.decode()
    assert pasted(chief, NOTICE).status_code == 303
    page = chief.get(PATH).data.decode()
    assert "放假 25 天，调休上班 4 天" in page
    assert "2027 年 12 月 31 日" in page
    assert "节假日表还缺" not in chief.get("/desk/").data.decode()
    known = holiday_store.calendar(db)
    assert known.name(date(2027, 10, 7)) == "国庆节"
    assert known.name(date(2026, 10, 7)) == "国庆节"
    assert known.is_working_day(date(2027, 9, 26)) is True
    entry = log.get(db, log.about(db, "holidays:2027")[-1])
    assert entry is not None
    assert entry["by"] == "市总工会"


def test_a_notice_that_does_not_agree_with_itself_stays_in_the_form(
    chief: FlaskClient, db: Database
) -> None:
    answer = pasted(chief, NOTICE.replace("共7天", "共8天"))
    assert answer.status_code == 400
    page = answer.data.decode()
    assert "“春节”写的是 8 天，日期数出来是 7 天" in page
    assert "2月20日（周六）上班" in page
    assert not holiday_store.calendar(db).known(date(2027, 1, 1))


def test_a_day_of_another_year_leaves_the_rest_of_that_year(db: Database) -> None:
    text = NOTICE.replace(
        "2027年1月1日（周五）至3日（周日）放假，共3天",
        "2026年12月31日（周四）至2027年1月3日（周日）放假调休，共4天",
    )
    holiday_table.take_notice(db, holiday_notice.parse(text), act=make.act("x"))
    known = holiday_store.calendar(db)
    assert known.is_holiday(date(2026, 12, 31)) is True
    assert known.name(date(2026, 10, 1)) == "国庆节"
    assert known.is_holiday(date(2027, 1, 3)) is True


@pytest.mark.parametrize("role", Role)
def test_only_who_is_in_charge_of_a_whole_city_takes_a_notice_in(
    app: Flask, db: Database, role: Role
) -> None:
    of_district = seated(app, f"a-{role.value}")
    assert pasted(of_district, NOTICE).status_code == (404 if role is Role.ADMINISTRATOR else 403)
    assert not holiday_store.calendar(db).known(date(2027, 1, 1))
