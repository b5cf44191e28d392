"""The process that does long work, started beside the server."""

from __future__ import annotations

import logging
import os
import subprocess
import sys
import threading


def start(database: str) -> None:
    """Starts it; where one is at work already, it ends at once.

    It is a process of its own, so that pages go on being answered and the worker of the server
    that asked for it may end. Where it can't be started, what was asked for waits.
    """
    environment = {**os.environ, "STATIONS_DATABASE": database}
    try:
        process = subprocess.Popen(
            # -P: what happens to lie in this folder is not imported.
            [sys.executable, "-P", "-m", "stations", "work"],
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            start_new_session=True,
        )
    except OSError:
        logging.getLogger(__name__).exception("no process for long work")
        return
    threading.Thread(target=process.wait, daemon=True).start()
