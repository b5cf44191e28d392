"""Votes that count: honest crowds are heard, copied codes and invented phones hardly."""

from __future__ import annotations

import pytest

from stations.feedback.rating_weights import FULL
from stations.menus.counting import Vote, counted
from stations.menus.model import MenuItem

ITEMS = [MenuItem(number=n, title=f"课{n}") for n in (1, 2, 3)]


def votes(number: int, *picks: int, day: str = "day1 a", weight: int = FULL, tag: str = "d"):  # type: ignore[no-untyped-def]
    return [
        Vote(device=f"{tag} {day} {picks} {n}", day=day, weight=weight, picks=picks)
        for n in range(number)
    ]


def first(cast: list[Vote]) -> int:
    return counted(cast).ranked(ITEMS)[0].number


def test_an_honest_crowd_of_one_day_outvotes_a_few_who_come_later() -> None:
    cast = [*votes(18, 1), *votes(2, 2, day="day2 a"), *votes(3, 2, day="day3 a")]
    found = counted(cast)
    assert (found.people, found.of(1).voters, found.of(2).voters) == (23, 18, 5)
    assert not found.flooded
    assert first(cast) == 1


def test_every_poster_of_a_district_has_its_own_day() -> None:
    cast = [one for n in range(10) for one in votes(8, 1, day=f"day1 station{n}")]
    assert counted(cast).of(1).voters == 80


@pytest.mark.parametrize("phones", [40, 400, 5_000])
def test_a_copied_code_makes_no_more_of_one_day_than_one_network_may(phones: int) -> None:
    honest = [one for n in range(5) for one in votes(6, 1, day=f"day{n} a")]
    found = counted([*votes(phones, 2, day="day9 a", tag="x"), *honest])
    assert (found.of(1).voters, found.of(2).voters, found.flooded) == (30, 20, True)
    assert found.ranked(ITEMS)[0].number == 1


@pytest.mark.parametrize("weight", [20, 10, 2])
def test_phones_without_the_code_weigh_at_most_a_tenth_of_those_with_it(weight: int) -> None:
    honest = [*votes(11, 1), *votes(10, 2, day="day2 a")]
    crowd = [one for n in range(50) for one in votes(100, 2, day=f"day{n} ", weight=weight)]
    found = counted([*crowd, *honest])
    assert (found.people, found.of(2).voters, found.of(2).others) == (21, 10, 5_000)
    assert found.of(2).weight <= 10 + 2.1
    alone = counted(crowd)
    assert (alone.people, alone.of(2).weight) == (0, 0), "without a scan nothing is ordered"


def test_of_each_phone_one_vote_counts_and_staff_none() -> None:
    twice = [Vote(device="d", day="day2 a", picks=(2,)), Vote(device="d", day="day1 a", picks=(1,))]
    found = counted([*twice, *votes(3, 1, weight=0)])
    assert (found.people, found.of(1).voters, found.of(2).voters) == (1, 0, 1)


def test_few_are_told_to_nobody() -> None:
    assert [counted(votes(n, 1)).of(1).told for n in (0, 4, 5, 20)] == [None, None, 5, 20]
