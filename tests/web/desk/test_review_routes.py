"""At the desk a review goes from application to award, each step by whoever may take it."""

from __future__ import annotations

import io
import re
from dataclasses import replace
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from PIL import Image

from stations.accounts import passwords
from stations.accounts import store as accounts
from stations.accounts.model import Account, Grant
from stations.accounts.roles import Role
from stations.db import opening
from stations.db.base import Database
from stations.feedback.model import Near
from stations.rechecks import orders
from stations.registry.stored import store as stations
from stations.stars import points_store, review_steps, store
from stations.stars.applications import applying
from stations.stars.awards import objections
from stations.stars.awards.objections import Objected
from stations.stars.cycle import cycles
from stations.stars.cycle.cycles import Plan
from stations.stars.inspections import inspecting
from stations.stars.inspections.delivery import Delivery, Given
from stations.stars.model import Review, State, Step
from stations.stars.points_store import OWN
from stations.stars.review_steps import Turn
from tests.support import make
from tests.support.deskwork import PASSWORD, seated, token_in
from tests.support.starwork import JINAN, LAST_DAY, act, full, photo, published, stepped

HOSTILE = "<img src=x onerror=alert(1)>"
OTHER_KEEPER = "id-keeper-b"
AFTER_NOTICE = "2026-12-05T12:00"


@pytest.fixture
def db(address: str) -> Database:
    """Two stations of the district with a keeper each, and an editor of another district."""
    database = opening.open_ready(address)
    whole = [make.station(id=one, name=f"演示{one}站") for one in ("a", "b")]
    kept = passwords.hashed(PASSWORD)
    with database.writing():
        stations.add(database, whole, history=())
        for id_, name, grant in (
            ("id-far", "far-editor", Grant(role=Role.EDITOR, area="370112")),
            (OTHER_KEEPER, "b-keeper", Grant(role=Role.KEEPER, station_id="b")),
        ):
            one = Account(id=id_, name=name, shown=name, grants=(grant,))
            accounts.add(database, one, password=kept, at=make.NOON)
    return database


@pytest.fixture
def running(db: Database, people: dict[Role, Account]) -> str:
    """The id of a cycle of the district."""
    by = people[Role.ADMINISTRATOR]
    plan = Plan(year=2026, area="370102", apply_until=LAST_DAY)
    return cycles.open_cycle(db, plan, by=by, act=act(by)).id


def post(client: FlaskClient, path: str, **given: Any) -> tuple[int, str]:
    token = token_in(client.get("/desk/password").data)
    answer = client.post(path, data={"csrf_token": token, **given}, follow_redirects=False)
    return answer.status_code, answer.get_data(as_text=True)


def page(client: FlaskClient, path: str) -> str:
    answer = client.get(path)
    assert answer.status_code == 200, (path, answer.status_code)
    return answer.get_data(as_text=True)


def applied(db: Database, station_id: str = "a") -> Review:
    """An application that was sent by the keeper of a station."""
    by = accounts.get(db, "id-keeper" if station_id == "a" else OTHER_KEEPER)
    review = applying.begin(db, station_id, by=by, act=act(by))
    for one in JINAN.criteria:
        if "photo" in one.evidence:
            applying.add_photo(db, review.id, one.id, photo(one.id), by=by, act=act(by))
    review = applying.write(db, review.id, full(), version=review.version, by=by, act=act(by))
    return applying.submit(db, review.id, version=review.version, by=by, act=act(by))


def inspected(db: Database, people: dict[Role, Account], station_id: str = "a") -> Review:
    """The same, checked and inspected: full points, so four stars by the gates."""
    review = applied(db, station_id)
    editor, reviewer = people[Role.EDITOR], people[Role.REVIEWER]
    turn = Turn(step=Step.CHECK, version=review.version)
    review = review_steps.take(db, review.id, turn, by=editor, act=act(editor))
    given = {
        one.id: Given(points=one.points, reason="现场看过", note="演示") for one in JINAN.criteria
    }
    delivery = Delivery(
        id=f"delivery-{station_id}",
        review_id=review.id,
        version=review.version,
        points=given,
        near=Near.NEAR,
        phone_at=make.NOON,
    )
    assert inspecting.receive(db, delivery, [], by=reviewer, act=act(reviewer)).counted
    return store.get(db, review.id)


