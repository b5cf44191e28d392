"""Somebody who keeps one street makes, edits, imports and prints its stations, and no others."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

import pytest
from flask import Flask
from flask.testing import FlaskClient

from stations.accounts import store as accounts
from stations.accounts.model import Account, Grant
from stations.accounts.roles import Role
from stations.db import opening
from stations.db.base import Database
from stations.registry.model import Station
from stations.registry.stored import change_store, store
from tests.support import make
from tests.support.deskwork import seated, token_in
from tests.web.desk.test_editing_routes import opened, sent
from tests.web.desk.test_import_routes import Desk, words

STREET, NEXT = "370102001", "370102005"


def kept(station_id: str, area: str, **given: object) -> Station:
    station = make.station(id=station_id, **given)
    return replace(station, place=replace(station.place, area_code=area, district_code=area[:6]))


@pytest.fixture
def db(address: str) -> Iterator[Database]:
    database = opening.open_ready(address)
    made = [
        kept("mine", STREET, name="解放路上的驿站"),
        kept("next", NEXT, name="大明湖的驿站", lat=36.68),
        kept("district", "370102", name="区里的驿站", lat=36.69),
        kept("away", "370103018", name="七贤的驿站", lat=36.63),
    ]
    with database.writing():
        change_store.record(database, [(None, one) for one in made], act=make.act("created"))
        accounts.add(
            database,
            Account(
                id="street",
                name="street-editor",
                shown="解放路街道",
                grants=(Grant(role=Role.EDITOR, area=STREET),),
            ),
            password="-",
            at=make.NOON,
        )
    yield database
    database.close()


@pytest.fixture
def street(app: Flask, db: Database) -> FlaskClient:
    """The desk of the one who keeps 解放路街道."""
    return seated(app, "street-editor")


@pytest.fixture
def district(app: Flask, db: Database) -> FlaskClient:
    """The desk of 历下区."""
    return seated(app, "a-editor")


def names(page: str) -> set[str]:
    return set(re.findall(r"(?:解放路上|大明湖|区里|七贤)的驿站", page))


def test_the_list_of_a_street_has_its_stations_only(street: FlaskClient) -> None:
    assert names(street.get("/desk/stations").text) == {"解放路上的驿站"}
    assert street.get("/desk/stations/mine/edit").status_code == 200
    for other in ("next", "district", "away"):
        assert street.get(f"/desk/stations/{other}/edit").status_code == 404


def test_the_form_offers_a_street_account_its_own_street(street: FlaskClient, db: Database) -> None:
    form = opened(street, "/desk/stations/new")
    assert (form["area_code"], form["street"]) == ("370102", STREET)
    form |= {"name": "新的驿站", "point": "36.70, 117.12"}
    assert sent(street, form, "/desk/stations/new").status_code == 303
    made = next(one for one in store.every(db) if one.name == "新的驿站")
    assert (made.place.area_code, made.place.area_words) == (STREET, "历下区")


@pytest.mark.parametrize("other", [NEXT, ""])
def test_a_street_account_cannot_give_a_station_away(
    street: FlaskClient, db: Database, other: str
) -> None:
    form = opened(street, "/desk/stations/mine/edit")
    answer = sent(street, {**form, "street": other}, "/desk/stations/mine/edit")
    assert answer.status_code == 400
    assert "不归您管" in answer.text
    assert store.get(db, "mine").place.area_code == STREET
    new = opened(street, "/desk/stations/new") | {"name": "别的驿站", "street": other}
    assert sent(street, new, "/desk/stations/new").status_code == 400


def test_a_district_chooses_a_street_below_it(district: FlaskClient, db: Database) -> None:
    form = opened(district, "/desk/stations/district/edit")
    page = district.get("/desk/stations/district/edit").text
    assert form["street"] == ""
    assert re.findall(r'<optgroup label="([^"]+)" data-area="(\d+)"', page) == [
        ("历下区", "370102")
    ]
    assert "大明湖街道" in page
    answer = sent(district, {**form, "street": NEXT}, "/desk/stations/district/edit")
    assert answer.status_code == 303
    assert store.get(db, "district").place.area_code == NEXT
    told = district.get("/desk/stations/district/history").text
    assert "历下区大明湖街道" in told
    opened_again = opened(district, "/desk/stations/district/edit")
    assert sent(district, {**opened_again, "street": ""}, "/desk/stations/district/edit")
    assert store.get(db, "district").place.area_code == "370102"


def test_a_street_of_another_district_is_refused_in_words(
    district: FlaskClient, db: Database
) -> None:
    form = opened(district, "/desk/stations/district/edit")
    answer = sent(district, {**form, "street": "370103018"}, "/desk/stations/district/edit")
    assert answer.status_code == 400
    assert "历下区没有这个街道" in answer.text
    typed = sent(district, {**form, "street": "大明湖街办"}, "/desk/stations/district/edit")
    assert typed.status_code == 303
    assert store.get(db, "district").place.area_code == NEXT


def test_the_list_is_filtered_by_street_and_its_posters_printed(district: FlaskClient) -> None:
    page = district.get("/desk/stations").text
    assert "　解放路街道（1）" in page
    chosen = district.get(f"/desk/stations?area={STREET}").text
    assert names(chosen) == {"解放路上的驿站"}
    assert f'value="{STREET}" selected' in chosen
    posters = district.get(f"/desk/posters?area={STREET}&all=1&anyway=1").text
    assert names(posters) == {"解放路上的驿站"}
    assert posters.count('class="poster"') == 1
    assert district.get("/desk/posters?all=1&anyway=1").text.count('class="poster"') == 3
    assert "七贤" not in district.get("/desk/posters?area=370103018&all=1&anyway=1").text


def test_a_list_of_one_street_is_imported_by_its_account(
    app: Flask, street: FlaskClient, db: Database
) -> None:
    desk = Desk(app, "street-editor")
    path = desk.upload(
        "站点编号,名称,区县,街道,经度,纬度\n"
        "J1,甲驿站,历下区,解放路,117.05,36.66\n"
        "J2,乙驿站,历下区,,117.06,36.66\n"
        "J3,丙驿站,历下区,大明湖街道,117.07,36.66\n"
    ).headers["Location"]
    assert "不在您负责的范围（山东省济南市历下区解放路街道）" in words(desk.page(path))
    assert desk.apply(path, good_rows="1").status_code == 303
    made = {one.number: one.place.area_code for one in store.every(db) if one.number[:1] == "J"}
    assert made == {"J1": STREET, "J2": STREET}


def test_accounts_are_given_a_street_by_name_or_code(app: Flask, db: Database) -> None:
    admin = seated(app, "a-administrator")
    form = {"csrf_token": token_in(admin.get("/desk/password").data), "shown": "街道"}
    for name, where in (
        ("one", "历下区解放路街道"),
        ("two", STREET),
        ("three", "济南市历下区解放路街道办事处"),
    ):
        answer = admin.post(
            "/desk/accounts/",
            data={**form, "name": f"street-{name}", "role": "editor", "area_code": where},
        )
        assert answer.status_code == 201, answer.text
        made = accounts.named(db, f"street-{name}")
        assert made is not None
        assert [grant.area for grant in made[0].grants] == [STREET]
    page = admin.get("/desk/accounts/").text
    assert "街道和区编辑：山东省济南市历下区解放路街道" in page
    unknown = {**form, "name": "street-x", "role": "editor", "area_code": "历下区火星街道"}
    assert admin.post("/desk/accounts/", data=unknown).status_code == 400
