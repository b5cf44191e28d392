"""A veto and an objection stop an award until they are answered."""

from __future__ import annotations

from dataclasses import replace

import pytest
from flask import Flask

from stations.accounts import passwords
from stations.accounts import store as accounts
from stations.accounts.model import Account
from stations.accounts.roles import Role
from stations.db.base import Database
from stations.rechecks import orders
from stations.registry.stored import store as stations
from stations.stars import store
from stations.stars.awards import objections
from stations.stars.awards.objections import Objected
from stations.stars.model import ReviewState
from tests.support import make
from tests.support.deskwork import PASSWORD, seated
from tests.support.starwork import act, published
from tests.web.desk.reviews.review_desk import (
    AFTER_NOTICE,
    HOSTILE,
    inspected,
    offered,
    page,
    post,
    ticked,
)


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
    assert store.get(db, review.id).state is ReviewState.CHECKED
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
        assert "星级还在，站点可以申诉" in text
        assert "strike_off" not in offered(text)
    assert "星级评定等您处理" not in page(other, "/desk/")
    status, text = post(other, f"{steps}/strike_off", **confirming)
    assert (status, "站点可以申诉，截止 2026-11-27（含当天）" in text) == (409, True)
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
