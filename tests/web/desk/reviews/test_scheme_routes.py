"""In the browser: a scheme drafted with its faults, tried on stations, confirmed by another."""

from __future__ import annotations

import html
import io

import pytest
from flask import Flask

from stations.accounts import store as accounts
from stations.accounts.model import Account, Grant
from stations.accounts.roles import Role
from stations.config import Settings
from stations.db.base import Database
from stations.stars.scheme import scheme_file
from tests.support import make
from tests.support.deskwork import signed_in, token_in

TEXT = (
    (scheme_file.FOLDER / "jinan-1.toml").read_text("utf-8").replace("version = 1", "version = 2")
)


@pytest.fixture
def city(db: Database, people: dict[Role, Account]) -> tuple[Account, Account]:
    """Two administrators of the city."""
    id_ = people[Role.ADMINISTRATOR].id
    row = db.row("select password from accounts where id = :id", id=id_)
    assert row
    grants = (Grant(role=Role.ADMINISTRATOR, area="370100"),)
    two = [
        Account(id=f"id-{name}", name=name, shown=name, grants=grants)
        for name in ("first-admin", "second-admin")
    ]
    with db.writing():
        for one in two:
            accounts.add(db, one, password=row["password"], at=make.NOON)
    return two[0], two[1]


def shown(data: bytes) -> str:
    return html.unescape(data.decode())


def test_a_scheme_goes_from_a_draft_with_faults_to_a_version_of_the_form(
    app: Flask, city: tuple[Account, Account], running: str
) -> None:
    author = signed_in(app, city[0].name)
    page = shown(author.get("/desk/schemes/").data)
    assert "程序自带 jinan-1.toml" in page
    begun = shown(author.get("/desk/schemes/new?from=jinan-1").data)
    assert "version = 2" in begun
    assert "# 几颗星" in begun
    token = token_in(author.get("/desk/schemes/new").data)
    form = {
        "csrf_token": token,
        "area": city[0].grants[0].area,
        "text": TEXT.replace("quota_percent = 20", "quota_percent = 300"),
    }
    answer = author.post("/desk/schemes/", data=form)
    assert answer.status_code == 303
    path = answer.headers["Location"]
    page = shown(author.get(path).data)
    assert "还有 1 处要改" in page
    assert "<code>quota_percent = 300</code>" in page
    assert "要写 1 到 100 的整数" in page
    sent = {
        "csrf_token": token,
        "version": "1",
        "text": "not read",
        "file": (io.BytesIO(b"\xef\xbb\xbf" + TEXT.replace("= 75", "= 80").encode()), "x.toml"),
    }
    assert author.post(path, data=sent).status_code == 303
    page = shown(author.get(path).data)
    assert "“四星”至少多少分：75 → 80" in page
    assert "试算三个驿站" in page
    assert "请另一位市级管理员" in page
    again = {"csrf_token": token, "version": "2"}
    assert author.post(f"{path}/confirm", data=again).status_code == 409
    assert author.post(path, data={**again, "version": "1", "text": "typed"}).status_code == 409
    second = signed_in(app, city[1].name)
    first_page = shown(second.get("/desk/").data)
    assert "评定办法草稿等第二位确认" in first_page
    page = second.get(path).data
    assert "确认这一版" in shown(page)
    assert "<textarea" not in shown(page)
    done = second.post(f"{path}/confirm", data={"csrf_token": token_in(page), "version": "2"})
    assert done.status_code == 303
    assert "jinan-2" in shown(second.get(path).data)
    assert "（第 2 版）" in shown(author.get("/desk/cycles/").data)
    assert "工作台确认" in shown(author.get("/desk/schemes/known/jinan-2").data)
    assert author.get("/desk/schemes/known/none-9").status_code == 404


def test_what_was_typed_is_given_back_where_it_cannot_be_kept(
    app: Flask, city: tuple[Account, Account]
) -> None:
    client = signed_in(app, city[0].name)
    token = token_in(client.get("/desk/schemes/new").data)
    bad = {"csrf_token": token, "area": "999999", "text": "id = 'mine'"}
    answer = client.post("/desk/schemes/", data=bad)
    assert answer.status_code == 400
    assert "id = 'mine'" in shown(answer.data)
    gbk = {**bad, "file": (io.BytesIO("名".encode("gb18030")), "x.toml")}
    answer = client.post("/desk/schemes/", data=gbk)
    assert (answer.status_code, "UTF-8" in shown(answer.data)) == (400, True)


def test_the_page_of_the_format_has_every_role_and_signal(
    app: Flask, city: tuple[Account, Account]
) -> None:
    client = signed_in(app, city[0].name)
    page = shown(client.get("/desk/schemes/format").data)
    for word in (
        "审批人",
        "basics_working",
        "floor_area_m2",
        "应急药箱",
        "amount_fen",
        "shut_confirmed",
    ):
        assert word in page, word


def test_a_bad_file_takes_no_page_down_and_is_named_to_administrators(
    app: Flask, city: tuple[Account, Account]
) -> None:
    settings: Settings = app.extensions["stations"].settings
    folder = settings.rules / "schemes"
    folder.mkdir(parents=True)
    (folder / "broken.toml").write_text("id = ", "utf-8")
    client = signed_in(app, city[0].name)
    for path in ("/desk/cycles/", "/desk/", "/desk/schemes/"):
        assert client.get(path).status_code == 200
    assert "broken.toml 第 1 行" in shown(client.get("/desk/schemes/").data)
    assert "broken.toml 第 1 行" in shown(client.get("/desk/operating/").data)
    assert "服务器要处理的事" in shown(client.get("/desk/").data)


def test_what_keeps_everybody_from_confirming_is_told_before_somebody_tries(
    app: Flask, city: tuple[Account, Account]
) -> None:
    client = signed_in(app, city[0].name)
    token = token_in(client.get("/desk/schemes/new").data)
    known = TEXT.replace("version = 2", "version = 1")
    for text, words in (
        (known, "请把 version 改成 2"),
        (TEXT.replace('"3701"', '"3702"'), "不在这份草稿的地区里"),
    ):
        form = {"csrf_token": token, "area": "370100", "text": text}
        path = client.post("/desk/schemes/", data=form).headers["Location"]
        page = shown(client.get(path).data)
        assert words in page
        assert "请另一位市级管理员打开这一页，" not in page


def test_a_scheme_of_others_begins_as_a_first_one_of_ones_own(
    app: Flask, city: tuple[Account, Account]
) -> None:
    client = signed_in(app, city[0].name)
    page = shown(client.get("/desk/schemes/new?from=fuzhou-1").data)
    for line in (
        'id = "city-3701"',
        "version = 1 ",
        'area = "3701"',
        'name = "济南市',
        "参照“福州",
    ):
        assert line in page, line
