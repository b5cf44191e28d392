"""Stars that were given before are listed with their term, fall due, and can be taken back."""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import openpyxl
import pytest
from click.testing import CliRunner

from stations.accounts.roles import Role
from stations.audit import log
from stations.cli import group
from stations.db import opening
from stations.db.base import Database
from stations.errors import Invalid, NotFound, Refused
from stations.rechecks import recheck_reasons
from stations.registry.model import Place, Star, next_version
from stations.registry.scoping import EVERYWHERE
from stations.registry.stored import change_store
from stations.registry.stored import store as stations
from stations.registry.upkeep import history_proof
from stations.stars import earlier_award_store
from stations.stars.earlier import star_list_import
from stations.stars.earlier.star_list import JudgedStar
from stations.subsidies import payment_list
from stations.subsidies.payment_list import PaymentQuery
from stations.web.public import star_line
from tests.subsidies import treasury
from tests.support import make
from tests.support.deskwork import person

CITY = person(Role.ADMINISTRATOR, where="3701")
ACT = make.act(star_list_import.LISTED)
HEAD = ["序号", "驿站名称", "编号", "所属区县", "星级", "授牌日期", "有效期"]
TODAY = make.NOON.date()


@pytest.fixture
def city(db: Database) -> Database:
    return founded(db)


@pytest.fixture
def sqlite_city(sqlite_address: str) -> Iterator[Database]:
    """For what is read alike whatever keeps it."""
    db = opening.open_ready(sqlite_address)
    yield founded(db)
    db.close()


def founded(db: Database) -> Database:
    made = [treasury.station(name) for name in ("a", "b", "c", "d")]
    made.append(treasury.station("far", area="370103"))
    made = [replace(one, number=f"LX-{one.id}") for one in made]
    made[0] = replace(made[0], star=Star(level=4, basis="名单"))
    twin = Place(area_code="370103", district_code="370103", city_code="3701")
    made.append(make.station(id="twin", name="b站", place=twin))
    with db.writing():
        change_store.record(db, [(None, one) for one in made], act=make.act("created"))
    return db


def book(*rows: tuple[object, ...], head: list[str] = HEAD) -> bytes:
    made, file = openpyxl.Workbook(), io.BytesIO()
    sheet = made.active
    assert sheet is not None
    for row in (head, *rows):
        sheet.append(row)
    made.save(file)
    return file.getvalue()


def staged(
    db: Database, data: bytes, *, name: str = "原有星级.xlsx"
) -> tuple[str, list[JudgedStar]]:
    it = star_list_import.stage(db, data, name=name, area="3701", by=CITY, act=ACT)
    return it.id, star_list_import.seen(db, it.id, by=CITY, act=ACT)[1]


GOOD = (
    (1, "a站", "LX-a", "历下区", "五星级", date(2023, 5, 4), "3年"),
    (2, "b站", "", "历下区", 4, "2024年1月31日", "2027-01-30"),
    (3, "", "LX-c", "", "三星", "2025-03-01", "2025年3月1日至2028年2月29日"),
)


def test_a_list_is_looked_at_taken_in_shown_and_falls_due(city: Database) -> None:
    list_id, found = staged(city, book(*GOOD))
    terms = [(one.award.station_id, one.award.stars, one.award.until) for one in found if one.award]
    assert terms == [
        ("a", 5, date(2026, 5, 3)), ("b", 4, date(2027, 1, 30)), ("c", 3, date(2028, 2, 29))
    ]  # fmt: skip
    assert [one.message for one in found[0].notes] == [
        "现在登记的是四星，会改成五星", "有效期 2026-05-03 已满，会列入复核"
    ]  # fmt: skip
    assert earlier_award_store.known(city) == {}, "a look stores nothing"
    star_list_import.apply(city, list_id, wanted=3, by=CITY, act=ACT)
    again = star_list_import.apply(city, list_id, wanted=3, by=CITY, act=ACT)
    assert (again.applied_at, len(earlier_award_store.known(city))) == (make.NOON, 3)
    shown = star_line.shown(city, stations.get(city, "b"), today=TODAY)
    assert shown is not None
    assert (shown.standing, shown.certificate) == ("四星，有效期到 2027-01-30。", False)
    over = star_line.shown(city, stations.get(city, "a"), today=TODAY)
    assert over is not None
    assert over.standing == "五星，有效期到 2026-05-03 为止，已过期，等复核。"
    due = recheck_reasons.found(city, EVERYWHERE, at=make.NOON)
    assert [(one.station_id, one.cause.value) for one in due] == [
        ("a", "term_ended"), ("b", "yearly"), ("c", "yearly")
    ]  # fmt: skip
    assert log.newest(city, limit=1)[0]["action"] == star_list_import.LISTED
    assert history_proof.prove(city).sound


def test_stars_of_a_list_are_paid_for_by_no_rule(city: Database) -> None:
    list_id, _ = staged(city, book((1, "a站", "LX-a", "", 5, "2026-05-04", "3年")))
    star_list_import.apply(city, list_id, wanted=1, by=CITY, act=ACT)
    asked = PaymentQuery(year=2026, rule=treasury.FIVE)
    lines = payment_list.lines(city, asked, by=treasury.FINANCE, today=TODAY)
    assert not [one for one in lines if one.verdict.eligible]


