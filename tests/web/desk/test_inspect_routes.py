"""The pages of an inspection: who gets them, what they take, and what they answer to a phone."""

from __future__ import annotations

import io
import re
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from PIL import Image
from werkzeug.test import TestResponse

from stations.accounts import passwords
from stations.accounts import store as accounts
from stations.accounts.model import Account, Grant
from stations.accounts.roles import MAY, Action, Role
from stations.db import opening
from stations.db.base import Database
from stations.rechecks import unannounced_visits
from stations.rechecks.unannounced_visits import VisitPlan
from stations.stars import points_store, review_steps, store, visit_store
from stations.stars.model import Review, ReviewState, ReviewStep
from stations.stars.review_steps import StepRequest
from tests.support import make
from tests.support.deskwork import DISTRICT, PASSWORD, seated, token_in
from tests.support.starwork import APPROVER, EDITOR, JINAN, act, applied, opened, stationed

JSON = {"Accept": "application/json"}
ID = "0f" * 16


@pytest.fixture
def db(address: str) -> Any:
    found = opening.open_ready(address)
    yield found
    found.close()


@pytest.fixture
def review(db: Database) -> Review:
    stationed(db, "a", "b")
    opened(db)
    found = applied(db, days=-2)
    turn = StepRequest(step=ReviewStep.CHECK, version=found.version)
    return review_steps.take(db, found.id, turn, by=EDITOR, act=act(EDITOR, days=-1))


@pytest.fixture
def reviewer(app: Flask) -> FlaskClient:
    return seated(app, "a-reviewer")


def picture(colour: str = "teal") -> io.BytesIO:
    made = io.BytesIO()
    Image.new("RGB", (40, 30), colour).save(made, "JPEG")
    return io.BytesIO(made.getvalue())


def ready(client: FlaskClient, review: Review, delivery: str = "") -> Any:
    return client.get(f"/desk/inspect/{review.id}/ready?delivery={delivery}").json


def post(
    client: FlaskClient, review: Review, *, headers: dict[str, str] | None = None, **changed: Any
) -> TestResponse:
    """What the phone sends: all points, and those changed."""
    form: dict[str, Any] = {
        "csrf_token": ready(client, review)["token"], "delivery": ID, "version": review.version,
        "near": "near", "phone_at": "2026-11-20T03:50:00.000Z", "sent_at": "2026-11-20T04:00:00Z",
    }  # fmt: skip
    form |= {"door-floor_area_m2": "12.5", "door-seats": "6", "door-aed": "0", "record": "same"}
    for one in JINAN.criteria:
        form |= {f"points-{one.id}": one.points, f"shown-{one.id}": "", f"note-{one.id}": ""}
    return client.post(
        f"/desk/inspect/{review.id}",
        data={**form, **changed},
        headers=JSON if headers is None else headers,
    )


def test_a_delivery_with_photos_is_taken_once_and_shown(
    reviewer: FlaskClient, review: Review, db: Database
) -> None:
    listed = reviewer.get("/desk/inspect/")
    assert f"/desk/inspect/{review.id}" in listed.text
    page = reviewer.get(f"/desk/inspect/{review.id}")
    assert page.headers["X-Inspect"].startswith(f"{review.version}-2026-11-20-")
    assert page.headers["Cache-Control"] == "no-store"
    shots = {"photo-sign": [(picture(), "1.jpg"), (picture("brown"), "2.jpg")]}
    answer = post(reviewer, review, note="门口好找", **shots)
    assert answer.status_code == 200, answer.text
    assert answer.json["counted"] is True
    again = {"photo-sign": [(picture("brown"), "x"), (picture(), "y")]}
    assert post(reviewer, review, note="门口好找", **again).json == answer.json
    assert ready(reviewer, review, ID)["received"] == answer.json
    after = store.get(db, review.id)
    assert (after.state, after.points) == (ReviewState.INSPECTED, 100)
    names = points_store.photos(db, review.id, visit=1)["sign"]
    assert len(names) == 2
    assert review.id not in reviewer.get("/desk/inspect/").text
    shown = reviewer.get(f"/desk/inspect/{review.id}/delivered").text
    assert "计分" in shown
    assert "手机在站点旁边" in shown
    assert "门口好找" in shown
    for name in names:
        assert reviewer.get(f"/desk/photos/{name}-small.webp").status_code == 200


