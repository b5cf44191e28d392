"""A draw respects its weights, comes out the same on any machine, and cannot be altered."""

from __future__ import annotations

import hashlib
import hmac
import itertools
import math
from collections import Counter
from dataclasses import replace
from datetime import date, timedelta

import pytest

from stations.accounts.model import Account, Grant
from stations.accounts.roles import BY_STATION, Role
from stations.audit import log
from stations.audit.verification import verify as verify_log
from stations.db.base import Database
from stations.errors import Invalid, NotFound, Refused
from stations.feedback import answers, rating, reporting
from stations.feedback.model import Opinion, ReportKind, ReportState, Said
from stations.rechecks import unannounced_visits, warning_signs, weighted_draw
from stations.rechecks.unannounced_visits import VisitPlan
from stations.registry.model import Amenity, Lifecycle, Station, Verified
from stations.registry.scoping import Reach
from stations.registry.states import AmenityState, Phase
from stations.registry.stored import change_store, history_store
from stations.stars import draw_store
from tests.support import make
from tests.support.deskwork import person
from tests.support.voices import visitor

FRESH = Verified(on=date(2026, 11, 1))
APPROVER = person(Role.APPROVER)
ACT = make.act("visits_drawn")
FIXED = ["station-1", "station-7", "station-2", "station-3", "station-11"]
HERE = VisitPlan(area="370102", n=3, seed="lottery 2026-11-20: 04 08 15 16")


def test_a_draw_is_the_same_on_every_machine() -> None:
    # Kept from the first run; the oracle below comes to the same with floats.
    weights = {f"station-{n}": 1 + n % 4 for n in range(12)}
    assert weighted_draw.drawn(weights, n=5, seed="a fixed seed") == FIXED
    assert weighted_draw.drawn(dict(reversed(weights.items())), n=5, seed="a fixed seed") == FIXED
    assert weighted_draw.drawn(weights, n=99, seed="a fixed seed")[:5] == FIXED
    assert set(weighted_draw.drawn(weights, n=99, seed="a fixed seed")) == set(weights)


@pytest.mark.parametrize("seed", [f"seed number {n}" for n in range(20)])
def test_the_draw_is_that_of_the_paper(seed: str) -> None:
    weights = {f"s{n}": 1 + n * n for n in range(9)}

    def key(one: str) -> float:
        digest = hmac.new(seed.encode(), one.encode(), hashlib.sha256).digest()
        u = (int.from_bytes(digest, "big") + 0.5) / 2**256
        return float(u ** (1 / weights[one]))

    greatest = sorted(weights, key=key, reverse=True)
    assert weighted_draw.drawn(weights, n=9, seed=seed) == greatest


def test_who_weighs_more_is_drawn_more_often_and_just_as_much() -> None:
    weights, times = {"a": 1, "b": 2, "c": 5}, 2_000
    orders = Counter(
        tuple(weighted_draw.drawn(weights, n=2, seed=f"seed-{n:06}")) for n in range(times)
    )
    chi = 0.0
    for first, second in itertools.permutations(weights, 2):
        chance = weights[first] / 8 * weights[second] / (8 - weights[first])
        chi += (orders[first, second] - times * chance) ** 2 / (times * chance)
    # Six outcomes, five degrees of freedom: one fair draw in a thousand comes above 20.5.
    assert chi < 20.5
    even = sum((orders[pair] - times / 6) ** 2 / (times / 6) for pair in orders)
    assert even > 20.5 * 10


def stationed(db: Database, *stations: Station) -> None:
    with db.writing():
        change_store.record(db, [(None, one) for one in stations], act=make.act("created"))


@pytest.fixture
def district(db: Database) -> Database:
    """Six stations of a district, one of them shut for now, and one elsewhere."""
    far = make.station(id="far", verified=FRESH)
    away = replace(far, place=replace(far.place, area_code="370104", district_code="370104"))
    paused = make.station(id="paused", lifecycle=Lifecycle(phase=Phase.SUSPENDED))
    stationed(db, *(make.station(id=f"s{n}", verified=FRESH) for n in range(6)), away, paused)
    return db


