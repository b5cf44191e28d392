"""The phone tells what is on around it, tells nobody where it is, and needs no network for it."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from stations.activities.model import Activity, Occasion
from stations.web.whats_on import occasion_words
from tests.activities import season
from tests.browser.first.first_page import CANARY, GRANTED, KEPT, share
from tests.browser.visiting import PHONE, Visits, objections
from tests.support import small_city
from tests.support.serving import serving

pytestmark = pytest.mark.browser

_NEAR = "您附近 50 公里内"


@pytest.fixture(scope="module")
def busy_site(tmp_path_factory: pytest.TempPathFactory, migrated_file: Path) -> Iterator[str]:
    """The small city, where something is on."""
    folder = tmp_path_factory.mktemp("busy")
    path = str(shutil.copyfile(migrated_file, folder / "stations.db"))
    small_city.fill(path)
    season.fill(path)
    with serving(folder) as base:
        yield base


@pytest.fixture
def busy(browser: Browser, busy_site: str) -> Iterator[Visits]:
    opened = Visits(browser, busy_site, service_workers="allow")
    yield opened
    opened.close()


def near(page: Page) -> None:
    page.get_by_role("button", name="按离我远近排").click()
    page.locator("#near-say", has_text=_NEAR).wait_for()


def titles(page: Page) -> list[str]:
    return page.locator("#programme h3").all_inner_texts()


def test_a_phone_sorts_by_day_and_distance_and_tells_nobody_where_it_is(busy: Visits) -> None:
    visit = busy(**GRANTED, **KEPT, viewport=PHONE)
    page = visit.page
    visit.read("/activities")
    assert objections(page) == []
    near(page)
    here = titles(page)
    # Today at the station next door, at the market, at the lake; then tomorrow.
    assert here[:3] == ["老中医义诊", "夜市流动驿站", "老中医义诊"]
    assert "送姜茶" not in here
    expect(page.locator("#programme .note").first).to_contain_text("米 · 泉城广场驿站")
    assert objections(page) == []
    visit.read("/activities/law")
    assert objections(page) == []
    visit.read("/activities")
    near(page)
    page.get_by_label("类型").select_option("legal")
    expect(page.locator("#programme h3")).to_have_text(["讨薪怎么办", "讨薪怎么办"])
    told = " ".join(request.url + (request.post_data or "") for request in visit.requests)
    for canary in (str(CANARY["latitude"])[:6], str(CANARY["longitude"])[:7]):
        assert canary not in told
    assert visit.complaints == []
    # Without network it is what the phone holds; the page was kept when it was read.
    page.evaluate("navigator.serviceWorker.ready.then(() => {})")
    page.reload()
    near(page)
    page.context.set_offline(True)
    page.goto(f"{visit.base}/activities?kind=clinic")
    near(page)
    assert titles(page) == here


def test_a_row_tells_what_is_on_next_and_words_lead_to_activities(busy: Visits) -> None:
    visit = busy(**GRANTED)
    page = share(visit)
    row = page.locator(".row", has_text="泉城广场驿站")
    expect(row.locator(".on")).to_have_text("今天 19:05 义诊")
    # A market of today is at no station, and is told of all the same.
    expect(page.locator(".pop-ups li")).to_have_text(
        ["夜市流动驿站 今天 21:05–23:05 · 芙蓉街口 · 350 米"]
    )
    page.get_by_role("searchbox").fill("附近有义诊吗")
    page.keyboard.press("Enter")
    page.wait_for_url("**/activities?kind=clinic**")
    expect(page.locator("h1")).to_have_text("济南市的活动")
    assert visit.complaints == []
    assert said(page) == [list(pair) for pair in words()]


def words() -> list[tuple[str, str, str]]:
    """What the server says of each occasion: when, how it stands, and in a row."""
    return [
        (
            occasion_words.span_words(one.session.starts_at, one.session.ends_at, season.NOW),
            occasion_words.standing(one, full=False, at=season.NOW).words.partition("：")[0],
            occasion_words.short_words(one, full=False, at=season.NOW),
        )
        for one in occasions(season.activities())
    ]


def occasions(found: list[Activity]) -> list[Occasion]:
    return [Occasion(activity=one, session=each) for one in found for each in one.sessions
            if each.ends_at > season.NOW]  # fmt: skip


def said(page: Page) -> list[list[str]]:
    """The same by the script of the phone."""
    given = [
        {
            "begins": one.session.starts_at.timestamp() * 1000,
            "ends": one.session.ends_at.timestamp() * 1000,
            "kindWords": one.activity.kind_words,
            "off": one.off,
            "moved": one.session.moved_from is not None,
            "full": False,
            "signUp": one.session.capacity is not None,
            "opens": one.session.opens_at.timestamp() * 1000 if one.session.opens_at else 0,
            "closes": one.session.closing.timestamp() * 1000,
        }
        for one in occasions(season.activities())
    ]
    found: list[list[str]] = page.evaluate(
        """async ([list, now]) => {
          const script = document.querySelector("script[src*='/activities/programme.js']").src;
          const words = await import(new URL("../finder/occasion_words.js", script).href);
          return list.map((it) => [words.spanWords(it, now),
            words.standingOf(it, now).words.split(" · ")[0], words.shortWords(it, now)]);
        }""",
        [given, season.NOW.timestamp() * 1000],
    )
    return found
