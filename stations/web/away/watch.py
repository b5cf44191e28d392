"""What each worker of the server holds before the first question, and keeps true between them."""

from __future__ import annotations

import threading
import time

from stations.areas import codes
from stations.web import clock
from stations.web.services import Services

EVERY_S = 0.5
"""How soon a change, or that the database is away, is noticed while nobody asks."""


def begin(services: Services) -> None:
    """Reads all that is answered from memory, then looks after it in a thread of its own."""
    _look(services)
    if services.keeper.is_at_hand(clock.now()):
        services.hints.at(clock.now())
        services.landmarks.city(codes.trimmed(services.settings.home_area)[:4])
    threading.Thread(target=_watch, args=(services,), daemon=True).start()


def _watch(services: Services) -> None:
    while True:
        time.sleep(EVERY_S)
        _look(services)


def _look(services: Services) -> None:
    try:
        services.keeper.current(clock.now())
    except Exception as error:
        # There is nothing to answer from yet: it is tried again until there is.
        services.stand_in.access.failed(error)
