"""What a keeper tells with one tap holds at once, and one tap takes it back."""

from __future__ import annotations

from dataclasses import replace
from datetime import time, timedelta
from pathlib import Path

import pytest

from stations.accounts.roles import Role
from stations.audit.model import Act
from stations.db.base import Database
from stations.errors import Invalid, NotFound, Refused
from stations.geo.point import Datum
from stations.moments import STATION_TIME
from stations.registry import availability, openness
from stations.registry.daily import confirmation_undo, short_closings
from stations.registry.editing import verifying
from stations.registry.editing.station_form import Unfit
from stations.registry.editing.verifying import EVERYTHING, VerifiedFields
from stations.registry.lists import exporting, importing
from stations.registry.lists.import_plan import Terms
from stations.registry.model import Closure, Hours, Station
from stations.registry.stored import change_store, holiday_store, store
from tests.support import make
from tests.support.deskwork import person

KEEPER, FAR, CLERK = (
    person(Role.KEEPER, "a"), person(Role.KEEPER, "b"), person(Role.EDITOR)
)  # fmt: skip
TODAY = make.NOON.astimezone(STATION_TIME).date()


def act(action: str, reason: str = "", **later: int) -> Act:
    made = make.act(action, reason=reason)
    return replace(made, actor=KEEPER.id, at=make.NOON + timedelta(**later))


@pytest.fixture(autouse=True)
def _station(db: Database) -> None:
    with db.writing():
        change_store.record(
            db, [(None, make.station(id="a")), (None, make.station(id="b"))], act=act("created")
        )


def now(db: Database) -> Station:
    return store.get(db, "a")


def is_open(db: Database, **later: int) -> bool | None:
    opening = openness.of_station(now(db))
    return availability.status(
        opening, make.NOON + timedelta(**later), holiday_store.calendar(db)
    ).open


def test_shut_for_the_day_ends_with_the_day_or_with_a_tap(db: Database) -> None:
    shut = act("suspended", "停电")
    assert short_closings.shut_today(db, "a", by=KEEPER, act=shut)
    assert now(db).closures == (Closure(since=TODAY, until=TODAY, reason="停电"),)
    assert (is_open(db), is_open(db, days=1)) == (False, True)
    assert not short_closings.shut_today(db, "a", by=KEEPER, act=shut), "the second press"
    assert short_closings.open_again(db, "a", by=KEEPER, act=act("reopened"))
    assert (now(db).closures, is_open(db)) == ((), True)


def test_shut_for_some_hours_opens_by_itself_and_its_words_stay(db: Database) -> None:
    before = now(db).hours
    shut = act("shut_for_hours", "检修")
    for stored in (True, False):
        assert stored == short_closings.shut_for_hours(
            db, "a", since=None, until=time(15, 30), by=KEEPER, act=shut
        )
    assert [is_open(db, minutes=m) for m in (0, 209, 210)] == [False, False, True]
    assert now(db).hours.words == before.words
    [one] = short_closings.of(now(db), today=TODAY)
    assert (one.since, one.until, one.reason) == ("12:00", "15:30", "检修")
    assert short_closings.open_again(db, "a", by=KEEPER, act=act("reopened"))
    assert now(db).hours == before


def test_what_was_shut_for_hours_on_another_day_leaves_the_hours_with_the_next_tap(
    db: Database,
) -> None:
    before = now(db).hours
    shut = {"since": time(13), "until": time(14), "by": KEEPER}
    short_closings.shut_for_hours(db, "a", act=act("shut_for_hours", "一"), **shut)
    short_closings.shut_for_hours(db, "a", act=act("shut_for_hours", "二", days=1), **shut)
    assert now(db).hours.osm.count("off") == 1
    short_closings.open_again(db, "a", by=KEEPER, act=act("reopened", days=1))
    assert now(db).hours == before


@pytest.mark.parametrize(
    ("hours", "begin", "until", "said"),
    [
        ("08:00-20:00", None, time(11), "晚于"),
        ("08:00-20:00", time(15), time(15), "晚于"),
        ("", None, time(15), "还没有登记开放时间"),
        ("Mo-Su 08:00-20:00; " + "; ".join(f"Jan {n:02} off" for n in range(1, 18)), None,
         time(15), "太复杂"),
        # Open since yesterday: a rule of today takes nothing of that away.
        ("08:00-02:00", time(0, 30), time(1), "太复杂"),
    ],
)  # fmt: skip
def test_hours_that_would_not_mean_it_are_refused_in_words(
    db: Database, hours: str, begin: time | None, until: time, said: str
) -> None:
    held = replace(now(db), id="c", hours=Hours(osm=hours, words="写着的"), number="c")
    keeper = person(Role.KEEPER, "c")
    with db.writing():
        change_store.record(db, [(None, held)], act=act("created"))
    with pytest.raises((Invalid, Refused), match=said):
        short_closings.shut_for_hours(
            db, "c", since=begin, until=until, by=keeper, act=act("shut_for_hours", "停电")
        )
    assert store.get(db, "c").hours.osm == hours


