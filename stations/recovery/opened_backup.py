"""A backup file of any kind, taken apart in a private folder that is removed again."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from stations import private_files
from stations.db import backups
from stations.recovery import age_files, bundle
from stations.recovery.age_files import Identity
from stations.recovery.bundle import Parts


@contextmanager
def opened(source: Path, identities: Sequence[Identity], *, beside: Path) -> Iterator[Parts]:
    """The parts of a backup; Invalid or Refused where it can't be read, and nothing is left."""
    backups.check_source(source)
    private_files.make_folder(beside)
    with tempfile.TemporaryDirectory(prefix=".stations-opened-", dir=beside) as name:
        try:
            yield _parts(source, identities, Path(name))
        except OSError as error:
            raise backups.unreadable(error, source) from error


def _parts(source: Path, identities: Sequence[Identity], folder: Path) -> Parts:
    plain = source
    if age_files.is_encrypted(source):
        plain = folder / "plain"
        private_files.make_file(plain)
        with plain.open("wb") as file:
            age_files.decrypt(source, file, identities)
    if not bundle.is_bundle(plain):
        return bundle.parts_in(folder, database=plain)
    parts = bundle.unpack(plain, folder, shown=source)
    if plain != source:
        plain.unlink()
    return parts
