"""A made city of any size, as varied in its words as a real list."""

from __future__ import annotations

import random
from datetime import date
from pathlib import Path

from stations.db import migration, opening
from stations.geo.point import Point
from stations.registry import vocabulary
from stations.registry.model import Amenity, Hours, Place, Premises, Star, Station, Verified
from stations.registry.states import AmenityState
from stations.registry.stored import store
from tests.support import make

MIDDLE = Point(lat=36.65, lon=117.1)
_ROADS = (
    "泉城", "经十", "历山", "花园", "工业南", "二环东", "北园", "解放", "文化东", "山大南", "旅游",
    "华龙", "舜耕", "英雄山", "纬二", "济泺", "无影山中", "堤口", "段店北", "齐州", "龙鼎", "凤鸣",
)  # fmt: skip
_HOSTS = (
    "银行网点",
    "工会服务站",
    "社区党群服务中心",
    "药店",
    "加油站",
    "营业厅",
    "环卫站",
    "超市",
)
_DOORS = ("从东门进，上二楼左转", "沿街，门口有蓝色牌子", "院里第二个门", "{n} 号楼一层大厅", "")
_BROKEN = (AmenityState.OUT_OF_ORDER,)
_NOTES = ("晚上扫门口的码", "跟保安说一声就能进", "刷工会服务卡，没有卡就按门铃", "", "", "")
_HOURS = (
    "Mo-Su 08:00-20:00", "Mo-Fr 08:30-17:30", "24/7", "Mo-Su 07:00-22:00", "Mo-Fr 09:00-17:00",
    "Mo-Sa 08:00-18:00", "Mo-Su 06:00-23:00; PH off", "Mo-Fr 08:30-11:30,13:30-17:00", "",
)  # fmt: skip


def stations(
    count: int, *, district: str = "370102", seed: int = 5, middle: Point = MIDDLE
) -> list[Station]:
    """Stations over 40 km, half of them in the middle; each with an address and words of entry."""
    dice = random.Random(seed)
    amenities, ways = list(vocabulary.amenities().terms), list(vocabulary.entry_methods().terms)
    made = []
    for number in range(count):
        spread = dice.choice((0.04, 0.2))
        road, host = dice.choice(_ROADS), dice.choice(_HOSTS)
        point = Point(
            lat=round(middle.lat + dice.uniform(-spread, spread), 7),
            lon=round(middle.lon + dice.uniform(-spread, spread), 7),
        )
        place = Place(
            area_code=district,
            district_code=district,
            city_code=district[:4],
            address=f"{road}路{dice.randrange(1, 29000)}号{host}",
            door=dice.choice(_DOORS).format(n=dice.randrange(1, 20)),
            floor=dice.choice(("", "", "", "一层", "负一层")),
            point=point,
        )
        has = dice.sample(amenities, dice.randrange(3, 12))
        phone = f"0531-{dice.randrange(80_000_000, 89_999_999)}" if number % 2 else ""
        made.append(
            make.station(
                id=f"{district}-{number:05}",
                name=f"{road}路{host}驿站{dice.randrange(1, 400)}",
                place=place,
                hours=Hours(osm=dice.choice(_HOURS), words="登记的时间"),
                amenities=tuple(
                    Amenity(id=one, state=dice.choice((AmenityState.AVAILABLE,) * 9 + _BROKEN))
                    for one in has
                ),
                entry=tuple(sorted(dice.sample(ways, dice.randrange(1, 3)))),
                entry_note=dice.choice(_NOTES),
                premises=Premises(public_phone=phone),
                star=Star(level=dice.randrange(1, 6), basis="名单") if number % 3 == 0 else None,
                verified=Verified(on=date(2026, 11, dice.randrange(1, 20))) if number % 4 else None,
            )
        )
    return made


def fill(database: Path, made: list[Station]) -> None:
    """Stores these stations in a new database."""
    db = opening.connect(str(database), create=True)
    migration.migrate(db)
    with db.writing():
        store.add(db, made, history=())
    db.close()
