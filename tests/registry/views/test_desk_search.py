"""The desk's list finds what a clerk looks for, drafts too, and counts what wants a person."""

from __future__ import annotations

import secrets
from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from stations.accounts.roles import Role
from stations.areas import store as outlines
from stations.areas.store import Outline
from stations.db.base import Database
from stations.feedback import report_store as feedback
from stations.feedback.model import Report, ReportKind, ReportState, Said
from stations.hours.phrases import reading
from stations.registry.editing import contacts, verifying
from stations.registry.editing.contacts import Answerable, Tier
from stations.registry.editing.verifying import EVERYTHING, VerifiedFields
from stations.registry.model import Closure, Hours, Lifecycle, Star, Station, Verified, next_version
from stations.registry.scoping import Reach
from stations.registry.states import Phase
from stations.registry.stored import change_store, store
from stations.registry.upkeep import rebuild
from stations.registry.views import attention_store, desk_search_store
from stations.registry.views.attention import Matter
from stations.registry.views.desk_search import EVERY_PHASE, PAGE, Sort, StationQuery
from tests.support import make
from tests.support.deskwork import person

TODAY = date(2026, 11, 20)
OVERDUE = Closure(since=date(2026, 11, 1), until=date(2026, 11, 15), reason="装修", expected=True)
RUNNING = Closure(since=date(2026, 11, 1), reason="装修")
AHEAD = Closure(since=date(2027, 2, 15), reason="春节放假")
MINE = Reach(areas=("370102",))


def read_as(words: str) -> Hours:
    return Hours(osm=reading.read(words).osm, words=words)


def put(db: Database, *stations: Station) -> None:
    with db.writing():
        change_store.record(db, [(None, one) for one in stations], act=make.act("created"))


def found(db: Database, reach: Reach = MINE, sort: Sort = Sort.NAME, **wanted: object) -> list[str]:
    rows = desk_search_store.page(db, reach, StationQuery(**wanted), today=TODAY, sort=sort)  # type: ignore[arg-type]
    assert len(rows) == desk_search_store.count(db, reach, StationQuery(**wanted), today=TODAY)  # type: ignore[arg-type]
    return [row.station_id for row in rows]


def in_area(station: Station, code: str, *, district: str = "") -> Station:
    place = replace(station.place, area_code=code, district_code=district or code)
    return replace(station, place=place)


def report(db: Database, station_id: str, state: ReportState) -> None:
    closed = make.NOON if state is ReportState.FIXED else None
    made = Report(
        id=secrets.token_hex(8),
        station_id=station_id,
        receipt=secrets.token_hex(32),
        said=Said(kind=ReportKind.DIRTY),
        at=make.NOON,
        state=state,
        reply="扫过了" if closed else "",
        closed_at=closed,
    )
    with db.writing():
        feedback.add(db, made)


def test_words_find_names_numbers_addresses_and_initials_of_drafts_too(db: Database) -> None:
    square = make.station(id="square", name="泉城广场驿站", number="LX-007")
    draft = make.station(id="draft", name="解放路驿站", lat=None)
    street = replace(draft.place, address="历山路 9 号")
    put(db, square, replace(draft, place=street))
    for words, ids in {
        "广场": ["square"],
        "lx-007": ["square"],
        "qcgc": ["square"],
        "jfl": ["draft"],
        "jiefang": ["draft"],
        "历山": ["draft"],
        "驿站 lishan": ["draft"],
        "%": [],
        "没有这个": [],
        "": ["draft", "square"],
    }.items():
        assert found(db, words=words) == ids, words


def test_a_new_name_is_found_and_the_old_one_no_more(db: Database) -> None:
    before = make.station(id="a", name="老名字驿站", lat=None)
    put(db, before)
    after = next_version(replace(before, name="新名字驿站"), at=make.NOON)
    with db.writing():
        change_store.record(db, [(before, after)], act=make.act("edited"))
    assert found(db, words="新名字") == ["a"]
    assert found(db, words="laomingzi") == []


