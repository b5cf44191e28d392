"""Connections whose other end takes nothing are ended by the system."""

from __future__ import annotations

import os
import socket
from contextlib import suppress
from pathlib import Path
from typing import Final

STALLED_S: Final = 30
"""Without any progress; who reads slowly makes some."""
_OPEN_FILES: Final = Path("/proc/self/fd")


def end_stalled(seconds: float = STALLED_S) -> int:
    """Sets it where this process listens, whence connections inherit it; how many sockets.

    The server has no time-out for answers: those that nobody reads would hold their connections
    until none is left. Linux alone tells which sockets these are, and has the option.
    """
    found = 0
    option = getattr(socket, "TCP_USER_TIMEOUT", None)
    if option is None or not _OPEN_FILES.is_dir():
        return found
    for path in list(_OPEN_FILES.iterdir()):
        with suppress(OSError), socket.socket(fileno=os.dup(int(path.name))) as one:
            if one.getsockopt(socket.SOL_SOCKET, socket.SO_ACCEPTCONN):
                one.setsockopt(socket.IPPROTO_TCP, option, int(seconds * 1_000))
                found += 1
    return found
