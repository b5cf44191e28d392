"""A person says of single rows what they are, and of a list what it leaves out."""

from __future__ import annotations

import io

import pytest

from stations import row_places
from stations.db.base import Database
from stations.registry.lists import exporting
from stations.registry.lists.import_plan import ImportPlan
from stations.registry.lists.row_identity import FRESH
from stations.registry.states import AmenityState
from stations.registry.stored import store
from tests.support.lists import GOOD, HEAD, every, load_two_districts, planned, stored

OTHER = GOOD.replace("A1,泉城广场驿站", "A1,黑虎泉驿站").replace("117.02,36.66", "117.12,36.66")


def exported(db: Database) -> str:
    file = io.BytesIO()
    exporting.write(store.every(db), kind=".csv", file=file)
    return file.getvalue().decode("utf-8-sig")


def test_a_row_that_is_skipped_is_not_taken_and_frees_its_number(db: Database) -> None:
    twice = GOOD + "A1,又一个驿站,济南市,历下区,117.03,36.67,泺源大街9号,24小时,饮水\n"
    assert len(planned(db, twice).rejected) == 2
    plan = planned(db, twice, skip=frozenset({"4"}))
    assert (plan.outcome, len(plan.added)) == ("accept", 2)
    assert [(one.row, one.message) for one in plan.skipped] == [(4, "又一个驿站")]


def test_a_number_of_another_station_is_refused_until_a_person_says_which_it_is(
    db: Database,
) -> None:
    stored(db, planned(db, GOOD))
    first = every(db)[0]
    plan = planned(db, OTHER)
    assert [(one.row, one.code) for one in plan.rejected] == [(2, "other_station")]
    assert plan.candidates[2] == (first.id,)
    same = planned(db, OTHER, same={"2": first.id})
    assert (same.outcome, len(same.changed)) == ("accept", 1)
    assert stored(db, same)
    assert (every(db)[0].id, every(db)[0].name) == (first.id, "黑虎泉驿站")


def test_a_row_with_the_number_of_another_station_may_be_a_new_one_without_it(
    db: Database,
) -> None:
    stored(db, planned(db, GOOD))
    held = [(one.id, one.name, one.number) for one in every(db)]
    plan = planned(db, OTHER, same={"2": FRESH})
    assert (plan.outcome, len(plan.added), len(plan.changed)) == ("accept", 1, 0)
    assert stored(db, plan)
    told = [(one.id, one.name, one.number) for one in every(db)]
    assert {*held} < {*told}
    assert [(name, number) for _, name, number in {*told} - {*held}] == [("黑虎泉驿站", "")]


def test_a_station_can_be_named_by_its_number(db: Database) -> None:
    stored(db, planned(db, GOOD))
    row = HEAD + "B7,泉城广场站,济南市,历下区,117.021,36.661,泺源大街1号,24小时,饮水\n"
    plan = planned(db, row, same={"2": "A1"})
    assert [(one.before and one.before.number, one.after.number) for one in plan.changed] == [
        ("A1", "A1")
    ]


@pytest.mark.parametrize(
    ("answers", "code"),
    [({"skip": frozenset({"99"})}, "bad_row"), ({"same": {"2": "nobody"}}, "bad_same")],
)
def test_a_row_or_station_that_is_not_there_is_refused_in_words(
    db: Database, answers: dict[str, object], code: str
) -> None:
    plan = planned(db, GOOD, **answers)
    assert (plan.outcome, plan.code) == ("reject_file", code)
    assert plan.refused is not None
    assert plan.refused.message.endswith("。")


def _without_toilet(db: Database, removed: AmenityState | None) -> ImportPlan:
    stored(db, planned(db, GOOD))
    return planned(db, exported(db).replace("饮水、卫生间", "饮水"), removed=removed)


@pytest.mark.parametrize("state", [AmenityState.UNAVAILABLE, AmenityState.UNKNOWN])
def test_an_amenity_taken_out_of_our_export_becomes_what_a_person_says(
    db: Database, state: AmenityState
) -> None:
    plan = _without_toilet(db, state)
    assert stored(db, plan)
    states = {one.id: one.state for one in every(db)[0].amenities}
    assert states == {"drinking_water": AmenityState.AVAILABLE, "restroom": state}


def test_an_amenity_taken_out_of_our_export_stays_until_a_person_says_so(db: Database) -> None:
    plan = _without_toilet(db, None)
    assert (len(plan.changed), plan.asks_removed) == (0, True)
    assert [one.code for one in plan.suspicions] == ["cells_differ"]


def test_an_emptied_cell_takes_nothing_away_and_is_told(db: Database) -> None:
    stored(db, planned(db, GOOD))
    plan = planned(db, exported(db).replace("泺源大街1号", ""))
    assert plan.unchanged == 2
    assert [one.code for one in plan.suspicions] == ["cells_emptied"]
    assert "地址空着" in plan.suspicions[0].message


def test_what_a_list_does_not_name_is_listed_for_the_districts_that_it_covers(
    db: Database,
) -> None:
    load_two_districts(db)
    more = GOOD + "A3,解放桥驿站,济南市,历下区,117.03,36.67,解放路3号,24小时,饮水\n"
    stored(db, planned(db, more))
    one = planned(db, GOOD.splitlines(keepends=True)[0] + GOOD.splitlines()[1])
    numbers = [store.get(db, station_id).number for station_id in one.absent]
    assert numbers == ["A3"], "A2 lies in a district of which the list says nothing"


@pytest.mark.parametrize("sheets", [(), ("历下区", "市中区!一")])
def test_a_row_is_written_as_it_is_read(sheets: tuple[str, ...]) -> None:
    rows = [row_places.key(n, 7) for n in range(len(sheets))] or [7]
    for row in rows:
        assert row_places.parsed(row_places.written(row, sheets), sheets) == row
