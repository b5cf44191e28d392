"""What lies in a folder with a dataset."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from pathlib import Path
from typing import Any

import orjson

from stations.reports.dataset.file_names import ABOUT, CSV, NAME, PACKAGE, SUMS

_SUM = re.compile(r"([0-9a-f]{64})  ([A-Za-z0-9_.-]{1,60})")


@dataclass(frozen=True, slots=True, kw_only=True)
class DatasetFile:
    name: str
    title: str
    mime: str
    size: int
    etag: str
    """Another one whenever the content is."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Catalogue:
    """A dataset as it lies there."""

    at: datetime
    day: date
    since: date
    """Day from which changes are told."""
    revision: str
    stations: int
    licence: str
    licence_url: str
    files: tuple[DatasetFile, ...]

    def file(self, name: str) -> DatasetFile | None:
        return next((one for one in self.files if one.name == name), None)


def is_dataset(folder: Path) -> bool:
    """Whether a folder is empty or holds a dataset of ours: nothing else is ever replaced."""
    if not folder.is_dir():
        return False
    names = {path.name for path in folder.iterdir()}
    return not names or (bool(_package(folder)) and SUMS in names)


def read(folder: Path | None) -> Catalogue | None:
    """The dataset in a folder, None where there is none."""
    if folder is None:
        return None
    try:
        state = (folder / SUMS).stat()
    except OSError:
        return None
    return _read(folder, state.st_mtime_ns, state.st_ino)


@lru_cache(maxsize=4)
def _read(folder: Path, written: int, inode: int) -> Catalogue | None:
    """The same, remembered as long as the file of sums stays what it is."""
    package = _package(folder)
    try:
        sums = (folder / SUMS).read_text("utf-8")
    except (OSError, ValueError):
        return None
    if not package:
        return None
    digests = {match[2]: match[1][:16] for match in map(_SUM.fullmatch, sums.splitlines()) if match}
    titles = {one["path"]: (one["title"], one["mediatype"]) for one in package["resources"]}
    files = [
        DatasetFile(name=name, title=title, mime=mime, size=path.stat().st_size, etag=digest)
        for name, digest in digests.items()
        if (path := folder / name).is_file()
        for title, mime in (titles.get(name) or ABOUT.get(name) or (name, CSV),)
    ]
    licence = package["licenses"][0]
    return Catalogue(
        at=datetime.fromisoformat(package["created"]),
        day=date.fromisoformat(package["day"]),
        since=date.fromisoformat(package["changes_since"]),
        revision=package["version"],
        stations=package["stations"],
        licence=licence["title"],
        licence_url=licence.get("path", ""),
        files=(*files, _sums(folder)),
    )


def _package(folder: Path) -> dict[str, Any]:
    """What the folder says of itself; empty where it is no dataset of ours."""
    try:
        found = orjson.loads((folder / PACKAGE).read_bytes())
    except (OSError, ValueError):
        return {}
    return found if isinstance(found, dict) and found.get("name") == NAME else {}


def _sums(folder: Path) -> DatasetFile:
    title, mime = ABOUT[SUMS]
    body = (folder / SUMS).read_bytes()
    etag = hashlib.sha256(body).hexdigest()[:16]
    return DatasetFile(name=SUMS, title=title, mime=mime, size=len(body), etag=etag)
