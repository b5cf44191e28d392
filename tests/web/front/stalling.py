"""An application whose answers are too long for a connection that nobody reads."""

from __future__ import annotations

import os
from collections.abc import Iterable
from typing import TYPE_CHECKING

from stations.web.front import listening
from stations.web.front.door import Door

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIEnvironment

LONG = b"x" * 8_000_000


def answer(_: WSGIEnvironment, start: StartResponse) -> Iterable[bytes]:
    """The same long text for everybody."""
    start("200 OK", [("Content-Type", "text/plain")])
    return [LONG]


def served() -> Door:
    """A door that gives up stalled connections after as many seconds as the environment says."""
    seconds = float(os.environ["STALLED_S"])
    listening.end_stalled.__defaults__ = (seconds,)
    return Door(answer)