def test_each_filter_leaves_what_fits_and_closed_ones_are_asked_for(db: Database) -> None:
    closed = Lifecycle(phase=Phase.CLOSED)
    put(
        db,
        make.station(id="a", name="甲", star=Star(level=4), closures=(AHEAD,)),
        make.station(id="b", name="乙", closures=(RUNNING,), kind="clinic_point"),
        make.station(id="c", name="丙", lifecycle=closed),
        in_area(make.station(id="d", name="丁"), "370104"),
        in_area(make.station(id="e", name="戊"), "370176", district="370102"),
    )
    city = Reach(areas=("3701",))
    assert found(db, city) == ["d", "a", "e", "b"]
    assert found(db, city, phases=EVERY_PHASE) == ["c", "d", "a", "e", "b"]
    assert found(db, city, phases=frozenset({Phase.CLOSED})) == ["c"]
    assert found(db, city, phases=frozenset()) == []
    assert found(db, city, phases=frozenset({Phase.SUSPENDED})) == ["b"]
    assert found(db, city, phases=frozenset({Phase.OPEN})) == ["d", "a", "e"]
    assert found(db, city, area="370104") == ["d"]
    assert found(db, city, area="370176") == ["e"]
    assert found(db, city, area="370102") == ["a", "e", "b"], "the zone's one lies there"
    assert found(db, city, kinds=("clinic_point",)) == ["b"]
    assert found(db, city, star=4) == ["a"]
    assert found(db, city, star=0) == ["d", "e", "b"]
    assert found(db, city, star=0, area="370102", words="乙") == ["b"]


def test_somebody_sees_their_own_stations_and_nothing_of_the_rest(db: Database) -> None:
    put(db, make.station(id="a"), in_area(make.station(id="b"), "370104"), make.station(id="c"))
    assert found(db, Reach()) == []
    assert found(db, Reach(stations=("b",))) == ["b"]
    assert sorted(found(db, Reach(areas=("370104",), stations=("a",)))) == ["a", "b"]
    assert found(db, Reach(areas=("370104",)), ids=("a", "b")) == ["b"]
    assert desk_search_store.areas(db, Reach(areas=("3701",))) == {"370102": 2, "370104": 1}


@pytest.mark.parametrize("sort", Sort)
def test_pages_hold_every_station_once_in_the_order_asked_for(db: Database, sort: Sort) -> None:
    many = [
        make.station(
            id=f"m{n:03d}",
            name=f"驿站{n % 7}",
            number="" if n % 3 else f"N{n:03d}",
            verified=None if n % 4 else Verified(on=date(2026, 1, 1 + n % 28)),
        )
        for n in range(PAGE * 2 + 7)
    ]
    put(db, *many)
    pages = [
        desk_search_store.page(db, MINE, StationQuery(), today=TODAY, sort=sort, number=number)
        for number in (1, 2, 3, 4)
    ]
    assert [len(page) for page in pages] == [PAGE, PAGE, 7, 0]
    rows = [row for page in pages for row in page]
    assert {row.station_id for row in rows} == {one.id for one in many}
    keys = {
        Sort.NAME: [(row.name, row.station_id) for row in rows],
        Sort.NUMBER: [(not row.number, row.number, row.station_id) for row in rows],
        Sort.VERIFIED: [(row.verified_on, row.station_id) for row in rows],
        Sort.UPDATED: [row.station_id for row in rows],
    }[sort]
    assert keys == sorted(keys)


def test_names_come_as_in_a_chinese_dictionary(db: Database) -> None:
    names = ["中山驿站", "安乐驿站", "泉城驿站", "北园驿站"]
    put(db, *(make.station(id=f"n{n}", name=name) for n, name in enumerate(names)))
    rows = desk_search_store.page(db, MINE, StationQuery(), today=TODAY, sort=Sort.NAME)
    assert [row.name for row in rows] == ["安乐驿站", "北园驿站", "泉城驿站", "中山驿站"]


def rectified_until(day: date) -> Lifecycle:
    return Lifecycle(phase=Phase.RECTIFYING, reason="漏水", until=day)


