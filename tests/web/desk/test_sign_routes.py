"""At the desk: what is proposed is taken or dismissed, and a draw can be drawn again."""

from __future__ import annotations

import re
from datetime import date

import pytest
from flask import Flask
from flask.testing import FlaskClient

from stations.accounts.roles import BY_STATION, Role
from stations.db import opening
from stations.db.base import Database
from stations.rechecks import proposal_store
from stations.rechecks.proposal_store import Fate
from stations.registry.model import Star
from stations.registry.stored import change_store
from stations.stars import store
from stations.stars.model import Review, ReviewKind, ReviewState
from tests.support import make, starwork
from tests.support.deskwork import DISTRICT, seated, token_in

OFFICE = [role for role in Role if role not in BY_STATION and role is not Role.RIDER]


@pytest.fixture
def starred(address: str) -> Database:
    """Six stations of a district with a cycle; the star of the first is of two years ago."""
    db = opening.open_ready(address)
    star = Star(level=4, basis="演示", on=date(2024, 11, 1))
    stations = [make.station(id="a", name="<b>演示</b>东站", star=star)]
    stations += [make.station(id=f"s{n}", name=f"演示{n}站") for n in range(5)]
    far = make.station(id="far", name="演示远站")
    with db.writing():
        change_store.record(db, [(None, one) for one in (*stations, far)], act=make.act("created"))
    db.run("update stations set area_code = '370104', district_code = '370104' where id = 'far'")
    cycle = starwork.opened(db)
    review = Review(
        id="old",
        station_id="a",
        scheme=cycle.scheme_key,
        cycle_id=cycle.id,
        kind=ReviewKind.RECHECK,
        state=ReviewState.AWARDED,
        applicant="one",
        inspector="two",
        decider="three",
        stars=4,
        notice_until=date(2024, 11, 1),
        moved_at=make.NOON,
    )
    with db.writing():
        store.add(db, review)
        db.load("awards", [{"station_id": "a", "number": 1, "review_id": "old", "scheme": "jinan-1",
                            "basis": "演示", "stars": 4, "on_day": "2024-11-01",
                            "until_day": "2027-10-31", "log": 0}])  # fmt: skip
    return db


def post(client: FlaskClient, path: str, **given: str) -> tuple[int, str]:
    token = token_in(client.get("/desk/password").data)
    answer = client.post(path, data={"csrf_token": token, **given})
    return answer.status_code, answer.get_data(as_text=True)


def only_proposal(client: FlaskClient) -> str:
    """The one that the page of proposals shows to somebody who decides."""
    page = client.get("/desk/signs/").get_data(as_text=True)
    [shown] = re.findall(r'name="id" value="([0-9a-f]{16})"', page)
    return str(shown)


def test_a_proposal_is_shown_with_its_grounds_and_taken_once(app: Flask, starred: Database) -> None:
    client = seated(app, "a-approver")
    assert "复核提议等您决定" in client.get("/desk/").get_data(as_text=True)
    for _ in range(2):
        page = client.get("/desk/signs/").get_data(as_text=True)
    assert starred.rows("select id from recheck_proposals") == [], "shown, not written"
    assert "复核提议等您决定" in client.get("/desk/").get_data(as_text=True)
    assert "四星 2024-11-01 授牌，每 12 个月复核一次，2026-11-01 到期" in page
    assert "&lt;b&gt;演示&lt;/b&gt;东站" in page
    assert "<b>演示" not in page
    proposal_id = only_proposal(client)
    path = f"/desk/signs/{proposal_id}"
    status, page = post(client, f"{path}/dismiss", reason=" ")
    assert (status, "请写明为什么不复核" in page) == (400, True)
    assert post(client, "/desk/signs/take")[0] == 400
    assert only_proposal(client) == proposal_id, "the same whenever it is found"
    tries = [post(client, "/desk/signs/take", id=proposal_id)[0] for _ in range(2)]
    assert tries == [303, 409]
    made = store.open_of_station(starred, "a")
    assert made is not None
    page = client.get("/desk/signs/?state=taken").get_data(as_text=True)
    assert f"/desk/reviews/{made.id}" in page
    assert "approver" in page
    assert "没有等着决定的" in client.get("/desk/signs/").get_data(as_text=True)
    assert client.get("/desk/signs/?state=gone").status_code == 400
    assert client.get("/desk/signs/?page=99999999999999999999").status_code == 200


def test_a_proposal_is_dismissed_with_its_reason(app: Flask, starred: Database) -> None:
    client = seated(app, "a-administrator")
    proposal_id = only_proposal(client)
    assert post(client, f"/desk/signs/{proposal_id}/dismiss", reason="下月一起看")[0] == 303
    assert proposal_store.get(starred, proposal_id).state is Fate.DISMISSED
    page = client.get("/desk/signs/?state=dismissed").get_data(as_text=True)
    assert "不采纳的原因：下月一起看" in page
    assert post(client, "/desk/signs/take", id="nothing")[0] == 404


def drawn(client: FlaskClient, **given: str) -> str:
    """The path of a new draw."""
    token = token_in(client.get("/desk/password").data)
    data = {"csrf_token": token, "area": DISTRICT, "n": "2", **given}
    answer = client.post("/desk/signs/draws/", data=data)
    assert answer.status_code == 303, answer.get_data(as_text=True)
    return str(answer.headers["Location"])


