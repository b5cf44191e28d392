"""After the first visit the phone needs no network, and says honestly how old its data are."""

from __future__ import annotations

import contextlib
import http.client
import http.server
import json
import re
import threading
import urllib.parse
import urllib.request
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.browser.visiting import Visit, Visits
from tests.support import small_city

pytestmark = pytest.mark.browser

HERE = {"latitude": small_city.ME[0], "longitude": small_city.ME[1]}
WECHAT = (
    "Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) Version/4.0"
    " Chrome/107.0.5304.141 Mobile Safari/537.36 XWEB/5315 MicroMessenger/8.0.49"
)
IPHONE = (
    "Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) AppleWebKit/605.1.15"
    " (KHTML, like Gecko) Version/17.5 Mobile/15E148 Safari/604.1"
)


def first_visit(visits: Visits, **options: Any) -> Visit:
    """A phone that has found the stations around it once, and has kept what it needs."""
    visit = visits(geolocation=HERE, permissions=["geolocation"], **options)
    page = visit.read("/")
    look_around(page)
    page.evaluate("navigator.serviceWorker.ready.then(() => {})")
    page.reload()
    page.locator(".row").first.wait_for()
    settled(page)
    return visit


def look_around(page: Page) -> None:
    """Taps for what is near, and waits until the list is whole."""
    page.get_by_role("button", name="附近驿站").click()
    expect(page.locator(".row .metres").first).not_to_be_empty()
    expect(page.locator("#results")).not_to_have_attribute("aria-busy", "true")


def settled(page: Page) -> None:
    """Waits until the worker serves the page and the cells around lie in its cache."""
    page.evaluate(
        """async () => {
          for (;;) {
            const keys = await (await caches.open('cells-v1')).keys();
            if (navigator.serviceWorker.controller && keys.length >= 2) return;
            await new Promise((done) => { setTimeout(done, 100); });
          }
        }"""
    )


def hold_clock(page: Page, ahead: timedelta) -> None:
    """The clock of the site is held for the tests, and so it is moved where it is held."""
    later = (small_city.NOW + ahead).isoformat()
    page.evaluate("(held) => { document.body.dataset.now = held; }", later)
    page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")


def rows(page: Page) -> list[str]:
    return page.locator(".row h3").all_inner_texts()


@pytest.mark.parametrize("agent", [None, WECHAT, IPHONE])
def test_the_second_visit_needs_no_network(visits: Visits, agent: str | None) -> None:
    visit = first_visit(visits, **({"user_agent": agent, "has_touch": True} if agent else {}))
    page = visit.page
    look_around(page)
    online = rows(page)
    page.context.set_offline(True)
    page.goto(visit.base + "/")
    look_around(page)
    assert rows(page) == online
    expect(page.locator(".offline-line")).to_have_text(
        re.compile("^离线，数据(是刚刚更新的|为 .*前)$")
    )
    page.locator("label.chip", has_text="卫生间").first.click()
    expect(page.locator(".row").first).to_be_visible()
    page.context.set_offline(False)
    page.evaluate("dispatchEvent(new Event('online'))")
    expect(page.locator(".offline-line")).to_be_hidden()


def test_a_station_seen_opens_and_one_unseen_tells_what_the_cells_know(visits: Visits) -> None:
    visit = first_visit(visits)
    page = visit.page
    page.goto(f"{visit.base}/stations/a-open")
    page.evaluate(
        """async () => {
          while (!await caches.match('/stations/a-open')) {
            await new Promise((done) => { setTimeout(done, 50); });
          }
        }"""
    )
    # In a large registry the phone holds few of the lists of cells.
    page.evaluate(
        """async () => {
          const cache = await caches.open('cells-v1');
          const kept = await cache.match('/cells/manifest.json');
          const told = await kept.json();
          told.groups.push([3, 6, 3, 900, told.cells[0][4], 'never-fetched']);
          await cache.put('/cells/manifest.json',
            new Response(JSON.stringify(told), { headers: kept.headers }));
        }"""
    )
    page.context.set_offline(True)
    page.goto(f"{visit.base}/stations/a-open")
    expect(page.locator("#way-in")).to_be_visible()
    page.goto(f"{visit.base}/stations/b-soon")
    expect(page.locator("#known")).to_be_visible()
    assert page.locator("h1").inner_text() != "没有网络"
    assert "关门" in page.locator("#state").inner_text()
    assert "WGS-84" in page.locator("#facts").inner_text()
    assert page.locator("#week tr").count() == 7
    page.goto(f"{visit.base}/stations/nobody-knows")
    expect(page.locator("h1")).to_have_text("没有网络")
    assert "连上网" in page.locator("#advice").inner_text()


