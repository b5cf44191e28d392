"""A real server with a small city, and a real browser, for tests of what a worker sees."""

from __future__ import annotations

import http.server
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Request
from serving import serving

PHONE = {"width": 390, "height": 844}
# A PNG of one grey pixel: what the local stub answers for every tile.
_TILE = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010800000000"
    "3a7e9b550000000a49444154789c636800000082008177cd72b60000000049454e44ae426082"
)


@dataclass
class Visit:
    """A page with everything that it asked for and complained about."""

    page: Page
    base: str
    scripts: bool = True
    requests: list[Request] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)

    def open(self, path: str = "/") -> Page:
        """Opens a page and waits until its map, where it has one, has been drawn."""
        self.page.goto(self.base + path)
        if self.scripts and self.page.locator("#map").count():
            self.page.locator("#map .leaflet-control-scale").wait_for()
            self.page.locator("#map .mark-pin").first.wait_for(state="attached")
        return self.page

    def foreign(self) -> list[str]:
        """Requests that left the site."""
        return [r.url for r in self.requests if not r.url.startswith((self.base, "data:"))]


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of the small city, without tiles."""
    with serving(tmp_path_factory.mktemp("site")) as base:
        yield base


class Visits:
    """Opens pages in contexts of their own, and closes them all."""

    def __init__(self, browser: Browser, base: str) -> None:
        self._browser, self._base = browser, base
        self._contexts: list[BrowserContext] = []

    def __call__(self, *, base: str = "", **options: object) -> Visit:
        wanted = {"viewport": PHONE, "locale": "zh-CN", **options}
        context = self._browser.new_context(**wanted)  # type: ignore[arg-type]
        self._contexts.append(context)
        scripts = bool(options.get("java_script_enabled", True))
        visit = Visit(context.new_page(), base or self._base, scripts=scripts)
        visit.page.set_default_timeout(20_000)
        visit.page.on("request", lambda request: visit.requests.append(request))
        visit.page.on("pageerror", lambda error: visit.complaints.append(str(error)))
        visit.page.on(
            "console",
            lambda said: (
                visit.complaints.append(said.text) if said.type in ("error", "warning") else None
            ),
        )
        visit.page.on("dialog", lambda dialog: visit.complaints.append(f"dialog {dialog.message}"))
        return visit

    def close(self) -> None:
        for context in self._contexts:
            context.close()


@pytest.fixture
def visits(browser: Browser, site: str) -> Iterator[Visits]:
    opened = Visits(browser, site)
    yield opened
    opened.close()


@pytest.fixture(scope="session")
def tile_server() -> Iterator[str]:
    """The address of a local stub that answers every tile with one grey pixel."""

    class Stub(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.send_header("Content-Type", "image/png")
            self.send_header("Content-Length", str(len(_TILE)))
            self.end_headers()
            self.wfile.write(_TILE)

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002
            """Nothing: the test counts what the browser asked for."""

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Stub)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()
