"""Does everybody read the same numbers as the desk, and none of few people?"""

from __future__ import annotations

from datetime import date

from stations.db import opening
from stations.db.base import Database
from stations.figures import public_board
from stations.figures.public_board import PEOPLE, PublicBoard
from stations.figures.suppression import LEAST
from tests.figures import small_season, small_world
from tests.figures.small_world import TODAY

AREAS = ("", "37", "3701", "370102", "370102001", "370102002", "370112", "3501", "350102001")
_KEPT = "select sum(c.n) as n from check_ins c join stations s on s.id = c.station_id"
_SQL = {
    "check_ins": f"{_KEPT} where s.area_code like :area and substr(c.day, 1, 7) = :month",
    "reports": "select count(*) as n from reports r join stations s on s.id = r.station_id"
    " where s.area_code like :area and r.staff = 0 and r.at >= :begins and r.at < :ends",
}


def boards_of(db: Database) -> dict[str, PublicBoard]:
    small_world.build(db, seed=4, reports=400)
    small_season.build(db, seed=4)
    with db.reading():
        return {area: public_board.made(db, area, today=TODAY) for area in AREAS}


def test_everybody_reads_what_sql_counts_or_nothing(db: Database) -> None:
    boards, shown, kept_back = boards_of(db), 0, 0
    for area, board in boards.items():
        assert board.scope.periods[-1].last == date(2026, 10, 31), "whole months only"
        row = db.row(
            "select count(*) as n from cards where listed = 1 and area_code like :area",
            area=f"{area}%",
        )
        assert row
        assert board.stations == row["n"]
        assert sum(one.stations for one in board.areas) in (0, board.stations)
        for series in board.series:
            for n, value in enumerate((*series.before, *series.values)):
                sql = _SQL.get(series.figure.key)
                if sql is None:
                    assert series.figure.key not in PEOPLE or value is None or value >= LEAST
                    continue
                month = board.scope.periods[n]
                values = {"area": f"{area}%"}
                values |= (
                    {"begins": month.begins, "ends": month.ends}
                    if series.figure.key == "reports"
                    else {"month": f"{month.first:%Y-%m}"}
                )
                counted = int((db.row(sql, **values) or {})["n"] or 0)
                assert value is None or value == counted >= LEAST
                shown, kept_back = shown + (value is not None), kept_back + (value is None)
    assert min(shown, kept_back) > 20
    assert not boards["37"].series, "of a province only stations are told"


def test_the_page_of_an_area_and_of_the_one_above_tell_the_same(sqlite_address: str) -> None:
    db = opening.open_ready(sqlite_address)
    boards, told = boards_of(db), 0
    for above in ("3701", "370102"):
        for row in boards[above].areas:
            if row.code and row.code in boards:
                people = [one for one in boards[row.code].series if one.figure.people]
                assert tuple(one.values[-1] for one in people) == row.people
                assert boards[row.code].stations == row.stations
                told += 1
    assert told >= 3
    # Weekdays and hours are told of whole cities, and not of few people.
    times = [one for one in boards["3701"].breakdowns if one.figure.people]
    cells = [now for one in times for _, now, _ in one.rows]
    assert cells
    assert all(now is None or now >= LEAST for now in cells)
    assert not [one for one in boards["370102"].breakdowns if one.figure.people]
    db.close()