def ticked(review: Review, stars: int = 0) -> str:
    """What a form holds of a review that it shows with these stars."""
    return f"{review.id}.{review.version}.{stars}"


def offered(text: str) -> set[str]:
    """The steps that a page has a form for."""
    return set(re.findall(r'action="/desk/reviews/\w+/steps/(\w+)"', text))


def png() -> io.BytesIO:
    sink = io.BytesIO()
    Image.new("RGB", (40, 30), "green").save(sink, "PNG")
    sink.seek(0)
    return sink


def test_an_administrator_opens_a_cycle_and_invites_stations(app: Flask, db: Database) -> None:
    client = seated(app, "a-administrator")
    form = {"area": "370102", "year": "2026", "apply_until": "2026-12-11", "scheme": ""}
    for change, words in (
        ({"year": "二〇二六"}, "四位的年份"),
        ({"apply_until": "soon"}, "请选申报截止的日子"),
        ({"area": "110101"}, ""),
        ({"text": "id = 1"}, "name"),
    ):
        status, text = post(client, "/desk/cycles/", **{**form, **change})
        assert status in (400, 404), change
        assert words in text
    assert post(client, "/desk/cycles/", **form)[0] == 303
    status, text = post(client, "/desk/cycles/", **form)
    assert (status, "已经有一轮评定" in text) == (409, True)
    [cycle] = cycles.visible(db, by=accounts.get(db, "id-administrator"))
    listed = page(client, f"/desk/cycles/{cycle.id}/stations?q=演示")
    assert "演示a站" in listed
    assert post(client, f"/desk/cycles/{cycle.id}/stations", do="invite")[0] == 400
    ids = {"do": "invite", "id": ["a", "b"]}
    assert post(client, f"/desk/cycles/{cycle.id}/stations", **ids)[0] == 303
    board = page(client, f"/desk/cycles/{cycle.id}")
    assert "邀请了 2 个驿站" in board
    assert "准备申报" in board
    assert "分值为本项目默认" in board
    assert "公示 5 个工作日" in board
    assert store.open_of_station(db, "b") is not None
    status, text = post(client, f"/desk/cycles/{cycle.id}/stations", do="recheck", id="a")
    assert (status, "写明为什么复核" in text) == (400, True)
    assert seated(app, "far-editor").get(f"/desk/cycles/{cycle.id}").status_code == 404
    assert post(client, f"/desk/cycles/{cycle.id}/close")[0] == 303
    assert "已经结束" in page(client, f"/desk/cycles/{cycle.id}")


def test_a_keeper_applies_from_the_first_page_and_nothing_typed_is_lost(
    app: Flask, db: Database, running: str
) -> None:
    client = seated(app, "a-keeper")
    assert "可以申报星级" in page(client, "/desk/")
    assert post(client, "/desk/reviews/apply", station="b")[0] == 404
    assert post(client, "/desk/reviews/apply", station="a")[0] == 303
    assert post(client, "/desk/reviews/apply", station="a")[0] == 409
    review = store.open_of_station(db, "a")
    assert review is not None
    path = f"/desk/reviews/{review.id}/apply"
    assert "“门外有统一标识，从路上看得见”还没有打分" in page(client, path)
    typed = {"version": "1", "points-sign": "9", "note-sign": HOSTILE, "do": "save"}
    status, text = post(client, path, **typed)
    assert (status, "0 到 8 分" in text, 'value="9"' in text) == (400, True, True)
    assert HOSTILE not in text
    assert "&lt;img src=x" in text
    assert points_store.of(db, review.id, visit=OWN) == {}
    assert post(client, path, **{**typed, "points-sign": "八"})[0] == 400
    sent = {**typed, "points-sign": "8", "do": "photo:sign", "photo-sign": (png(), "门口.png")}
    assert post(client, path, **sent)[0] == 303
    [name] = points_store.photos(db, review.id, visit=OWN)["sign"]
    assert client.get(f"/desk/photos/{name}-small.webp").status_code == 200
    version = str(store.get(db, review.id).version)
    broken = {**typed, "points-sign": "8", "version": version,
              "photo-clean": (io.BytesIO(b"no picture"), "坏.png")}  # fmt: skip
    status, text = post(client, path, **broken)
    assert (status, "坏.png" in text) == (400, True)
    status, text = post(client, path, **{**typed, "points-sign": "7", "version": "1"})
    assert (status, "别人刚刚写的是 8 分" in text) == (409, True), "a second tab was slower"
    kept = {**typed, "points-sign": "8", "version": version}
    status, text = post(client, path, **{**kept, "do": "submit"})
    assert (status, "已经存好，但还不能申报" in text) == (400, True)
    assert store.get(db, review.id).state is State.DRAFT
    assert post(client, path, **{**kept, "do": f"drop:sign:{name}"})[0] == 303
    assert points_store.photos(db, review.id, visit=OWN) == {}
    by = accounts.get(db, "id-keeper")
    for one in JINAN.criteria:
        if "photo" in one.evidence:
            applying.add_photo(db, review.id, one.id, photo(one.id), by=by, act=act(by))
    whole = {f"points-{one.id}": str(one.points) for one in JINAN.criteria}
    whole |= {f"note-{one.id}": "演示" for one in JINAN.criteria}
    whole |= {"version": version, "do": "submit"}
    assert post(client, path, **whole)[0] == 303
    status, text = post(client, path, **whole)
    assert (status, "等区里初核" in text) == (409, True), "sent twice"
    assert store.get(db, review.id).state is State.SUBMITTED
    assert client.get(path).status_code == 302


