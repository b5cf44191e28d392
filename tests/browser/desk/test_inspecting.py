"""A reviewer at the door: no network, a photo, a reload, and it arrives once."""

from __future__ import annotations

import json
import random
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import Dialog, Page, Route, expect

from stations.accounts.roles import Role
from stations.db import migration, opening
from stations.db.base import Database
from stations.stars import points_store, review_steps, store, visit_store
from stations.stars.model import ReviewState, ReviewStep
from stations.stars.review_steps import StepRequest
from stations.stars.scheme import scoring
from stations.web.desk.inspections import inspect_view
from tests.browser.visiting import AXE, Visits, sign_in
from tests.support import deskwork, small_city, starwork
from tests.support.serving import serving
from tests.support.starwork import EDITOR, JINAN, act, applied, opened

pytestmark = pytest.mark.browser

STATIONS = ("a-open", "b-soon", "c-always")
PHONE = {"width": 360, "height": 740}
NO_PAGES = """async () => {
  const isPage = (name) => name.startsWith('inspect-pages/');
  while ((await caches.keys()).some(isPage)) await new Promise((done) => { setTimeout(done, 50); });
}"""
NOTHING_LEFT = """async () => {
  const asked = (request) => new Promise((done) => {
    request.onsuccess = () => done(request.result);
  });
  for (;;) {
    const db = await asked(indexedDB.open('inspect', 1));
    const left = await asked(db.transaction('visits').objectStore('visits').count());
    db.close();
    if (!left) return;
    await new Promise((done) => { setTimeout(done, 50); });
  }
}"""
AT_ONCE = """navigator.geolocation.getCurrentPosition = (found) => {
  found({ coords: { latitude: 0, longitude: 0, accuracy: 9 }, timestamp: Date.now() });
};"""
HERE = {"latitude": small_city.ME[0], "longitude": small_city.ME[1]}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The small city with its staff and three reviews that wait for a visit."""
    path = tmp_path_factory.mktemp("inspecting")
    address = str(path / "stations.db")
    db = opening.connect(address, create=True)
    migration.migrate(db)
    small_city.fill(address)
    deskwork.staff(db, station_id="a-open")
    opened(db)
    for one in STATIONS:
        found = applied(db, one)
        turn = StepRequest(step=ReviewStep.CHECK, version=found.version)
        review_steps.take(db, found.id, turn, by=EDITOR, act=act(EDITOR, days=0.5))
    db.close()
    return path


@pytest.fixture(scope="module")
def desk(folder: Path) -> Iterator[str]:
    with serving(folder) as base:
        yield base


@pytest.fixture
def db(folder: Path) -> Iterator[Database]:
    found = opening.open_ready(str(folder / "stations.db"))
    yield found
    found.close()


def review_of(db: Database, station_id: str) -> str:
    found = store.open_of_station(db, station_id)
    assert found is not None
    return found.id


def kept(page: Page, desk: str) -> None:
    """Opens the list and waits until its pages lie on the phone."""
    page.goto(f"{desk}/desk/inspect/")
    expect(page.locator("#kept")).to_contain_text("已存在手机上")


def score(page: Page, *, less: str = "") -> None:
    """Full points with one tap each, with a reason wherever the registry proposes others."""
    for card in page.locator("[data-criterion]").all():
        card.locator("[data-full]").click()
        if card.get_attribute("data-criterion") == less:
            card.locator('[data-step="-1"]').click()
        if card.locator("[data-why]").is_visible():
            card.locator("[data-why] input").fill("当场看过")
    page.get_by_label("面积").fill("12.5")
    page.get_by_label("能坐多少人").fill("6")
    page.get_by_label("AED").first.select_option("0")
    page.get_by_label("都一样").check()


def looked_at(page: Page) -> None:
    page.wait_for_load_state()
    page.evaluate(AXE.read_text("utf-8"))
    found = page.evaluate("axe.run()")["violations"]
    assert found == [], [(one["id"], one["nodes"][0]["html"]) for one in found]
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def camera(folder: Path) -> str:
    path = folder / "door.jpg"
    Image.new("RGB", (3000, 2000), "teal").save(path, "JPEG")
    return str(path)


def complaints(found: list[str]) -> list[str]:
    """Without network the browser says so of each request; that is no fault of ours."""
    return [
        one for one in found if "ERR_INTERNET_DISCONNECTED" not in one and "ERR_FAILED" not in one
    ]


def test_a_visit_without_network_arrives_once_though_its_answer_was_lost(
    visits: Visits, desk: str, db: Database, tmp_path: Path
) -> None:
    visit = visits(
        base=desk, viewport=PHONE, has_touch=True, geolocation=HERE, permissions=["geolocation"]
    )
    page, context = visit.page, visit.page.context
    review = review_of(db, "a-open")
    sign_in(page, desk, "a-reviewer")
    kept(page, desk)
    looked_at(page)
    page.get_by_role("button", name="按我的位置排路线").click()
    expect(page.locator("#route-said")).to_contain_text("位置没有发出去")
    expect(page.locator("#list h2").first).to_have_text("泉城广场驿站")
    context.set_offline(True)
    page.goto(f"{desk}/desk/inspect/{review}")
    expect(page.locator("#saved")).to_contain_text("还没有开始打分")
    score(page, less="clean")
    page.locator("#p-sign").set_input_files(camera(tmp_path))
    expect(page.locator("#c-sign .shots img")).to_have_count(1)
    expect(page.locator("#total")).to_have_text("99 / 100 分")
    expect(page.locator("#saved")).to_contain_text("已存在手机上 18:05，还没有发出")
    page.reload()
    expect(page.locator("#total")).to_have_text("99 / 100 分")
    expect(page.locator("#c-sign .shots img")).to_have_count(1)
    looked_at(page)
    page.get_by_role("button", name="提交").click()
    expect(page.locator("#wanting")).to_contain_text("再点一次就这样交")
    page.get_by_role("button", name="提交").click()
    expect(page.locator("#saved")).to_contain_text("现在没有网络")
    assert visit_store.of_review(db, review) == []
    tries = []

    def lose_the_answer(route: Route) -> None:
        tries.append(route.request.method)
        if route.request.method == "POST" and tries.count("POST") == 1:
            route.fetch()
            route.abort()
        else:
            route.continue_()

    page.route(f"**/desk/inspect/{review}", lose_the_answer)
    context.set_offline(False)
    expect(page.locator("#saved")).to_contain_text("不会重复计分")
    page.reload()
    expect(page.locator("#done-said")).to_contain_text("计入验收：总分 99 分")
    assert tries.count("POST") == 1
    (one,) = visit_store.of_review(db, review)
    assert (one.counted, one.near.value, one.clock_off) == (True, "near", False)
    assert len(points_store.photos(db, review, visit=1)["sign"]) == 1
    assert store.get(db, review).state is ReviewState.INSPECTED
    page.goto(f"{desk}/desk/inspect/{review}/delivered")
    looked_at(page)
    sent = [r.url + (r.post_data or "") for r in visit.requests if r.method == "GET"]
    assert not any("36.66" in one or "117.02" in one for one in sent)
    assert complaints(visit.complaints) == []


def test_an_ended_session_and_a_review_that_went_on_lose_nothing(
    visits: Visits, desk: str, db: Database
) -> None:
    visit = visits(base=desk, viewport=PHONE)
    page, context = visit.page, visit.page.context
    review = review_of(db, "b-soon")
    sign_in(page, desk, "a-reviewer")
    kept(page, desk)
    page.goto(f"{desk}/desk/inspect/{review}")
    page.locator("#c-sign [data-full]").click()
    expect(page.locator("#saved")).to_contain_text("已存在手机上")
    page.get_by_role("button", name="提交").click()
    expect(page.locator("#wanting")).to_contain_text("还不能交，有 16 项")
    looked_at(page)
    score(page)
    for _ in range(2):
        context.clear_cookies()
        page.get_by_role("button", name="提交").click()
    expect(page.locator("#saved")).to_contain_text("登录过期了")
    with db.writing():
        turn = StepRequest(
            step=ReviewStep.WITHDRAW, version=store.get(db, review).version, reason="装修"
        )
        keeper = replace(deskwork.person(Role.KEEPER, "b-soon"), id="keeper-b-soon")
        starwork.step(db, review, turn, by=keeper, act=act(keeper, days=1))
    page.get_by_role("link", name="重新登录").click()
    page.locator("#name").fill("a-reviewer")
    page.locator("#password").fill(deskwork.PASSWORD)
    page.get_by_role("button", name="登录").click()
    page.wait_for_url(f"**/desk/inspect/{review}")
    expect(page.locator("#done-said")).to_contain_text("不计分")
    (late,) = visit_store.of_review(db, review)
    assert not late.counted
    assert sum(one.points for one in points_store.of(db, review, visit=late.visit).values()) == 100
    assert visit.complaints == []


def test_two_accounts_on_one_phone_never_see_each_others(
    visits: Visits, desk: str, db: Database
) -> None:
    visit = visits(base=desk, viewport=PHONE)
    page, context = visit.page, visit.page.context
    review = review_of(db, "c-always")
    path = f"{desk}/desk/inspect/{review}"
    sign_in(page, desk, "a-reviewer")
    kept(page, desk)
    page.goto(path)
    page.locator("#c-sign [data-full]").click()
    expect(page.locator("#saved")).to_contain_text("已存在手机上")
    context.clear_cookies()
    sign_in(page, desk, "a-editor")
    page.evaluate(NO_PAGES)
    context.clear_cookies()
    sign_in(page, desk, "a-reviewer")
    page.goto(path)
    expect(page.locator("#c-sign [type=number]")).to_have_value("8")
    expect(page.locator("#saved")).to_contain_text("已存在手机上")
    # A page of its own, as this one is asked something.
    leaving = context.new_page()
    asked: list[str] = []

    def answer(dialog: Dialog) -> None:
        asked.append(dialog.message)
        dialog.accept() if len(asked) == 2 else dialog.dismiss()

    leaving.on("dialog", answer)
    leaving.goto(f"{desk}/desk/inspect/")
    expect(leaving.locator("#unsent")).to_contain_text("大明湖驿站")
    leaving.get_by_role("button", name="退出").click()
    assert leaving.url.endswith("/desk/inspect/")
    leaving.get_by_role("button", name="退出").click()
    leaving.wait_for_url("**/desk/sign-in")
    assert ["1 份验收记录" in one for one in asked] == [True, True]
    leaving.evaluate(NOTHING_LEFT)
    assert visit.complaints == []


def test_a_phone_that_knows_at_once_where_it_is_keeps_what_was_scored(
    visits: Visits, desk: str, db: Database, tmp_path: Path
) -> None:
    visit = visits(base=desk, viewport=PHONE, permissions=["geolocation"])
    page = visit.page
    page.add_init_script(AT_ONCE)
    sign_in(page, desk, "a-reviewer")
    page.goto(f"{desk}/desk/inspect/{review_of(db, 'c-always')}")
    expect(page.locator("#nearness")).to_contain_text("比较远")
    page.locator("#c-sign [data-full]").click()
    page.locator("#c-sign input[type=file]").set_input_files(camera(tmp_path))
    expect(page.locator("#c-sign img")).to_be_visible()
    expect(page.locator("#saved")).to_contain_text("已存在手机上")
    page.reload()
    expect(page.locator("#nearness")).to_contain_text("比较远")
    expect(page.locator("#saved")).to_contain_text("已存在手机上")
    page.reload()
    expect(page.locator("#c-sign [type=number]")).to_have_value("8")
    assert visit.complaints == []


def test_nothing_that_is_typed_while_a_visit_travels_is_lost(
    visits: Visits, desk: str, db: Database
) -> None:
    visit = visits(base=desk, viewport=PHONE)
    page = visit.page
    review = review_of(db, "c-always")
    sign_in(page, desk, "a-reviewer")
    page.goto(f"{desk}/desk/inspect/{review}")
    expect(page.locator("#saved")).to_contain_text("还没有开始打分")
    score(page)
    travelling: list[Route] = []
    page.route(
        f"**/desk/inspect/{review}",
        lambda route: travelling.append(route) if not travelling else route.continue_(),
    )
    note = page.locator("#inspect [name=note]")
    done = page.get_by_role("button", name="提交")
    done.click()
    expect(page.locator("#wanting")).to_contain_text("再点一次就这样交")
    note.focus()
    page.keyboard.press("Tab")  # from the last field to the button
    page.keyboard.press("Enter")
    expect(page.locator("#saved")).to_have_text("正在发出…")
    page.keyboard.type("typed on the way")
    expect(note).to_be_disabled()
    for _ in range(200):  # the page says so a moment before the browser sends
        if travelling:
            break
        page.wait_for_timeout(25)
    travelling[0].abort()
    expect(page.locator("#saved")).to_contain_text("不会重复计分")
    expect(done).to_be_focused()
    note.fill("门口有坡道")
    expect(page.locator("#saved")).to_contain_text("已存在手机上")
    page.reload()
    expect(note).to_have_value("门口有坡道")
    done.click()
    done.click()
    expect(page.locator("#done-said")).to_contain_text("计入验收")
    (one,) = visit_store.of_review(db, review)
    assert one.note == "门口有坡道"
    assert complaints(visit.complaints) == []


def test_the_phone_and_the_server_find_the_same_level(visits: Visits, desk: str) -> None:
    page = visits(base=desk).page
    page.goto(f"{desk}/desk/sign-in")
    script = page.locator("script[src$='desk/sign_out.js']").get_attribute("src")
    assert script
    module = script.replace("desk/sign_out", "inspect/star_level")
    dice = random.Random(5)
    plain = {"aed": 0.0, "floor_area_m2": 29.9}
    grand = {"aed": 1.0, "floor_area_m2": 30.0, "seats": 20.0}
    asked: list[tuple[dict[str, float], dict[str, int]]] = []
    for door in (plain, grand):
        for share in (0.0, 0.5, 0.7, 0.8, 0.9, 0.95, 1.0) * 6:
            given = {
                c.id: c.points if dice.random() < share else dice.randint(0, c.points)
                for c in JINAN.criteria
            }
            asked.append((door, given))
    told = page.evaluate(
        "async ([module, asked]) => {"
        " const { reached } = await import(module);"
        " return asked.map(([rules, points, door]) => reached(JSON.parse(rules), points, door)); }",
        [module, [[inspect_view.rules(JINAN), given, door] for door, given in asked]],
    )
    for (door, given), found in zip(asked, told, strict=True):
        wanted = scoring.reached(JINAN, given, door)
        assert (found["stars"], found["total"]) == (wanted.stars, wanted.total)
        assert found["lacking"] == list(wanted.lacking), json.dumps(given)
    assert {one["stars"] for one in told} == {0, 3, 4, 5}
