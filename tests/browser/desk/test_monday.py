"""A clerk's Monday in as few clicks as docs/desk-clicks.md says."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Locator, Page, expect

from stations.db import migration, opening
from stations.feedback import reporting
from stations.feedback.model import ReportKind, Said
from stations.registry.stored import change_store
from tests.browser.visiting import Visits, objections
from tests.support import deskwork, make, small_city
from tests.support.serving import serving
from tests.support.voices import visitor

pytestmark = pytest.mark.browser

DRAFTS = 10
LIST = "\n".join(
    [
        "站点编号,名称,区县,经度（高德）,纬度（高德）,地址,开放时间,设施",
        *(
            f"M{n},泺源{n}号驿站,历下区,,,泺源大街{n}号,8:30-18:00,饮水"
            for n in range(1, DRAFTS + 1)
        ),
        "M20,和平路驿站,历下区,117.06,36.64,和平路5号,8:30-18:00,饮水",
    ]
)
CLICKS = {"reports": 11, "list": 4, "drafts": 11, "closures": 8, "digest": 2}
BEFORE = {"reports": 15, "list": 5, "drafts": 69, "closures": 6, "digest": 3}
"""Before there was a queue; docs/desk-clicks.md says how both were counted."""


@dataclass
class Hand:
    """Presses, choices and keys that send are counted; what is typed or pasted is not."""

    page: Page
    clicks: int = 0

    def press(self, on: Locator) -> None:
        on.click()
        self.clicks += 1

    def choose(self, field: Locator, value: str) -> None:
        field.select_option(value)
        self.clicks += 1

    def type(self, field: Locator, text: str) -> None:
        """The cursor is put there by a press, unless it stands there already."""
        if not field.evaluate("(it) => it === document.activeElement"):
            self.clicks += 1
        field.fill(text)

    def enter(self) -> None:
        self.page.keyboard.press("Enter")
        self.clicks += 1

    def counted(self) -> int:
        clicks, self.clicks = self.clicks, 0
        return clicks


@pytest.fixture
def monday(tmp_path: Path, browser: Browser) -> Iterator[tuple[Page, str, Path]]:
    path = str(tmp_path / "stations.db")
    db = opening.connect(path, create=True)
    migration.migrate(db)
    deskwork.staff(db)
    with db.writing():
        for n in range(3):
            one = make.station(id=f"said{n}", name=f"经十路{n}号驿站", lat=36.60 + n / 100)
            change_store.record(db, [(None, one)], act=make.act("created"))
    for n in range(3):
        reporting.report(
            db,
            f"said{n}",
            Said(kind=ReportKind.DIRTY),
            by=visitor(station_id=f"said{n}"),
            token=f"t{n}",
            at=small_city.NOW,
        )
    db.close()
    file = tmp_path / "名单.csv"
    file.write_text(LIST, "utf-8")
    with serving(tmp_path) as base:
        visits = Visits(browser, base)
        page = visits(viewport={"width": 1280, "height": 900}).page
        yield page, base, file
        visits.close()


def part(page: Page, words: str) -> Locator:
    return page.get_by_role("navigation", name="工作台").get_by_role("link", name=words, exact=True)


def answers_three(hand: Hand) -> None:
    page = hand.page
    hand.press(part(page, "反映"))
    hand.press(page.locator("ol.deeds a").first)
    for left in (2, 1, 0):
        heading = page.locator("h1").inner_text()
        hand.press(page.get_by_label("已解决"))
        usual = page.locator("#usual optgroup").first.locator("option").first
        hand.choose(page.locator("#usual"), usual.get_attribute("value") or usual.inner_text())
        hand.press(page.get_by_role("button", name="看下一条"))
        if left:
            expect(page.locator("h1")).not_to_have_text(heading)
    expect(page.locator("ol.deeds")).to_have_count(0)


def brings_a_list_in(hand: Hand, file: Path) -> None:
    page = hand.page
    hand.press(part(page, "导入"))
    page.locator("#file").set_input_files(file)
    hand.clicks += 1
    hand.press(page.get_by_role("button", name="上传"))
    for tick in page.locator(".agree [type=checkbox]").all():
        hand.press(tick)
    hand.press(page.locator(".agree button"))
    expect(page.locator("h1")).to_contain_text("已导入")


def places_the_drafts(hand: Hand) -> None:
    page = hand.page
    hand.press(page.get_by_role("link", name="给草稿定位置"))
    for n in range(DRAFTS):
        expect(page.get_by_text(f"还剩 {DRAFTS - n} 个")).to_be_visible()
        link = f"【地点】https://uri.amap.com/marker?position=117.{20 + n:02},36.{70 + n}&name=x"
        hand.type(page.locator("#f-point"), link)
        hand.enter()
    expect(page.get_by_text("没有草稿了")).to_be_visible()


def closes_for_the_festival(hand: Hand) -> None:
    page = hand.page
    hand.press(part(page, "驿站"))
    hand.press(page.locator("[name=all]"))
    hand.press(page.get_by_role("button", name="暂停开放"))
    hand.type(page.locator("[name=reason]"), "春节放假")
    hand.type(page.locator("[name=since]"), "2027-02-05")
    hand.type(page.locator("[name=until]"), "2027-02-11")
    hand.press(page.locator("[name=ends][value=sure]"))
    hand.press(page.get_by_role("button", name="暂停开放"))
    expect(page.get_by_text("个驿站写上了暂停")).to_be_visible()


def reads_the_digest(hand: Hand) -> None:
    page = hand.page
    page.goto(page.url.partition("/desk")[0] + "/desk/")
    hand.press(page.get_by_role("link", name="给您的消息"))
    hand.press(page.locator("a[href$='/messages/digest']").first)


def test_a_monday_takes_at_most_half_of_the_clicks_it_took(
    monday: tuple[Page, str, Path],
) -> None:
    page, base, file = monday
    page.goto(f"{base}/desk/sign-in")
    page.locator("#name").fill("a-editor")
    page.locator("#password").fill(deskwork.PASSWORD)
    page.get_by_role("button", name="登录").click()
    page.wait_for_url("**/desk/")
    hand, counted = Hand(page), {}
    answers_three(hand)
    counted["reports"] = hand.counted()
    brings_a_list_in(hand, file)
    counted["list"] = hand.counted()
    places_the_drafts(hand)
    counted["drafts"] = hand.counted()
    closes_for_the_festival(hand)
    counted["closures"] = hand.counted()
    reads_the_digest(hand)
    counted["digest"] = hand.counted()
    assert counted == CLICKS
    assert sum(counted.values()) <= sum(BEFORE.values()) / 2
    for path in ("/desk/stations/map", "/desk/stations?q=驿站", "/desk/stations/print"):
        page.goto(f"{base}{path}")
        page.wait_for_load_state("networkidle")
        assert objections(page) == [], path
    page.emulate_media(media="print")
    for path in ("/desk/stations/print", "/desk/posters?all=1&anyway=1", "/desk/stations"):
        page.goto(f"{base}{path}")
        for pressed in page.locator("footer, button, .button, nav").all():
            expect(pressed).to_be_hidden()
    page.goto(f"{base}/desk/dashboard")
    sheets = page.pdf(prefer_css_page_size=True).count(b"/MediaBox")
    assert sheets <= 2, "the board lies on one sheet of paper, both sides printed"
