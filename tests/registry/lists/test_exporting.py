"""What leaves the registry in a file reads back without a change."""

from __future__ import annotations

from pathlib import Path

import pytest

from stations.db import migration, opening
from stations.db.base import Database
from stations.geo.point import Datum
from stations.public_site import LICENCE_TITLE, Licence
from stations.registry.lists import exporting, importing
from stations.registry.lists.import_plan import Terms
from stations.registry.stored import history, store
from stations.tables import file_reading
from tests.support import make
from tests.support.lists import stored


@pytest.mark.parametrize("kind", exporting.FORMATS)
def test_an_export_reads_back_without_a_change(db: Database, tmp_path: Path, kind: str) -> None:
    with db.writing():
        store.add(db, [make.station(), make.full_station()], history=())
    before = list(store.every(db))
    path = tmp_path / f"all{kind}"
    assert exporting.export(db, path) == 2
    plan = importing.planned(
        db, path.read_bytes(), name=path.name, terms=Terms(datum=Datum.WGS84), at=make.NOON
    )
    assert (plan.outcome, plan.unchanged) == ("accept", 2), plan
    assert list(store.every(db)) == before


@pytest.mark.parametrize("kind", exporting.FORMATS)
def test_an_export_rebuilds_the_published_fields_elsewhere(
    db: Database, tmp_path: Path, kind: str
) -> None:
    whole = make.full_station()
    with db.writing():
        store.add(db, [whole], history=())
    path = tmp_path / f"all{kind}"
    exporting.export(db, path)
    elsewhere = opening.connect(str(tmp_path / "new.db"), create=True)

    migration.migrate(elsewhere)
    plan = importing.planned(
        elsewhere, path.read_bytes(), name=path.name, terms=Terms(), at=make.NOON
    )
    assert stored(elsewhere, plan)
    rebuilt = store.get(elsewhere, whole.id)
    elsewhere.close()
    lost = history.differences(whole, rebuilt)
    assert set(lost) == {"note", "private_contact"}


def test_formula_cells_come_back_as_the_text_they_were(db: Database, tmp_path: Path) -> None:
    names = ["=1+1", "+86", "-x", "@SUM(A1)", "'quoted", "''twice"]
    with db.writing():
        store.add(db, [make.station(name=name) for name in names], history=())
    path = tmp_path / "all.csv"
    exporting.export(db, path)
    assert b"=1+1" not in path.read_bytes().replace(b"'=1+1", b"")
    plan = importing.planned(db, path.read_bytes(), name="all.csv", terms=Terms(), at=make.NOON)
    assert plan.unchanged == len(names), plan


@pytest.mark.parametrize("kind", exporting.FORMATS)
def test_a_station_without_a_number_reads_back_by_its_id(
    db: Database, tmp_path: Path, kind: str
) -> None:
    with db.writing():
        store.add(db, [make.station(number=""), make.station()], history=())
    path = tmp_path / f"all{kind}"
    exporting.export(db, path)
    plan = importing.planned(db, path.read_bytes(), name=path.name, terms=Terms(), at=make.NOON)
    assert (plan.outcome, plan.unchanged, plan.rejected) == ("accept", 2, ())


def test_a_new_row_of_a_list_without_numbers_needs_none(db: Database, tmp_path: Path) -> None:
    with db.writing():
        store.add(db, [make.station(number="", name="普通驿站")], history=())
    path = tmp_path / "all.csv"
    exporting.export(db, path)
    header, row = path.read_text("utf-8-sig").splitlines()
    new = row.replace("普通驿站", "新来的驿站").split(",", 1)[1]
    path.write_text(f"{header}\n{row}\n,{new}\n", "utf-8-sig")
    plan = importing.planned(db, path.read_bytes(), name=path.name, terms=Terms(), at=make.NOON)
    assert [one.after.name for one in plan.added] == ["新来的驿站"], plan.rejected


@pytest.mark.parametrize("kind", exporting.FORMATS)
def test_each_row_of_an_export_says_its_licence_and_an_import_passes_over_it(
    db: Database, tmp_path: Path, kind: str
) -> None:
    with db.writing():
        store.add(db, [make.station(id="a"), make.full_station()], history=())
    path = tmp_path / f"all{kind}"
    licence = Licence(name="CC BY 4.0", url="https://creativecommons.org/licenses/by/4.0/")
    exporting.export(db, path, licence=licence)
    (table,) = file_reading.read(path, name=path.name)
    column = table.columns.index(LICENCE_TITLE)
    assert [row.cells[column] for row in table.rows] == [licence.text] * 2
    plan = importing.planned(
        db, path.read_bytes(), name=path.name, terms=Terms(datum=Datum.WGS84), at=make.NOON
    )
    assert (plan.unchanged, plan.warnings) == (2, ())
