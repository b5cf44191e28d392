"""Nobody far away has doors told as shut, and those who stood before one are heard."""

from __future__ import annotations

import random
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import count
from typing import Any

import pytest

from stations.db.base import Database
from stations.errors import Refused
from stations.feedback import rating, reporting
from stations.feedback.model import Near, Opinion, ReportKind, Said
from stations.registry.stored import store as stations
from tests.support import make
from tests.support.voices import visitor

SHUT = Said(kind=ReportKind.SHUT)
DIRTY = Said(kind=ReportKind.DIRTY)
NOON = make.NOON
MANY = 20


@dataclass(kw_only=True)
class City:
    """Stations that are all open as posted, and what is said of them."""

    db: Database
    ids: list[str]
    tokens: Iterator[int] = field(default_factory=count)

    def say(self, station_id: str, said: Said = SHUT, *, at: datetime = NOON, **who: Any) -> None:
        by = visitor(station_id=station_id, at=at, **who)
        with suppress(Refused):
            reporting.report(self.db, station_id, said, by=by, token=f"t{next(self.tokens)}", at=at)

    def flagged(self) -> list[str]:
        return [one for one in self.ids if stations.get(self.db, one).reported_shut]


@pytest.fixture
def city(db: Database) -> City:
    ids = [f"s{n:02}" for n in range(MANY)]
    with db.writing() as tx:
        stations.add(tx, [make.station(id=one) for one in ids], history=())
    return City(db=db, ids=ids)


def networks(number: int) -> list[str]:
    return [f"10.{n}.0.1" for n in range(number)]


@pytest.mark.parametrize("known_for", [timedelta(), timedelta(hours=23), timedelta(days=60)])
@pytest.mark.parametrize("near", [Near.NEAR, Near.UNKNOWN])
def test_three_phones_of_two_networks_flag_nothing_without_a_poster(
    city: City, known_for: timedelta, near: Near
) -> None:
    for station_id in city.ids[:3]:
        for n in range(3):
            city.say(
                station_id, address=networks(2)[n % 2], near=near, device_since=NOON - known_for
            )
    assert city.flagged() == []


def test_many_phones_of_many_networks_flag_nothing_from_afar(city: City) -> None:
    chance = random.Random(7)
    for station_id in city.ids:
        for address in chance.sample(networks(40), 6):
            since = NOON - timedelta(days=chance.choice([0, 1, 30]))
            city.say(station_id, address=address, near=Near.NEAR, device_since=since)
    assert city.flagged() == []


def test_what_was_said_from_afar_before_is_no_proof(city: City) -> None:
    for n, address in enumerate(networks(4)):
        earlier = NOON - timedelta(days=1)
        city.say("s00", DIRTY, at=earlier, address=address, device=f"d{n}", near=Near.NEAR)
        city.say("s00", address=address, device=f"d{n}", near=Near.NEAR)
    assert city.flagged() == []


@pytest.mark.parametrize(("few", "most"), [(2, 9), (4, 18)])
def test_with_every_poster_at_hand_few_networks_flag_few_stations_a_day(
    city: City, few: int, most: int
) -> None:
    for turn, station_id in enumerate(city.ids):
        for n in range(3):
            address = networks(few)[(2 * turn + n % 2) % few]
            city.say(station_id, address=address, poster=True)
            city.say(station_id, address=address)
    assert 0 < len(city.flagged()) <= most


def test_phones_that_came_only_now_count_half(city: City) -> None:
    new = NOON - timedelta(hours=1)
    city.say("s00", address="10.1.0.1", poster=True, device_since=new)
    for n in range(2, 6):
        assert city.flagged() == []
        city.say("s00", address=f"10.{n}.0.1", device_since=new)
    assert city.flagged() == ["s00"]


def test_who_had_scanned_the_poster_on_a_day_before_has_been_there(city: City) -> None:
    before = NOON - timedelta(days=10)
    city.say("s00", DIRTY, at=before, device="reported", poster=True)
    by = visitor(device="rated", station_id="s01", at=before, poster=True)
    rating.rate(city.db, "s01", Opinion(stars=5), by=by, at=before)
    for station_id, device in (("s00", "reported"), ("s01", "rated"), ("s02", "elsewhere")):
        for n, one in enumerate((device, "", "")):
            city.say(station_id, device=one, address=f"10.{n}.0.1")
    assert city.flagged() == ["s00", "s01"]


def test_a_scan_of_another_station_proves_nothing_here(city: City) -> None:
    city.say("s01", DIRTY, at=NOON - timedelta(days=10), device="d", poster=True)
    for n, one in enumerate(("d", "", "")):
        city.say("s00", device=one, address=f"10.{n}.0.1")
    assert city.flagged() == []


def test_those_who_stood_before_shut_doors_are_heard_beside_an_attack(city: City) -> None:
    for station_id in city.ids[5:]:
        for address in networks(10):
            city.say(station_id, address=address, near=Near.NEAR)
    chance = random.Random(3)
    really_shut = city.ids[:5]
    for station_id in really_shut:
        for n, address in enumerate(chance.sample([f"172.16.{n}.1" for n in range(30)], 4)):
            city.say(station_id, address=address, poster=n == 1)
    assert city.flagged() == really_shut
