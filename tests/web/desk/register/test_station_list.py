"""A clerk filters the list by its address, exports it, and changes several at once."""

from __future__ import annotations

import csv
import io
import re
from dataclasses import replace

import pytest
from flask import Flask
from flask.testing import FlaskClient

from stations.audit import log
from stations.db import opening
from stations.db.base import Database
from stations.networks import store as network_store
from stations.registry import closure_list
from stations.registry.editing import contacts
from stations.registry.editing.contacts import Answerable, Tier
from stations.registry.model import Lifecycle, Membership, Premises, Star, Station, next_version
from stations.registry.states import Phase
from stations.registry.stored import change_store, store
from stations.registry.views.desk_search import PAGE
from tests.support import make
from tests.support.deskwork import seated, taken, token_in
from tests.support.wish_table import NETWORKS

HOSTILE = "=cmd|' /C calc'!A0<script>"
PRIVATE = Premises(private_contact="内线 801")
BULK = ("verify", "suspend", "reopen", "answerable", "erase")


def elsewhere(station: Station) -> Station:
    return replace(
        station, place=replace(station.place, area_code="370104", district_code="370104")
    )


@pytest.fixture
def kept(address: str) -> Database:
    db = opening.open_ready(address)
    stations = [
        make.station(id="a", name="泉城驿站", number="LX-1", premises=PRIVATE, star=Star(level=5)),
        make.station(id="b", name=HOSTILE, number="LX-2"),
        make.station(id="draft", name="等坐标的驿站", lat=None),
        make.station(id="planned", name="要建的", lifecycle=Lifecycle(phase=Phase.PLANNED)),
        make.station(id="gone", name="撤了的", lifecycle=Lifecycle(phase=Phase.CLOSED)),
        elsewhere(make.station(id="far", name="邻区机密驿站")),
    ]
    with db.writing():
        change_store.record(db, [(None, one) for one in stations], act=make.act("created"))
    return db


def page(client: FlaskClient, path: str) -> str:
    answer = client.get(path)
    assert answer.status_code == 200, (path, answer.get_data(as_text=True))
    return answer.get_data(as_text=True)


def listed(text: str) -> list[str]:
    return re.findall(r'name="id" value="([^"]+)"', text)


def form(client: FlaskClient, **given: str | list[str]) -> dict[str, str | list[str]]:
    return {"csrf_token": token_in(client.get("/desk/password").data), **given}


def test_the_address_says_which_stations_are_listed(app: Flask, kept: Database) -> None:
    client = seated(app, "a-editor")
    for path, ids in {
        "": {"a", "b", "draft", "planned"},
        "?phase=all": {"a", "b", "draft", "planned", "gone"},
        "?phase=closed": {"gone"},
        "?matter=no_point": {"draft"},
        "?q=qcyz": {"a"},
        "?q=LX-2": {"b"},
        "?star=5": {"a"},
        "?star=0&q=LX": {"b", "draft", "planned"},
        "?area=370104": set(),
        "?kind=clinic_point": set(),
        "?unheard=of&q=": {"a", "b", "draft", "planned"},
        "?page=99": {"a", "b", "draft", "planned"},
        "?phase=planned&phase=closed": {"planned", "gone"},
        "?phase=planned,closed&matter=never_verified": {"planned"},
        "?matter=no_point&matter=no_photo,no_entry": {"draft"},
        "?has=drinking_water,restroom&kind=rest_station&star=5": {"a"},
        "?lacks=drinking_water": set(),
    }.items():
        text = page(client, f"/desk/stations{path}")
        assert set(listed(text)) == ids, path
        assert "邻区机密" not in text
        assert "<script>" not in text.replace('<script type="module"', "")
        if ids:
            assert f"共 {len(ids)} 个" in text
    assert "草稿" in page(client, "/desk/stations?matter=no_point")
    assert set(listed(page(seated(app, "a-keeper"), "/desk/stations?phase=all"))) == {"a"}


@pytest.mark.parametrize(
    "wrong",
    ["phase=shut", "phase=open,shut", "matter=x", "matter=no_point,x", "has=x", "lacks=water,x",
     "star=6", "star=-1", "kind=x", "network=x", "area=999999", "sort=id",
     "page=0", "page=x", "page=99999999999", "id=" + "x" * 33],
)  # fmt: skip
def test_an_address_that_nobody_made_is_refused(app: Flask, kept: Database, wrong: str) -> None:
    client = seated(app, "a-editor")
    for path in ("/desk/stations", "/desk/stations/bulk/verify"):
        assert client.get(f"{path}?{wrong}").status_code == 400
    name, _, text = wrong.partition("=")
    assert taken(client, "/desk/stations/export.csv", **{name: text}).status_code == 400


