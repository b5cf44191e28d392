"""A clerk imports a faulty list on a phone and at a desk, with the mouse and without."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from stations.db import migration, opening
from tests.browser.visiting import Visits, objections, sign_in
from tests.support import deskwork, small_city
from tests.support.serving import serving

pytestmark = pytest.mark.browser

PHONE = {"width": 360, "height": 740}
DESK = {"width": 1280, "height": 900}
HOSTILE = small_city.HOSTILE.replace(",", "")
LIST = (
    "站点编号,名称,区县,经度,纬度,地址,开放时间,设施,发哪个街道\n"
    "a-open,泉城广场驿站,历下区,117.0760,36.6668,泉城路1号,周一至周五 9:00-18:00,饮水,东街\n"
    f"N1,新建驿站,历下区,117.0600,36.6600,{HOSTILE},8:30-18:00,饮水,东街\n"
    "N2,没有坐标的驿站,历下区,,,解放路3号,24小时,饮水,东街\n"
    "N3,写错的驿站,历下区,一百一十七,36.65,经四路2号,24小时,饮水,东街\n"
)

OTHER = LIST
for _one, _another in (
    ("N", "P"), ("新建", "另建"), ("没有坐标", "没有位置"), ("117.0600", "117.0650"),
):  # fmt: skip
    OTHER = OTHER.replace(_one, _another)


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, Path]]:
    """The small city with its staff, and a faulty list."""
    folder = tmp_path_factory.mktemp("desk")
    path = str(folder / "stations.db")
    db = opening.connect(path, create=True)
    migration.migrate(db)
    db.close()
    small_city.fill(path)
    db = opening.open_ready(path)
    deskwork.staff(db, station_id="a-open")
    db.close()
    file = folder / "历下区名单.csv"
    file.write_text(LIST, "utf-8")
    with serving(folder) as base:
        yield base, file


@pytest.fixture(scope="module")
def session(browser: Browser, desk: tuple[str, Path]) -> Any:
    context = browser.new_context()
    page = context.new_page()
    sign_in(page, desk[0], "a-editor")
    state = context.storage_state()
    context.close()
    return state


def _fits(page: Page) -> bool:
    return bool(page.evaluate("document.documentElement.scrollWidth <= innerWidth"))


def _upload(page: Page, base: str, file: Path) -> None:
    page.goto(f"{base}/desk/imports")
    page.locator("#file").set_input_files(file)
    page.locator("#datum").select_option("wgs84")
    page.get_by_role("button", name="上传，先看看").press("Enter")
    page.wait_for_url("**/staged/*")
    page.locator("#import-map .import-pin").first.wait_for(state="attached")


@pytest.mark.parametrize(
    ("size", "colours", "words", "new"),
    [(PHONE, "light", LIST, "新建驿站"), (DESK, "dark", OTHER, "另建驿站")],
)
def test_a_list_is_looked_at_imported_and_taken_back(
    visits: Visits,
    desk: tuple[str, Path],
    session: Any,
    size: dict[str, int],
    colours: str,
    words: str,
    new: str,
) -> None:
    base, file = desk
    file.write_text(words, "utf-8")
    visit = visits(
        base=base, storage_state=session, viewport=size, color_scheme=colours,
        service_workers="block", reduced_motion="reduce",
    )  # fmt: skip
    page = visit.page
    page.goto(f"{base}/desk/imports")
    assert objections(page) == []
    assert _fits(page)
    _upload(page, base, file)
    assert objections(page) == []
    assert _fits(page)
    expect(page.locator("#changed")).to_contain_text("移动了")
    # Both ends of a move lie on the map, and a wide screen is used for the tables.
    line, ground = (
        page.locator(f"#import-map{one}").bounding_box() for one in (" path[stroke-width='2']", "")
    )
    assert line
    assert ground
    assert line["x"] >= ground["x"]
    assert line["x"] + line["width"] <= ground["x"] + ground["width"]
    rejected = page.locator("#rejected").bounding_box()
    assert rejected
    assert size is PHONE or rejected["width"] > 900
    # What the list holds is shown as it stands, and does nothing.
    expect(page.locator("#added")).to_contain_text(HOSTILE)
    # The map needs no pointer: a row leads to its mark.
    see = page.get_by_role("button", name=f"看位置：{new}")
    see.focus()
    page.keyboard.press("Enter")
    expect(page.locator("#map-said")).to_have_text(f"{new}，第 3 行")
    assert page.locator(".import-pin.is-chosen").count() == 1
    page.get_by_label("1 行不能导入的先不管").focus()
    page.keyboard.press("Space")
    page.get_by_role("button", name="导入 3 个驿站").press("Enter")
    expect(page.locator("h1")).to_contain_text("已导入")
    assert objections(page) == []
    page.get_by_role("link", name="撤销这次导入").press("Enter")
    assert objections(page) == []
    assert _fits(page)
    page.get_by_label("为什么撤销").fill("试一试")
    page.keyboard.press("Enter")
    expect(page.locator("h1")).to_contain_text("已撤销")
    assert visit.foreign() == []
    assert visit.complaints == []


def test_without_scripts_the_lists_say_all_that_the_map_shows(
    visits: Visits, desk: tuple[str, Path], session: Any
) -> None:
    base, file = desk
    visit = visits(
        base=base, storage_state=session, viewport=PHONE, java_script_enabled=False,
        service_workers="block",
    )  # fmt: skip
    page = visit.page
    page.goto(f"{base}/desk/imports")
    page.locator("#file").set_input_files(file)
    page.locator("#datum").select_option("wgs84")
    page.get_by_role("button", name="上传，先看看").click()
    expect(page.locator("#rejected")).to_contain_text("一百一十七")
    expect(page.locator("#import-map")).to_be_hidden()
    page.get_by_role("button", name="不导入，删除上传的文件").click()
    expect(page.locator("main")).to_contain_text("没有导入")
