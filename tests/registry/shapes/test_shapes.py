"""A list in the shape that a clerk gave it comes in right, or is asked about; never misread.

What is right is data, in the JSON files beside this one. A case names its files, which are brought
in one after the other, and what is to be seen of the last one:

- `args`, `mapping`, `given`: options of the command (default: a list of Jinan in GCJ-02), the
  columns that a person named, and what the register holds before: `nothing`, `demo` or `combined`,
  the demo city whose second record was made one with its first;
- `outcome`: how the import may end; `numbers`: counts of its report;
- `stations`: of each the first value tells which one it is; the others are cells as the export
  writes them, or one of EXTRA; `count`: how many there are;
- `said`, `unsaid`: `code` or `row:code`, or words of a remark; `not`: what no station may hold.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from stations.areas import outline_import
from stations.areas.codes import path
from stations.cli import group
from stations.config import DATA
from stations.db import opening
from stations.db.base import Database
from stations.geo.point import Datum
from stations.registry import fields
from stations.registry.editing import combining
from stations.registry.editing.combining import RecordPair
from stations.registry.model import Station
from stations.registry.stored import store
from tests.support import make, small_city, starwork

FOLDER = Path(__file__).parent
FILES = FOLDER / "files"
NAMES = ("sheet", "columns", "rows", "streets")
USUAL = ("--area", "3701", "--datum", "gcj02")
EXTRA: Mapping[str, Callable[[Station], Any]] = {
    "listed": lambda station: station.is_listed,
    "keeper": lambda station: path(station.place.area_code),
    "shut": lambda station: [one.reason for one in station.closures],
    "states": lambda station: {one.id: one.state.value for one in station.amenities},
}
Case = Mapping[str, Any]


CASES: list[Case] = [
    case for name in NAMES for case in json.loads((FOLDER / f"{name}.json").read_text("utf-8"))
]


@pytest.fixture(scope="session")
def outlines(samples: Path) -> bytes:
    """The districts of Jinan; they may not be committed."""
    return (samples / "areas" / "370100.json").read_bytes()


def begin(db: Database, given: str, *, address: str) -> None:
    """Fills the register with what is there before the list comes."""
    if given == "nothing":
        return
    run(address, DATA / "demo" / "jinan.csv", args=())
    if given == "combined":
        pair = RecordPair(station_id="demo-0001", other_id="demo-0002", versions=(1, 1))
        combining.combine(db, pair, choices={}, by=starwork.ADMINISTRATOR, act=make.act("combined"))


def run(address: str, file: Path, *, args: tuple[str, ...]) -> dict[str, Any]:
    """The report of an import whose importer agrees to everything."""
    settings = {"STATIONS_DATABASE": address, "STATIONS_NOW": small_city.NOW.isoformat()}
    words = ["import", str(file), *args, "--json", "--yes", "--accept-good-rows"]
    done = CliRunner().invoke(group.main, words, env=settings)
    if done.exception and not isinstance(done.exception, SystemExit):
        raise done.exception
    report: dict[str, Any] = json.loads(done.stdout)
    return report


def remarks(report: Mapping[str, Any]) -> set[str]:
    """Everything that is said of a list, as cases name it."""
    found = {report["code"], report["message"]}
    for part in ("rejected", "warnings", "suspicions", "asked"):
        for one in report[part]:
            found |= {one["code"], one["message"], f"{one['row']}:{one['code']}"}
    return found


def shown(station: Station, key: str) -> Any:
    return EXTRA[key](station) if key in EXTRA else fields.BY_KEY[key].text(station)


def check_stations(case: Case, found: list[Station]) -> None:
    for expected in case.get("stations", ()):
        (key, own), *_ = expected.items()
        same = [station for station in found if shown(station, key) == own]
        assert len(same) == 1, f"{len(same)} stations with {key} {own}"
        assert {key: shown(same[0], key) for key in expected} == expected
    if "count" in case:
        assert len(found) == case["count"], [station.name for station in found]
    for words in case.get("not", ()):
        for station in found:
            held = [k for k, text in fields.texts(station).items() if words in text]
            assert not held, f"{station.name} has {words} as {held}"


@pytest.mark.samples
@pytest.mark.parametrize("case", CASES, ids=lambda case: case["id"])
def test_a_list_of_this_shape_comes_in_right_or_is_asked_about(
    case: Case, sqlite_address: str, outlines: bytes, tmp_path: Path
) -> None:
    db = opening.open_ready(sqlite_address)
    outline_import.load(db, outlines, datum=Datum.GCJ02, at=make.NOON)
    begin(db, case.get("given", "nothing"), address=sqlite_address)
    args = tuple(case.get("args", USUAL))
    if "mapping" in case:
        mapping = tmp_path / "mapping.json"
        mapping.write_text(json.dumps(case["mapping"]), "utf-8")
        args += ("--mapping", str(mapping))
    for name in case["files"]:
        report = run(sqlite_address, FILES / name, args=args)
    assert report["outcome"] in case["outcome"], (report["code"], report["message"])
    assert {key: report[key] for key in case.get("numbers", {})} == case.get("numbers", {})
    said = remarks(report)
    for words in case.get("said", ()):
        assert any(words == one or (len(words) > 3 and words in one) for one in said), said
    for words in case.get("unsaid", ()):
        assert not any(words in one for one in said), said
    check_stations(case, list(store.every(db)))
    db.close()
