"""Anybody may speak, from our own pages only, once for each form, and nothing personal stays."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from stations.app import create_app
from stations.config import Settings
from stations.db.base import Database, Row
from stations.feedback import daily_limits, poster_codes, rating, report_store
from stations.feedback.model import KIND_WORDS, TAGS, ReportKind, ReportState
from stations.registry.stored import redirects
from stations.web.voice import visitor
from tests.support import deskwork, small_city
from tests.support.deskwork import token_in

STATION = "/voice/a-open"


def db_of(app: Flask) -> Database:
    found: Database = app.extensions["stations"].connections()
    return found


def hidden(client: FlaskClient, path: str = STATION) -> dict[str, str]:
    """The hidden fields of the form on a page."""
    page = client.get(path).data
    fields = dict(re.findall(r'type="hidden" name="(\w+)" value="([^"]*)"', page.decode()))
    assert fields["csrf_token"] == token_in(page)
    return fields


def report(client: FlaskClient, kind: str = "shut", **given: str) -> TestResponse:
    fields = hidden(client, f"{STATION}?kind={kind}")
    return client.post(f"{STATION}/report", data={**fields, **given})


def rate(client: FlaskClient, stars: str = "4", query: str = "", **given: object) -> TestResponse:
    fields = hidden(client, STATION + query)
    return client.post(f"{STATION}/rating", data={**fields, "stars": stars, **given})


def reports(app: Flask) -> list[Row]:
    return db_of(app).rows("select * from reports order by at, id")


def test_the_page_offers_every_report_and_shut_first(client: FlaskClient) -> None:
    page = client.get(STATION).get_data(as_text=True)
    places = [page.index(words) for words in KIND_WORDS.values()]
    assert places[0] == min(places)
    for words in TAGS.values():
        assert words in page
    assert "10 个 4 星垫底" in page, "how the mean comes about is told"


@pytest.mark.parametrize("kind", ReportKind)
def test_a_report_is_two_taps_and_is_followed_by_its_link(
    app: Flask, client: FlaskClient, kind: ReportKind
) -> None:
    answer = report(client, kind.value)
    assert answer.status_code == 303
    link = answer.headers["Location"]
    assert re.fullmatch(r"/voice/reports/[0-9a-f]{32}\?new=1", link)
    page = app.test_client().get(link.partition("?")[0])
    text = page.get_data(as_text=True)
    assert KIND_WORDS[kind] in text
    assert "泉城广场驿站" in text
    assert page.headers["Cache-Control"] == "no-store"
    assert "收到了" not in text, "thanks are for whoever sent it, at once"
    assert "收到了" in client.get(link).get_data(as_text=True)


def test_what_became_of_a_report_is_told_with_the_answer(app: Flask, client: FlaskClient) -> None:
    link = report(client, "broken", amenity="drinking_water", words="我的话").headers["Location"]
    db = db_of(app)
    made = report_store.get(db, reports(app)[0]["id"])
    assert made.said.amenity == "drinking_water"
    taken = made.moved_to(ReportState.TAKEN, by="id-keeper", at=small_city.NOW)
    done = taken.moved_to(
        ReportState.FIXED, by="id-keeper", at=small_city.NOW, reply="<b>换了</b>新的"
    )
    with db.writing():
        report_store.save(db, done)
    text = client.get(link).get_data(as_text=True)
    for words in ("设施已损坏：饮水", "有人处理", "已解决", "&lt;b&gt;换了&lt;/b&gt;新的"):
        assert words in text
    for secret in ("我的话", "id-keeper", made.device, made.network):
        assert secret not in text


def test_a_double_tap_is_one_report(app: Flask, client: FlaskClient) -> None:
    fields = hidden(client, f"{STATION}?kind=shut")
    links = {client.post(f"{STATION}/report", data=fields).headers["Location"] for _ in range(3)}
    assert len(links) == 1
    assert len(reports(app)) == 1
    assert report(client).headers["Location"] not in links, "another form is another report"
    assert len(reports(app)) == 2


def test_the_key_of_one_form_swallows_no_report_of_anything_else(
    app: Flask, client: FlaskClient
) -> None:
    fields = hidden(client, f"{STATION}?kind=shut&key=mine")
    assert fields["key"] not in ("", "mine"), "no address gives a form its key"
    links = {
        client.post(f"/voice/{station}/report", data={**fields, "kind": kind}).headers["Location"]
        for station in ("a-open", "b-soon")
        for kind in ("shut", "dirty")
    }
    assert len(links) == len(reports(app)) == 4


def test_phones_without_a_name_and_forms_without_a_key_share_no_report(app: Flask) -> None:
    links = set()
    for _ in range(2):
        client = app.test_client()
        fields = {**hidden(client, f"{STATION}?kind=shut"), "key": ""}
        client.delete_cookie("voice", path="/voice")
        links.add(client.post(f"{STATION}/report", data=fields).headers["Location"])
    assert len(links) == len(reports(app)) == 2


def test_a_visit_counts_only_for_a_phone_that_kept_the_name_it_was_given(
    app: Flask, client: FlaskClient
) -> None:
    fields = hidden(client, f"{STATION}?c={poster_codes.code(app.config['SECRET_KEY'], 'a-open')}")
    assert client.post(f"{STATION}/check-in", data=fields).status_code == 303
    for _ in range(3):
        client.delete_cookie("voice", path="/voice")
        answer = client.post(f"{STATION}/check-in", data=fields)
        assert answer.status_code == 400
        assert "Cookie" in answer.get_data(as_text=True)
    assert db_of(app).rows("select n from check_ins") == [{"n": 1}]


def test_a_rating_through_the_poster_weighs_fully_and_others_little(app: Flask) -> None:
    code = poster_codes.code(app.config["SECRET_KEY"], "a-open")
    for query, weight, words in (
        (f"?c={code}", 100, "算 1 份"), ("", 2, "已经记下"), ("?c=abc", 2, "已经记下"),
        (f"?c={poster_codes.code(app.config['SECRET_KEY'], 'b-soon')}", 2, "已经记下"),
    ):  # fmt: skip
        client = app.test_client()
        answer = rate(client, query=query, tags=["clean", "easy"], words="挺好")
        assert answer.status_code == 303, answer.get_data(as_text=True)
        assert words in client.get(answer.headers["Location"]).get_data(as_text=True)
        row = db_of(app).rows("select * from ratings order by at, id")[-1]
        weights = db_of(app).rows("select weight, tags from ratings")
        assert {"weight": weight, "tags": "clean easy"} in weights, row
    found = rating.summary(db_of(app), "a-open", at=small_city.NOW)
    assert (found.count, found.without) == (1, 3)
    page = app.test_client().get(STATION).get_data(as_text=True)
    assert "有 1 个评价，还太少，先不算分。另有 3 个没有扫码，影响很小。" in page


def test_a_phone_known_for_a_while_weighs_more_and_rates_once_a_day(
    app: Flask, client: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    rate(client, "1")
    monkeypatch.setenv("STATIONS_NOW", "2026-11-21T20:00")
    rate(client, "5")
    assert db_of(app).rows("select stars, weight from ratings") == [{"stars": 5, "weight": 20}]


def test_the_words_of_workers_are_shown_to_nobody_outside(app: Flask, client: FlaskClient) -> None:
    words = "<script>alert(1)</script>脏得很"
    rate(client, "1", words=words)
    link = report(client, "dirty", words=words).headers["Location"]
    assert reports(app)[0]["words"] == words
    for path in (STATION, f"{STATION}/thanks", "/stations/a-open", link, "/"):
        assert "脏得很" not in client.get(path).get_data(as_text=True), path


@pytest.mark.parametrize(
    ("path", "given", "words"),
    [
        ("report", {"kind": "nonsense"}, "请选一项"),
        ("report", {"kind": "dirty", "words": "字" * 301}, "300 个字"),
        ("report", {"kind": "dirty", "words": "倒\u202e写"}, "字符"),
        ("report", {"kind": "broken", "amenity": "gold"}, "没有这种设施"),
        ("rating", {"stars": "9"}, "1 到 5"),
        ("rating", {}, "1 到 5"),
        ("rating", {"stars": "4", "tags": "<b>"}, "标签"),
    ],
)
def test_what_is_wrong_is_said_and_nothing_typed_is_lost(
    app: Flask, client: FlaskClient, path: str, given: dict[str, str], words: str
) -> None:
    fields = {**hidden(client), "words": "说过的话", **given}
    answer = client.post(f"{STATION}/{path}", data=fields)
    page = answer.get_data(as_text=True)
    assert answer.status_code == 400
    assert words in page
    assert fields["words"] in page
    assert reports(app) == []
    assert db_of(app).rows("select * from ratings") == []


def test_no_field_of_a_form_gives_more_than_was_asked(app: Flask, client: FlaskClient) -> None:
    names = {name for row in [*db_of(app).rows("select name from pragma_table_info('reports')"),
                              *db_of(app).rows("select name from pragma_table_info('ratings')")]
             for name in row.values()}  # fmt: skip
    report(client, "dirty")
    rate(client, "3")
    plain = {**reports(app)[0], **db_of(app).rows("select * from ratings")[0]}
    other = app.test_client()
    given = dict.fromkeys(names - {"kind", "stars", "tags", "words", "amenity", "near"}, "1")
    report(other, "dirty", **given)
    rate(other, "3", **given)
    row = next(
        it for it in reports(app) if it["id"] != plain["id"] and it["receipt"] != plain["receipt"]
    )
    for name in ("state", "reply", "staff", "poster", "in_hours", "photo", "photo_shown", "at"):
        assert row[name] == plain[name], name
    assert {it["weight"] for it in db_of(app).rows("select weight from ratings")} == {2}


@pytest.mark.parametrize(
    "headers",
    [
        {"Sec-Fetch-Site": "cross-site"},
        {"Sec-Fetch-Site": "same-site"},
        {"Origin": "https://evil.example"},
        {"Origin": "null"},
    ],
)
@pytest.mark.parametrize("path", ["report", "rating"])
def test_forms_from_elsewhere_or_without_their_token_say_nothing(
    app: Flask, client: FlaskClient, path: str, headers: dict[str, str]
) -> None:
    fields = {**hidden(client), "kind": "shut", "stars": "1"}
    url = f"{STATION}/{path}"
    assert client.post(url, data=fields, headers=headers).status_code == 403
    foreign = hidden(app.test_client())["csrf_token"]
    for token in ("", "made-up", foreign):
        assert client.post(url, data={**fields, "csrf_token": token}).status_code == 403
    assert client.post(url, data=b"{}", content_type="text/plain").status_code == 403
    assert reports(app) == []
    assert db_of(app).rows("select * from ratings") == []


def test_a_browser_that_keeps_no_cookies_is_told_so_and_keeps_its_words(app: Flask) -> None:
    fields = hidden(app.test_client(), f"{STATION}?kind=refused")
    answer = app.test_client(use_cookies=False).post(
        f"{STATION}/report", data={**fields, "kind": "refused", "words": "不让进"}
    )
    assert answer.status_code == 403
    page = answer.get_data(as_text=True)
    assert "允许 Cookie" in page
    assert "不让进</textarea>" in page
    assert reports(app) == []


def test_a_forged_name_of_a_phone_is_no_name(app: Flask, client: FlaskClient) -> None:
    fields = hidden(client)
    held = client.get_cookie("voice", path="/voice")
    assert held is not None
    assert held.http_only
    for forged in ("", "x", held.value[:-2], '{"id":"1","since":"2020-01-01T00:00:00+00:00"}'):
        client.set_cookie("voice", forged, path="/voice")
        assert client.post(f"{STATION}/rating", data={**fields, "stars": "5"}).status_code == 303
    weights = [row["weight"] for row in db_of(app).rows("select weight from ratings")]
    assert weights == [2] * 4


def test_behind_a_proxy_the_name_of_a_phone_goes_over_tls_only(city: Path, tmp_path: Path) -> None:
    path = tmp_path / "stations.db"
    shutil.copyfile(city, path)
    app = create_app(Settings(database=str(path), state=tmp_path, proxies=1))
    cookies = (
        app.test_client().get(STATION, base_url="https://localhost").headers.getlist("Set-Cookie")
    )
    named = next(one for one in cookies if one.startswith("__Secure-voice="))
    for part in ("Secure", "HttpOnly", "Path=/voice", "SameSite=Lax"):
        assert part in named
    app.extensions["stations"].connections().close()


def test_other_pages_give_no_cookie(app: Flask) -> None:
    for path in ("/", "/stations/a-open", "/about/privacy"):
        assert "Set-Cookie" not in app.test_client().get(path).headers, path


def test_staff_do_not_rate_and_their_reports_do_not_flag(app: Flask) -> None:
    client = deskwork.seated(app, "a-keeper")
    answer = rate(client, "5")
    assert answer.status_code == 400
    assert "工作台" in answer.get_data(as_text=True)
    report(client)
    assert reports(app)[0]["staff"] == 1


def test_a_network_that_says_too_much_is_told_to_wait(app: Flask) -> None:
    for n in range(daily_limits.BY_NETWORK_AND_STATION):
        assert report(app.test_client()).status_code == 303, n
    answer = report(app.test_client(), words="再说一句")
    assert answer.status_code == 429
    assert "再说一句" in answer.get_data(as_text=True)


@pytest.mark.parametrize("station_id", ["x-draft", "g-gone", "h-planned", "nowhere", "a'--"])
def test_of_what_workers_do_not_see_nothing_can_be_said(
    client: FlaskClient, station_id: str
) -> None:
    fields = {**hidden(client), "kind": "shut", "stars": "1"}
    assert client.get(f"/voice/{station_id}").status_code == 404
    assert client.get(f"/voice/{station_id}/thanks").status_code == 404
    for path in ("report", "rating"):
        assert client.post(f"/voice/{station_id}/{path}", data=fields).status_code == 404


def test_of_a_combined_station_one_speaks_at_the_one_it_became(
    app: Flask, client: FlaskClient
) -> None:
    db = db_of(app)
    with db.writing():
        db.run("update stations set lifecycle = 'closed' where id = 'c-always'")
        redirects.add(db, "c-always", "a-open", log=1)
    answer = client.get("/voice/c-always?kind=shut")
    assert (answer.status_code, answer.headers["Location"]) == (302, f"{STATION}?kind=shut")


def test_a_link_that_is_not_whole_shows_nothing(client: FlaskClient) -> None:
    link = report(client).headers["Location"].partition("?")[0]
    for wrong in (link[:-1], link + "0", "/voice/reports/" + "0" * 32, "/voice/reports/驿站"):
        answer = client.get(wrong)
        assert answer.status_code == 404
        assert "泉城广场" not in answer.get_data(as_text=True)


def test_the_key_of_a_report_is_bound_to_its_phone(app: Flask, client: FlaskClient) -> None:
    fields = hidden(client, f"{STATION}?kind=shut")
    first = client.post(f"{STATION}/report", data=fields).headers["Location"]
    other = app.test_client()
    stolen = {**hidden(other, f"{STATION}?kind=shut"), "key": fields["key"]}
    assert other.post(f"{STATION}/report", data=stolen).headers["Location"] != first
    assert visitor.new_key() != visitor.new_key()


def test_names_of_stations_are_text_on_every_page(client: FlaskClient) -> None:
    for path in ("/voice/i-hostile", "/voice/i-hostile?kind=shut", "/voice/i-hostile/thanks",
                 "/voice/a-open?kind=<img>&c=<img>%22"):  # fmt: skip
        page = client.get(path).get_data(as_text=True)
        assert "<img src=x" not in page
        assert "<img>" not in page
        assert "49" not in page.partition("<h1>")[2][:60]
