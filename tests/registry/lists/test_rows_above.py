"""A list names the station that each belongs to: kept in the record, judged in the preview."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from stations.accounts.model import Account, Grant
from stations.accounts.roles import Role
from stations.db import opening
from stations.db.base import Database
from stations.geo.point import Datum
from stations.networks import membership, organising
from stations.networks.model import NetworkMember
from stations.networks.organising import NetworkForm
from stations.registry.lists import exporting, importing, undo_import, upload_store
from stations.registry.lists.import_plan import ImportPlan, Terms
from stations.registry.model import Station, next_version
from stations.registry.stored import change_store, store
from tests.support import lists, make

OFFICE = Account(
    id="office", name="office", shown="市总工会", grants=(Grant(role=Role.ADMINISTRATOR),)
)
HEAD = "站点编号,名称,区县,经度,纬度,所属网络,站点级别,"
TREE = """所属总站
M1,东栅总站,历下区,117.03,36.66,能量站,总站,
B1,河口分站,历下区,117.04,36.66,能量站,分站,东栅总站
S1,桥头小站,历下区,117.05,36.66,能量站,小站,b1
"""


MORE = """D1,双子站,历下区,117.06,36.66,能量站,总站,
D2,双子站,历下区,117.07,36.66,能量站,总站,
X9,别的站,历下区,117.08,36.66,职工书屋,,
"""


@pytest.fixture(scope="module")
def register(tmp_path_factory: pytest.TempPathFactory, migrated_file: Path) -> Iterator[Database]:
    """The tree with two stations of one name, and one of another network; nothing writes to it."""
    path = tmp_path_factory.mktemp("above") / "register.db"
    shutil.copyfile(migrated_file, path)
    db = opening.open_ready(str(path))
    assert lists.stored(db, planned(db, TREE + MORE))
    head = numbered(db)["M1"]
    with db.writing() as tx:
        after = next_version(replace(head, aliases=("老东栅",)), at=make.NOON)
        change_store.record(tx, [(head, after)], act=make.act("saved"))
    yield db
    db.close()


def planned(db: Database, rows: str, *, head: str = HEAD) -> ImportPlan:
    terms = Terms(datum=Datum.WGS84)
    return importing.planned(db, (head + rows).encode(), name="表.csv", terms=terms, at=make.NOON)


def doubts(plan: ImportPlan) -> list[tuple[int | None, str]]:
    assert all(one.message for one in plan.suspicions)
    return [(one.row, one.code) for one in plan.suspicions if one.code.startswith("above")]


def numbered(db: Database) -> dict[str, Station]:
    return {station.number: station for station in store.every(db)}


def tree(db: Database) -> dict[str, tuple[str, str]]:
    """Number → number of the one above, and the words of the record."""
    (network,) = membership.names(db).networks
    members: dict[str, NetworkMember] = {
        one.id: one for one in membership.members(db, network, table=membership.names(db))
    }
    return {
        one.number: (members[one.parent_id].number if one.parent_id else "", one.above)
        for one in members.values()
    }


def test_a_list_brings_the_tree_the_export_gives_it_back_and_undo_takes_it(
    db: Database, tmp_path: Path
) -> None:
    form = NetworkForm(kind="energy_station", name="美好生活能量站", area_code="370100")
    organising.make(db, form, by=OFFICE, act=make.act(organising.MADE))
    plan = planned(db, TREE)
    assert doubts(plan) == []
    assert lists.stored(db, plan)
    whole = {"M1": ("", ""), "B1": ("M1", "东栅总站"), "S1": ("B1", "b1")}
    assert tree(db) == whole
    exporting.export(db, tmp_path / "out.csv")
    text = (tmp_path / "out.csv").read_text("utf-8-sig")
    assert '"上级站点"' in text
    again = planned(db, text, head="")
    assert (again.changed, doubts(again)) == ((), [])
    moved = planned(db, "上级站点\nS1,桥头小站,历下区,117.05,36.66,能量站,小站,东栅总站\n")
    assert lists.stored(db, moved)
    assert tree(db)["S1"] == ("M1", "东栅总站")
    last = str(max(upload_store.imports(db, [""], limit=9), key=lambda row: row["log"])["id"])
    undo_import.undo(db, last, without=(), by=OFFICE, act=make.act("import_undone", reason="错"))
    assert tree(db) == whole


@pytest.mark.parametrize(
    ("title", "row", "code"),
    [
        ("所属总站", "能量站,小站,西栅总站", "above_unknown"),
        ("上级站点", "能量站,小站,双子站", "above_several"),
        ("挂靠总站", "能量站,小站,新小站", "above_self"),
        ("上级站点", "能量站,总站,河口分站", "above_level"),
        ("所属总站", ",,东栅总站", "above_alone"),
        ("上级站点编号", "能量站,小站,X9", "above_stranger"),
        ("所属分站", "能量站,小站,河口分站", ""),
        ("所属总站（名称或编号）", "能量站,小站,东栅总站（M1）", ""),
        ("隶属于总站", "能量站,小站,双子站（D2）", ""),
        ("上级驿站", "能量站,小站,ｂ1", ""),
        ("上级能量站", "能量站,小站,老东栅", ""),
        ("所属总站", "能量站,总站,本站", ""),
    ],
)
def test_what_a_tree_would_not_have_so_is_told_at_its_row(
    register: Database, title: str, row: str, code: str
) -> None:
    plan = planned(register, f"{title}\nN1,新小站,历下区,117.09,36.66,{row}\n")
    assert doubts(plan) == ([(2, code)] if code else [])
    (new,) = plan.added
    assert new.after.above == ("" if row.endswith("本站") else row.split(",")[-1])


def test_two_rows_that_belong_to_each_other_are_a_ring(register: Database) -> None:
    plan = planned(
        register,
        "上级站点\nR1,甲站,历下区,117.13,36.66,能量站,,乙站\nR2,乙站,历下区,117.14,36.66,能量站,,甲站\n",
    )
    assert doubts(plan) == [(2, "above_ring"), (3, "above_ring")]


def test_of_a_column_for_each_level_the_nearest_counts_and_the_other_is_not_lost(
    register: Database,
) -> None:
    rows = (
        "所属总站,所属分站\nM2,南栅总站,历下区,117.13,36.66,能量站,总站,南栅总站,\n"
        "B2,海口分站,历下区,117.14,36.66,能量站,分站,南栅总站,海口分站\n"
        "S2,海边小站,历下区,117.15,36.66,能量站,小站,南栅总站,海口分站\n"
    )
    plan = planned(register, rows)
    assert [one.after.above for one in plan.added] == ["南栅总站", "南栅总站", "海口分站"]
    assert doubts(plan) == [(2, "above_self")]
    plan = planned(register, rows.replace("小站,南栅总站", "小站,西栅总站"))
    assert (4, "above_further") in doubts(plan)
