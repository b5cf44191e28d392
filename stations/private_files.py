"""Files and folders that only the account of the program may read."""

from __future__ import annotations

import logging
import os
import stat
from collections.abc import Iterable
from pathlib import Path

_log = logging.getLogger(__name__)

OWNER_ONLY = 0o077
"""The mask of a process all of whose files are private."""
_OTHERS = stat.S_IRWXG | stat.S_IRWXO


def make_folder(folder: Path) -> None:
    """A private folder, unless there is one by that name."""
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)


def make_file(path: Path) -> None:
    """An empty private file; FileExistsError where there is one by that name."""
    os.close(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600))


def tighten(paths: Iterable[Path]) -> None:
    """Takes from everybody else what they may do with those of these paths that there are.

    A path that belongs to another account is left as it is, with a warning.
    """
    for path in paths:
        try:
            mode = stat.S_IMODE(path.stat().st_mode)
            if mode & _OTHERS:
                path.chmod(mode & ~_OTHERS)
        except FileNotFoundError:
            continue
        except OSError as error:
            _log.warning("others may read %s (%s)", path, error.strerror)