def test_every_matter_counts_its_station_and_no_other(db: Database) -> None:
    good = make.station(id="good", verified=Verified(on=TODAY))
    put(
        db,
        good,
        replace(make.station(id="draft", lat=None), verified=Verified(on=TODAY)),
        replace(good, id="hours", number="2", hours=Hours()),
        replace(good, id="rest", number="28", hours=read_as("周一闭馆")),
        replace(good, id="season", number="29", hours=read_as("24小时，7月-8月除外")),
        replace(good, id="old", number="3", verified=Verified(on=date(2026, 8, 1))),
        replace(good, id="never", number="4", verified=None),
        replace(good, id="shut", number="5", reported_shut=make.NOON),
        replace(good, id="works", number="7", closures=(OVERDUE,)),
        replace(good, id="mending", number="8", lifecycle=rectified_until(date(2026, 11, 19))),
        replace(good, id="mended", number="9", lifecycle=rectified_until(TODAY)),
        replace(
            good, id="gone", number="6", verified=None, lifecycle=Lifecycle(phase=Phase.CLOSED)
        ),
    )
    everybody = dict.fromkeys(Tier, Answerable(post="站长"))
    at_work = (
        *("good", "draft", "rest", "season", "hours", "old", "never", "shut"),
        *("works", "mending", "mended"),
    )
    boss = person(Role.EDITOR)
    for station_id in at_work[1:]:
        contacts.put(db, [station_id], everybody, by=boss, act=make.act("answerable_set"))
    report(db, "shut", ReportState.TAKEN)
    report(db, "shut", ReportState.NEW)
    report(db, "good", ReportState.FIXED)
    report(db, "gone", ReportState.NEW)
    two = {Tier.CITY: Answerable(person="某人"), Tier.SITE: Answerable(post="站长")}
    contacts.put(db, ["good"], two, by=boss, act=make.act("answerable_set"))
    expected = {
        Matter.OPEN_REPORTS: ["shut"],
        Matter.REPORTED_SHUT: ["shut"],
        Matter.UNCONFIRMED: ["mending", "works"],
        Matter.NO_POINT: ["draft"],
        Matter.SUSPICIOUS: [],
        Matter.HOURS_UNKNOWN: ["hours", "rest"],
        Matter.STALE: ["old"],
        Matter.NEVER_VERIFIED: ["never"],
        Matter.NOBODY: ["good"],
    }
    for matter, ids in expected.items():
        assert found(db, matters=(matter,), phases=EVERY_PHASE) == ids, matter
    counts = attention_store.counts(db, MINE, today=TODAY)
    assert counts == {matter: len(ids) for matter, ids in expected.items()}
    assert not any(attention_store.counts(db, Reach(), today=TODAY).values())
    rows = desk_search_store.page(db, MINE, StationQuery(), today=TODAY, sort=Sort.NAME)
    wants = {row.station_id: row.wants for row in rows}
    assert feedback.open_counts(db, ["shut", "good"]) == {"shut": 2}
    assert wants["shut"] == (Matter.OPEN_REPORTS, Matter.REPORTED_SHUT)
    assert wants["old"] == (Matter.STALE,)
    assert wants["good"] == (Matter.NOBODY,)


def test_a_point_outside_its_district_is_doubted_until_somebody_stood_there(db: Database) -> None:
    with db.writing():
        outlines.replace(db, [Outline(code="370102", name="历下区", shape=b"")], at=make.NOON)
    put(
        db,
        make.station(id="in"),
        in_area(make.station(id="out"), "370102", district="370104"),
        in_area(make.station(id="zone"), "370176", district="370104"),
        in_area(make.station(id="unknown"), "370103", district="370104"),
        make.station(id="sea", lat=0.0, lon=117.0),
    )
    city = Reach(areas=("3701",))
    assert sorted(found(db, city, matters=(Matter.SUSPICIOUS,))) == ["out", "sea"]
    by = person(Role.ADMINISTRATOR, "3701")
    confirm = {"groups": EVERYTHING, "by": by, "act": make.act("verified")}
    verifying.confirm(db, ["out"], on_the_spot=False, **confirm)
    assert "out" in found(db, city, matters=(Matter.SUSPICIOUS,)), "a call does not show the door"
    confirm["groups"] = {VerifiedFields.PLACE}
    verifying.confirm(db, ["out"], on_the_spot=True, **confirm)
    assert found(db, city, matters=(Matter.SUSPICIOUS,)) == ["sea"]
    before = store.get(db, "out")
    later = datetime(2026, 11, 25, tzinfo=UTC)
    after = next_version(replace(before, entry_note="扫码"), at=later)
    with db.writing():
        change_store.record(db, [(before, after)], act=make.act("edited"))
    assert sorted(found(db, city, matters=(Matter.SUSPICIOUS,))) == ["out", "sea"]


def test_stations_that_were_there_before_the_list_was_are_found_in_it(db: Database) -> None:
    put(db, make.station(id="a", name="泉城驿站"), make.station(id="b", name="草稿站", lat=None))
    db.run("delete from station_words")
    assert rebuild.rebuild_outdated(db) == 2
    assert found(db, words="qcyz") == ["a"]
    assert found(db, words="草稿") == ["b"]
    assert found(db, words="cgz") == ["b"]
    assert found(db) == ["b", "a"], "by pinyin"


def test_streets_are_counted_below_their_district_and_found_by_their_code(db: Database) -> None:
    one, other, none, away = (make.station() for _ in range(4))
    put(db, in_area(one, "370102001", district="370102"))
    put(db, in_area(other, "370102001002", district="370102"))
    put(db, in_area(none, "370102"), in_area(away, "370103018", district="370103"))
    city = Reach(areas=("3701",))
    assert desk_search_store.streets(db, city, district="370102") == {"370102001": 2}
    assert desk_search_store.streets(db, Reach(areas=("370102005",)), district="370102") == {}
    assert set(found(db, city, area="370102001")) == {one.id, other.id}
    assert set(found(db, Reach(areas=("370103018",)))) == {away.id}
