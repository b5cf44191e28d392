"""Are the figures of a month and of a year those that one counts by hand?"""

from __future__ import annotations

import io
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import openpyxl
import pytest

from stations.accounts.model import Grant
from stations.accounts.roles import Role
from stations.audit.model import Act
from stations.db.base import Database
from stations.errors import Invalid, NotFound
from stations.figures import periods
from stations.figures.periods import Period
from stations.geo.point import Point
from stations.registry.model import (
    Lifecycle,
    Place,
    Record,
    Star,
    Station,
    Verified,
    next_version,
)
from stations.registry.states import Phase
from stations.registry.stored import change_store, store
from stations.reports import bulletin, yearbook
from stations.reports.bulletin import Bulletin, BulletinRow, StarMove
from stations.reports.yearbook import Yearbook
from stations.stars.scheme import scheme_file
from stations.tables.book_writing import BookSheet, Percent, Yuan, write_book
from tests.support import make
from tests.support.deskwork import person

TODAY = date(2026, 11, 20)
OCTOBER = Period(first=date(2026, 10, 1), last=date(2026, 10, 31))
NOVEMBER = Period(first=date(2026, 11, 1), last=date(2026, 11, 30))
CITY = replace(person(Role.AUDITOR), grants=(Grant(role=Role.AUDITOR, area="3701"),))
LIXIA, LICHENG, ZONE = "370102", "370112", "370176"


def at(month: int, day: int, hour: int = 4, *, year: int = 2026) -> datetime:
    """A moment in UTC; four o'clock is noon in China."""
    return datetime(year, month, day, hour, tzinfo=UTC)


def act(moment: datetime) -> Act:
    return Act(actor="clerk", by="测试", action="edited", at=moment)


class World:
    """Stations whose life is written moment by moment through the real recording."""

    def __init__(self, db: Database) -> None:
        self.db = db

    def add(self, key: str, *, on: datetime, area: str = LIXIA, **given: object) -> None:
        point = None if given.pop("draft", False) else Point(lat=36.65, lon=117.1)
        home = LIXIA if area == ZONE else area
        place = Place(area_code=area, district_code=home, city_code=area[:4], point=point)
        record = Record(created_at=on, updated_at=on)
        made = make.station(id=key, name=f"{key}站", place=place, record=record, **given)
        with self.db.writing():
            change_store.record(self.db, [(None, made)], act=act(on))

    def change(self, key: str, *, on: datetime, **given: object) -> None:
        with self.db.writing():
            before = store.get(self.db, key)
            after: Station = replace(next_version(before, at=on), **given)  # type: ignore[arg-type]
            change_store.record(self.db, [(before, after)], act=act(on))

    def report(self, key: str, station: str, came: datetime, *, closed: datetime | None = None,
               staff: int = 0) -> None:  # fmt: skip
        moment = "%Y-%m-%dT%H:%M:%SZ"
        row = {
            "id": key, "station_id": station, "receipt": key.rjust(64, "0"), "kind": "shut",
            "amenity": "", "words": "", "photo": "", "photo_shown": 0, "near": "unknown",
            "poster": 0, "staff": staff, "in_hours": 1, "device": "", "network": "",
            "at": came.strftime(moment), "state": "fixed" if closed else "new",
            "reply": "好了" if closed else "", "taken_at": None, "taken_by": "",
            "closed_at": closed.strftime(moment) if closed else None, "closed_by": "",
        }  # fmt: skip
        self.db.load("reports", [row])

    def visits(self, station: str, day: str, n: int) -> None:
        self.db.load("check_ins", [{"station_id": station, "day": day, "n": n}])


def star(level: int) -> Star:
    return Star(level=level)


def seen(day: date) -> Verified:
    return Verified(on=day, by="街道编辑")


