"""A real server with a small city, and a real browser, for tests of what a worker sees."""

from __future__ import annotations

import http.server
import threading
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser

from tests.browser.visiting import Visits
from tests.support.serving import serving

# A PNG of one grey pixel: what the local stub answers for every tile.
_TILE = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010800000000"
    "3a7e9b550000000a49444154789c636800000082008177cd72b60000000049454e44ae426082"
)


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The address of the small city, without tiles."""
    with serving(tmp_path_factory.mktemp("site")) as base:
        yield base


@pytest.fixture
def worker() -> str:
    """Whether pages may install the worker of the site; where no test asks, it only takes time."""
    return "allow"


@pytest.fixture
def visits(browser: Browser, site: str, worker: str) -> Iterator[Visits]:
    opened = Visits(browser, site, service_workers=worker)
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
