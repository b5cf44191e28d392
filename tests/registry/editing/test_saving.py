"""Many people save one station, each only what is theirs to say, and no word of it is lost."""

from __future__ import annotations

import threading
from dataclasses import replace
from datetime import date

import pytest
import shapely

from stations.accounts.model import Account, Grant
from stations.accounts.roles import Role
from stations.areas import store as areas
from stations.areas.store import Outline
from stations.audit import verification
from stations.audit.model import Act
from stations.db import opening
from stations.db.base import Database
from stations.errors import NotFound, Refused
from stations.registry.editing import form_values, saving
from stations.registry.editing.saving import Saved, Sent
from stations.registry.editing.station_form import Unfit
from stations.registry.model import Lifecycle, Place, Station
from stations.registry.ranges import in_order
from stations.registry.states import Phase
from stations.registry.stored import change_store, history_store, search_rows, store
from tests.support import make

EDITORS = 6


def person(role: Role = Role.EDITOR, where: str = "370102", name: str = "clerk") -> Account:
    key = "station_id" if role in (Role.KEEPER, Role.OPERATOR) else "area"
    return Account(id=name, name=name, shown="街道编辑", grants=(Grant(role=role, **{key: where}),))


CLERK, KEEPER = person(), person(Role.KEEPER, "a", "keeper")


def act(by: Account = CLERK, action: str = "edited") -> Act:
    return Act(actor=by.id, by=by.shown, action=action, at=make.NOON)


def stored(db: Database, *stations: Station) -> None:
    with db.writing():
        change_store.record(db, [(None, one) for one in stations], act=act(action="created"))


def save(
    db: Database,
    by: Account = CLERK,
    *,
    base: Station | None = None,
    sure: bool = True,
    **texts: str,
) -> Saved:
    """Saves a form that was opened on `base`, or just now."""
    values = form_values.values(base or store.get(db, "a"))
    mine = {**values, **{key.replace("__", "-"): text for key, text in texts.items()}}
    return saving.save(db, "a", Sent(base=values, mine=mine, anyway=sure), by=by, act=act(by))


def problems(db: Database, by: Account = CLERK, **texts: str) -> dict[str, str]:
    with pytest.raises(Unfit) as caught:
        save(db, by, **texts)
    return {field: problem.message for field, problem in caught.value.problems.items()}


@pytest.fixture
def station(db: Database) -> Station:
    stored(db, make.station(id="a", number="LX-1", name="解放路驿站"))
    return store.get(db, "a")


def test_two_clerks_who_change_different_things_both_get_their_way(
    db: Database, station: Station
) -> None:
    save(db, base=station, door="东门")
    second = save(db, base=station, address="经十路 9 号", amenity__shower__state="available")
    assert second.stored
    assert second.taken == ("door",)
    after = store.get(db, "a")
    assert (after.place.door, after.place.address) == ("东门", "经十路 9 号")
    assert "shower" in after.available


def test_a_collision_stores_nothing_until_somebody_has_chosen(
    db: Database, station: Station
) -> None:
    save(db, base=station, door="东门", seats="5")
    clash = save(db, base=station, door="西门", note="带扶手")
    assert clash.collisions == ("door",)
    assert not clash.stored
    assert store.get(db, "a").place.door == "东门"
    chosen = save(db, base=store.get(db, "a"), door="西门", note="带扶手")
    assert chosen.stored
    after = store.get(db, "a")
    assert (after.place.door, after.note, after.premises.seats) == ("西门", "带扶手", 5)


def test_a_form_that_is_sent_twice_is_stored_once(db: Database, station: Station) -> None:
    assert save(db, base=station, door="东门").stored
    again = save(db, base=station, door="东门")
    assert not again.stored
    assert not again.collisions
    assert store.get(db, "a").record == replace(station.record, version=2)  # type: ignore[type-var]


