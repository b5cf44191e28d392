"""Are the figures of an area those that plain SQL counts?"""

from __future__ import annotations

import csv
import io
from datetime import date, timedelta

import openpyxl
import pytest

from stations.accounts.roles import Role
from stations.db import opening
from stations.db.base import Database
from stations.errors import NotFound
from stations.figures import board, counts, feedback_figures, past_figures
from stations.figures.board import Dashboard, Grain
from stations.figures.feedback_figures import FeedbackFigures
from stations.figures.periods import Period
from stations.registry.stored import store
from stations.reports import board_tables, bulletin, yearbook
from stations.tables.book_writing import BookSheet
from tests.figures import small_season, small_world
from tests.figures.small_world import TODAY
from tests.support import make
from tests.support.counting import Counting
from tests.support.deskwork import person

NOVEMBER = Period(first=date(2026, 11, 1), last=date(2026, 11, 30))
OCTOBER = Period(first=date(2026, 10, 1), last=date(2026, 10, 31))
AREAS = ("", "37", "3701", "370102", "370102001", "370112")


@pytest.fixture
def world(db: Database) -> Database:
    small_world.build(db, seed=14)
    small_season.build(db, seed=14)
    return db


def of(
    db: Database, area: str, *, month: Period = NOVEMBER, grain: Grain = Grain.MONTHS
) -> Dashboard:
    with db.reading():
        return board.made(db, board.scope_of(area, month=month, grain=grain, today=TODAY))


def series(found: Dashboard, key: str) -> list[object]:
    one = next(one for one in found.series if one.figure.key == key)
    return [*one.before, *one.values]


def number(db: Database, sql: str, **values: object) -> int:
    row = db.row(sql, **values)  # type: ignore[arg-type]
    return int(next(iter(row.values())) or 0) if row else 0


def test_every_total_is_what_sql_counts(world: Database) -> None:
    for area in AREAS:
        _is_as_counted(world, area)


def _is_as_counted(world: Database, area: str) -> None:
    within = "(s.area_code like :area or s.district_code like :area)"
    here = {"area": f"{area}%"}
    found = of(world, area)
    assert series(found, "stations")[-1] == number(
        world, f"select count(*) from stations s where {within} and lifecycle <> 'closed'", **here
    )
    assert series(found, "listed")[-1] == number(
        world,
        f"select count(*) from cards c join stations s on s.id = c.station_id"
        f" where {within} and c.listed = 1",
        **here,
    )
    assert series(found, "starred")[-1] == number(
        world,
        f"select count(*) from stations s where {within} and star > 0 and lifecycle <> 'closed'",
        **here,
    )
    months = found.scope.periods
    for n, month in enumerate(months):
        span = {"begin": month.first.isoformat(), "end": month.last.isoformat(), **here}
        assert series(found, "check_ins")[n] == number(
            world,
            "select sum(c.n) from check_ins c join stations s on s.id = c.station_id"
            f" where {within} and c.day >= :begin and c.day <= :end",
            **span,
        )
        assert series(found, "reports")[n] == number(
            world,
            "select count(*) from reports r join stations s on s.id = r.station_id"
            f" where {within} and r.staff = 0 and r.at >= :from_ and r.at < :to_",
            from_=month.begins,
            to_=month.ends,
            **here,
        )
    assert sum(row.count.stations for row in found.areas) == found.total.count.stations
    assert sum(row.heard.visits for row in found.areas) == series(found, "check_ins")[-1]
    for one in found.breakdowns:
        whole = series(found, one.figure.key)
        half = found.scope.half
        sums = one.figure.key != "stations"
        assert sum(row[1] or 0 for row in one.rows) == (sum(whole[half:]) if sums else whole[-1])  # type: ignore[arg-type]
        assert sum(row[2] or 0 for row in one.rows) == (
            sum(whole[:half]) if sums else whole[half - 1]  # type: ignore[arg-type]
        )