@pytest.fixture
def world(db: Database) -> World:
    """Ten stations over the autumn; the comments of the tests count them by hand."""
    world = World(db)
    # Old and quiet, verified on the first of the 90 days before 31 October.
    world.add("old", on=at(1, 5), star=star(4), verified=seen(date(2026, 8, 2)),
              opened_on=date(2026, 1, 5))  # fmt: skip
    # Its star went up in October and down again in November.
    world.add("up", on=at(2, 1), star=star(3), verified=seen(date(2026, 8, 1)))
    world.change("up", on=at(10, 10), star=star(5))
    world.change("up", on=at(11, 5), star=star(4), verified=seen(date(2026, 11, 5)))
    # Down in the last minute of October in China; down further in the first of November.
    world.add("down", on=at(3, 1), area=LICHENG, star=star(5))
    world.change("down", on=datetime(2026, 10, 31, 15, 59, tzinfo=UTC), star=star(4))
    world.change("down", on=datetime(2026, 10, 31, 16, 0, tzinfo=UTC), star=star(3))
    # A draft that came to the map and to its first star in October.
    world.add("draft", on=at(9, 1), area=ZONE, draft=True)
    place = Place(area_code=ZONE, district_code=LIXIA, city_code="3701",
                  point=Point(lat=36.6, lon=117.1))  # fmt: skip
    world.change("draft", on=at(10, 2), place=place, star=star(3))
    # Struck off, and closed a day later.
    world.add("gone", on=at(4, 1), star=star(3))
    world.change("gone", on=at(10, 20), star=None)
    world.change("gone", on=at(10, 21), lifecycle=Lifecycle(phase=Phase.CLOSED))
    # Closed before October; open again only since November.
    world.add("back", on=at(4, 2), lifecycle=Lifecycle(phase=Phase.CLOSED))
    world.change("back", on=at(11, 2), lifecycle=Lifecycle(phase=Phase.OPEN))
    # Listed in October with a star from the list; suspended since.
    world.add("listed", on=at(10, 15), star=star(5), opened_on=date(2022, 5, 1))
    world.change("listed", on=at(10, 16), lifecycle=Lifecycle(phase=Phase.SUSPENDED))
    # Came in October as one that was closed long ago: it never counted.
    world.add("past", on=at(10, 3), lifecycle=Lifecycle(phase=Phase.CLOSED))
    # Came in November, and one of another city.
    world.add("late", on=at(11, 1), star=star(5))
    world.add("other", on=at(1, 1), area="350102", star=star(5))
    return world


def of(world: World, area: str = "3701", *, period: Period = OCTOBER) -> Bulletin:
    return bulletin.seen(world.db, area, period=period, by=CITY, today=TODAY)


def line(made: Bulletin | Yearbook, name: str) -> BulletinRow | yearbook.YearbookRow:
    return next(one for one in (*made.lines, made.total) if one.name == name)


def test_stations_stand_as_they_did_at_the_end_of_the_month(world: World) -> None:
    made = of(world)
    # On the books: old, up, down, draft, listed. Not: gone, back, past (closed), late, other.
    assert (made.total.after.stations, made.total.before.stations) == (5, 5)
    assert (made.total.came, made.total.reopened, made.total.closed) == (1, 0, 1)
    # A suspended one is listed; all five have a point by now, in September the draft had none.
    assert (made.total.after.listed, made.total.after.mapped) == (5, 5)
    assert (made.total.before.listed, made.total.before.mapped) == (4, 4)
    # old 4, up 5, down 4, draft 3, listed 5.
    assert made.total.after.by_star == (0, 0, 0, 1, 2, 2)
    # 2 August is 90 days before 31 October, 1 August 91.
    assert made.total.after.verified == 1
    assert [(one.name, one.after.stations) for one in made.lines] == [
        ("历下区", 3), ("历城区", 1), ("济南高新技术产业开发区", 1),
    ]  # fmt: skip


def test_stars_that_moved_are_named(world: World) -> None:
    assert [(m.turn, m.name, m.before, m.after) for m in of(world).moves] == [
        (StarMove.NEW, "draft站", 0, 3),
        (StarMove.UP, "up站", 3, 5),
        (StarMove.DOWN, "down站", 5, 4),
        (StarMove.STRUCK, "gone站", 3, 0),
    ]


