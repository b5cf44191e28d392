"""Builders of values for tests: each gives something whole, and takes what the test is about."""

from __future__ import annotations

import itertools
from datetime import UTC, date, datetime
from typing import Any

from stations.audit.model import Act
from stations.geo.point import Datum, Point
from stations.registry.model import (
    Amenity,
    Closure,
    Honour,
    Hours,
    Lifecycle,
    Membership,
    Place,
    Premises,
    Record,
    SourcePoint,
    Star,
    Station,
    Verified,
)
from stations.registry.states import AmenityState, BuildMode, Grade, Phase, Precision

NOON = datetime(2026, 11, 20, 4, 0, tzinfo=UTC)
"""Friday 2026-11-20, 12:00 in China."""

_numbers = itertools.count(1)


def act(action: str, *, reason: str = "") -> Act:
    """An act of somebody at the desk, at noon."""
    return Act(actor="clerk", by="测试", action=action, at=NOON, reason=reason)


def station(**given: Any) -> Station:
    """A small open station in Jinan; every call makes another one."""
    number = next(_numbers)
    lat, lon = given.pop("lat", 36.65), given.pop("lon", 117.12)
    place = Place(
        area_code="370102",
        area_words="历下区",
        district_code="370102",
        city_code="3701",
        address="演示路 1 号",
        point=None if lat is None else Point(lat=lat, lon=lon),
    )
    whole: dict[str, Any] = {
        "id": f"st{number:06d}",
        "number": f"T{number:06d}",
        "name": f"演示驿站{number}",
        "place": place,
        "hours": Hours(osm="08:00-20:00", words="8:00-20:00"),
        "amenities": (Amenity(id="drinking_water"), Amenity(id="restroom")),
        "record": Record(created_at=NOON, updated_at=NOON),
    }
    return Station(**{**whole, **given})


def full_station() -> Station:
    """A station with every field filled."""
    return station(
        aliases=("泉城小站", "老驿站"),
        kind="clinic_point",
        place=Place(
            area_code="370176",
            area_words="高新区",
            district_code="370102",
            city_code="3701",
            address="演示大道 9 号",
            floor="负一层",
            door="从东门进，上二楼左转",
            point=Point(lat=36.66512345, lon=117.13012345),
            source=SourcePoint(
                lat=36.6656,
                lon=117.1362,
                datum=Datum.GCJ02,
                provider="演示图商",
                precision=Precision.DOOR,
                on=date(2026, 10, 1),
            ),
        ),
        out_of_stock=("paper", "mask"),
        amenities=(
            Amenity(id="microwave", state=AmenityState.OUT_OF_ORDER, checked_on=date(2026, 11, 1)),
            Amenity(
                id="telemedicine",
                note="一楼诊室",
                hours=Hours(osm="24/7", words="24小时"),
                how_to_call="按绿色按钮",
            ),
        ),
        hours=Hours(osm="24/7", staffed="08:00-22:00", words="8:00-22:00有人，夜间扫码"),
        entry=("qr_sign_up", "ask_staff"),
        entry_note="夜间扫门口的码",
        premises=Premises(
            floor_area_m2=36.5,
            seats=24,
            build_mode=BuildMode.JOINT,
            host="hospital",
            operator="演示物业公司",
            keeper_role="站长",
            public_phone="0531-00001234",
            private_contact="只给工作人员看",
        ),
        opened_on=date(2022, 5, 1),
        closes_on=date(2030, 1, 1),
        lifecycle=Lifecycle(
            phase=Phase.RECTIFYING,
            reason="装修",
            since=date(2026, 11, 1),
            until=date(2026, 12, 1),
        ),
        periods=(
            Lifecycle(phase=Phase.PLANNED, since=date(2022, 1, 1), until=date(2022, 4, 30)),
            Lifecycle(phase=Phase.OPEN, since=date(2022, 5, 1), until=date(2026, 10, 31)),
        ),
        closures=(
            Closure(since=date(2024, 7, 1), until=date(2024, 8, 31), reason="防汛"),
            Closure(since=date(2027, 1, 4), until=date(2027, 1, 20), reason="换门", expected=True),
            Closure(since=date(2027, 2, 15), until=date(2027, 2, 22), reason="春节放假"),
            Closure(since=date(2027, 6, 1), reason="搬迁"),
        ),
        star=Star(level=4, basis="演示数据", on=date(2025, 12, 1)),
        networks=(Membership(name="职工书屋", level="provincial"), Membership(name="会站家一体化")),
        honours=(Honour(title="最美驿站", grade=Grade.PROVINCIAL, year=2024),),
        note="内部备注",
        demo=True,
        verified=Verified(on=date(2026, 11, 10), by="街道编辑"),
        reported_shut=datetime(2026, 11, 19, 2, 30, tzinfo=UTC),
    )