def test_each_bad_sign_adds_to_the_weight_up_to_its_bound(district: Database) -> None:
    db = district
    broken = tuple(
        Amenity(id=one, state=AmenityState.OUT_OF_ORDER)
        for one in ("microwave", "wifi", "fan", "heating")
    )
    stationed(db, make.station(id="a", amenities=broken))
    clerk = person(Role.EDITOR)
    for n in range(5):
        at = make.NOON - timedelta(days=20 + n)
        who = visitor(poster=True, at=at, address=f"198.51.100.{n}")
        made = reporting.report(db, "a", Said(kind=ReportKind.SHUT), by=who, token=f"t{n}", at=at)
        if n < 4:
            answers.answer(
                db,
                made.id,
                ReportState.FIXED,
                reply="好",
                by=clerk,
                act=make.act("report_answered"),
            )
    for n in range(40):
        at = make.NOON - timedelta(days=n)
        rating.rate(db, "a", Opinion(stars=1), by=visitor(poster=True, at=at), at=at)
    station = change_store.store.get(db, "a")
    (told,) = warning_signs.suspected(db, [station], at=make.NOON)
    flagged = {"flagged": 1} if station.reported_shut else {}
    assert dict(told.signs) == {
        "shut": 4, "waiting": 1, "broken": 4, "unverified": 1, "disliked": 1, **flagged,
    }  # fmt: skip
    assert told.weight == 1 + 9 + 1 + 3 + 2 + 3 + 4 * len(flagged)
    (plain,) = warning_signs.suspected(db, [change_store.store.get(db, "s0")], at=make.NOON)
    assert (plain.weight, plain.signs) == (1, ())


def test_a_draw_is_kept_with_all_that_repeats_it(district: Database) -> None:
    made = unannounced_visits.draw(district, HERE, by=APPROVER, act=ACT)
    assert [one.station_id for one in made.candidates] == [f"s{n}" for n in range(6)]
    assert len(made.picked) == 3
    kept = unannounced_visits.seen(district, made.id, by=person(Role.REVIEWER))
    assert kept == made
    assert unannounced_visits.verify(district, kept).sound
    again = unannounced_visits.draw(district, HERE, by=APPROVER, act=ACT)
    assert (again.picked, again.digest) == (made.picked, made.digest)
    own = unannounced_visits.draw(district, replace(HERE, seed=""), by=APPROVER, act=ACT)
    assert (len(own.seed), own.seed_given) == (32, False)
    listed, total = unannounced_visits.past(district, by=person(Role.AUDITOR), number=1)
    assert ({one.id for one in listed}, total) == ({made.id, again.id, own.id}, 3)
    entry = log.get(district, made.log)
    assert entry is not None
    assert (entry["action"], entry["body"]["digest"]) == ("visits_drawn", made.digest)
    assert not any(one in str(entry["body"]) for one in made.picked)
    assert verify_log(district, history_store).sound


def test_any_change_of_a_draw_is_found(district: Database) -> None:
    made = unannounced_visits.draw(district, HERE, by=APPROVER, act=ACT)
    left = next(f"s{n}" for n in range(6) if f"s{n}" not in made.picked)
    heavier = (replace(made.candidates[0], weight=9), *made.candidates[1:])
    for forged in (
        replace(made, picked=(left, *made.picked[1:])),
        replace(made, seed="another seed"),
        replace(made, n=2),
        replace(made, candidates=heavier),
        replace(made, candidates=heavier, digest=weighted_draw.digest(draw_store.listed(heavier))),
        replace(made, log=1),
    ):
        assert not unannounced_visits.verify(district, forged).sound


def test_what_was_drawn_cannot_be_changed_in_the_database(district: Database) -> None:
    unannounced_visits.draw(district, HERE, by=APPROVER, act=ACT)
    for change in ("update drawn set position = 9", "delete from drawn",
                   "update draws set seed = 'another one'", "delete from draws"):  # fmt: skip
        with pytest.raises(Exception, match="append-only"), district.writing():
            district.run(change)


