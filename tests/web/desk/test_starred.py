"""Everybody reads notices, answers, stars and certificates, and nothing of who judged and why."""

from __future__ import annotations

import re

import pytest
from flask import Flask
from flask.testing import FlaskClient

from stations.accounts.model import Account
from stations.db import opening
from stations.db.base import Database
from stations.stars import award_store, objection_store, review_steps, store
from stations.stars.awards import awarding, deciding, objections
from stations.stars.model import Review, ReviewState, ReviewStep
from stations.stars.overview import public_star_store
from stations.stars.review_steps import StepRequest
from tests.support import starwork
from tests.support.deskwork import token_in
from tests.support.starwork import (
    APPROVER,
    EDITOR,
    REVIEWER,
    act,
    applied,
    keeper_of,
    opened,
    stationed,
)

CANARY = "金丝雀"


@pytest.fixture
def db(address: str) -> Database:
    """Two stations in the notice, reasons and words of people among what is kept."""
    database = opening.open_ready(address)
    stationed(database, "a", "b")
    opened(database)
    return database


def noticed(db: Database, station_id: str = "a") -> Review:
    review = applied(db, station_id)
    for by, step in (
        (EDITOR, ReviewStep.CHECK), (REVIEWER, ReviewStep.INSPECT), (APPROVER, ReviewStep.PUBLISH),
    ):  # fmt: skip
        turn = StepRequest(step=step, version=review.version, reason=f"{CANARY}理由")
        with db.writing():
            review = starwork.step(db, review.id, turn, by=by, act=act(by), stars=4, points=88)
    return review


def object_to(client: FlaskClient, review: Review, words: str = f"{CANARY}原话") -> str:
    """The address of the receipt."""
    path = f"/stars/objections/{review.id}"
    page = client.get(path)
    key = re.search('name="key" value="([^"]+)"', page.text)
    assert key
    form = {"csrf_token": token_in(page.data), "key": key[1], "words": words}
    sent = client.post(path, data=form)
    assert sent.status_code == 303, sent.get_data(as_text=True)
    assert client.post(path, data=form).location == sent.location, "sent twice is sent once"
    return sent.location


def stepped(db: Database, review: Review, step: ReviewStep, *, by: Account = APPROVER) -> Review:
    """One step, some days after the notice began."""
    turn = StepRequest(step=step, version=store.get(db, review.id).version, reason=f"{CANARY}理由")
    if step is ReviewStep.VETO:
        return deciding.veto(db, review.id, turn, "hours_not_kept", by=by, act=act(by, days=1))
    return review_steps.take(db, review.id, turn, by=by, act=act(by, days=1))


def row(client: FlaskClient, cycle_id: str, station_id: str) -> str:
    """What the notice tells of a station, as words."""
    text = client.get(f"/stars/notices/{cycle_id}").text
    [found] = [one for one in text.split("<tr>") if f'href="/stations/{station_id}"' in one]
    return " ".join(re.sub("<[^>]*>", " ", found.partition("</tr>")[0]).split())


def award(db: Database, review: Review) -> Review:
    return awarding.award(
        db, review.id, version=review.version, by=APPROVER, act=act(APPROVER, days=14)
    )


def test_a_notice_lists_what_is_proposed_and_until_when(app: Flask, db: Database) -> None:
    review, client = noticed(db), app.test_client()
    assert f"/stars/notices/{review.cycle_id}" in client.get("/stars/").text
    text = client.get(f"/stars/notices/{review.cycle_id}").text
    for words in ("演示驿站a", "四星", "88", "公示期", "2026-11-27", "5 个工作日"):
        assert words in text, words
    assert f"/stars/objections/{review.id}" in text


