"""Processes that are started, killed with all their children, and cleared away."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from bench.serving import Server


def family(pid: int) -> list[int]:
    """Give the process and all that it has started, the youngest last."""
    return Server(pid=pid, port=0).pids()


def kill_all(process: subprocess.Popen[bytes]) -> None:
    """Kill a process and all its children with SIGKILL, as a machine that loses its power does."""
    try:
        pids = family(process.pid)
    except FileNotFoundError:
        pids = [process.pid]
    for pid in pids:
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)
    process.wait(timeout=30)
    until(lambda: not any(map(is_alive, pids)), within_s=10, what="killed processes to go")


def is_alive(pid: int) -> bool:
    """Whether a process runs; one that waits to be collected does not."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except (FileNotFoundError, ProcessLookupError):
        return False


def until(is_so: Callable[[], bool], *, within_s: float, what: str) -> float:
    """Wait until something is so; the seconds that it took."""
    began = time.monotonic()
    while not is_so():
        if time.monotonic() - began > within_s:
            raise TimeoutError(f"waited {within_s:.0f} s for {what}")
        time.sleep(0.05)
    return time.monotonic() - began


def logged(
    command: Sequence[str],
    log: Path,
    *,
    environment: dict[str, str] | None = None,
    user: str | None = None,
) -> subprocess.Popen[bytes]:
    """Start a command whose words go to a file."""
    with log.open("ab") as file:
        return subprocess.Popen(
            command,
            cwd=log.parent,
            env={**os.environ, **(environment or {})},
            stdin=subprocess.DEVNULL,
            stdout=file,
            stderr=subprocess.STDOUT,
            start_new_session=True,
            user=user,
        )
