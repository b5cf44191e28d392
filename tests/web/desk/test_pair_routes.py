"""At the desk stations are paired, exchanges noted, and nobody reaches into other districts."""

from __future__ import annotations

from dataclasses import replace

import pytest
from flask import Flask
from flask.testing import FlaskClient

from stations.accounts import passwords
from stations.accounts import store as accounts
from stations.accounts.model import Account, Grant
from stations.accounts.roles import Role
from stations.db import opening
from stations.db.base import Database
from stations.geo.point import Point
from stations.pairs import pair_store, pairing
from stations.registry.model import Lifecycle, Place, Star, Station, next_version
from stations.registry.states import Phase
from stations.registry.stored import store
from tests.support import make
from tests.support.deskwork import PASSWORD, seated, token_in

HOSTILE = "<img src=x onerror=alert(1)>"


def station(name: str, *, star: int = 0, area: str = "370102", lon: float = 117.0) -> Station:
    place = Place(area_code=area, district_code=area, city_code="3701",
                  point=Point(lat=36.6, lon=lon))  # fmt: skip
    stars = Star(level=star) if star else None
    return make.station(id=name, number=f"N-{name}", name=f"{name}站", place=place, star=stars)


@pytest.fixture
def desk(address: str) -> Database:
    """A district with two strong and two weak stations; `a` has a keeper; one lies elsewhere."""
    db = opening.open_ready(address)
    whole = [station("a"), station("b", lon=117.2), station("near", star=4, lon=117.01)]
    whole += [station("far", star=5, lon=117.3), station("elsewhere", star=5, area="370112")]
    whole.append(replace(station("hostile", star=3, lon=117.4), name=HOSTILE))
    with db.writing():
        store.add(db, whole, history=())
        other = Account(id="id-far", name="far-editor", shown="历城区编辑",
                        grants=(Grant(role=Role.EDITOR, area="370112"),))  # fmt: skip
        accounts.add(db, other, password=passwords.hashed(PASSWORD), at=make.NOON)
    return db


def post(client: FlaskClient, path: str, **given: str) -> tuple[int, str]:
    token = token_in(client.get("/desk/password").data)
    answer = client.post(path, data={"csrf_token": token, **given})
    return answer.status_code, answer.get_data(as_text=True)


def begun(db: Database, people: dict[Role, Account]) -> str:
    act = make.act(pairing.PAIRED)
    return pairing.begin(db, "near", "a", by=people[Role.EDITOR], act=act).id


def test_a_suggested_pair_is_made_noted_and_ended_in_the_browser(
    app: Flask, desk: Database
) -> None:
    client = seated(app, "a-editor")
    page = client.get("/desk/pairs/suggested").get_data(as_text=True)
    assert page.index("a站") < page.index("<strong>near站</strong>") < page.index("b站")
    assert "894 米" in page or "893 米" in page
    assert "elsewhere" not in page
    assert HOSTILE not in page
    assert "&lt;img src=x" in page
    status, _ = post(client, "/desk/pairs/", strong="near", weak="N-a")
    assert status == 303
    (pair,) = pair_store.open_of(desk, "a")
    path = f"/desk/pairs/{pair.id}"
    assert "下一次交流最迟在 2027-01-20" in client.get(path).get_data(as_text=True)
    given = {"day": "2026-11-20", "words": f"一起\n查消防{HOSTILE}", "people": "5"}
    assert [post(client, f"{path}/exchanges", **given)[0] for _ in range(2)] == [303, 303]
    page = client.get(path).get_data(as_text=True)
    assert page.count("查消防") == 1
    assert HOSTILE not in page
    (written,) = pair_store.exchanges(desk, pair.id)
    assert post(client, f"{path}/exchanges/{written.id}/strike", reason="记错")[0] == 303
    assert post(client, f"{path}/exchanges/{written.id}/strike", reason="记错")[0] == 409
    assert post(client, f"{path}/end", reason="")[0] == 400
    assert post(client, f"{path}/end", reason="已经升星")[0] == 303
    assert post(client, f"{path}/exchanges", **given)[0] == 409
    assert "已经升星" in client.get("/desk/pairs/?standing=over").get_data(as_text=True)


