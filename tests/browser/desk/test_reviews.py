"""A keeper applies for stars on a phone, and an editor and an approver take it on at a desk."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from PIL import Image
from playwright.sync_api import Browser, Page, expect

from stations.accounts import store as accounts
from stations.audit.model import Act
from stations.db import migration, opening
from stations.stars.cycle import cycles
from stations.stars.cycle.cycles import CyclePlan
from tests.browser.visiting import Visit, Visits, objections, sign_in
from tests.support import deskwork, small_city
from tests.support.serving import serving

pytestmark = pytest.mark.browser

DESK = {"width": 1280, "height": 900}
PHONE = {"width": 360, "height": 740}


@pytest.fixture(scope="module")
def star_desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, Path]]:
    """The small city with its staff and a cycle of its district, and a photo of a sign."""
    folder = tmp_path_factory.mktemp("stars")
    path = str(folder / "stations.db")
    db = opening.connect(path, create=True)
    migration.migrate(db)
    small_city.fill(path)
    deskwork.staff(db, station_id="a-open")
    by = accounts.get(db, "id-administrator")
    act = Act(actor=by.id, by=by.shown, action="cycle_opened", at=small_city.NOW)
    plan = CyclePlan(year=2026, area=deskwork.DISTRICT, apply_until=date(2026, 12, 11))
    cycles.open_cycle(db, plan, by=by, act=act)
    db.close()
    photo = folder / "sign.png"
    Image.new("RGB", (400, 300), "darkred").save(photo)
    with serving(folder) as base:
        yield base, photo


@pytest.fixture
def people(browser: Browser, star_desk: tuple[str, Path]) -> Iterator[Visits]:
    visits = Visits(browser, star_desk[0])
    yield visits
    visits.close()


def comes(people: Visits, name: str, **options: object) -> Visit:
    """Somebody who has signed in."""
    visit = people(base="", service_workers="block", reduced_motion="reduce", **options)
    page = visit.page
    sign_in(page, visit.base, name)
    return visit


def objected(page: Page) -> None:
    """Fails where axe objects to the page, or where it is wider than the screen."""
    page.wait_for_load_state()
    assert objections(page) == [], page.url
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), page.url


def fills_in(page: Page, photo: Path) -> None:
    """All points with one tap each, the notes, and one photo wherever one is wanted."""
    total = page.locator("[data-total]")
    page.get_by_role("button", name="门外有统一标识，从路上看得见：加一分").tap()
    expect(total).to_have_text("8")
    page.get_by_role("button", name="门外有统一标识，从路上看得见：减一分").tap()
    expect(total).to_have_text("7")
    for button in page.get_by_role("button", name="加一分").all():
        button.tap()
    expect(total).to_have_text("100")
    for field in page.locator(".apply-row > textarea").all():
        field.fill("（演示）每周三有职工夜校")
    for field in page.locator("input[type=file]").all():
        field.set_input_files(photo)
    expect(page.get_by_text("照片已缩小到")).to_have_count(page.locator("input[type=file]").count())


def test_a_station_applies_on_a_phone_and_the_district_takes_it_on(
    people: Visits, star_desk: tuple[str, Path]
) -> None:
    keeper = comes(people, "a-keeper", viewport=PHONE, has_touch=True, is_mobile=True)
    page = keeper.page
    page.goto(f"{keeper.base}/desk/reviews/apply")
    page.get_by_role("button", name="开始申报").tap()
    expect(page.get_by_text("“门外有统一标识，从路上看得见”还没有照片")).to_be_visible()
    objected(page)
    fills_in(page, star_desk[1])
    page.get_by_role("button", name="存下来").tap()
    expect(page.get_by_text("存好了，还没有报上去。")).to_be_visible()
    expect(page.get_by_role("heading", name="都齐了")).to_be_visible()
    expect(page.get_by_role("link", name="第 1 张照片")).to_have_count(4)
    objected(page)
    page.get_by_role("button", name="申报", exact=True).tap()
    expect(page.get_by_text("报上去了，等区里初核。")).to_be_visible()
    objected(page)
    editor = comes(people, "a-editor", viewport=DESK)
    page = editor.page
    page.locator(".matters a", has_text="星级评定等您处理").click()
    objected(page)
    page.get_by_role("link", name="泉城广场驿站").click()
    expect(page.get_by_text("比记录高").first).to_be_visible()
    page.get_by_text("退回补充…").click()
    expect(page.get_by_label("原因")).to_be_visible()
    objected(page)
    tab = page.context.new_page()
    tab.goto(page.url)
    page.get_by_role("button", name="初核通过").click()
    expect(page.get_by_text("“初核通过”记下了，现在是“等现场验收”。")).to_be_visible()
    tab.get_by_role("button", name="初核通过").click()
    expect(tab.get_by_role("alert")).to_contain_text("现在是“等现场验收”")
    objected(page)
    page.goto(f"{editor.base}/desk/cycles/")
    objected(page)
    page.get_by_role("link", name="历下区 2026 年星级评定").click()
    expect(page.get_by_role("region", name="按地区和进度的表")).to_contain_text("等现场验收")
    objected(page)
    for visit in (keeper, editor):
        assert visit.foreign() == []
        assert [words for words in visit.complaints if "409" not in words] == []