def test_midnight_and_the_last_day_told_of_pass_and_data_tell_their_age(visits: Visits) -> None:
    visit = first_visit(visits)
    page = visit.page
    look_around(page)
    first = page.locator(".row", has_text="泉城广场驿站")
    expect(first.locator(".state")).to_contain_text("21:00 关门")
    page.context.set_offline(True)
    hold_clock(page, timedelta(hours=6))
    expect(page.locator(".row", has_text="泉城广场驿站")).to_have_count(0)
    page.get_by_label("全部", exact=True).check(force=True)
    row = page.locator(".row", has_text="泉城广场驿站")
    expect(row.locator(".state")).to_contain_text("已关门 · 08:00 开门")
    # Data that no longer tell of today promise nothing.
    hold_clock(page, timedelta(hours=16))
    expect(page.locator(".row .state.is-open").first).to_be_visible()
    hold_clock(page, timedelta(days=30))
    expect(page.locator(".row .state.is-open, .row .state.is-soon")).to_have_count(0)
    expect(page.locator(".row").first).to_be_visible()
    page.evaluate("dispatchEvent(new Event('offline'))")
    expect(page.locator(".offline-line")).to_contain_text("数据太旧")
    # What was kept long ago is not told as if it were now.
    page.evaluate(
        """async (ago) => {
          const cache = await caches.open('cells-v1');
          const old = await cache.match('/cells/manifest.json');
          const headers = {'X-Kept-At': String(Date.now() - ago)};
          await cache.put('/cells/manifest.json', new Response(await old.text(), {headers}));
        }""",
        3 * 3_600_000,
    )
    page.goto(visit.base + "/")
    expect(page.locator(".offline-line")).to_have_text("离线，数据为 3 小时前")


def test_a_full_storage_breaks_nothing(visits: Visits) -> None:
    visit = visits(geolocation=HERE, permissions=["geolocation"])
    page = visit.page
    session = page.context.new_cdp_session(page)
    session.send("Storage.overrideQuotaForOrigin", {"origin": visit.base, "quotaSize": 60_000})
    visit.open("/")
    look_around(page)
    page.reload()
    look_around(page)


def test_what_is_kept_has_a_bound(visits: Visits) -> None:
    visit = first_visit(visits)
    manifest = visit.page.evaluate("fetch('/cells/manifest.json').then((it) => it.json())")
    cell = f"/cells/{manifest['cells'][0][5]}.json"
    bounded(visit, "cells-v1", 250, wanted=cell)
    bounded(visit, "blocks-v1", 200, wanted=f"/cells/{manifest['clusters']['name']}/3/1/0.json")
    bounded(visit, "pages", 60, wanted="/stations/a-open")