def test_an_overdue_pair_stands_out(
    app: Flask, desk: Database, people: dict[Role, Account]
) -> None:
    pair_id = begun(desk, people)
    client = seated(app, "a-keeper")
    assert "没有该交流的" in client.get("/desk/pairs/?standing=overdue").get_data(as_text=True)
    desk.run("update pairs set began_on = '2026-09-19'")
    page = client.get("/desk/pairs/?standing=overdue").get_data(as_text=True)
    assert "该交流了 1" in page
    assert "最迟应在 2026-11-19，已经过了 1 天" in page
    assert "该交流了" in client.get(f"/desk/pairs/{pair_id}").get_data(as_text=True)
    assert "结对该交流了" in client.get("/desk/?all=1").get_data(as_text=True)
    assert "结对该交流了" not in seated(app, "far-editor").get("/desk/").get_data(as_text=True)


def test_a_keeper_of_one_of_the_two_notes_an_exchange(
    app: Flask, desk: Database, people: dict[Role, Account]
) -> None:
    path = f"/desk/pairs/{begun(desk, people)}"
    client = seated(app, "a-keeper")
    page = client.get(path).get_data(as_text=True)
    assert "记一次交流" in page
    assert "结束这一对" not in page
    # The partner's record is not theirs to open.
    assert "/desk/stations/a" in page
    assert "/desk/stations/near" not in page
    good = {"day": "2026-11-20", "words": "去看了一次"}
    assert post(client, f"{path}/exchanges", **good)[0] == 303
    people_given = [{"people": "九"}, {"people": "9" * 30}, {"people": "0"}]
    days = [{"day": "明天"}, {"day": "2027-01-01"}, {"day": "2026-11-20\0"}]
    for wrong in (*people_given, *days, {"words": ""}, {"words": "看\u202e不见"}):
        status, page = post(client, f"{path}/exchanges", **{**good, **wrong})
        assert (status, 'role="alert"' in page) == (400, True), wrong
    assert post(client, f"{path}/end", reason="不想")[0] == 403
    assert len(pair_store.exchanges(desk, path.rsplit("/", 1)[1])) == 1


def test_a_closed_partner_is_said(app: Flask, desk: Database, people: dict[Role, Account]) -> None:
    path = f"/desk/pairs/{begun(desk, people)}"
    before = store.get(desk, "near")
    closed = next_version(replace(before, lifecycle=Lifecycle(phase=Phase.CLOSED)), at=make.NOON)
    with desk.writing():
        store.save(desk, [closed], history=())
    client = seated(app, "a-editor")
    page = client.get(path).get_data(as_text=True)
    assert "“near站”已撤销，这一对随之结束" in page
    assert "记一次交流" not in page
    assert "随之结束" in client.get("/desk/pairs/?standing=over").get_data(as_text=True)


def test_nobody_sees_or_touches_a_pair_of_another_district(
    app: Flask, desk: Database, people: dict[Role, Account]
) -> None:
    path = f"/desk/pairs/{begun(desk, people)}"
    client = seated(app, "far-editor")
    assert client.get(path).status_code == client.get("/desk/pairs/nothing").status_code == 404
    given = {"day": "2026-11-20", "words": "来看看", "reason": "不好"}
    for tail in ("/exchanges", "/exchanges/x/strike", "/end"):
        assert post(client, f"{path}{tail}", **given)[0] == 404
    assert "near站" not in client.get("/desk/pairs/").get_data(as_text=True)
    status, page = post(client, "/desk/pairs/", strong="elsewhere", weak="b")
    assert (status, "b站" in page) == (400, False)
    assert pair_store.open_of(desk, "b") == []


def test_who_may_only_look_is_offered_nothing_to_do(
    app: Flask, desk: Database, people: dict[Role, Account]
) -> None:
    path = f"/desk/pairs/{begun(desk, people)}"
    client = seated(app, "a-auditor")
    page = client.get(path).get_data(as_text=True)
    assert "<form" not in page.split('id="main"')[1]
    assert client.get("/desk/pairs/suggested").status_code == 403
    assert post(client, f"{path}/exchanges", day="2026-11-20", words="写")[0] == 404


@pytest.mark.parametrize(
    ("query", "status"),
    [("standing=gone", 400), ("page=-1", 200), ("page=99999999999999999999", 200),
     ("page=x", 200), ("station=%00", 400), ("standing=over&page=3", 200)],
)  # fmt: skip
def test_an_odd_address_is_an_answer(app: Flask, desk: Database, query: str, status: int) -> None:
    client = seated(app, "a-editor")
    assert client.get(f"/desk/pairs/?{query}").status_code == status
    # Suggestions know neither standing nor station.
    assert client.get(f"/desk/pairs/suggested?{query}").status_code == 200