def test_one_photo_that_is_none_refuses_the_whole_delivery_by_name(
    reviewer: FlaskClient, review: Review, db: Database
) -> None:
    shots = {"photo-sign": [(picture(), "1.jpg"), (io.BytesIO(b"no picture"), "2.jpg")]}
    answer = post(reviewer, review, **shots)
    assert answer.status_code == 400
    name = JINAN.criterion("sign").name
    assert f"“{name}”的第 2 张照片" in answer.json["detail"]
    assert "都没有收下" in answer.json["detail"]
    assert store.get(db, review.id) == review
    assert visit_store.of_review(db, review.id) == []
    assert points_store.photos(db, review.id, visit=1) == {}


def test_twenty_photos_arrive_and_one_more_is_refused(
    reviewer: FlaskClient, review: Review, db: Database
) -> None:
    colours = [f"#{n:02x}40c0" for n in range(0, 250, 12)]
    shots = [(picture(colour), "a.jpg") for colour in colours]
    answer = post(reviewer, review, **{"photo-basics": shots})
    assert (answer.status_code, len(shots)) == (400, 21)
    assert "最多 20 张" in answer.json["detail"]
    few = [(picture(colour), "a.jpg") for colour in colours[:3]]
    assert post(reviewer, review, **{"photo-basics": few}).status_code == 200
    assert len(points_store.photos(db, review.id, visit=1)["basics"]) == 3


def test_what_came_too_late_is_told_and_shown_to_others(
    app: Flask, reviewer: FlaskClient, review: Review
) -> None:
    post(reviewer, review)
    late = post(reviewer, review, delivery="ee" * 16, **{"points-clean": 1})
    assert (late.status_code, late.json["counted"]) == (200, False)
    assert "不计分" in late.json["words"]
    page = reviewer.get(f"/desk/inspect/{review.id}").text
    assert "新的打分不会计入" in page
    approver = seated(app, "a-approver").get(f"/desk/inspect/{review.id}/delivered").text
    assert "晚到，不计分" in approver
    assert "96 分" in approver


def test_a_phone_is_told_who_is_signed_in_and_whether_it_may(
    app: Flask, reviewer: FlaskClient, review: Review
) -> None:
    told = ready(reviewer, review, "unknown-id")
    assert told["account"] == "id-reviewer"
    assert "received" not in told
    assert "refused" not in told
    assert "没有这项权限" in ready(seated(app, "a-editor"), review)["refused"]
    out = app.test_client().get(f"/desk/inspect/{review.id}/ready")
    assert out.status_code == 302
    assert "/desk/sign-in" in out.location


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"points-sign": "9"}, "0 到 8 分"),
        ({"points-sign": "-1"}, "要写整数"),
        ({"points-sign": "８"}, "要写整数"),
        ({"points-sign": "9" * 400}, "要写整数"),
        ({"points-sign": ""}, "还有 1 项没有打分"),
        ({"version": "x"}, "刷新页面"),
        ({"version": "9" * 30}, "刷新页面"),
        ({"delivery": "1"}, "编号不对"),
        ({"veto": "none"}, "没有这条一票否决"),
        ({"note": "a\x00b"}, ""),
    ],
)
def test_a_form_that_nobody_made_here_is_refused_in_words(
    reviewer: FlaskClient, review: Review, db: Database, changed: dict[str, str], words: str
) -> None:
    answer = post(reviewer, review, **changed)
    assert answer.status_code == 400
    assert words in answer.json["detail"]
    assert store.get(db, review.id) == review


@pytest.mark.parametrize("moment", ["", "yesterday", "0001-01-01T00:00:00", "9999-12-31T23:59:59Z"])
def test_no_clock_of_a_phone_is_wrong_enough_to_be_refused(
    reviewer: FlaskClient, review: Review, moment: str
) -> None:
    assert post(reviewer, review, phone_at=moment, sent_at=moment).json["counted"] is True
    assert reviewer.get(f"/desk/inspect/{review.id}/delivered").status_code == 200


def test_without_scripts_the_form_comes_back_with_what_was_written(
    reviewer: FlaskClient, review: Review
) -> None:
    wrong = post(reviewer, review, headers={}, **{"points-sign": "9", "note-sign": "牌子歪了"})
    assert wrong.status_code == 400
    assert "牌子歪了" in wrong.text
    assert "0 到 8 分" in wrong.text
    assert re.search(rf'name="delivery" value="{ID}"', wrong.text)
    right = post(reviewer, review, headers={})
    assert right.status_code == 303
    assert right.location.endswith(f"/desk/inspect/{review.id}/delivered")


