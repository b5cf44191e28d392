"""At the desk a tree is made and put in order; its page and its stations tell of it."""

from __future__ import annotations

import pytest
from flask import Flask

from stations.db import opening
from stations.networks import store
from stations.registry.model import Lifecycle, Membership
from stations.registry.states import Phase
from stations.registry.stored import store as stations
from tests.support import make
from tests.support.deskwork import seated
from tests.web.desk.campaigns.test_campaign_routes import post


def test_a_tree_goes_through_the_desk_to_its_public_page(app: Flask, address: str) -> None:
    db = opening.open_ready(address)
    with db.writing():
        named = [make.station(id=n, number=f"N-{n}", name=f"{n}驿站") for n in "abc"]
        stations.add(db, named, history=())
    editor, keeper = seated(app, "a-editor"), seated(app, "a-keeper")
    form = {"kind": "energy_station", "name": "美好生活能量站", "area": "370102"}
    assert post(keeper, "/desk/networks/", **form)[0] == 403
    assert post(editor, "/desk/networks/", **form)[0] == 303
    status, page = post(editor, "/desk/networks/", **form)
    assert (status, "已经叫" in page) == (400, True)
    (network,) = store.every(db)
    path, page = f"/desk/networks/{network.id}", f"/networks/{network.id}"
    assert post(editor, f"{path}/members", stations="N-a", level="main")[0] == 303
    rest = {"stations": "N-b\nN-c", "level": "small", "parent": "N-a"}
    assert post(editor, f"{path}/members", **rest)[0] == 303
    status, told = post(editor, f"{path}/members/a", level="main", parent="N-b")
    assert (status, "不能归自己" in told) == (409, True)
    teacher = {"teacher": "王老师", "role": "劳模", "subject": "插花"}
    assert post(editor, f"{path}/teachers", **teacher)[0] == 303
    assert "王老师" in editor.get(path).get_data(as_text=True)
    assert "王老师" not in keeper.get(path).get_data(as_text=True)
    offered = {"where": f"network:{network.id}", "title": "春季班", "items": "插花", "choices": "1",
               "from": "2026-01-01T09:00", "until": "2026-02-01T18:00"}  # fmt: skip
    assert post(editor, "/desk/menus/new", **offered)[0] == 303
    visitor = app.test_client()
    shown = visitor.get(page).get_data(as_text=True)
    assert "插花" in shown
    assert "春季班 →" in shown
    assert "王老师" not in shown
    assert shown.index("a驿站") < shown.index("b驿站") < shown.index("c驿站")
    assert "depth-1" in shown
    small = visitor.get(f"{page}?level=small").get_data(as_text=True)
    assert "b驿站" in small
    assert "a驿站" not in small
    places = visitor.get(f"{page}/places.json").get_json()["places"]
    assert {one["id"] for one in places} == {"a", "b", "c"}
    told = visitor.get("/stations/b").get_data(as_text=True)
    assert "美好生活能量站（小站）" in told
    assert "/stations/a" in told
    assert post(editor, f"{path}/members/a/leave")[0] == 303
    assert "美好生活能量站" not in visitor.get("/stations/a").get_data(as_text=True)
    db.close()


def test_everybody_is_told_how_many_stations_of_a_network_workers_see(
    app: Flask, address: str
) -> None:
    db = opening.open_ready(address)
    books = {"networks": (Membership(name="书屋网"),)}
    planned = Lifecycle(phase=Phase.PLANNED)
    with db.writing() as tx:
        shown = [make.station(**books), make.station(**books)]
        hidden = [make.station(lifecycle=planned, **books), make.station(lat=None, **books)]
        stations.add(tx, [*shown, *hidden], history=())
    editor, visitor = seated(app, "a-editor"), app.test_client()
    form = {"kind": "drivers_home", "name": "书屋网", "area": "370102"}
    assert post(editor, "/desk/networks/", **form)[0] == 303
    (network,) = store.every(db)
    listed = visitor.get("/networks/").get_data(as_text=True)
    page = visitor.get(f"/networks/{network.id}").get_data(as_text=True)
    assert "2 个" in listed
    assert "2 个驿站" in page
    assert "4 个" in editor.get("/desk/networks/").get_data(as_text=True)
    db.close()


def test_programs_ask_for_the_stations_of_a_network(
    app: Flask, address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    db = opening.open_ready(address)
    member = (Membership(name="司机之家", level="aaaa"),)
    with db.writing():
        named = [make.station(id=f"m{n}", networks=member if n else ()) for n in range(8)]
        stations.add(db, named, history=())
    form = {"kind": "drivers_home", "name": "司机之家", "area": "370102"}
    assert post(seated(app, "a-editor"), "/desk/networks/", **form)[0] == 303
    (network,) = store.every(db)
    monkeypatch.setattr("stations.web.programs.api.PAGE", 3)
    visitor, found = app.test_client(), []
    box = "/api/v1/stations?bbox=70,3,140,55"
    url = f"{box}&network={network.id}"
    while url:
        page = visitor.get(url).get_json()
        found += [one["id"] for one in page["features"]]
        url = page["next"]
    assert found == [f"m{n}" for n in range(1, 8)]
    assert visitor.get(f"{box}&network=none").status_code == 404
    assert visitor.get("/api/v1/stations/m1").get_json()["networks"] == [
        {"name": "司机之家", "level": "aaaa"}
    ]
    db.close()