def test_an_editor_sees_what_waits_and_returns_it_with_a_reason(
    app: Flask, db: Database, running: str
) -> None:
    review = applied(db)
    client = seated(app, "a-editor")
    assert "星级评定等您处理" in page(client, "/desk/")
    assert "演示a站" in page(client, "/desk/reviews/")
    path = f"/desk/reviews/{review.id}"
    text = page(client, path)
    assert offered(text) == {"check", "return"}
    assert "项基本设施，" in text, "what the records say stands beside the own score"
    assert "初核还有 10 个工作日（到 12 月 4 日）" in text
    version = str(review.version)
    status, text = post(client, f"{path}/steps/return", version=version, reason=" ")
    assert (status, "请写明原因" in text) == (400, True)
    for wrong in ("", "x", "-1", "9" * 40, "２"):
        reason = f"照片看不清{HOSTILE}"
        status, text = post(client, f"{path}/steps/return", version=wrong, reason=reason)
        assert status == 409, wrong
        assert "照片看不清&lt;img" in text, "what was typed is not lost"
        assert HOSTILE not in text
    told = {"version": version, "reason": "标识照片看不清"}
    assert post(client, f"{path}/steps/return", **told)[0] == 303
    status, text = post(client, f"{path}/steps/return", **told)
    assert (status, "退回补充" in text, "标识照片看不清" in text) == (409, True, True)
    assert len(store.steps(db, review.id)) == 2
    keeper = seated(app, "a-keeper")
    assert "标识照片看不清" in page(keeper, f"{path}/apply")
    assert "/apply" in page(keeper, path)
    far = seated(app, "far-editor")
    assert far.get(path).status_code == 404
    assert post(far, f"{path}/steps/check", version="4")[0] == 404
    assert "演示a站" not in page(far, "/desk/reviews/?show=all")
    for name in ("award-now", "submit", "inspect", "reopen"):
        assert post(client, f"{path}/steps/{name}", version="4", reason="x")[0] == 404


def test_every_role_is_offered_its_own_steps_and_refused_all_others(
    app: Flask, db: Database, running: str, people: dict[Role, Account]
) -> None:
    first, second = inspected(db, people), applied(db, "b")
    may = {
        Role.EDITOR: (set(), {"check", "return"}),
        Role.APPROVER: ({"publish", "return", "refuse", "veto"}, set()),
        Role.KEEPER: ({"withdraw"}, None),
    }
    for role in Role:
        client = seated(app, f"a-{role.value}")
        answer = client.get(f"/desk/reviews/{second.id}")
        here, there = may.get(role, (set(), set()))
        assert offered(page(client, f"/desk/reviews/{first.id}")) == (
            {"withdraw"} if role is Role.OPERATOR else here
        ), role
        if role in (Role.KEEPER, Role.OPERATOR):
            assert answer.status_code == 404, role
            continue
        assert offered(answer.get_data(as_text=True)) == there, role
        for review, mine in ((first, here), (second, there or set())):
            for step in {"check", "publish", "award", "refuse", "veto", "strike_off"} - mine:
                given = {"version": str(review.version), "reason": "x", "veto": "harm"}
                status, _ = post(client, f"/desk/reviews/{review.id}/steps/{step}", **given)
                assert status in (403, 409), (role, step)
    assert {store.get(db, one.id) for one in (first, second)} == {first, second}


