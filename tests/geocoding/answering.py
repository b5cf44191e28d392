"""A small server that answers as the geocoders of Amap and Tianditu are documented to."""

from __future__ import annotations

import contextlib
import http.server
import json
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qs, urlsplit

KEY = "0123456789abcdef0123456789abcdef"
AMAP = {
    "status": "1", "info": "OK", "infocode": "10000", "count": "2",
    "geocodes": [
        {"formatted_address": "山东省济南市历下区演示路1号", "location": "117.126000,36.651000",
         "level": "门牌号"},
        {"formatted_address": "山东省济南市历下区", "location": "117.076000,36.666000",
         "level": "区县"},
    ],
}  # fmt: skip
TIANDITU = {
    "msg": "ok",
    "location": {"score": 100, "level": "门址", "lon": "117.120000", "lat": "36.650000",
                 "keyWord": "济南市历下区演示路1号"},
    "searchVersion": "6.4.9V", "status": "0",
}  # fmt: skip


@dataclass
class Answering:
    """What the server answers, and what it was asked."""

    address: str = ""
    answer: Any = None
    asked: list[tuple[str, dict[str, str]]] = field(default_factory=list)


@contextlib.contextmanager
def answering(answer: Any) -> Iterator[Answering]:
    told = Answering(answer=answer)

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            parts = urlsplit(self.path)
            fields = {name: values[0] for name, values in parse_qs(parts.query).items()}
            told.asked.append((parts.path, fields))
            body = (
                told.answer if isinstance(told.answer, bytes) else json.dumps(told.answer).encode()
            )
            self.send_response(200)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002
            """Nothing: tests read `asked`."""

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    told.address = f"http://127.0.0.1:{server.server_port}"
    yield told
    server.shutdown()
    server.server_close()
