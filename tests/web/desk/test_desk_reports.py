"""A clerk sees what workers said, answers it, and prints what they scan."""

from __future__ import annotations

import html
import re
from dataclasses import replace
from datetime import timedelta

import pytest
import segno
from flask import Flask
from flask.testing import FlaskClient

from stations.db import opening
from stations.db.base import Database
from stations.feedback import poster_codes, rating, report_store, reporting
from stations.feedback.model import Opinion, Report, ReportKind, ReportState, Said
from stations.public_site import PublicSite
from stations.registry.stored import change_store
from stations.registry.views.attention import MATTER_WORDS, Matter
from tests.support import make
from tests.support.deskwork import seated, token_in
from tests.support.voices import visitor


@pytest.fixture
def reported(address: str) -> tuple[Database, Report, Report]:
    """A report of a station in the clerk's district, and one of a station in another."""
    db = opening.open_ready(address)
    here = make.station(id="a", name="演示东站")
    place = replace(here.place, area_code="370104", district_code="370104")
    far = make.station(id="far", name="演示西站", place=place)
    with db.writing():
        change_store.record(db, [(None, here), (None, far)], act=make.act("created"))
    said = Said(kind=ReportKind.NO_DOOR, words="<b>绕了三圈</b>")
    made = [
        reporting.report(
            db, station, said, by=visitor(station_id=station), token=station, at=make.NOON
        )
        for station in ("a", "far")
    ]
    return db, made[0], made[1]


def post(client: FlaskClient, path: str, **given: str) -> tuple[int, str]:
    token = token_in(client.get("/desk/password").data)
    answer = client.post(path, data={"csrf_token": token, **given})
    return answer.status_code, answer.get_data(as_text=True)


def test_a_clerk_takes_and_answers_what_was_said_in_the_own_district(
    app: Flask, reported: tuple[Database, Report, Report]
) -> None:
    db, mine, foreign = reported
    client = seated(app, "a-editor")
    listed = client.get("/desk/reports/?kind=no_door").get_data(as_text=True)
    assert "演示东站：找不到门" in listed
    assert "&lt;b&gt;绕了三圈" in listed
    assert "演示西站" not in listed
    assert client.get("/desk/reports/?state=gone").status_code == 400
    path = f"/desk/reports/{mine.id}"
    assert [post(client, f"{path}/take")[0] for _ in range(2)] == [303, 409]
    assert report_store.get(db, mine.id).state is ReportState.TAKEN
    status, page = post(client, f"{path}/answer", state="fixed", reply="")
    assert (status, "请写一句答复" in page) == (400, True)
    assert post(client, f"{path}/answer", state="new", reply="好")[0] == 400
    assert post(client, f"{path}/answer", state="fixed", reply="门口立了牌子")[0] == 303
    status, page = post(client, f"{path}/answer", state="refused", reply="看错了")
    assert status == 409
    assert "看错了" not in client.get(path).get_data(as_text=True)
    assert report_store.get(db, mine.id).reply == "门口立了牌子"
    for action in ("take", "answer", "show-photo"):
        assert (
            post(client, f"/desk/reports/{foreign.id}/{action}", state="fixed", reply="x")[0] == 404
        )
    assert client.get(f"/desk/reports/{foreign.id}").status_code == 404
    assert report_store.get(db, foreign.id).state is ReportState.NEW


def test_only_what_waits_longer_than_it_should_is_listed_where_that_is_asked(
    app: Flask, reported: tuple[Database, Report, Report]
) -> None:
    db, mine, _ = reported
    old = make.NOON - timedelta(days=20)
    said = Said(kind=ReportKind.DIRTY, words="")
    late = reporting.report(db, "a", said, by=visitor(station_id="a"), token="late", at=old)
    client = seated(app, "a-editor")
    both, only = (client.get(f"/desk/reports/{end}").text for end in ("", "?late=1"))
    assert [one.id in both for one in (mine, late)] == [True, True]
    assert [one.id in only for one in (mine, late)] == [False, True]
    assert "late=1" in client.get("/desk/").text


