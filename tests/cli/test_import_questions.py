"""An import that --yes agrees to names each of its questions, and what was taken for granted."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from stations.cli import group
from tests.support import small_city

ROW = "甲路驿站,历下区,117.05123,36.66123,0531-88880001\n乙路驿站,历下区,117.06123,36.65123,同上\n"
LIST = f"名称,区县,经度,纬度,电话\n{ROW}"


def imported(address: str, folder: Path, text: str, *words: str) -> str:
    file = folder / "list.csv"
    file.write_text(text, encoding="utf-8")
    settings = {"STATIONS_DATABASE": address, "STATIONS_NOW": small_city.NOW.isoformat()}
    done = CliRunner().invoke(group.main, ["import", str(file), *words], env=settings)
    return done.output


def test_every_question_that_yes_answers_is_named(sqlite_address: str, tmp_path: Path) -> None:
    told = imported(sqlite_address, tmp_path, LIST, "--yes")
    assert "第 1 件：没有说明坐标系，已按 WGS-84 读。" in told
    assert "第 2 件：没有站点编号这一列，已按名称和位置认驿站。" in told
    assert "第 3 件：第 3 行的“电话”写的是“同上”" in told
    assert "已保存。" in told


def test_before_it_all_questions_are_asked_at_once(sqlite_address: str, tmp_path: Path) -> None:
    told = imported(sqlite_address, tmp_path, LIST)
    for words in ("没有说明坐标系", "没有站点编号这一列", "“电话”写的是“同上”"):
        assert words in told
    assert "没有保存" in told


@pytest.mark.parametrize(
    ("text", "codes"),
    [
        (LIST, ["crs_undeclared", "no_number", "ditto"]),
        ("名称,区县\n甲路驿站,历下区\n", ["no_coordinates", "no_number"]),
        (f"站点编号,{LIST}".replace("\n甲", "\n1,甲").replace("\n乙", "\n2,乙"), [
            "crs_undeclared", "ditto"
        ]),
    ],
    ids=["datum and number", "no place", "datum"],
)  # fmt: skip
def test_programs_read_what_was_assumed(
    sqlite_address: str, tmp_path: Path, text: str, codes: list[str]
) -> None:
    report: dict[str, Any] = json.loads(imported(sqlite_address, tmp_path, text, "--yes", "--json"))
    assert [one["code"] for one in report["assumed"]] == codes
    assert report["applied"]


def test_without_a_question_nothing_is_assumed(sqlite_address: str, tmp_path: Path) -> None:
    text = f"站点编号,{LIST}".replace("\n甲", "\n1,甲").replace("\n乙", "\n2,乙")
    text = text.replace("同上", "0531-88880002")
    report = json.loads(imported(sqlite_address, tmp_path, text, "--datum", "gcj02", "--json"))
    assert (report["assumed"], report["applied"]) == ([], True)