def test_a_month_that_goes_on_is_told_as_of_today(world: World) -> None:
    made = of(world, period=NOVEMBER)
    assert (made.told_on, made.is_over) == (TODAY, False)
    # back and late are on the books now; up was found true this month, old too long ago.
    assert (made.total.after.stations, made.total.before.stations) == (7, 5)
    assert (made.total.came, made.total.reopened, made.total.closed) == (1, 1, 0)
    assert made.total.after.verified == 1
    assert [(m.turn, m.name) for m in made.moves] == [
        (StarMove.DOWN, "down站"),
        (StarMove.DOWN, "up站"),
    ]
    assert "本月还没有过完" in "".join(bulletin.remarks(made))


def test_the_parts_of_an_area_add_up_to_it(world: World) -> None:
    made = of(world)
    for one in (made.total, *made.lines, of(world, period=NOVEMBER).total):
        grown = one.came + one.reopened - one.closed
        assert one.before.stations + grown == one.after.stations
    for name in ("stations", "listed", "mapped", "verified"):
        assert sum(getattr(one.after, name) for one in made.lines) == getattr(
            made.total.after, name
        )
    # A district tells of its own stations, and of those of a zone whose point lies in it.
    own = of(world, LIXIA)
    assert [(one.name, one.after) for one in own.lines] == [
        (one.name, one.after) for one in made.lines if one.name != "历城区"
    ]


@pytest.fixture
def heard(world: World) -> World:
    """Reports around October, with five working days for an answer.

    1 to 8 October 2026 are holidays but the 10th is worked: after Wednesday 23 September the last
    day is 30 September; after the 24th it lies behind the holidays.
    """
    # Received in September, answered on its last day in October: due, in time.
    world.report("r1", "old", at(9, 28), closed=at(10, 9))
    # Received and answered within October, in 48 hours.
    world.report("r2", "old", at(10, 12), closed=at(10, 14))
    # Answered a day too late: Monday 12 October is due on Monday 19.
    world.report("r3", "down", at(10, 12), closed=at(10, 20))
    # Never answered, due on the 19th.
    world.report("r4", "up", at(10, 12))
    # Received on the 29th: due in November, open at the end of October, answered since.
    world.report("r5", "old", at(10, 29), closed=at(11, 2))
    # Of staff; of November; of another city; long answered.
    world.report("r6", "old", at(10, 12), staff=1)
    world.report("r7", "old", at(11, 3))
    world.report("r8", "other", at(10, 12))
    world.report("r9", "old", at(5, 12), closed=at(5, 13))
    for day, n in (("2026-09-30", 9), ("2026-10-01", 3), ("2026-10-31", 4), ("2026-11-01", 9)):
        world.visits("old", day, n)
    world.visits("down", "2026-10-15", 5)
    world.visits("other", "2026-10-15", 100)
    return world


def test_what_was_said_is_counted_by_its_last_day(heard: World) -> None:
    made = of(heard)
    told = made.total.heard
    # Received: r2, r3, r4, r5. Open at the end: r4, r5. Due: r1, r2, r3, r4. In time: r1, r2.
    assert (told.received, told.open, told.due, told.in_time) == (4, 2, 4, 2)
    assert told.share == 50
    # r1 took 11 days, r2 two, r3 eight.
    assert told.median == timedelta(days=8)
    assert told.visits == 3 + 4 + 5
    assert line(made, "历城区").heard.visits == 5
    assert line(made, "历城区").heard.share == 0
    assert line(made, "济南高新技术产业开发区").heard.share is None


def test_what_may_still_be_answered_today_is_not_late(world: World) -> None:
    # Received on Friday 13 November: the last day is Friday 20, which is today.
    world.report("r1", "old", at(11, 13))
    assert of(world, period=NOVEMBER).total.heard.due == 0
    tomorrow = bulletin.seen(
        world.db, "3701", period=NOVEMBER, by=CITY, today=TODAY + timedelta(days=1)
    )
    assert (tomorrow.total.heard.due, tomorrow.total.heard.in_time) == (1, 0)