def test_each_of_several_filters_is_taken_away_alone(app: Flask, kept: Database) -> None:
    client = seated(app, "a-editor")
    text = page(client, "/desk/stations?q=驿站&matter=no_point,no_photo&has=restroom")
    chips = text.partition('class="chips"')[2].partition("</ul>")[0]
    for words in ("“驿站”", "没有坐标，地图上找不到", "没有照片", "有卫生间"):
        assert words in chips
    left = [query.replace("&amp;", "&") for query in re.findall(r'href="([^"]+)"', chips)]
    assert any("matter=no_photo" in one and "no_point" not in one for one in left)
    form_part = text.partition("<details")[2].partition("</details>")[0]
    assert '<input type="hidden" name="matter" value="no_point,no_photo">' in form_part
    assert "再加一个…" in form_part


def test_the_list_and_its_files_are_those_of_a_network(app: Flask, kept: Database) -> None:
    books = replace(next(one for one in NETWORKS if one.id == "books"), other_names=("书屋",))
    with kept.writing() as tx:
        for one in (books, *(one for one in NETWORKS if one.id != "books")):
            network_store.add(tx, one)
        said = {"a": "书屋", "draft": "职工书屋", "far": "职工书屋", "gone": "书屋"}
        for key, name in said.items():
            before = store.get(tx, key)
            words = replace(before, networks=(Membership(name=name),))
            after = next_version(words, at=make.NOON)
            change_store.record(tx, [(before, after)], act=make.act("changed"))
    client = seated(app, "a-editor")
    for query, ids in {
        "network=books": {"a", "draft"},
        "network=books&phase=all": {"a", "draft", "gone"},
        "network=books&matter=no_point": {"draft"},
        "network=energy": set(),
    }.items():
        text = page(client, f"/desk/stations?{query}")
        assert set(listed(text)) == ids, query
    text = page(client, "/desk/stations?network=books")
    assert "属于职工书屋" in text
    assert '<option value="books" selected>职工书屋（济南市）</option>' in text
    assert "energy-far" not in text, "another city's network is not offered"
    rows = taken(client, "/desk/stations/export.csv", network="books").data.decode("utf-8-sig")
    names = {row["名称"] for row in csv.DictReader(io.StringIO(rows))}
    assert names == {"泉城驿站", "等坐标的驿站"}
    assert log.newest(kept)[0]["reason"] == "属于职工书屋"
    assert "泉城驿站" in page(client, "/desk/stations/print?network=books")


def test_nothing_is_cut_silently(app: Flask, kept: Database) -> None:
    many = [make.station(id=f"m{n:03d}", name=f"演示{n}") for n in range(PAGE)]
    with kept.writing():
        change_store.record(kept, [(None, one) for one in many], act=make.act("created"))
    client = seated(app, "a-editor")
    text = page(client, "/desk/stations?star=0")
    assert f"共 {PAGE + 3} 个，这一页第 1 到 {PAGE} 个" in text
    following = re.search(r'rel="next" href="([^"]+)"', text)
    assert following
    rest = page(client, following[1].replace("&amp;", "&"))
    assert f"这一页第 {PAGE + 1} 到 {PAGE + 3} 个" in rest
    assert not set(listed(text)) & set(listed(rest))


def test_the_export_is_exactly_the_list_without_formulas_and_private_values(
    app: Flask, kept: Database
) -> None:
    client = seated(app, "a-editor")
    answer = taken(client, "/desk/stations/export.csv", q="LX-")
    assert answer.headers["Content-Disposition"] == (
        'attachment; filename="stations-20261120-1200.csv"'
    )
    rows = list(csv.DictReader(io.StringIO(answer.data.decode("utf-8-sig"))))
    assert {row["站点编号"] for row in rows} == {"LX-1", "LX-2"}
    assert {row["名称"] for row in rows} == {"泉城驿站", f"'{HOSTILE}"}
    assert "801" not in answer.data.decode("utf-8-sig")
    picked = taken(client, "/desk/stations/export.geojson?picked=1", id=["a", "far"]).get_json()
    assert [one["properties"]["驿站标识"] for one in picked["features"]] == ["a"]
    assert taken(client, "/desk/stations/export.xlsx").data.startswith(b"PK")
    entries = [e for e in log.newest(kept) if e["action"] == "exported"]
    assert [e["body"]["stations"] for e in entries] == [4, 1, 2]
    assert entries[-1]["reason"] == "“LX-”"
    assert taken(client, "/desk/stations/export.csv?picked=1").status_code == 400
    assert taken(client, "/desk/stations/export.csv?picked=1", all="1").status_code == 200
    assert taken(seated(app, "a-keeper"), "/desk/stations/export.csv").status_code == 403
    assert "export.csv" not in page(seated(app, "a-keeper"), "/desk/stations")


