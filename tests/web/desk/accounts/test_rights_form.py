"""Rights are chosen: a role, an area down to the street, stations by name, several of them."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from flask import Flask
from flask.testing import FlaskClient

from stations.accounts import store as accounts
from stations.accounts.model import Grant
from stations.accounts.roles import Role
from stations.areas import codes
from stations.db.base import Database
from stations.registry.stored import change_store
from tests.support import make
from tests.support.deskwork import seated, token_in

STREET = "370102001"
OLD = Grant(role=Role.EDITOR, area="370102")


@pytest.fixture
def db(app: Flask) -> Database:
    connection: Database = app.extensions["stations"].connections()
    far = make.station(id="far", name="泉城驿站", number="Z9")
    place = replace(far.place, area_code="370104", district_code="370104")
    made = [
        make.station(id="one", name="泉城驿站", number="A1"),
        make.station(id="two", name="泉城驿站东区", number="A2"),
        make.station(id="three", name="大明湖驿站", number="A3"),
        replace(far, place=place),
    ]
    with connection.writing():
        change_store.record(connection, [(None, it) for it in made], act=make.act("created"))
    return connection


@pytest.fixture
def chief(app: Flask, db: Database) -> FlaskClient:
    return seated(app, "a-administrator")


def sent(client: FlaskClient, path: str, **given: str | list[str]) -> tuple[int, str]:
    form = {"csrf_token": token_in(client.get("/desk/password").data), **given}
    answer = client.post(path, data=form)
    return answer.status_code, answer.get_data(as_text=True)


def held(page: str) -> list[str]:
    return re.findall(r'name="held" value="([^"]*)" checked', page)


def rights(db: Database, account_id: str = "id-editor") -> set[Grant]:
    return set(accounts.get(db, account_id).grants)


GIVE = "/desk/accounts/id-editor/grants"


def test_the_page_offers_roles_areas_and_their_streets_and_no_lines_to_type(
    chief: FlaskClient,
) -> None:
    page = chief.get("/desk/accounts/id-editor").get_data(as_text=True)
    assert "<textarea" not in page
    assert held(page) == ["editor 370102"]
    assert f'value="{STREET}"' in page
    assert 'value="370102"' in page
    assert "370104" not in page, "an area that is not theirs to give"
    assert "审计" not in page[page.index('name="role"') : page.index("data-for")]


def test_one_right_more_comes_back_ticked_and_holds_once_it_is_saved(
    chief: FlaskClient, db: Database
) -> None:
    more = {"role": "reviewer", "area_code": "370102", "street": STREET}
    status, page = sent(chief, GIVE, held=["editor 370102"], do="add", **more)
    assert (status, held(page)) == (200, ["editor 370102", f"reviewer {STREET}"])
    assert codes.full_name(STREET) in page
    assert rights(db) == {OLD}, "nothing is given by looking at it"
    assert sent(chief, GIVE, held=held(page), do="save")[0] == 303
    assert rights(db) == {OLD, Grant(role=Role.REVIEWER, area=STREET)}


def test_what_stands_chosen_when_it_is_saved_is_not_lost(chief: FlaskClient, db: Database) -> None:
    more = {"role": "keeper", "station": "大明湖"}
    assert sent(chief, GIVE, held=["editor 370102"], do="save", **more)[0] == 303
    assert rights(db) == {OLD, Grant(role=Role.KEEPER, station_id="three")}
    page = chief.get("/desk/accounts/id-editor").get_data(as_text=True)
    assert "站点管理员：大明湖驿站" in page


def test_of_several_stations_with_such_a_name_one_is_asked_which(
    chief: FlaskClient, db: Database
) -> None:
    more = {"role": "keeper", "station": "泉城"}
    status, page = sent(chief, GIVE, held=["editor 370102"], do="save", **more)
    picks = re.findall(r'name="pick" value="(\w+)"', page)
    assert (status, sorted(picks)) == (200, ["one", "two"]), "and none of another area"
    assert rights(db) == {OLD}
    sent(chief, GIVE, held=held(page), do="save", pick="two", **more)
    assert Grant(role=Role.KEEPER, station_id="two") in rights(db)


@pytest.mark.parametrize("words", ["A1", "one", "泉城驿站"])
def test_a_number_or_a_whole_name_needs_no_asking(
    chief: FlaskClient, db: Database, words: str
) -> None:
    assert sent(chief, GIVE, do="save", role="operator", station=words)[0] == 303
    assert rights(db) == {Grant(role=Role.OPERATOR, station_id="one")}


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ({}, "至少给一项权限"),
        ({"role": "keeper"}, "名称或编号"),
        ({"role": "keeper", "station": "Z9"}, "没有找到"),
        ({"role": "keeper", "pick": "far"}, "没有找到"),
        ({"role": "keeper", "station": "没有的"}, "没有找到"),
        ({"station": "A1"}, "先选角色"),
        ({"role": "editor"}, "请选地区"),
        ({"role": "editor", "area_code": "火星"}, "没有找到地区"),
        ({"role": "editor", "area_code": "370104"}, "自己负责的地区"),
        ({"role": "editor", "area_code": "370104", "street": STREET}, "这个街道"),
        ({"role": "editor", "area_code": "全国"}, "自己负责的地区"),
        ({"role": "editor", "area_code": "370102", "street": "火星街道"}, "这个街道"),
        ({"role": "emperor", "area_code": "370102"}, "没有这个角色"),
        ({"role": "auditor", "area_code": "370102"}, "审计"),
        ({"held": "keeper far"}, "自己负责的地区"),
        ({"held": "keeper"}, "哪个驿站"),
        ({"held": "editor 1;drop"}, "地区代码"),
    ],
)  # fmt: skip
def test_what_cannot_be_given_is_said_in_words_and_the_rest_stays(
    chief: FlaskClient, db: Database, given: dict[str, str], said: str
) -> None:
    status, page = sent(chief, GIVE, do="save", **given)
    assert (status, said in page) == (400, True), page
    assert rights(db) == {OLD}
    if given.get("role") in set(Role) and "station" in given:
        assert given["station"] in page


def test_a_new_account_gets_several_rights_in_one_form(chief: FlaskClient, db: Database) -> None:
    new = {"name": "two-doors", "shown": "物业公司"}
    status, page = sent(chief, "/desk/accounts/", do="add", role="operator", station="A1", **new)
    assert (status, held(page)) == (200, ["operator one"])
    assert 'value="two-doors"' in page
    status, page = sent(
        chief, "/desk/accounts/", held=held(page), role="operator", station="A3", do="save", **new
    )
    assert status == 201
    made = accounts.named(db, "two-doors")
    assert made
    assert {one.station_id for one in made[0].grants} == {"one", "three"}


def test_accounts_are_found_by_words_and_role(chief: FlaskClient) -> None:
    def names(query: str) -> set[str]:
        page = chief.get(f"/desk/accounts/?{query}").get_data(as_text=True)
        return set(re.findall(r"\ba-[a-z]+", page[page.index("共") :]))

    assert names("role=reviewer") == {"a-reviewer"}
    assert names("q=FINANCE") == {"a-finance"}
    assert "a-editor" in names("q=历下区 编辑")
    assert names("q=没有的") == set()