@pytest.mark.parametrize(
    ("step", "by", "outcome"),
    [(ReviewStep.REFUSE, APPROVER, "没有评上"), (ReviewStep.VETO, APPROVER, "否决"),
     (ReviewStep.WITHDRAW, keeper_of("a"), "已撤回"), (None, APPROVER, "异议成立，重新验收")],
)  # fmt: skip
def test_who_was_made_public_stays_in_the_notice_with_what_came_of_it(
    app: Flask, db: Database, step: ReviewStep | None, by: Account, outcome: str
) -> None:
    review, client = noticed(db), app.test_client()
    noticed(db, "b")
    before = row(client, review.cycle_id, "a")
    for words in ("四星", "88", "公示中", "2026-11-20 到 2026-11-27", "提异议"):
        assert words in before, words
    if step is not None:
        stepped(db, review, step, by=by)
    else:
        object_to(client, review)
        [one] = objection_store.of_review(db, review.id)
        objections.answer(db, one.id, upheld=True, reply="属实", by=by, act=act(by))
    after = row(client, review.cycle_id, "a")
    for words in (outcome, "2026-11-20 到 2026-11-27"):
        assert words in after, words
    for words in ("四星", "88", "公示中", "提异议", CANARY):
        assert words not in after, words
    assert "公示中" in row(client, review.cycle_id, "b")
    assert client.get(f"/stars/objections/{review.id}").status_code == 200


