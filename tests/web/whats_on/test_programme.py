"""Everybody reads what is on, when, where, and whether it still is."""

from __future__ import annotations

import json
import re
from html import unescape
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from stations.activities import activity_photo_store, model, result_store
from stations.activities.model import ActivityPhoto, Result
from stations.app import create_app
from stations.config import Settings
from stations.db import opening
from stations.web.services import Services
from tests.activities import season
from tests.support import small_city


def text(page: str) -> str:
    """What one reads of the page."""
    _, _, main = page.partition("<main")
    plain = unescape(re.sub(r"<[^>]+>", " ", main.partition("</main>")[0]))
    return " ".join(plain.split())


def listed(client: FlaskClient, query: str = "") -> list[str]:
    page = client.get(f"/activities{query}").text
    return re.findall(r'<a href="/activities/([\w-]+)">', page)


def test_the_list_is_by_day_and_says_how_each_one_stands(client: FlaskClient) -> None:
    read = text(client.get("/activities").text)
    days = ["今天 · 11月21日 周六", "明天 · 11月22日 周日", "11月23日 周一", "11月24日 周二"]
    # Each day stands in the choice and above its list.
    assert all(read.count(day) == 2 for day in days[:3])
    for said in (
        "19:05 义诊 演示数据 老中医义诊 不用报名，直接来 泉城广场驿站、大明湖驿站（历下区）",
        "报名 明天 08:05 开始",
        "改期：原定 周一（11月23日） 00:05 · 不用报名，直接来 律师出差",
        "已取消 下大雪",
        "已取消 演员病了",
        "夜市流动驿站 不用报名，直接来 芙蓉街口，芙蓉街1号（历下区）",
    ):
        assert said in read, said
    assert "机密电影" not in read
    assert "上周理发" not in read


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("?kind=clinic", ["clinic", "clinic"]),
        ("?day=2026-11-21", ["clinic", "market"]),
        ("?area=410103", ["far"]),
        ("?area=410100", ["far"]),
        ("?area=all&kind=cooling", ["far"]),
        ("?area=370104", []),
        ("?kind=legal&day=2026-11-24", ["law"]),
        ("?day=2026-11-29", ["class"]),
        ("?page=2", []),
    ],
)
def test_it_is_narrowed_by_area_kind_and_day(
    client: FlaskClient, query: str, found: list[str]
) -> None:
    assert listed(client, query) == found


def test_a_choice_that_is_none_is_left_out_and_said(client: FlaskClient) -> None:
    for query in ("?kind=nothing", "?day=tomorrow", "?day=2026-13-40", "?day=2026-02-30"):
        assert "没有算进去" in client.get(f"/activities{query}").text
    assert client.get("/activities?area=999999").status_code == 404
    assert client.get("/activities?area=%27").status_code == 404
    assert client.get("/activities?page=0").status_code == 200


def test_one_activity_tells_all_sessions_place_and_who_may_come(client: FlaskClient) -> None:
    read = text(client.get("/activities/clinic").text)
    for said in ("今天 19:05–21:05", "明天 19:05–21:05", "泉城广场驿站", "市中医院", "一张桌子",
                 "谁都可以来", "量血压 看舌头", "演示数据"):  # fmt: skip
        assert said in read, said
    assert "凭口令参加" in text(client.get("/activities/class").text)
    past = text(client.get("/activities/past").text)
    assert "没有还要举办的场次了。" in past
    assert "办过的 1 场" in past


def test_one_signs_up_for_each_session_that_may_still_be_joined(client: FlaskClient) -> None:
    page = client.get("/activities/class").text
    ways = re.findall(r'href="(/signups/[^"]+)">\s*([^<]+)<', page)
    assert ways == [("/signups/n1", "到时在这里报名"), ("/signups/n2", "去报名")]
    for way, _ in ways:
        assert "手机摄影班" in client.get(way).text
    for path in ("/activities/clinic", "/activities/off", "/activities/law"):
        assert "/signups/" not in client.get(path).text, path


def test_what_was_moved_or_cancelled_stands_at_the_top(client: FlaskClient) -> None:
    off = text(client.get("/activities/off").text)
    assert off.index("已取消。 演员病了") < off.index("时间")
    law = text(client.get("/activities/law").text)
    assert law.index("律师出差") < law.index("下大雪") < law.index("时间")


def test_a_place_of_its_own_has_the_ways_of_a_station(client: FlaskClient) -> None:
    page = client.get("/activities/market").text
    assert "uri.amap.com/navigation" in page
    assert "芙蓉街口" in page
    # Stations have them on their own page.
    clinic = client.get("/activities/clinic").text
    assert "uri.amap.com" not in clinic
    assert 'href="/stations/a-open#go"' in clinic


def test_nobody_sees_a_draft(client: FlaskClient) -> None:
    for path in ("/activities/draft", "/activities/draft.ics", "/activities/nothing"):
        assert client.get(path).status_code == 404
    for path in ("/activities?area=all", "/stations/a-open", "/activities.ics", "/sitemap.xml",
                 "/feeds/activities/370102.atom", "/api/v1/activities", "/"):  # fmt: skip
        assert "机密电影" not in client.get(path).text, path


