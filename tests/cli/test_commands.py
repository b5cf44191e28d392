"""The commands keep the promises that other programs rely on: JSON, exit status, sentences."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from stations.audit import log
from stations.cli import group, output
from stations.db import opening, toolkit
from stations.errors import Invalid
from stations.feedback import report_queue
from stations.registry.scoping import Reach
from stations.registry.stored import store
from stations.registry.upkeep import history_proof as audit
from stations.web import clock
from tests.support import make, small_city

HEAD = "站点编号,名称,城市,区县,经度,纬度\n"
GOOD = HEAD + "A1,泉城广场驿站,济南市,历下区,117.02,36.66\n"


class Ran:
    """What a command said and how it ended."""

    def __init__(self, status: int, out: str, err: str) -> None:
        self.status, self.out, self.err = status, out, err

    @property
    def json(self) -> Any:
        return json.loads(self.out)


def stations(address: str, *words: str, given: str = "") -> Ran:
    """Runs `stations …` on this database, in this process."""
    settings = {"STATIONS_DATABASE": address, "STATIONS_NOW": small_city.NOW.isoformat()}
    done = CliRunner().invoke(group.main, words, input=given, env=settings)
    if done.exception and not isinstance(done.exception, SystemExit):
        raise done.exception
    return Ran(done.exit_code, done.stdout, done.stderr)


def stations_process(address: str, *words: str, given: str = "") -> Ran:
    """Runs `python -m stations …` on this database, as a user or a program would."""
    environment = {**os.environ, "STATIONS_DATABASE": address, "LC_ALL": "C"}
    done = subprocess.run(
        [sys.executable, "-m", "stations", *words],
        input=given,
        capture_output=True,
        encoding="utf-8",
        env=environment,
        timeout=120,
        check=False,
    )
    return Ran(done.returncode, done.stdout, done.stderr)


def listed(folder: Path, text: str) -> str:
    path = folder / "list.csv"
    path.write_text(text, "utf-8")
    return str(path)


def test_a_list_is_imported_and_found_by_near(address: str, tmp_path: Path) -> None:
    path = listed(tmp_path, GOOD)
    ran = stations(address, "import", path, "--datum", "wgs84", "--json")
    assert ran.status == 0, ran.err
    report = ran.json
    assert (report["outcome"], report["applied"], report["added"]) == ("accept", True, 1)
    near = stations(address, "near", "36.66", "117.02", "--json")
    assert near.status == 0, near.err
    (station,) = near.json["stations"]
    assert (station["name"], station["distance_m"], station["open"]) == ("泉城广场驿站", 0.0, None)
    assert near.json["complete"] is True
    assert stations(address, "near", "36.66", "117.02", "--open", "now", "--json").json == {
        **near.json,
        "stations": [],
    }


def test_a_process_of_its_own_speaks_utf8_whatever_the_locale(
    sqlite_address: str, tmp_path: Path
) -> None:
    path = listed(tmp_path, GOOD)
    ran = stations_process(sqlite_address, "import", path, "--datum", "wgs84")
    assert (ran.status, ran.err) == (0, "")
    assert "新增 1" in ran.out
    near = stations(sqlite_address, "near", "36.66", "117.02", "--json").json
    assert near["stations"][0]["name"] == "泉城广场驿站"
    ran = stations_process(sqlite_address, "near", "91", "117.02")
    assert (ran.status, ran.out) == (2, "")
    assert "纬度" in ran.err
    ran = stations_process(sqlite_address, "hours", "read", given="24小时\n")
    assert ran.json["osm"] == "24/7"


def test_near_in_another_datum_measures_from_the_same_place(
    sqlite_address: str, tmp_path: Path
) -> None:
    stations(sqlite_address, "import", listed(tmp_path, GOOD), "--datum", "gcj02")
    near = stations(sqlite_address, "near", "36.66", "117.02", "--datum", "gcj02", "--json").json
    assert near["stations"][0]["distance_m"] == 0.0
    assert near["stations"][0]["lon"] == pytest.approx(117.02, abs=1e-6)
    wgs = stations(sqlite_address, "near", "36.66", "117.02", "--json").json
    assert 300 < wgs["stations"][0]["distance_m"] < 700


@pytest.mark.parametrize(
    "words",
    [
        ("near", "91", "117"),
        ("near", "nan", "117"),
        ("near", "３６.66", "117"),
        ("near", "36.66", "117", "--limit", "1000000000"),
        ("near", "36.66", "117", "--limit", "0"),
        ("near", "36.66", "117", "--wants", "unicorn"),
        ("near", "36.66", "117", "--datum", "mars"),
        ("near", "36.66", "117", "--open", "2026-11-21T25:00"),
        ("import", "no-such-file.csv"),
        ("import", "no-such-file.csv", "--datum", "mars"),
        ("export", "all.doc"),
        ("restore", "no-such-file.db"),
        ("areas", "load", "no-such-file.json"),
        ("holidays", "update", "no-such-file.csv"),
        ("map", "--area", "999999", "-o", "x.html"),
    ],
)
def test_wrong_use_gets_one_chinese_sentence_and_status_2(
    sqlite_address: str, words: tuple[str, ...]
) -> None:
    ran = stations(sqlite_address, *words)
    assert ran.status == 2
    assert ran.out == ""
    assert "Traceback" not in ran.err
    assert ran.err.strip().endswith("。"), ran.err


def test_a_partial_list_ends_with_1_and_stores_nothing(sqlite_address: str, tmp_path: Path) -> None:
    path = listed(tmp_path, GOOD + "A2,坏的,济南市,历下区,117.02,91\n")
    ran = stations(sqlite_address, "import", path, "--datum", "wgs84", "--json")
    assert (ran.status, ran.json["outcome"], ran.json["applied"]) == (1, "partial", False)
    assert ran.json["rejected"][0]["field"] == "纬度"
    ran = stations(
        sqlite_address, "import", path, "--datum", "wgs84", "--accept-good-rows", "--json"
    )
    assert (ran.status, ran.json["applied"]) == (1, True)


def test_what_asks_a_person_ends_with_2_until_yes_is_said(
    sqlite_address: str, tmp_path: Path
) -> None:
    path = listed(tmp_path, GOOD)
    ran = stations(sqlite_address, "import", path, "--json")
    assert (ran.status, ran.json["outcome"], ran.json["code"]) == (2, "confirm", "crs_undeclared")
    assert not ran.json["applied"]
    ran = stations(sqlite_address, "import", path, "--yes", "--json")
    assert (ran.status, ran.json["applied"]) == (0, True)


def test_a_dry_run_stores_nothing(sqlite_address: str, tmp_path: Path) -> None:
    path = listed(tmp_path, GOOD)
    ran = stations(sqlite_address, "import", path, "--datum", "wgs84", "--dry-run", "--json")
    assert (ran.status, ran.json["applied"], ran.json["added"]) == (0, False, 1)
    database = opening.open_ready(sqlite_address)
    assert store.count(database) == 0
    database.close()


def test_a_person_reads_what_an_import_did(sqlite_address: str, tmp_path: Path) -> None:
    ran = stations(sqlite_address, "import", listed(tmp_path, GOOD), "--datum", "wgs84")
    assert "新增 1" in ran.out
    assert "已保存" in ran.out


def test_an_unmigrated_database_is_refused_and_not_made(tmp_path: Path) -> None:
    path = str(tmp_path / "none.db")
    ran = stations(path, "near", "36.66", "117.02")
    assert ran.status == 2
    assert "stations migrate" in ran.err
    assert not Path(path).exists()
    assert stations(path, "migrate").status == 0
    assert stations(path, "migrate").status == 0
    assert stations(path, "near", "36.66", "117.02", "--json").json["stations"] == []


def test_hours_and_geo_need_no_database(tmp_path: Path) -> None:
    nowhere = str(tmp_path / "none.db")
    ran = stations(nowhere, "hours", "read", given="周一至周五 8:30-17:00\n以现场为准\n")
    first, second = map(json.loads, ran.out.splitlines())
    assert (first["osm"], first["understood"]) == ("Mo-Fr 08:30-17:00", "exact")
    assert (second["osm"], second["understood"]) == ("", "unknown")
    probe = {"phrase": "工作日 9:00-17:00", "at": ["2026-10-10T10:00", "2026-10-01T10:00"]}
    ran = stations(nowhere, "hours", "probe", given=json.dumps(probe) + "\n")
    assert json.loads(ran.out) == {"open": [True, False]}
    ran = stations(
        nowhere, "geo", "convert", "--from", "wgs84", "--to", "wgs84", given="117,36.5\n"
    )
    assert ran.out == "117.00000000,36.50000000\n"


@pytest.mark.parametrize(
    "line", ["东经117.02°，北纬36.66°", "36.6600,117.0200", "POINT(117.02 36.66)"]
)
def test_a_coordinate_is_converted_however_it_is_written(tmp_path: Path, line: str) -> None:
    nowhere = str(tmp_path / "none.db")
    convert = ("geo", "convert", "--from", "wgs84", "--to", "wgs84")
    assert stations(nowhere, *convert, given=f"{line}\n").out == "117.02000000,36.66000000\n"


def test_a_link_in_another_datum_than_stated_is_not_converted(tmp_path: Path) -> None:
    link = "https://uri.amap.com/marker?position=117.02,36.66"
    convert = ("geo", "convert", "--to", "wgs84", "--from")
    nowhere = str(tmp_path / "none.db")
    assert stations(nowhere, *convert, "bd09", given=f"{link}\n").status == 2
    assert stations(nowhere, *convert, "gcj02", given=f"{link}\n").status == 0


def test_holidays_can_be_updated(address: str, tmp_path: Path) -> None:
    path = tmp_path / "2027.csv"
    path.write_text("date,kind,name\n2027-01-01,holiday,元旦\n2027-01-02,workday,元旦\n", "utf-8")
    assert stations(address, "holidays", "update", str(path)).status == 0
    probe = {"phrase": "工作日 9:00-17:00", "at": ["2027-01-01T10:00", "2027-01-02T10:00"]}
    ran = stations(address, "hours", "probe", given=json.dumps(probe) + "\n")
    assert json.loads(ran.out) == {"open": [False, True]}


def test_what_a_city_says_of_holidays_is_in_the_log(address: str) -> None:
    assert stations(address, "holidays", "habit", "370100", "休息").status == 0
    db = opening.open_ready(address)
    entry = log.newest(db, limit=1)[0]
    db.close()
    assert (entry["action"], entry["area"], entry["body"]["now"]) == (
        "holiday_habit_set", "3701", "closed",
    )  # fmt: skip


def test_a_backup_restores_to_what_it_was_on_either_engine(address: str, tmp_path: Path) -> None:
    whole = make.full_station()
    database = opening.open_ready(address)
    with database.writing():
        store.add(database, [whole], history=())
    database.close()
    copy = str(tmp_path / "copy.db")
    assert stations(address, "backup", copy).status == 0
    assert stations(address, "backup", copy).status == 2, "a backup is never overwritten"
    elsewhere = str(tmp_path / "elsewhere.db")
    assert stations(elsewhere, "restore", copy).status == 0
    database = opening.open_ready(elsewhere)
    assert store.get(database, whole.id) == whole
    database.close()
    assert stations(address, "restore", copy).status == 2, "stations are there already"
    assert stations(address, "restore", copy, "--yes").status == 0
    database = opening.open_ready(address)
    assert store.get(database, whole.id) == whole
    database.close()


def test_a_database_that_fails_is_a_sentence_with_its_reason(sqlite_address: str) -> None:
    database = opening.open_ready(sqlite_address)
    database.run("drop table cards")
    database.close()
    ran = stations(sqlite_address, "near", "36.66", "117.02")
    assert (ran.status, ran.out) == (2, "")
    assert "SQLITE_ERROR" in ran.err
    assert ran.err.endswith("。\n")


def half(path: Path) -> None:
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])


def with_a_page_size_that_is_none(path: Path) -> None:
    data = path.read_bytes()
    path.write_bytes(data[:16] + b"\x00\x03" + data[18:])


def a_page_of_errors(path: Path) -> None:
    path.write_text("<!doctype html><title>502 Bad Gateway</title>" * 20)


def with_a_trigger_planted(path: Path) -> None:
    copy = toolkit.sqlite3.connect(path)
    copy.execute("create trigger planted after insert on stations begin delete from cards; end")
    copy.close()


def somebody_elses(path: Path) -> None:
    path.unlink()
    other = toolkit.sqlite3.connect(path)
    other.execute("create table stations (id text)")
    other.close()


@pytest.mark.parametrize(
    ("damaged", "words"),
    [
        (half, "损坏"),
        (with_a_page_size_that_is_none, "损坏"),
        (a_page_of_errors, "损坏"),
        (with_a_trigger_planted, "表结构"),
        (somebody_elses, "表结构"),
    ],
)
def test_a_damaged_or_foreign_backup_is_refused_and_left_as_it_is(
    sqlite_address: str, tmp_path: Path, damaged: Callable[[Path], None], words: str
) -> None:
    path = tmp_path / "copy.db"
    assert stations(sqlite_address, "backup", str(path)).status == 0
    damaged(path)
    before = path.read_bytes()
    ran = stations(sqlite_address, "restore", str(path), "--yes")
    assert (ran.status, words in ran.err) == (2, True), ran.err
    assert "Traceback" not in ran.err
    assert path.read_bytes() == before


def test_the_demo_city_fills_an_empty_database_only(
    sqlite_address: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("STATIONS_STATE", str(tmp_path))
    told = stations(sqlite_address, "demo").out
    assert "济南 526 个驿站" in told
    assert "深圳福田 60 个驿站" in told
    assert "31 个驿站正在星级评定" in told
    assert stations(sqlite_address, "photos", "check").status == 0
    assert stations(sqlite_address, "demo").status == 2
    assert stations(sqlite_address, "demo", "--if-empty").status == 0
    near = stations(sqlite_address, "near", "36.66", "117.02", "--wants", "restroom", "--json").json
    assert all("restroom" in station["amenities"] for station in near["stations"])
    assert all(station["demo"] for station in near["stations"])
    db = opening.open_ready(sqlite_address)
    flagged = [station.id for station in store.every(db) if station.reported_shut]
    assert report_queue.figures(db, Reach(areas=["3701"]), at=output.now()).open == 6
    assert audit.prove(db).sound
    db.close()
    assert flagged == ["demo-0005"]


def test_every_refusal_of_an_import_is_a_document_when_json_is_asked_for(
    sqlite_address: str, tmp_path: Path
) -> None:
    for words in (["no-such-file.csv"], [listed(tmp_path, GOOD), "--datum", "mars"]):
        ran = stations(sqlite_address, "import", *words, "--json")
        assert ran.status == 2
        assert ran.json["outcome"] == "reject_file"
        assert ran.json["message"].endswith("。")


def test_a_moment_without_an_offset_is_china_time(
    sqlite_address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("STATIONS_NOW", "2026-11-21T23:59")
    assert clock.now().isoformat() == "2026-11-21T15:59:00+00:00"
    monkeypatch.setenv("STATIONS_NOW", "garbage")
    with pytest.raises(Invalid, match="STATIONS_NOW"):
        clock.now()


def test_an_export_that_cannot_be_written_is_a_sentence(
    sqlite_address: str, tmp_path: Path
) -> None:
    ran = stations(sqlite_address, "export", str(tmp_path / ("x" * 300 + ".csv")))
    assert (ran.status, ran.out) == (2, "")
    assert ran.err.strip().endswith("。")
    assert list(tmp_path.glob("*.part")) == []
