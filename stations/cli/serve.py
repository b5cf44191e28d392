"""The command that serves: the production server."""

from __future__ import annotations

import contextlib
import logging
import os
import resource
import socket
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import click
from granian import Granian
from granian.constants import HTTPModes, Interfaces
from granian.http import HTTP1Settings
from granian.log import LogLevels

from stations import config, logs, private_files
from stations.accounts import shared_key
from stations.audit import log
from stations.cli import output
from stations.config import Settings
from stations.db import opening, sqlite
from stations.db.base import Database
from stations.errors import Refused
from stations.moments import china_text
from stations.operating import metrics_process
from stations.registry.jobs import job_store
from stations.registry.upkeep import rebuild
from stations.web import background, clock

_log = logging.getLogger(__name__)

_NO_APPROVAL = (
    "底图来自{source}，地图上还没有写审图号。"
    "请把它写进 STATIONS_TILES_ATTRIBUTION，例如“审图号：GS(…)…号”；面向公众的地图要有它。"
)
_NO_PROXY = (
    "只在本机监听，也没有写 STATIONS_PROXIES。前面有 nginx、Caddy 这样的代理时，请写"
    " STATIONS_PROXIES=1，不然大家都算成同一个地址，一个人试错密码会挡住所有人。"
)
_SLOW_CLOCK = timedelta(hours=1)
"""So far behind the last entry of the log no clock may be that writes the next one."""
_AS_OURS = {
    "formatters": {},
    "handlers": {},
    "loggers": {"_granian": {"propagate": True}, "granian.access": {"propagate": False}},
}
"""The server's own lines go where ours go."""
_WITHOUT_WAL = (
    "这里的 SQLite 是 {found}，同时写可能损坏 WAL 日志（3.51.3 修好了），所以改用回滚日志："
    "数据不会坏，保存时读的人要等一下。驿站很多、同时改的人多，请用 PostgreSQL。"
)
_THIS_MACHINE = ("127.0.0.1", "::1", "localhost")
_HEADERS_MS = 10_000
_CONNECTIONS = 4_096
"""Of each worker; idle ones and those that read slowly hold no thread."""
_OTHER_FILES = 256
_BUFFER = 32_768
"""Bytes of headers, and of a body on its way, that a connection may hold."""

Command = Callable[..., Any]


def where(command: Command) -> Command:
    """Options of the commands that serve."""
    host = click.option("--host", default="127.0.0.1", show_default=True, help="监听的地址。")
    port = click.option("--port", default=8000, show_default=True, type=click.IntRange(1, 65535))
    workers = click.option("--workers", default=2, show_default=True, type=click.IntRange(1, 64))
    return host(port(workers(command)))


@click.command()
@where
def serve(host: str, port: int, workers: int) -> None:
    """启动正式的服务器，并显示要打开的网址。"""
    # An unmigrated or unreachable database is refused here, before any worker starts.
    settings = config.from_environment()
    settings.tighten()
    output.with_database(rebuild.check_current)
    output.with_database(_check_clock)
    key = settings.secret_key()
    output.with_database(lambda db: shared_key.check(db, key))
    output.photos().check()
    _warn(settings, host)
    _check_free(host, port)
    metrics = settings.seeing.metrics
    if metrics:
        _check_free(metrics.host, metrics.port)
    shown = f"[{host}]" if ":" in host else host
    os.umask(private_files.OWNER_ONLY)
    if output.with_database(job_store.going):
        # What was asked for before the server was stopped, and begun by a process that is gone.
        background.start(settings.database)
    # Said a moment before the first answer: a thread that waited for it would be forked into the
    # workers in the middle of its work, and they hung (measured).
    click.echo(f"驿站已启动: http://{shown}:{port}/")
    if metrics:
        click.echo(f"指标: {metrics.url}")
    logs.tell_uncaught()
    server = _server(host, port, workers)
    logs.event(_log, logging.INFO, "server started", port=port, workers=workers)
    with metrics_process.beside() if metrics else contextlib.nullcontext():
        server.serve()
    logs.event(_log, logging.INFO, "server stopped", port=port)


def _warn(settings: Settings, host: str) -> None:
    """Says what works, and should be otherwise in a city."""
    if settings.tiles and settings.tiles.lacks_approval:
        _hint(settings, _NO_APPROVAL.format(source=settings.tiles.lacks_approval))
    if not opening.is_postgresql(settings.database) and sqlite.has_wal_race():
        _hint(settings, _WITHOUT_WAL.format(found=sqlite.version()))
    if host in _THIS_MACHINE and not settings.proxies and not settings.demo:
        _hint(settings, _NO_PROXY)


def _hint(settings: Settings, words: str) -> None:
    """Says it to who starts the server by hand, or in the log where a program reads it."""
    if settings.seeing.log == "json":
        logs.event(_log, logging.WARNING, words)
    else:
        click.echo(words, err=True)


def _check_clock(db: Database) -> None:
    """Refused where the clock is wrong, as far as the log can tell."""
    last, now = log.written_last(db), clock.now()
    if last and now < last - _SLOW_CLOCK and not clock.frozen():
        raise Refused("clock_behind", last=china_text(last), now=china_text(now))


def _server(host: str, port: int, workers: int) -> Any:
    return Granian(
        target="stations.app:served",
        factory=True,
        address=host,
        port=port,
        interface=Interfaces.RSGI,
        workers=workers,
        # Without TLS there is no browser that would speak HTTP/2, and a stream of it that is given
        # up leaves a thread waiting for its body.
        http=HTTPModes.http1,
        backpressure=_connections(),
        backlog=_CONNECTIONS,
        # Requests hold positions in their query strings: no access log, ever.
        log_access=False,
        log_level=LogLevels.error,
        log_dictconfig=_AS_OURS,
        http1_settings=HTTP1Settings(header_read_timeout=_HEADERS_MS, max_buffer_size=_BUFFER),
        websockets=False,
        respawn_failed_workers=True,
        workers_kill_timeout=10,
    )


def _connections() -> int:
    """How many a worker may hold, where each needs a file and the system allows so many."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = _CONNECTIONS + _OTHER_FILES
    if soft != resource.RLIM_INFINITY and soft < wanted:
        soft = wanted if hard == resource.RLIM_INFINITY else min(wanted, hard)
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))
        return max(1, soft - _OTHER_FILES)
    return _CONNECTIONS


def _check_free(host: str, port: int) -> None:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
            # Without listening, a port that another server shares by SO_REUSEPORT looks free.
            probe.listen(1)
        except OSError as error:
            raise Refused("port_in_use", host=host, port=port) from error
