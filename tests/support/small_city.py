"""A few stations in every state, at a fixed moment, for tests of pages."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

from stations.db import opening
from stations.geo.point import Point
from stations.registry.model import (
    Amenity,
    Closure,
    Hours,
    Lifecycle,
    Place,
    Premises,
    Star,
    Station,
    Verified,
)
from stations.registry.states import AmenityState, Phase
from stations.registry.stored import store
from tests.support import make

NOW = datetime(2026, 11, 21, 10, 5, tzinfo=UTC)
"""A Saturday, 18:05 in China."""
ME = (36.66649, 117.02349)
"""Rounded to three decimals this lies nearer to the second station than to the first."""
HOSTILE = "<img src=x onerror=alert(1)>'\"{{7*7}}"
FILLERS = 25


def _station(
    station_id: str, name: str, *, lat: float, lon: float, osm: str, **more: Any
) -> Station:
    district = more.pop("district", "370102")
    place = Place(
        area_code=district,
        district_code=district,
        city_code=district[:4],
        address="泉城路1号",
        door="东门进，一楼",
        floor=more.pop("floor", ""),
        point=Point(lat=lat, lon=lon),
    )
    plain: dict[str, Any] = {
        "number": station_id,
        "hours": Hours(osm=osm, words=osm and "登记的时间"),
        "amenities": (),
        "demo": True,
    }
    return make.station(id=station_id, name=name, place=place, **{**plain, **more})


def stations() -> list[Station]:
    """One of each state in 历下区, a page more in 历城区, and one in another city."""
    water = Amenity(id="drinking_water", checked_on=date(2026, 11, 18))
    toilet = Amenity(id="restroom")
    return [
        _station(
            "a-open", "泉城广场驿站", lat=36.6665, lon=117.0243, osm="Mo-Su 08:00-21:00",
            amenities=(water, Amenity(id="microwave", state=AmenityState.OUT_OF_ORDER)),
            star=Star(level=4, basis="2025 年名单", on=date(2025, 12, 1)),
            verified=Verified(on=date(2026, 11, 18), by="区工会巡查员"),
            premises=Premises(
                public_phone="0531-8290 1234", private_contact="13812345678", keeper_role="站长"
            ),
            entry=("qr_sign_up", "member_code"), entry_note="晚上扫码进门",
        ),
        _station(
            "b-soon", "县西巷驿站", lat=36.6659, lon=117.0225, osm="Mo-Su 08:00-18:20",
            amenities=(water,),
        ),
        _station(
            "c-always", "大明湖驿站", lat=36.675, lon=117.03, osm="24/7", floor="负一层",
            amenities=(
                toilet,
                Amenity(
                    id="telemedicine", hours=Hours(osm="24/7", words="全天"),
                    how_to_call="拿起话筒，按绿色按钮",
                ),
            ),
        ),
        _station("d-unknown", "趵突泉驿站", lat=36.66, lon=117.02, osm=""),
        _station(
            "e-weekdays", "解放路驿站", lat=36.67, lon=117.04, osm="Mo-Fr 09:00-17:00",
            amenities=(water, toilet),
        ),
        _station(
            "f-paused", "文化东路驿站", lat=36.655, lon=117.04, osm="24/7",
            closures=(Closure(reason="装修", until=date(2026, 12, 1)),),
        ),
        _station(
            "g-gone", "山大路驿站", lat=36.665, lon=117.05, osm="24/7",
            lifecycle=Lifecycle(phase=Phase.CLOSED),
        ),
        _station(
            "h-planned", "黄台驿站", lat=36.69, lon=117.05, osm="",
            lifecycle=Lifecycle(phase=Phase.PLANNED),
        ),
        _station("i-hostile", HOSTILE, lat=36.64, lon=117.03, osm="24/7"),
        *(
            _station(
                f"n{number:02d}", f"洪家楼{number}号驿站", lat=36.69 + number / 1000, lon=117.1,
                osm="Mo-Su 06:00-23:00", district="370112",
            )
            for number in range(FILLERS)
        ),
        _station("z-far", "二七广场驿站", lat=34.75, lon=113.66, osm="24/7", district="410103"),
    ]  # fmt: skip


def fill(address: str) -> None:
    """Stores these stations, and a draft that nobody may see, in a migrated database."""
    draft = make.station(id="x-draft", name="等坐标驿站", lat=None)
    database = opening.open_ready(address)
    with database.writing():
        store.add(database, [*stations(), draft], history=())
    database.close()