@pytest.mark.parametrize(
    "wrong",
    [{"n": 0}, {"n": 201}, {"area": "37"}, {"area": "999999"}, {"area": "x"}, {"seed": "short"},
     {"seed": "s" * 65}, {"seed": " seed seed"}, {"seed": "seed\nseed"}],
)  # fmt: skip
def test_a_plan_that_cannot_be_right_is_not_made(wrong: dict[str, object]) -> None:
    with pytest.raises(Invalid):
        VisitPlan(**{"area": "370102", "n": 3, **wrong})  # type: ignore[arg-type]


def test_who_decides_or_runs_cycles_draws_and_who_keeps_stations_never_sees_it(
    district: Database,
) -> None:
    made = unannounced_visits.draw(district, HERE, by=APPROVER, act=ACT)
    for role in Role:
        who = person(role, "s0" if role in BY_STATION else "370102")
        if role in (Role.APPROVER, Role.ADMINISTRATOR):
            assert unannounced_visits.draw(district, HERE, by=who, act=ACT).picked == made.picked
        else:
            with pytest.raises(Refused):
                unannounced_visits.draw(district, HERE, by=who, act=ACT)
        if role in {*BY_STATION, Role.RIDER}:
            with pytest.raises(Refused):
                unannounced_visits.seen(district, made.id, by=who)
            with pytest.raises(Refused):
                unannounced_visits.past(district, by=who, number=1)
        else:
            assert unannounced_visits.seen(district, made.id, by=who) == made
    assert unannounced_visits.past(district, by=APPROVER, number=1)[1] == 3


def test_the_draws_of_other_areas_are_not_theirs(district: Database) -> None:
    made = unannounced_visits.draw(district, HERE, by=APPROVER, act=ACT)
    elsewhere = person(Role.APPROVER, "370104")
    with pytest.raises(NotFound):
        unannounced_visits.seen(district, made.id, by=elsewhere)
    with pytest.raises(NotFound):
        unannounced_visits.draw(district, HERE, by=elsewhere, act=ACT)
    with pytest.raises(Refused):
        unannounced_visits.draw(
            district, replace(HERE, area="370103"), by=person(Role.APPROVER, "3701"), act=ACT
        )
    city = unannounced_visits.draw(
        district, replace(HERE, area="370100", n=9), by=person(Role.APPROVER, "3701"), act=ACT
    )
    assert set(city.picked) == {"far", *(f"s{n}" for n in range(6))}
    assert unannounced_visits.past(district, by=elsewhere, number=1)[1] == 1
    both = Account(
        id="both", name="both", shown="两边都管的人",
        grants=(Grant(role=Role.REVIEWER, area="370102"), Grant(role=Role.KEEPER, station_id="s1")),
    )  # fmt: skip
    shown = {one.station.id for one in unannounced_visits.picked(district, city, by=both)}
    assert shown == {"s0", "s2", "s3", "s4", "s5"}


def test_a_drawn_station_is_to_be_visited_unannounced(district: Database) -> None:
    made = unannounced_visits.draw(district, HERE, by=APPROVER, act=ACT)
    assert unannounced_visits.unannounced(district, Reach(areas=["370102"])) == set(made.picked)
    assert unannounced_visits.unannounced(district, Reach(areas=["370104"])) == set()
    one = made.picked[0]
    assert unannounced_visits.unannounced(district, Reach(stations=[one])) == {one}


def test_a_float_would_not_do() -> None:
    """Two u so near to 1 that floats take them for one; decimals tell them apart."""
    top = 2**257
    logs = {math.log((top - one) / top) for one in (1, 3)}
    assert len(logs) == 1
    decimals = {weighted_draw.log_of(one) for one in (2**256 - 1, 2**256 - 2)}
    assert len(decimals) == 2
