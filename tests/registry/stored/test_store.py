"""What is stored comes back, on both engines, and nothing is overwritten unseen."""

from __future__ import annotations

from dataclasses import replace

import pytest

from stations.db.base import Database
from stations.errors import NotFound, Refused
from stations.registry.model import Lifecycle, Station, next_version
from stations.registry.states import Phase
from stations.registry.stored import search_rows, store
from tests.support import make


def add(db: Database, *stations: Station) -> None:
    with db.writing():
        store.add(db, stations, history=())


def names(found: list[search_rows.SearchHit]) -> list[str]:
    return [hit.published["name"] for hit in found]


def test_a_station_comes_back_as_it_was_stored(db: Database) -> None:
    plain, full = make.station(), make.full_station()
    add(db, plain, full)
    assert store.get(db, plain.id) == plain
    assert store.get(db, full.id) == full


def test_an_unknown_station_is_not_found(db: Database) -> None:
    with pytest.raises(NotFound):
        store.get(db, "nobody")


def test_every_write_advances_the_revision(db: Database) -> None:
    before = store.revision(db)
    station = make.station()
    add(db, station)
    with db.writing():
        store.save(db, [next_version(station, at=make.NOON)], history=())
    assert store.revision(db) == before + 2


def test_a_stale_version_is_refused_and_changes_nothing(db: Database) -> None:
    station = make.station()
    add(db, station)
    first = next_version(replace(station, name="先改的"), at=make.NOON)
    second = next_version(replace(station, name="后改的"), at=make.NOON)
    with db.writing():
        store.save(db, [first], history=())
    with pytest.raises(Refused, match="刚被别人改过"), db.writing():
        store.save(db, [second], history=())
    assert store.get(db, station.id).name == "先改的"


def test_two_stations_of_a_city_cannot_share_a_number(db: Database) -> None:
    add(db, make.station(number="A1"))
    with pytest.raises(Exception, match=r"(?i)unique"):
        add(db, make.station(number="A1"))


def test_an_area_prefix_covers_what_lies_below_it(db: Database) -> None:
    add(db, *(make.station() for _ in range(3)))
    assert len(list(store.every(db, area="370100"))) == 3
    assert len(list(store.every(db, area="37"))) == 3
    assert list(store.every(db, area="4101")) == []


def test_stations_are_found_by_part_of_a_name_street_pinyin_and_initials(db: Database) -> None:
    add(db, make.station(name="泉城广场驿站"), make.station(name="县西巷服务点"))
    for words in ("城广", "泉城广场", "quancheng", "QCGC", "ＱＣＧＣ", "泉城 驿站"):
        assert names(search_rows.search(db, words=words, limit=10)) == ["泉城广场驿站"], words
    assert len(search_rows.search(db, words="演示路", limit=10)) == 2
    assert search_rows.search(db, words="100%", limit=10) == []
    assert search_rows.search(db, words="_", limit=10) == []


def test_characters_of_a_name_that_do_not_adjoin_are_found_when_asked_for(db: Database) -> None:
    add(db, make.station(name="燕山东段银行网点驿站"), make.station(name="银行燕山驿站"))
    assert search_rows.search(db, words="燕山银行", limit=10) == []
    apart = names(search_rows.search(db, words="燕山银行", strewn=True, limit=10))
    assert apart == ["燕山东段银行网点驿站"]
    # Letters and signs are in every name somewhere, and streets hold too many characters.
    for words in ("yszd", "燕%", "燕", "演路", "燕" * 13):
        assert search_rows.search(db, words=words, strewn=True, limit=10) == [], words


def test_a_station_of_that_name_comes_before_those_in_a_street_of_that_name(db: Database) -> None:
    add(db, make.station(name="甲站"), make.station(name="演示路口"))
    for words in ("演示路", "yanshilu", "ysl"):
        assert names(search_rows.search(db, words=words, limit=10))[0] == "演示路口", words


def test_drafts_and_closed_stations_are_not_found_by_workers(db: Database) -> None:
    add(
        db,
        make.station(name="没有位置的站", lat=None),
        make.station(name="撤销的站", lifecycle=Lifecycle(phase=Phase.CLOSED)),
        make.station(name="暂停的站", lifecycle=Lifecycle(phase=Phase.SUSPENDED)),
    )
    assert names(search_rows.search(db, words="的站", limit=10)) == ["暂停的站"]


def test_what_is_private_is_not_published(db: Database) -> None:
    full = replace(make.full_station(), lifecycle=Lifecycle())
    add(db, full)
    hit = search_rows.published(db, full.id)
    assert "只给工作人员看" not in str(hit)
    assert "内部备注" not in str(hit)


def test_a_box_over_the_date_line_holds_both_sides(db: Database) -> None:
    add(
        db,
        make.station(name="东", lat=0.0, lon=179.5),
        make.station(name="西", lat=0.0, lon=-179.5),
        make.station(name="远", lat=0.0, lon=0.0),
    )
    found = search_rows.within(db, box=(179.0, -1.0, -179.0, 1.0), after="", limit=10)
    assert sorted(names([hit for _, hit in found])) == ["东", "西"]


def test_the_revision_tells_which_cards_are_new(db: Database) -> None:
    add(db, make.station())
    known = store.revision(db)
    late = make.station()
    add(db, late)
    assert [row[0] for row in search_rows.stream(db, after=known)] == [late.id]
