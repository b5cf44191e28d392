"""Stars are published, awarded or not reached, each by whoever may decide."""

from __future__ import annotations

from dataclasses import replace

import pytest
from flask import Flask

from stations.accounts.model import Account
from stations.accounts.roles import Role
from stations.db.base import Database
from stations.rechecks import orders
from stations.registry.stored import store as stations
from stations.stars import store
from stations.stars.model import ReviewState, ReviewStep
from stations.stars.review_steps import StepRequest
from tests.support import starwork
from tests.support.deskwork import seated
from tests.support.starwork import act, published, stepped
from tests.web.desk.reviews.review_desk import (
    AFTER_NOTICE,
    applied,
    inspected,
    offered,
    page,
    post,
    ticked,
)


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
    assert store.get(db, review.id).state is ReviewState.NOTICED
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
    assert client.get("/stars/certificates/a").status_code == 200
    assert 'href="/stars/certificates/a"' in text


def test_what_reaches_no_level_is_told_what_can_be_done_with_its_kind(
    app: Flask, db: Database, running: str, people: dict[Role, Account]
) -> None:
    review = inspected(db, people)
    db.run("update stations set star = 4, star_basis = '名单' where id = 'b'")
    by, reviewer = people[Role.ADMINISTRATOR], people[Role.REVIEWER]
    [recheck] = orders.order(db, ["b"], "多次关门", by=by, act=act(by))
    turn = StepRequest(step=ReviewStep.INSPECT, version=recheck.version)
    found = {"stars": 0, "points": 20}
    with db.writing():
        recheck = starwork.step(db, recheck.id, turn, by=reviewer, act=act(reviewer), **found)
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


def test_every_notice_of_a_review_is_told_with_what_ended_it(
    app: Flask, db: Database, running: str, people: dict[Role, Account]
) -> None:
    review, by = inspected(db, people), people[Role.APPROVER]
    path = f"/desk/reviews/{review.id}"
    published(db, [review.id], by=by, act=act(by))
    client = seated(app, "a-approver")
    assert "以前的公示" not in page(client, path)
    other = replace(people[Role.REVIEWER], id="id-second", name="a-second")
    for days, step, who in ((3, ReviewStep.REOPEN, by), (4, ReviewStep.INSPECT, other)):
        turn = StepRequest(
            step=step, version=store.get(db, review.id).version, reason="门锁着，属实"
        )
        stepped(db, review.id, turn, by=who, act=act(who, days=days))
    published(db, [review.id], by=by, act=act(by, days=5))
    text = page(client, path)
    assert "2026-11-25 到 2026-12-02" in text
    assert "2026-11-20 起，2026-11-23 异议成立，重新验收" in text


def test_an_early_publication_is_warned_of_and_says_why(
    app: Flask, db: Database, running: str, people: dict[Role, Account]
) -> None:
    review, other = inspected(db, people), applied(db, "b")
    client, path = seated(app, "a-approver"), f"/desk/reviews/{review.id}"
    for shown in (page(client, path), page(client, "/desk/reviews/batch/publish")):
        assert "还有 1 个在等初核或现场验收" in shown
        assert 'name="reason"' in shown
    assert "还有 1 个在等初核或现场验收" in page(client, f"/desk/cycles/{review.cycle_id}")
    tick = ticked(review, 4)
    batch = f"/desk/reviews/batch/publish?cycle={review.cycle_id}"
    assert batch in page(client, f"/desk/cycles/{review.cycle_id}")
    assert tick in page(client, batch)
    assert tick not in page(client, "/desk/reviews/batch/publish?cycle=another")
    status, text = post(client, batch, id=tick)
    assert (status, "请写明原因" in text) == (409, True)
    assert post(client, f"/desk/cycles/{review.cycle_id}/rerank")[0] == 409
    assert post(client, "/desk/reviews/batch/publish", id=tick, reason="（演示）分批")[0] == 303
    assert "（演示）分批" in page(client, path)
    assert store.get(db, other.id).state is ReviewState.SUBMITTED