def bounded(visit: Visit, store: str, most: int, *, wanted: str) -> None:
    """Fills a store, asks for one thing more, and looks at what stays."""
    page = visit.page
    name = page.evaluate(
        """async ([store, most, wanted]) => {
          const shell = (await caches.keys()).find((it) => it.startsWith('shell-'));
          const name = store === 'pages' ? shell.replace('shell', store) : store;
          const cache = await caches.open(name);
          await cache.delete(wanted);
          for (let n = 0; n < most + 20; n += 1) await cache.put(`/kept/${n}`, new Response('x'));
          return name;
        }""",
        [store, most, wanted],
    )
    if store == "pages":
        page.goto(visit.base + wanted)
    else:
        assert page.evaluate("(path) => fetch(path).then((it) => it.status)", wanted) == 200
    kept = page.evaluate(
        """async ([name, most]) => {
          const cache = await caches.open(name);
          for (;;) {
            const keys = (await cache.keys()).map((it) => new URL(it.url).pathname);
            const files = keys.filter((it) => !it.endsWith('/manifest.json'));
            if (files.length <= most) return files;
            await new Promise((done) => { setTimeout(done, 50); });
          }
        }""",
        [name, most],
    )
    assert len(kept) == most
    assert wanted in kept, "the newest stays"
    assert "/kept/0" not in kept, "the oldest went"


def test_places_and_the_shortcut_to_a_toilet_open_without_network(visits: Visits) -> None:
    visit = first_visit(visits)
    page = visit.page
    address = "/?area=370102"
    page.goto(visit.base + address)
    title = page.title()
    assert title != visits_title(page, visit.base)
    page.evaluate(
        """async (address) => {
          while (!await caches.match(address)) {
            await new Promise((done) => { setTimeout(done, 50); });
          }
        }""",
        address,
    )
    page.context.set_offline(True)
    page.goto(visit.base + address + "&wants=restroom")
    assert page.title() == title
    expect(page.locator(".row").first).to_be_visible()
    # One that was never opened is answered for out of the cells.
    page.goto(visit.base + "/?area=370112")
    expect(page.locator("#count")).to_contain_text("离历城区中心最近的")
    expect(page.locator(".places > summary")).to_contain_text("历城区")
    expect(page.locator(".row h3").first).to_contain_text("洪家楼")
    page.goto(visit.base + "/?area=410100")
    expect(page.locator("#near-say")).to_contain_text("没有存在手机里，先列济南市的")
    # So is the shortcut to a toilet, where the position may no longer be read.
    page.evaluate("sessionStorage.clear()")
    page.context.clear_permissions()
    page.goto(visit.base + "/?wants=restroom&near=1")
    expect(page.locator(".row h3")).to_have_text(["大明湖驿站"])
    expect(page.locator("#near-say")).to_contain_text("马上按您的位置找")


def visits_title(page: Page, base: str) -> str:
    """The title of the first page as the server gives it."""
    first = page.request.get(base + "/").text()
    return first.split("<title>")[1].split("<")[0]


class Release(http.server.BaseHTTPRequestHandler):
    """Passes everything on to a server, and lets a test publish its site as another release.

    In another release assets lie at other addresses, and those of the release before are gone.
    """

    upstream = ""
    portal = False
    """Answers for the cells with a page of its own, as the network of a hotel does."""
    slow: threading.Event | None = None
    """Pages of stations come only when this is set."""
    seen: list[str]
    real = b""
    published = b""

    def do_GET(self) -> None:
        # A browser that leaves a page also leaves what it had asked for.
        with contextlib.suppress(ConnectionError):
            self._answer()

    def _answer(self) -> None:
        self.seen.append(self.path)
        if self.slow and self.path.startswith("/stations/"):
            self.slow.wait(30)
        if self.portal and self.path.startswith("/cells/"):
            return self._welcome()
        return self._pass_on()

    def _welcome(self) -> None:
        page = b"<html>Welcome! Please log in.</html>"
        self.send_response(200)
        self.send_header("Content-Type", "text/html")
        self.send_header("Content-Length", str(len(page)))
        self.end_headers()
        self.wfile.write(page)

    def _pass_on(self) -> None:
        wanted = {k: v for k, v in self.headers.items() if k.lower() not in ("host", "connection")}
        path = self.path.encode()
        if self.published and path.startswith(b"/assets/"):
            known = path.startswith(b"/assets/" + self.published)
            path = path.replace(self.published, self.real) if known else b"/no/such"
        here = urllib.parse.urlsplit(self.upstream)
        upstream = http.client.HTTPConnection(here.hostname or "", here.port)
        with contextlib.closing(upstream) as server:
            server.request("GET", path.decode(), headers={**wanted, "Accept-Encoding": "identity"})
            answer = server.getresponse()
            body = answer.read()
        if self.published:
            body = body.replace(b"/assets/" + self.real, b"/assets/" + self.published)
            if self.path == "/sw.js":
                release = b'self.RELEASE="' + self.published + b'"'
                body = re.sub(rb'self.RELEASE="\w+"', release, body)
        self.send_response(answer.status)
        for name, value in answer.getheaders():
            if name.lower() not in ("content-length", "connection", "transfer-encoding"):
                self.send_header(name, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002
        """Nothing."""


@pytest.fixture
def releasing(site: str) -> Iterator[tuple[str, type[Release]]]:
    """The address of the small city through a proxy that can publish another release."""
    page = urllib.request.urlopen(site + "/").read()
    real = re.search(rb"/assets/(\w+)/", page)
    assert real is not None
    handler = type("Handler", (Release,), {"upstream": site, "real": real[1], "seen": []})
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}", handler
    server.shutdown()
    server.server_close()