def test_a_notice_keeps_its_days_and_link_when_nothing_is_left_in_it(
    app: Flask, db: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    review, client = noticed(db), app.test_client()
    other = noticed(db, "b")
    link = f'href="/stars/notices/{review.cycle_id}"'

    def parts() -> tuple[bool, bool]:
        """Whether the list has the notice among those that run, and among those that ran."""
        running, _, over = client.get("/stars/").text.partition("公示过的")
        return link in running, link in over

    stepped(db, review, ReviewStep.REFUSE)
    stepped(db, other, ReviewStep.REFUSE)
    assert parts() == (True, False)
    text = client.get(f"/stars/notices/{review.cycle_id}").text
    assert "公示期：2026-11-20 到 2026-11-27" in text
    assert "现在没有可以提异议的驿站" in text
    monkeypatch.setenv("STATIONS_NOW", "2026-11-28T00:01")
    assert parts() == (False, True)
    monkeypatch.setenv("STATIONS_NOW", "2027-11-27T12:00")
    assert parts() == (False, True)
    monkeypatch.setenv("STATIONS_NOW", "2027-11-28T12:00")
    assert parts() == (False, False)
    assert "没有评上" in row(client, review.cycle_id, "a")


def test_a_notice_waits_for_its_award_and_tells_it(
    app: Flask, db: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    review, client = noticed(db), app.test_client()
    monkeypatch.setenv("STATIONS_NOW", "2026-11-28T12:00")
    waiting = row(client, review.cycle_id, "a")
    assert "期满等授牌" in waiting
    assert "提异议" not in waiting
    award(db, review)
    told = row(client, review.cycle_id, "a")
    for words in ("已授牌四星", "四星", "88", "2026-11-20 到 2026-11-27"):
        assert words in told, words
    db.run("update stations set lifecycle = 'closed' where id = 'a'")
    assert "演示驿站a" not in client.get(f"/stars/notices/{review.cycle_id}").text
    assert review.cycle_id not in client.get("/stars/").text


def test_an_objection_is_followed_until_it_is_answered(app: Flask, db: Database) -> None:
    review, client = noticed(db), app.test_client()
    receipt = object_to(client, review)
    [one] = objection_store.of_review(db, review.id)
    stepped(db, review, ReviewStep.REFUSE)
    assert "正在核实" in client.get(receipt).text
    objections.answer(db, one.id, upheld=True, reply="属实", by=APPROVER, act=act(APPROVER, days=2))
    assert store.get(db, review.id).state is ReviewState.REFUSED
    told = client.get(receipt).text
    assert "异议成立" in told
    assert "重新验收" not in told


def test_an_objection_is_taken_once_and_followed_by_its_link(app: Flask, db: Database) -> None:
    review, client = noticed(db), app.test_client()
    receipt = object_to(client, review)
    assert len(objection_store.of_review(db, review.id)) == 1
    answer = client.get(receipt)
    assert "正在核实" in answer.text
    assert CANARY not in answer.text
    assert answer.headers["Cache-Control"] == "no-store"
    [one] = objection_store.of_review(db, review.id)
    objections.answer(db, one.id, upheld=False, reply="已去看过", by=APPROVER, act=act(APPROVER))
    assert "已去看过" in client.get(receipt).text
    assert "已去看过" in client.get(f"/stars/notices/{review.cycle_id}").text


def test_an_objection_needs_the_form_and_comes_from_this_site(app: Flask, db: Database) -> None:
    review, client = noticed(db), app.test_client()
    path = f"/stars/objections/{review.id}"
    form = {"csrf_token": token_in(client.get(path).data), "key": "k", "words": "x"}
    assert client.post(path, data={**form, "csrf_token": ""}).status_code == 403
    foreign = {"Origin": "https://elsewhere.example"}
    assert client.post(path, data=form, headers=foreign).status_code == 403
    assert client.post(path, data={**form, "words": " "}).status_code == 400
    assert objection_store.of_review(db, review.id) == []


def test_after_the_notice_the_form_says_so(
    app: Flask, db: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    review, client = noticed(db), app.test_client()
    path = f"/stars/objections/{review.id}"
    token = token_in(client.get(path).data)
    monkeypatch.setenv("STATIONS_NOW", "2026-12-05T12:00")
    late = client.get(path).text
    assert "不能再提异议" in late
    assert "<textarea" not in late
    sent = client.post(path, data={"csrf_token": token, "key": "k", "words": "晚了"})
    assert sent.status_code == 409
    assert "不能再提异议" in sent.text


def test_an_award_is_listed_told_on_the_station_and_printed(
    app: Flask, db: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = app.test_client()
    assert client.get("/stars/certificates/a").status_code == 404
    award(db, noticed(db))
    monkeypatch.setenv("STATIONS_NOW", "2026-12-05T12:00")
    last = award_store.current(db, "a")
    assert last is not None
    assert last.until is not None
    assert "历下区" in client.get("/stars/").text
    area = client.get("/stars/370102?stars=4")
    assert f"有效期到 {last.until}" in area.text
    assert area.headers["ETag"]
    assert "演示驿站a" not in client.get("/stars/370102?stars=5").text
    page = client.get("/stations/a").text
    assert f"四星，有效期到 {last.until}" in page
    assert last.basis in page
    assert "/stars/certificates/a" in page
    assert "data:image/svg+xml" in client.get("/stars/certificates/a").text
    monkeypatch.setenv("STATIONS_NOW", f"{last.until.year + 1}-12-05T12:00")
    assert "已过期，等复核" in client.get("/stations/a").text
    assert "已过期，等复核" in client.get("/stars/370102").text
    assert client.get("/stars/certificates/a").status_code == 404


def test_no_public_page_tells_who_judged_or_what_somebody_said(
    app: Flask, db: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    awarded, running, client = noticed(db), noticed(db, "b"), app.test_client()
    receipt = object_to(client, running)
    award(db, awarded)
    monkeypatch.setenv("STATIONS_NOW", "2026-12-05T12:00")
    ids = [row["by"] for row in db.rows("select distinct by from review_steps")]
    assert len(ids) > 3
    for path in (
        "/stars/", "/stars/370102", f"/stars/notices/{running.cycle_id}", receipt, "/stations/a",
        f"/stars/objections/{running.id}", "/stars/certificates/a", "/feeds/370102.json",
    ):  # fmt: skip
        answer = client.get(path)
        assert answer.status_code == 200, path
        for private in (CANARY, *ids):
            assert private not in answer.text, (path, private)


def test_hostile_addresses_are_answered(app: Flask, db: Database) -> None:
    client = app.test_client()
    for path, status in (
        ("/stars/999999", 404), ("/stars/x", 404), ("/stars/notices/none", 404),
        ("/stars/objections/none", 404), ("/stars/objected/none", 404),
        ("/stars/certificates/none", 404), ("/stars/370102?page=99999999999&stars=-1", 200),
        ("/stars/370102?page=999999", 200), ("/stars/370102?page=٣", 200),
    ):  # fmt: skip
        assert client.get(path).status_code == status, path


def test_a_long_list_is_cut_into_pages_that_hold_all(app: Flask, db: Database) -> None:
    more = [f"s{n:03}" for n in range(public_star_store.PAGE + 3)]
    stationed(db, *more)
    db.run("update stations set star = 3, star_basis = '名单', star_on = null where id like 's%'")
    client = app.test_client()
    pages = [client.get(f"/stars/370102?page={n}").text for n in (1, 2)]
    assert "共 2 页，53 个" in pages[0]
    found = [one for page in pages for one in re.findall('href="/stations/(s[0-9]{3})"', page)]
    assert sorted(found) == more
