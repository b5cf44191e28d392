"""Who looks after the installation sees at the desk how it is doing."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from flask import Flask

from stations.accounts import store as accounts
from stations.accounts.model import Account, Grant
from stations.accounts.roles import Role
from stations.db import opening
from stations.db.base import Database
from tests.support import make
from tests.support.deskwork import seated

PATH = "/desk/operating/"


@pytest.fixture
def db(address: str) -> Iterator[Database]:
    database = opening.open_ready(address)
    yield database
    database.close()


def administrator(db: Database, area: str) -> str:
    grant = Grant(role=Role.ADMINISTRATOR, area=area)
    name = f"a-of-{area or 'all'}"
    account = Account(id=f"id-{name}", name=name, shown="市总工会", grants=(grant,))
    with db.writing() as tx:
        accounts.add(tx, account, password="-", at=make.NOON)
    return name


@pytest.mark.parametrize("area", ["", "37", "3701", "370100"])
def test_who_is_in_charge_of_a_whole_city_sees_what_is_wrong(
    app: Flask, db: Database, area: str
) -> None:
    client = seated(app, administrator(db, area))
    page = client.get(PATH)
    assert page.status_code == 200
    text = page.data.decode()
    assert "还没有做过备份" in text
    assert "还缺 2027 年" in text
    assert "数据库结构" in text
    first = client.get("/desk/").data.decode()
    assert "服务器要处理的事" in first
    assert f'href="{PATH}"' in first


@pytest.mark.parametrize("area", ["370102", "370102001"])
def test_an_administrator_of_a_district_is_not_told_of_the_machine(
    app: Flask, db: Database, area: str
) -> None:
    client = seated(app, administrator(db, area))
    assert client.get(PATH).status_code == 404
    assert PATH not in client.get("/desk/").data.decode()


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.ADMINISTRATOR])
def test_no_other_role_is(app: Flask, db: Database, role: Role) -> None:
    client = seated(app, f"a-{role.value}")
    assert client.get(PATH).status_code == 403
    assert PATH not in client.get("/desk/").data.decode()


def test_nobody_sees_it_without_signing_in(app: Flask) -> None:
    answer = app.test_client().get(PATH)
    assert answer.status_code == 302
    assert "/desk/sign-in" in answer.headers["Location"]
