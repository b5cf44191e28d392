"""A phone that keeps the site, as tests look at it."""

from __future__ import annotations

import contextlib
import http.client
import http.server
import re
import threading
import urllib.parse
import urllib.request
from collections.abc import Iterator
from typing import Any

from playwright.sync_api import Page, expect

from tests.browser.visiting import Visit, Visits
from tests.support import small_city

HERE = {"latitude": small_city.ME[0], "longitude": small_city.ME[1]}


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


class Release(http.server.BaseHTTPRequestHandler):
    """Passes everything on to a server, and lets a test publish its site as another release.

    In another release assets lie at other addresses, and those of the release before are gone.
    """

    upstream = ""
    portal = False
    """Answers for the cells with a page of its own, as the network of a hotel does."""
    down = False
    """Answers nothing at all, as where there is no network."""
    deaf = False
    """Passes a form on, and loses the answer."""
    slow: threading.Event | None = None
    """Pages of stations come only when this is set."""
    seen: list[str]
    real = b""
    published = b""

    def do_GET(self) -> None:
        # A browser that leaves a page also leaves what it had asked for.
        with contextlib.suppress(ConnectionError):
            self._answer()

    def do_POST(self) -> None:
        self.seen.append(self.path)
        if self.down:
            self.close_connection = True
            return
        sent = self.rfile.read(int(self.headers["Content-Length"]))
        with contextlib.suppress(ConnectionError):
            self._pass_on(sent)

    def _answer(self) -> None:
        self.seen.append(self.path)
        if self.down:
            self.close_connection = True
            return None
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

    def _pass_on(self, sent: bytes | None = None) -> None:
        wanted = {k: v for k, v in self.headers.items() if k.lower() not in ("host", "connection")}
        path = self.path.encode()
        if self.published and path.startswith(b"/assets/"):
            known = path.startswith(b"/assets/" + self.published)
            path = path.replace(self.published, self.real) if known else b"/no/such"
        here = urllib.parse.urlsplit(self.upstream)
        upstream = http.client.HTTPConnection(here.hostname or "", here.port)
        with contextlib.closing(upstream) as server:
            headers = {**wanted, "Accept-Encoding": "identity"}
            if sent is not None:
                # The origin of the page is the proxy's; the server knows its own address.
                headers |= {"Host": self.headers["Host"]}
            server.request("GET" if sent is None else "POST", path.decode(), sent, headers)
            answer = server.getresponse()
            body = answer.read()
        if self.deaf and sent is not None:
            self.close_connection = True
            return
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


@contextlib.contextmanager
def passing_on(site: str) -> Iterator[tuple[str, type[Release]]]:
    """The address of a proxy before a server, and the handler that a test commands."""
    page = urllib.request.urlopen(site + "/").read()
    real = re.search(rb"/assets/(\w+)/", page)
    assert real is not None
    handler = type("Handler", (Release,), {"upstream": site, "real": real[1], "seen": []})
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}", handler
    server.shutdown()
    server.server_close()


def ready_for_release(visits: Visits, base: str) -> Visit:
    visit = visits(base=base)
    visit.read("/")
    visit.page.evaluate("navigator.serviceWorker.ready.then(() => {})")
    visit.page.reload()
    visit.page.locator(".row").first.wait_for()
    return visit