def test_the_address_of_a_file_leads_back_to_the_list_and_takes_nothing(
    app: Flask, kept: Database
) -> None:
    client = seated(app, "a-editor")
    answer = client.get("/desk/stations/export.csv?q=LX-&id=a")
    assert (answer.status_code, answer.location) == (302, "/desk/stations?q=LX-")
    assert "按列表下面的“导出”" in page(client, answer.location)
    assert "exported" not in {entry["action"] for entry in log.newest(kept)}
    assert client.post("/desk/stations/export.csv", data={"q": "LX-"}).status_code == 403


def test_one_sees_what_will_happen_and_then_it_happens_to_these(app: Flask, kept: Database) -> None:
    client = seated(app, "a-editor")
    text = page(client, "/desk/stations/bulk/suspend?all=1&q=&matter=never_verified")
    assert "暂停开放：2 个驿站" in text
    assert "要建的" in text.partition("不能这样改")[2]
    ids = re.search(r'name="ids" value="([^"]+)"', text)
    assert ids
    assert set(ids[1].split()) == {"a", "b"}
    path = "/desk/stations/bulk/suspend"
    assert "请写一句原因" in client.post(path, data=form(client, ids=ids[1])).get_data(as_text=True)
    given = form(client, ids=ids[1], reason="春节放假", since="2026-11-01", until="2027-02-20",
                 matter="never_verified")  # fmt: skip
    unsure = client.post(path, data=given).get_data(as_text=True)
    assert "请选到期以后怎么办" in unsure
    assert 'value="2027-02-20"' in unsure
    done = client.post(path, data={**given, "ends": "sure"})
    assert done.headers["Location"] == "/desk/stations?matter=never_verified"
    assert "2 个驿站写上了暂停" in page(client, done.headers["Location"])
    (holiday,) = store.get(kept, "b").closures
    assert holiday.reason == "春节放假"
    apart = page(client, "/desk/stations/bulk/suspend?id=a&id=b")
    assert "这 2 个已有暂停安排，不动它们" in apart
    assert "会改这" not in apart
    assert " checked" not in apart.partition("已有暂停安排")[2].partition("</fieldset>")[0]
    words = closure_list.one_text(holiday)
    assert words in page(client, "/desk/stations/bulk/reopen?id=a")
    client.post("/desk/stations/bulk/reopen", data=form(client, ids="a", words=words))
    assert str(store.get(kept, "a").closures[0].until) == "2026-11-19"
    assert store.get(kept, "b").closures == (holiday,)
    shown = page(client, "/desk/stations/bulk/verify?id=a&id=b")
    assert "信息无误：2 个驿站" in shown
    given = form(client, ids="a b", group=["place", "hours", "amenities", "contact"])
    client.post("/desk/stations/bulk/verify", data=given)
    assert all(store.get(kept, one).verified for one in ("a", "b"))
    assert store.get(kept, "draft").verified is None


def test_a_batch_is_taken_back_from_its_page(app: Flask, kept: Database) -> None:
    client = seated(app, "a-editor")
    given = form(client, ids="a b", reason="春节放假", since="2027-02-15")
    client.post("/desk/stations/bulk/suspend", data=given)
    number = log.head(kept).number
    assert f"/desk/history/{number}/undo" in page(client, f"/desk/history/{number}")
    client.post("/desk/stations/b/closures", data=form(client, do="add", reason="停水"))
    path = f"/desk/history/{number}/undo"
    assert "暂停安排后来又改过" in page(client, path)
    assert client.post(path, data=form(client, reason="写错了")).status_code == 409
    assert client.post(path, data=form(client, reason="")).status_code == 400
    done = client.post(path, data=form(client, reason="写错了", rest="1", without="b"))
    assert "1 个驿站恢复到那以前，1 个后来有人改过的没有动" in page(
        client, done.headers["Location"]
    )
    assert store.get(kept, "a").closures == ()
    assert len(store.get(kept, "b").closures) == 2
    assert seated(app, "a-keeper").get(path).status_code == 403


