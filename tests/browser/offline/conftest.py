"""A site that publishes releases, for tests of what a phone keeps."""

from __future__ import annotations

import http.client
import http.server
import re
import threading
import urllib.parse
import urllib.request
from collections.abc import Iterator

import pytest

from tests.browser.offline.visits import Release


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
