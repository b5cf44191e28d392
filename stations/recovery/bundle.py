"""One file with all of an installation: database, photos, the secret key and its own rules."""

from __future__ import annotations

import re
import shutil
import tarfile
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from stations import private_files
from stations.config import PEOPLE_KEY
from stations.errors import Invalid
from stations.media.model import ENDING
from stations.recovery.age_files import Writer

DATABASE, KEY, PHOTOS, RULES = "stations.db", "secret_key", "photos", "rules"
_ALLOWED = re.compile(
    rf"{re.escape(DATABASE)}|{KEY}|{PEOPLE_KEY}|{PHOTOS}/[0-9a-f]{{2}}/[0-9a-f]{{32}}(?:-small)?{re.escape(ENDING)}"
    rf"|{RULES}/(?:(?:schemes|subsidies)/)?[^/\\\0.][^/\\\0]{{0,120}}\.toml"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Parts:
    """Where the parts lie. A key or a folder that there is not yet is left out."""

    database: Path
    photos: Path
    key: Path
    people_key: Path
    """That encrypts who signs up."""
    rules: Path


def write(parts: Parts, target: Writer) -> int:
    """Writes them as a tar; how many files of photos."""
    count = 0
    with tarfile.open(fileobj=target, mode="w|", format=tarfile.PAX_FORMAT) as tar:  # type: ignore[call-overload]
        tar.add(parts.database, DATABASE, filter=_bare)
        for path, name in ((parts.key, KEY), (parts.people_key, PEOPLE_KEY)):
            if path.is_file():
                tar.add(path, name, filter=_bare)
        for path in rule_files(parts.rules):
            with suppress(FileNotFoundError):
                tar.add(path, f"{RULES}/{path.relative_to(parts.rules).as_posix()}", filter=_bare)
        for path in _photos(parts.photos):
            # Somebody may take a picture away meanwhile, which then no row names any more.
            with suppress(FileNotFoundError):
                tar.add(path, f"{PHOTOS}/{path.parent.name}/{path.name}", filter=_bare)
                count += 1
    return count


def is_bundle(path: Path) -> bool:
    """Whether a file is a tar."""
    return tarfile.is_tarfile(path)


def unpack(source: Path, folder: Path, *, shown: Path) -> Parts:
    """Takes the parts out into a private folder; Invalid for what is not ours or is cut off.

    Only the names that `write` gives are taken, so that nothing leads out of the folder. `shown`
    is the file that a person named.
    """
    parts = parts_in(folder, database=folder / DATABASE)
    private_files.make_folder(parts.photos)
    try:
        with tarfile.open(source, mode="r:") as tar:
            for member in tar:
                if not (member.isreg() and _ALLOWED.fullmatch(member.name)):
                    raise Invalid("invalid.bundle_member", field="file", source=shown)
                _take(tar, member, folder / member.name)
    except tarfile.TarError as error:
        raise Invalid("invalid.bundle", field="file", source=shown) from error
    if not parts.database.is_file():
        raise Invalid("invalid.bundle", field="file", source=shown)
    return parts


def parts_in(folder: Path, *, database: Path) -> Parts:
    """Where the parts lie in the folder that a backup was taken out to."""
    return Parts(
        database=database,
        photos=folder / PHOTOS,
        key=folder / KEY,
        people_key=folder / PEOPLE_KEY,
        rules=folder / RULES,
    )


def rule_files(folder: Path) -> list[Path]:
    """The files of rules in a folder, in order."""
    found = [*folder.glob("*.toml"), *folder.glob("*/*.toml")]
    names = {path: f"{RULES}/{path.relative_to(folder).as_posix()}" for path in found}
    return sorted(path for path in found if path.is_file() and _ALLOWED.fullmatch(names[path]))


def _take(tar: tarfile.TarFile, member: tarfile.TarInfo, target: Path) -> None:
    private_files.make_folder(target.parent)
    private_files.make_file(target)
    content = tar.extractfile(member)
    if content is None:
        raise tarfile.ReadError("no content")
    with content, target.open("wb") as file:
        shutil.copyfileobj(content, file)
    if target.stat().st_size != member.size:
        raise tarfile.ReadError("cut off")


def _bare(member: tarfile.TarInfo) -> tarfile.TarInfo:
    """Without the account of this machine."""
    member.uid = member.gid = 0
    member.uname = member.gname = ""
    member.mode = 0o600
    return member


def _photos(folder: Path) -> Iterator[Path]:
    """Finished files of pictures; drafts are left out."""
    for path in sorted(folder.glob(f"??/*{ENDING}")):
        if _ALLOWED.fullmatch(f"{PHOTOS}/{path.parent.name}/{path.name}"):
            yield path