@pytest.mark.parametrize("reason", ["", "找 13800138000", '";24/7"', "春节"])
def test_a_reason_is_asked_for_and_is_only_a_reason(db: Database, reason: str) -> None:
    shut = act("shut_for_hours", reason)
    if not reason or "138" in reason:
        with pytest.raises(Unfit):
            short_closings.shut_for_hours(db, "a", since=None, until=time(15), by=KEEPER, act=shut)
        return
    short_closings.shut_for_hours(db, "a", since=None, until=time(15), by=KEEPER, act=shut)
    assert (is_open(db), is_open(db, hours=9)) == (False, False)
    assert len(short_closings.of(now(db), today=TODAY)) == 1


def test_a_long_closure_of_the_district_is_not_lifted_with_it(db: Database) -> None:
    works = Closure(since=TODAY, until=TODAY + timedelta(days=9), reason="装修")
    before = now(db)
    assert before.record
    after = replace(before, closures=(works,), record=replace(before.record, version=2))
    with db.writing():
        change_store.record(db, [(before, after)], act=act("suspended"))
    assert not short_closings.shut_today(db, "a", by=KEEPER, act=act("suspended", "停电"))
    assert not short_closings.open_again(db, "a", by=KEEPER, act=act("reopened"))
    assert now(db).closures == (works,)


def test_a_confirmation_taken_back_leaves_the_record_as_it_was(db: Database) -> None:
    early = replace(act("verified", days=-9), actor=CLERK.id)
    verifying.confirm(db, ["a"], groups=EVERYTHING, on_the_spot=True, by=CLERK, act=early)
    before, days = now(db), verifying.confirmed(db, "a")
    verified = act("verified")
    verifying.confirm(db, ["a"], groups=EVERYTHING, on_the_spot=False, by=KEEPER, act=verified)
    mine = confirmation_undo.last(db, "a", by=KEEPER, at=make.NOON)
    assert mine
    confirmation_undo.take_back(db, "a", mine.number, by=KEEPER, act=act("unverified"))
    after = now(db)
    assert (after.verified, verifying.confirmed(db, "a")) == (before.verified, days)
    assert after.record
    assert before.record
    assert after.record.updated_at == before.record.updated_at
    with pytest.raises(Refused):
        confirmation_undo.take_back(db, "a", mine.number, by=KEEPER, act=act("unverified"))


def test_a_first_confirmation_taken_back_leaves_none(db: Database) -> None:
    verifying.confirm(
        db, ["a"], groups=EVERYTHING, on_the_spot=False, by=KEEPER, act=act("verified")
    )
    mine = confirmation_undo.last(db, "a", by=KEEPER, at=make.NOON)
    assert mine
    confirmation_undo.take_back(db, "a", mine.number, by=KEEPER, act=act("unverified"))
    assert (now(db).verified, verifying.confirmed(db, "a")) == (None, [])


def test_what_a_colleague_confirmed_or_somebody_confirmed_yesterday_stays(db: Database) -> None:
    hours = {VerifiedFields.HOURS}
    verifying.confirm(
        db, ["a"], groups=hours, on_the_spot=False, by=KEEPER, act=act("verified", days=-1)
    )
    assert confirmation_undo.last(db, "a", by=KEEPER, at=make.NOON) is None
    theirs = replace(act("verified"), actor=CLERK.id)
    number = verifying.confirm(
        db, ["a"], groups=EVERYTHING, on_the_spot=False, by=CLERK, act=theirs
    )
    with pytest.raises(Refused):
        confirmation_undo.take_back(db, "a", number, by=KEEPER, act=act("unverified"))


def test_another_keepers_taps_reach_nothing_of_it(db: Database) -> None:
    before = now(db)
    for tap in (
        lambda: short_closings.shut_today(db, "a", by=FAR, act=act("suspended", "停电")),
        lambda: short_closings.open_again(db, "a", by=FAR, act=act("reopened")),
        lambda: confirmation_undo.take_back(db, "a", 1, by=FAR, act=act("unverified")),
        lambda: short_closings.shut_for_hours(
            db, "a", since=None, until=time(15), by=FAR, act=act("shut_for_hours", "停电")
        ),
    ):
        with pytest.raises(NotFound):
            tap()
    assert now(db) == before


def test_a_list_exported_meanwhile_reads_back_without_a_change(
    db: Database, tmp_path: Path
) -> None:
    shut = {"since": time(13), "until": time(14), "by": KEEPER}
    short_closings.shut_for_hours(db, "a", act=act("shut_for_hours", "检修"), **shut)
    path = tmp_path / "all.xlsx"
    exporting.export(db, path)
    terms = Terms(datum=Datum.WGS84)
    plan = importing.planned(db, path.read_bytes(), name=path.name, terms=terms, at=make.NOON)
    assert (plan.outcome, plan.unchanged) == ("accept", 2), plan