def settled_on(page: Page, release: str) -> None:
    """Waits until the worker of that release serves the page."""
    page.evaluate(
        """async (release) => {
          for (;;) {
            const { active, waiting } = await navigator.serviceWorker.ready;
            const there = (await caches.keys()).includes(`shell-${release}`);
            if (there && !waiting && active.state === 'activated') return;
            await new Promise((done) => { setTimeout(done, 50); });
          }
        }""",
        release,
    )


def assets_of(page: Page) -> set[str]:
    """The releases from which the page that is open took its scripts, styles and pictures."""
    found = page.evaluate("performance.getEntriesByType('resource').map((it) => it.name)")
    return {name.split("/assets/")[1].split("/")[0] for name in found if "/assets/" in name}


def ready_for_release(visits: Visits, base: str) -> Visit:
    visit = visits(base=base)
    visit.read("/")
    visit.page.evaluate("navigator.serviceWorker.ready.then(() => {})")
    visit.page.reload()
    visit.page.locator(".row").first.wait_for()
    return visit


def test_a_new_release_waits_until_the_page_takes_it_whole(
    visits: Visits, releasing: tuple[str, type[Release]]
) -> None:
    base, handler = releasing
    visit = ready_for_release(visits, base)
    page = visit.page
    before = page.evaluate("caches.keys()")
    handler.published = b"another123"
    page.evaluate("navigator.serviceWorker.getRegistration().then((it) => it.update())")
    offer = page.get_by_role("button", name="有新版本，点这里更新")
    expect(offer).to_be_visible()
    # It covers nothing: what is asked for most can still be tapped.
    page.get_by_role("button", name="附近驿站").click(trial=True)
    assert set(before) < set(page.evaluate("caches.keys()")), "the open page keeps its own shell"
    old = f"/assets/{handler.real.decode()}/js/station/week_table.js"
    assert page.evaluate("(path) => fetch(path).then((it) => it.status)", old) == 200
    assert assets_of(page) == {handler.real.decode()}
    with page.expect_navigation():
        offer.click()
    page.locator(".row").first.wait_for()
    settled_on(page, "another123")
    assert assets_of(page) == {"another123"}
    expect(offer).to_have_count(0)
    page.context.set_offline(True)
    page.reload()
    page.locator(".row").first.wait_for()
    assert assets_of(page) == {"another123"}
    # Offline, the browser itself says that the worker's script could not be asked for.
    assert [it for it in visit.complaints if "ERR_INTERNET_DISCONNECTED" not in it] == []


def test_a_page_of_the_new_release_lets_it_take_over_unasked(
    visits: Visits, releasing: tuple[str, type[Release]]
) -> None:
    base, handler = releasing
    visit = ready_for_release(visits, base)
    page = visit.page
    handler.published = b"another456"
    page.goto(base + "/")
    page.locator(".row").first.wait_for()
    settled_on(page, "another456")
    assert assets_of(page) == {"another456"}
    expect(page.locator("#update")).to_have_count(0)
    assert visit.complaints == []


