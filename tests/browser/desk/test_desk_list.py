"""The desk's list by keyboard, by thumb and without sight, on a phone and at a desk."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import partial

import pytest
from playwright.sync_api import Browser, Page, StorageState, expect

from stations.db import migration, opening
from tests.browser.visiting import Visit, Visits, objections, sign_in
from tests.support import deskwork, small_city
from tests.support.serving import serving

pytestmark = pytest.mark.browser

PHONE = {"width": 360, "height": 740}
DESK = {"width": 1280, "height": 900}
FOCUSED = "document.activeElement.closest('tr').querySelector('th a').textContent.trim()"


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The small city with its staff; the editor has all of it."""
    folder = tmp_path_factory.mktemp("list")
    path = str(folder / "stations.db")
    db = opening.connect(path, create=True)
    migration.migrate(db)
    small_city.fill(path)
    deskwork.staff(db, station_id="a-open", district="3701")
    db.close()
    with serving(folder) as base:
        yield base


@pytest.fixture(scope="module")
def signed(browser: Browser, desk: str) -> StorageState:
    """What a browser holds in which the editor has signed in: to hash a password takes time."""
    page = browser.new_page(service_workers="block")
    sign_in(page, desk, "a-editor")
    held = page.context.storage_state()
    page.close()
    return held


@pytest.fixture
def visits(browser: Browser, desk: str, signed: StorageState) -> Iterator[Callable[..., Visit]]:
    opened = Visits(browser, desk)
    yield partial(opened, service_workers="block", storage_state=signed)
    opened.close()


def rows(page: Page) -> list[str]:
    """The names of the list; a click waits for the next page to begin, not until it is there."""
    page.wait_for_load_state()
    return [name.strip() for name in page.locator("tbody th a").all_text_contents()]


def test_arrow_keys_walk_along_the_rows_and_a_click_opens_one(visits: Callable[..., Visit]) -> None:
    visit = visits(viewport=DESK)
    page = visit.open("/desk/stations?area=370102")
    names = rows(page)
    assert len(names) == 9
    page.locator("tbody th a").first.focus()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    assert page.evaluate(FOCUSED) == names[2]
    page.keyboard.press("ArrowUp")
    assert page.evaluate(FOCUSED) == names[1]
    page.keyboard.press("End")
    assert page.evaluate(FOCUSED) == names[-1]
    page.keyboard.press("ArrowDown")
    assert page.evaluate(FOCUSED) == names[-1]
    page.locator('[name="id"]').nth(3).focus()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Space")
    expect(page.locator('[name="id"]').nth(4)).to_be_checked()
    page.locator("tbody tr", has_text="泉城广场驿站").locator(".wants").click()
    page.wait_for_url("**/desk/stations/a-open")
    assert visit.complaints == []


def test_ticks_are_counted_and_what_will_happen_is_shown_before_it_does(
    visits: Callable[..., Visit],
) -> None:
    visit = visits(viewport=DESK)
    page = visit.open("/desk/stations?area=370112")
    picked = page.locator("#picked")
    expect(picked).to_have_text("还没有勾选")
    page.locator('[name="id"]').nth(1).check()
    page.locator('[name="id"]').nth(4).click(modifiers=["Shift"])
    expect(picked).to_have_text("已选 4 个")
    page.locator("#pick-page").check()
    expect(picked).to_have_text("已选 25 个")
    page.locator("#pick-page").uncheck()
    page.locator('[name="id"]').nth(1).check()
    page.locator('[name="id"]').nth(2).check()
    page.get_by_role("button", name="暂停开放").click()
    expect(page.locator("h1")).to_have_text("暂停开放：2 个驿站")
    page.get_by_label("原因").fill("冬季检修")
    page.get_by_role("button", name="暂停开放").click()
    page.wait_for_url("**/desk/stations?area=370112")
    expect(page.locator(".banner")).to_contain_text("2 个驿站写上了暂停。")
    expect(page.locator(".banner")).to_contain_text("可以整批撤销")
    expect(page.locator("tbody tr", has_text="暂停开放")).to_have_count(2)
    page.get_by_label(re.compile("符合条件的全部 25 个")).check()
    page.get_by_role("button", name="信息无误").click()
    expect(page.locator("h1")).to_have_text("信息无误：25 个驿站")
    page.get_by_role("link", name="不改了").click()
    page.wait_for_url("**/desk/stations?area=370112")
    assert visit.complaints == []


