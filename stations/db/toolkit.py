"""The SQLite driver of this process: the one that sqlite-utils chooses.

Two SQLite libraries on one file lose acknowledged commits, so everything here takes `sqlite3` from
this module (pysqlite3 where it is installed) and nothing imports another.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from types import ModuleType
from typing import Any

__all__ = ["Toolkit", "sqlite3"]


@contextmanager
def _left_out(name: str) -> Iterator[None]:
    """Makes `import name` fail inside, unless the module has been imported before."""
    modules: dict[str, ModuleType | None] = sys.modules  # type: ignore[assignment]
    if name in modules:
        yield
        return
    modules[name] = None
    try:
        yield
    finally:
        del modules[name]


# sqlite-utils imports pandas and numpy where they are installed, only to recognise their values: a
# second of start-up and 60 MB for every command and web worker, for nothing.
with _left_out("pandas"), _left_out("numpy"):
    from sqlite_utils import Database as Toolkit
    from sqlite_utils import utils as _utils

sqlite3: Any = _utils.sqlite3  # type: ignore[attr-defined]
