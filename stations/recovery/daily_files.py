"""Backups of a folder, one a day, of which the newest are kept."""

from __future__ import annotations

import re
import stat
import time
from contextlib import suppress
from datetime import date
from pathlib import Path

from stations import private_files
from stations.db import backups
from stations.errors import Refused

_NAME = re.compile(r"stations-(20[0-9]{2}-[01][0-9]-[0-3][0-9])(\.(?:db|tar)(?:\.age)?)")
_DRAFT = re.compile(rf"\.stations-20.*{re.escape(backups.DRAFT)}(?:-wal|-shm|-journal)?")
_GIVEN_UP_AFTER_S = 86_400.0


def prepare(folder: Path) -> bool:
    """Makes the folder, and clears away what backups that were killed left there.

    Whether it is private: a new one is, and one with nothing of others in it is made so. Refused
    where it can't be used.
    """
    if folder.exists() and not folder.is_dir():
        raise Refused("no_folder.file", folder=folder)
    try:
        return _prepared(folder)
    except OSError as error:
        raise backups.unwritable(error, folder) from error


def _prepared(folder: Path) -> bool:
    private_files.make_folder(folder)
    if all(path.name.startswith((".stations-", "stations-")) for path in folder.iterdir()):
        private_files.tighten([folder])
    before = time.time() - _GIVEN_UP_AFTER_S
    for path in folder.iterdir():
        if _DRAFT.fullmatch(path.name) and path.stat().st_mtime < before:
            path.unlink(missing_ok=True)
    return not stat.S_IMODE(folder.stat().st_mode) & private_files.OWNER_ONLY


def path_of(folder: Path, day: date, *, ending: str) -> Path:
    """Where the backup of a day lies. Its ending tells what it holds: `.db`, `.tar`, `.db.age`."""
    return folder / f"stations-{day.isoformat()}{ending}"


def newest(folder: Path) -> Path | None:
    """The backup of the last day, that with photos before one without."""
    try:
        found = sorted(_own(folder), key=_parts)
    except OSError as error:
        raise backups.unreadable(error, folder) from error
    return found[-1] if found else None


def remove_oldest(written: Path, *, keep: int) -> list[Path]:
    """Removes all but the newest of those that hold the same as this one; what was removed.

    The one just written stays, even where the clock stood wrong and others bear later days.
    """
    ending = _parts(written)[1]
    others = [one for one in _own(written.parent) if one != written and _parts(one)[1] == ending]
    removed = []
    for path in sorted(others, reverse=True)[keep - 1 :]:
        # A backup that was made is not spoilt by one that can't be removed.
        with suppress(OSError):
            path.unlink(missing_ok=True)
            removed.append(path)
    return removed


def _own(folder: Path) -> list[Path]:
    return [path for path in folder.iterdir() if _NAME.fullmatch(path.name)]


def _parts(path: Path) -> tuple[str, str]:
    """Day and ending of a name."""
    found = _NAME.fullmatch(path.name)
    return (found[1], found[2]) if found else ("", "")
