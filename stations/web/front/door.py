"""Requests as granian hands them over (RSGI), answered by a WSGI application in a few threads.

The event loop waits for clients, and threads only work: a slow body holds no thread, and an answer
is whole when it is handed back, so neither does a slow reader.
"""

from __future__ import annotations

import asyncio
import functools
import io
import sys
import time
from collections.abc import Callable, Iterable
from typing import IO, TYPE_CHECKING, Any, NamedTuple

from granian._granian import RSGIHTTPProtocol
from granian.rsgi import Scope
from werkzeug.exceptions import ClientDisconnected, RequestTimeout

from stations.web.error_log import ErrorLog
from stations.web.front import bodies, listening
from stations.web.front.bodies import Upload
from stations.web.front.file_body import FileBody
from stations.web.front.line import CrowdedError, WaitingLine

if TYPE_CHECKING:
    from _typeshed.wsgi import WSGIApplication, WSGIEnvironment

SMALL_BYTES = 256_000
"""A body that is fetched before the application is asked; a larger one must be asked for."""
MOST_COMING = 256
THREADS, MOST_WAITING = 8, 512
SENDERS = 4
"""Threads for forms that are sent: they wait for the database's one writer, and whoever only reads
does not wait behind them."""
UPLOADS, MOST_UPLOADS_WAITING = 8, 8
LISTS = "/desk/imports/"
"""Here an uploaded list is judged anew, whatever the form is."""
PATIENCE_S = 5.0
RETRY_S = 5
SERVER = ("Server", "stations")
"""Not the name and kind of the program that serves, which granian would tell."""
_LISTENS_AFTER_S = 0.5
BUSY = "现在访问的人太多。请过几秒再试。\n"
LATE = "提交的内容迟迟没有传完，没有处理。请换个信号好的地方再试。\n"
BROKEN = "提交的内容没有传完，没有处理。请再试一次。\n"
NO_LENGTH = "请求没有写明长度，没有处理。\n"
FAILED = "程序出错了，已经记下。请稍后再试。\n"

Headers = list[tuple[str, str]]
Meter = Callable[[str, str, int, float], None]
"""Told of each request: its method, its route as a pattern or '', the status and the seconds."""
ROUTE = "stations.route"
"""Where an application writes into the environment of a request which route it took."""


class WholeAnswer(NamedTuple):
    """A whole answer, or one whose body lies in a file."""

    status: int
    headers: Headers
    body: bytes | FileBody
    route: str = ""


