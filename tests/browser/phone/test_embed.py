"""Does the map of an area show in the frame of a site that is named, and of no other?"""

from __future__ import annotations

import contextlib
import functools
import http.server
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import ConsoleMessage, Frame, Page

from tests.browser.visiting import AXE, Visits
from tests.support import small_city
from tests.support.serving import serving

pytestmark = pytest.mark.browser


@pytest.fixture
def worker() -> str:
    return "block"


@dataclass(frozen=True)
class Framing:
    """The server of the map, and the sites that hold it in a frame."""

    base: str
    allowed: str
    other: str


@contextlib.contextmanager
def _holding(folder: Path) -> Iterator[tuple[str, http.server.ThreadingHTTPServer]]:
    class Quiet(http.server.SimpleHTTPRequestHandler):
        def log_message(self, format: str, *args: object) -> None:  # noqa: A002
            """Nothing."""

    handler = functools.partial(Quiet, directory=str(folder))
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}", server
    server.shutdown()
    server.server_close()


@pytest.fixture(scope="module")
def framing(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Framing]:
    folder, sites = tmp_path_factory.mktemp("embed"), tmp_path_factory.mktemp("sites")
    with (
        _holding(sites) as (allowed, _),
        _holding(sites) as (other, _),
        serving(folder, STATIONS_EMBED_ORIGINS=allowed) as base,
    ):
        (sites / "page.html").write_text(
            '<!doctype html><html lang="zh-CN"><link rel="icon" href="data:,">'
            "<title>工会</title><main><h1>工会</h1>"
            f'<iframe src="{base}/embed?area=370102" title="历下区驿站地图" allow="geolocation"'
            ' width="900" height="600"></iframe></main>',
            "utf-8",
        )
        yield Framing(base, allowed, other)


def _frame(page: Page) -> Frame:
    return page.frames[1]


def test_a_named_site_shows_the_map_without_a_position_and_links_open_apart(
    visits: Visits, framing: Framing
) -> None:
    visit = visits(
        base=framing.allowed,
        viewport={"width": 1000, "height": 800},
        geolocation={"latitude": 36.6664957, "longitude": 117.0234953},
        permissions=["geolocation"],
    )
    page = visit.read("/page.html")
    frame = page.frame_locator("iframe")
    frame.locator(".mark-pin").first.wait_for()
    assert frame.locator("#stations li").count() == 7
    assert visit.complaints == []
    denied = _frame(page).evaluate(
        "new Promise((done) => navigator.geolocation.getCurrentPosition(() => done(0),"
        " (error) => done(error.code)))"
    )
    assert denied == 1
    # The browser has told the console why.
    visit.complaints.clear()
    with page.expect_popup() as opened:
        frame.get_by_role("link", name="泉城广场驿站").click()
    opened.value.wait_for_url(f"{framing.base}/stations/a-open")
    assert opened.value.evaluate("window.opener") is None
    assert visit.complaints == []


def test_another_site_is_refused_by_the_browser(visits: Visits, framing: Framing) -> None:
    visit = visits(base=framing.other)
    with visit.page.expect_console_message(_refusing("frame-ancestors")):
        visit.read("/page.html")
    assert "驿站" not in _frame(visit.page).locator("body").inner_text()


def test_a_named_site_may_frame_no_other_page(visits: Visits, framing: Framing) -> None:
    page = visits(base=framing.allowed).read("/page.html")
    for path in ("/", "/stations/a-open", "/about/privacy"):
        with page.expect_console_message(_refusing("frame-ancestors 'none'")):
            page.evaluate(
                "url => { document.querySelector('iframe').src = url; }", framing.base + path
            )


def _refusing(words: str) -> Callable[[ConsoleMessage], bool]:
    return lambda said: said.type == "error" and words in said.text


def test_axe_finds_nothing_to_object_to(visits: Visits, framing: Framing) -> None:
    page = visits(base=framing.base, bypass_csp=True).open("/embed?area=370102")
    page.evaluate(AXE.read_text("utf-8"))
    for scheme, width in (("light", 360), ("dark", 360), ("dark", 1280)):
        page.emulate_media(color_scheme=scheme)
        page.set_viewport_size({"width": width, "height": 740})
        page.evaluate("document.documentElement.style.fontSize = ''")
        found = page.evaluate("axe.run().then((r) => r.violations)")
        told = [(one["id"], [n["html"] for n in one["nodes"]][:3]) for one in found]
        assert told == [], (scheme, width)
        page.evaluate("document.documentElement.style.fontSize = '212.5%'")
        assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_a_frame_that_stands_open_tells_the_state_of_now(visits: Visits, framing: Framing) -> None:
    visit = visits(base=framing.base)
    page = visit.open("/embed?area=370102")
    page.evaluate(
        """() => {
          document.body.dataset.now = '2026-11-21T22:00+08:00';
          document.dispatchEvent(new Event('visibilitychange'));
        }"""
    )
    page.locator("li[data-id=a-open] .state.is-closed").wait_for()
    assert "明天 08:00 开门" in page.locator("li[data-id=a-open] .state").inner_text()
    page.locator("#map .mark-one.is-closed").first.wait_for(state="attached")
    assert visit.complaints == []


def test_without_scripts_the_list_is_there(visits: Visits, framing: Framing) -> None:
    visit = visits(base=framing.base, java_script_enabled=False)
    page = visit.open("/embed?area=370102")
    assert page.get_by_role("link", name="大明湖驿站").is_visible()
    assert page.get_by_text(small_city.HOSTILE).is_visible()
    assert not page.locator("#map").is_visible()
