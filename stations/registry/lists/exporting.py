"""The registry as a file that reads back without a change."""

from __future__ import annotations

import os
import secrets
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from stations.accounts.model import Account, authorise
from stations.accounts.roles import Action
from stations.audit import log
from stations.audit.model import Act
from stations.db.base import Database
from stations.errors import Invalid
from stations.moments import china_day
from stations.public_site import LICENCE_TITLE, NOT_STATED, Licence
from stations.registry import fields
from stations.registry.model import Station
from stations.registry.scoping import reach_of
from stations.registry.stored import store
from stations.registry.views import desk_search_store
from stations.registry.views.desk_search import StationQuery
from stations.tables import file_writing, xlsx_writing

FORMATS = {
    ".csv": file_writing.write_csv,
    ".xlsx": xlsx_writing.write_xlsx,
    ".geojson": file_writing.write_geojson,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class FileForm:
    """A kind of file, one of FORMATS, and the licence that stands in each of its rows."""

    kind: str
    licence: Licence = NOT_STATED


MOST_TAKEN = 20_000
"""More than a city has. For the country there is the command line."""


def export(db: Database, path: Path, *, area: str = "", licence: Licence = NOT_STATED) -> int:
    """Writes the stations kept by an area to a file of the kind its name says; how many.

    The file appears whole or not at all. Drafts have a null geometry in GeoJSON.
    """
    kind = path.suffix.lower()
    if kind not in FORMATS:
        raise Invalid(
            "invalid.export_suffix", field="FILE", suffix=path.suffix[:20], choices=[*FORMATS]
        )
    if not path.parent.is_dir():
        raise Invalid("invalid.export_folder", field="FILE", folder=path.parent)
    draft = path.with_name(f".{secrets.token_hex(8)}.part")
    try:
        with draft.open("wb") as file, db.reading():
            number = write(store.every(db, area=area), kind=kind, file=file, licence=licence)
            file.flush()
            os.fsync(file.fileno())
        draft.replace(path)
    except OSError as error:
        raise Invalid("invalid.export_unwritable", field="FILE", name=path.name[:50]) from error
    finally:
        draft.unlink(missing_ok=True)
    return number


def take(
    db: Database,
    wanted: StationQuery,
    *,
    form: FileForm,
    file: BinaryIO,
    by: Account,
    act: Act,
) -> int:
    """Writes the stations that fit and that this account may take away; how many.

    That they left stands in the log. Nothing private is in the file.
    """
    authorise(by, Action.EXPORT)
    today = china_day(act.at)
    reach = reach_of(by, Action.EXPORT)
    with db.reading():
        if desk_search_store.count(db, reach, wanted, today=today) > MOST_TAKEN:
            raise Invalid("invalid.export_size", field="area", most=MOST_TAKEN)
        number = write(
            desk_search_store.stations(db, reach, wanted, today=today),
            kind=form.kind,
            file=file,
            licence=form.licence,
        )
    # Written outside the write lock, which a large list would hold for seconds.
    with db.writing() as tx:
        log.append(tx, act=act, subject="stations", body={"stations": number, "kind": form.kind})
    return number


def write(
    stations: Iterable[Station], *, kind: str, file: BinaryIO, licence: Licence = NOT_STATED
) -> int:
    """Writes stations in one of FORMATS; how many were written.

    Each row says its licence: rows of several files are put together, and opened one by one.
    """
    number = 0

    def rows() -> Iterator[list[str]]:
        nonlocal number
        for station in stations:
            number += 1
            yield [*(column.cell(station) for column in fields.EXPORTED), licence.text]

    titles = [*(column.title for column in fields.EXPORTED), LICENCE_TITLE]
    if kind == ".xlsx":
        kinds = [*(column.codec.kind.value for column in fields.EXPORTED), "text"]
        xlsx_writing.write_xlsx(rows(), columns=titles, file=file, kinds=kinds)
    else:
        FORMATS[kind](rows(), columns=titles, file=file)
    return number
