"""People who each ask once, at a moment of their own and on a connection of their own.

As lean as a client in Python can be, about 0.15 ms of processor a request: it shares the machine
with the server that is measured.
"""

from __future__ import annotations

import asyncio
import gzip
import re
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

from bench.serving import HOST

_HEAD_END = b"\r\n\r\n"
_LENGTH = b"content-length: "


@dataclass(frozen=True, slots=True, kw_only=True)
class Tap:
    """What somebody sends, and when; `who` may tap several times."""

    who: str
    at_s: float
    request: bytes
    follows: bool = False
    """Goes on where a redirection leads, on the same connection, as browsers do."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """What came of a tap; status 0 where the line broke or nothing came in time."""

    who: str
    status: int
    head: bytes
    body: bytes
    took_s: float
    """From the tap to the page that one goes on to, so that connecting counts."""

    @property
    def text(self) -> str:
        """The body, unpacked."""
        packed = b"content-encoding: gzip" in self.head.lower()
        return (gzip.decompress(self.body) if packed else self.body).decode()


class _Phone(asyncio.Protocol):
    """One connection: sends, collects the answer, follows where it leads, hangs up."""

    __slots__ = ("_data", "_done", "_follows", "_request", "_transport")

    def __init__(self, tap: Tap, done: asyncio.Future[bytes]) -> None:
        self._request, self._follows = tap.request, tap.follows
        self._done, self._data = done, b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = transport
        transport.write(self._request)  # type: ignore[attr-defined]

    def data_received(self, data: bytes) -> None:
        self._data += data
        head, found, body = self._data.partition(_HEAD_END)
        if not found or len(body) < _length(head):
            return
        if self._follows and head[9:12] == b"303":
            self._follows, self._data = False, b""
            self._transport.write(_next(head, self._request))  # type: ignore[attr-defined]
        else:
            self._finish()

    def connection_lost(self, exc: Exception | None) -> None:
        self._finish()

    def _finish(self) -> None:
        if not self._done.done():
            self._done.set_result(self._data)
        self._transport.close()


def _next(head: bytes, request: bytes) -> bytes:
    """The question for where a redirection leads, with the headers of the first request."""
    address = re.search(rb"(?i)\r\nlocation: (?:http://[^/]+)?([^\r]+)", head)
    asked = request.partition(_HEAD_END)[0].split(b"\r\n")[1:]
    kept = [one for one in asked if not one.lower().startswith((b"content-", b"origin"))]
    line = b"GET " + (address[1] if address else b"/") + b" HTTP/1.1"
    return b"\r\n".join([line, *kept]) + _HEAD_END


def run(port: int, taps: Sequence[Tap], *, patience_s: float = 20.0) -> list[Answer]:
    """Have all of them tap; what each got, in the order of the taps."""
    # A thread of its own: a program that drives a browser has a loop already.
    with ThreadPoolExecutor(1) as apart:
        return apart.submit(asyncio.run, _all(port, taps, patience_s)).result()


async def _all(port: int, taps: Sequence[Tap], patience_s: float) -> list[Answer]:
    begun = asyncio.get_running_loop().time()
    return await asyncio.gather(*(_one(port, tap, begun, patience_s) for tap in taps))


async def _one(port: int, tap: Tap, begun: float, patience_s: float) -> Answer:
    loop = asyncio.get_running_loop()
    await asyncio.sleep(begun + tap.at_s - loop.time())
    since, done = time.perf_counter(), loop.create_future()
    data = b""
    try:
        async with asyncio.timeout(patience_s):
            await loop.create_connection(lambda: _Phone(tap, done), HOST, port)
            data = await done
    except (OSError, TimeoutError):
        pass
    took = time.perf_counter() - since
    head, found, body = data.partition(_HEAD_END)
    whole = bool(found) and len(body) >= _length(head)
    status = int(head[9:12]) if whole else 0
    return Answer(who=tap.who, status=status, head=head, body=body, took_s=took)


def _length(head: bytes) -> int:
    _, found, rest = head.lower().partition(_LENGTH)
    return int(rest.partition(b"\r\n")[0]) if found else 0


def get(path: str) -> bytes:
    """A plain question."""
    return f"GET {path} HTTP/1.1\r\nHost: {HOST}\r\nAccept-Encoding: gzip\r\n\r\n".encode()


def post(path: str, body: str, *, headers: str = "") -> bytes:
    """A form that is sent; `headers` are whole lines."""
    data = body.encode()
    return (
        f"POST {path} HTTP/1.1\r\nHost: {HOST}\r\n"
        "Content-Type: application/x-www-form-urlencoded\r\n"
        f"Accept-Encoding: gzip\r\n{headers}Content-Length: {len(data)}\r\n\r\n"
    ).encode() + data