def test_a_draw_is_made_shown_and_drawn_again(app: Flask, starred: Database) -> None:
    client = seated(app, "a-approver")
    path = drawn(client, seed="lottery 04 08 15")
    page = client.get(path).get_data(as_text=True)
    assert "6 个里抽了 2 个" in page
    assert "lottery 04 08 15" in page
    assert "抽签的人带来的" in page
    assert "演示远站" not in page
    checked = client.get(f"{path}?check=1").get_data(as_text=True)
    assert "重抽了一遍，结果一样" in checked
    again = client.get(drawn(client, seed="lottery 04 08 15")).get_data(as_text=True)
    listed = re.compile(r'<h2>\s*<span class="note">第 \d+</span>\s*<a href="([^"]+)"')
    assert listed.findall(again) == listed.findall(page)
    assert len(listed.findall(page)) == 2
    by_server = client.get(drawn(client)).get_data(as_text=True)
    assert "系统产生的" in by_server
    assert client.get("/desk/signs/draws/").get_data(as_text=True).count("抽 2 个</a>") == 3


def test_a_drawn_station_becomes_a_re_check(app: Flask, starred: Database) -> None:
    client = seated(app, "a-approver")
    path = drawn(client, n="6")
    assert post(client, f"{path}/recheck", station="far")[0] == 404
    assert post(client, f"{path}/recheck", station="s1")[0] == 303
    status, page = post(client, f"{path}/recheck", station="s1")
    assert (status, "已经在评定中" in page) == (409, True)
    assert "等现场验收" in client.get(path).get_data(as_text=True)
    looking = seated(app, "a-reviewer").get(path).get_data(as_text=True)
    assert "转为复核<" not in looking
    assert "由审批人或市级管理员转为复核" in looking


def test_a_drawn_visit_changes_nothing_of_what_the_keeper_reads(
    app: Flask, starred: Database
) -> None:
    keeper, approver = seated(app, "a-keeper"), seated(app, "a-approver")
    pages = ("/desk/reviews/apply", "/desk/reviews/?show=all", "/desk/stations/a", "/desk/")

    def read() -> list[str]:
        texts = [keeper.get(path).get_data(as_text=True) for path in pages]
        return [re.sub(r'name="csrf_token" value="[^"]+"', "", text) for text in texts]

    before = read()
    assert "可以申报星级" in before[0]
    path = drawn(approver, n="6")
    assert post(approver, f"{path}/recheck", station="a")[0] == 303
    assert read() == before
    assert post(keeper, "/desk/reviews/apply", station="a")[0] == 303
    page = keeper.get("/desk/reviews/apply").get_data(as_text=True)
    assert ("接着填" in page, "看进度" in page) == (True, False)


@pytest.mark.parametrize(
    ("given", "words"),
    [({"n": "0"}, "1 到 200"), ({"n": "x"}, "1 到 200"), ({"n": "9" * 30}, "1 到 200"),
     ({"n": "-1"}, "1 到 200"), ({"area": ""}, "请选择"), ({"area": "37"}, "请选择"),
     ({"seed": "short"}, "8 到 64")],
)  # fmt: skip
def test_a_plan_that_cannot_be_right_is_shown_again_with_what_is_wrong(
    app: Flask, starred: Database, given: dict[str, str], words: str
) -> None:
    client = seated(app, "a-approver")
    data = {"area": DISTRICT, "n": "3", "seed": "a seed of mine", **given}
    status, page = post(client, "/desk/signs/draws/", **data)
    assert status == 400
    assert words in page
    assert data["seed"] in page
    assert starred.rows("select * from draws") == []


def test_who_keeps_a_station_never_sees_signs_or_draws(app: Flask, starred: Database) -> None:
    path = drawn(seated(app, "a-approver"))
    proposal_id = only_proposal(seated(app, "a-approver"))
    for role in Role:
        client = seated(app, f"a-{role.value}")
        seen = 200 if role in OFFICE else 403
        for page in ("/desk/signs/", "/desk/signs/draws/", path, f"{path}?check=1"):
            assert client.get(page).status_code == seen, (role, page)
        assert ("复核抽查" in client.get("/desk/").get_data(as_text=True)) == (role in OFFICE)
        if role in (Role.APPROVER, Role.ADMINISTRATOR):
            continue
        tries = [
            post(client, "/desk/signs/draws/", area=DISTRICT, n="2"),
            post(client, "/desk/signs/take", id=proposal_id),
            post(client, f"/desk/signs/{proposal_id}/dismiss", reason="不用"),
            post(client, f"{path}/recheck", station="s1"),
        ]
        assert [status for status, _ in tries] == [403] * 4, role
    assert only_proposal(seated(app, "a-approver")) == proposal_id
    assert starred.rows("select id from recheck_proposals") == []
    assert len(starred.rows("select id from draws")) == 1
    assert store.open_of_station(starred, "s1") is None


def test_nothing_is_shown_of_other_districts(app: Flask, starred: Database) -> None:
    client = seated(app, "a-approver")
    path = drawn(client)
    proposal_id = only_proposal(client)
    starred.run("update account_grants set area = '370104' where area = '370102'")
    assert "东站" not in client.get("/desk/signs/").get_data(as_text=True)
    assert client.get(path).status_code == 404
    assert post(client, "/desk/signs/take", id=proposal_id)[0] == 404
    assert post(client, "/desk/signs/draws/", area=DISTRICT, n="2")[0] == 404
