"""Clients that mean no good: half-sent headers, bodies and answers that trickle, floods of streams.

All of them lie in one thread, so that a benchmark or a test on the same machine is not blurred by
the work of the attack. Each connection that the server ends is opened anew.
"""

from __future__ import annotations

import contextlib
import resource
import socket
import ssl
import struct
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

HOST = "127.0.0.1"
_EVERY_S = 1.0
_ANEW_AT_ONCE = 200
"""Connections opened anew in a second: an attack that goes on, and leaves room for others."""
_HALF = b"GET / HTTP/1.1\r\nHost: localhost\r\nX-Slow: "
_WAITS = (BlockingIOError, ssl.SSLWantReadError, ssl.SSLWantWriteError)
_BODY = (
    b"POST /desk/sign-in HTTP/1.1\r\nHost: localhost\r\n"
    b"Content-Type: application/x-www-form-urlencoded\r\nContent-Length: 5000\r\n\r\n"
)


def reading(path: str) -> bytes:
    """The request of one who reads a few bytes a second of the answer."""
    return f"GET {path} HTTP/1.1\r\nHost: localhost\r\n\r\n".encode()


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """How one kind of client begins, and how many there are of it."""

    count: int
    begins: bytes
    reads: bool = False
    """It trickles what it reads, not what it sends."""


def headers(count: int) -> Kind:
    """Half-open headers."""
    return Kind(count=count, begins=_HALF)


def form_bodies(count: int) -> Kind:
    """Bodies that come a byte a second."""
    return Kind(count=count, begins=_BODY)


def readers(count: int, path: str) -> Kind:
    """Answers that are read a few bytes a second."""
    return Kind(count=count, begins=reading(path), reads=True)


@dataclass(slots=True)
class Attack:
    """The connections that are held, and how many the server ended meanwhile."""

    port: int
    kinds: tuple[Kind, ...]
    addresses: int = 1
    """From how many addresses of this machine they come."""
    tls: ssl.SSLContext | None = None
    name: str = "localhost"
    held: list[tuple[Kind, socket.socket]] = field(default_factory=list)
    missing: list[Kind] = field(default_factory=list)
    opened: int = 0

    def begin(self) -> None:
        """Open all of them."""
        for kind in self.kinds:
            for _ in range(kind.count):
                self._open(kind)

    def step(self) -> None:
        """Send or read a byte on each; open some of those again that have ended."""
        alive = []
        for kind, one in self.held:
            if self._trickle(kind, one):
                alive.append((kind, one))
            else:
                one.close()
                self.missing.append(kind)
        self.held = alive
        anew, self.missing = self.missing[:_ANEW_AT_ONCE], self.missing[_ANEW_AT_ONCE:]
        for kind in anew:
            self._open(kind)

    def close(self) -> None:
        """Hang up everywhere."""
        for _, one in self.held:
            one.close()

    def _open(self, kind: Kind) -> None:
        self.opened += 1
        one = socket.socket()
        one.settimeout(2)
        if kind.reads:
            one.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 2_048)
        try:
            if self.addresses > 1:
                one.bind((f"127.0.1.{1 + self.opened % self.addresses}", 0))
            one.connect((HOST, self.port))
            if self.tls:
                one = self.tls.wrap_socket(one, server_hostname=self.name)
            one.sendall(kind.begins.replace(b"localhost", self.name.encode()))
            one.setblocking(False)
        except OSError:
            one.close()
            self.missing.append(kind)
        else:
            self.held.append((kind, one))

    def _trickle(self, kind: Kind, one: socket.socket) -> bool:
        """Whether the connection is still there after a byte more."""
        try:
            if not kind.reads:
                one.send(b"a")
            return bool(one.recv(8))
        except _WAITS:
            return True
        except OSError:
            return False


@contextlib.contextmanager
def under(attack: Attack) -> Iterator[Attack]:
    """Keep an attack up until the block ends."""
    _allow_files(sum(kind.count for kind in attack.kinds) + 512)
    over = threading.Event()
    attack.begin()

    def go_on() -> None:
        while not over.wait(_EVERY_S):
            attack.step()

    thread = threading.Thread(target=go_on)
    thread.start()
    try:
        yield attack
    finally:
        over.set()
        thread.join()
        attack.close()


def _allow_files(wanted: int) -> None:
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    if soft < wanted:
        resource.setrlimit(resource.RLIMIT_NOFILE, (min(wanted, hard), hard))


@contextlib.contextmanager
def streams(port: int, *, connections: int, each: int) -> Iterator[None]:
    """Hold streams of HTTP/2 without TLS: posts that state ten bytes and send one."""
    with contextlib.ExitStack() as held:
        for _ in range(connections):
            one = socket.create_connection((HOST, port), timeout=5)
            held.enter_context(contextlib.closing(one))
            with contextlib.suppress(OSError):
                one.sendall(b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n" + _frame(4, 0, 0, b""))
                for number in range(each):
                    one.sendall(_post(1 + 2 * number))
        yield


def _post(stream: int) -> bytes:
    """The frames of such a post; headers as literals without Huffman (RFC 7541, 6.2.2)."""
    fields = (
        (b":method", b"POST"), (b":scheme", b"http"), (b":path", b"/desk/sign-in"),
        (b":authority", b"localhost"), (b"content-length", b"10"),
        (b"content-type", b"application/x-www-form-urlencoded"),
    )  # fmt: skip
    block = b"".join(
        b"\x00" + bytes([len(name)]) + name + bytes([len(value)]) + value for name, value in fields
    )
    return _frame(1, 4, stream, block) + _frame(0, 0, stream, b"a")


def _frame(kind: int, flags: int, stream: int, payload: bytes) -> bytes:
    head = struct.pack(">I", len(payload))[1:] + bytes([kind, flags])
    return head + struct.pack(">I", stream) + payload


def good_client(
    ask: Callable[[], bool], *, seconds: float, every_s: float = 0.05
) -> tuple[int, list[float]]:
    """Ask again and again, each time anew: failures, and seconds of the successes."""
    failures, taken = 0, []
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        began = time.perf_counter()
        try:
            succeeded = ask()
        except OSError:
            succeeded = False
        if succeeded:
            taken.append(time.perf_counter() - began)
        else:
            failures += 1
        time.sleep(every_s)
    return failures, taken


def page(port: int, path: str = "/") -> bool:
    """Whether a page comes whole within two seconds, on a new connection."""
    with contextlib.closing(socket.create_connection((HOST, port), timeout=2)) as one:
        one.settimeout(2)
        one.sendall(f"GET {path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n".encode())
        said = b"".join(iter(lambda: one.recv(65_536), b""))
    return said.startswith(b"HTTP/1.1 200 ")
