"""Attacks on the server as it stands alone, each beside one that lacks the defence."""

from __future__ import annotations

import contextlib
import socket
import statistics
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from bench import attack
from bench.attack import Attack, Kind
from bench.serving import free_port, started
from tests.support.serving import serving

ASSET = "/static/vendor/leaflet/leaflet.js"
SLOW = (attack.headers(2_000), attack.form_bodies(500), attack.readers(500, ASSET))
SOON_S = 0.2
NEARLY_ALL = 0.95
"""A machine that others use too may let one wait for two seconds."""


@pytest.fixture(scope="module")
def port(tmp_path_factory: pytest.TempPathFactory) -> Iterator[int]:
    """A server with one worker."""
    with serving(tmp_path_factory.mktemp("attacked"), workers=1) as address:
        found = urlsplit(address).port
        assert found
        yield found


@contextlib.contextmanager
def undefended(mode: str) -> Iterator[int]:
    """The same server program as it comes: a thread for each body, HTTP/2 where `mode` is auto."""
    port = free_port()
    options = f"--interface wsgi --workers 1 --blocking-threads 8 --http {mode} --log-level error"
    where = f"--host 127.0.0.1 --port {port}"
    command = [sys.executable, "-m", "granian", *options.split(), *where.split()]
    with started([*command, "bench.bare:application"], port=port):
        yield port


def tried(port: int, path: str = "/") -> tuple[int, float]:
    """The part of some requests that was answered, and how long half of them took at most."""
    failures, taken = attack.good_client(lambda: attack.page(port, path), seconds=3)
    return len(taken) / (failures + len(taken)), statistics.median(taken or [99.0])


def test_all_slow_clients_at_once_stop_nobody(port: int) -> None:
    with attack.under(Attack(port, SLOW)) as held:
        answered, seconds = tried(port)
        assert held.opened >= 3_000
    assert answered >= NEARLY_ALL
    assert seconds < SOON_S


@pytest.mark.parametrize("kind", SLOW)
def test_one_kind_of_slow_client_stops_nobody(port: int, kind: Kind) -> None:
    with attack.under(Attack(port, (kind,))):
        answered, seconds = tried(port)
    assert answered >= NEARLY_ALL
    assert seconds < SOON_S


def test_a_server_with_a_thread_for_each_body_stands_still() -> None:
    with undefended("1") as port, attack.under(Attack(port, (attack.form_bodies(40),))):
        answered, _ = tried(port)
    assert answered <= 0.5


def test_streams_with_bodies_that_never_come_stop_nobody(port: int) -> None:
    with attack.streams(port, connections=6, each=200):
        assert tried(port)[0] >= NEARLY_ALL
    assert tried(port)[0] >= NEARLY_ALL


def test_a_server_that_speaks_http_2_without_tls_stands_still_for_such_streams() -> None:
    with undefended("auto") as port, attack.streams(port, connections=6, each=200):
        answered, _ = tried(port)
    assert answered <= 0.5


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux ends connections that stall")
@pytest.mark.parametrize(("stalled_s", "ends"), [(1, True), (600, False)])
def test_an_answer_that_nobody_reads_holds_its_connection_for_a_while_only(
    stalled_s: int, ends: bool
) -> None:
    port = free_port()
    command = ["--interface", "rsgi", "--http", "1", "--host", "127.0.0.1", "--factory"]
    with started(
        [sys.executable, "-m", "granian", *command, "--port", str(port),
         "tests.web.front.stalling:served"],
        port=port, settings={"STALLED_S": str(stalled_s)},
    ):  # fmt: skip
        time.sleep(1)
        with contextlib.closing(socket.socket()) as one:
            one.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 2_048)
            one.connect(("127.0.0.1", port))
            one.sendall(attack.reading("/"))
            assert is_ended(one.getsockname()[1], within_s=20 if ends else 4) is ends


def is_ended(client_port: int, *, within_s: float) -> bool:
    """Whether the other end of a connection goes within some seconds, as the system tells it."""
    until = time.monotonic() + within_s
    while time.monotonic() < until:
        if f":{client_port:04X} 01" not in open_ends():
            return True
        time.sleep(0.25)
    return False


def open_ends() -> str:
    """Remote port and state of each connection of this machine: `0100007F:D431 01` is open."""
    rows = Path("/proc/net/tcp").read_text("ascii").splitlines()
    return "\n".join(" ".join(row.split()[2:4]) for row in rows)


def test_nobody_is_told_which_program_serves(port: int) -> None:
    with contextlib.closing(socket.create_connection(("127.0.0.1", port), timeout=20)) as one:
        one.sendall(b"GET /healthz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
        said = b"".join(iter(lambda: one.recv(65_536), b"")).lower()
    assert b"\r\nserver: stations\r\n" in said
    assert b"granian" not in said
