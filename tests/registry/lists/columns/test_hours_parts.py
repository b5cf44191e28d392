"""Hours that are split over columns mean what they would mean in one cell."""

from __future__ import annotations

import pytest

from stations.hours.phrases import reading
from stations.registry.lists.columns import hours_parts
from stations.registry.lists.columns.meaning import Meaning, of_key


def meaning(key: str) -> Meaning:
    found = of_key(key)
    assert found is not None
    return found


def joined(**cells: str) -> hours_parts.Joined:
    """The phrase of a row; `start` stands for hours:start, `夏季` for hours:夏季."""
    keys = {"plain": "hours", **{part: f"hours:{part}" for part in cells if part != "plain"}}
    return hours_parts.joined(tuple((meaning(keys[part]), cell) for part, cell in cells.items()))


@pytest.mark.parametrize(
    ("cells", "osm"),
    [
        ({"start": "08:00", "end": "18:00"}, "08:00-18:00"),
        ({"start": "8点", "end": "晚8点半"}, "08:00-20:30"),
        ({"start": "0.3333333333", "end": "0.75"}, "08:00-18:00"),
        ({"start": "8:00:00", "end": "1900-01-01"}, "08:00-24:00"),
        ({"工作日": "9:00-17:00", "周末": "休息"}, "Mo-Fr 09:00-17:00"),
        ({"工作日": "9:00-17:00", "双休日": "10:00-15:00", "节假日": "×"}, "PH off"),
        ({"上午": "8:30-11:30", "下午": "2:00-5:30"}, "08:30-11:30,14:00-17:30"),
        ({"plain": "8:00-18:00", "days": "周一至周五"}, "Mo-Fr 08:00-18:00"),
        ({"plain": "8:00-18:00", "days": "6月-9月"}, "Jun-Sep 08:00-18:00"),
        ({"plain": "8:00-18:00", "days": "长期"}, "08:00-18:00"),
        ({"plain": "8:00-18:00", "closed": "周一"}, "Tu-Su 08:00-18:00"),
        ({"plain": "8:00-18:00", "closed": "无休"}, "08:00-18:00"),
        ({"plain": "8:00-18:00", "节假日": "正常开放"}, "PH 08:00-18:00"),
        ({"plain": "8:00-18:00", "节假日": "否"}, "PH off"),
        ({"always": "√"}, "24/7"),
        ({"always": "是", "plain": "全天"}, "24/7"),
        ({"always": "否", "plain": "8:00-18:00"}, "08:00-18:00"),
        ({"周一": "9:00-17:00", "周二": "9:00-17:00", "周三": "休息"}, "Mo-Tu 09:00-17:00"),
    ],
)
def test_parts_are_read_as_one_phrase(cells: dict[str, str], osm: str) -> None:
    found = joined(**cells)
    assert not found.differ
    assert osm in reading.read(found.words).osm


@pytest.mark.parametrize(
    "cells",
    [
        {"夏季": "6:00-21:00"},
        {"夏季": "6:00-21:00", "冬季": "8:00-17:00"},
        {"工作日": "9:00-17:00", "周末": "看情况"},
        {"start": "08:00", "end": "不定"},
        {"start": "", "end": "18:00"},
        {"plain": "8:00-18:00", "days": "视天气"},
    ],
)
def test_hours_of_a_part_are_never_those_of_the_year(cells: dict[str, str]) -> None:
    read = reading.read(joined(**cells).words)
    assert read.understood.value != "exact"


@pytest.mark.parametrize(
    "cells", [{"always": "是", "plain": "8:30-17:30"}, {"always": "否", "plain": "24小时"}]
)
def test_round_the_clock_and_other_hours_contradict_each_other(cells: dict[str, str]) -> None:
    found = joined(**cells)
    assert found.differ
    assert reading.read(found.words).osm != "24/7"


@pytest.mark.parametrize("cell", ["8:00-18:00", "2026-07", "25:00", "abc", "", "1.5"])
def test_what_is_no_time_of_the_day_is_none(cell: str) -> None:
    assert hours_parts.clock(cell) == ""
