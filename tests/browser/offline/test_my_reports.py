"""A report is written without network, kept on the phone, sent once, and followed there."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from stations.db import opening
from stations.feedback import report_store
from tests.browser.offline.visits import Release, passing_on
from tests.browser.visiting import Visit, Visits
from tests.support import serving, small_city

pytestmark = pytest.mark.browser

Reports = Callable[[], list[str]]
STATION = "c-always"
SAY = f"/voice/{STATION}?kind=shut"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("reported")


@pytest.fixture(scope="module")
def server(folder: Path) -> Iterator[str]:
    with serving.serving(folder) as address:
        yield address


@pytest.fixture
def network(server: str) -> Iterator[tuple[str, type[Release]]]:
    with passing_on(server) as proxied:
        yield proxied


@pytest.fixture
def visits(browser: Browser, network: tuple[str, type[Release]]) -> Iterator[Visits]:
    opened = Visits(browser, network[0])
    yield opened
    opened.close()


@pytest.fixture
def reports(folder: Path, server: str) -> Iterator[Reports]:
    """What has been reported of the station since the test began."""
    assert server
    db = opening.open_ready(str(folder / "stations.db"))
    before = {one.id for one in report_store.of_station(db, STATION)}

    def since() -> list[str]:
        told = report_store.of_station(db, STATION)
        return [one.said.words for one in told if one.id not in before]

    yield since
    db.close()


def visited(visits: Visits) -> Visit:
    """A phone that was here once, whose worker keeps the site."""
    visit = visits()
    visit.read("/")
    visit.page.evaluate("navigator.serviceWorker.ready.then(() => {})")
    visit.page.evaluate(
        """async () => {
          while (!await caches.match("/cells/city-3701.json")) {
            await new Promise((done) => { setTimeout(done, 50); });
          }
        }"""
    )
    return visit


def lose(visit: Visit, handler: type[Release]) -> Page:
    handler.down = True
    visit.page.context.set_offline(True)
    return visit.page


def tell(page: Page) -> None:
    """Tells it once the script that keeps it is there; before, the form goes as it is."""
    page.locator("form[data-keeps]").wait_for()
    page.get_by_role("button", name="告诉他们").click()


def regain(visit: Visit, handler: type[Release]) -> None:
    handler.down = False
    visit.page.context.set_offline(False)


def test_written_without_network_it_is_sent_once_when_there_is_one(
    visits: Visits, network: tuple[str, type[Release]], reports: Reports
) -> None:
    visit = visited(visits)
    page = lose(visit, network[1])
    page.goto(visit.base + SAY)
    expect(page.locator("h1")).to_have_text("大明湖驿站")
    expect(page.locator("#title")).to_have_text("到了但关门")
    page.get_by_label("补充一句").fill("卷帘门锁着")
    tell(page)
    expect(page.locator("[data-kept]")).to_contain_text("连上网会自己发出，只发一次")
    page.locator("[data-kept]").get_by_role("link", name="我的反映").click()
    row = page.locator(".reports li")
    expect(row).to_contain_text("待发送")
    expect(row).to_contain_text("大明湖驿站")
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert reports() == []
    regain(visit, network[1])
    page.goto(f"{visit.base}/my-reports")
    expect(row).to_contain_text("已发出 · 已收到，等人处理")
    assert reports() == ["卷帘门锁着"]
    row.get_by_role("link", name="看进展").click()
    expect(page.get_by_role("heading", name="到了但关门")).to_be_visible()
    # Clearing forgets it here, and not there.
    page.goto(f"{visit.base}/about/privacy")
    page.get_by_role("button", name="清除手机上留下的").click()
    page.get_by_text("已清除").wait_for()
    page.goto(f"{visit.base}/my-reports")
    expect(page.locator("#mine-said")).to_contain_text("还没有反映过什么")
    assert reports() == ["卷帘门锁着"]


def test_cut_off_after_the_server_stored_it_and_sent_again_by_two_windows_it_is_one(
    visits: Visits, network: tuple[str, type[Release]], reports: Reports
) -> None:
    visit = visited(visits)
    page = visit.page
    page.goto(visit.base + SAY)
    page.get_by_label("补充一句").fill("只此一次")
    network[1].deaf = True
    tell(page)
    expect(page.locator("[data-kept]")).to_contain_text("还没有发出")
    assert reports() == ["只此一次"], "the server has it, and the phone does not know"
    network[1].deaf = False
    other = page.context.new_page()
    for window in (other, page):
        window.goto(f"{visit.base}/my-reports", wait_until="commit")
    for window in (other, page):
        expect(window.locator(".reports li")).to_contain_text("已发出")
        expect(window.locator(".reports li")).to_have_count(1)
    assert reports() == ["只此一次"]


def test_the_worker_sends_what_waits_where_the_browser_lets_it(
    visits: Visits, network: tuple[str, type[Release]], reports: Reports
) -> None:
    visit = visited(visits)
    page = lose(visit, network[1])
    page.goto(visit.base + SAY)
    tell(page)
    expect(page.locator("[data-kept]")).to_contain_text("会自己发出")
    page.goto("about:blank")
    regain(visit, network[1])
    session = page.context.new_cdp_session(page)
    session.send("ServiceWorker.enable")
    # The browser's own moment is its own: the event is given by hand.
    page.goto(f"{visit.base}/about/privacy")
    found: list[str] = []
    session.on("ServiceWorker.workerRegistrationUpdated", lambda told: found.extend(
        one["registrationId"] for one in told["registrations"]))  # fmt: skip
    session.send("ServiceWorker.disable")
    session.send("ServiceWorker.enable")
    page.wait_for_timeout(300)
    session.send(
        "ServiceWorker.dispatchSyncEvent",
        {"origin": visit.base, "registrationId": found[0], "tag": "reports", "lastChance": False},
    )
    for _ in range(50):
        if reports():
            break
        page.wait_for_timeout(100)
    assert len(reports()) == 1


def test_a_report_that_is_refused_says_why_on_the_page(visits: Visits) -> None:
    visit = visited(visits)
    page = visit.read(f"/voice/{STATION}?kind=dirty")
    page.evaluate("document.querySelector('#words').removeAttribute('maxlength')")
    page.get_by_label("补充一句").fill("字" * 301)
    tell(page)
    expect(page.get_by_role("alert")).to_contain_text("300")
    page.goto(f"{visit.base}/my-reports")
    expect(page.locator("#mine-said")).to_contain_text("还没有反映过什么")


def test_the_code_of_a_poster_scanned_without_network_goes_with_the_report(
    visits: Visits, network: tuple[str, type[Release]]
) -> None:
    visit = visited(visits)
    page = lose(visit, network[1])
    page.goto(f"{visit.base}/h/{STATION}/0123456789abcdef")
    expect(page.locator("h1")).to_have_text("大明湖驿站")
    page.get_by_role("button", name="水、纸等用完了").click()
    page.locator("#supplies label", has_text="厕纸").click()
    tell(page)
    page.locator("[data-kept]").wait_for()
    kept = page.evaluate(
        """async () => {
          const { src } = document.querySelector("script[src*='/station/']");
          const { keptReports } = await import(src.replace(/station.[^/]*$/, "reports/outbox.js"));
          return (await keptReports()).map(({ code, amenity, kind }) => [code, amenity, kind]);
        }"""
    )
    assert kept == [["0123456789abcdef", "paper", "supplies_out"]]


def test_nothing_but_near_or_far_is_kept_of_where_one_is(
    visits: Visits, network: tuple[str, type[Release]]
) -> None:
    lat, lon = small_city.ME
    visit = visits(geolocation={"latitude": lat, "longitude": lon}, permissions=["geolocation"])
    page = visit.read(SAY)
    page.get_by_text("您在附近").or_(page.get_by_text("比较远")).or_(
        page.get_by_text("不好说")
    ).first.wait_for()
    tell(page)
    page.get_by_text("收到了，谢谢您").wait_for()
    kept = page.evaluate(
        """async () => {
          const { keptReports } = await import("/static/js/reports/outbox.js");
          return JSON.stringify(await keptReports());
        }"""
    )
    assert json.loads(kept)[0]["near"] in ("near", "far", "unknown")
    for text in (kept, *(r.post_data or "" for r in visit.requests)):
        assert str(lat)[:6] not in text
        assert str(lon)[:7] not in text
