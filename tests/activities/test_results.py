"""Is what came of a session kept line after line, and who may write it?"""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from stations.accounts.model import Account
from stations.accounts.roles import Role
from stations.activities import (
    activity_photo_store,
    activity_photos,
    listing_store,
    planning,
    result_store,
    results,
    session_changes,
    store,
)
from stations.activities.activity_rules import SessionPlan
from stations.activities.model import Activity, Result, Tally
from stations.activities.planning import ActivityPlan
from stations.activities.results import ResultNote
from stations.audit.verification import verify
from stations.db import seals
from stations.db.base import Database
from stations.errors import NotFound, StationsError
from stations.media.model import Picture
from stations.recovery import photo_claims
from stations.registry.stored import history_store
from tests.support import make
from tests.support.deskwork import person

EDITOR = person(Role.EDITOR)
GIVEN = ResultNote(people=42, supplies={"water": 120, "other": 3}, words="天热，水发完了")
LATER = timedelta(hours=2)


def published(db: Database, *, stations: tuple[str, ...] = ("a", "b")) -> Activity:
    given = ActivityPlan(kind="cooling", title="送清凉", stations=stations)
    made = planning.plan(db, given, by=EDITOR, act=make.act("x"))
    start = make.NOON + timedelta(hours=1)
    plan = SessionPlan(starts_at=start, ends_at=start + timedelta(hours=1))
    session_changes.add(db, made.id, [plan], by=EDITOR, act=make.act("x"))
    planning.publish(db, made.id, over=1, by=EDITOR, act=make.act("x"))
    return store.get(db, made.id)


def written(
    db: Database, activity: Activity, given: ResultNote = GIVEN, *, after: int = 0,
    by: Account = EDITOR, late: timedelta = LATER,
) -> Result:  # fmt: skip
    act = replace(make.act(results.WRITTEN), at=make.NOON + late)
    return results.write(db, activity.sessions[0].id, given, after=after, by=by, act=act)


def test_a_result_is_corrected_by_a_new_line_and_none_is_lost(either_city: Database) -> None:
    db = either_city
    activity = published(db)
    first = written(db, activity)
    assert written(db, activity) == first
    with pytest.raises(StationsError, match="别人刚记过"):
        written(db, activity, replace(GIVEN, people=7))
    second = written(db, activity, replace(GIVEN, people=40, supplies={}), after=1)
    (lines,) = results.of(db, activity).values()
    assert [(one.number, one.people, one.supplies) for one in lines] == [
        (2, 40, ()), (1, 42, (("other", 3), ("water", 120))),
    ]  # fmt: skip
    assert second == lines[0]
    assert verify(db, history_store).sound
    with db.writing() as tx:
        tx.run("update activity_results set people = 4000 where number = 2")
        seals.pass_over(tx)
    assert {one.code for one in verify(db, history_store).findings} == {"row_altered"}


def test_the_keeper_of_one_of_the_stations_tells_what_came_of_it(city: Database) -> None:
    activity = published(city)
    assert written(city, activity, by=person(Role.KEEPER, "b")).people == 42
    for stranger in (person(Role.KEEPER, "far"), person(Role.REVIEWER)):
        with pytest.raises(NotFound):
            written(city, activity, replace(GIVEN, people=1), after=1, by=stranger)


@pytest.mark.parametrize(
    ("given", "key"),
    [
        (ResultNote(), "invalid.result_empty"),
        (ResultNote(people=-1), "invalid.result_people"),
        (ResultNote(people=10**9), "invalid.result_people"),
        (ResultNote(supplies={"water": 0}), "invalid.result_count"),
        (ResultNote(supplies={"gold": 5}), "invalid.result_supply"),
        (ResultNote(words="张三 13812345678"), "invalid.mobile_in_public"),
    ],
)
def test_a_result_that_cannot_be_is_refused_in_a_sentence(
    city: Database, given: ResultNote, key: str
) -> None:
    with pytest.raises(StationsError) as caught:
        written(city, published(city), given)
    assert caught.value.key.startswith(key)


def test_what_has_not_begun_or_did_not_take_place_has_no_result(city: Database) -> None:
    activity = published(city)
    with pytest.raises(StationsError, match="才开始"):
        written(city, activity, late=timedelta())
    session_changes.cancel(city, activity.sessions[0].id, reason="雨", by=EDITOR, act=make.act("x"))
    with pytest.raises(StationsError, match="没有办"):
        written(city, activity)


def test_photos_are_seen_by_everybody_until_they_are_taken_down(city: Database) -> None:
    activity = published(city)
    one = Picture(width=4, height=3, photo=b"one", small=b"one")
    act = make.act(activity_photos.ADDED)
    activity_photos.add(city, activity.id, [one], caption="门口", by=EDITOR, act=act)
    assert [photo.caption for photo in activity_photos.photos(city, activity.id)] == ["门口"]
    assert activity_photo_store.is_public(city, one.name)
    activity_photos.show(city, activity.id, one.name, shown=False, by=EDITOR, act=act)
    assert not activity_photo_store.is_public(city, one.name)
    assert one.name in photo_claims.claimed(city)
    with pytest.raises(NotFound):
        activity_photos.show(
            city, activity.id, one.name, shown=True, by=person(Role.KEEPER, "far"), act=act
        )


def test_each_of_several_stations_has_its_part_of_the_people_and_every_session(
    either_city: Database,
) -> None:
    activity = published(either_city)

    def tally(station: str, days: int = 1) -> Tally:
        since = make.NOON + timedelta(hours=1)
        return result_store.tally(
            either_city, station, since=since, until=since + timedelta(days=days)
        )

    assert tally("a") == Tally()
    assert [one.id for one in listing_store.at_all(either_city, ("a", "b"))] == [activity.id]
    assert listing_store.at_all(either_city, ("a", "far")) == []
    written(either_city, activity)
    written(either_city, activity, replace(GIVEN, people=33), after=1)
    assert tally("a") == tally("b") == Tally(sessions=1, people=16)
    assert tally("far") == tally("a", 0) == Tally()
    one = Picture(width=4, height=3, photo=b"one", small=b"one")
    act = make.act(activity_photos.ADDED)
    activity_photos.add(either_city, activity.id, [one], by=EDITOR, act=act)
    assert tally("a").pictured == 1
    written(either_city, activity, ResultNote(people=0, words="没有人来"), after=2)
    assert tally("a") == Tally()
