"""What is said of a list names stations as people know them: an id stands in no sentence."""

from __future__ import annotations

from dataclasses import replace

from stations.db.base import Database
from stations.geo.point import Datum
from stations.registry.lists import importing
from stations.registry.lists.import_plan import ImportPlan, Terms
from stations.registry.stored import change_store, redirects
from tests.support import make

ID, OTHER, GONE = "fscpbikukx5o", "abcdefgh2345", "zzzzyyyyxxx2"
HEAD = "编号,名称,经度,纬度,区县\n"


def planned(db: Database, rows: str) -> ImportPlan:
    return importing.planned(
        db,
        (HEAD + rows).encode(),
        name="list.csv",
        terms=Terms(datum=Datum.WGS84, area="3701"),
        at=make.NOON,
    )


def test_neither_a_twin_nor_a_number_nor_a_successor_is_told_by_its_id(db: Database) -> None:
    gone = make.station(id=GONE, name="并入的驿站", number="")
    with db.writing() as tx:
        for one in (
            make.station(id=ID, name="泉城广场驿站", number=""),
            make.station(id=OTHER, name="解放阁驿站", number="LX-9", lat=36.70),
            replace(gone, number="LX-3"),
        ):
            change_store.record(tx, [(None, one)], act=make.act("created"))
        redirects.add(tx, GONE, OTHER, log=1)
    plan = planned(
        db,
        "LX-1,泉城广场工会驿站,117.1202,36.6502,历下区\n"
        "LX-9,毫不相干的站,117.30,36.60,历下区\n"
        "LX-3,并入的驿站,117.12,36.66,历下区\n",
    )
    said = [one.words(plan.lists) for one in (*plan.rejected, *plan.warnings, *plan.suspicions)]
    assert any("泉城广场驿站" in one for one in said), said
    assert any("已并入" in one or "编号相同" in one for one in said), said
    assert not [one for one in said for hidden in (ID, OTHER, GONE) if hidden in one]
    assert plan.candidates, "the command line names the ids beside the sentences"
