"""A cell changed in our own export changes just that field, or is told in words.

One station for each column and each edit: they lie in one list, so that all of them are tried in
one reading of each kind of file.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Mapping
from functools import cache
from pathlib import Path

import pytest

from stations.config import DATA
from stations.db import opening
from stations.geo.point import Datum
from stations.registry import fields
from stations.registry.lists import importing
from stations.registry.lists.import_plan import ImportPlan, Terms
from stations.registry.stored import history, store
from stations.tables import file_writing, xlsx_writing
from tests.support import make
from tests.support.lists import stored

WRITERS = {".csv": file_writing.write_csv, ".xlsx": xlsx_writing.write_xlsx}
EDITS: Mapping[str, str] = {
    "station_id": "nobody", "number": "ZZ-9", "name": "改了名的驿站", "aliases": "别名甲、别名乙",
    "kind": "司机之家", "city": "青岛市", "district": "市中区", "street": "大观园街道",
    "area_code": "370103", "address": "改过的路9号", "floor": "负三层", "door": "从后门进",
    "lon": "117.049", "lat": "36.649", "crs": "百度", "source_lon": "117.049",
    "source_lat": "36.649", "source_crs": "bd09", "provider": "量过", "precision": "street",
    "located_on": "2026-02-03", "amenities": "淋浴、轮椅",
    "amenities_detail": '[{"id":"wheelchair"}]', "hours": "周一至周五 6:15-21:45",
    "hours_osm": "Mo-Fr 06:15-21:45", "hours_staffed": "Mo 09:00-10:00",
    "entry": "扫码", "entry_note": "敲窗户", "phone": "0531-99998888", "floor_area_m2": "77",
    "seats": "78", "build_mode": "共建", "host": "银行", "operator": "某某公司",
    "keeper_role": "店长",
    "out_of_stock": "口罩", "networks": "司机之家（5A级）", "above": "某总站",
    "opened_on": "2019-03-04", "closes_on": "2031-01-02", "lifecycle": "暂停", "reason": "消防",
    "since": "2024-05-06", "until": "2031-01-03",
    "closures": "2027-01-01 至 2027-01-03", "periods": '[{"phase":"planned","until":"2020-01-01"}]',
    "star": "2", "star_basis": "评审", "star_on": "2025-01-01",
    "honours": '[{"title":"先进","grade":"city","year":2024}]',
    "verified_on": "2026-10-01", "verified_by": "站长",
}  # fmt: skip
"""Another value for each column; what is not here is of no use to change."""
_SOURCE = frozenset(
    {"source_lon", "source_lat", "source_crs", "provider", "precision", "located_on"}
)
FOLLOWS: Mapping[str, frozenset[str]] = {
    "district": frozenset({"area_code", "district"}),
    "street": frozenset({"area_code", "district"}),
    "area_code": frozenset({"district"}),
    "hours": frozenset({"hours_osm", "hours_staffed"}),
    "amenities": frozenset({"amenities_detail"}),
    "amenities_detail": frozenset({"amenities"}),
    # A phase that is over lies among the past ones, and a suspension is a closure.
    "lifecycle": frozenset({"reason", "since", "until", "periods", "closures"}),
    "lon": _SOURCE,
    "lat": _SOURCE,
    "crs": frozenset({"lon", "lat", *_SOURCE}),
}
"""What says the same in other columns."""
UNTOLD = frozenset({"station_id emptied", "crs emptied"})
"""A row without an id is known by its number; of the datum the file as a whole is asked."""


@cache
def _demo() -> Mapping[str, str]:
    with (DATA / "demo" / "jinan.csv").open(encoding="utf-8-sig") as file:
        return next(csv.DictReader(file))


KEYS = [f"{field.key} {edit}" for field in fields.EXPORTED for edit in ("changed", "emptied")]


@pytest.fixture(scope="module")
def register(tmp_path_factory: pytest.TempPathFactory, migrated_file: Path) -> str:
    """A register with one full station for each edit."""
    path = tmp_path_factory.mktemp("sent-back") / "stations.db"
    path.write_bytes(migrated_file.read_bytes())
    db = opening.open_ready(str(path))
    texts = [*_demo().keys()]
    rows = io.StringIO()
    writer = csv.writer(rows)
    writer.writerow(texts)
    for number, _ in enumerate(KEYS):
        own = {
            **_demo(),
            "驿站标识": f"e-{number}",
            "站点编号": f"E{number}",
            "名称": f"第{number}个驿站",
        }
        for axis in ("经度", "原经度"):
            own[axis] = f"{float(own[axis]) + number * 0.0004:.6f}"
        writer.writerow(own.values())
    plan = importing.planned(
        db, rows.getvalue().encode(), name="all.csv", terms=Terms(datum=Datum.WGS84), at=make.NOON
    )
    assert stored(db, plan, confirmed=True), plan
    db.close()
    return str(path)


@pytest.fixture(scope="module", params=WRITERS)
def plan(request: pytest.FixtureRequest, register: str) -> ImportPlan:
    """What a file does that has one edit in each row."""
    db = opening.open_ready(register)
    by_id = {station.id: station for station in store.every(db)}
    rows = []
    for number, key in enumerate(KEYS):
        name, edit = key.split()
        cells = {one.key: one.text(by_id[f"e-{number}"]) for one in fields.EXPORTED}
        cells[name] = EDITS.get(name, cells[name]) if edit == "changed" else ""
        rows.append([*cells.values()])
    file = io.BytesIO()
    titles = [field.title for field in fields.EXPORTED]
    WRITERS[request.param](iter(rows), columns=titles, file=file)
    made = importing.planned(
        db, file.getvalue(), name=f"edited{request.param}", terms=Terms(), at=make.NOON
    )
    db.close()
    return made


@pytest.mark.parametrize("key", KEYS)
def test_an_edited_cell_changes_just_its_field_or_is_told(plan: ImportPlan, key: str) -> None:
    row = KEYS.index(key) + 2
    name, edit = key.split()
    changed = [one for one in plan.changed if one.row == row]
    said = [
        one.message
        for part in (plan.rejected, plan.suspicions, plan.warnings)
        for one in part
        if one.row == row
    ]
    assert not any(one.row == row for one in plan.added), "another station was made of it"
    if not changed:
        is_edit = name in EDITS if edit == "changed" else bool(_demo()[fields.BY_KEY[name].title])
        assert said or not is_edit or key in UNTOLD
        return
    differences = history.differences(changed[0].before, changed[0].after).keys()
    assert name in differences or name == "crs" or said, differences
    assert differences <= {name} | FOLLOWS.get(name, frozenset()), said