def test_a_year_is_told_district_by_district(heard: World) -> None:
    award(heard.db, "up", number=1, stars=5, on="2026-10-10")
    award(heard.db, "gone", number=1, stars=3, on="2025-12-31")
    award(heard.db, "gone", number=2, stars=0, on="2026-10-20")
    award(heard.db, "down", number=1, stars=4, on="2026-10-31")
    year = periods.year("2026", today=TODAY)
    made = yearbook.seen(heard.db, "3701", period=year, by=CITY, today=TODAY)
    told = {one.name: yearbook.cells(one) for one in (*made.lines, made.total)}
    # On the books today: old 4, up 4, back, listed 5, late 5 | down 3 | draft 3. Opened this
    # year: old. Closed since it came: gone. Of what was said: r1, r2 in time, r3 and r4 not; r5
    # and r9 in time; r7 of 3 November was due on the 10th.
    assert told["历下区"] == (
        "历下区",
        5,
        5,
        5,
        2,
        2,
        0,
        0,
        0,
        1,
        1,
        1,
        1,
        1,
        6,
        6,
        4,
        Percent(67),
        25,
    )
    assert told["历城区"] == (
        "历城区",
        1,
        1,
        1,
        0,
        0,
        1,
        0,
        0,
        0,
        0,
        0,
        1,
        0,
        1,
        1,
        0,
        Percent(0),
        5,
    )
    zone = "济南高新技术产业开发区"
    assert told[zone] == (zone, 1, 1, 1, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, None, 0)
    assert told["合计"] == ("合计", 7, 7, 7, 2, 2, 2, 0, 0, 1, 1, 1, 2, 1, 7, 7, 4, Percent(57), 30)
    assert made.undated == 5
    assert len(yearbook.COLUMNS) == len(told["合计"])


def award(db: Database, station: str, *, number: int, stars: int, on: str) -> None:
    """A row of the book of awards, as awarding leaves it."""
    if db.row("select 1 as n from cycles") is None:
        text = (scheme_file.FOLDER / "jinan-1.toml").read_text("utf-8")
        db.load("cycles", [{
            "id": "c", "scheme": "jinan-1", "scheme_text": text, "year": 2026, "area": "3701",
            "apply_until": "2026-12-31", "opened_at": "2026-01-01T00:00:00Z", "opened_by": "x",
            "closed_at": None, "demo": 0,
        }])  # fmt: skip
    review = f"{station}{number}"
    db.load("reviews", [{
        "id": review, "cycle_id": "c", "station_id": station, "scheme": "jinan-1",
        "kind": "application", "state": "awarded" if stars else "struck_off", "version": 9,
        "applicant": "a", "checker": "b", "inspector": "c", "decider": "d", "stars": stars,
        "points": 90, "veto": "", "due_on": None, "notice_from": on, "notice_until": on,
        "decided_at": f"{on}T04:00:00Z", "moved_at": f"{on}T04:00:00Z",
    }])  # fmt: skip
    db.load("awards", [{
        "station_id": station, "number": number, "review_id": review, "scheme": "jinan-1",
        "basis": "测试", "stars": stars, "on_day": on, "until_day": "2029-01-01" if stars else None,
        "log": 1,
    }])  # fmt: skip


def test_the_report_of_an_area_is_for_those_who_see_all_of_it(world: World) -> None:
    editor = person(Role.EDITOR)
    assert bulletin.seen(world.db, LIXIA, period=OCTOBER, by=editor, today=TODAY).lines
    keeper = person(Role.KEEPER, "old")
    for who, area in ((editor, "3701"), (editor, "370112"), (editor, ""), (CITY, "999999"),
                      (CITY, "3702"), (CITY, "x"), (keeper, LIXIA),
                      (replace(editor, disabled=True), LIXIA)):  # fmt: skip
        for report in (bulletin, yearbook):
            with pytest.raises(NotFound):
                report.seen(world.db, area, period=OCTOBER, by=who, today=TODAY)


