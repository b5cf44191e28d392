"""A list tells the networks of its stations in one cell, or in columns of levels and grades."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from stations.db import opening
from stations.db.base import Database
from stations.errors import Invalid
from stations.geo.point import Datum
from stations.registry.fields import memberships
from stations.registry.lists import importing
from stations.registry.lists.import_plan import ImportPlan, Terms
from stations.registry.model import Membership
from tests.support import make


@pytest.fixture
def register(sqlite_address: str) -> Iterator[Database]:
    db = opening.open_ready(sqlite_address)
    yield db
    db.close()


ENERGY, BOOKS = "美好生活能量站", "职工书屋"


@pytest.mark.parametrize(
    ("cell", "named"),
    [
        ("职工书屋（省级）", [(BOOKS, "provincial")]),
        ("省级职工书屋", [(BOOKS, "provincial")]),
        ("全国职工书屋、南湖能量站(小站)", [(BOOKS, "national"), ("南湖能量站", "small")]),
        ("书屋-市级；能量站·总站", [(BOOKS, "municipal"), (ENERGY, "main")]),
        ("能量站小站", [(ENERGY, "small")]),
        ("会、站、家一体化，康乃馨", [("会站家一体化", ""), ("康乃馨服务站", "")]),
        ("司机之家【AAAAA】\n骑手驿站", [("司机之家", "aaaaa"), ("骑手之家", "")]),
        ("暖蜂驿站（东区）", [("暖蜂驿站（东区）", "")]),
        ("职工书屋、职工书屋（国家级）", [(BOOKS, "national")]),
        ("南湖总站", [("南湖总站", "")]),
    ],
)
def test_a_cell_of_networks_is_read_as_people_write_it(
    cell: str, named: list[tuple[str, str]]
) -> None:
    found = memberships.read(cell)
    assert [(one.name, one.level) for one in found] == named
    assert memberships.read(memberships.text(found)) == found


@pytest.mark.parametrize(
    ("cell", "key"),
    [
        ("职工书屋（小站）", "bad_value.network_level"),
        ("职工书屋（特级）", "bad_value.network_level"),
        ("职工书屋（省级）、书屋（市级）", "bad_value.network_twice"),
        ("网" * 61, "field_too_long.network"),
        ("、".join(f"网{n}" for n in range(11)), "bad_value.networks"),
    ],
)
def test_a_level_that_the_network_does_not_have_is_refused_in_words(cell: str, key: str) -> None:
    with pytest.raises(Invalid) as caught:
        memberships.read(cell)
    assert caught.value.key == key
    assert caught.value.message


def planned(db: Database, titles: str, *rows: str) -> ImportPlan:
    head = f"站点编号,名称,区县,经度,纬度,{titles}"
    lines = [f"N{n},第{n}驿站,历下区,{117.05 + n / 500},36.66,{row}" for n, row in enumerate(rows)]
    return importing.planned(
        db,
        "\n".join([head, *lines]).encode(),
        name="网络.csv",
        terms=Terms(datum=Datum.WGS84),
        at=make.NOON,
    )


def networks(plan: ImportPlan) -> list[tuple[tuple[str, str], ...]]:
    return [
        tuple((one.name, one.level) for one in change.after.networks)
        for change in (*plan.added, *plan.changed)
    ]


def test_columns_of_levels_and_grades_complete_the_named_network(register: Database) -> None:
    plan = planned(
        register,
        "所属网络,站点级别,书屋等级",
        "南湖能量站,小站,",
        "南湖能量站、职工书屋,总站,省级",
        ",分站,市级",
        ",,否",
        "书屋,,是",
    )
    assert networks(plan) == [
        (("南湖能量站", "small"),),
        (("南湖能量站", "main"), (BOOKS, "provincial")),
        ((ENERGY, "branch"), (BOOKS, "municipal")),
        (),
        ((BOOKS, ""),),
    ]


def test_marks_types_and_words_of_lists_tell_networks_too(register: Database) -> None:
    plan = planned(
        register,
        "驿站类别,是否职工书屋,司机之家（是/否）,骑手之家,康乃馨服务站,会站家一体化,加挂牌子",
        "总站,√,是,,已挂牌,否,无",
        "分站,,否,√,未挂牌,是,司机之家、职工书屋",
        "小站,省级（2021年）,,×,,,",
    )
    assert networks(plan) == [
        ((ENERGY, "main"), (BOOKS, ""), ("司机之家", ""), ("康乃馨服务站", "")),
        (("司机之家", ""), (BOOKS, ""), (ENERGY, "branch"), ("骑手之家", ""), ("会站家一体化", "")),
        ((ENERGY, "small"), (BOOKS, "provincial")),
    ]
    assert {one.after.kind for one in plan.added} == {"rest_station"}
    for words in (
        ("级别", "省级", "市级"),
        ("等级", "五星", "四星"),
        ("挂牌情况", "已挂牌", "未挂牌"),
    ):
        assert networks(planned(register, *words)) == [(), ()], "of what they are is not said"


def test_a_level_that_differs_from_the_cell_of_networks_is_not_guessed(
    register: Database,
) -> None:
    plan = planned(register, "所属网络,书屋等级", "职工书屋（省级）,市级", "职工书屋（省级）,省级")
    told = [(one.code, one.row) for one in plan.warnings]
    assert told == [("bad_value", 2)]
    assert "写了两次" in plan.warnings[0].message
    assert networks(plan) == [(), ((BOOKS, "provincial"),)]


def test_a_column_of_levels_that_are_none_is_left_out_and_told(register: Database) -> None:
    plan = planned(register, "站点级别", "示范站", "标准站")
    assert networks(plan) == [(), ()]
    assert [one.code for one in plan.warnings] == ["ignored_columns"]


def test_a_list_of_grades_alone_leaves_the_other_networks(register: Database) -> None:
    first = planned(register, "所属网络", "能量站（小站）、职工书屋（市级）")
    assert importing.applied(
        register, first, act=make.act("imported"), confirmed=True, good_rows=True
    )
    assert networks(planned(register, "书屋等级", "省级")) == [
        ((ENERGY, "small"), (BOOKS, "provincial"))
    ]
    assert networks(planned(register, "所属网络", "司机之家")) == [(("司机之家", ""),)]


def test_a_membership_of_no_known_level_is_none() -> None:
    with pytest.raises(Invalid):
        Membership(name=BOOKS, level="galactic")
