"""Points and gates come to a level, and it is told what the next one lacks."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stations.registry.model import Amenity, Premises, Station
from stations.registry.states import AmenityState
from stations.stars.scheme import scheme_file, scoring
from stations.stars.scheme.scoring import reached, registered
from tests.support import make

JINAN = scheme_file.shipped()["jinan-1"]
FUZHOU = scheme_file.shipped()["fuzhou-1"]
ALL = {one.id: one.points for one in JINAN.criteria}
BEST = make.station(premises=Premises(floor_area_m2=30.0, seats=20), amenities=(Amenity(id="aed"),))


def stars(points: dict[str, int], station: Station = BEST) -> int:
    return reached(JINAN, points, registered(station)).stars


def test_all_points_and_gates_make_five_stars_and_nothing_is_lacking() -> None:
    found = reached(JINAN, ALL, registered(BEST))
    assert (found.stars, found.total, found.lacking) == (5, 100, ())


def test_no_points_at_all_make_no_star_and_say_how_many_are_lacking() -> None:
    found = reached(JINAN, {}, registered(BEST))
    assert (found.stars, found.total) == (0, 0)
    assert found.lacking == ("离三星还差 60 分", "基本设施要全部能用")


@pytest.mark.parametrize(("lost", "wanted"), [(10, 5), (11, 4), (25, 4), (26, 3), (40, 3), (41, 0)])
def test_a_level_is_reached_on_its_least_points_and_not_one_below(lost: int, wanted: int) -> None:
    # None of these criteria is a gate at its last point.
    points = dict(ALL)
    for criterion in ("liked", "hours_kept", "sign", "entry", "nearby"):
        taken = min(lost, points[criterion])
        points[criterion] -= taken
        lost -= taken
    assert lost == 0
    assert stars(points) == wanted


@pytest.mark.parametrize(
    ("station", "words"),
    [
        (replace(BEST, premises=replace(BEST.premises, floor_area_m2=29.9)), "30 平方米"),
        (replace(BEST, premises=replace(BEST.premises, floor_area_m2=None)), "30 平方米"),
        (replace(BEST, premises=replace(BEST.premises, seats=19)), "20 人"),
        (replace(BEST, premises=replace(BEST.premises, seats=None)), "20 人"),
        (replace(BEST, amenities=()), "AED"),
        (
            replace(BEST, amenities=(Amenity(id="aed", state=AmenityState.OUT_OF_ORDER),)),
            "AED",
        ),
    ],
)
def test_five_stars_need_room_seats_and_an_aed_that_works(station: Station, words: str) -> None:
    found = reached(JINAN, ALL, registered(station))
    assert found.stars == 4
    assert len(found.lacking) == 1
    assert words in found.lacking[0]


def test_a_gate_of_a_lower_level_holds_for_the_higher_ones() -> None:
    assert stars({**ALL, "innovation": 0}) == 3
    assert stars({**ALL, "special": 0}) == 4
    assert stars({**ALL, "basics": 19}) == 0


def test_points_for_what_the_scheme_does_not_know_count_nothing() -> None:
    assert reached(JINAN, {**ALL, "bribes": 50}, registered(BEST)).total == 100


@given(
    st.fixed_dictionaries({one.id: st.integers(0, one.points) for one in JINAN.criteria}),
    st.sampled_from([one.id for one in JINAN.criteria]),
)
def test_a_point_more_never_takes_a_star_away(points: dict[str, int], criterion: str) -> None:
    points[criterion] = min(points[criterion], ALL[criterion] - 1)
    before = reached(JINAN, points, registered(BEST))
    after = reached(JINAN, {**points, criterion: points[criterion] + 1}, registered(BEST))
    assert after.stars >= before.stars
    assert after.total == before.total + 1
    assert bool(before.lacking) == (before.stars < 5)


def test_another_city_has_five_levels_and_gates_of_its_own() -> None:
    every = {one.id: one.points for one in FUZHOU.criteria}
    assert reached(FUZHOU, every, registered(BEST)).stars == 5
    small = reached(FUZHOU, every, registered(make.station()))
    assert small.stars < 5
    assert small.lacking


@pytest.mark.parametrize(("of", "wanted"), [(0, 1), (1, 1), (9, 1), (10, 2), (14, 2), (15, 3)])
def test_a_quota_is_rounded_down_and_leaves_at_least_one(of: int, wanted: int) -> None:
    assert scoring.allowed(20, of=of) == wanted
