"""Are strong and weak stations paired, and is it seen when they have not met for too long?"""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from stations.accounts.model import Account, Grant
from stations.accounts.roles import Role
from stations.audit.verification import verify
from stations.db.base import Database
from stations.errors import Invalid, NotFound, Refused
from stations.geo import distance
from stations.geo.point import Point
from stations.pairs import pair_list_store, pair_store, pairing, suggestions
from stations.pairs.model import Exchange, Pair, PairStanding, due, latest_overdue
from stations.pairs.suggestions import bounds
from stations.registry.model import Lifecycle, Place, Star, Station, next_version
from stations.registry.scoping import Reach
from stations.registry.states import Phase
from stations.registry.stored import history_store, store
from stations.stars.scheme import scheme_file
from tests.support import make
from tests.support.deskwork import person

EDITOR = person(Role.EDITOR)
KEEPER = person(Role.KEEPER, "weak")
TODAY = date(2026, 11, 20)
ALL = Reach(areas=("",))


def station(name: str, *, star: int = 0, area: str = "370102", **given: object) -> Station:
    place = Place(area_code=area, district_code=area, city_code=area[:4],
                  point=Point(lat=36.6, lon=117.0))  # fmt: skip
    stars = Star(level=star) if star else None
    return make.station(id=name, name=f"{name}驿站", place=place, star=stars, **given)


@pytest.fixture
def city(db: Database) -> Database:
    others = [station("other"), station("far", star=5, area="370112")]
    with db.writing():
        store.add(db, [station("strong", star=5), station("weak"), *others], history=())
    return db


@pytest.fixture
def pair(city: Database) -> Pair:
    return begun(city)


def begun(db: Database, strong: str = "strong", weak: str = "weak") -> Pair:
    return pairing.begin(db, strong, weak, by=EDITOR, act=make.act(pairing.PAIRED))


def met(
    db: Database, pair: Pair, *, on: date = TODAY, words: str = "一起检查消防",
    by: Account = EDITOR, people: int | None = None,
) -> Exchange:  # fmt: skip
    given = Exchange(day=on, words=words, people=people)
    return pairing.write(db, pair.id, given, by=by, act=make.act(pairing.MET))


def later(day: date) -> datetime:
    """Noon in China on a day."""
    return datetime(day.year, day.month, day.day, 4, tzinfo=UTC)


def close(db: Database, station_id: str) -> None:
    before = store.get(db, station_id)
    after = next_version(replace(before, lifecycle=Lifecycle(phase=Phase.CLOSED)), at=make.NOON)
    with db.writing():
        store.save(db, [after], history=())


@pytest.mark.parametrize(
    ("since", "last"),
    [
        ("2026-09-20", "2026-11-20"),
        ("2026-12-31", "2027-02-28"),
        ("2027-12-31", "2028-02-29"),
        ("2026-11-30", "2027-01-30"),
        ("2026-07-31", "2026-09-30"),
        ("2026-11-01", "2027-01-01"),
    ],
)
def test_two_months_end_on_the_same_day_or_the_last_of_a_shorter_month(
    since: str, last: str
) -> None:
    assert due(date.fromisoformat(since)).isoformat() == last


def test_what_is_overdue_by_query_is_overdue_by_the_calendar_on_every_day() -> None:
    for n in range(900):
        today = date(2026, 1, 1) + timedelta(days=n)
        newest = latest_overdue(today)
        assert due(newest) < today <= due(newest + timedelta(days=1))


def test_a_pair_is_overdue_from_the_day_after_two_months(city: Database, pair: Pair) -> None:
    assert pairing.overdue(city, ALL, today=date(2027, 1, 20)) == 0
    assert pairing.overdue(city, ALL, today=date(2027, 1, 21)) == 1
    assert pairing.overdue(city, Reach(areas=("370112",)), today=date(2027, 1, 21)) == 0
    assert pairing.overdue(city, Reach(stations=("weak",)), today=date(2027, 1, 21)) == 1
    assert pairing.overdue(city, Reach(), today=date(2027, 1, 21)) == 0


