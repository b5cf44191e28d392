"""What the phone keeps is whole, bounded and replaced by what comes late."""

from __future__ import annotations

import threading

import pytest
from playwright.sync_api import Page, expect

from tests.browser.offline.visits import (
    HERE,
    Release,
    first_visit,
    look_around,
    ready_for_release,
    settled,
)
from tests.browser.visiting import Visit, Visits

pytestmark = pytest.mark.browser


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
    expect(page.locator("#near-say")).to_contain_text("没连上网，驿站数据没更新")
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
