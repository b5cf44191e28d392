"""The command that serves: the production server."""

from __future__ import annotations

import os
import socket

import click
from granian import Granian
from granian.constants import Interfaces
from granian.http import HTTP1Settings
from granian.log import LogLevels

from stations import config, private_files
from stations.db import opening
from stations.errors import Refused

_HEADERS_MS = 10_000
_THREADS = 512
"""As many slow bodies as a worker bears: each holds a thread until it has come. Threads are made
when they are needed and end when they idle, so that a calm server has one or two."""


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="监听的地址。")
@click.option("--port", default=8000, show_default=True, type=click.IntRange(1, 65535))
@click.option("--workers", default=2, show_default=True, type=click.IntRange(1, 64))
def serve(host: str, port: int, workers: int) -> None:
    """启动正式的服务器，并显示要打开的网址。"""
    # An unmigrated or unreachable database is refused here, before any worker starts.
    settings = config.from_environment()
    os.umask(private_files.OWNER_ONLY)
    settings.tighten()
    opening.open_ready(settings.database).close()
    settings.secret_key()
    _check_free(host, port)
    shown = f"[{host}]" if ":" in host else host
    # Said a moment before the first answer: a thread that waited for it would be forked into the
    # workers in the middle of its work, and they hung (measured).
    click.echo(f"驿站已启动: http://{shown}:{port}/")
    Granian(
        target="stations.app:from_settings",
        factory=True,
        address=host,
        port=port,
        interface=Interfaces.WSGI,
        workers=workers,
        blocking_threads=_THREADS,
        # Requests hold positions in their query strings: no access log, ever.
        log_access=False,
        # Its warnings are about the number of threads, which is chosen: docs/decisions/0006.
        log_level=LogLevels.error,
        http1_settings=HTTP1Settings(header_read_timeout=_HEADERS_MS),
        websockets=False,
        respawn_failed_workers=True,
        workers_kill_timeout=10,
    ).serve()


def _check_free(host: str, port: int) -> None:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
            # Without listening, a port that another server shares by SO_REUSEPORT looks free.
            probe.listen(1)
        except OSError as error:
            raise Refused(
                f"不能在 {host} 的 {port} 端口上启动，可能已被占用。请用 --port 换一个端口。",
                code="port_in_use",
            ) from error
