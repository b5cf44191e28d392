"""A backup of the installation: written, read back, and only then given its name."""

from __future__ import annotations

import hashlib
import os
import secrets
import shutil
import tempfile
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from stations import private_files
from stations.config import PEOPLE_KEY
from stations.db import backups
from stations.db.backups import Backup
from stations.db.base import Database
from stations.errors import Refused
from stations.recovery import bundle
from stations.recovery.age_files import Recipient, Trial, Writer
from stations.registry.upkeep import restore_check

_Source = Callable[[Writer], int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """What a backup holds beside the database, and who may read it. Nobody named: not encrypted."""

    state: Path
    photos: Path | None = None
    """The folder of pictures; the secret key and the rules come with them."""
    rules: Path | None = None
    """The folder of the city's own rules, where it is not in that of the state."""
    key: bytes = b""
    """The key, where it is not in the folder of the state."""
    people_key: bytes = b""
    """The same of the key that encrypts who signs up."""
    recipients: Sequence[Recipient] = ()

    @property
    def ending(self) -> str:
        """Of a name that tells what the file holds."""
        return (".tar" if self.photos else ".db") + (".age" if self.recipients else "")


@dataclass(frozen=True, slots=True, kw_only=True)
class BackupFile:
    """A backup that lies under its name."""

    held: Backup
    photo_files: int
    size_bytes: int


def back_up(
    database: Database, target: Path, wanted: Wanted, *, replace: bool = False
) -> BackupFile:
    """Writes one file, whole or not at all; Refused in words where that fails."""
    if not (wanted.photos or wanted.recipients):
        held = backups.backup(database, target, check=restore_check.check, replace=replace)
        return BackupFile(held=held, photo_files=0, size_bytes=target.stat().st_size)
    backups.check_target(target, replace=replace)
    try:
        # What shall be read by a few only never lies unencrypted where backups lie.
        with _work_folder(wanted, target) as folder:
            plain = folder / bundle.DATABASE
            held = backups.backup(database, plain, check=restore_check.check)
            count = _write(target, _source(plain, wanted), wanted.recipients)
    except OSError as error:
        raise backups.unwritable(error, target.parent) from error
    return BackupFile(held=held, photo_files=count, size_bytes=target.stat().st_size)


@contextmanager
def _work_folder(wanted: Wanted, target: Path) -> Iterator[Path]:
    place = wanted.state if wanted.recipients else target.parent
    private_files.make_folder(place)
    with tempfile.TemporaryDirectory(prefix=".stations-backup-", dir=place) as folder:
        yield Path(folder)


def _source(plain: Path, wanted: Wanted) -> _Source:
    """What writes the plain bytes; it tells how many files of photos there were."""
    if wanted.photos:
        parts = bundle.Parts(
            database=plain,
            photos=wanted.photos,
            key=_key_file(wanted.state / bundle.KEY, wanted.key, beside=plain),
            people_key=_key_file(wanted.state / PEOPLE_KEY, wanted.people_key, beside=plain),
            rules=wanted.rules or wanted.state / bundle.RULES,
        )
        return lambda target: bundle.write(parts, target)

    def copy(target: Writer) -> int:
        with plain.open("rb") as file:
            shutil.copyfileobj(file, target)
        return 0

    return copy


def _key_file(kept: Path, given: bytes, *, beside: Path) -> Path:
    """The file of a key, or one made of what is given instead."""
    if not given:
        return kept
    made = beside.with_name(kept.name)
    private_files.make_file(made)
    made.write_bytes(given)
    return made


def _write(target: Path, source: _Source, recipients: Sequence[Recipient]) -> int:
    draft = target.with_name(f".{target.name}.{secrets.token_hex(4)}{backups.DRAFT}")
    trial = Trial()
    private_files.make_file(draft)
    try:
        with draft.open("wb") as file:
            written = _Summed(None)
            if recipients:
                count = _encrypt(source, file, written, trial, recipients)
            else:
                written.file = file
                count = source(written)
            file.flush()
            os.fsync(file.fileno())
        if _read_back(draft, trial, encrypted=bool(recipients)) != written.sum:
            raise Refused("file_unwritable.other_bytes", parent=target.parent)
        draft.replace(target)
    finally:
        draft.unlink(missing_ok=True)
    return count


def _encrypt(
    source: _Source, file: IO[bytes], written: _Summed, trial: Trial, to: Sequence[Recipient]
) -> int:
    """Encrypts while it is being read, so that no second copy needs room."""
    reading, writing = os.pipe()

    def feed() -> int:
        with os.fdopen(writing, "wb") as pipe:
            written.file = pipe
            return source(written)

    with ThreadPoolExecutor(max_workers=1) as pool:
        fed = pool.submit(feed)
        with os.fdopen(reading, "rb") as pipe:
            trial.encrypt(pipe, file, to)
        return fed.result()


def _read_back(draft: Path, trial: Trial, *, encrypted: bool) -> str:
    found = _Summed(None)
    with draft.open("rb") as file:
        if encrypted:
            trial.decrypt(file, found)
        else:
            shutil.copyfileobj(file, found)
    return found.sum


class _Summed:
    """Passes bytes on, where there is a file to pass them to, and knows the sum of all."""

    def __init__(self, file: IO[bytes] | None) -> None:
        self.file = file
        self._digest = hashlib.sha256()

    @property
    def sum(self) -> str:
        return self._digest.hexdigest()

    def write(self, data: bytes, /) -> int:
        self._digest.update(data)
        if self.file:
            self.file.write(data)
        return len(data)

    def flush(self) -> None:
        if self.file:
            self.file.flush()
