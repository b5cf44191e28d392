"""What ratings say together: honest ones are heard, invented ones hardly."""

from __future__ import annotations

import random
import threading
from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from stations.db import opening
from stations.db.base import Database
from stations.errors import Invalid, Refused
from stations.feedback import daily_limits, rating, rating_weights
from stations.feedback.model import Near, Opinion, Visitor
from stations.feedback.rating_weights import FULL, Rating, summarised
from stations.registry.stored import store
from tests.support import make
from tests.support.voices import visitor

AT = make.NOON


def rate(
    db: Database, stars: int, by: Visitor, *, at: datetime = AT, tags: tuple[str, ...] = ()
) -> int:
    return rating.rate(db, "a", Opinion(stars=stars, tags=tags), by=by, at=at)


def by_hand(*stars: int, start: int = 0) -> list[Rating]:
    """One rating through the poster on each of as many days."""
    return [Rating(device=f"d{n}", day=f"day{n}", stars=s) for n, s in enumerate(stars, start)]


def test_the_mean_is_that_of_the_ratings_and_the_ten_of_the_prior() -> None:
    stars = [5, 5, 3, 4, 1, 2]
    assert summarised(by_hand(*stars)).mean == round((sum(stars) + 40) / 16, 2)
    assert summarised([]).mean is None
    assert summarised(by_hand(5)).mean is None, "one rating is no mean"
    assert summarised(by_hand(*[1] * 400)).mean == pytest.approx(1, abs=0.1)


def test_of_each_device_the_newest_rating_counts() -> None:
    same = [Rating(device="d", day=f"day{n}", stars=s) for n, s in enumerate((5, 1, 1, 1))]
    assert summarised([*same, *by_hand(4, 4, start=1)]).mean == summarised(by_hand(5, 4, 4)).mean


def test_ratings_without_the_poster_are_heard_a_little() -> None:
    base = by_hand(*[4] * 20)
    softly = [Rating(device=f"s{n}", day=f"x{n}", stars=1, weight=20) for n in range(20)]
    heard = summarised([*base, *softly])
    assert (heard.count, heard.by_poster, heard.without) == (20, 20, 20)
    assert 3.5 < (heard.mean or 0) < 3.9
    many = [Rating(device=f"s{n}", day=f"x{n % 300}", stars=1, weight=20) for n in range(5_000)]
    flooded = summarised([*base, *many]).mean or 0
    assert flooded == heard.mean, "never more than a tenth of those through the poster"


@pytest.mark.parametrize("n", range(1, 61))
def test_the_ratings_of_two_days_make_a_mean_however_many_they_are(n: int) -> None:
    crowd = [Rating(device=f"d{d} {k}", day=f"day{d}", stars=5) for d in (1, 2) for k in range(n)]
    found = summarised(crowd)
    assert (found.mean, found.count, found.by_poster) == (round(50 / 12, 2), 2, 2 * n)
    assert summarised(crowd[:n]).mean is None, "one day is no mean"


@pytest.mark.parametrize("days", [2, 4, 8, 16, 40, 100])
def test_a_day_of_a_flood_moves_the_mean_of_no_station_however_small(days: int) -> None:
    """Old phones without the poster hardly; through a copied code as much as one visitor."""
    honestly = by_hand(*[5] * days)
    before = summarised(honestly).mean or 0
    old = [Rating(device=f"x{n}", day="today", stars=1, weight=20) for n in range(5_000)]
    copied = [Rating(device=f"y{n}", day="today", stars=1) for n in range(5_000)]
    for some in (18, 5_000):
        flooded = summarised([*old[:some], *honestly])
        assert before - (flooded.mean or 0) < 0.1, "without the poster"
        by_code = summarised([*copied[:some], *honestly]).mean or 0
        one = summarised([copied[0], *honestly]).mean or 0
        assert before - by_code <= max(before - one, 0.12) + 0.01, "through a copied code"


def test_ratings_without_the_poster_make_no_mean_however_many() -> None:
    many = [Rating(device=f"s{n}", day=f"x{n % 300}", stars=1, weight=20) for n in range(5_000)]
    found = summarised([*many, *by_hand(5)])
    assert (found.mean, found.count, found.without) == (None, 1, 5_000)


def test_a_flood_has_no_word_and_no_number_on_the_page() -> None:
    told = [replace(one, tags=("clean",)) for one in by_hand(*[5] * 30)]
    old = [
        Rating(device=f"x{n}", day=f"x{n % 9}", stars=1, tags=("dirty",), weight=20)
        for n in range(900)
    ]
    copied = [Rating(device=f"y{n}", day="today", stars=1, tags=("dirty",)) for n in range(40)]
    found = summarised([*copied, *old, *told])
    assert found.tags == (("clean", 30),)
    assert (found.count, found.by_poster, found.without) == (31, 70, 900)
    assert summarised([*copied, *by_hand(5, 5)]).tags == ()


def test_what_a_rating_weighs_is_told_by_a_table() -> None:
    known, fresh = AT - timedelta(days=1), AT - timedelta(minutes=59)
    for given, wanted in (
        ({"poster": True, "device_since": fresh}, 100),
        ({"poster": True, "near": Near.FAR}, 100),
        ({"device_since": known}, 20),
        ({"device_since": known, "near": Near.NEAR}, 20),
        ({"device_since": known, "near": Near.FAR}, 10),
        ({"device_since": fresh}, 2),
        ({"poster": True, "staff": True}, 0),
    ):
        assert rating_weights.weight_of(visitor(**given), at=AT) == wanted, given