def test_a_station_tells_its_next_two_weeks(client: FlaskClient) -> None:
    read = text(client.get("/stations/a-open").text)
    _, _, own = read.partition("本站活动")
    for said in ("今天 19:05–21:05 义诊", "老中医义诊", "手机摄影班", "报名 明天 08:05 开始"):
        assert said in own, said
    assert "上周理发" not in own
    assert "本站活动" not in client.get("/stations/d-unknown").text


def test_a_row_of_the_list_tells_what_is_on_next(client: FlaskClient) -> None:
    page = client.get("/?area=370102").text
    row = page.partition('data-id="a-open"')[2].partition("</li>")[0]
    assert "今天 19:05 义诊" in row
    row = page.partition('data-id="b-soon"')[2].partition("</li>")[0]
    assert "周一（11月23日） 20:05 法律咨询" in row


def test_machines_read_events_of_what_is_not_made_up(client: FlaskClient) -> None:
    def events(path: str) -> list[dict[str, object]]:
        found = re.search(r'<script type="application/ld\+json">(.*?)</script>', path, re.DOTALL)
        return json.loads(found[1]) if found else []

    (event,) = events(client.get("/activities/market").text)
    assert event["startDate"] == "2026-11-21T21:05:00+08:00"
    assert event["eventStatus"] == "https://schema.org/EventScheduled"
    assert event["location"]["geo"]["latitude"] == season.MARKET.lat  # type: ignore[index]
    made_up = client.get("/activities/clinic").text
    assert events(made_up) == []
    assert 'name="robots" content="noindex"' in made_up
    sitemap = client.get("/sitemap.xml").text
    assert "/activities/market<" in sitemap
    assert "/activities/clinic<" not in sitemap


@pytest.mark.parametrize(
    ("words", "kind"),
    [("义诊", "clinic"), ("附近有夜校吗", "night_class"), ("今天义诊", "clinic"),
     ("看电影", "film"), ("芙蓉街 赶集", "market")],
)  # fmt: skip
def test_everyday_words_lead_to_activities(client: FlaskClient, words: str, kind: str) -> None:
    answer = client.get("/", query_string={"q": words})
    assert answer.status_code == 302
    assert f"/activities?kind={kind}&typed=" in answer.headers["Location"]
    page = client.get(answer.headers["Location"]).text
    assert f"您找的是“{words}”" in page
    # And back to names, which is no circle.
    back = re.search(r'href="([^"]+)">改为搜驿站的名字', page)
    assert back
    assert client.get(unescape(back[1])).status_code == 200


def test_words_for_a_thing_of_stations_stay_and_tell_of_activities(client: FlaskClient) -> None:
    answer = client.get("/", query_string={"q": "理发"}, follow_redirects=True)
    assert "按“理发”筛选" in answer.text
    assert "看“理发”活动" in answer.text
    named = client.get("/", query_string={"q": "泉城广场"})
    assert named.status_code == 200
    assert "这样的活动" not in named.text


def test_what_came_of_it_is_told_in_numbers_and_of_a_few_people_nothing(
    sqlite_address: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("STATIONS_NOW", small_city.NOW.isoformat())
    small_city.fill(sqlite_address)
    many = season.activity(
        "many", "cooling", "送清凉", season.session("s-many", -50),
        season.session("s-few", -26), stations=("a-open",),
    )  # fmt: skip
    season.fill(sqlite_address, [many])
    db = opening.open_ready(sqlite_address)
    photo = ActivityPhoto(name="a" * 32, width=4, height=3, caption="</p>排队领水")
    gone = ActivityPhoto(name="b" * 32, width=4, height=3, caption="有人脸", shown=False)
    with db.writing() as tx:
        for session, people in (("s-many", 37), ("s-few", 4)):
            given = ((next(iter(model.supplies())), 30),)
            came = Result(
                id=session, number=1, people=people, words="内部说明", supplies=given, at=season.NOW
            )
            result_store.add(tx, session, came, by="x", log=1)
        for one in (photo, gone):
            activity_photo_store.put(tx, "many", one, at="2026-11-20T04:00:00Z")
    db.close()
    client = create_app(Settings(database=sqlite_address, state=tmp_path)).test_client()
    page = client.get("/activities/many").text
    read = text(page)
    assert "37 人参加，发出" in read
    assert "4 人参加" not in read
    assert "内部说明" not in read
    assert "&lt;/p&gt;排队领水" in page
    assert "有人脸" not in page


def test_what_is_on_is_told_while_the_database_is_away(
    sqlite_address: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("STATIONS_NOW", small_city.NOW.isoformat())
    small_city.fill(sqlite_address)
    season.fill(sqlite_address)
    app: Flask = create_app(Settings(database=sqlite_address, state=tmp_path))
    client = app.test_client()
    assert listed(client)
    Path(sqlite_address).rename(f"{sqlite_address}.away")
    services: Services = app.extensions["stations"]
    services.keeper._true_at -= 200
    services.activities._checked_at = 0.0
    for path in ("/activities", "/activities/clinic", "/stations/a-open"):
        page = client.get(path)
        assert page.status_code == 200, path
        assert "老中医义诊" in page.text, path
        assert "数据为 3 分钟前" in page.text, path
    assert client.get("/cells/manifest.json").get_json()["activities"]