def test_filters_go_into_the_address_and_come_off_one_by_one(visits: Callable[..., Visit]) -> None:
    visit = visits(viewport=DESK, java_script_enabled=False)
    page = visit.open("/desk/stations")
    page.locator("summary", has_text="筛选").click()
    page.get_by_label("地区").select_option(label="历下区（9）")
    page.get_by_label("要做的").select_option(label="开放时间不知道")
    page.get_by_label("排序").select_option(label="最近改过的在前")
    page.get_by_role("button", name="应用").click()
    expect(page).to_have_url(re.compile("(?=.*matter=hours_unknown).*area=370102"))
    assert sorted(rows(page)) == ["趵突泉驿站", "黄台驿站"]
    page.locator(".chips a", has_text="历下区").click()
    expect(page).to_have_url(re.compile(r"\?(?!.*area=).*sort=updated"))
    page.locator('[name="q"]').fill("btq")
    page.get_by_role("button", name="找").click()
    expect(page).to_have_url(re.compile("q=btq"))
    assert rows(page) == ["趵突泉驿站"]
    page.locator('[name="id"]').check()
    page.get_by_role("button", name="登记责任人").click()
    expect(page.locator("h1")).to_have_text("登记责任人：1 个驿站")


@pytest.mark.parametrize(
    ("viewport", "scheme"), [(PHONE, "dark"), (DESK, "light")], ids=["phone", "desk"]
)
def test_nobody_is_shut_out_of_these_pages(
    visits: Callable[..., Visit], viewport: dict[str, int], scheme: str
) -> None:
    visit = visits(viewport=viewport, color_scheme=scheme)
    for path in (
        "/desk/",
        "/desk/stations",
        "/desk/stations?area=370102&matter=hours_unknown",
        "/desk/stations?q=nothing",
        "/desk/stations/bulk/verify?all=1",
        "/desk/stations/bulk/suspend?id=a-open&id=f-paused&id=h-planned",
        "/desk/stations/bulk/reopen?id=f-paused",
        "/desk/stations/f-paused/closures",
        "/desk/stations/bulk/answerable?id=a-open",
        "/desk/stations/bulk/erase?id=a-open",
        "/desk/stations/a-open/answerable",
    ):
        page = visit.open(path)
        assert objections(page) == [], path
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), path
    assert visit.complaints == []


def test_the_head_stays_while_the_list_scrolls_and_a_phone_has_cards(
    visits: Callable[..., Visit],
) -> None:
    page = visits(viewport=DESK).open("/desk/stations")
    head = page.locator("thead th", has_text="名称")
    page.mouse.wheel(0, 900)
    expect(page.locator("tbody tr").first).not_to_be_in_viewport()
    box = head.bounding_box()
    assert box
    assert -1 <= box["y"] <= 1
    phone = visits(viewport=PHONE).open("/desk/stations")
    box = phone.locator("thead th", has_text="名称").bounding_box()
    assert box, "it is read out"
    assert box["width"] <= 1, "and takes no room"
    card = phone.locator("tbody tr", has_text="泉城广场驿站")
    expect(card.get_by_text("2026-11-18")).to_be_visible()
    link = card.get_by_role("link").bounding_box()
    tick = card.locator("label").bounding_box()
    assert link
    assert link["height"] >= 44
    assert tick
    assert min(tick["width"], tick["height"]) >= 44


@pytest.mark.parametrize("path", ["", "settings", "digest"])
def test_pages_of_messages_are_clean_and_the_digest_is_copied_without_a_clipboard(
    visits: Callable[..., Visit], path: str
) -> None:
    visit = visits(viewport=PHONE)
    visit.page.add_init_script("Object.defineProperty(navigator, 'clipboard', {value: undefined})")
    page = visit.open(f"/desk/messages/{path}")
    assert objections(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    if path == "digest":
        page.get_by_role("button", name="复制到微信群").click()
        expect(page.locator("#copied")).to_contain_text("已复制")
    assert visit.complaints == []
