"""A folder that is replaced as a whole."""

from __future__ import annotations

import ctypes
import os
import secrets
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

_AT_FDCWD = -100
_RENAME_EXCHANGE = 2


@contextmanager
def replacing(folder: Path) -> Iterator[Path]:
    """An empty folder beside this one, which takes its place at the end, or vanishes by an error.

    Readers find the old one or the new one, and never a half or nothing.
    """
    folder.parent.mkdir(parents=True, exist_ok=True)
    draft = folder.with_name(f".{folder.name}.{secrets.token_hex(6)}.part")
    draft.mkdir()
    try:
        yield draft
        _sync(draft)
        _take_its_place(draft, folder)
    finally:
        shutil.rmtree(draft, ignore_errors=True)


def _sync(draft: Path) -> None:
    for path in (*draft.iterdir(), draft):
        descriptor = os.open(path, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


def _take_its_place(draft: Path, folder: Path) -> None:
    """The two folders change names, at once where the system can; the old one is the draft then."""
    if not folder.exists():
        draft.rename(folder)
    elif not _exchanged(draft, folder):
        old = draft.with_suffix(".old")
        folder.rename(old)
        draft.rename(folder)
        shutil.rmtree(old, ignore_errors=True)


def _exchanged(one: Path, other: Path) -> bool:
    """Whether Linux has exchanged two names (renameat2); false where it cannot."""
    try:
        exchange = ctypes.CDLL(None, use_errno=True).renameat2
    except (OSError, AttributeError):
        return False
    names = (os.fsencode(one.absolute()), os.fsencode(other.absolute()))
    done = exchange(_AT_FDCWD, names[0], _AT_FDCWD, names[1], _RENAME_EXCHANGE)
    return int(done) == 0
