"""What changed in an area can be followed, and tells nothing that is not public."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path
from xml.etree import ElementTree

import pytest
from flask.testing import FlaskClient

from stations.db.base import Database
from stations.registry.model import Closure, Hours, Lifecycle, Premises
from stations.registry.states import Phase
from stations.registry.stored import change_store
from stations.registry.views import announcements
from stations.registry.views.announcements import NEWS_WORDS, News
from tests.support import make
from tests.web.programs import changed_area
from tests.web.programs.changed_area import SECRETS, Past

ATOM = "{http://www.w3.org/2005/Atom}"
NAMESPACES = {"a": ATOM.strip("{}")}
STRANGE = "<b>&\"'\x1b\x0b\x1f\ufffe驿站"
"""XML cannot hold some of it in any way; the registry takes it only where nobody checks."""


def news(db: Database, area: str = "370102") -> list[tuple[str, list[str]]]:
    page = announcements.of_area(db, area)
    return [(item.station_id, [one.value for one in item.news]) for item in page.items]


def test_every_piece_of_news_has_its_words() -> None:
    assert set(NEWS_WORDS) == set(News)


def test_a_life_is_told_in_news_newest_first(db: Database) -> None:
    past = Past(db)
    one = past(None, id="a")
    one = past(one, hours=Hours(osm="09:00-18:00", words="9:00-18:00"))
    one = past(one, reported_shut=make.NOON)
    one = past(one, reported_shut=None)
    spring = Closure(since=date(2027, 2, 15), until=date(2027, 2, 22), reason="春节放假")
    works = Closure(since=date(2026, 11, 20), reason="装修")
    overdue = Closure(since=date(2026, 11, 1), until=date(2026, 11, 5), expected=True)
    one = past(one, closures=(spring,))
    one = past(one, closures=(works, spring))
    one = past(one, closures=(works, replace(spring, until=date(2027, 2, 25))))
    one = past(one, closures=(overdue,))
    one = past(one, closures=(replace(overdue, expected=False),))
    one = past(one, lifecycle=Lifecycle(phase=Phase.RECTIFYING, reason="消防"))
    one = past(one, lifecycle=Lifecycle())
    one = past(one, place=replace(one.place, door="从东门进"), name="新名字")
    one = past(one, lifecycle=Lifecycle(phase=Phase.CLOSED, reason="拆迁"))
    assert [found for _, found in news(db)] == [
        ["closed"], ["place", "name"], ["resumed"], ["rectifying"], ["resumed"], ["resumed"],
        ["rescheduled"], ["suspended"], ["announced"], ["answered"], ["reported_shut"],
        ["hours"], ["opened"],
    ]  # fmt: skip
    items = announcements.of_area(db, "3701").items
    (hours,) = items[-2].changes
    assert (hours.title, hours.before, hours.after) == ("开放时间", "8:00-20:00", "9:00-18:00")
    assert ("状态原因", "拆迁") in [(told.title, told.after) for told in items[0].changes]
    assert items[-1].changes == ()


def test_what_workers_do_not_see_is_not_told(db: Database) -> None:
    past = Past(db)
    draft = past(None, id="draft", lat=None)
    past(draft, place=replace(draft.place, address="草稿里的地址"))
    planned = past(None, id="planned", lifecycle=Lifecycle(phase=Phase.PLANNED))
    past(planned, name="还没开的驿站")
    inside = past(None, id="inside")
    inside = past(inside, note="钥匙在门垫下")
    past(inside, premises=Premises(private_contact="13800001234", operator="某公司"))
    assert news(db) == [("inside", ["opened"])]


def test_a_draft_that_gets_its_place_is_new_and_its_past_stays_inside(db: Database) -> None:
    past = Past(db)
    one = past(None, id="a", lat=None)
    place = make.station().place
    one = past(one, place=replace(one.place, address="草稿里的地址"))
    one = past(one, place=place)
    past(one, lifecycle=Lifecycle(phase=Phase.CLOSED))
    assert news(db) == [("a", ["closed"]), ("a", ["opened"])]
    assert "草稿里的地址" not in str(announcements.of_area(db, "370102").items)


def test_pages_meet_without_a_gap_and_come_to_an_end(db: Database) -> None:
    past = Past(db)
    act = make.act("imported")
    with db.writing():
        change_store.record(db, [(None, make.station(id=f"n{n:03}")) for n in range(120)], act=act)
    one = past(None, id="quiet")
    for number in range(announcements.PAGE):
        one = past(one, note=f"内部 {number}")
    found, before = [], ""
    for _ in range(9):
        page = announcements.of_area(db, "37", before=before)
        found += [item.station_id for item in page.items]
        before = page.after
        if not before:
            break
    assert found == ["quiet", *(f"n{n:03}" for n in reversed(range(120)))]
    assert not before


def test_another_area_is_another_feed(db: Database) -> None:
    past = Past(db)
    past(None, id="a")
    assert news(db, "370112") == []
    assert len(news(db, "370100")) == 1


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory, migrated_file: Path) -> Iterator[FlaskClient]:
    with changed_area.client(
        tmp_path_factory.mktemp("feeds"), migrated_file, strange=STRANGE
    ) as opened:
        yield opened


@pytest.mark.parametrize("kind", ["json", "atom"])
def test_a_feed_holds_nothing_private(client: FlaskClient, kind: str) -> None:
    text = client.get(f"/feeds/370102.{kind}").get_data(as_text=True)
    assert "普通驿站" in text
    assert "0531-12345678" in text
    assert not [secret for secret in SECRETS if secret in text]


def test_the_atom_feed_is_xml_whatever_a_station_is_called(client: FlaskClient) -> None:
    answer = client.get("/feeds/370102.atom")
    assert answer.mimetype == "application/atom+xml"
    feed = ElementTree.fromstring(answer.data)
    assert feed.tag == f"{ATOM}feed"
    assert feed.findtext("a:title", namespaces=NAMESPACES) == "历下区驿站的变化"
    titles = [one.findtext("a:title", namespaces=NAMESPACES) for one in feed.iter(f"{ATOM}entry")]
    assert titles[0] == "<b>&\"'驿站：新开放"
    assert titles[1] == "普通驿站：开放时间有变"
    ids = [one.findtext("a:id", namespaces=NAMESPACES) for one in feed.iter(f"{ATOM}entry")]
    assert len(set(ids)) == len(ids) == announcements.PAGE


def test_the_json_feed_says_the_same_and_leads_on(client: FlaskClient) -> None:
    feed = client.get("/feeds/370100.json").json
    assert feed["version"] == "https://jsonfeed.org/version/1.1"
    assert feed["feed_url"].endswith("/feeds/3701.json")
    newest, second = feed["items"][1:3]
    assert newest["_stations"] == {"station": "b", "news": ["opened"], "changes": []}
    assert second["content_text"] == "开放时间：8:00-20:00 → 全天"
    assert second["date_published"] == "2026-11-20T04:03:00Z"
    older = client.get(feed["next_url"]).json
    assert "next_url" not in older
    seen = [item["id"] for item in feed["items"] + older["items"]]
    assert len(set(seen)) == len(seen) == 65


def test_made_up_stations_are_named_as_such(client: FlaskClient) -> None:
    (item,) = client.get("/feeds/370112.json").json["items"]
    assert item["title"] == "编出来的驿站（演示数据）：新开放"


def test_a_reader_asks_again_for_little(client: FlaskClient) -> None:
    first = client.get("/feeds/370102.atom")
    assert first.headers["Cache-Control"] == "public, max-age=300"
    again = client.get("/feeds/370102.atom", headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/feeds/999999.json", 404), ("/feeds/..%2f.json", 404), ("/feeds/370102.xml", 404),
        ("/feeds/370102.json?before=x", 400), ("/feeds/370102.json?page=2", 400),
        ("/feeds/370102.atom?before=2026-11-20T04:00:00Z~a'--~1", 400),
    ],
)  # fmt: skip
def test_a_wrong_address_is_answered_with_a_sentence(
    client: FlaskClient, path: str, status: int
) -> None:
    assert client.get(path).status_code == status


def test_pages_name_their_feeds(client: FlaskClient) -> None:
    for page in ("/?area=370102", "/stations/a"):
        text = client.get(page).get_data(as_text=True)
        assert 'type="application/atom+xml"' in text
        assert 'href="/feeds/370102.json"' in text