def test_an_exchange_begins_the_two_months_anew_and_a_struck_one_does_not(
    city: Database, pair: Pair
) -> None:
    act = replace(make.act(pairing.MET), at=later(date(2027, 1, 10)))
    given = Exchange(day=date(2027, 1, 5), words="互相看台账", people=6)
    written = pairing.write(city, pair.id, given, by=KEEPER, act=act)
    assert pairing.overdue(city, ALL, today=date(2027, 3, 5)) == 0
    assert pairing.overdue(city, ALL, today=date(2027, 3, 6)) == 1
    shown = pair_list_store.page(city, ALL, pair_list_store.PairQuery(), today=date(2027, 3, 6))[0]
    assert (shown.standing, shown.due_on, shown.exchanges) == (
        PairStanding.OVERDUE, date(2027, 3, 5), 1,
    )  # fmt: skip
    pairing.strike(city, pair.id, written.id, reason="记错了站", by=EDITOR, act=act)
    assert pairing.overdue(city, ALL, today=date(2027, 1, 21)) == 1
    assert pair_store.exchanges(city, pair.id)[0].struck_why == "记错了站"
    with pytest.raises(Refused):
        pairing.strike(city, pair.id, written.id, reason="再来", by=EDITOR, act=act)


def test_the_same_exchange_sent_twice_is_written_once(city: Database, pair: Pair) -> None:
    assert met(city, pair).id == met(city, pair).id
    met(city, pair, words="另一件事")
    assert len(pair_store.exchanges(city, pair.id)) == 2


def test_what_cannot_have_been_is_not_written(city: Database, pair: Pair) -> None:
    for on, words, people, field in (
        (date(2026, 11, 21), "明天的事", None, "day"),
        (date(2026, 11, 19), "结对以前", None, "day"),
        (TODAY, "   ", None, "words"),
        (TODAY, "长" * 501, None, "words"),
        (TODAY, "几个人", 0, "people"),
        (TODAY, "几个人", 10_001, "people"),
    ):
        with pytest.raises(Invalid) as error:
            met(city, pair, on=on, words=words, people=people)
        assert error.value.field == field, words
        assert pair_store.exchanges(city, pair.id) == []


def test_a_weak_station_has_one_partner_and_helps_nobody_meanwhile(
    city: Database, pair: Pair
) -> None:
    with pytest.raises(Refused):
        begun(city, "other", "weak")
    with pytest.raises(Refused):
        begun(city, "weak", "other")
    begun(city, "strong", "other")
    with pytest.raises(Invalid):
        begun(city, "strong", "strong")


def test_both_stations_must_be_theirs(city: Database) -> None:
    with pytest.raises(NotFound):
        begun(city, "far", "weak")
    with pytest.raises(NotFound):
        begun(city, "strong", "nowhere")
    for role in Role:
        if role in (Role.EDITOR, Role.ADMINISTRATOR):
            continue
        who = person(role, "weak" if role in (Role.KEEPER, Role.OPERATOR) else "370102")
        with pytest.raises(Refused):
            pairing.begin(city, "strong", "weak", by=who, act=make.act(pairing.PAIRED))
    whole = replace(EDITOR, grants=(Grant(role=Role.EDITOR, area="3701"),))
    pairing.begin(city, "far", "weak", by=whole, act=make.act(pairing.PAIRED))


def test_who_keeps_one_of_the_two_writes_and_nobody_else(city: Database, pair: Pair) -> None:
    for who in (
        person(Role.KEEPER, "other"),
        person(Role.EDITOR, "370112"),
        person(Role.REVIEWER),
        person(Role.AUDITOR),
        replace(KEEPER, disabled=True),
    ):
        with pytest.raises(NotFound):
            met(city, pair, by=who)
    assert pair_store.exchanges(city, pair.id) == []
    for who in (KEEPER, person(Role.OPERATOR, "strong"), EDITOR):
        assert met(city, pair, by=who, words=f"{who.shown}来写").words == f"{who.shown}来写"


def test_a_pair_is_seen_from_either_side_and_from_nowhere_else(city: Database, pair: Pair) -> None:
    assert pairing.seen(city, pair.id, by=KEEPER)[1].id == "strong"
    for who in (person(Role.AUDITOR, "370112"), person(Role.KEEPER, "other")):
        with pytest.raises(NotFound):
            pairing.seen(city, pair.id, by=who)


def test_a_pair_ends_with_a_reason_and_then_takes_nothing_more(city: Database, pair: Pair) -> None:
    act = make.act(pairing.PARTED)
    with pytest.raises(Invalid):
        pairing.end(city, pair.id, reason=" ", by=EDITOR, act=act)
    with pytest.raises(Refused):
        pairing.end(city, pair.id, reason="够了", by=KEEPER, act=act)
    pairing.end(city, pair.id, reason="已经升到四星", by=EDITOR, act=act)
    with pytest.raises(Refused):
        pairing.end(city, pair.id, reason="再一次", by=EDITOR, act=act)
    with pytest.raises(Refused):
        met(city, pair)
    assert pairing.overdue(city, ALL, today=date(2028, 1, 1)) == 0
    wanted = pair_list_store.PairQuery(standing=PairStanding.OVER)
    assert pair_list_store.page(city, ALL, wanted, today=TODAY)[0].pair.ended_why == "已经升到四星"
    begun(city)


