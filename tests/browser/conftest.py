"""A real server with a small city, and a real browser, for tests of what a worker sees."""

from __future__ import annotations

import contextlib
import http.server
import os
import shutil
import socket
import subprocess
import sys
import threading
import time
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
import small_city
from playwright.sync_api import Browser, BrowserContext, Page, Request, sync_playwright

from stations.config import ROOT
from stations.db import migrating, opening

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


def free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


@contextlib.contextmanager
def serving(folder: Path, **settings: str) -> Iterator[str]:
    """The production server on a free port, with the small city; gives its address."""
    database = str(folder / "stations.db")
    if not Path(database).exists():
        connection = opening.connect(database, create=True)
        migrating.migrate(connection)
        connection.close()
        small_city.fill(database)
    port = free_port()
    environment = {
        **os.environ,
        "STATIONS_DATABASE": database,
        "STATIONS_STATE": str(folder),
        "STATIONS_NOW": small_city.NOW.isoformat(),
        **settings,
    }
    with (folder / f"server-{port}.log").open("wb") as log:
        server = subprocess.Popen(
            [sys.executable, "-m", "stations", "serve", "--host", "127.0.0.1", "--port", str(port)],
            cwd=ROOT, env=environment, stdout=log, stderr=subprocess.STDOUT,
        )  # fmt: skip
        try:
            _wait(f"http://127.0.0.1:{port}/healthz", server, log.name)
            yield f"http://127.0.0.1:{port}"
        finally:
            server.terminate()
            server.wait(timeout=20)


def _wait(url: str, server: subprocess.Popen[bytes], log: str) -> None:
    for _ in range(150):
        if server.poll() is not None:
            break
        with contextlib.suppress(OSError):
            urllib.request.urlopen(url, timeout=1).close()
            return
        time.sleep(0.2)
    pytest.fail(f"the server did not start: {Path(log).read_text('utf-8')[-2000:]}")


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    path = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("chrome")
    if path is None:
        pytest.skip("browser tests not run: no Chromium on this machine")
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=path, args=["--no-sandbox"])
        yield started
        started.close()


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
        visit.page.set_default_timeout(8_000)
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
