"""Where pictures are kept: a folder, or a bucket of an S3-compatible store for several nodes."""

from __future__ import annotations

import functools
import os
import secrets
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from stations.errors import Invalid, Refused
from stations.media import files
from stations.media.model import ENDING, Picture, is_name

if TYPE_CHECKING:
    from obstore.store import S3Store

BUCKET = "s3://"
_ANSWER_S, _CONNECT_S = 10, 3
_SMALL = "-small"


class PhotoShelf(Protocol):
    """Pictures by their names, which are their contents: none is ever changed."""

    def keep(self, picture: Picture) -> str:
        """Keeps both files, whole or not at all; the name. Only then may a row name them."""
        ...

    def read(self, name: str, *, small: bool) -> bytes | None:
        """A file of a picture; None where there is none. ValueError for what is no name."""
        ...

    def names(self) -> Iterator[str]:
        """The names of all pictures of which both files are there."""
        ...

    def unclaimed(self, claimed: frozenset[str], *, at: datetime) -> list[Callable[[], object]]:
        """What deletes each file that nothing names, a day after it was written."""
        ...

    def check(self) -> None:
        """Refused where nothing can be kept here."""
        ...


def opened(place: str | Path) -> PhotoShelf:
    """The shelf at a path or at s3://bucket/prefix."""
    if str(place).startswith(BUCKET):
        return PhotoBucket(str(place))
    return PhotoFolder(Path(place))


class PhotoFolder:
    """A folder: of this machine, or one that all nodes share."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def keep(self, picture: Picture) -> str:
        return files.store(self._folder, picture)

    def read(self, name: str, *, small: bool) -> bytes | None:
        try:
            return files.path_of(self._folder, name, small=small).read_bytes()
        except FileNotFoundError:
            return None

    def names(self) -> Iterator[str]:
        return files.names(self._folder)

    def unclaimed(self, claimed: frozenset[str], *, at: datetime) -> list[Callable[[], object]]:
        return [path.unlink for path in files.unclaimed(self._folder, claimed, at=at)]

    def check(self) -> None:
        """Nothing to do: the folder is made with its first picture."""


class PhotoBucket:
    """A bucket; the address of the store and the keys are read from AWS_… in the environment."""

    def __init__(self, url: str) -> None:
        try:
            from obstore.store import S3Store
        except ModuleNotFoundError as error:
            raise Refused("photos_away.no_library") from error
        bucket, _, prefix = url.removeprefix(BUCKET).partition("/")
        if not bucket:
            raise Invalid("invalid.photos_setting", field="STATIONS_PHOTOS")
        self._store: S3Store = S3Store(
            bucket,
            prefix=prefix.strip("/") or None,
            client_options={
                "timeout": f"{_ANSWER_S}s",
                "connect_timeout": f"{_CONNECT_S}s",
                "allow_http": os.environ.get("AWS_ENDPOINT_URL", "").startswith("http://"),
            },
            retry_config={"max_retries": 2, "retry_timeout": timedelta(seconds=_ANSWER_S)},
        )

    def keep(self, picture: Picture) -> str:
        # The photo last: where it lies, its thumbnail lies too.
        self._put(_key(picture.name, small=True), picture.small)
        self._put(_key(picture.name, small=False), picture.photo)
        return picture.name

    def read(self, name: str, *, small: bool) -> bytes | None:
        key = _key(name, small=small)
        try:
            return bytes(self._store.get(key).bytes())
        except FileNotFoundError:
            return None
        except Exception as error:
            raise Refused("photos_away") from error

    def names(self) -> Iterator[str]:
        keys = {key for key, _ in self._keys()}
        for key in sorted(keys):
            name = _name(key)
            if is_name(name) and key == _key(name, small=False) and _key(name, small=True) in keys:
                yield name

    def unclaimed(self, claimed: frozenset[str], *, at: datetime) -> list[Callable[[], object]]:
        before = at - files.UNCLAIMED_FOR
        return [
            functools.partial(self._delete, key)
            for key, written in self._keys()
            if written < before and _name(key) not in claimed
        ]

    def check(self) -> None:
        """Writes something, reads it and deletes it; Refused where that fails."""
        key, said = f"check-{secrets.token_hex(8)}", b"\xe9\xa9\xbf"
        self._put(key, said)
        try:
            if bytes(self._store.get(key).bytes()) != said:
                raise Refused("photos_away")
        except Refused:
            raise
        except Exception as error:
            raise Refused("photos_away") from error
        self._delete(key)

    def _delete(self, key: str) -> None:
        try:
            self._store.delete(key)
        except Exception as error:
            raise Refused("photos_away") from error

    def _put(self, key: str, data: bytes) -> None:
        try:
            self._store.put(key, data)
        except Exception as error:
            raise Refused("photos_away") from error

    def _keys(self) -> list[tuple[str, datetime]]:
        try:
            pages = list(self._store.list())
        except Exception as error:
            raise Refused("photos_away") from error
        return [(one["path"], one["last_modified"]) for page in pages for one in page]


def _key(name: str, *, small: bool) -> str:
    return files.path_of(Path(), name, small=small).as_posix()


def _name(key: str) -> str:
    return key.rpartition("/")[2].removesuffix(ENDING).removesuffix(_SMALL)
