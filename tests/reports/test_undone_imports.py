"""An import that was undone, as a mistake, leaves no trace in the figures."""

from __future__ import annotations

from datetime import UTC, date, datetime

from stations.accounts.model import Account, Grant
from stations.accounts.roles import Role
from stations.audit.model import Act
from stations.db.base import Database
from stations.figures.periods import Period
from stations.geo.point import Datum
from stations.registry.lists import importing, undo_import, upload_store
from stations.registry.lists.import_plan import Terms
from stations.reports import bulletin, yearbook
from stations.reports.bulletin import BulletinRow
from tests.support import lists

OFFICE = Account(
    id="office", name="office", shown="市总工会", grants=(Grant(role=Role.ADMINISTRATOR),)
)
TODAY = date(2026, 12, 20)
OCTOBER = Period(first=date(2026, 10, 1), last=date(2026, 10, 31))
NOVEMBER = Period(first=date(2026, 11, 1), last=date(2026, 11, 30))
YEAR = Period(first=date(2026, 1, 1), last=date(2026, 12, 31))
SHUT = "站点编号,名称,城市,区县,经度,纬度,状态\nA1,泉城广场驿站,济南市,历下区,117.03,36.66,已撤销\n"


def moment(month: int, day: int) -> datetime:
    return datetime(2026, month, day, 4, tzinfo=UTC)


def imported(db: Database, text: str, *, on: datetime) -> str:
    act = Act(actor="office", by="市总工会", action="imported", at=on)
    plan = importing.planned(db, text.encode(), name="a.csv", terms=Terms(datum=Datum.WGS84), at=on)
    assert importing.applied(db, plan, act=act, confirmed=True, good_rows=False)
    newest = max(upload_store.imports(db, [""], limit=99), key=lambda row: row["log"])
    return str(newest["id"])


def undone(db: Database, import_id: str, *, on: datetime) -> None:
    act = Act(actor="office", by="市总工会", action="import_undone", at=on, reason="发错了")
    undo_import.undo(db, import_id, without=(), by=OFFICE, act=act)


def month(db: Database, period: Period) -> BulletinRow:
    return bulletin.seen(db, "3701", period=period, by=OFFICE, today=TODAY).total


def moved(row: BulletinRow) -> tuple[int, int, int, int, int]:
    return (row.before.stations, row.after.stations, row.came, row.reopened, row.closed)


def test_stations_that_an_undone_import_brought_never_came_and_never_went(db: Database) -> None:
    wrong = imported(db, lists.GOOD, on=moment(11, 3))
    assert moved(month(db, NOVEMBER)) == (0, 2, 2, 0, 0)
    undone(db, wrong, on=moment(11, 4))
    assert moved(month(db, NOVEMBER)) == (0, 0, 0, 0, 0)
    made = yearbook.seen(db, "3701", period=YEAR, by=OFFICE, today=TODAY)
    assert (made.total.count.stations, made.total.closed, made.undated) == (0, 0, 0)


def test_it_was_nothing_either_in_the_month_before_it_was_undone(db: Database) -> None:
    wrong = imported(db, lists.GOOD, on=moment(10, 30))
    undone(db, wrong, on=moment(11, 4))
    assert moved(month(db, OCTOBER)) == (0, 0, 0, 0, 0)
    assert moved(month(db, NOVEMBER)) == (0, 0, 0, 0, 0)


def test_stations_come_with_the_right_list_where_a_wrong_one_was_undone(db: Database) -> None:
    wrong = imported(db, lists.GOOD, on=moment(10, 3))
    undone(db, wrong, on=moment(10, 4))
    imported(db, lists.GOOD, on=moment(11, 5))
    assert moved(month(db, OCTOBER)) == (0, 0, 0, 0, 0)
    assert moved(month(db, NOVEMBER)) == (0, 2, 2, 0, 0)


def test_within_one_month_the_right_list_counts_once(db: Database) -> None:
    wrong = imported(db, lists.GOOD, on=moment(11, 3))
    undone(db, wrong, on=moment(11, 4))
    imported(db, lists.GOOD, on=moment(11, 5))
    assert moved(month(db, NOVEMBER)) == (0, 2, 2, 0, 0)


def test_a_station_that_an_undone_import_closed_was_never_closed(db: Database) -> None:
    imported(db, lists.GOOD, on=moment(9, 1))
    wrong = imported(db, SHUT, on=moment(10, 20))
    assert moved(month(db, OCTOBER)) == (2, 1, 0, 0, 1)
    undone(db, wrong, on=moment(11, 2))
    assert moved(month(db, OCTOBER)) == (2, 2, 0, 0, 0)
    assert moved(month(db, NOVEMBER)) == (2, 2, 0, 0, 0)
    made = yearbook.seen(db, "3701", period=YEAR, by=OFFICE, today=TODAY)
    assert made.total.closed == 0


def test_who_closes_a_station_by_hand_has_closed_it(db: Database) -> None:
    imported(db, lists.GOOD, on=moment(9, 1))
    imported(db, SHUT, on=moment(10, 20))
    assert moved(month(db, OCTOBER)) == (2, 1, 0, 0, 1)