_HELD = (
    " from activity_sessions t join activities a on a.id = t.activity_id"
    " where a.state = 'published' and t.state = 'planned'"
    " and (a.area_code like :area or exists (select 1 from activity_stations x join stations s"
    " on s.id = x.station_id where x.activity_id = a.id"
    " and (s.area_code like :area or s.district_code like :area)))"
    " and t.starts_at >= :begins and t.starts_at < :ends"
)
_NEWEST = (
    "(select r.{} from activity_results r where r.session_id = t.id order by number desc limit 1)"
)
_GIVEN = (
    " from giveaway_handouts o join giveaways g on g.id = o.giveaway_id"
    " where g.area_code like :area and o.given_at >= :begins and o.given_at < :ends"
    " and not exists (select 1 from giveaway_entries c where c.handout = o.key"
    " and c.kind = 'counter')"
)
_SQL = {
    "sessions": f"select count(*) {_HELD}",
    "people": f"select sum({_NEWEST.format('people')}) {_HELD}",
    "signups": "select sum((select coalesce(came_to, taken) from signup_counts c"
    f" where c.session_id = t.id)) {_HELD}",
    "supplies": "select sum((select sum(p.count) from activity_supplies p"
    f" where p.result_id = {_NEWEST.format('id')})) {_HELD}",
    "takers": f"select count(*) {_GIVEN}",
    "things": "select sum((select e.amount from giveaway_entries e where e.handout = o.key"
    f" and e.kind = 'give')) {_GIVEN}",
}


def test_what_took_place_is_what_sql_counts(world: Database) -> None:
    tomorrow = Period(first=TODAY, last=TODAY).ends
    told = 0
    for area in AREAS:
        found = of(world, area)
        for key, sql in _SQL.items():
            for n, month in enumerate(found.scope.periods):
                span = {"begins": month.begins, "ends": min(month.ends, tomorrow)}
                counted = number(world, sql, area=f"{area}%", **span)
                assert series(found, key)[n] == counted, (area, key, n)
                told += counted > 0
        [kinds] = [one for one in found.breakdowns if one.by == "类别"]
        assert sum(row[1] or 0 for row in kinds.rows) == sum(series(found, "sessions")[12:])  # type: ignore[arg-type]
    assert told > 100


def test_a_trend_tells_of_each_month_what_its_bulletin_tells(world: Database) -> None:
    found = of(world, "3701")
    for n, month in list(enumerate(found.scope.periods))[::3]:
        pasts = past_figures.stations(world, "3701", period=month)
        count = counts.count((past.end for past in pasts), on=month.told_on(TODAY))
        assert series(found, "stations")[n] == count.stations
        assert series(found, "listed")[n] == count.listed
        assert series(found, "starred")[n] == count.starred
        heard = feedback_figures.heard(world, "3701", period=month, today=TODAY)
        whole = sum(heard.values(), FeedbackFigures())
        assert series(found, "in_time")[n] == whole.share
        assert series(found, "reports")[n] == whole.received
        days = whole.median and round(whole.median / timedelta(days=1), 1)
        assert series(found, "answer_days")[n] == days
        assert series(found, "check_ins")[n] == whole.visits
    assert any(series(found, "in_time")), "there was something to compare"


def test_bulletin_and_yearbook_tell_what_the_dashboard_tells(world: Database) -> None:
    by = person(Role.AUDITOR, "3701")
    year = Period(first=date(2026, 1, 1), last=date(2026, 12, 31))
    month = bulletin.seen(world, "3701", period=NOVEMBER, by=by, today=TODAY)
    whole = yearbook.seen(world, "3701", period=year, by=by, today=TODAY)
    found = of(world, "3701")
    assert {one.key for one, _ in month.happened} == set(_SQL)
    for one, number in month.happened:
        assert number == series(found, one.key)[-1]
    for one, number in whole.happened:
        assert number == sum(series(found, one.key)[13:])  # type: ignore[arg-type]
    assert "活动和转赠" in [sheet.name for sheet in bulletin.sheets(month)]


def test_weeks_begin_on_monday_and_end_with_the_week_of_today(world: Database) -> None:
    found = of(world, "3701", grain=Grain.WEEKS)
    spans = found.scope.periods
    assert len(spans) == 16
    assert {span.first.weekday() for span in spans} == {0}
    assert spans[-1].holds(TODAY)
    last = of(world, "3701", month=OCTOBER, grain=Grain.WEEKS).scope.periods[-1]
    assert last.holds(date(2026, 10, 31))
    assert sum(series(found, "check_ins")) == number(  # type: ignore[arg-type]
        world,
        "select sum(c.n) from check_ins c join stations s on s.id = c.station_id"
        " where s.area_code like '3701%' and c.day >= :first and c.day <= :last",
        first=spans[0].first.isoformat(),
        last=spans[-1].last.isoformat(),
    )


