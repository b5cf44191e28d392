"""A small routing server that answers as Valhalla 3.9 does: every road is half as long again."""

from __future__ import annotations

import contextlib
import json
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from stations.geo.distance import between
from stations.geo.point import Point

LONGER = 1.5
METRES_A_SECOND = {"pedestrian": 1.25, "bicycle": 5.0, "auto": 10.0}
UNCONNECTED = {
    "error_code": 170,
    "error": "Locations are in unconnected regions. Go check/edit the map at osm.org",
    "status_code": 400,
    "status": "Bad Request",
}


@dataclass
class RoutingServer:
    """What it was asked, and how it behaves from now on."""

    address: str = ""
    questions: list[dict[str, Any]] = field(default_factory=list)
    islands: set[tuple[float, float]] = field(default_factory=set)
    """Places without a road to them."""
    broken: tuple[int, bytes] | None = None
    """Status and body of every answer."""

    def answer(self, question: dict[str, Any]) -> tuple[int, dict[str, Any]]:
        starts, goals = ([_point(it) for it in question[key]] for key in ("sources", "targets"))
        if any((goal.lat, goal.lon) in self.islands for goal in goals):
            return 400, UNCONNECTED
        speed = METRES_A_SECOND[question["costing"]]
        metres = [between(starts[0], goal) * LONGER for goal in goals]
        row = [
            {"from_index": 0, "to_index": to, "time": int(m / speed), "distance": round(m / 1e3, 3)}
            for to, m in enumerate(metres)
        ]
        return 200, {
            "sources_to_targets": [row],
            "sources": question["sources"],
            "targets": question["targets"],
            "units": "kilometers",
            "algorithm": "timedistancematrix",
        }


@contextlib.contextmanager
def routing() -> Iterator[RoutingServer]:
    """The server on a free port."""
    told = RoutingServer()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            assert self.path == "/status"
            body = told.broken[1] if told.broken else b'{"version":"3.9.0"}'
            self.send_response(told.broken[0] if told.broken else 200)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def do_POST(self) -> None:
            assert self.path == "/sources_to_targets"
            question = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            told.questions.append(question)
            if told.broken:
                status, body = told.broken
            else:
                status, answer = told.answer(question)
                body = json.dumps(answer).encode()
            self.send_response(status)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            """Says nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    told.address = f"http://127.0.0.1:{server.server_address[1]}"
    try:
        yield told
    finally:
        server.shutdown()
        server.server_close()


def _point(told: dict[str, float]) -> Point:
    return Point(lat=told["lat"], lon=told["lon"])
