"""The whole dataset, from one state of the register to a folder that takes the old one's place."""

from __future__ import annotations

import hashlib
import itertools
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing
from datetime import date, datetime, timedelta
from pathlib import Path

from stations import extras
from stations.db.base import Database
from stations.errors import Refused
from stations.moments import china_day
from stations.public_site import PublicSite
from stations.registry import public_row
from stations.registry.stored import store
from stations.reports.dataset import descriptions, public_changes, public_tables
from stations.reports.dataset.catalogue import is_dataset
from stations.reports.dataset.csv_tables import CsvTables
from stations.reports.dataset.file_names import (
    DATASETTE,
    GEO_PACKAGE,
    HSDS,
    OSM,
    PACKAGE,
    README,
    SQLITE,
    SUMS,
)
from stations.reports.dataset.folder_swap import replacing
from stations.reports.dataset.hsds import HsdsFile
from stations.reports.dataset.model import DatasetTable, Edition, Form, Row, TableWriter, Whole
from stations.reports.dataset.osm_features import OsmFile
from stations.reports.dataset.public_tables import StationPages
from stations.reports.dataset.sqlite_file import SqliteFile

PAGE = 1_000
"""Stations in memory at a time."""
LOOK_BACK_DAYS = 92
"""How far back changes are told where nobody says since when."""
Progress = Callable[[int], None]
"""Is told how many stations have been written so far."""


def edition_of(db: Database, *, at: datetime, site: PublicSite, since: date | None) -> Edition:
    """What a dataset of this moment is of."""
    day = china_day(at)
    return Edition(
        at=at,
        revision=store.revision(db),
        day=day,
        since=since or day - timedelta(days=LOOK_BACK_DAYS),
        licence=site.licence,
        site=site.url,
    )


def build(
    db: Database,
    folder: Path,
    *,
    at: datetime,
    site: PublicSite,
    since: date | None = None,
    progress: Progress = lambda _: None,
) -> int:
    """Writes the public register into a folder, whole or not at all; how many stations."""
    extras.need_reports()
    if folder.exists() and not is_dataset(folder):
        raise Refused("not_a_dataset", folder=folder)
    with replacing(folder) as draft, db.reading():
        edition = edition_of(db, at=at, site=site, since=since)
        number = _written(db, draft, edition, progress=progress)
        _describe(draft, edition, number=number)
    return number


def _written(db: Database, draft: Path, edition: Edition, *, progress: Progress) -> int:
    # Imported where it is asked for: it needs the extra `reports`.
    from stations.reports.dataset.geo_package import GeoPackageFile

    with ExitStack() as opened:
        tables: tuple[TableWriter, ...] = (
            opened.enter_context(closing(CsvTables(draft))),
            opened.enter_context(closing(SqliteFile(draft / SQLITE))),
            opened.enter_context(closing(GeoPackageFile(draft / GEO_PACKAGE, edition))),
        )
        features = opened.enter_context(closing(OsmFile(draft / OSM, edition)))
        services = opened.enter_context(closing(HsdsFile(draft / HSDS, edition)))

        def put(table: DatasetTable, rows: list[Row]) -> None:
            for writer in tables:
                writer.add(table, rows)

        # All are begun in the order in which they refer to each other.
        for table in descriptions.tables():
            put(table, [])
        for table, rows in public_tables.word_rows():
            put(table, rows)
        pages = StationPages()
        for page in _pages(db, edition):
            for table, rows in pages.rows(page):
                put(table, rows)
            features.add(page)
            services.add(page)
            progress(pages.number)
        put(public_tables.districts(), pages.district_rows())
        changes = public_changes.rows(db, edition)
        while part := list(itertools.islice(changes, PAGE)):
            put(public_changes.changes(), part)
        put(descriptions.dictionary(), list(descriptions.dictionary_rows()))
        forms: tuple[Form, ...] = (*tables, features, services)
        for form in forms:
            form.finish()
        return pages.number


def _pages(db: Database, edition: Edition) -> Iterator[list[Whole]]:
    """All that is published of the stations that workers see, by id."""
    seen = (station for station in store.every(db) if station.is_listed)
    told: Iterator[Whole] = (public_row.whole(station, today=edition.day) for station in seen)
    while page := list(itertools.islice(told, PAGE)):
        yield page


def _describe(draft: Path, edition: Edition, *, number: int) -> None:
    (draft / README).write_text(descriptions.readme(edition, number=number), encoding="utf-8")
    (draft / DATASETTE).write_bytes(descriptions.datasette(edition))
    files = sorted(draft.iterdir())
    (draft / PACKAGE).write_bytes(descriptions.package(edition, files, number=number))
    sums = [f"{_digest(path)}  {path.name}\n" for path in sorted(draft.iterdir())]
    (draft / SUMS).write_text("".join(sums), encoding="utf-8")
    for path in draft.iterdir():
        path.chmod(0o644)


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