def test_persons_are_named_and_erased_for_several(app: Flask, kept: Database) -> None:
    client = seated(app, "a-editor")
    path = "/desk/stations/bulk/answerable"
    assert client.post(path, data=form(client, ids="a b")).status_code == 400
    wrong = client.post(path, data=form(client, ids="a b", **{"post-site": "站长",
                                                           "phone-site": "<x>"}))  # fmt: skip
    assert wrong.status_code == 400
    assert "电话只写号码" in wrong.get_data(as_text=True)
    assert 'value="站长"' in wrong.get_data(as_text=True), "nothing typed is lost"
    client.post(path, data=form(client, ids="a b", **{"post-city": "", "post-site": "站长",
                                                     "person-site": "演示某人"}))  # fmt: skip
    named = Answerable(post="站长", person="演示某人")
    assert contacts.of_station(kept, "b")[Tier.SITE] == named
    client.post("/desk/stations/bulk/erase", data=form(client, ids="a b", tier="site"))
    assert contacts.of_station(kept, "a")[Tier.SITE] == Answerable(post="站长")
    keeper = seated(app, "a-keeper")
    above = form(keeper, ids="a", **{"post-city": "局长"})
    assert keeper.post(path, data=above).status_code == 403
    assert contacts.of_station(kept, "a")[Tier.CITY] == contacts.NOBODY


@pytest.mark.parametrize("foreign", ["far", "nowhere"])
@pytest.mark.parametrize("deed", BULK)
def test_with_one_foreign_station_among_them_nothing_happens_and_nothing_is_told(
    app: Flask, kept: Database, deed: str, foreign: str
) -> None:
    client = seated(app, "a-editor")
    before = log.head(kept)
    path = f"/desk/stations/bulk/{deed}"
    data = form(
        client, ids=f"a {foreign}", group="hours", reason="x", tier="site", **{"post-site": "站长"}
    )
    answers = [client.get(f"{path}?id=a&id={foreign}"), client.post(path, data=data)]
    for answer in answers:
        assert answer.status_code == 404
        assert "机密" not in answer.get_data(as_text=True)
        assert "不在您负责的范围内" in answer.get_data(as_text=True)
    assert log.head(kept) == before
    for none in ("", "?id="):
        assert client.get(f"{path}{none}").status_code == 400
    assert client.post(path, data=form(client)).status_code == 400


def test_the_persons_of_one_station_are_kept_and_a_quicker_hand_is_not_overwritten(
    app: Flask, kept: Database
) -> None:
    keeper, editor = seated(app, "a-keeper"), seated(app, "a-editor")
    path = "/desk/stations/a/answerable"
    text = page(keeper, path)
    assert 'name="post-site"' in text
    assert 'name="post-city"' not in text
    seen = re.search(r'name="seen" value="(\w+)"', text)
    assert seen
    mine = {"seen": seen[1], "post-site": "站长", "person-site": "演示某人", "phone-site": "53100"}
    assert keeper.post(path, data=form(keeper, **mine, **{"post-city": "我"})).status_code == 303
    late = editor.post(path, data=form(editor, **{**mine, "post-site": "主任"}))
    assert late.status_code == 409
    both = late.get_data(as_text=True)
    assert 'value="主任"' in both
    assert "现在登记的是：站长 演示某人 53100" in both
    assert contacts.of_station(kept, "a")[Tier.CITY] == contacts.NOBODY
    wrong = keeper.post(path, data=form(keeper, **{"phone-site": "53100", "post-site": ""}))
    assert wrong.status_code == 400
    assert keeper.post(f"{path}/erase", data=form(keeper, tier="site")).status_code == 303
    assert "演示某人" not in page(editor, path)
    for somebody in ("a-finance", "a-auditor", "a-reviewer"):
        assert seated(app, somebody).get(path).status_code == 403
    for foreign in ("far", "nowhere"):
        assert keeper.get(f"/desk/stations/{foreign}/answerable").status_code == 404


def test_the_first_page_leads_to_what_it_counts(app: Flask, kept: Database) -> None:
    client = seated(app, "a-editor")
    text = page(client, "/desk/")
    cards = re.findall(r'<a href="([^"]+)"[^>]*>\s*<strong>(\d+)</strong>', text)
    assert {"/desk/stations/place", "/desk/stations?matter=nobody"} <= {url for url, _ in cards}
    for url, number in cards:
        if not url.startswith("/desk/stations"):
            continue  # From mid-November on the days off of the next year are counted.
        counted = "还剩" if url.endswith("/place") else "共"
        assert f"{counted} {number} 个" in page(client, url), url
    assert "没有要做的" not in text
    assert "泉城驿站" in page(seated(app, "a-keeper"), "/desk/?all")
