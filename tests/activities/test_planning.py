"""Are activities planned by those whose stations they are at, and is nobody's edit lost?"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest

from stations.accounts.model import Account
from stations.accounts.roles import MAY, Action, Role
from stations.activities import activity_rules, model, planning, seats, session_changes, store
from stations.activities.activity_rules import SessionPlan
from stations.activities.model import Activity, ActivityState, Audience, Session, Venue
from stations.activities.planning import ActivityPlan
from stations.activities.store import SessionQuery
from stations.audit.verification import verify
from stations.db.base import Database
from stations.errors import Invalid, NotFound, Refused, StationsError
from stations.geo.point import Datum, Point
from stations.registry.model import SourcePoint
from stations.registry.scoping import Reach
from stations.registry.stored import history_store
from tests.support import make
from tests.support.deskwork import person

EDITOR = person(Role.EDITOR)
OVER_ALL = person(Role.EDITOR, "3701")
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
CLASS = ActivityPlan(kind="night_class", title="书法夜校", stations=("a",))
MARKET = ActivityPlan(
    kind="market", title="便民大集", area_code="370102",
    venue=Venue(
        name="建材市场东门", point=Point(lat=36.65, lon=117.1),
        source=SourcePoint(lat=36.6504, lon=117.106, datum=Datum.GCJ02),
    ),
)  # fmt: skip


def at(days: float, hours: float = 1, **given: Any) -> SessionPlan:
    start = make.NOON + days * DAY
    return SessionPlan(starts_at=start, ends_at=start + hours * HOUR, **given)


def planned(db: Database, given: ActivityPlan = CLASS, *, by: Account = EDITOR) -> Activity:
    return planning.plan(db, given, by=by, act=make.act(planning.PLANNED))


def held(db: Database, activity: Activity, *plans: SessionPlan) -> list[Session]:
    return session_changes.add(
        db, activity.id, plans, by=EDITOR, act=make.act(session_changes.ADDED)
    )


def published(
    db: Database, given: ActivityPlan = CLASS, *plans: SessionPlan, by: Account = EDITOR
) -> Activity:
    made = planned(db, given, by=by)
    session_changes.add(db, made.id, plans or [at(1)], by=by, act=make.act(session_changes.ADDED))
    act = make.act(planning.PUBLISHED)
    return planning.publish(db, made.id, over=made.version, by=by, act=act)


def refused(work: Any, *given: Any, **more: Any) -> str:
    with pytest.raises(StationsError) as caught:
        work(*given, **more)
    assert caught.value.message.endswith("。")
    return caught.value.key


def test_an_activity_is_seen_by_everybody_only_once_it_is_published(either_city: Database) -> None:
    made = planned(either_city, replace(MARKET, details="带上电动车"))
    with pytest.raises(NotFound):
        store.published(either_city, made.id)
    held(either_city, made, at(2), at(1, capacity=20, waiting=5, opens_at=make.NOON))
    shown = planning.publish(
        either_city, made.id, over=1, by=EDITOR, act=make.act(planning.PUBLISHED)
    )
    found = store.published(either_city, made.id)
    assert replace(found, sessions=()) == replace(shown, sessions=())
    assert [one.capacity for one in found.sessions] == [20, None]
    assert found.venue == MARKET.venue
    planning.cancel(
        either_city, made.id, reason="暴雨", by=EDITOR, act=make.act(planning.CANCELLED)
    )
    assert store.published(either_city, made.id).state_reason == "暴雨"
    assert verify(either_city, history_store).sound


def test_nobodys_change_of_an_activity_or_a_session_is_lost(either_city: Database) -> None:
    made = planned(either_city)
    act = make.act(planning.CHANGED)
    first = planning.change(
        either_city, made.id, replace(CLASS, doer="王老师"), over=1, by=EDITOR, act=act
    )
    other = replace(CLASS, needs="投影仪")
    assert refused(planning.change, either_city, made.id, other, over=1, by=EDITOR, act=act) == (
        "moved.activity"
    )
    assert (first.version, store.get(either_city, made.id).doer) == (2, "王老师")
    (session,) = held(either_city, made, at(1))
    moved = session_changes.change(either_city, session.id, at(2), over=1, by=EDITOR, act=act)
    assert refused(
        session_changes.change, either_city, session.id, at(3), over=1, by=EDITOR, act=act
    ) == ("moved.session")
    assert store.get(either_city, made.id).sessions == (moved,)


def test_the_same_change_twice_is_one_change(city: Database) -> None:
    made = planned(city)
    same = planning.change(city, made.id, CLASS, over=1, by=EDITOR, act=make.act("x"))
    assert same.version == 1
    assert len(held(city, made, at(1))) == 1
    assert held(city, made, at(1)) == []


@pytest.mark.parametrize("role", Role)
def test_activities_are_planned_by_those_whose_stations_they_are_at(
    city: Database, role: Role
) -> None:
    where = "a" if role in (Role.KEEPER, Role.OPERATOR) else "370102"
    who = person(role, where)
    may = Action.ORGANISE in MAY[role]
    assert may == (role in (Role.KEEPER, Role.OPERATOR, Role.EDITOR, Role.ADMINISTRATOR))
    tries = {("a",): may, ("a", "far"): False, ("far",): False}
    for stations, allowed in tries.items():
        given = replace(CLASS, stations=stations)
        if allowed:
            assert planned(city, given, by=who).stations == stations
            continue
        with pytest.raises((Refused, NotFound)):
            planned(city, given, by=who)
    by_area = may and where == "370102"
    if not by_area:
        with pytest.raises((Refused, NotFound)):
            planned(city, MARKET, by=who)


def test_a_keeper_of_one_station_leaves_an_activity_of_several_as_it_is(city: Database) -> None:
    made = published(city, replace(CLASS, stations=("a", "b")))
    keeper = person(Role.KEEPER, "a")
    assert planning.seen(city, made.id, by=keeper) == store.get(city, made.id)
    with pytest.raises(NotFound):
        planning.cancel(city, made.id, reason="停电", by=keeper, act=make.act("x"))
    with pytest.raises(NotFound):
        planning.seen(city, made.id, by=person(Role.KEEPER, "far"))


@pytest.mark.parametrize(
    ("wrong", "key"),
    [
        ({"kind": "flying"}, "invalid.activity_kind"),
        ({"title": "  "}, "invalid.activity_title"),
        ({"title": "书" * 61}, "invalid.activity_text_length"),
        ({"doer": "王老师 138 1234 5678"}, "invalid.mobile_in_public"),
        ({"stations": ()}, "invalid.activity_where"),
        ({"venue": MARKET.venue}, "invalid.activity_where"),
        ({"who": Audience.MEMBERS}, "invalid.activity_code"),
        ({"who": Audience.MEMBERS, "code": "a b"}, "invalid.activity_code"),
        ({"stations": ("a", "nowhere")}, "not_found.out_of_sight"),
    ],
)
def test_what_cannot_be_an_activity_is_refused_in_a_sentence(
    city: Database, wrong: dict[str, Any], key: str
) -> None:
    assert refused(planned, city, replace(CLASS, **wrong)) == key


@pytest.mark.parametrize(
    ("lat", "lon", "datum", "key"),
    [
        (36.65, 117.1, None, "invalid.activity_datum"),
        (48.85, 2.35, Datum.WGS84, "invalid.activity_place_abroad"),
        (0.0, 0.0, Datum.WGS84, "invalid.activity_place_abroad"),
        (35.0, 3.0, Datum.WGS84, "invalid.activity_place_abroad"),
        (31.2, 121.5, Datum.GCJ02, "invalid.activity_place_far"),
    ],
)
def test_a_place_abroad_far_away_or_without_datum_is_refused(
    city: Database, lat: float, lon: float, datum: Datum | None, key: str
) -> None:
    source = SourcePoint(lat=lat, lon=lon, datum=datum) if datum else None
    venue = Venue(name="市场", point=Point(lat=lat, lon=lon), source=source)
    assert refused(planned, city, replace(MARKET, venue=venue)) == key


@pytest.mark.parametrize(
    ("plan", "key"),
    [
        (at(-1), "invalid.session_past"),
        (at(-0.001), "invalid.session_past"),
        (at(1, 0), "invalid.session_end"),
        (at(1, -1), "invalid.session_end"),
        (at(1, 24 * 15), "invalid.session_length"),
        (at(800), "invalid.session_far"),
        (at(1, capacity=0), "invalid.session_capacity"),
        (at(1, capacity=-5), "invalid.session_capacity"),
        (at(1, capacity=10_001), "invalid.session_capacity"),
        (at(1, capacity=5, waiting=-1), "invalid.session_waiting"),
        (at(1, waiting=5), "invalid.session_without_capacity"),
        (at(1, opens_at=make.NOON), "invalid.session_without_capacity"),
        (at(1, capacity=5, opens_at=make.NOON + 2 * DAY), "invalid.session_opens"),
        (at(1, capacity=5, closes_at=make.NOON + 3 * DAY), "invalid.session_closes"),
    ],
)
def test_what_cannot_be_a_session_is_refused_in_a_sentence(
    city: Database, plan: SessionPlan, key: str
) -> None:
    made = planned(city)
    assert refused(held, city, made, at(5), plan) == key
    assert store.get(city, made.id).sessions == ()


def test_two_sessions_of_an_activity_do_not_go_on_at_the_same_time(city: Database) -> None:
    made = planned(city)
    assert refused(held, city, made, at(1, 2), at(1.05)) == "invalid.sessions_overlap"
    first, _ = held(city, made, at(1, 2), at(2))
    assert held(city, made, at(1 + 2 / 24))
    act = make.act(session_changes.CHANGED)
    assert refused(
        session_changes.change, city, first.id, at(2.01), over=1, by=EDITOR, act=act
    ) == "invalid.sessions_overlap"  # fmt: skip


def test_a_moved_session_says_why_and_when_it_was_announced_for(city: Database) -> None:
    made = published(city, CLASS, at(1, capacity=9))
    (session,) = store.get(city, made.id).sessions
    silent, told = make.act("x"), make.act("x", reason="老师出差")
    later = at(3, capacity=9)
    assert refused(
        session_changes.change, city, session.id, later, over=1, by=EDITOR, act=silent
    ) == "invalid.activity_reason"  # fmt: skip
    moved = session_changes.change(city, session.id, later, over=1, by=EDITOR, act=told)
    moved = session_changes.change(city, session.id, at(4, capacity=9), over=2, by=EDITOR, act=told)
    assert (moved.moved_from, moved.reason) == (session.starts_at, "老师出差")
    back = session_changes.change(city, session.id, at(1, capacity=9), over=3, by=EDITOR, act=told)
    assert back.moved_from is None
    wider = session_changes.change(
        city, session.id, at(1, capacity=12), over=4, by=EDITOR, act=silent
    )
    assert wider.capacity == 12
    gone = session_changes.cancel(city, session.id, reason="停水", by=EDITOR, act=silent)
    assert (gone.cancelled, gone.reason) == (True, "停水")
    assert refused(
        session_changes.cancel, city, session.id, reason="又停", by=EDITOR, act=silent
    ) == "moved.session_cancelled"  # fmt: skip


def test_fewer_places_than_signed_up_are_refused(
    city: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = published(city, CLASS, at(1, capacity=9))
    (session,) = store.get(city, made.id).sessions
    monkeypatch.setattr(seats, "_counters", [lambda _, found: 7 * (found == session.id)])
    for plan in (at(1, capacity=6), at(1)):
        with pytest.raises(Invalid, match="7 人"):
            session_changes.change(city, session.id, plan, over=1, by=EDITOR, act=make.act("x"))
    assert session_changes.change(
        city, session.id, at(1, capacity=7), over=1, by=EDITOR, act=make.act("x")
    ).capacity == 7  # fmt: skip


def test_a_draft_is_discarded_and_what_was_published_is_cancelled(either_city: Database) -> None:
    draft = planned(either_city)
    held(either_city, draft, at(1))
    act = make.act(planning.DISCARDED)
    assert refused(planning.cancel, either_city, draft.id, reason="x", by=EDITOR, act=act) == (
        "not_published"
    )
    planning.discard(either_city, draft.id, by=EDITOR, act=act)
    with pytest.raises(NotFound):
        store.get(either_city, draft.id)
    shown = published(either_city)
    assert refused(planning.discard, either_city, shown.id, by=EDITOR, act=act) == (
        "moved.activity_published"
    )
    planning.cancel(either_city, shown.id, reason="暴雨", by=EDITOR, act=act)
    assert refused(held, either_city, shown, at(4)) == "moved.activity_cancelled"


def test_only_what_one_can_come_to_is_published(city: Database) -> None:
    act = make.act(planning.PUBLISHED)
    bare = planned(city)
    given: dict[str, Any] = {"over": 1, "by": EDITOR}
    assert refused(planning.publish, city, bare.id, **given, act=act) == "invalid.activity_sessions"
    nowhere = planned(city, replace(MARKET, venue=Venue(name="市场")))
    held(city, nowhere, at(1))
    assert refused(planning.publish, city, nowhere.id, **given, act=act) == "invalid.activity_point"
    held(city, bare, at(1))
    late = replace(act, at=make.NOON + 9 * DAY)
    assert refused(planning.publish, city, bare.id, **given, act=late) == "invalid.activity_over"


def test_members_come_in_with_their_code_however_it_is_typed(city: Database) -> None:
    made = planned(city, replace(CLASS, who=Audience.MEMBERS, code="Qilu2026"))
    assert "ilu" not in made.code_digest
    assert model.admits(made, " ｑｉｌｕ２０２６")
    assert not model.admits(made, "qilu2025")
    kept = replace(CLASS, who=Audience.MEMBERS, title="会员夜校")
    after = planning.change(city, made.id, kept, over=1, by=EDITOR, act=make.act("x"))
    assert after.code_digest == made.code_digest


def test_sessions_are_found_by_span_area_and_station(either_city: Database) -> None:
    both = published(
        either_city, replace(CLASS, stations=("a", "far"), title="两站"), at(1), at(3), by=OVER_ALL
    )
    market = published(either_city, MARKET, at(1.5, 24))
    planned(either_city)
    day = SessionQuery(begin=make.NOON + DAY, end=make.NOON + 2 * DAY)

    def titles(wanted: SessionQuery) -> list[str]:
        return [one.activity.title for one in store.occasions(either_city, wanted)]

    def reach(**given: Any) -> SessionQuery:
        return replace(day, reach=Reach(**given))

    assert titles(day) == ["两站", "便民大集"]
    assert titles(reach(areas=("370104",))) == ["两站"]
    assert titles(reach(areas=("370102",))) == ["两站", "便民大集"]
    assert titles(reach(stations=("a",))) == titles(reach(stations=("far", "a"))) == ["两站"]
    assert titles(reach(stations=("b",))) == titles(reach(areas=("32",))) == []
    assert titles(replace(day, kinds=("market",))) == ["便民大集"]
    assert titles(replace(day, begin=make.NOON + 2.6 * DAY, end=make.NOON + 9 * DAY)) == ["两站"]
    planning.cancel(either_city, both.id, reason="雨", by=OVER_ALL, act=make.act("x"))
    assert [one.off for one in store.occasions(either_city, day)] == [True, False]
    assert titles(replace(day, planned_only=True)) == ["便民大集"]
    assert store.get(either_city, market.id).area_code == "370102"
    assert both.area_code == "3701"
    assert both.state is ActivityState.PUBLISHED


def test_the_area_of_several_stations_is_the_smallest_that_holds_them() -> None:
    assert activity_rules.common_area(["370102", "370102"]) == "370102"
    assert activity_rules.common_area(["370102", "370104"]) == "3701"
    assert activity_rules.common_area(["370102", "370203"]) == "37"
    assert activity_rules.common_area(["370102", "330106"]) == ""


def test_a_moment_with_seconds_is_kept_to_the_minute(city: Database) -> None:
    made = planned(city)
    start = datetime.fromisoformat("2026-11-21T01:02:03.456+00:00")
    (session,) = held(city, made, SessionPlan(starts_at=start, ends_at=start + HOUR))
    assert store.get(city, made.id).sessions == (session,)