def test_a_first_visit_that_loses_the_network_says_what_to_do(visits: Visits) -> None:
    visit = visits(geolocation=HERE, permissions=["geolocation"], service_workers="block")
    page = visit.page
    page.route("**/cells/**", lambda route: route.abort())
    page.goto(visit.base + "/")
    page.get_by_role("button", name="附近驿站").click()
    expect(page.locator("#near-say")).to_contain_text("没有取到驿站数据")


def test_the_site_can_be_put_on_a_home_screen(visits: Visits) -> None:
    visit = visits()
    page = visit.open("/")
    address = page.locator("link[rel=manifest]").get_attribute("href")
    session = page.context.new_cdp_session(page)
    told = session.send("Page.getAppManifest")
    assert told["errors"] == []
    assert address is not None
    manifest = json.loads(told["data"])
    assert manifest["display"] == "standalone"
    assert "最近的卫生间" in [one["name"] for one in manifest["shortcuts"]]
    for icon in manifest["icons"]:
        side = page.evaluate(
            "(src) => new Promise((done) => { const it = new Image();"
            " it.onload = () => done([it.naturalWidth, it.naturalHeight]); it.src = src; })",
            icon["src"],
        )
        assert "x".join(map(str, side)) == icon["sizes"]


def found_again(page: Page, base: str) -> None:
    page.goto(base + "/")
    look_around(page)
    expect(page.locator("#near-say")).to_contain_text("已由近到远排好")


ASK_ANEW = "(path) => fetch(path, { cache: 'no-store' }).then((it) => it.text())"


def test_neither_a_portal_nor_half_a_file_is_taken_for_cells(
    visits: Visits, releasing: tuple[str, type[Release]]
) -> None:
    base, handler = releasing
    visit = ready_for_release(visits, base)
    page = visit.page
    page.context.grant_permissions(["geolocation"])
    page.context.set_geolocation(HERE)
    manifest = page.evaluate("fetch('/cells/manifest.json').then((it) => it.json())")
    file = f"/cells/{manifest['cells'][0][5]}.json"
    handler.portal = True
    # What was on its way before the portal may still come in and be kept.
    page.wait_for_load_state("networkidle")
    page.evaluate("caches.delete('cells-v1')")
    for path in ("/cells/manifest.json", file):
        assert "log in" in page.evaluate(ASK_ANEW, path)
    page.goto(base + "/")
    page.get_by_role("button", name="附近驿站").click()
    expect(page.locator("#near-say")).to_contain_text("没有取到驿站数据")
    handler.portal = False
    found_again(page, base)
    settled(page)
    # What was kept half is fetched anew.
    visit.complaints.clear()
    page.evaluate(
        """async () => {
          const cache = await caches.open('cells-v1');
          for (const key of await cache.keys()) {
            const headers = { 'Content-Type': 'application/json', 'X-Kept-At': '1' };
            await cache.put(key, new Response('{"format":1,"ce', { headers }));
          }
        }"""
    )
    found_again(page, base)
    assert visit.complaints == []


def test_a_page_that_comes_late_takes_the_place_of_what_the_phone_knew(
    visits: Visits, releasing: tuple[str, type[Release]]
) -> None:
    base, handler = releasing
    page = ready_for_release(visits, base).page
    page.goto(base + "/about/privacy")
    page.evaluate("caches.delete('cells-v1').then(() => fetch('/cells/manifest.json'))")
    handler.slow = threading.Event()
    handler.seen.clear()
    page.goto(base + "/stations/b-soon")
    expect(page.locator("h1")).to_have_text("网络不通或很慢")
    page.wait_for_load_state("networkidle")
    # The country is not fetched for the sake of one station.
    fetched = {path for path in handler.seen if path.startswith("/cells/")}
    assert fetched <= {"/cells/manifest.json"}
    handler.slow.set()
    expect(page.locator("#way-in")).to_be_visible()
    assert page.locator("h1").inner_text() == "县西巷驿站"
