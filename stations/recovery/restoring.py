"""A backup put in place of what is there: database, photos, the secret key and own rules."""

from __future__ import annotations

import os
import secrets
import shutil
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from stations import private_files
from stations.audit.model import Act
from stations.config import PEOPLE_KEY
from stations.db import backups
from stations.db.base import Database
from stations.errors import Refused
from stations.media.model import ENDING
from stations.recovery import bundle
from stations.recovery.age_files import Identity
from stations.recovery.opened_backup import opened
from stations.registry.upkeep import rebuild, restore_check, row_upgrade

KEPT = ".before-restore"
KEPT_KEY = f"secret_key{KEPT}"


@dataclass(frozen=True, slots=True, kw_only=True)
class InstallationPaths:
    """Where an installation lies."""

    address: str
    photos: Path
    key: Path
    rules: Path


@dataclass(frozen=True, slots=True, kw_only=True)
class Restored:
    """What was put there."""

    counts: dict[str, int]
    photo_files: int
    new_key: bool
    new_people_key: bool = False
    rule_files: int = 0


def restore(
    source: Path,
    place: InstallationPaths,
    *,
    identities: Sequence[Identity],
    replace: bool,
    act: Act,
) -> Restored:
    """Checks a copy of all of it, then puts it there; Refused else, with nothing changed.

    Photos that are there stay: their names are their content. The key that was there is kept
    beside, under another name.
    """
    added = 0

    def add_photos() -> None:
        nonlocal added
        try:
            added = _add_photos(parts.photos, place.photos)
        except OSError as error:
            raise Refused("photos_unwritable", folder=place.photos, error=error.strerror) from error

    with opened(source, identities, beside=place.key.parent) as parts:
        counts = backups.restore(
            parts.database,
            place.address,
            replace=replace,
            check=lambda copy: upgraded(copy, act=act),
            beforehand=add_photos,
            shown=source,
        )
        return Restored(
            counts=counts,
            photo_files=added,
            new_key=_put_key(parts.key, place.key),
            new_people_key=_put_key(parts.people_key, place.key.with_name(PEOPLE_KEY)),
            rule_files=_put_rules(parts.rules, place.rules),
        )


def upgraded(copy: Database, *, act: Act) -> None:
    """Brings a copy to the form of today and reads all of it; Unsound where that fails."""
    restore_check.check(copy)
    upgrade_rows(copy, act=act)


def upgrade_rows(database: Database, *, act: Act) -> None:
    """Brings rows to the form of today, those of stations before those derived from them."""
    row_upgrade.upgrade(database, act=act)
    rebuild.rebuild_outdated(database)


def _add_photos(source: Path, folder: Path) -> int:
    added = 0
    for path in sorted(source.glob(f"??/*{ENDING}")):
        target = folder / path.parent.name / path.name
        if target.exists() and target.stat().st_size == path.stat().st_size:
            continue
        private_files.make_folder(target.parent)
        _copy(path, target)
        added += 1
    return added


def _put_key(source: Path, key: Path) -> bool:
    """Whether the key is another one now; the one before stays beside."""
    if not source.is_file():
        return False
    if key.is_file():
        if key.read_bytes() == source.read_bytes():
            return False
        _copy(key, key.with_name(f"{key.name}{KEPT}"))
    _copy(source, key)
    return True


def _put_rules(source: Path, folder: Path) -> int:
    """How many files of rules are others now; what was there stays beside, under another name."""
    put = 0
    for path in bundle.rule_files(source):
        target = folder / path.relative_to(source)
        if target.is_file():
            if target.read_bytes() == path.read_bytes():
                continue
            _copy(target, target.with_name(target.name + KEPT))
        private_files.make_folder(target.parent)
        _copy(path, target)
        put += 1
    return put


def _copy(source: Path, target: Path) -> None:
    """A private copy that is whole or not there."""
    draft = target.with_name(f"{target.name}.{secrets.token_hex(4)}.draft")
    private_files.make_file(draft)
    try:
        with source.open("rb") as content, draft.open("wb") as file:
            shutil.copyfileobj(content, file)
            file.flush()
            os.fsync(file.fileno())
        draft.replace(target)
    finally:
        draft.unlink(missing_ok=True)