def test_without_a_token_nothing_is_taken(
    reviewer: FlaskClient, review: Review, db: Database
) -> None:
    assert post(reviewer, review, csrf_token="").status_code == 403
    assert store.get(db, review.id) == review


@pytest.mark.parametrize("role", Role)
def test_the_pages_are_for_those_who_may_inspect(app: Flask, review: Review, role: Role) -> None:
    client = seated(app, f"a-{role.value}")
    may = Action.INSPECT in MAY[role]
    for path in ("", review.id, "worker.js"):
        assert client.get(f"/desk/inspect/{path}").status_code == (200 if may else 403)
    area = role not in (Role.KEEPER, Role.OPERATOR)
    sees = Action.SEE_REVIEWS in MAY[role] and area
    status = client.get(f"/desk/inspect/{review.id}/delivered").status_code
    assert status == (200 if sees else 403)


def test_a_reviewer_of_another_district_learns_nothing(
    app: Flask, db: Database, review: Review
) -> None:
    other = Account(
        id="far",
        name="far-reviewer",
        shown="far",
        grants=(Grant(role=Role.REVIEWER, area="370112"),),
    )
    with db.writing():
        accounts.add(db, other, password=passwords.hashed(PASSWORD), at=make.NOON)
    client = seated(app, "far-reviewer")
    for path in (review.id, f"{review.id}/delivered"):
        there, nowhere = client.get(f"/desk/inspect/{path}"), client.get("/desk/inspect/none")
        assert (there.status_code, nowhere.status_code) == (404, 404)
    assert client.post(
        f"/desk/inspect/{review.id}",
        data={"csrf_token": token_in(client.get("/desk/password").data)},
        headers=JSON,
    ).status_code == 404  # fmt: skip
    assert "演示驿站" not in client.get("/desk/inspect/").text
    assert DISTRICT not in client.get("/desk/inspect/").text


def test_the_worker_holds_scripts_and_styles_and_no_page(reviewer: FlaskClient) -> None:
    answer = reviewer.get("/desk/inspect/worker.js")
    assert answer.mimetype == "text/javascript"
    shell = re.search(r"self\.SHELL=(\[.*?\]);", answer.text)
    assert shell
    listed = re.findall(r'"([^"]+)"', shell[1])
    assert listed
    assert all(one.startswith("/assets/") for one in listed)
    for one in listed:
        with reviewer.get(one) as file:
            assert file.status_code == 200
    for name in (
        "inspect/checklist", "inspect/score_cards", "inspect/visit_store", "shared/sphere",
        "shared/photo_resize",
    ):  # fmt: skip
        assert any(one.endswith(f"/js/{name}.js") for one in listed)


@pytest.mark.parametrize("page", ["0", "-1", "999999999999999999999", "x"])
def test_any_page_of_the_list_is_answered(reviewer: FlaskClient, review: Review, page: str) -> None:
    assert reviewer.get(f"/desk/inspect/?page={page}").status_code == 200


def test_drawn_stations_and_those_past_their_day_stand_out(
    reviewer: FlaskClient, review: Review, db: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    plain = reviewer.get("/desk/inspect/").text
    assert "暗访" not in plain
    assert 'data-overdue="1"' not in plain
    unannounced_visits.draw(db, VisitPlan(area="370102", n=2), by=APPROVER, act=act(APPROVER))
    monkeypatch.setenv("STATIONS_NOW", "2027-02-01T12:00")
    client = seated(reviewer.application, "a-reviewer")
    later = client.get("/desk/inspect/").text
    assert "暗访，不要先打招呼" in later
    assert 'data-overdue="1"' in later


def test_visits_are_given_by_choosing_districts_and_streets_by_name(
    app: Flask, review: Review
) -> None:
    client = seated(app, "a-administrator")
    text = client.get("/desk/visits/").get_data(as_text=True)
    assert re.search(r'<option value="370102">[^<]*历下区</option>', text)
    assert "龙洞街道" not in text
    text = client.get("/desk/visits/?area=370102").get_data(as_text=True)
    assert review.id in text
    (street,) = re.findall(r'<option value="(370102\d+)">[^<]*龙洞街道</option>', text)
    assert review.id not in client.get(f"/desk/visits/?area={street}").get_data(as_text=True)
