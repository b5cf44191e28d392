"""Files of pictures, safe against a power cut."""

from __future__ import annotations

import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from typing import Final

from stations.media.model import ENDING, Picture, is_name

_SMALL: Final = "-small"
_DRAFT: Final = ".draft"
UNCLAIMED_FOR: Final = timedelta(hours=24)
"""A file waits so long for the row that names it: the row is written after the file."""


def path_of(folder: Path, name: str, *, small: bool = False) -> Path:
    """The file of a picture; ValueError for what is no name."""
    if not is_name(name):
        raise ValueError("not the name of a picture")
    return folder / name[:2] / f"{name}{_SMALL if small else ''}{ENDING}"


def store(folder: Path, picture: Picture) -> str:
    """Keeps both files, whole or not at all; the name. Only then may a row name them."""
    target = path_of(folder, picture.name)
    target.parent.mkdir(parents=True, exist_ok=True)
    _sync(folder)
    small = path_of(folder, picture.name, small=True)
    # Both are written before one has its name: where there is no room for the second, none lies
    # here. The photo last: where it lies, its thumbnail lies too.
    with _written(small, picture.small) as small_draft, _written(target, picture.photo) as draft:
        small_draft.replace(small)
        draft.replace(target)
    _sync(target.parent)
    return picture.name


def names(folder: Path) -> Iterator[str]:
    """The names of all pictures whose two files lie here."""
    for path in sorted(folder.glob(f"??/*{ENDING}")):
        name = path.name.removesuffix(ENDING)
        if is_name(name) and path_of(folder, name, small=True).exists():
            yield name


def unclaimed(folder: Path, claimed: frozenset[str], *, at: datetime) -> list[Path]:
    """Files that nothing names, a day after they were written."""
    before = (at - UNCLAIMED_FOR).timestamp()
    return [
        path
        for path in sorted(folder.glob("??/*"))
        if path.is_file() and path.stat().st_mtime < before and _name_of(path) not in claimed
    ]


def _name_of(path: Path) -> str:
    if path.name.endswith(_DRAFT):
        return ""
    return path.name.removesuffix(ENDING).removesuffix(_SMALL)


@contextmanager
def _written(path: Path, data: bytes) -> Iterator[Path]:
    """A draft beside the place of a file; what has not taken its place at the end is gone."""
    draft = path.with_name(f"{path.name}.{secrets.token_hex(4)}{_DRAFT}")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        yield draft
    finally:
        draft.unlink(missing_ok=True)


def _sync(folder: Path) -> None:
    """Makes the names in a folder last, as fsync of a file makes its content last."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
