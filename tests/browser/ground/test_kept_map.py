"""Is the base map there without network, within its bound, and gone when the phone is cleared?"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page

from tests.browser.ground.test_own_map import INK, WHOLE_CITY
from tests.browser.visiting import Visits
from tests.support import pmtiles_file
from tests.support.serving import serving

pytestmark = pytest.mark.browser

BOUND = 15_000_000
_KEYS = """() => caches.open("ground-v1").then((it) => it.keys())
  .then((all) => all.map(({ url }) => url.split("/basemap/")[1]))"""
_WHOLE_IS_KEPT = """(keys) => keys.length === 1 && keys[0].url.endsWith(".pmtiles")"""
_BOUNDED = """(keys) => {
  const spans = keys.map(({ url }) => url.match(/(\\d+)-(\\d+)$/).slice(1).map(Number));
  const bytes = spans.reduce((sum, [a, b]) => sum + b - a + 1, 0);
  return bytes <= 15e6 && bytes > 15e6 - 3_000_001;
}"""
_FETCH = """([url, range]) => fetch(url, { headers: range ? { Range: range } : {} })
  .then(async (it) => [it.status, it.headers.get("Content-Range"),
    (await it.arrayBuffer()).byteLength])"""


@pytest.fixture(scope="module")
def city(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    yield from _city(tmp_path_factory.mktemp("kept"), padding=0)


@pytest.fixture(scope="module")
def large(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    yield from _city(tmp_path_factory.mktemp("large"), padding=2 * BOUND)


def _city(folder: Path, *, padding: int) -> Iterator[str]:
    path = pmtiles_file.make(folder / "city.pmtiles", bounds=WHOLE_CITY, padding=padding)
    with serving(folder, STATIONS_BASEMAP=str(path)) as base:
        yield base


def _address(page: Page) -> str:
    ground = page.locator("#map").get_attribute("data-ground")
    return str(json.loads(ground or "")["vector"]["url"])


def _until(page: Page, holds: str) -> None:
    """Waits until something is true of the keys of what is kept."""
    page.evaluate(
        f"""async () => {{
          const holds = {holds};
          for (;;) {{
            if (holds(await (await caches.open("ground-v1")).keys())) return;
            await new Promise((done) => {{ setTimeout(done, 100); }});
          }}
        }}"""
    )


def test_a_small_file_is_kept_whole_and_drawn_without_network(visits: Visits, city: str) -> None:
    visit = visits(base=city)
    page = visit.open()
    page.wait_for_function(INK)
    _until(page, _WHOLE_IS_KEPT)
    url = _address(page)
    page.context.set_offline(offline=True)
    page.reload()
    page.wait_for_function(INK)
    status, told, length = page.evaluate(_FETCH, [url, "bytes=0-6"])
    assert (status, length) == (206, 7)
    assert told.startswith("bytes 0-6/")
    page.context.set_offline(offline=False)
    page.goto(f"{city}/about/privacy")
    page.locator("#clear").click()
    page.get_by_text("已清除").wait_for()
    assert page.evaluate("caches.keys()") == []


def test_a_phone_that_saves_data_keeps_what_it_saw_and_no_more(visits: Visits, city: str) -> None:
    visit = visits(base=city)
    visit.page.add_init_script(
        "Object.defineProperty(navigator, 'connection', { value: { saveData: true } });"
    )
    page = visit.open()
    page.evaluate("navigator.serviceWorker.ready.then(() => {})")
    page.reload()
    page.wait_for_function(INK)
    page.wait_for_timeout(6000)
    kept = page.evaluate(_KEYS)
    assert kept
    assert all("?" in key for key in kept)


def test_pieces_of_a_large_file_are_kept_within_the_bound(visits: Visits, large: str) -> None:
    visit = visits(base=large)
    page = visit.open()
    page.evaluate("navigator.serviceWorker.ready.then(() => {})")
    page.reload()
    page.wait_for_function(INK)
    url = _address(page)
    for first in range(1000, 1000 + 2 * BOUND - 4_000_000, 3_000_000):
        answer = page.evaluate(_FETCH, [url, f"bytes={first}-{first + 2_999_999}"])
        assert answer[::2] == [206, 3_000_000]
    _until(page, _BOUNDED)
    page.context.set_offline(offline=True)
    assert page.evaluate(_FETCH, [url, f"bytes={first}-{first + 2_999_999}"])[0] == 206


def test_another_file_takes_the_place_of_the_one_before(visits: Visits, city: str) -> None:
    visit = visits(base=city)
    page = visit.open()
    page.wait_for_function(INK)
    page.evaluate(
        """async () => {
          const cache = await caches.open("ground-v1");
          await cache.put("/basemap/0000000000000000.pmtiles", new Response("old"));
          await cache.put("/basemap/0000000000000000.pmtiles?0-2", new Response("old"));
        }"""
    )
    _until(page, _WHOLE_IS_KEPT)
    assert page.evaluate(_KEYS) == [_address(page).split("/basemap/")[1]]
