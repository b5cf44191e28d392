"""A clerk adds photos of a station from a phone, says what they show, and takes one down."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from PIL import Image, ImageDraw
from playwright.sync_api import Page, expect

from stations.db import migration, opening
from tests.browser.visiting import AXE, Visits
from tests.support import deskwork, small_city
from tests.support.serving import serving

pytestmark = pytest.mark.browser

PAGE = "/desk/stations/a-open/photos"


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder = tmp_path_factory.mktemp("photos")
    path = str(folder / "stations.db")
    db = opening.connect(path, create=True)
    migration.migrate(db)
    db.close()
    small_city.fill(path)
    db = opening.open_ready(path)
    deskwork.staff(db, station_id="a-open")
    db.close()
    with serving(folder) as base:
        yield base


def camera(folder: Path, colour: str) -> str:
    """What a phone's camera makes: large, and with more in it than pixels."""
    path = folder / f"{colour}.jpg"
    image = Image.new("RGB", (4000, 3000), colour)
    ImageDraw.Draw(image).rectangle((500, 500, 3000, 2000), fill="white")
    image.save(path, "JPEG", comment=b"where-it-was-taken")
    return str(path)


def is_accessible(page: Page) -> None:
    page.wait_for_load_state()
    page.evaluate(AXE.read_text("utf-8"))
    found = page.evaluate("axe.run()")["violations"]
    assert found == [], [(one["id"], one["nodes"][0]["html"]) for one in found]


def test_photos_are_added_described_and_taken_down_by_keyboard(
    visits: Visits, desk: str, tmp_path: Path
) -> None:
    visit = visits(base=desk, viewport={"width": 360, "height": 740}, service_workers="block")
    page = visit.page
    page.goto(f"{desk}/desk/sign-in")
    page.locator("#name").fill("a-keeper")
    page.locator("#password").fill(deskwork.PASSWORD)
    page.keyboard.press("Enter")
    page.wait_for_url("**/desk/mine/**")
    page.goto(desk + PAGE)
    field = page.get_by_label("添加照片")
    field.set_input_files([camera(tmp_path, "teal"), camera(tmp_path, "brown")])
    expect(page.locator("#photo-told")).to_contain_text("照片已缩小到")
    assert field.evaluate("(it) => Array.from(it.files).every((one) => one.size < 500000)")
    field.focus()
    page.get_by_role("button", name="添加", exact=True).press("Enter")
    photos = page.locator("ol.photos > li")
    expect(photos).to_have_count(2)
    is_accessible(page)
    assert page.evaluate("document.documentElement.scrollWidth") <= 360
    caption = page.get_by_label("第 2 张的说明")
    caption.fill("东门入口")
    caption.press("Enter")
    expect(page.get_by_label("第 2 张的说明")).to_have_value("东门入口")
    page.get_by_role("button", name=re.compile("往前移.*东门入口")).press("Enter")
    expect(page.get_by_label("第 1 张的说明")).to_have_value("东门入口")
    page.get_by_role("button", name=re.compile("撤下.*东门入口")).press("Enter")
    expect(photos).to_have_count(1)
    page.get_by_role("button", name=re.compile("放回去.*东门入口")).press("Enter")
    expect(photos).to_have_count(2)
    assert visit.complaints == []
