"""Two records of one place become one; nothing that either said is lost."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from stations.accounts.model import Account, Grant
from stations.accounts.roles import Role
from stations.audit.model import Act
from stations.db.base import Database
from stations.errors import Invalid, NotFound, Refused
from stations.geo.point import Point
from stations.registry.editing import combining, form_values, reverting, saving, separating
from stations.registry.editing.combining import Choice, RecordPair
from stations.registry.editing.saving import Sent
from stations.registry.editing.station_form import Unfit
from stations.registry.model import (
    Amenity,
    Closure,
    Hours,
    Lifecycle,
    Place,
    SourcePoint,
    Station,
    next_version,
)
from stations.registry.scoping import Reach
from stations.registry.states import Phase
from stations.registry.stored import change_store, history_store, redirects, search_rows, store
from tests.support import lists, make

CLERK = Account(
    id="clerk", name="clerk", shown="区编辑", grants=(Grant(role=Role.EDITOR, area="370102"),)
)
KEEPER = Account(
    id="keep", name="keep", shown="站长", grants=(Grant(role=Role.KEEPER, station_id="a"),)
)


def act(action: str = "combined", *, reason: str = "") -> Act:
    return Act(actor="clerk", by="区编辑", action=action, at=make.NOON, reason=reason)


def stored(db: Database, *stations: Station) -> None:
    with db.writing():
        change_store.record(db, [(None, one) for one in stations], act=act("created"))


@pytest.fixture
def two(db: Database) -> tuple[Station, Station]:
    other = make.full_station()
    place = Place(
        area_code="370102", district_code="370102", city_code="3701", door="西门",
        point=Point(lat=36.6512345678, lon=117.12), source=other.place.source,
    )  # fmt: skip
    stored(
        db,
        make.station(id="a", number="LX-1", name="解放路驿站", hours=Hours()),
        make.station(
            id="b", number="LX-9", name="解放路爱心驿站", aliases=("老站",), place=place,
            hours=other.hours,
            amenities=(Amenity(id="restroom", note="二楼"), Amenity(id="shower")),
        ),
    )  # fmt: skip
    return store.get(db, "a"), store.get(db, "b")


def combine(db: Database, *taken: str, by: Account = CLERK, **given: object) -> Station:
    pair = RecordPair(**{"station_id": "a", "other_id": "b", "versions": (1, 1), **given})  # type: ignore[arg-type]
    choices = dict.fromkeys(taken, Choice.OTHER)
    return combining.combine(db, pair, choices=choices, by=by, act=act())


def test_what_is_taken_comes_as_it_was_and_the_rest_stays(
    db: Database, two: tuple[Station, Station]
) -> None:
    station, other = two
    assert set(combining.differing(station, other)) == {
        "name", "point", "door", "hours", "amenity-restroom", "amenity-shower",
    }  # fmt: skip
    after = combine(db, "point", "hours", "amenity-restroom")
    assert after == store.get(db, "a")
    assert after.place.point == Point(lat=36.6512345678, lon=117.12)
    assert isinstance(after.place.source, SourcePoint)
    assert after.hours == other.hours
    assert (after.name, after.number, after.place.door) == (station.name, "LX-1", "")
    assert {(one.id, one.note) for one in after.amenities} == {
        ("drinking_water", ""), ("restroom", "二楼"),
    }  # fmt: skip


def test_the_other_is_closed_leads_on_and_is_found_by_its_old_number_and_name(
    db: Database, two: tuple[Station, Station]
) -> None:
    combine(db, "name")
    other = store.get(db, "b")
    assert other.lifecycle.phase is Phase.CLOSED
    assert "解放路爱心驿站" in other.lifecycle.reason
    assert not other.is_listed
    assert redirects.target(db, "b") == "a"
    assert redirects.target(db, "a") == ""
    for words in ("LX-9", "LX-1", "解放路驿站", "老站", "jflaxyz"):
        assert [one.published["id"] for one in search_rows.search(db, words=words, limit=9)] == [
            "a"
        ]
    assert len(history_store.of_station(db, "a")) == len(history_store.of_station(db, "b")) == 2
    logs = {row["log"] for row in db.rows("select log from station_history where version = 2")}
    assert len(logs) == 1, "one act, one entry"


def test_a_redirect_of_a_redirect_leads_to_the_end_and_no_circle_hangs(
    db: Database, two: tuple[Station, Station]
) -> None:
    stored(db, make.station(id="c", number="LX-5"))
    combine(db)
    combine(db, station_id="c", other_id="a", versions=(1, 2))
    assert redirects.target(db, "b") == redirects.target(db, "a") == "c"
    with db.writing():
        redirects.add(db, "c", "b", log=1)
    assert redirects.target(db, "b") == "c", "an open station leads nowhere"


def test_taking_it_back_makes_two_of_one_again_in_one_entry(
    db: Database, two: tuple[Station, Station]
) -> None:
    combine(db, "door", "point", "amenity-shower")
    separating.separate(db, "b", by=CLERK, act=act("separated", reason="合并错了"))
    for before in two:
        after = store.get(db, before.id)
        assert replace(after, record=before.record) == before
    assert redirects.target(db, "b") == ""
    assert [one.published["id"] for one in search_rows.search(db, words="LX-9", limit=9)] == ["b"]
    logs = {row["log"] for row in db.rows("select log from station_history where version = 3")}
    assert len(logs) == 1
    with pytest.raises(NotFound):
        separating.separate(db, "b", by=CLERK, act=act("separated"))


def test_what_was_changed_since_then_is_not_undone_by_the_way(
    db: Database, two: tuple[Station, Station]
) -> None:
    combine(db, "door")
    after = store.get(db, "a")
    moved = next_version(replace(after, place=replace(after.place, door="北门")), at=make.NOON)
    with db.writing():
        change_store.record(db, [(after, moved)], act=act("edited"))
    with pytest.raises(Refused) as caught:
        separating.separate(db, "b", by=CLERK, act=act("separated"))
    assert caught.value.code == "collision"
    assert store.get(db, "a").place.door == "北门"


def test_a_combined_record_is_opened_by_separating_only(
    db: Database, two: tuple[Station, Station]
) -> None:
    combine(db, "door")
    closed = store.get(db, "b")
    with pytest.raises(Refused) as caught:
        reverting.revert(db, "b", 2, by=CLERK, act=act("reverted"))
    assert caught.value.code == "combined"
    assert "分开" in caught.value.message
    base = form_values.values(closed)
    opened = Sent(base=base, mine={**base, "lifecycle": "open"})
    with pytest.raises(Unfit) as unfit:
        saving.save(db, "b", opened, by=CLERK, act=act("edited"))
    assert "分开" in unfit.value.problems["lifecycle"].message
    plan = lists.planned(db, "站点编号,名称,城市,状态\nLX-9,解放路爱心驿站,济南市,开放\n")
    assert [(one.field, one.code) for one in plan.rejected] == [("站点编号", "combined")]
    assert store.get(db, "b") == closed
    separating.separate(db, "b", by=CLERK, act=act("separated"))
    assert store.get(db, "b").is_listed
    assert redirects.of(db, "b") is None


def test_nothing_is_combined_when_either_was_changed_meanwhile(
    db: Database, two: tuple[Station, Station]
) -> None:
    for versions in ((1, 2), (2, 1)):
        with pytest.raises(Refused) as caught:
            combine(db, versions=versions)
        assert caught.value.code == "stale_version"
    assert (store.get(db, "a"), store.get(db, "b")) == two


def test_only_who_keeps_both_may_combine_them(db: Database, two: tuple[Station, Station]) -> None:
    foreign = Place(area_code="370105", district_code="370105", city_code="3701")
    stored(db, make.station(id="far", number="TQ-1", place=foreign))
    for pair in ({"other_id": "far"}, {"station_id": "far"}, {"other_id": "none"}):
        with pytest.raises(NotFound):
            combine(db, **pair)
    with pytest.raises(Refused):
        combine(db, by=KEEPER)
    for pair in ({"other_id": "a"}, {"station_id": "b"}):
        with pytest.raises(Invalid):
            combine(db, **pair)
    assert (store.get(db, "a"), store.get(db, "b")) == two
    reach = Reach(areas=("370102",))
    assert combining.meant(db, " lx-9 ", reach=reach) == "b"
    assert combining.meant(db, "TQ-1", reach=reach) == ""


def test_a_closed_one_is_not_combined_again(db: Database, two: tuple[Station, Station]) -> None:
    combine(db)
    with pytest.raises(Invalid):
        combine(db, versions=(2, 2))


def test_a_record_combined_on_its_first_day_leaves_no_range(
    db: Database, two: tuple[Station, Station]
) -> None:
    other = replace(two[1], lifecycle=Lifecycle(since=make.NOON.date()))
    with db.writing():
        after = next_version(other, at=make.NOON)
        change_store.record(db, [(two[1], after)], act=make.act("edited"))
    combine(db, versions=(1, 2))
    assert store.get(db, "b").periods == two[1].periods


WORKS = Closure(since=date(2026, 11, 1), until=date(2026, 12, 31), reason="装修", expected=True)
SPRING = Closure(since=date(2027, 2, 15), until=date(2027, 2, 22), reason="春节放假")
PAST = Closure(since=date(2026, 5, 1), until=date(2026, 5, 5), reason="停水")


@pytest.fixture
def shut(db: Database, two: tuple[Station, Station]) -> tuple[Station, Station]:
    """The two, with closures of which one stands in both."""
    held = ((SPRING,), (PAST, WORKS, SPRING))
    pairs = [
        (one, next_version(replace(one, closures=closures), at=make.NOON))
        for one, closures in zip(two, held, strict=True)
    ]
    with db.writing():
        change_store.record(db, pairs, act=act("edited"))
    return store.get(db, "a"), store.get(db, "b")


@pytest.mark.parametrize(
    ("choice", "held"),
    [
        (None, (PAST, WORKS, SPRING)),
        (Choice.BOTH, (PAST, WORKS, SPRING)),
        (Choice.OWN, (SPRING,)),
        (Choice.OTHER, (PAST, WORKS, SPRING)),
    ],
)
def test_the_closures_of_both_are_kept_unless_somebody_chooses(
    db: Database,
    shut: tuple[Station, Station],
    choice: Choice | None,
    held: tuple[Closure, ...],
) -> None:
    assert "closures" in combining.differing(*shut)
    pair = RecordPair(station_id="a", other_id="b", versions=(2, 2))
    choices = {"closures": choice} if choice else {}
    after = combining.combine(db, pair, choices=choices, by=CLERK, act=act())
    assert after.closures == store.get(db, "a").closures == held
    assert store.get(db, "b").closures == shut[1].closures
    separating.separate(db, "b", by=CLERK, act=act("separated"))
    for before in shut:
        assert store.get(db, before.id).closures == before.closures


def test_the_closures_of_the_other_can_take_the_place_of_ones_own(
    db: Database, shut: tuple[Station, Station]
) -> None:
    assert "closures" in combining.differing(shut[1], shut[0])
    pair = RecordPair(station_id="b", other_id="a", versions=(2, 2))
    choices = {"closures": Choice.OTHER}
    assert combining.combine(db, pair, choices=choices, by=CLERK, act=act()).closures == (SPRING,)


def test_closures_that_one_record_alone_has_are_no_question_for_the_other(
    db: Database, shut: tuple[Station, Station]
) -> None:
    bare = replace(shut[0], closures=())
    assert "closures" not in combining.differing(shut[1], bare)
    assert combining.combined(shut[1], bare, choices={}).closures == shut[1].closures


def test_closures_that_were_changed_since_then_stop_a_separation(
    db: Database, shut: tuple[Station, Station]
) -> None:
    after = combine(db, versions=(2, 2))
    moved = next_version(replace(after, closures=(WORKS,)), at=make.NOON)
    with db.writing():
        change_store.record(db, [(after, moved)], act=act("edited"))
    with pytest.raises(Refused) as caught:
        separating.separate(db, "b", by=CLERK, act=act("separated"))
    assert "暂停安排" in caught.value.message