def test_an_approver_publishes_and_awards_after_a_look_and_the_log_tells_who(
    app: Flask, db: Database, running: str, people: dict[Role, Account],
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    review = inspected(db, people)
    client = seated(app, "a-approver")
    preview = page(client, "/desk/reviews/batch/publish")
    assert "验收 100 分，公示为四星" in preview
    assert post(client, "/desk/reviews/batch/publish")[0] == 400
    assert post(client, "/desk/reviews/batch/publish", id="no version")[0] == 400
    tick = ticked(review, 4)
    assert f'value="{tick}"' in preview
    assert 'name="stars" value="4"' in page(client, f"/desk/reviews/{review.id}")
    for old in (f"{review.id}.1.4", f"{review.id}.{review.version}.5"):
        status, text = post(client, "/desk/reviews/batch/publish", id=old)
        assert (status, "“演示a站”在您打开页面以后有了变化" in text) == (409, True)
        assert store.get(db, review.id) == review
    form = {"version": str(review.version)}
    for stars in ("", "3", "x"):
        path = f"/desk/reviews/{review.id}/steps/publish"
        assert post(client, path, **form, stars=stars)[0] == 409, stars
    assert post(client, "/desk/reviews/batch/publish", id=tick)[0] == 303
    assert post(client, "/desk/reviews/batch/publish", id=tick)[0] == 409
    assert store.get(db, review.id).state is State.NOTICED
    path, version = f"/desk/reviews/{review.id}", str(review.version + 1)
    assert "award" not in offered(page(client, path))
    status, text = post(client, f"{path}/steps/award", version=version)
    assert (status, "期满以后才能授牌" in text) == (409, True)
    monkeypatch.setenv("STATIONS_NOW", AFTER_NOTICE)
    client = seated(app, "a-approver")
    assert "award" in offered(page(client, path))
    assert "四星" in page(client, "/desk/reviews/batch/award")
    for old in (tick, f"{review.id}.1.4"):
        assert post(client, "/desk/reviews/batch/award", id=old)[0] == 409
    tick = ticked(store.get(db, review.id), 4)
    assert post(client, "/desk/reviews/batch/award", id=tick)[0] == 303
    assert post(client, f"{path}/steps/award", version=version)[0] == 409
    station = stations.get(db, "a")
    assert station.star is not None
    assert station.star.level == 4
    text = page(client, path)
    for words in ("申报", "初核通过", "验收打分", "公示", "命名授牌", "2026-12-05 12:00，approver"):
        assert words in text
    assert offered(text) == set()


def test_a_veto_names_its_rule_and_the_station_may_appeal(
    app: Flask, db: Database, running: str, people: dict[Role, Account]
) -> None:
    review = inspected(db, people)
    client = seated(app, "a-approver")
    path, version = f"/desk/reviews/{review.id}", str(review.version)
    for veto in ("", "no such rule"):
        given = {"version": version, "reason": "接到群众反映", "veto": veto}
        status, text = post(client, f"{path}/steps/veto", **given)
        assert (status, "接到群众反映" in text) == (400, True)
        assert store.get(db, review.id) == review
    given = {"version": version, "reason": "接到群众反映", "veto": "harm"}
    assert post(client, f"{path}/steps/veto", **given)[0] == 303
    text = page(client, path)
    assert "发生严重影响声誉的事件" in text
    keeper = seated(app, "a-keeper")
    assert offered(page(keeper, path)) == {"appeal"}
    given = {"version": str(review.version + 1), "reason": "事实有出入"}
    assert post(keeper, f"{path}/steps/appeal", **given)[0] == 303
    text = page(client, path)
    assert "另一个人来做" in text, "whoever decided does not answer the appeal"
    assert offered(text) == set()


def test_what_reaches_no_level_is_told_what_can_be_done_with_its_kind(
    app: Flask, db: Database, running: str, people: dict[Role, Account]
) -> None:
    review = inspected(db, people)
    db.run("update stations set star = 4, star_basis = '名单' where id = 'b'")
    by, reviewer = people[Role.ADMINISTRATOR], people[Role.REVIEWER]
    [recheck] = orders.order(db, ["b"], "多次关门", by=by, act=act(by))
    turn = Turn(step=Step.INSPECT, version=recheck.version)
    found = {"stars": 0, "points": 20}
    with db.writing():
        recheck = review_steps.step(db, recheck.id, turn, by=reviewer, act=act(reviewer), **found)
    db.run("update reviews set stars = 0, points = 20 where id = :id", id=review.id)
    client = seated(app, "a-approver")
    for one, mine, others in (
        (review, "不予通过", "限期整改"), (recheck, "限期整改", "不予通过"),
    ):  # fmt: skip
        path = f"/desk/reviews/{one.id}"
        shown = page(client, path)
        advice = next(line for line in shown.splitlines() if "不能公示。" in line)
        form = {"version": str(one.version), "stars": "0"}
        status, refused = post(client, f"{path}/steps/publish", **form)
        said = next(line for line in refused.splitlines() if "没有达到任何星级" in line)
        assert status == 409
        for words in (advice, said):
            assert (mine in words, others in words) == (True, False), words
        assert {"refuse" if one is review else "order_rectifying", "return"} <= offered(shown)


def test_two_with_equal_points_are_decided_by_a_person_who_says_why(
    app: Flask, db: Database, running: str, people: dict[Role, Account]
) -> None:
    db.run("update stations set floor_area_m2 = 40, seats = 30, version = version")
    first, second = inspected(db, people), inspected(db, people, "b")
    db.run("update reviews set stars = 5 where id in (:a, :b)", a=first.id, b=second.id)
    client = seated(app, "a-approver")
    path = f"/desk/cycles/{running}"
    assert "100 分的有 2 个，五星的名额还有 1 个" in page(client, path)
    tick = ticked(first, 5)
    assert "请先到这一轮的页面选定" in page(client, "/desk/reviews/batch/publish")
    status, text = post(client, "/desk/reviews/batch/publish", id=tick)
    assert (status, "同分" in text) == (409, True)
    status, text = post(client, f"{path}/choose", review=second.id, reason="")
    assert (status, "请写明为什么选它" in text) == (400, True)
    given = {"review": second.id, "reason": "服务时间更长"}
    assert post(client, f"{path}/choose", **given)[0] == 303
    assert post(client, f"{path}/choose", **given)[0] == 409
    assert "100 分的有 2 个" not in page(client, path)
    for review, words in ((second, "同分，选定了它"), (first, "同分，选定了别的驿站")):
        text = page(client, f"/desk/reviews/{review.id}")
        assert words in text
        assert "服务时间更长" in text
    assert "服务时间更长" in page(seated(app, "a-keeper"), f"/desk/reviews/{first.id}")
    ids = [ticked(first, 5), ticked(second, 5)]
    assert post(client, "/desk/reviews/batch/publish", id=ids)[0] == 409, "a page from before"
    ids = [ticked(first, 4), ticked(second, 5)]
    assert post(client, "/desk/reviews/batch/publish", id=ids)[0] == 303
    assert [store.get(db, one.id).stars for one in (first, second)] == [4, 5]
    administrator = seated(app, "a-administrator")
    assert post(administrator, f"{path}/choose", **given)[0] == 403


def test_an_objection_is_answered_on_the_page_of_its_review(
    app: Flask, db: Database, running: str, people: dict[Role, Account]
) -> None:
    review = inspected(db, people)
    approver = people[Role.APPROVER]
    published(db, [review.id], by=approver, act=act(approver))
    given = Objected(review_id=review.id, words=f"晚上不开门{HOSTILE}", token="0" * 32)
    with db.writing():
        one = objections.file(db, given, at=make.NOON)
        other = objections.file(db, replace(given, token="1" * 32), at=make.NOON)
    path, client = f"/desk/reviews/objections/{one.id}", seated(app, "a-approver")
    text = page(client, f"/desk/reviews/{review.id}")
    assert "晚上不开门&lt;img" in text
    assert "公示的异议等答复" in page(client, "/desk/")
    assert path in text
    assert path not in page(seated(app, "a-editor"), f"/desk/reviews/{review.id}")
    for form in ({"reply": "已查"}, {"upheld": "2", "reply": "已查"}, {"upheld": "1"}):
        status, text = post(client, path, **form)
        assert status == 400, form
        assert form.get("reply", "请写答复") in text
    far = seated(app, "far-editor")
    assert post(far, path, upheld="1", reply="x")[0] == 403
    assert post(client, "/desk/reviews/objections/none", upheld="1", reply="x")[0] == 404
    told = {"upheld": "1", "reply": "两次去看，一次没开门"}
    assert post(client, path, **told)[0] == 303
    assert post(client, path, **told)[0] == 409
    assert store.get(db, review.id).state is State.CHECKED
    text = page(client, f"/desk/reviews/{review.id}")
    assert "答复：两次去看，一次没开门" in text
    left = f"/desk/reviews/objections/{other.id}"
    assert left in text
    assert left not in page(seated(app, "a-editor"), f"/desk/reviews/{review.id}")
    assert f"/desk/reviews/{review.id}" in page(client, "/desk/reviews/?show=objected")
    status, told_why = post(client, left, upheld="0", reply="打 13800138000")
    assert (status, "不要写手机号" in told_why) == (400, True)
    assert post(client, left, upheld="0", reply="已一并核实")[0] == 303
    assert f"/desk/reviews/{review.id}" not in page(client, "/desk/reviews/?show=objected")
    assert "异议成立，重新验收" in text


def test_nothing_is_offered_to_award_while_an_objection_waits(
    app: Flask, db: Database, running: str, people: dict[Role, Account],
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    first, second = inspected(db, people), inspected(db, people, "b")
    by = people[Role.APPROVER]
    published(db, [first.id, second.id], by=by, act=act(by))
    given = Objected(review_id=first.id, words="晚上不开门", token="0" * 32)
    with db.writing():
        one = objections.file(db, given, at=make.NOON)
    monkeypatch.setenv("STATIONS_NOW", AFTER_NOTICE)
    client = seated(app, "a-approver")
    path = f"/desk/reviews/{first.id}"
    text = page(client, path)
    assert "award" not in offered(text)
    assert "没有没答复的异议" not in text
    preview = page(client, "/desk/reviews/batch/award")
    ready, _, waiting = preview.partition("这些现在不能一起做")
    ticks = {one.id: ticked(store.get(db, one.id), 4) for one in (first, second)}
    assert (ticks[first.id] in preview, ticks[second.id] in ready) == (False, True)
    assert "“演示a站”有 1 条异议还没有答复，请先答复。" in waiting
    answer = {"upheld": "0", "reply": "两次去看，都开着门"}
    assert post(client, f"/desk/reviews/objections/{one.id}", **answer)[0] == 303
    assert "award" in offered(page(client, path))
    ids = list(ticks.values())
    assert post(client, "/desk/reviews/batch/award", id=ids)[0] == 303


def test_checking_many_does_the_others_where_one_went_on(
    app: Flask, db: Database, running: str, people: dict[Role, Account]
) -> None:
    first, second = applied(db), applied(db, "b")
    client = seated(app, "a-editor")
    assert "自评 100 分" in page(client, "/desk/reviews/batch/check")
    editor = people[Role.EDITOR]
    turn = Turn(step=Step.RETURN, version=first.version, reason="缺照片")
    review_steps.take(db, first.id, turn, by=editor, act=act(editor))
    ids = [ticked(one) for one in (first, second)]
    status, text = post(client, "/desk/reviews/batch/check", id=ids)
    assert (status, "做好了 1 个；1 个没有做" in text) == (409, True)
    assert [store.get(db, one.id).state for one in (first, second)] == [
        State.RETURNED, State.CHECKED,
    ]  # fmt: skip


def test_lists_stand_whatever_the_address_says(
    app: Flask, db: Database, running: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    applied(db)
    client = seated(app, "a-editor")
    for query in ("page=99999999999999", "page=-1", "district=37;drop", "cycle=none",
                  "state=submitted&kind=application", "show=late", "station=a"):  # fmt: skip
        assert client.get(f"/desk/reviews/?{query}").status_code == 200, query
    for query in ("state=gone", "kind=x", "show=x"):
        assert client.get(f"/desk/reviews/?{query}").status_code == 400, query
    assert client.get("/desk/reviews/batch/burn").status_code == 404
    monkeypatch.setenv("STATIONS_NOW", "2026-12-08T12:00")
    client = seated(app, "a-editor")
    late = page(client, "/desk/reviews/?show=late")
    assert "初核超期 2 个工作日（应在 12 月 4 日前完成）" in late
    assert 'class="deadline late"' in late
    assert "星级评定超期" in page(client, "/desk/")


def test_a_veto_waits_for_another_who_confirms_that_it_takes_the_stars(
    app: Flask, db: Database, running: str, people: dict[Role, Account],
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    second = replace(people[Role.APPROVER], id="id-second", name="a-second", shown="乙")
    with db.writing():
        accounts.add(db, second, password=passwords.hashed(PASSWORD), at=make.NOON)
        db.run("update stations set star = 4, star_basis = '名单' where id = 'a'")
    by = people[Role.ADMINISTRATOR]
    [review] = orders.order(db, ["a"], "多次关门", by=by, act=act(by))
    path, steps = f"/desk/reviews/{review.id}", f"/desk/reviews/{review.id}/steps"
    first, other = seated(app, "a-approver"), seated(app, "a-second")
    form = {"version": "1", "reason": "电话核实属实", "veto": "hours_not_kept"}
    assert post(first, f"{steps}/veto", **form)[0] == 303
    confirming = {"version": "2", "reason": "属实"}
    for client in (first, other):
        text = page(client, path)
        assert "星级还在，申诉期满后请撤销摘牌" in text
        assert "strike_off" not in offered(text)
    assert "星级评定等您处理" not in page(other, "/desk/")
    status, text = post(other, f"{steps}/strike_off", **confirming)
    assert (status, "站点可以申诉到 2026-11-27（当天也算）" in text) == (409, True)
    monkeypatch.setenv("STATIONS_NOW", AFTER_NOTICE)
    first, other = seated(app, "a-approver"), seated(app, "a-second")
    text = page(first, path)
    assert "等另一位确认" in text
    assert "要等另一位审批人确认" in text
    assert "strike_off" not in offered(text)
    status, text = post(first, f"{steps}/strike_off", **confirming)
    assert (status, "要等另一位审批人确认" in text) == (409, True)
    assert stations.get(db, "a").star is not None
    assert "等您处理" not in page(first, "/desk/")
    assert "星级评定等您处理" in page(other, "/desk/")
    assert "一票否决，等另一位确认" in page(other, "/desk/reviews/?show=mine")
    assert "确认撤销摘牌" in page(other, path)
    assert post(other, f"{steps}/strike_off", **confirming)[0] == 303
    assert stations.get(db, "a").star is None
    text = page(first, path)
    assert "撤销摘牌" in text
    assert "等另一位确认" not in text


def test_every_notice_of_a_review_is_told_with_what_ended_it(
    app: Flask, db: Database, running: str, people: dict[Role, Account]
) -> None:
    review, by = inspected(db, people), people[Role.APPROVER]
    path = f"/desk/reviews/{review.id}"
    published(db, [review.id], by=by, act=act(by))
    client = seated(app, "a-approver")
    assert "以前的公示" not in page(client, path)
    for days, step, who in (
        (3, Step.REOPEN, Role.APPROVER), (4, Step.INSPECT, Role.REVIEWER),
    ):  # fmt: skip
        turn = Turn(step=step, version=store.get(db, review.id).version, reason="门锁着，属实")
        stepped(db, review.id, turn, by=people[who], act=act(people[who], days=days))
    published(db, [review.id], by=by, act=act(by, days=5))
    text = page(client, path)
    assert "2026-11-25 到 2026-12-02" in text
    assert "2026-11-20 起，2026-11-23 异议成立，重新验收" in text
