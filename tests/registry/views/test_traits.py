"""The list is narrowed to what is registered twice, has no picture, has or lacks an amenity."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from stations.db.base import Database
from stations.registry.model import Amenity, Premises, Station, Verified
from stations.registry.scoping import Reach
from stations.registry.states import AmenityState, Phase
from stations.registry.stored import change_store, station_photo_store
from stations.registry.views import desk_search_store
from stations.registry.views.attention import Matter
from stations.registry.views.desk_search import Sort, StationQuery, Trait
from tests.support import make

TODAY = date(2026, 11, 20)
NEAR = 36.65 + 100 / 111_195
"""A hundred metres north of where stations are made."""
BROKEN = Amenity(id="drinking_water", state=AmenityState.OUT_OF_ORDER)


def put(db: Database, *stations: Station) -> None:
    with db.writing():
        change_store.record(db, [(None, one) for one in stations], act=make.act("created"))


def found(db: Database, *, reach: str = "370102", **wanted: object) -> set[str]:
    query = StationQuery(**wanted)  # type: ignore[arg-type]
    inside = Reach(areas=(reach,))
    rows = desk_search_store.page(db, inside, query, today=TODAY, sort=Sort.NAME)
    assert len(rows) == desk_search_store.count(db, inside, query, today=TODAY)
    return {row.station_id for row in rows}


def test_what_may_be_registered_twice_is_found_with_both_of_it(db: Database) -> None:
    far = make.station(id="far", name="泉城广场驿站", lat=36.60)
    elsewhere = make.station(id="elsewhere", name="泉城广场爱心驿站", lat=NEAR)
    put(
        db,
        make.station(id="a", name="泉城广场驿站"),
        make.station(id="b", name="泉城广场工会驿站", lat=NEAR),
        make.station(id="other", name="解放阁驿站", lat=NEAR),
        replace(elsewhere, lifecycle=replace(elsewhere.lifecycle, phase=Phase.CLOSED)),
        make.station(id="one", name="第一驿站", lat=36.7),
        make.station(id="two", name="第二驿站", lat=36.7),
        make.station(id="draft", name="黑虎泉 驿站", lat=None),
        make.station(id="placed", name="黑虎泉驿站", lat=36.5),
        far,
    )
    assert found(db, traits=(Trait.DOUBLE,)) == {"a", "b", "draft", "placed"}
    assert found(db, traits=(Trait.DOUBLE,), matters=(Matter.NO_POINT,)) == {"draft"}
    assert found(db, traits=(Trait.DOUBLE,), reach="370104") == set()


def test_amenities_are_had_or_lacked_all_together(db: Database) -> None:
    put(
        db,
        make.station(id="both"),
        make.station(id="water", amenities=(Amenity(id="drinking_water"),)),
        make.station(id="broken", amenities=(BROKEN,)),
        make.station(id="bare", amenities=()),
    )
    assert found(db, has=("drinking_water",)) == {"both", "water"}
    assert found(db, has=("drinking_water", "restroom")) == {"both"}
    assert found(db, lacks=("drinking_water",)) == {"broken", "bare"}
    assert found(db, has=("drinking_water",), lacks=("restroom",)) == {"water"}
    assert found(db, traits=(Trait.NO_AMENITIES,)) == {"bare"}


def test_a_picture_that_nobody_sees_is_none(db: Database) -> None:
    put(db, make.station(id="a"), make.station(id="b"), make.station(id="c"))
    with db.writing() as tx:
        for station_id, shown in (("a", 1), ("b", 0)):
            station_photo_store.put(
                tx,
                {"station_id": station_id, "photo": station_id * 32, "width": 4, "height": 3,
                 "caption": "", "position": 0, "shown": shown, "at": "2026-11-20T04:00:00Z"},
            )  # fmt: skip
    assert found(db, traits=(Trait.NO_PHOTO,)) == {"b", "c"}


@pytest.mark.parametrize(
    ("trait", "ids"),
    [
        (Trait.UNVERIFIED, {"never", "old"}),
        (Trait.NO_PHONE, {"never", "old"}),
        (Trait.NO_ADDRESS, {"old"}),
        (Trait.NO_ENTRY, {"never", "old", "new"}),
    ],
)
def test_what_a_record_lacks_is_found(db: Database, trait: Trait, ids: set[str]) -> None:
    old = make.station(id="old", verified=Verified(on=date(2026, 1, 1), by="编辑"))
    put(
        db,
        make.station(id="never"),
        replace(old, place=replace(old.place, address="")),
        make.station(
            id="new",
            verified=Verified(on=date(2026, 11, 1), by="编辑"),
            premises=Premises(public_phone="0531-12345678"),
        ),
    )
    assert found(db, traits=(trait,)) == ids