def test_whoever_takes_it_away_stands_in_the_log(world: World) -> None:
    file, moment = io.BytesIO(), replace(act(make.NOON), action="exported")
    bulletin.take(world.db, LIXIA, period=OCTOBER, file=file, by=person(Role.EDITOR), act=moment)
    (entry,) = world.db.rows("select subject, area from log where action = 'exported'")
    assert entry == {"subject": "bulletin:2026-10", "area": LIXIA}
    book = openpyxl.load_workbook(file)
    assert book.sheetnames == ["简报", "星级变动", "街道", "类型和荣誉", "活动和转赠", "说明"]
    kinds = list(book["类型和荣誉"].values)
    assert kinds[0][-4:] == ("全国荣誉", "省级荣誉", "市级荣誉", "其他荣誉")
    on_books = list(book["简报"].values)[-1][1]
    assert sum(one for one in kinds[-1][1:-4] if isinstance(one, int)) == on_books
    shares = [cell for cell in book["简报"]["O"][1:] if cell.value is not None]
    assert all((cell.data_type, cell.number_format) == ("n", "0%") for cell in shares)
    rows = list(book["简报"].values)
    assert rows[0] == bulletin.COLUMNS
    assert rows[-1][:3] == ("合计", 4, 4)
    assert "2026 年 10 月" in next(iter(book["说明"]["A"][1:])).value
    for role in (Role.REVIEWER, Role.KEEPER):
        who = person(role, "old" if role is Role.KEEPER else LIXIA)
        for report in (bulletin, yearbook):
            with pytest.raises(NotFound):
                report.take(world.db, LIXIA, period=OCTOBER, file=file, by=who, act=moment)
    assert len(world.db.rows("select number from log where action = 'exported'")) == 1


def test_an_area_without_stations_is_a_table_of_nothing(world: World) -> None:
    made = of(world, "370124")
    assert (made.lines, made.moves, made.total.after.stations) == ((), (), 0)
    file = io.BytesIO()
    write_book(bulletin.sheets(made), file=file)
    assert openpyxl.load_workbook(file)["简报"]["A2"].value == "合计"


@pytest.mark.parametrize(
    "text", ["2026-13", "2026-12", "26-1", "", "2026-1", "1999-01", "２０２６-01"]
)
def test_a_month_that_is_none_or_to_come_is_said(text: str) -> None:
    with pytest.raises(Invalid):
        periods.month(text, today=TODAY)


@pytest.mark.parametrize("text", ["2027", "26", "", "20260", "2001", "二〇二六"])
def test_a_year_that_is_none_or_to_come_is_said(text: str) -> None:
    with pytest.raises(Invalid):
        periods.year(text, today=TODAY)


def test_a_book_holds_amounts_days_and_shares_that_add_up_and_sort() -> None:
    file = io.BytesIO()
    days = [date(1900, 3, 1), date(2026, 11, 30), date(2028, 2, 29)]
    rows = [
        (Yuan(fen), day, Percent(n), n / 2)
        for n, (fen, day) in enumerate(zip((-5, 200_050, 10**12), days, strict=True), 1)
    ]
    columns = ("元", "日", "占比", "小时")
    write_book([BookSheet(name="一", columns=columns, rows=rows)], file=file)
    sheet = openpyxl.load_workbook(file).active
    assert sheet is not None
    found = list(sheet.iter_rows(min_row=2))
    assert [row[0].value for row in found] == [-0.05, 2000.5, 10**10]
    assert [row[1].value.date() for row in found] == days
    assert [(row[2].value, row[2].number_format) for row in found[:1]] == [(0.01, "0%")]
    assert [row[3].value for row in found] == [0.5, 1, 1.5]
    assert {cell.data_type for row in found for cell in row} == {"n", "d"}


def test_a_book_holds_numbers_and_texts_and_no_formula() -> None:
    file, again = io.BytesIO(), io.BytesIO()
    rows = [("=1+1", 7), ("<b>&", -3), ("", 0)]
    sheets = [BookSheet(name="甲&<乙>", columns=("名", "数"), rows=rows)]
    sheets.append(BookSheet(name="二", columns=("x",), rows=[]))
    write_book(sheets, file=file)
    write_book(sheets, file=again)
    assert file.getvalue() == again.getvalue()
    book = openpyxl.load_workbook(file)
    assert book.sheetnames == ["甲&<乙>", "二"]
    first = book["甲&<乙>"]
    assert list(first.values) == [("名", "数"), ("=1+1", 7), ("<b>&", -3), (None, 0)]
    assert {cell.data_type for row in first.iter_rows() for cell in row} == {"s", "n"}
