"""Two clerks at once, on a phone and at a desk: they choose, and neither loses a word."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, StorageState, expect

from stations.db import migration, opening
from tests.browser.visiting import Visits, objections
from tests.support import deskwork, small_city
from tests.support.serving import serving

pytestmark = pytest.mark.browser

EDIT = "/desk/stations/a-open/edit"
PHONE = {"width": 360, "height": 740}
DESK = {"width": 1280, "height": 900}


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The small city with its staff."""
    folder = tmp_path_factory.mktemp("conflict")
    path = str(folder / "stations.db")
    db = opening.connect(path, create=True)
    migration.migrate(db)
    small_city.fill(path)
    deskwork.staff(db, station_id="a-open")
    db.close()
    with serving(folder) as base:
        yield base


@pytest.fixture(scope="module")
def sessions(browser: Browser, desk: str) -> list[StorageState]:
    """What the browsers of two people hold, who sign in once."""
    held = []
    for name, viewport in (("a-editor", PHONE), ("a-administrator", DESK)):
        page = browser.new_page(service_workers="block", viewport=viewport)
        page.goto(f"{desk}/desk/sign-in")
        looked_at(page)
        page.locator("#name").fill(name)
        page.locator("#password").fill(deskwork.PASSWORD)
        page.get_by_role("button", name="登录").click()
        page.wait_for_url("**/desk/")
        held.append(page.context.storage_state())
        page.close()
    return held


@pytest.fixture
def clerks(
    browser: Browser, desk: str, sessions: list[StorageState]
) -> Iterator[tuple[Page, Page]]:
    """Two people with a browser each: one on a phone, one at a desk."""
    visits = Visits(browser, desk, service_workers="block")
    phone = visits(viewport=PHONE, storage_state=sessions[0])
    wide = visits(viewport=DESK, storage_state=sessions[1])
    yield phone.page, wide.page
    visits.close()


def looked_at(page: Page) -> None:
    """Nobody who cannot see, and nobody with a narrow phone, is shut out of this page."""
    page.wait_for_load_state()
    assert objections(page) == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_two_clerks_meet_in_one_station_and_the_keyboard_alone_settles_it(
    clerks: tuple[Page, Page], desk: str
) -> None:
    mine, theirs = clerks
    for page in clerks:
        page.goto(desk + EDIT)
    theirs.get_by_label("怎么找门").fill("西门上二楼")
    theirs.get_by_label("地址", exact=True).fill("经十路 9 号")
    theirs.get_by_role("button", name="保存").click()
    expect(theirs.get_by_text("已经保存")).to_be_visible()
    mine.get_by_label("怎么找门").fill("东门进，找保安")
    mine.get_by_label("座位数").fill("12")
    mine.get_by_role("button", name="保存").click()
    expect(mine.get_by_role("heading", name="刚被同事改过")).to_be_visible()
    looked_at(mine)
    for words in ("东门进，一楼", "西门上二楼", "东门进，找保安", "同事另外改的地址"):
        expect(mine.get_by_text(words).filter(visible=True)).to_be_visible()
    mine.get_by_role("radio").first.focus()
    mine.keyboard.press("ArrowDown")
    assert mine.get_by_label("我改成").is_checked()
    mine.keyboard.press("Tab")
    mine.keyboard.type("我刚从那里回来")
    mine.keyboard.press("Enter")
    expect(mine.get_by_text("已经保存")).to_be_visible()
    expect(mine.get_by_label("怎么找门")).to_have_value("东门进，找保安")
    expect(mine.get_by_label("地址", exact=True)).to_have_value("经十路 9 号")
    expect(mine.get_by_label("座位数")).to_have_value("12")


def test_a_pair_of_records_is_compared_combined_and_taken_apart_again(
    clerks: tuple[Page, Page], desk: str
) -> None:
    phone, wide = clerks
    phone.goto(f"{desk}/desk/stations/d-unknown/combine?with=e-weekdays")
    looked_at(phone)
    expect(phone.locator("[name=take-hours][value=other]")).to_be_checked()
    phone.get_by_role("button", name="合并，撤销").click()
    expect(phone.get_by_text("已经合并成")).to_be_visible()
    wide.goto(f"{desk}/stations/e-weekdays")
    assert wide.url.endswith("/stations/d-unknown")
    wide.goto(f"{desk}/desk/stations/d-unknown/combine")
    looked_at(wide)
    wide.get_by_text("合并错了，分开").click()
    wide.get_by_label("为什么分开？").fill("是两个驿站")
    looked_at(wide)
    wide.get_by_role("button", name="“解放路驿站”").click()
    expect(wide.get_by_text("又是单独的驿站了")).to_be_visible()
    wide.goto(f"{desk}/stations/e-weekdays")
    assert wide.url.endswith("/stations/e-weekdays")
