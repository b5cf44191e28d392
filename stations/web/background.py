"""The process that does long work, started beside the server that asked, or any other one."""

from __future__ import annotations

import contextlib
import logging
import os
import subprocess
import threading
import time

from stations import shipped
from stations.db.opening import Connections
from stations.db.sqlite import DriverError
from stations.errors import StationsError
from stations.notifying.notifier import Notifier
from stations.registry.jobs import list_jobs
from stations.signups import forgetting, moving_up
from stations.web import clock

_LOOK_EVERY_S = 5.0
_MOVE_EVERY_S = 20.0


def start(database: str) -> None:
    """Starts it; where one is at work already, it ends at once.

    It is a process of its own, so that pages go on being answered and the worker of the server
    that asked for it may end. Where it can't be started, what was asked for waits.
    """
    environment = {**os.environ, "STATIONS_DATABASE": database}
    try:
        process = subprocess.Popen(
            shipped.starting("stations", "work"),
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            start_new_session=True,
        )
    except OSError:
        logging.getLogger(__name__).exception("no process for long work")
        return
    threading.Thread(target=process.wait, daemon=True).start()


def watch(connections: Connections, database: str) -> None:
    """Takes over what a process has left behind that died, with its node or without."""

    def look() -> None:
        while True:
            time.sleep(_LOOK_EVERY_S)
            # While the database is away or busy there is nothing to take over.
            with contextlib.suppress(StationsError, DriverError):
                db = connections()
                if list_jobs.are_left(db, now=db.clock()):
                    start(database)

    threading.Thread(target=look, daemon=True).start()


def move_up(connections: Connections, *, after_days: int) -> None:
    """Moves up those who wait for a place, and forgets at night who had signed up."""

    def look() -> None:
        while True:
            time.sleep(_MOVE_EVERY_S)
            try:
                db, at = connections(), clock.now()
                moving_up.move_all(db, at=at)
                forgetting.nightly(db, after_days=after_days, at=at)
            except (StationsError, DriverError):
                # While the database is away or busy, a place waits in it.
                continue
            except Exception:
                logging.getLogger(__name__).exception("nobody moves up")

    threading.Thread(target=look, daemon=True).start()


def tell(connections: Connections, notifier: Notifier) -> None:
    """Takes messages out for as long as this process lives; of all processes one at a time."""

    def look() -> None:
        while True:
            time.sleep(_LOOK_EVERY_S)
            try:
                notifier.round(connections(), at=clock.now())
            except (StationsError, DriverError):
                # While the database is away or busy, messages wait in it.
                continue
            except Exception:
                logging.getLogger(__name__).exception("messages are not taken out")

    threading.Thread(target=look, daemon=True).start()