def test_a_workbook_holds_numbers_and_a_file_of_lines_the_same(sqlite_address: str) -> None:
    db = opening.open_ready(sqlite_address)
    small_world.build(db, seed=3, stations=6)
    found = of(db, "3701")
    book, lines = io.BytesIO(), io.BytesIO()
    board_tables.write(board_tables.sheets(found), ending="xlsx", file=book)
    board_tables.write(board_tables.sheets(found), ending="csv", file=lines)
    sheets = openpyxl.load_workbook(book)
    trend = list(sheets["走势"].values)
    assert [row[0] for row in trend[1:]][::23] == ["2024-12", "2026-11"]
    assert [row[1] for row in trend[1:]] == series(found, "stations")
    assert sheets["走势"]["E25"].number_format == "0%"
    told = list(csv.reader(io.StringIO(lines.getvalue().decode("utf-8-sig"))))
    assert told[0] == list(board_tables.LINE_COLUMNS)
    assert ["走势", "2026-11", "在册驿站（个）", str(series(found, "stations")[-1])] in told
    db.close()


def test_no_cell_of_a_file_is_a_formula() -> None:
    evil = [BookSheet(name="表", columns=("行", "数"), rows=[("=HYPERLINK(1)", 3), ("+1", None)])]
    book, lines = io.BytesIO(), io.BytesIO()
    board_tables.write(evil, ending="xlsx", file=book)
    board_tables.write(evil, ending="csv", file=lines)
    assert openpyxl.load_workbook(book)["表"]["A2"].data_type == "s"
    assert '"\'=HYPERLINK(1)"' in lines.getvalue().decode("utf-8-sig")


def test_a_board_asks_the_same_number_of_questions_of_any_number_of_stations(
    sqlite_address: str,
) -> None:
    db = Counting(sqlite_address)
    small_world.build(db, seed=1, stations=3, reports=5)
    asked = []
    for more in (0, 1):
        if more:
            with db.writing():
                store.add(db, [make.station(id=f"m{n}") for n in range(40)], history=())
        db.statements.clear()
        of(db, "3701")
        asked.append(len(db.selects))
    assert asked[0] == asked[1] <= 22
    db.close()


def test_a_district_sees_its_own_figures_only(world: Database) -> None:
    editor = person(Role.EDITOR, "370102")
    for area, theirs in (
        ("370102", True), ("370102001", True), ("370112", False), ("3701", False), ("", False),
        ("9999", False),
    ):  # fmt: skip
        asked = board.scope_of(area, month=NOVEMBER, grain=Grain.MONTHS, today=TODAY)
        if theirs:
            assert board.seen(world, asked, by=editor).scope.area == area
        else:
            with pytest.raises(NotFound):
                board.seen(world, asked, by=editor)


def test_who_was_noted_at_the_door_only_is_told_beside_the_people(world: Database) -> None:
    came = (
        "(select count(*) from arrivals v where v.session_id = t.id and v.found <> 'off'"
        " and v.taken_back_at is null)"
    )
    lacking = f"{_HELD} and {_NEWEST.format('people')} is null and {came} > 0"
    told = []
    for area in AREAS[:4]:
        found = of(world, area)
        span = {
            "begins": found.scope.periods[found.scope.half].begins,
            "ends": Period(first=TODAY, last=TODAY).ends,
        }
        sessions, people = (
            number(world, f"select {what} {lacking}", area=f"{area}%", **span)
            for what in ("count(*)", f"sum({came})")
        )
        assert found.noted_only == (sessions, people)
        said = f"有 {sessions} 场活动门口到场 {people} 人，结果未填，没有算进“参加活动”。"
        assert (said in board_tables.remarks(found)) is (sessions > 0)
        told.append(people > sessions > 0)
    assert any(told)
