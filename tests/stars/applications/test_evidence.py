"""Points are proposed from what is known, with grounds; where too little is known, that is said."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any

import pytest

from stations.accounts.roles import Role
from stations.activities.model import Tally
from stations.db.base import Database
from stations.errors import Invalid
from stations.feedback import answers, check_ins, rating, reporting
from stations.feedback.erasure import forget
from stations.feedback.model import Near, Opinion, ReportKind, ReportState, Said
from stations.feedback.rating_weights import Summary
from stations.feedback.voice_store import ShutDoor
from stations.geo.point import Datum
from stations.registry.editing import verifying
from stations.registry.editing.verifying import VerifiedFields
from stations.registry.model import Amenity, Place, SourcePoint, Station, Verified
from stations.registry.states import AmenityState, Precision
from stations.registry.stored import change_store
from stations.registry.stored.holiday_store import calendar
from stations.stars.applications import evidence, facts
from stations.stars.applications.facts import StationFacts
from stations.stars.scheme import basics, scheme_file
from stations.stars.scheme.signals import Signal
from tests.support import make
from tests.support.deskwork import person
from tests.support.voices import visitor

JINAN = scheme_file.shipped()["jinan-1"]
FUZHOU = scheme_file.shipped()["fuzhou-1"]
TODAY = date(2026, 11, 20)
QUIET = StationFacts(today=TODAY, since=date(2025, 11, 20))
ALL = ("drinking_water", "seating", "microwave", "air_conditioning", "phone_charging",
       "first_aid_kit", "restroom", "repair_tools", "reading_corner")  # fmt: skip
CLERK = person(Role.EDITOR)


def shut(*days: int) -> tuple[ShutDoor, ...]:
    return tuple(ShutDoor(on=date(2026, 11, day), device=f"d{day}") for day in days)


def at_precision(precision: Precision) -> Station:
    source = SourcePoint(lat=36.65, lon=117.12, datum=Datum.WGS84, precision=precision)
    station = make.station()
    return replace(station, place=replace(station.place, source=source))


def offering(*without: str, **changed: Any) -> Station:
    amenities = [Amenity(id=one) for one in ALL if one not in without]
    return make.station(amenities=(*amenities, *changed.get("also", ())))


BROKEN = Amenity(id="microwave", state=AmenityState.OUT_OF_ORDER, checked_on=date(2026, 11, 3))
BASICS = [
    (offering(), 20, "9 项基本设施，9 项能用"),
    (offering("microwave", also=(BROKEN,)), 17,
     "9 项基本设施，8 项能用：热饭已损坏（2026-11-03 记录）"),
    (offering("restroom", "seating"), 15,
     "9 项基本设施，7 项能用：桌椅休息没有登记；就近卫生间或卫生间没有登记"),
    (make.station(amenities=()), 0, "9 项基本设施，0 项能用"),
]  # fmt: skip


@pytest.mark.parametrize(("station", "points", "grounds"), BASICS)
def test_the_basics_that_work_are_counted(station: Station, points: int, grounds: str) -> None:
    found = evidence.judged(station, JINAN, QUIET)["basics"]
    assert found.points == points
    assert found.grounds.startswith(grounds)


def test_a_workers_word_that_something_is_broken_is_told_and_takes_no_points() -> None:
    known = replace(QUIET, broken_waiting=frozenset({"microwave", "television"}))
    found = evidence.judged(offering(), JINAN, known)["basics"]
    assert found.points == 20
    assert "有劳动者反映热饭已损坏，还没答复" in found.grounds


def test_each_city_has_its_own_basics_and_the_narrowest_list_holds() -> None:
    assert ("reading_corner",) in basics.wanted("370102")
    assert ("reading_corner",) not in basics.wanted("3702")
    assert ("wifi",) in basics.wanted(FUZHOU.area)
    assert ("restroom",) in basics.wanted("460105")
    assert {w for names in basics.wanted("37") for w in names} <= {
        w for names in basics.wanted("3701") for w in names
    }


TABLE: list[tuple[str, Station, StationFacts, int | None, str]] = [
    ("on_map", at_precision(Precision.DOOR), QUIET, 4, "到门口"),
    ("on_map", at_precision(Precision.BUILDING), QUIET, 4, "到楼"),
    ("on_map", at_precision(Precision.STREET), QUIET, 2, "到街道"),
    ("on_map", at_precision(Precision.AREA), QUIET, 1, "到片区"),
    ("on_map", make.station(), QUIET, 3, "没写准"),
    ("on_map", make.station(), replace(QUIET, place_seen_on=date(2026, 10, 1)), 4,
     "2026-10-01 有人到现场"),
    ("on_map", make.station(place=Place(area_code="370102")), QUIET, 0, "没有坐标"),
    ("verified", make.station(), QUIET, 0, "从来没有"),
    ("verified", make.station(verified=Verified(on=TODAY)), QUIET, 6, "2026-11-20 核实过"),
    ("verified", make.station(verified=Verified(on=date(2026, 8, 22))), QUIET, 6, "在 90 天以内"),
    ("verified", make.station(verified=Verified(on=date(2026, 8, 21))), QUIET, 0, "超过 90 天"),
    ("hours_kept", make.station(), QUIET, None, "数据太少"),
    ("hours_kept", make.station(), replace(QUIET, visits=9, shut=shut(3)), None, "数据太少"),
    ("hours_kept", make.station(), replace(QUIET, visits=10), 12, "没有经区里核实的关门"),
    ("hours_kept", make.station(), replace(QUIET, visits=90, shut=shut(3)), 11, "2026-11-03"),
    ("hours_kept", make.station(), replace(QUIET, visits=10, shut=shut(3, 3)), 6, "有 1 天"),
    ("hours_kept", make.station(), replace(QUIET, shut=shut(3, 4)), 0, "有 2 天"),
    ("hours_kept", make.station(), replace(QUIET, visits=10, shut_waiting=2), 12,
     "另有 2 条关门的反映等区里核实"),
    ("liked", make.station(), QUIET, None, "不到 5 个"),
    ("liked", make.station(), replace(QUIET, rating=Summary(count=4, mean=4.5)), None, "4 个"),
    ("liked", make.station(), replace(QUIET, rating=Summary(count=5, mean=4.0)), 8, "4.00 颗星"),
    ("liked", make.station(), replace(QUIET, rating=Summary(count=50, mean=4.83)), 10, "4.83"),
    ("liked", make.station(), replace(QUIET, rating=Summary(count=50, mean=1.83)), 2, "1.83"),
    ("liked", make.station(), replace(QUIET, rating=Summary(count=9, mean=5.0, flooded=True)), 10,
     "只按平常算"),
    ("answered", make.station(), QUIET, None, "没有到期"),
    ("answered", make.station(), replace(QUIET, answers_due=2, answers_in_time=1), 3,
     "2 条，1 条在 5 个工作日内"),
    ("answered", make.station(), replace(QUIET, answers_due=3), 0, "3 条，0 条"),
]  # fmt: skip


@pytest.mark.parametrize(("criterion", "station", "known", "points", "words"), TABLE)
def test_each_signal_gives_its_share_of_the_points(
    criterion: str, station: Station, known: StationFacts, points: int | None, words: str
) -> None:
    found = evidence.judged(station, JINAN, known)[criterion]
    assert found.points == points
    assert words in found.grounds


@pytest.mark.parametrize("scheme", [JINAN, FUZHOU])
def test_every_criterion_with_a_signal_is_answered_within_its_points(scheme: Any) -> None:
    known = replace(
        QUIET, visits=7, shut=shut(1, 2, 3), rating=Summary(count=6, mean=3.14), answers_due=7
    )
    found = evidence.judged(offering("seating"), scheme, known)
    assert set(found) == {one.id for one in scheme.criteria if one.signal}
    for criterion_id, one in found.items():
        assert one.points is not None
        assert 0 <= one.points <= scheme.criterion(criterion_id).points
        assert one.grounds


@pytest.mark.parametrize(
    ("day", "months", "before"),
    [
        (date(2026, 11, 20), 12, date(2025, 11, 20)),
        (date(2028, 2, 29), 12, date(2027, 2, 28)),
        (date(2026, 3, 31), 1, date(2026, 2, 28)),
        (date(2026, 1, 15), 1, date(2025, 12, 15)),
        (date(2026, 1, 31), 2, date(2025, 11, 30)),
    ],
)
def test_a_time_back_ends_on_a_day_that_is_there(day: date, months: int, before: date) -> None:
    assert facts.back(day, months=months) == before


def heard(
    db: Database, kind: ReportKind, at: datetime, *, state: ReportState | None = None, **by: Any
) -> str:
    """A report at a moment, answered three days later where that is told."""
    amenity = by.pop("amenity", "")
    who = visitor(at=at, address=f"198.51.100.{at.day}", poster=True, **by)
    token = f"{kind}{at.isoformat()}{who.device}"
    made = reporting.report(db, "a", Said(kind=kind, amenity=amenity), by=who, token=token, at=at)
    if state is not None:
        act = replace(make.act("report_answered"), at=at + timedelta(days=3))
        answers.answer(db, made.id, state, reply="知道了", by=CLERK, act=act)
    return made.id


@pytest.fixture
def lived(db: Database) -> Database:
    """A station with a month of visits, ratings and reports."""
    station = replace(offering(), id="a")
    with db.writing():
        change_store.record(db, [(None, station)], act=make.act("created"))
    for n in range(12):
        at = make.NOON - timedelta(days=n)
        check_ins.check_in(db, "a", by=visitor(f"v{n}", poster=True, at=at), at=at)
        rating.rate(db, "a", Opinion(stars=5), by=visitor(f"v{n}", poster=True, at=at), at=at)
    long_ago = make.NOON - timedelta(days=400)
    check_ins.check_in(db, "a", by=visitor(poster=True, at=long_ago), at=long_ago)
    return db


def test_the_year_of_a_station_is_read_as_it_was(lived: Database) -> None:
    db, noon = lived, make.NOON
    heard(db, ReportKind.SHUT, noon - timedelta(days=20), state=ReportState.FIXED)
    heard(db, ReportKind.SHUT, noon - timedelta(days=19), state=ReportState.REFUSED)
    heard(
        db, ReportKind.SHUT, noon - timedelta(days=18, hours=6), state=ReportState.FIXED
    )  # at 6: posted shut
    heard(db, ReportKind.SHUT, noon - timedelta(days=9))
    heard(db, ReportKind.SHUT, noon - timedelta(days=16), state=ReportState.FIXED, near=Near.FAR)
    heard(db, ReportKind.BROKEN, noon - timedelta(days=1), amenity="microwave")
    heard(db, ReportKind.DIRTY, noon - timedelta(days=17), staff=True)
    heard(db, ReportKind.SHUT, noon - timedelta(days=399), state=ReportState.FIXED)
    verifying.confirm(
        db,
        ["a"],
        groups=[VerifiedFields.PLACE],
        on_the_spot=True,
        by=CLERK,
        act=make.act("verified"),
    )
    station = change_store.store.get(db, "a")
    known = facts.read(db, station, JINAN, calendar=calendar(db), at=noon)
    assert [one.on for one in known.shut] == [date(2026, 10, 31)]
    assert (known.visits, known.shut_waiting) == (12, 1)
    # Four were answered in time; one waits longer than five working days, one does not yet.
    assert (known.answers_due, known.answers_in_time) == (5, 4)
    assert known.broken_waiting == {"microwave"}
    assert (known.rating.count, known.place_seen_on) == (12, date(2026, 11, 20))
    found = evidence.proposed(db, station, JINAN, at=noon)
    assert found == evidence.proposed(db, station, JINAN, at=noon)
    assert found["hours_kept"].points == 7  # 12 of 12 + 10, of 12 points
    assert found["answered"].points == 4
    assert found["on_map"].points == 4


def test_a_make_up_saturday_counts_as_a_day_to_answer_in(lived: Database) -> None:
    # In 2026 Saturday 10 October was worked. From Thursday 8 October on the five days are
    # 9, 10, 12, 13 and 14 October.
    heard(lived, ReportKind.DIRTY, datetime.fromisoformat("2026-10-08T04:00:00Z"))
    station = change_store.store.get(lived, "a")
    for day, due in (("14", 0), ("15", 1)):
        at = datetime.fromisoformat(f"2026-10-{day}T12:00:00Z")
        assert facts.read(lived, station, JINAN, calendar=calendar(lived), at=at).answers_due == due


def vetoed(db: Database, *, at: datetime = make.NOON) -> list[str]:
    station = change_store.store.get(db, "a")
    return [one.words for one in evidence.vetoes(db, station, JINAN, at=at)]


def test_a_door_found_shut_by_two_on_two_days_and_confirmed_is_ground_for_a_veto(
    lived: Database,
) -> None:
    noon = make.NOON
    heard(lived, ReportKind.SHUT, noon - timedelta(days=9), state=ReportState.FIXED, device="one")
    assert vetoed(lived) == []
    heard(lived, ReportKind.SHUT, noon - timedelta(days=8), state=ReportState.FIXED, device="one")
    assert vetoed(lived) == []
    heard(
        lived, ReportKind.SHUT, noon - timedelta(days=5), state=ReportState.REFUSED, device="three"
    )
    heard(lived, ReportKind.SHUT, noon - timedelta(days=4), device="four")
    far = visitor("five", at=noon, poster=True, near=Near.FAR)
    made = reporting.report(lived, "a", Said(kind=ReportKind.SHUT), by=far, token="far", at=noon)
    answers.answer(lived, made.id, ReportState.FIXED, reply="好", by=CLERK, act=make.act("x"))
    assert vetoed(lived) == []
    heard(lived, ReportKind.SHUT, noon - timedelta(days=3), state=ReportState.FIXED, device="two")
    (words,) = vetoed(lived)
    assert words.startswith(
        "2025-11-20 以来 3 天门关着并经核实：2026-11-11 劳动者反映，区里已核实；"
    )
    assert "2026-11-17" in words
    assert "2026-11-16" not in words
    forget(lived, act=replace(make.act("forgotten"), at=noon + timedelta(days=120)))
    assert vetoed(lived, at=noon + timedelta(days=120)) == []
    assert vetoed(lived, at=noon + timedelta(days=380)) == []


def test_two_at_once_are_one_occasion(lived: Database) -> None:
    at = make.NOON - timedelta(days=9)
    for device in ("one", "two", "three"):
        heard(lived, ReportKind.SHUT, at, state=ReportState.FIXED, device=device)
    assert vetoed(lived) == []


CULTURE = replace(
    JINAN,
    criteria=tuple(
        replace(one, signal=signal, enough=enough)
        for one, signal, enough in zip(
            JINAN.criteria, (Signal.ACTIVITIES, Signal.ACTIVITY_PEOPLE), (12, 200), strict=False
        )
    ),
)


@pytest.mark.parametrize(
    ("held", "sessions", "people"),
    [
        (Tally(), 0, 0),
        (Tally(sessions=6, people=50, pictured=2), 0.5, 0.25),
        (Tally(sessions=40, people=9000), 1, 1),
    ],
)
def test_activities_that_were_written_up_count_up_to_what_is_enough(
    held: Tally, sessions: float, people: float
) -> None:
    judged = evidence.judged(make.station(), CULTURE, replace(QUIET, activities=held))
    for one, share in zip(CULTURE.criteria, (sessions, people), strict=True):
        assert judged[one.id].points == int(one.points * share + 0.5)
        assert f"办了 {held.sessions} 场活动，来了 {held.people} 人次" in judged[one.id].grounds
    assert ("2 场所在的活动有照片" in judged[CULTURE.criteria[0].id].grounds) == bool(held.pictured)


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ('signal = "activities"', "到多少算满分"),
        ('signal = "verified"\nenough = 5', "只和 signal"),
        ("enough = 5", "只和 signal"),
        ('signal = "activities"\nenough = 0', "1 到 100000"),
    ],
)
def test_a_scheme_says_how_much_is_enough_of_what_is_counted(line: str, words: str) -> None:
    text = (scheme_file.FOLDER / "jinan-1.toml").read_text("utf-8")
    with pytest.raises(Invalid, match=words):
        scheme_file.parse(text.replace('signal = "verified"', line, 1), name="jinan-1.toml")
    counted = text.replace('signal = "verified"', 'signal = "activities"\nenough = 12', 1)
    scheme = scheme_file.parse(counted, name="jinan-1.toml")
    assert [one.enough for one in scheme.criteria if one.signal is Signal.ACTIVITIES] == [12]
