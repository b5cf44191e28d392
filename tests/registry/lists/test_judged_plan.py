"""The plan that is kept with an upload is the plan that was judged."""

from __future__ import annotations

import zlib
from dataclasses import replace
from datetime import timedelta

import orjson
import pytest

from stations.db.base import Database
from stations.geo.point import Datum
from stations.registry.lists import importing, judged_plan
from stations.registry.lists.import_plan import ImportPlan, Terms
from stations.registry.stored import change_store, sample
from tests.support import make

LIST = (
    "站点编号,名称,区县,经度,纬度,地址,开放时间,设施\n"
    "A1,泉城广场驿站,历下区,117.02,36.66,泺源大街1号,8:30-18:00,饮水、卫生间\n"
    "A2,坏了的驿站,历下区,一百一十七,36.65,经四路2号,24小时,微波炉\n"
    "A3,没有坐标的驿站,历下区,,,解放路3号,大概早上,饮水、按摩椅\n"
    "A4,大观园驿站,历下区,116.98,36.65,经四路2号,24小时,微波炉\n"
)


@pytest.fixture
def plan(db: Database) -> ImportPlan:
    rich = replace(sample.one_of_each(), record=None)
    known = replace(make.station(number="A4", name="大观园驿站", lat=36.65, lon=116.98),
                    amenities=rich.amenities, honours=rich.honours)  # fmt: skip
    with db.writing():
        change_store.record(db, [(None, known)], act=make.act("created"))
    terms = Terms(datum=Datum.WGS84, area="370102")
    return importing.planned(db, LIST.encode(), name="名单.csv", terms=terms, at=make.NOON)


def test_what_is_read_back_is_what_was_judged(plan: ImportPlan) -> None:
    assert all((plan.added, plan.changed, plan.rejected, plan.warnings, plan.cells))
    back = judged_plan.unpack(judged_plan.pack(plan))
    assert back == plan
    assert back.likeness() == plan.likeness()


def test_what_another_version_of_the_program_wrote_is_judged_again(plan: ImportPlan) -> None:
    form, values = orjson.loads(zlib.decompress(judged_plan.pack(plan)))
    other = zlib.compress(orjson.dumps([[form[0], [*form[1], "storey"]], values]))
    assert judged_plan.unpack(other) is None


def test_a_plan_of_the_same_day_is_stored_as_of_the_moment_it_is_applied(
    db: Database, plan: ImportPlan
) -> None:
    later = make.NOON + timedelta(hours=2)
    terms = Terms(datum=Datum.WGS84, area="370102")
    again = importing.planned(db, LIST.encode(), name="名单.csv", terms=terms, at=later)
    renewed = judged_plan.renewed(plan, judged=make.NOON, at=later)
    assert renewed is not None
    assert renewed.changed == again.changed
    ids = {one.row: one.after.id for one in renewed.added}
    assert renewed.added == tuple(
        replace(one, after=replace(one.after, id=ids[one.row])) for one in again.added
    )


def test_a_plan_of_yesterday_is_judged_again(plan: ImportPlan) -> None:
    tomorrow = make.NOON + timedelta(days=1)
    assert judged_plan.renewed(plan, judged=make.NOON, at=tomorrow) is None
