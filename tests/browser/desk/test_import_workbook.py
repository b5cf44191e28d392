"""A clerk brings in the workbook of a whole city, a sheet for each district, and takes it back."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import openpyxl
import pytest
from openpyxl.worksheet.worksheet import Worksheet
from playwright.sync_api import Browser, Page, expect

from stations.db import migration, opening
from tests.browser.visiting import Visit, Visits, objections, sign_in
from tests.support import deskwork, small_city
from tests.support.serving import serving

pytestmark = pytest.mark.browser

DISTRICTS = (
    "历下区", "市中区", "槐荫区", "天桥区", "历城区", "长清区", "章丘区", "济阳区", "莱芜区",
    "钢城区", "平阴县", "商河县",
)  # fmt: skip
ROADS = ("甲路", "乙路", "丙路", "丁路")
STATIONS = len(ROADS)
MOST_CLICKS = 12
TITLES = [
    "序号",
    "所在区县",
    "站点编号",
    "站点名称",
    "地址",
    "经度",
    "纬度",
    "开放时间",
    "服务设施",
]


def fill(sheet: Worksheet, number: int, district: str) -> None:
    """A list as a union lays it out."""
    sheet.append([f"济南市{district}户外劳动者驿站一览表"])
    sheet.append(TITLES)
    sheet.append([*[None] * 8, "饮水机", "微波炉", "空调"])
    for n, road in enumerate(ROADS, start=1):
        lon, lat = 117 + number / 100 + n / 1000, 36.6 + number / 100 + n / 1000
        known = [n, district if n == 1 else None, f"B{number:02}{n}", f"{district}{road}驿站"]
        sheet.append(
            [*known, f"{road}{n}号", lon, lat, "8:30-18:00", "√", "×", "√" if n % 2 else None]
        )
    last = STATIONS + 4
    sheet.append(["合计", None, None, f"{STATIONS}个"])
    sheet.append([f"填表人：某某    填表日期：2026年11月{number + 1}日"])
    merged = ["A1:K1", "I2:K2", f"B4:B{last - 1}", f"A{last + 1}:K{last + 1}"]
    for block in (*merged, *(f"{letter}2:{letter}3" for letter in "ABCDEFGH")):
        sheet.merge_cells(block)


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, Path]]:
    """The small city with the staff of the whole city, and its workbook."""
    folder = tmp_path_factory.mktemp("workbook")
    path = str(folder / "stations.db")
    db = opening.connect(path, create=True)
    migration.migrate(db)
    db.close()
    small_city.fill(path)
    db = opening.open_ready(path)
    deskwork.staff(db, station_id="a-open", district="3701")
    db.close()
    book = openpyxl.Workbook()
    summary = book.active
    summary.title = "汇总"
    for row in (["区县", "站点数"], *([district, STATIONS] for district in DISTRICTS)):
        summary.append(row)
    for number, district in enumerate(DISTRICTS):
        fill(book.create_sheet(district), number, district)
    file = folder / "济南市驿站台账.xlsx"
    book.save(file)
    with serving(folder) as base:
        yield base, file


@pytest.fixture(scope="module")
def session(browser: Browser, desk: tuple[str, Path]) -> object:
    context = browser.new_context()
    page = context.new_page()
    sign_in(page, desk[0], "a-editor")
    state = context.storage_state()
    context.close()
    return state


class Clerk:
    """Counts what a clerk has to click."""

    def __init__(self, visit: Visit) -> None:
        self.page: Page = visit.page
        self.clicks = 0

    def click(self, role: str, name: str) -> None:
        self.clicks += 1
        self.page.get_by_role(role, name=re.compile(name)).first.click()  # type: ignore[arg-type]

    def choose(self, file: Path) -> None:
        self.clicks += 2
        self.page.locator("#file").set_input_files(file)

    def select(self, field: str, value: str) -> None:
        self.clicks += 2
        self.page.locator(field).select_option(value)


def test_twelve_sheets_come_in_at_once_and_are_taken_back(
    visits: Visits, desk: tuple[str, Path], session: object, tmp_path: Path
) -> None:
    base, file = desk
    visit = visits(
        base=base, storage_state=session, viewport={"width": 1280, "height": 900},
        service_workers="block", reduced_motion="reduce",
    )  # fmt: skip
    clerk = Clerk(visit)
    page = clerk.page
    page.goto(f"{base}/desk/imports")
    clerk.choose(file)
    clerk.select("#datum", "gcj02")
    clerk.click("button", "上传，先看看")
    page.wait_for_url("**/staged/*")
    main = page.locator("main")
    expect(main).to_contain_text("12 个工作表")
    expect(main).to_contain_text("没有读取：“汇总”是汇总")
    expect(page.locator("#rejected")).to_have_count(0)
    first = page.locator("#added [data-row]").first
    expect(first).to_contain_text("“历下区”第 4 行")
    expect(first).to_contain_text("空调、饮水")
    ticks = page.locator("#terms input[name=sheet]")
    assert [tick.is_checked() for tick in ticks.all()] == [False, *[True] * 12]
    assert objections(page) == []
    page.screenshot(path=tmp_path / "preview.png", full_page=True)
    clerk.click("button", f"导入 {12 * STATIONS} 个驿站")
    expect(page.locator("h1")).to_contain_text("已导入", timeout=30_000)
    clerk.click("link", "撤销这次导入")
    clerk.clicks += 1
    page.get_by_label("为什么撤销").fill("试一试")
    page.keyboard.press("Enter")
    clerk.clicks += 1
    expect(page.locator("h1")).to_contain_text("已撤销", timeout=30_000)
    assert clerk.clicks <= MOST_CLICKS
    assert visit.foreign() == []
    assert visit.complaints == []


def test_a_sheet_is_left_out_by_its_tick(
    visits: Visits, desk: tuple[str, Path], session: object
) -> None:
    base, file = desk
    visit = visits(
        base=base, storage_state=session, viewport={"width": 360, "height": 740},
        service_workers="block", reduced_motion="reduce",
    )  # fmt: skip
    clerk = Clerk(visit)
    page = clerk.page
    page.goto(f"{base}/desk/imports")
    clerk.choose(file)
    clerk.select("#datum", "gcj02")
    clerk.click("button", "上传，先看看")
    page.wait_for_url("**/staged/*")
    page.locator("#terms summary").click()
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    page.get_by_label("商河县").uncheck()
    clerk.click("button", "按这样重新读")
    expect(page.locator("main")).to_contain_text("11 个工作表")
    expect(page.get_by_role("button", name=f"导入 {11 * STATIONS} 个驿站")).to_have_count(1)
    clerk.click("button", "不导入，删除上传的文件")
