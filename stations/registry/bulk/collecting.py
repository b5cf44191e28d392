"""Long work in which cycles are collected seldom: it means a walk through all rows each time."""

from __future__ import annotations

import gc
from collections.abc import Iterator
from contextlib import contextmanager

_SELDOM = (50_000, 50, 1_000)


@contextmanager
def seldom_collected() -> Iterator[None]:
    """Leaves most cycles where they are: a list makes millions of values, and few of those."""
    before = gc.get_threshold()
    gc.set_threshold(*_SELDOM)
    try:
        yield
    finally:
        gc.set_threshold(*before)
