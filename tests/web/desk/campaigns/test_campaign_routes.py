"""At the desk a season is planned, delivered with a photo, corrected and taken away."""

from __future__ import annotations

import io

from flask import Flask
from flask.testing import FlaskClient

from stations.campaigns import delivery_store, store
from stations.db import opening
from stations.giveaways import arranging
from stations.giveaways.model import GiftCategory
from stations.registry.stored import store as stations
from tests.campaigns.test_combined_stations import combine
from tests.giveaways import giving
from tests.support import make
from tests.support.deskwork import seated, token_in
from tests.web.desk.test_station_photos import jpeg


def post(client: FlaskClient, path: str, **given: object) -> tuple[int, str]:
    token = token_in(client.get("/desk/password").data)
    answer = client.post(path, data={"csrf_token": token, **given})
    return answer.status_code, answer.get_data().decode(errors="replace")


def test_a_season_goes_through_the_desk(app: Flask, address: str) -> None:
    db = opening.open_ready(address)
    with db.writing():
        stations.add(db, [make.station(id=n, number=f"N-{n}") for n in "abc"], history=())
    editor, keeper = seated(app, "a-editor"), seated(app, "a-keeper")
    form = {
        "area": "370102", "title": "送温暖", "kind": "warming", "from": "2026-11-01",
        "until": "2026-11-10", "supplies": "水 | 箱\n暖手宝 | 个", "shown": "1",
    }  # fmt: skip
    assert post(editor, "/desk/campaigns/", **{**form, "until": "2026-10-01"})[0] == 400
    assert post(keeper, "/desk/campaigns/", **form)[0] == 403
    assert post(editor, "/desk/campaigns/", **form)[0] == 303
    (campaign,) = store.every(db)
    path = f"/desk/campaigns/{campaign.id}"
    list_ = (io.BytesIO("站点编号,水\nN-a,20\nN-b,30\n".encode()), "计划.csv")
    assert post(editor, f"{path}/list", file=list_)[0] == 303
    broken = (io.BytesIO(b"PK\x03\x04 no workbook"), "计划.xlsx")
    assert post(editor, f"{path}/list", file=broken)[0] == 400
    spread = {"supply": "2", "total": "7", "rule": "equal", "stations": ""}
    assert post(editor, f"{path}/spread", **spread)[0] == 303
    assert post(editor, f"{path}/plan", **{"plan-1-a": "1,000", "plan-2-a": ""})[0] == 303
    assert store.plan(db, campaign.id) == {"a": {1: 1000}, "b": {1: 30, 2: 3}}
    status, page = post(editor, f"{path}/plan", **{"plan-1-a": "许多"})
    assert (status, "“许多”不是整数" in page) == (400, True)
    own = f"{path}/stations/a"
    picture = (io.BytesIO(jpeg()), "证.jpg")
    came = {"amount-1": "320", "day": "2026-11-05", "form": "f" * 16, "photo": picture}
    assert post(keeper, own, **came)[0] == 303
    assert post(keeper, own, **{**came, "photo": ""})[0] == 303
    assert post(keeper, f"{path}/stations/b", **{**came, "photo": ""})[0] == 404
    (delivery,) = delivery_store.of_campaign(db, campaign.id)
    assert keeper.get(f"/desk/photos/{delivery.photo}.webp").status_code == 200
    assert "320 箱水" in app.test_client().get("/stations/a").get_data(as_text=True)
    goods = GiftCategory(code="water", word="水", unit="箱")
    given = giving.given(station_id="a", categories=(goods,))
    one = arranging.make(db, given, by=giving.CLERK, act=make.act(""))
    assert "记入“冬衣捐赠”的库存" in keeper.get(own).get_data(as_text=True)
    into, place = f"{path}/deliveries/{delivery.id}/stock", f"{one.id}/water"
    assert post(keeper, into, place=place, each="")[0] == 400
    assert post(keeper, into, place=place, each="1")[0] == 303
    assert post(keeper, into, place=place, each="1")[0] == 409
    assert "记入了库存" in keeper.get(own).get_data(as_text=True)
    page = editor.get(f"{path}?only=lacking").get_data(as_text=True)
    assert "缺 680" in page
    assert "已经过期，2 个驿站还没发齐" in page
    assert "还有物资没发到" in editor.get("/desk/").get_data(as_text=True)
    assert post(editor, f"{path}/export")[0] == 200
    assert post(keeper, f"{path}/deliveries/{delivery.id}/counter", reason="")[0] == 400
    assert post(keeper, f"{path}/deliveries/{delivery.id}/counter", reason="数错")[0] == 303
    assert "320 箱水" not in app.test_client().get("/stations/a").get_data(as_text=True)
    db.close()


def test_what_came_to_a_combined_station_is_taken_back_on_the_page_of_the_one_there_is(
    app: Flask, address: str
) -> None:
    db = opening.open_ready(address)
    with db.writing() as tx:
        stations.add(tx, [make.station(id=n, number=f"N-{n}") for n in "ab"], history=())
    editor = seated(app, "a-editor")
    form = {
        "area": "370102", "title": "送温暖", "kind": "warming", "from": "2026-11-01",
        "until": "2026-11-10", "supplies": "水 | 箱",
    }  # fmt: skip
    assert post(editor, "/desk/campaigns/", **form)[0] == 303
    (campaign,) = store.every(db)
    path = f"/desk/campaigns/{campaign.id}"
    assert post(editor, f"{path}/plan", **{"plan-1-a": "20"})[0] == 303
    came = {"amount-1": "5", "day": "2026-11-05", "form": "f" * 16}
    assert post(editor, f"{path}/stations/a", **came)[0] == 303
    combine(db, "b", "a")
    path_now = f"{path}/stations/b"
    page = editor.get(path_now).get_data(as_text=True)
    assert "计划 20 箱" in page
    assert "还缺 15" in page
    (delivery,) = delivery_store.of_campaign(db, campaign.id)
    token = token_in(editor.get("/desk/password").data)
    answer = editor.post(
        f"{path}/deliveries/{delivery.id}/counter", data={"csrf_token": token, "reason": "数错"}
    )
    assert (delivery.station_id, answer.location) == ("a", path_now)
    assert "还缺 20" in editor.get(path_now).get_data(as_text=True)
    db.close()