def test_many_editors_at_once_lose_no_accepted_edit(
    db: Database, address: str, station: Station
) -> None:
    keys = ["door", "address", "entry_note", "note", "operator", "keeper_role"]
    kept: dict[str, list[str]] = {key: [] for key in keys}
    refused = []

    def edit(number: int) -> None:
        own = opening.open_ready(address)
        try:
            for turn in range(4):
                key = keys[(number + turn) % len(keys)]
                seen, text = store.get(own, "a"), f"{number}-{turn}"
                for _ in range(40):
                    values = form_values.values(seen)
                    form = Sent(base=values, mine={**values, key: text})
                    saved = saving.save(own, "a", form, by=CLERK, act=act())
                    if saved.stored:
                        kept[key].append(text)
                        break
                    seen = saved.station
                else:
                    refused.append(text)
        finally:
            own.close()

    threads = [threading.Thread(target=edit, args=(number,)) for number in range(EDITORS)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    accepted = sum(map(len, kept.values()))
    assert refused == []
    assert accepted == EDITORS * 4
    after, history = store.get(db, "a"), history_store.of_station(db, "a")
    assert after.record is not None
    assert after.record.version == 1 + accepted == len(history)
    for key in keys:
        edits = [row["changes"] for row in history if row["action"] == "edited"]
        told = [changes[key][1] for changes in edits if key in changes]
        if key == "note":
            assert set(told) == {"（不公开）"}
            told = [
                row["after"]
                for row in db.rows("select after from private_changes where field = 'note'")
            ]
        assert sorted(told) == sorted(kept[key]), key
        assert form_values.values(after)[key] in (*kept[key], form_values.values(station)[key])
    assert verification.verify(db, history_store).sound


def test_a_keeper_says_what_one_sees_at_the_door_and_no_more(
    db: Database, station: Station
) -> None:
    forged = {key: "改掉" for key, action in form_values.RIGHTS.items() if action != "edit"}
    saved = save(db, KEEPER, door="东门", **forged)
    assert saved.stored
    after = store.get(db, "a")
    assert after == replace(station, place=replace(station.place, door="东门"), record=after.record)
    assert not save(db, KEEPER, lifecycle="closed", reason="撤了").stored
    assert store.get(db, "a").lifecycle == station.lifecycle


def test_what_is_closed_or_planned_is_opened_by_an_editor_only(db: Database) -> None:
    for phase in (Phase.CLOSED, Phase.PLANNED, Phase.RECTIFYING):
        stored(db, make.station(id=phase.value, lifecycle=Lifecycle(phase=phase, reason="x")))
        keeper = person(Role.KEEPER, phase.value)
        values = form_values.values(store.get(db, phase.value))
        form = Sent(base=values, mine={**values, "lifecycle": "open"})
        assert not saving.save(db, phase.value, form, by=keeper, act=act(keeper)).stored
        assert saving.save(db, phase.value, form, by=CLERK, act=act()).stored


@pytest.mark.parametrize("other", [person(where="370105"), person(Role.KEEPER, "b")])
def test_another_districts_station_is_not_said_to_exist(
    db: Database, station: Station, other: Account
) -> None:
    said = []
    for station_id in ("a", "none"):
        with pytest.raises(NotFound) as caught:
            saving.save(db, station_id, Sent(base={}, mine={"door": "x"}), by=other, act=act())
        said.append(caught.value.message)
    assert said[0] == said[1]
    assert store.get(db, "a") == station


def test_who_may_only_read_saves_nothing(db: Database, station: Station) -> None:
    for role in (Role.AUDITOR, Role.FINANCE, Role.REVIEWER):
        with pytest.raises(Refused):
            save(db, person(role), door="东门")
    assert store.get(db, "a") == station


def test_nobody_gives_a_station_to_an_area_that_is_not_theirs(
    db: Database, station: Station
) -> None:
    assert problems(db, area_code="370105").keys() == {"area_code"}
    city = person(Role.ADMINISTRATOR, "3701")
    assert save(db, city, area_code="370105").stored
    assert store.get(db, "a").place.area_words == "天桥区"


def box(code: str, west: float, east: float) -> Outline:
    shape = shapely.box(west, 36.6, east, 36.7)
    return Outline(code=code, name=code, shape=shapely.to_wkb(shape))


def test_a_point_outside_is_warned_of_and_one_in_a_foreign_district_refused(
    db: Database, station: Station
) -> None:
    with db.writing():
        areas.replace(db, [box("370102", 117.0, 117.2), box("370105", 117.2, 117.4)], at=make.NOON)
    assert save(db, point="36.65,117.1").warnings == ()
    near = save(db, point="36.65,117.201")
    assert near.stored
    assert "天桥区" in near.warnings[0].message
    assert "归您管" in problems(db, point="36.65,117.3")["point"]
    assert "归您管" in problems(db, KEEPER, point="36.65,117.35")["point"]
    assert save(db, KEEPER, point="36.6505,117.2012").stored, "the door of where it stands"
    city = save(db, person(Role.ADMINISTRATOR, "3701"), point="36.65,117.3")
    assert city.stored
    assert "不在历下区" in city.warnings[0].message
    assert store.get(db, "a").place.district_code == "370105"
    assert "太远" in problems(db, point="31.2,121.5")["point"]
    lost = save(db, point="36.75,117.1")
    assert "不在济南市的任何一个区县里" in lost.warnings[0].message


def test_a_point_that_moves_far_is_asked_about_even_without_outlines(
    db: Database, station: Station
) -> None:
    asked = save(db, sure=False, point="36.40,116.75")
    assert not asked.stored
    assert "公里" in str(asked.far)
    assert store.get(db, "a") == station
    assert save(db, point="36.40,116.75").stored
    near = save(db, sure=False, point="36.401,116.751")
    assert near.stored
    assert near.far is None


def test_a_number_is_one_stations_within_its_city(db: Database, station: Station) -> None:
    stored(db, make.station(id="b", number="LX-2"))
    assert problems(db, number="lx-2").keys() == {"number"}
    assert save(db, number="LX-3").stored


def new(db: Database, station_id: str = "newstation22", *, by: Account = CLERK,
        anyway: bool = False, **texts: str) -> Saved:  # fmt: skip
    mine = {**form_values.NOTHING, "area_code": "370102", **texts}
    form = Sent(base=form_values.NOTHING, mine=mine, anyway=anyway)
    return saving.add(db, station_id, form, by=by, act=act(by, "created"))


def test_a_new_station_is_made_once_however_often_it_is_sent(db: Database) -> None:
    assert new(db, name="新驿站", point="36.65, 117.12").stored
    assert new(db, name="新驿站", point="36.65, 117.12").stored
    assert store.count(db) == 1
    (first,) = history_store.of_station(db, "newstation22")
    assert first["changes"]["name"] == ["", "新驿站"]
    assert search_rows.published(db, "newstation22").published["name"] == "新驿站"


def test_a_station_like_another_one_is_made_only_by_somebody_who_knows(db: Database) -> None:
    stored(db, make.station(id="old", number="", name="泉城广场户外劳动者驿站"))
    texts = {"name": "泉城广场驿站", "point": "36.6503,117.1203"}
    warned = new(db, **texts)
    assert not warned.stored
    (like,) = warned.likes
    assert (like.station_id, like.metres) == ("old", 43)
    assert store.count(db) == 1
    assert new(db, anyway=True, **texts).stored
    assert new(db, "farstation22", name="泉城广场驿站", point="36.66,117.15").stored


def test_drafts_with_the_same_name_and_foreign_stations_are_told_apart(db: Database) -> None:
    foreign = Place(area_code="370105", district_code="370105", city_code="3701")
    stored(
        db,
        make.station(id="draft", name="等坐标驿站", lat=None),
        make.station(id="foreign", name="等坐标驿站", place=foreign),
    )
    assert [like.station_id for like in new(db, name="等坐标驿站").likes] == ["draft"]


def test_nobody_makes_a_station_in_a_foreign_area_or_with_fields_of_value(db: Database) -> None:
    with pytest.raises(Unfit) as caught:
        new(db, name="新驿站", area_code="370105")
    assert "area_code" in caught.value.problems
    with pytest.raises(Unfit):
        new(db, name="新驿站", area_code="")
    with pytest.raises(Refused):
        new(db, name="新驿站", by=KEEPER)
    assert store.count(db) == 0
    made = new(db, name="新驿站", star="5", verified_on="2026-11-20", demo="1")
    assert made.station.star is None
    assert made.station.verified is None
    assert not made.station.demo


def test_what_begins_and_ends_on_one_day_leaves_no_range(db: Database, station: Station) -> None:
    save(db, lifecycle="rectifying", reason="停电")
    save(db, lifecycle="open")
    assert store.get(db, "a").periods == (Lifecycle(until=date(2026, 11, 19)),)
    save(db, lifecycle="rectifying", reason="停水", since="2026-11-25", until="2026-11-28")
    save(db, lifecycle="open")
    assert all(in_order(period.since, period.until) for period in store.get(db, "a").periods)