def test_a_rating_comes_back_in_the_summary_with_what_was_said_often(stationed: Database) -> None:
    for n, tags in enumerate((("clean",), ("clean", "easy"), ("clean", "quiet"), ("quiet",))):
        at = AT - timedelta(days=n)
        assert rate(stationed, 5, visitor(poster=True), at=at, tags=tags) == FULL
    found = rating.summary(stationed, "a", at=AT)
    assert (found.count, found.by_poster, found.flooded) == (4, 4, False)
    assert found.mean == round(60 / 14, 2)
    assert found.tags == (("clean", 3), ("quiet", 2))
    assert rating.summary(stationed, "a", at=AT + timedelta(days=400)).count == 0


def test_a_later_rating_of_the_day_replaces_the_earlier_one(stationed: Database) -> None:
    rate(stationed, 1, visitor("one", poster=True))
    rate(stationed, 5, visitor("one"), at=AT + timedelta(hours=1))
    row = stationed.row("select stars, weight from ratings")
    assert row == {"stars": 5, "weight": FULL}, "whoever was at the poster today was there"
    rate(stationed, 4, visitor("one"), at=AT + timedelta(days=1))
    assert len(stationed.rows("select id from ratings")) == 2


def test_ratings_given_at_once_by_one_device_are_one_row(stationed: Database, address: str) -> None:
    failed = []

    def give(stars: int) -> None:
        own = opening.open_ready(address)
        try:
            rate(own, stars, visitor("one"))
        except Exception as error:
            failed.append(error)
        finally:
            own.close()

    threads = [threading.Thread(target=give, args=(1 + n % 5,)) for n in range(8)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    assert failed == []
    assert len(stationed.rows("select id from ratings")) == 1


def test_staff_and_wrong_opinions_are_not_counted(stationed: Database) -> None:
    with pytest.raises(Refused, match="工作台"):
        rate(stationed, 5, visitor(staff=True))
    for wrong in ({"stars": 0}, {"stars": 6}, {"stars": 5, "tags": ("<b>",)},
                  {"stars": 5, "words": "长" * 301}):  # fmt: skip
        with pytest.raises(Invalid):
            Opinion(**wrong)  # type: ignore[arg-type]


STATIONS, DAYS, NETWORKS = 10, 120, 20
CITY = [f"10.{n}.0.1" for n in range(40)]
"""The networks of a city: a few large ones of mobile providers, and offices."""


def honest(db: Database, chance: random.Random) -> tuple[int, int]:
    """A season of honest ratings, two of three through the poster; given, and refused."""
    given = refused = 0
    for number in range(STATIONS):
        rate_a_day = 0.6 + number * 0.2
        for day in range(DAYS):
            at = AT - timedelta(days=day + 1)
            for _ in range(_poisson(chance, rate_a_day)):
                address = CITY[min(int(chance.expovariate(0.25)), len(CITY) - 1)]
                by = visitor(station_id=f"s{number}", address=address, at=at,
                             poster=chance.random() < 0.67)  # fmt: skip
                stars = chance.choices((1, 2, 3, 4, 5), (1, 2, 5, 12, 10))[0]
                given += 1
                try:
                    rating.rate(db, f"s{number}", Opinion(stars=stars), by=by, at=at)
                except Refused:
                    refused += 1
    return given, refused


def _poisson(chance: random.Random, mean: float) -> int:
    count, left = 0, chance.expovariate(1)
    while left < mean:
        count, left = count + 1, left + chance.expovariate(1)
    return count


def kept(db: Database, station_id: str) -> list[Rating]:
    rows = db.rows("select * from ratings where station_id = :id order by at desc", id=station_id)
    return [
        Rating(device=row["device"], day=row["day"], stars=row["stars"], weight=row["weight"])
        for row in rows
    ]


@pytest.mark.parametrize(("seed", "phones"), [(1, 5_000), (2, 1_000)])
def test_invented_phones_move_no_mean_and_cost_no_honest_voice(
    sqlite_address: str, seed: int, phones: int
) -> None:
    """Five thousand, or just as many as are enough to fill what their networks may say."""
    chance = random.Random(seed)
    db = opening.open_ready(sqlite_address)
    db.run("pragma synchronous=off")
    with db.writing():
        store.add(db, [make.station(id=f"s{n}") for n in range(STATIONS)], history=())
    given, refused = honest(db, chance)
    honestly = {f"s{n}": kept(db, f"s{n}") for n in range(STATIONS)}
    before = {key: rating.summary(db, key, at=AT).mean for key in honestly}
    bombs = 0
    for n in range(phones):
        at = AT + timedelta(hours=24 * n / phones)
        target = f"s{n % 2 * 5}"
        by = visitor(station_id=target, address=f"172.16.{n % NETWORKS}.{n % 250}", at=at)
        try:
            rating.rate(db, target, Opinion(stars=1), by=by, at=at)
            bombs += 1
        except Refused:
            continue
    lost = refused
    for key, ratings in honestly.items():
        after = rating.summary(db, key, at=AT + timedelta(days=1)).mean
        assert after is not None
        assert abs(after - (before[key] or 0)) < 0.1, (key, before[key], after)
        shares = rating_weights.granted(kept(db, key))
        lost += sum(shares[one.day, one.by_poster] < 0.5 for one in ratings)
    db.close()
    assert given > 1_000
    days = 2
    assert bombs == NETWORKS * days * daily_limits.BY_NETWORK_AND_STATION, "the others are refused"
    assert lost < given / 100, (lost, given)


def test_a_copied_poster_moves_a_mean_little_in_a_day() -> None:
    honestly = by_hand(*[4, 5, 4, 3] * 25)
    bombs = [Rating(device=f"x{n}", day="today", stars=1) for n in range(5_000)]
    before, after = summarised(honestly), summarised([*bombs, *honestly])
    assert after.flooded
    assert not before.flooded
    assert (before.mean or 0) - (after.mean or 0) < 0.1
