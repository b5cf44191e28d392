"""A cycle is opened, keepers apply, and editors look at what waits."""

from __future__ import annotations

import io

import pytest
from flask import Flask
from PIL import Image

from stations.accounts import store as accounts
from stations.accounts.model import Account
from stations.accounts.roles import Role
from stations.db.base import Database
from stations.stars import points_store, review_steps, store
from stations.stars.applications import applying
from stations.stars.cycle import cycles
from stations.stars.model import ReviewState, ReviewStep
from stations.stars.points_store import OWN
from stations.stars.review_steps import StepRequest
from tests.support.deskwork import seated
from tests.support.starwork import JINAN, act, photo
from tests.web.desk.reviews.review_desk import (
    HOSTILE,
    applied,
    inspected,
    offered,
    page,
    post,
    ticked,
)


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
    assert "看看能不能申报" in page(client, "/desk/mine/a")
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
    assert store.get(db, review.id).state is ReviewState.DRAFT
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
    assert store.get(db, review.id).state is ReviewState.SUBMITTED
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
        if role is Role.RIDER:
            assert answer.status_code == 403
        else:
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


def test_checking_many_does_the_others_where_one_went_on(
    app: Flask, db: Database, running: str, people: dict[Role, Account]
) -> None:
    first, second = applied(db), applied(db, "b")
    client = seated(app, "a-editor")
    assert "自评 100 分" in page(client, "/desk/reviews/batch/check")
    editor = people[Role.EDITOR]
    turn = StepRequest(step=ReviewStep.RETURN, version=first.version, reason="缺照片")
    review_steps.take(db, first.id, turn, by=editor, act=act(editor))
    ids = [ticked(one) for one in (first, second)]
    status, text = post(client, "/desk/reviews/batch/check", id=ids)
    assert (status, "做好了 1 个；1 个没有做" in text) == (409, True)
    assert [store.get(db, one.id).state for one in (first, second)] == [
        ReviewState.RETURNED, ReviewState.CHECKED,
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


def test_a_moved_last_day_and_a_cancelled_cycle_are_told_on_the_pages(
    app: Flask, db: Database, running: str
) -> None:
    runs, keeper = seated(app, "a-administrator"), seated(app, "a-keeper")
    path = f"/desk/cycles/{running}"
    form = {"until": "2026-12-31", "reason": "（演示）大雪"}
    assert post(runs, f"{path}/extend", **form)[0] == 303
    assert post(runs, f"{path}/extend", **form)[0] == 400
    for client, shown in ((runs, path), (keeper, path), (keeper, "/desk/reviews/apply")):
        text = page(client, shown)
        assert "申报截止由 2026-12-11 延到 2026-12-31" in text
        assert "（演示）大雪" in text
    assert post(keeper, f"{path}/cancel", reason="（演示）开错了")[0] in (403, 404)
    assert "取消这一轮" in page(runs, path)
    assert post(runs, f"{path}/cancel", reason="（演示）开错了")[0] == 303
    assert "已经取消：（演示）开错了" in page(runs, "/desk/cycles/")
    assert post(runs, f"{path}/cancel", reason="（演示）开错了")[0] == 409
