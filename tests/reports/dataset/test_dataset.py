"""Others take the public register along: whole, typed, explained, and nothing else."""

from __future__ import annotations

import csv
import json
import shutil
import sqlite3
import struct
import subprocess
from datetime import date
from pathlib import Path

import geopandas
import pyogrio
import pytest

from stations.db import opening
from stations.db.base import Database
from stations.errors import Refused
from stations.registry.fields import FIELDS, published
from stations.registry.fields.field import Publicity
from stations.reports.dataset import dataset_building, descriptions
from stations.reports.dataset.file_names import ABOUT
from tests.reports.dataset import public_city
from tests.reports.dataset.public_city import CANARIES

PUBLIC = {
    "a-square", "b-guarded", "c-whole", "g-formula", "h-shut", "i-spring", "j-things", "k-summer",
}  # fmt: skip


def rows(folder: Path, table: str) -> list[dict[str, str]]:
    with (folder / f"{table}.csv").open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def test_all_files_are_there_and_their_sums_are_right(dataset: Path) -> None:
    tables = {f"{table.name}.csv" for table in descriptions.tables()}
    assert {path.name for path in dataset.iterdir()} == tables | set(ABOUT)
    tool = shutil.which("sha256sum")
    assert tool
    done = subprocess.run([tool, "-c", "SHA256SUMS"], cwd=dataset, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout
    assert done.stdout.count(": OK") == len(tables | set(ABOUT)) - 1


def test_all_forms_hold_the_stations_that_workers_see_and_no_others(dataset: Path) -> None:
    assert {row["id"] for row in rows(dataset, "stations")} == PUBLIC
    package = geopandas.read_file(dataset / "stations.gpkg", layer="stations")
    assert set(package["id"]) == PUBLIC
    features = json.loads((dataset / "stations.osm.geojson").read_text("utf-8"))["features"]
    assert {one["id"] for one in features} == PUBLIC
    services = json.loads((dataset / "stations.hsds.json").read_text("utf-8"))
    places = [one["service_at_locations"][0]["location"] for one in services]
    assert {one["external_identifier"] for one in places} == PUBLIC
    with sqlite3.connect(dataset / "stations.sqlite") as file:
        assert {row[0] for row in file.execute("select id from stations")} == PUBLIC


def forms(words: str) -> list[bytes]:
    """Words as a file may hold them."""
    found = [words.encode(), words.encode("utf-16-le"), json.dumps(words)[1:-1].encode()]
    if words.replace(".", "").isdigit() and "." in words:
        found += [struct.pack(order, float(words)) for order in ("<d", ">d")]
    return found


@pytest.mark.parametrize("canary", CANARIES)
def test_nothing_private_or_hidden_is_in_any_byte(dataset: Path, canary: str) -> None:
    for path in dataset.iterdir():
        content = path.read_bytes().lower()
        for written in forms(canary):
            assert written.lower() not in content, path.name


def test_the_canaries_are_in_the_register(db: Database, tmp_path: Path) -> None:
    public_city.fill(db)
    if db.engine == "sqlite":
        db.run("pragma wal_checkpoint(truncate)")
        content = (tmp_path / "stations.db").read_bytes()
        assert all(one.encode() in content for one in CANARIES)


def test_every_published_field_has_its_place_and_no_other_has_one() -> None:
    told = {one.name for table in descriptions.tables() for one in table.columns}
    public = published(Publicity.ROW, Publicity.DAY, Publicity.WHOLE)
    beside = {"amenities_detail", "closures", "honours", "networks"}
    assert set(public) - beside <= told
    stations = next(one for one in descriptions.tables() if one.name == "stations")
    assert set(stations.names) == set(public) - beside
    unpublished = {field.sql for field in FIELDS if field.sql and not field.published}
    assert unpublished.isdisjoint(stations.names)


def test_columns_of_the_geopackage_have_the_types_of_their_values(dataset: Path) -> None:
    info = pyogrio.read_info(dataset / "stations.gpkg", layer="stations")
    pairs = zip(info["ogr_types"], info["ogr_subtypes"], strict=True)
    kinds = dict(zip(info["fields"], pairs, strict=True))
    assert info["crs"] == "EPSG:4326"
    assert kinds["seats"][0] == kinds["star"][0] == "OFTInteger64"
    assert kinds["floor_area_m2"][0] == "OFTReal"
    assert kinds["demo"] == ("OFTInteger", "OFSTBoolean")
    assert kinds["opened_on"][0] == kinds["verified_on"][0] == "OFTDate"
    assert kinds["updated_at"][0] == "OFTDateTime"
    layers = {name for name, _ in pyogrio.list_layers(dataset / "stations.gpkg")}
    assert layers == {table.name for table in descriptions.tables()}
    read = geopandas.read_file(dataset / "stations.gpkg", layer="stations").set_index("id")
    assert read.loc["c-whole", "seats"] == 24
    assert read["seats"].isna().sum() == len(PUBLIC) - 2
    assert str(read.loc["c-whole", "opened_on"])[:10] == "2022-05-01"
    assert read.loc["c-whole"].geometry.x == pytest.approx(117.13012345)


def test_cells_are_of_the_type_that_the_package_tells(dataset: Path) -> None:
    package = json.loads((dataset / "datapackage.json").read_text("utf-8"))
    assert package["licenses"][0]["path"] == public_city.SITE.licence.url
    assert package["day"] == "2026-11-21"
    read = {
        "string": str, "integer": int, "number": float, "date": date.fromisoformat,
        "boolean": {"true": True, "false": False}.__getitem__, "datetime": str,
    }  # fmt: skip
    for resource in package["resources"]:
        assert resource["bytes"] == (dataset / resource["path"]).stat().st_size
        if "schema" not in resource:
            continue
        found = rows(dataset, resource["path"].removesuffix(".csv"))
        for field in resource["schema"]["fields"]:
            assert field["title"]
            assert field["description"]
            for row in found:
                if row[field["name"]]:
                    read[field["type"]](row[field["name"]])


def test_spreadsheets_find_chinese_and_no_formula(dataset: Path) -> None:
    content = (dataset / "stations.csv").read_bytes()
    assert content.startswith(b"\xef\xbb\xbf")
    one = next(row for row in rows(dataset, "stations") if row["id"] == "g-formula")
    assert (one["name"], one["address"]) == ("'=1+1驿站", '\'@SUM("A1")')
    assert one["aliases"] == "'-别名;另一名"


def test_the_dictionary_explains_every_column_in_both_languages(dataset: Path) -> None:
    told = {(row["table_name"], row["column_name"]): row for row in rows(dataset, "dictionary")}
    for table in descriptions.tables():
        for name in table.names:
            row = told[table.name, name]
            assert any("\u4e00" <= one <= "\u9fff" for one in row["title"]), row
            assert row["means"].isascii(), row


def test_the_same_data_make_the_same_bytes(
    sqlite_address: str, postgresql_database: object, tmp_path: Path
) -> None:
    found = []
    for address in (sqlite_address, postgresql_database.url):  # type: ignore[attr-defined]
        db = opening.open_ready(address)
        public_city.fill(db)
        for number in range(2):
            folder = public_city.build(db, tmp_path / f"{len(found)}-{number}")
            found.append({path.name: path.read_bytes() for path in folder.iterdir()})
        db.close()
    postgresql_database.empty()  # type: ignore[attr-defined]
    for other in found[1:]:
        assert [name for name in found[0] if found[0][name] != other[name]] == []


def test_a_dataset_takes_the_place_of_the_old_one_and_of_nothing_else(
    db: Database, tmp_path: Path
) -> None:
    public_city.fill(db)
    folder = public_city.build(db, tmp_path / "out")
    (folder / "left.txt").write_text("von gestern")
    public_city.build(db, folder)
    assert not (folder / "left.txt").exists()
    other = tmp_path / "photos"
    other.mkdir()
    (other / "one.jpg").write_bytes(b"x")
    with pytest.raises(Refused) as refused:
        public_city.build(db, other)
    assert refused.value.code == "not_a_dataset"
    assert [path.name for path in other.iterdir()] == ["one.jpg"]
    assert {path.name for path in tmp_path.iterdir() if path.is_dir()} >= {"out", "photos"}
    assert not list(tmp_path.glob(".*.part*"))


def test_an_error_on_the_way_leaves_the_old_one_whole(db: Database, tmp_path: Path) -> None:
    public_city.fill(db)
    folder = public_city.build(db, tmp_path / "out")
    before = {path.name: path.read_bytes() for path in folder.iterdir()}

    def full(number: int) -> None:
        raise OSError("no space left")

    with pytest.raises(OSError, match="no space"):
        dataset_building.build(db, folder, at=public_city.AT, site=public_city.SITE, progress=full)
    assert {path.name: path.read_bytes() for path in folder.iterdir()} == before
    assert not list(tmp_path.glob(".*.part*"))
