"""The table of days off is asked for and filled from the command line."""

from __future__ import annotations

import tomllib
from datetime import date
from pathlib import Path

from click.testing import CliRunner, Result

from stations.audit import log
from stations.cli import group
from stations.config import ROOT
from stations.db import opening
from stations.registry.stored import holiday_store

NOTICES = {
    one["year"]: one["text"]
    for one in tomllib.loads((ROOT / "tests/hours/osm/notices.toml").read_text("utf-8"))["notice"]
}


def holidays(address: str, *words: str, now: str = "2026-11-30T09:00") -> Result:
    settings = {"STATIONS_DATABASE": address, "STATIONS_NOW": now}
    return CliRunner().invoke(group.main, ["holidays", *words], env=settings)


def test_the_last_known_day_is_told_and_a_missing_year(address: str) -> None:
    told = holidays(address)
    assert told.stdout.splitlines()[0] == "节假日表到 2026-12-31 为止。"
    assert "还缺 2027 年" in told.stdout
    assert told.exit_code == 1
    assert holidays(address, now="2026-11-14T09:00").exit_code == 0
    assert "没有 2027 年" in holidays(address, now="2027-01-01T09:00").stdout


def test_a_notice_is_taken_in_as_it_was_published(address: str, tmp_path: Path) -> None:
    file = tmp_path / "notice.txt"
    file.write_text(NOTICES[2023], "utf-8")
    done = holidays(address, "update", str(file))
    assert done.exit_code == 0, done.stderr
    assert "2023 年的节假日表已更新" in done.stdout
    db = opening.open_ready(address)
    known = holiday_store.calendar(db)
    assert known.name(date(2023, 10, 6)) == "中秋节"
    assert known.is_working_day(date(2023, 10, 8)) is True
    assert log.about(db, "holidays:2023")
    db.close()


def test_a_notice_with_a_wrong_day_changes_nothing(address: str, tmp_path: Path) -> None:
    file = tmp_path / "notice.txt"
    file.write_text(NOTICES[2023].replace("6月25日（星期日）", "6月25日（星期六）"), "utf-8")
    done = holidays(address, "update", str(file))
    assert done.exit_code == 2
    assert "星期不对" in done.stderr
    db = opening.open_ready(address)
    assert not holiday_store.calendar(db).known(date(2023, 6, 25))
    db.close()