class Door:
    """What granian calls for each request of one worker.

    `is_brief` tells of requests that are answered within a millisecond and wait for nothing: a
    change of threads would cost them more than their answer.
    """

    def __init__(
        self,
        application: WSGIApplication,
        *,
        is_brief: Callable[[Scope], bool] = lambda _: False,
        meter: Meter | None = None,
    ) -> None:
        self._application = application
        self._is_brief = is_brief
        self._meter = meter
        self._line = WaitingLine(
            "answer", threads=THREADS, most_waiting=MOST_WAITING, patience_s=PATIENCE_S
        )
        self._senders = WaitingLine(
            "send", threads=SENDERS, most_waiting=MOST_WAITING, patience_s=PATIENCE_S
        )
        self._uploads = WaitingLine(
            "upload", threads=UPLOADS, most_waiting=MOST_UPLOADS_WAITING, patience_s=PATIENCE_S
        )
        self._coming = 0
        self._errors = ErrorLog()

    def __rsgi_init__(self, loop: asyncio.AbstractEventLoop) -> None:
        # The server begins to listen after it has said this.
        loop.call_later(_LISTENS_AFTER_S, listening.end_stalled)

    async def __rsgi__(self, scope: Scope, channel: RSGIHTTPProtocol) -> None:
        since = time.perf_counter()
        try:
            answer = await self._answer(scope, channel)
        except CrowdedError:
            answer = plain(503, BUSY, ("Retry-After", str(RETRY_S)))
        except RequestTimeout:
            answer = plain(408, LATE, ("Connection", "close"))
        except ClientDisconnected:
            answer = plain(400, BROKEN, ("Connection", "close"))
        except Exception as error:
            self._errors.note(error, where="door")
            answer = plain(500, FAILED)
        headers = [*answer.headers, SERVER]
        if isinstance(body := answer.body, FileBody):
            span = (str(body.path), body.start, body.stop)
            channel.response_file_range(answer.status, headers, *span)
        else:
            channel.response_bytes(answer.status, headers, body)
        if self._meter is not None:
            self._meter(scope.method, answer.route, answer.status, time.perf_counter() - since)

    async def _answer(self, scope: Scope, channel: RSGIHTTPProtocol) -> WholeAnswer:
        if "transfer-encoding" in scope.headers:
            return plain(411, NO_LENGTH, ("Connection", "close"))
        length = int(scope.headers.get("content-length") or 0)
        if length > SMALL_BYTES:
            upload = Upload(channel, asyncio.get_running_loop())
            return await self._uploads.done(functools.partial(self._made, scope, upload))
        if not length and self._is_brief(scope):
            return self._made(scope, io.BytesIO())
        body = await self._body(channel) if length else b""
        line = self._uploads if length and _is_upload(scope) else self._line
        if line is self._line and scope.method == "POST":
            line = self._senders
        return await line.done(functools.partial(self._made, scope, io.BytesIO(body)))

    async def _body(self, channel: RSGIHTTPProtocol) -> bytes:
        if self._coming >= MOST_COMING:
            raise CrowdedError
        self._coming += 1
        try:
            return await bodies.whole(channel)
        finally:
            self._coming -= 1

    def _made(self, scope: Scope, body: IO[bytes] | io.RawIOBase) -> WholeAnswer:
        """The answer of the application; called in a thread unless it is brief."""
        begun: list[tuple[str, Headers]] = []

        def start(status: str, headers: Headers, _failure: object = None) -> Any:
            begun.append((status, headers))

        asked = environ(scope, body)
        chunks: Iterable[bytes] = self._application(asked, start)
        try:
            # A file is sent from where it lies, however large it is and however slow its reader.
            content = chunks if isinstance(chunks, FileBody) else b"".join(chunks)
        finally:
            if close := getattr(chunks, "close", None):
                close()
        status, headers = begun[-1]
        return WholeAnswer(int(status[:3]), headers, content, asked.get(ROUTE, ""))


def environ(scope: Scope, body: IO[bytes] | io.RawIOBase) -> WSGIEnvironment:
    """A request as WSGI describes it (PEP 3333)."""
    host, _, port = scope.server.rpartition(":")
    made: WSGIEnvironment = {
        "REQUEST_METHOD": scope.method,
        "SCRIPT_NAME": "",
        "PATH_INFO": _as_latin(scope.path),
        "QUERY_STRING": _as_latin(scope.query_string),
        "SERVER_NAME": host.strip("[]"),
        "SERVER_PORT": port,
        "SERVER_PROTOCOL": "HTTP/1.1" if scope.http_version == "1.1" else "HTTP/1.0",
        "REMOTE_ADDR": scope.client.rpartition(":")[0].strip("[]"),
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": scope.scheme,
        "wsgi.input": body,
        "wsgi.input_terminated": True,
        "wsgi.errors": sys.stderr,
        "wsgi.multithread": True,
        "wsgi.multiprocess": True,
        "wsgi.run_once": False,
    }
    for name, value in scope.headers.items():
        # What is written with an underscore would pass for a header of our proxy.
        if "_" not in name:
            key = name.upper().replace("-", "_")
            key = key if key in ("CONTENT_TYPE", "CONTENT_LENGTH") else f"HTTP_{key}"
            between = "; " if key == "HTTP_COOKIE" else ","
            made[key] = f"{made[key]}{between}{value}" if key in made else value
    if scope.authority and "HTTP_HOST" not in made:
        made["HTTP_HOST"] = scope.authority
    return made


def _is_upload(scope: Scope) -> bool:
    """Whether a file may have to be read, which takes seconds: pages must not wait behind it."""
    kind = scope.headers.get("content-type") or ""
    return kind.lower().startswith("multipart/") or scope.path.startswith(LISTS)


def plain(status: int, words: str, *headers: tuple[str, str]) -> WholeAnswer:
    """An answer in words where no page can be made."""
    always = [("Content-Type", "text/plain; charset=utf-8"), ("Cache-Control", "no-store")]
    return WholeAnswer(status, [*always, *headers], words.encode())


def _as_latin(text: str) -> str:
    return text if text.isascii() else text.encode().decode("latin-1")