def test_a_pair_is_over_when_a_station_closes_and_the_other_is_free_again(
    city: Database, pair: Pair
) -> None:
    close(city, "strong")
    assert pairing.overdue(city, ALL, today=date(2028, 1, 1)) == 0
    wanted = pair_list_store.PairQuery(standing=PairStanding.OVER)
    shown = pair_list_store.page(city, ALL, wanted, today=TODAY)[0]
    assert (shown.closed, shown.standing) == ("strong驿站", PairStanding.OVER)
    with pytest.raises(Refused):
        met(city, pair)
    begun(city, "other", "weak")
    ended = pair_store.get(city, pair.id)
    assert (ended.ended_on, ended.ended_why) == (TODAY, "“strong驿站”已撤销")
    with pytest.raises(Refused):
        begun(city, "strong", "far")


def test_everything_stands_in_the_log(city: Database, pair: Pair) -> None:
    written = met(city, pair, by=KEEPER)
    pairing.strike(city, pair.id, written.id, reason="记错", by=EDITOR, act=make.act(""))
    pairing.end(city, pair.id, reason="已经升星", by=EDITOR, act=make.act(""))
    rows = city.rows("select action, subject, area, reason, body from log order by number")
    assert [row["action"] for row in rows] == [
        pairing.PAIRED, pairing.MET, pairing.STRUCK, pairing.PARTED,
    ]  # fmt: skip
    assert {(row["subject"], row["area"]) for row in rows} == {(f"pair:{pair.id}", "370102")}
    assert "消防" not in "".join(row["body"] for row in rows)
    assert verify(city, history_store).sound


def test_a_refused_pair_leaves_nothing(city: Database) -> None:
    with pytest.raises(NotFound):
        begun(city, "far", "weak")
    assert city.rows("select * from pairs") == city.rows("select * from log") == []


def test_the_database_holds_one_partner_and_two_stations(city: Database, pair: Pair) -> None:
    row = city.row("select * from pairs")
    assert row is not None
    for wrong in ({"id": "x"}, {"id": "y", "strong_id": "weak"}, {"id": "z", "ended_on": "2026"}):
        with pytest.raises(Exception, match=r"(?i)constraint|unique"), city.writing():
            city.load("pairs", [{**row, **wrong}])


@pytest.fixture
def scattered(db: Database) -> list[Station]:
    drawn = random.Random(20261120)
    made = []
    for n in range(300):
        # Two cities with different schemes, and one without any.
        area = drawn.choice(["370102", "370112", "350102", "410103"])
        point = Point(lat=drawn.uniform(25, 37), lon=drawn.uniform(113, 119))
        one = station(f"s{n:03}", star=drawn.choice([0, 0, 1, 2, 3, 4, 5]), area=area)
        phase = drawn.choice([Phase.OPEN] * 7 + [Phase.RECTIFYING, Phase.SUSPENDED, Phase.CLOSED])
        made.append(
            replace(
                one,
                place=replace(one.place, point=None if n % 17 == 0 else point),
                lifecycle=Lifecycle(phase=phase),
                reported_shut=make.NOON if n % 13 == 0 else None,
            )
        )
    with db.writing():
        store.add(db, made, history=())
    return made


def lowest(one: Station) -> int:
    """The lowest level of the shipped scheme of its city, by hand."""
    return {"3701": 3, "3501": 1}.get(one.place.city_code, 1)


