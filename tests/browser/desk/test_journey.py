"""A day at the desk and a minute at the door, as a clerk and a worker would spend them."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from stations.db import migration, opening
from tests.browser.visiting import Visit, Visits, objections
from tests.support import deskwork, small_city
from tests.support.serving import serving

pytestmark = pytest.mark.browser

DESK = {"width": 1280, "height": 900}
PHONE = {"width": 360, "height": 740}
TITLES = "站点编号,名称,区县,经度,纬度,地址,开放时间,设施"
LIST = "\n".join(
    [
        TITLES,
        "J1,青年东路驿站,历下区,,,青年东路1号,24小时,饮水",
        "J2,文化西路驿站,历下区,,,文化西路2号,8:30-18:00,饮水",
        *(
            f"J{n},和平路{n}号驿站,历下区,117.06,{36.64 + n / 500:.3f},和平路{n}号,8:30-18:00,饮水"
            for n in range(3, 10)
        ),
        "J10,经度写错驿站,历下区,一百一十七,36.65,经四路2号,24小时,饮水",
        "J11,纬度太大驿站,历下区,117.05,236.65,经四路3号,24小时,饮水",
        "J12,,历下区,117.05,36.65,经四路4号,24小时,饮水",
    ]
)


@pytest.fixture(scope="session")
def journey_desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, Path]]:
    """The small city with its staff, and a faulty list of twelve rows."""
    folder = tmp_path_factory.mktemp("journey")
    path = str(folder / "stations.db")
    db = opening.connect(path, create=True)
    migration.migrate(db)
    small_city.fill(path)
    deskwork.staff(db, station_id="a-open")
    db.close()
    file = folder / "历下区名单.csv"
    file.write_text(LIST, "utf-8")
    with serving(folder) as base:
        yield base, file


@pytest.fixture
def people(browser: Browser, journey_desk: tuple[str, Path]) -> Iterator[Visits]:
    visits = Visits(browser, journey_desk[0])
    yield visits
    visits.close()


def comes(people: Visits, *, name: str = "", **options: object) -> Visit:
    """A person with a browser; one with a name signs in, by a form that axe has looked at."""
    workers = "block" if name else "allow"
    visit = people(base="", service_workers=workers, reduced_motion="reduce", **options)
    if name:
        page = visit.page
        page.goto(f"{visit.base}/desk/sign-in")
        fits(page)
        page.locator("#name").fill(name)
        page.locator("#password").fill(deskwork.PASSWORD)
        page.get_by_role("button", name="登录").click()
        page.wait_for_url("**/desk/")
        fits(page)
    return visit


def fits(page: Page) -> None:
    """Fails where the page is wider than the screen."""
    page.wait_for_load_state()
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), page.url


def objected(page: Page) -> None:
    """Fails where axe objects to the page too; for pages that no other test shows to axe."""
    fits(page)
    assert objections(page) == [], page.url


def tab_to(page: Page, wanted: str) -> None:
    """Presses the tabulator until the wanted element has the focus."""
    for _ in range(120):
        if page.evaluate("(wanted) => document.activeElement.matches(wanted)", wanted):
            return
        page.keyboard.press("Tab")
    pytest.fail(f"no tabulator leads to {wanted} on {page.url}")


def save(page: Page) -> None:
    page.get_by_role("button", name="保存", exact=True).click()


def imports(page: Page, base: str, file: Path) -> None:
    """Nine rows of twelve are good, two of them without a point."""
    page.goto(f"{base}/desk/imports")
    fits(page)
    page.locator("#file").set_input_files(file)
    page.locator("#datum").select_option("wgs84")
    page.get_by_role("button", name="上传，先看看").click()
    page.wait_for_url("**/staged/*")
    expect(page.locator("#import-map .import-pin").first).to_be_attached()
    for words in ("第 11 行", "第 12 行", "第 13 行", "一百一十七"):
        expect(page.locator("#rejected")).to_contain_text(words)
    expect(page.locator("#added .tag", has_text="草稿，没有坐标")).to_have_count(2)
    fits(page)
    page.get_by_label("3 行不能导入的先不管").check()
    page.get_by_role("button", name="导入 9 个驿站").click()
    expect(page.locator("h1")).to_contain_text("已导入")
    fits(page)


def meets_a_colleague(mine: Page, theirs: Page) -> None:
    """Both have the form open: the address is merged, the door is chosen, nothing is lost."""
    theirs.goto(mine.url)
    theirs.get_by_label("地址", exact=True).fill("青年东路 1 号院")
    theirs.get_by_label("怎么找门").fill("南门进")
    save(theirs)
    expect(theirs.get_by_text("已经保存。")).to_be_visible()
    objected(theirs)
    mine.locator("#f-point").fill("36.6600, 117.0400")
    mine.locator("#f-datum").select_option("wgs84")
    mine.locator("#f-hours").fill("周一至周五 8点到18点，周六日 9点到20点")
    expect(mine.locator("#hours-read")).to_have_attribute("data-state", "exact")
    mine.get_by_label("怎么找门").fill("北门进，一楼")
    save(mine)
    expect(mine.get_by_role("heading", name="刚被同事改过")).to_be_visible()
    expect(mine.get_by_text("南门进")).to_be_visible()
    objected(mine)
    mine.get_by_label("我改成").check()
    mine.get_by_role("button", name="按选的保存").click()
    expect(mine.get_by_text("已经保存。")).to_be_visible()
    expect(mine.get_by_label("怎么找门")).to_have_value("北门进，一楼")
    expect(mine.get_by_label("地址", exact=True)).to_have_value("青年东路 1 号院")
    expect(mine.locator("#f-hours")).to_have_value("周一至周五 8点到18点，周六日 9点到20点")
    expect(mine.locator("#f-point")).to_have_value("36.660000, 117.040000")


def says_it_is_shut(worker: Visit, station: str) -> Page:
    """Two taps; gives the page that follows the report."""
    page = worker.open(f"/stations/{station}")
    objected(page)
    page.get_by_role("link", name="到了但关门").first.tap()
    page.get_by_role("button", name="告诉他们：到了但关门").tap()
    expect(page.get_by_text("收到了，谢谢您")).to_be_visible()
    objected(page)
    return page


def answers(page: Page, base: str) -> None:
    """From the first page to the answer."""
    page.goto(f"{base}/desk/")
    page.locator(".matters a", has_text="有劳动者反映，还没答复").click()
    page.get_by_role("link", name="青年东路驿站").click()
    page.get_by_role("link", name="劳动者的反映").click()
    page.get_by_role("link", name="青年东路驿站：到了但关门").click()
    page.get_by_role("button", name="我来处理").click()
    expect(page.get_by_role("button", name="我来处理")).to_have_count(0)
    objected(page)
    page.get_by_label("已解决").check()
    page.get_by_label("答复").fill("当班的人去换水了，以后会留人。")
    page.get_by_role("button", name="答复").click()
    expect(page.locator("dl.facts")).to_contain_text("公开的答复")
    objected(page)


def errs_by_keyboard_and_takes_it_back(page: Page, hub: str) -> None:
    """Nothing but Tab, Enter and digits makes an edit; the history undoes it."""
    page.goto(hub)
    objected(page)
    tab_to(page, "a[href$='/edit']")
    page.keyboard.press("Enter")
    page.wait_for_url("**/edit")
    tab_to(page, "#f-seats")
    page.keyboard.type("120")
    # Enter in a field saves nothing; it is pressed on the button.
    page.keyboard.press("Enter")
    expect(page.locator("#f-seats")).to_be_focused()
    expect(page.get_by_text("已经保存。")).to_have_count(0)
    tab_to(page, ".save-bar [type=submit]")
    page.keyboard.press("Enter")
    expect(page.get_by_text("已经保存。")).to_be_visible()
    expect(page.locator("#f-seats")).to_have_value("120")
    page.goto(f"{hub}/history")
    objected(page)
    newest = page.locator("ol.deeds > li").first
    newest.get_by_text("撤销这一次").click()
    newest.get_by_label("为什么撤销").fill("多打了一个零")
    newest.get_by_role("button", name="撤销").click()
    expect(page.locator("ol.deeds > li").first).to_contain_text("多打了一个零")
    page.goto(f"{hub}/edit")
    expect(page.locator("#f-seats")).to_have_value("")
    expect(page.get_by_label("怎么找门")).to_have_value("北门进，一楼")


def exports(page: Page, base: str) -> None:
    """The filtered list as a file holds what the list shows and no more."""
    page.goto(f"{base}/desk/stations?q=青年东路")
    fits(page)
    with page.expect_download() as begun:
        page.locator(".take button", has_text="CSV").click()
    text = begun.value.path().read_text("utf-8-sig")
    assert "青年东路 1 号院" in text
    assert "北门进，一楼" in text
    assert "和平路" not in text


def test_a_clerk_imports_places_settles_answers_takes_back_and_exports(
    people: Visits, journey_desk: tuple[str, Path]
) -> None:
    base, file = journey_desk
    clerk = comes(people, name="a-editor", viewport=DESK)
    colleague = comes(people, name="a-administrator", viewport=PHONE)
    worker = comes(people, has_touch=True, is_mobile=True)
    page = clerk.page
    imports(page, base, file)
    page.get_by_role("link", name="给草稿定位置").click()
    expect(page.locator(".place-frame .leaflet-control-scale")).to_be_visible()
    objected(page)
    page.get_by_role("link", name="回到列表").click()
    page.get_by_role("link", name="青年东路驿站").click()
    expect(page.locator("h1")).to_contain_text("青年东路驿站")
    hub = page.url
    page.get_by_role("link", name="修改信息").click()
    expect(page.locator(".place-frame .leaflet-control-scale")).to_be_visible()
    objected(page)
    meets_a_colleague(page, colleague.page)
    follow = says_it_is_shut(worker, hub.rsplit("/", 1)[-1])
    answers(page, base)
    follow.reload()
    expect(follow.locator(".reply")).to_have_text("当班的人去换水了，以后会留人。")
    objected(follow)
    errs_by_keyboard_and_takes_it_back(page, hub)
    exports(page, base)
    for visit in (clerk, colleague, worker):
        assert visit.foreign() == []
        assert [words for words in visit.complaints if "409" not in words] == []


def test_a_worker_scans_checks_in_rates_reports_and_follows(people: Visits) -> None:
    clerk = comes(people, name="a-editor", viewport=DESK)
    poster = clerk.open("/desk/stations/c-always/poster?anyway=1")
    objected(poster)
    address = poster.locator(".poster-small").inner_text().splitlines()[0]
    worker = comes(people, has_touch=True, is_mobile=True)
    page = worker.open("/h/" + address.split("/h/", 1)[1])
    objected(page)
    page.get_by_role("button", name="打卡：我来过").tap()
    expect(page.get_by_text("打卡成功")).to_be_visible()
    objected(page)
    page.get_by_role("link", name="评价或反映问题").tap()
    page.get_by_label("5 星").check()
    page.get_by_label("想说的话").fill("水是热的")
    page.get_by_role("button", name="提交评价").tap()
    expect(page.get_by_text("这个评价算 1 份")).to_be_visible()
    objected(page)
    page.get_by_role("link", name="还有问题要反映").tap()
    page.get_by_role("link", name="不干净").tap()
    page.get_by_label("补充一句").fill("水池堵了")
    page.get_by_role("button", name="告诉他们").tap()
    expect(page.get_by_text("收到了，谢谢您")).to_be_visible()
    follow = page.url
    page.goto(follow)
    expect(page.get_by_text("还没有").first).to_be_visible()
    objected(page)
    assert worker.foreign() == []
    assert worker.complaints == []
