"""A clerk imports a faulty list: sees what it would do, decides, and takes it back."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from dataclasses import replace
from html import unescape
from typing import Any

import openpyxl
import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from stations.db import opening
from stations.db.base import Database
from stations.registry.lists import upload_store
from stations.registry.stored import change_store, store
from stations.web.desk.lists import preview_map
from tests.support import make
from tests.support.deskwork import seated, token_in

HEAD = "站点编号,名称,区县,经度,纬度,地址,开放时间,设施\n"
FAULTY = HEAD + (
    "A1,泉城广场驿站,历下区,117.02,36.66,泺源大街1号,8:30-18:00,饮水、卫生间\n"
    "A2,坏了的驿站,历下区,一百一十七,36.65,经四路2号,24小时,微波炉\n"
    "A3,没有坐标的驿站,历下区,,,解放路3号,24小时,饮水\n"
)

GOOD = HEAD + (
    "A1,泉城广场驿站,历下区,117.02,36.66,泺源大街1号,8:30-18:00,饮水、卫生间\n"
    "A2,大观园驿站,历下区,116.98,36.65,经四路2号,24小时,微波炉\n"
)


class Desk:
    """Somebody at the page of imports."""

    def __init__(self, app: Flask, name: str) -> None:
        self.client: FlaskClient = seated(app, name)
        self.form = {"csrf_token": token_in(self.client.get("/desk/password").data)}

    def upload(self, data: str | bytes, name: str = "名单.csv", **fields: str) -> TestResponse:
        content = data.encode() if isinstance(data, str) else data
        sent = {"datum": "wgs84", **self.form, **fields}
        parts = [f'name="{key}"\r\n\r\n{text}'.encode() for key, text in sent.items()]
        parts.append(f'name="file"; filename="{name}"\r\n\r\n'.encode() + content)
        head = b"--limit\r\nContent-Disposition: form-data; "
        body = b"".join(head + part + b"\r\n" for part in parts) + b"--limit--\r\n"
        kind = "multipart/form-data; boundary=limit"
        return self.client.post("/desk/imports", data=body, content_type=kind)

    def post(self, path: str, **fields: Any) -> TestResponse:
        return self.client.post(path, data={**self.form, **fields})

    def page(self, path: str, status: int = 200) -> str:
        answer = self.client.get(path)
        assert answer.status_code == status, answer.get_data(as_text=True)
        return unescape(answer.get_data(as_text=True))

    def apply(self, staged_path: str, **ticks: str) -> TestResponse:
        """Presses the button of the preview."""
        return self.post(f"{staged_path}/apply", likeness=likeness(self.page(staged_path)), **ticks)


def likeness(page: str) -> str:
    found = re.search(r'name="likeness" value="([0-9a-f]+)"', page)
    return found[1] if found else ""


def words(page: str) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page))


@pytest.fixture
def editor(app: Flask) -> Desk:
    return Desk(app, "a-editor")


@pytest.fixture
def db(address: str) -> Iterator[Database]:
    opened = opening.open_ready(address)
    yield opened
    opened.close()


def test_a_faulty_list_is_seen_before_its_good_rows_are_imported(
    editor: Desk, db: Database
) -> None:
    answer = editor.upload(FAULTY)
    assert answer.status_code == 303
    path = answer.headers["Location"]
    page = editor.page(path)
    told = words(page)
    assert 'data-outcome="partial"' in page
    assert "2 新增" in told
    assert "1 不能导入" in told
    assert "第 3 行 经度 一百一十七 经度要写成十进制的度数" in told
    assert "草稿，没有坐标" in told
    assert store.count(db) == 0
    refused = editor.apply(path)
    assert refused.status_code == 400
    assert "还没有勾选同意" in refused.get_data(as_text=True)
    assert store.count(db) == 0
    done = editor.apply(path, good_rows="1")
    assert done.status_code == 303
    assert {station.name for station in store.every(db)} == {"泉城广场驿站", "没有坐标的驿站"}
    result = words(editor.page(done.headers["Location"]))
    assert "第 3 行 经度：" in result
    assert db.rows("select id from staged_imports") == []
    logged = db.rows("select subject from log where action = 'imported'")
    assert logged == [{"subject": f"import:{path.rsplit('/', 1)[1]}"}]


def test_a_second_press_of_the_button_imports_nothing_twice(editor: Desk, db: Database) -> None:
    path = editor.upload(GOOD).headers["Location"]
    seen = likeness(editor.page(path))
    first = editor.post(f"{path}/apply", likeness=seen)
    revision = store.revision(db)
    second = editor.post(f"{path}/apply", likeness=seen)
    assert first.headers["Location"] == second.headers["Location"]
    assert store.revision(db) == revision
    assert store.count(db) == 2
    assert upload_store.count(db, [""]) == 1


def test_changes_are_told_cell_by_cell_and_undone_together(
    editor: Desk, db: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    good = GOOD
    editor.apply(editor.upload(good).headers["Location"])
    other = good.replace("8:30-18:00", "9:00-17:00") + "A9,新驿站,历下区,117.05,36.66,,,\n"
    path = editor.upload(other).headers["Location"]
    page = editor.page(path)
    assert "开放时间 原来： 8:30-18:00 → 改成： 9:00-17:00" in words(page)
    places = editor.client.get(f"{path}/places").get_json()["places"]
    assert [(one["name"], one["kind"], one["was"]) for one in places] == [("新驿站", "new", None)]
    monkeypatch.setattr(preview_map, "MOST_PLACES", 0)
    assert editor.client.get(f"{path}/places").get_json() == {"places": [], "more": 1}
    done = editor.apply(path).headers["Location"]
    asked = words(editor.page(f"{done}/undo"))
    assert "1 个改过的驿站" in asked
    assert "1 个新增的驿站" in asked
    assert editor.post(f"{done}/undo", reason="").status_code == 400
    assert editor.post(f"{done}/undo", reason="名单发错了").status_code == 303
    found = {station.number: station for station in store.every(db)}
    assert found["A1"].hours.words == "8:30-18:00"
    assert not found["A9"].is_listed
    assert "已撤销" in editor.page(done)
    # A second press leads to the same page and changes nothing.
    revision = store.revision(db)
    assert editor.post(f"{done}/undo", reason="名单发错了").headers["Location"] == done
    assert store.revision(db) == revision


def test_a_move_along_one_axis_is_told_in_metres(editor: Desk) -> None:
    editor.apply(editor.upload(GOOD).headers["Location"])
    moved = editor.upload(GOOD.replace("117.02", "117.12"))
    assert "移动了 8920 米" in editor.page(moved.headers["Location"])


def test_whoever_worked_on_a_station_since_is_asked_about_first(editor: Desk, db: Database) -> None:
    good = GOOD
    done = editor.apply(editor.upload(good).headers["Location"]).headers["Location"]
    one = next(station for station in store.every(db) if station.number == "A1")
    with db.writing():
        record = replace(one.record, version=2)  # type: ignore[type-var]
        pair = (one, replace(one, entry_note="从东门进", record=record))
        change_store.record(db, [pair], act=make.act("edited"))
    page = editor.page(f"{done}/undo")
    assert "泉城广场驿站" in page
    without = f"{one.id} "
    refused = editor.post(f"{done}/undo", reason="发错了", without=without)
    assert refused.status_code == 409
    assert all(station.is_listed for station in store.every(db))
    assert (
        editor.post(f"{done}/undo", reason="发错了", without=without, rest="1").status_code == 303
    )
    assert {s.number: s.is_listed for s in store.every(db)} == {"A1": True, "A2": False}


def test_columns_of_other_names_are_matched_once_and_remembered(editor: Desk, db: Database) -> None:
    theirs = "序号码,挂牌名,东经,北纬\nB1,东驿站,117.02,36.66\n"
    answer = editor.upload(theirs)
    assert answer.status_code == 303
    path = answer.headers["Location"]
    assert "挂牌名”当作名称（如“东驿站”）" in words(editor.page(path))
    titles = ["序号码", "挂牌名", "东经", "北纬"]
    keys = ["number", "name", "lon", "lat"]
    taken = editor.post(f"{path}/terms", title=titles, key=keys, datum="gcj02", area="370102")
    assert taken.status_code == 303
    assert 'data-outcome="accept' in editor.page(path)
    assert editor.apply(path).status_code == 303
    station = next(iter(store.every(db)))
    assert (station.number, station.name) == ("B1", "东驿站")
    assert station.place.source is not None
    assert station.place.source.datum.value == "gcj02"
    again = editor.upload(theirs.replace("B1,东", "B2,西").replace("117.02", "117.08"))
    assert 'data-outcome="accept' in editor.page(again.headers["Location"])
    wrong = editor.post(f"{path}/terms", title=["序号码"], key=["id; drop"], area="370102")
    assert wrong.status_code in (400, 404)


def test_a_title_left_aside_is_not_imported(editor: Desk, db: Database) -> None:
    path = editor.upload(HEAD + "A1,东驿站,历下区,117.02,36.66,泺源大街1号,,\n").headers["Location"]
    titles = HEAD.strip().split(",")
    keys = ["number", "name", "district", "lon", "lat", "", "hours", "amenities"]
    editor.post(f"{path}/terms", title=titles, key=keys, datum="wgs84", area="370102")
    assert editor.apply(path).status_code == 303
    assert next(iter(store.every(db))).place.address == ""


def test_a_list_without_a_datum_is_not_taken_until_it_is_said(editor: Desk, db: Database) -> None:
    path = editor.upload(FAULTY, datum="").headers["Location"]
    page = editor.page(path)
    assert 'data-code="crs_undeclared"' in page
    assert "/apply" not in page
    editor.apply(path, confirmed="1", good_rows="1")
    assert store.count(db) == 0
    editor.post(f"{path}/terms", datum="bd09", area="370102")
    assert "/apply" in editor.page(path)


def test_all_sheets_are_read_and_one_may_be_left_out(editor: Desk) -> None:
    book = openpyxl.Workbook()
    for n, sheet in enumerate((book.active, book.create_sheet("新的"))):
        for row in csv_rows(HEAD + f"A{n},第{n}个驿站,历下区,117.02,36.66,,,\n"):
            sheet.append(row)
    file = io.BytesIO()
    book.save(file)
    path = editor.upload(file.getvalue(), "两张表.xlsx").headers["Location"]
    page = editor.page(path)
    assert "第0个驿站" in page
    assert "第1个驿站" in page
    assert "“新的”第 2 行" in page
    editor.post(f"{path}/terms", sheet="新的", datum="wgs84", area="370102")
    assert "第0个驿站" not in editor.page(path)
    assert "第1个驿站" in editor.page(path)


def csv_rows(text: str) -> list[list[str]]:
    return [line.split(",") for line in text.strip().split("\n")]


def test_what_others_changed_meanwhile_is_shown_again_before_it_is_stored(
    editor: Desk, db: Database
) -> None:
    good = GOOD
    path = editor.upload(good).headers["Location"]
    seen = likeness(editor.page(path))
    unlike = make.station(number="Z9", lat=36.7, lon=117.3)
    with db.writing():
        change_store.record(db, [(None, unlike)], act=make.act("created"))
    same = make.station(number="A1", name="泉城广场驿站", lat=36.66, lon=117.02)
    with db.writing():
        change_store.record(db, [(None, same)], act=make.act("created"))
    answer = editor.post(f"{path}/apply", likeness=seen)
    assert answer.status_code == 409
    assert "被别人改过" in answer.get_data(as_text=True)
    assert store.count(db) == 2
    assert editor.apply(path).status_code == 303
    assert store.count(db) == 3


def test_what_is_unlike_the_list_does_not_hold_it_up(editor: Desk, db: Database) -> None:
    path = editor.upload(GOOD).headers["Location"]
    seen = likeness(editor.page(path))
    with db.writing():
        elsewhere = make.station(number="Z9", lat=36.7, lon=117.3)
        change_store.record(db, [(None, elsewhere)], act=make.act("created"))
    assert editor.post(f"{path}/apply", likeness=seen).status_code == 303
    assert store.count(db) == 3


def test_nobody_sees_or_imports_the_upload_of_somebody_else(
    editor: Desk, app: Flask, db: Database
) -> None:
    path = editor.upload(FAULTY).headers["Location"]
    other = Desk(app, "a-administrator")
    for suffix in ("", "/places"):
        page = other.client.get(path + suffix)
        assert page.status_code == 404
        assert "泉城" not in page.get_data(as_text=True)
    assert other.post(f"{path}/apply", likeness="x", good_rows="1").status_code == 404
    assert other.post(f"{path}/discard").status_code == 404
    keeper = Desk(app, "a-keeper")
    assert keeper.upload(FAULTY).status_code == 403
    assert keeper.client.get("/desk/imports").status_code == 403
    assert editor.upload(FAULTY, area="370104").status_code == 404
    assert editor.upload(FAULTY, area="").status_code == 303
    assert {row["area"] for row in db.rows("select area from staged_imports")} == {"370102"}
    foreign = editor.upload(HEAD + "C1,槐荫驿站,槐荫区,117.02,36.66,,,\n")
    assert "foreign" not in foreign.get_data(as_text=True)
    assert 'data-outcome="partial"' in editor.page(foreign.headers["Location"])


def test_an_upload_is_forgotten_after_a_day_or_when_it_is_given_up(
    editor: Desk, db: Database
) -> None:
    path = editor.upload(FAULTY).headers["Location"]
    assert "名单.csv" in editor.page("/desk/imports")
    with db.writing():
        db.run("update staged_imports set at = :then", then="2026-11-19T03:59:59Z")
    assert editor.client.get(path).status_code == 404
    second = editor.upload(FAULTY).headers["Location"]
    assert [row["id"] for row in db.rows("select id from staged_imports")] == [
        second.rsplit("/", 1)[1]
    ]
    assert editor.post(f"{second}/discard").status_code == 303
    assert db.rows("select id from staged_imports") == []