def test_what_was_written_with_a_rating_is_read_by_whoever_keeps_the_station(
    app: Flask, reported: tuple[Database, Report, Report]
) -> None:
    db, _, _ = reported
    for station in ("a", "far"):
        opinion = Opinion(stars=2, words="<i>水是凉的", tags=("crowded",))
        rating.rate(db, station, opinion, by=visitor(station_id=station), at=make.NOON)
    client = seated(app, "a-editor")
    page = client.get("/desk/reports/?station=a").get_data(as_text=True)
    assert "&lt;i&gt;水是凉的" in page
    assert "2 星" in page
    assert "水是凉的" not in client.get("/desk/reports/").get_data(as_text=True)
    assert client.get("/desk/reports/?station=far").status_code == 404


def test_a_reply_has_no_signs_that_turn_the_text_around(
    app: Flask, reported: tuple[Database, Report, Report]
) -> None:
    db, mine, _ = reported
    client = seated(app, "a-editor")
    path = f"/desk/reports/{mine.id}/answer"
    status, page = post(client, path, state="fixed", reply="修\u202e好了")
    assert status == 400
    assert 'role="alert"' in page
    assert report_store.get(db, mine.id).state is ReportState.NEW


def test_the_hub_of_a_station_names_what_the_list_names(
    app: Flask, reported: tuple[Database, Report, Report]
) -> None:
    client = seated(app, "a-editor")
    page = client.get("/desk/stations/a").get_data(as_text=True)
    for matter in (Matter.OPEN_REPORTS, Matter.NEVER_VERIFIED, Matter.NOBODY):
        assert MATTER_WORDS[matter] in page
    assert MATTER_WORDS[Matter.REPORTED_SHUT] not in page
    assert "整条记录还没有核实过" in page


def test_a_poster_leads_to_the_station_it_hangs_at(
    app: Flask, reported: tuple[Database, Report, Report]
) -> None:
    client = seated(app, "a-keeper")
    page = client.get("/desk/stations/a/poster?anyway=1").get_data(as_text=True)
    secret = app.extensions["stations"].settings.secret_key()
    url = f"http://localhost/h/a/{poster_codes.code(secret, 'a')}"
    drawn = segno.make(url, error="q", micro=False).svg_data_uri(
        border=4, dark="#000", light="#fff", omitsize=True
    )
    assert url in page
    assert drawn.replace("'", "&#39;") in page
    assert client.get("/desk/stations/far/poster").status_code == 404
    assert client.get("/desk/posters?id=a&id=far").status_code == 404
    assert client.get("/desk/posters").status_code == 400
    worker = app.test_client()
    arrived = worker.get(url)
    assert arrived.headers["Location"].startswith("/voice/a?c=")
    spoken = worker.get(arrived.headers["Location"])
    token = token_in(spoken.data)
    code = poster_codes.code(secret, "a")
    for words in ("打卡成功", "今天已经打过卡了"):
        answer = worker.post("/voice/a/check-in", data={"csrf_token": token, "c": code})
        assert words in worker.get(answer.headers["Location"]).get_data(as_text=True)
    assert "今天 1 人次，近 7 天 1 人次" in client.get("/desk/stations/a").get_data(as_text=True)
    wrong = worker.post("/voice/a/check-in", data={"csrf_token": token, "c": "0" * 16})
    assert wrong.status_code == 400


@pytest.mark.parametrize("page", ["/desk/stations/a/poster", "/desk/posters?id=a"])
@pytest.mark.usefixtures("reported")
def test_a_poster_whose_code_leads_nowhere_is_asked_about_before_it_is_printed(
    app: Flask, page: str
) -> None:
    client, services = seated(app, "a-keeper"), app.extensions["stations"]
    asked = client.get(page).text
    assert 'class="poster"' not in asked
    assert "STATIONS_URL" in asked
    assert "<strong>http://localhost</strong>" in asked
    (further,) = re.findall(r'href="([^"]+anyway=1)"', asked)
    assert client.get(html.unescape(further)).text.count('class="poster"') == 1
    site = PublicSite(url="https://yizhan.example.cn")
    app.extensions["stations"] = replace(services, settings=replace(services.settings, site=site))
    named = client.get(page).text
    assert named.count('class="poster"') == 1
    assert "https://yizhan.example.cn/h/a/" in named