REFUSED = [
    (("x", "没有这个站", "", "", 5, "2024-01-01", "3年"), "没有叫“没有这个站”的驿站"),
    (("x", "b站", "", "", 5, "2024-01-01", "3年"), "叫“b站”的驿站有 2 个，请写编号或者区县"),
    (("x", "b站", "LX-a", "", 5, "2024-01-01", "3年"), "编号“LX-a”是“a站”"),
    (("x", "", "LX-9", "", 5, "2024-01-01", "3年"), "没有编号为“LX-9”的驿站"),
    (("x", "c站", "", "", "六星", "2024-01-01", "3年"), "星级“六星”看不懂"),
    (("x", "c站", "", "", 3, "", "3年"), "没有写授牌日期"),
    (("x", "c站", "", "", 3, "2024年5月", "3年"), "日"),
    (("x", "c站", "", "", 3, "2027-01-01", "3年"), "还没有到"),
    (("x", "c站", "", "", 3, "2024-01-01", "长期"), "有效期“长期”看不懂"),
    (("x", "c站", "", "", 3, "2024-01-01", "2023-12-31"), "比授牌日期 2024-01-01 还早"),
    (("x", "c站", "", "", 3, "2024-01-01", "0年"), "看不懂"),
]


@pytest.mark.parametrize(("row", "words"), REFUSED)
def test_a_row_that_cannot_be_is_refused_with_its_reason(
    sqlite_city: Database, row: tuple[object, ...], words: str
) -> None:
    _, (bad, good) = staged(sqlite_city, book(row, (2, "d站", "", "", 3, "2024-01-01", "3年")))
    assert bad.problem is not None
    assert (words in bad.problem.message, bad.problem.row) == (True, 2), bad.problem.message
    assert good.award is not None


def test_a_station_that_stands_twice_is_taken_by_no_row(city: Database) -> None:
    _, found = staged(city, book(GOOD[0], (9, "a站", "", "", 4, "2022-01-01", "3年")))
    assert [one.problem.code for one in found if one.problem] == ["star_twice", "star_twice"]


def test_a_review_here_stands_before_a_list(city: Database) -> None:
    treasury.awarded(city, "a", (5, "2026-05-04"))
    _, (late, early) = staged(
        city,
        book(
            (1, "a站", "", "", 4, "2026-06-01", "3年"), (2, "c站", "", "", 4, "2020-06-01", "3年")
        ),
    )
    assert late.problem is not None
    assert "2026-05-04 已经在这里评定过" in late.problem.message
    list_id, (past,) = staged(city, book((1, "a站", "", "", 4, "2020-06-01", "3年")))
    star_list_import.apply(city, list_id, wanted=1, by=CITY, act=ACT)
    star = stations.get(city, "a").star
    assert (star and star.level, past.notes[0].code) == (4, "star_note"), "the record stays"
    assert not earlier_award_store.held(city, EVERYWHERE, before=TODAY)
    assert early.award is not None


def test_a_list_is_taken_back_but_for_what_was_changed_since(city: Database) -> None:
    list_id, _ = staged(city, book(*GOOD))
    star_list_import.apply(city, list_id, wanted=3, by=CITY, act=ACT)
    before = stations.get(city, "c")
    after = next_version(replace(before, star=Star(level=1)), at=make.NOON)
    with city.writing():
        change_store.record(city, [(before, after)], act=make.act("edited"))
    back = star_list_import.undo(city, list_id, by=CITY, act=make.act("undone"))
    assert (back.count, back.left) == (3, ("c站",))
    assert stations.get(city, "a").star == Star(level=4, basis="名单")
    assert stations.get(city, "b").star is None
    assert earlier_award_store.known(city) == {}
    with pytest.raises(Refused):
        star_list_import.undo(city, list_id, by=CITY, act=ACT)
    again, _ = staged(city, book(*GOOD))
    star_list_import.apply(city, again, wanted=3, by=CITY, act=ACT)
    assert history_proof.prove(city).sound


def test_nobody_else_looks_at_a_list_or_takes_it_in(city: Database) -> None:
    list_id, _ = staged(city, book(*GOOD))
    with pytest.raises(Refused, match="现在是 3 行"):
        star_list_import.apply(city, list_id, wanted=2, by=CITY, act=ACT)
    other = person(Role.ADMINISTRATOR, where="3702")
    with pytest.raises(NotFound):
        star_list_import.apply(city, list_id, wanted=3, by=other, act=ACT)
    with pytest.raises(Refused):
        star_list_import.seen(city, list_id, by=person(Role.EDITOR, where="3701"), act=ACT)


@pytest.mark.parametrize("gone", ["星级", "授牌日期", "有效期"])
def test_a_file_without_a_column_says_which(sqlite_city: Database, gone: str) -> None:
    at = HEAD.index(gone)
    head, rows = HEAD[:at] + HEAD[at + 1 :], [row[:at] + row[at + 1 :] for row in GOOD]
    with pytest.raises(Invalid, match=gone):
        staged(sqlite_city, book(*rows, head=head))


def test_the_command_line_does_the_same(
    sqlite_city: Database, sqlite_address: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("STATIONS_DATABASE", sqlite_address)
    file = tmp_path / "list.csv"
    rows = ["名称,编号,星级,授牌日期,有效期", "a站,LX-a,5,2023-05-04,3年", "x站,,5,2023-05-04,3年"]
    file.write_text("\n".join(rows), "utf-8")
    asked = ["stars", "import", str(file), "--area", "370100"]
    refused = CliRunner().invoke(group.main, asked)
    assert (refused.exit_code, "第 3 行 x站：这个地区没有叫“x站”的驿站" in refused.output) == (
        1,
        True,
    )
    done = CliRunner().invoke(group.main, [*asked, "--accept-good-rows"])
    assert (done.exit_code, "登记了 1 行" in done.output) == (0, True), done.output
    number = done.output.rpartition("编号 ")[2].strip("。\n")
    assert "撤销了 1 个" in CliRunner().invoke(group.main, ["stars", "undo", number]).output