def test_every_weak_station_is_offered_the_nearest_strong_one(
    db: Database, scattered: list[Station]
) -> None:
    made = scattered
    fit = [s for s in made if s.place.point and s.lifecycle.phase in (Phase.OPEN, Phase.RECTIFYING)]
    star = {s.id: s.star.level if s.star else 0 for s in made}
    strong = [s for s in fit if star[s.id] >= 4 and not s.reported_shut
              and s.lifecycle.phase is Phase.OPEN]  # fmt: skip
    weak = [s for s in fit if star[s.id] <= lowest(s) or s.reported_shut
            or s.lifecycle.phase is Phase.RECTIFYING]  # fmt: skip
    wanted = {}
    for one in weak:
        assert one.place.point is not None
        apart = [(distance.between(one.place.point, s.place.point), s.id) for s in strong
                 if s.place.point]  # fmt: skip
        wanted[one.id] = min(apart)
    found, page = {}, 1
    while True:
        offered, total = suggestions.suggested(db, ALL, today=TODAY, page=page)
        if not offered:
            break
        found |= {one.weak.id: (one.apart_m, one.strong.id) for one in offered}
        page += 1
    assert total == len(weak) == len(found) > 2 * suggestions.PAGE
    assert found.keys() == wanted.keys()
    for key, (apart, name) in wanted.items():
        assert found[key] == (pytest.approx(apart), name)


def test_a_station_under_recheck_leads_nobody(city: Database) -> None:
    mine = Reach(areas=("370102",))
    cycle = {"id": "c", "scheme": "x", "scheme_text": "x", "year": 2026, "area": "370102",
             "apply_until": "2026-01-01", "opened_at": "2026", "opened_by": "x", "closed_at": None,
             "demo": 0}  # fmt: skip
    review = {"id": "r", "cycle_id": "c", "station_id": "strong", "scheme": "x", "kind": "recheck",
              "state": "checked", "version": 1, "applicant": "1", "checker": "", "inspector": "",
              "decider": "", "stars": 0, "veto": "", "moved_at": "2026", "vetoer": ""}  # fmt: skip
    with city.writing():
        city.load("cycles", [cycle])
        city.load("reviews", [review])
    assert suggestions.suggested(city, mine, today=TODAY, page=1) == ([], 0)


def test_each_suggestion_tells_its_reasons(db: Database) -> None:
    def at(name: str, lat: float, *, host: str = "", operator: str = "", **more: Any) -> Station:
        made = station(name, **more)
        place = replace(made.place, point=Point(lat=lat, lon=117.0))
        premises = replace(made.premises, host=host, operator=operator)
        return replace(made, place=place, premises=premises)

    made = [
        at("weak", 36.600, host="shop", operator="某物业", kind="riders_home"),
        at("near", 36.601, star=5),
        at("riders", 36.620, star=5, kind="riders_home", host="post"),
        at("shop", 36.630, star=5, host="shop", operator="某物业"),
        at("party", 36.640, star=5, host="party_centre"),
    ]
    with db.writing():
        store.add(db, made, history=())
    (found,), _ = suggestions.suggested(db, ALL, today=TODAY, page=1)
    assert found.strong.id == "near"
    assert {one.strong.id: [ground.name for ground in one.grounds] for one in found.others} == {
        "riders": ["KIND", "NATURE"], "shop": ["HOST", "OPERATOR"]
    }  # fmt: skip


def test_whoever_is_paired_or_lies_elsewhere_is_not_suggested(city: Database) -> None:
    mine = Reach(areas=("370102",))
    offered, _ = suggestions.suggested(city, mine, today=TODAY, page=1)
    assert [(one.weak.id, one.strong.id) for one in offered] == [
        ("other", "strong"), ("weak", "strong"),
    ]  # fmt: skip
    begun(city)
    offered, _ = suggestions.suggested(city, mine, today=TODAY, page=1)
    assert [(one.weak.id, one.strong.helps) for one in offered] == [("other", 1)]
    close(city, "strong")
    assert suggestions.suggested(city, mine, today=TODAY, page=1) == ([], 0)


def test_strong_and_weak_follow_the_levels_of_the_city() -> None:
    schemes = scheme_file.shipped()
    jinan, fuzhou = (bounds(schemes, code, on=TODAY) for code in ("3701", "3501"))
    assert (jinan.strong_from, jinan.weak_to) == (4, 3)
    assert (fuzhou.strong_from, fuzhou.weak_to) == (4, 1)
    assert bounds({}, "3701", on=TODAY) == suggestions.Bounds(strong_from=4, weak_to=1)
    whole = next(iter(schemes.values()))
    for stars, strong, weak in (((1, 2, 3), 2, 1), ((4, 5), 4, 3), ((1, 2), 2, 1), ((3,), 3, 2)):
        levels = tuple(replace(whole.levels[0], stars=n) for n in stars)
        one = {"x": replace(whole, area="3701", levels=levels)}
        assert bounds(one, "3701", on=TODAY) == suggestions.Bounds(strong_from=strong, weak_to=weak)
