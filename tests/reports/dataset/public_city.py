"""A register with something of everything: public, hidden, private, and with a past."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

from stations.audit.model import Act
from stations.db.base import Database
from stations.geo.point import Datum
from stations.public_site import Licence, PublicSite
from stations.registry.model import (
    Amenity,
    Closure,
    Hours,
    Lifecycle,
    Premises,
    SourcePoint,
    Star,
    Station,
    next_version,
)
from stations.registry.states import AmenityState, Phase
from stations.registry.stored import change_store
from stations.reports.dataset import dataset_building
from tests.support import make

AT = datetime(2026, 11, 21, 4, 0, tzinfo=UTC)
SITE = PublicSite(
    url="https://yizhan.example.org",
    licence=Licence(name="CC BY 4.0", url="https://creativecommons.org/licenses/by/4.0/"),
)
CANARIES = (
    "13800009999", "隐姓埋名", "门垫下有钥匙", "第一句旧话", "金丝雀图商", "张姐经手",
    "被投诉后改的", "草稿金丝雀", "筹建金丝雀", "撤销前的金丝雀", "34.987654", "104.123456",
)  # fmt: skip
"""What nobody outside may read: each stands somewhere in the register."""


class _Past:
    def __init__(self, db: Database) -> None:
        self._db, self._at = db, make.NOON

    def __call__(self, before: Station | None, after: Station | None = None, **new: Any) -> Station:
        self._at += timedelta(minutes=1)
        act = Act(actor="id", by="张姐经手", action="edited", at=self._at, reason="被投诉后改的")
        made = next_version(replace(before, **new), at=self._at) if before else after
        assert made is not None
        with self._db.writing():
            change_store.record(self._db, [(before, made)], act=act)
        return made


def fill(db: Database) -> None:
    """The whole register; the same one in every database."""
    past = _Past(db)
    past(None, _named("a-square", "泉城广场驿站", "泺源大街 1 号"))
    private = Premises(private_contact="13800009999 隐姓埋名", seats=12, operator="演示物业")
    one = past(None, _named("b-guarded", "大明湖驿站", "明湖路 2 号", note="门垫下有钥匙"))
    one = past(one, note="第一句旧话", premises=private)
    source = SourcePoint(
        lat=34.987654, lon=104.123456, datum=Datum.GCJ02, provider="金丝雀图商", on=date(2020, 1, 2)
    )
    one = past(one, note="门垫下有钥匙", place=replace(one.place, source=source))
    past(one, hours=Hours(osm="Mo-Fr 08:00-18:00; PH off", words="工作日8点到18点"), note="")
    past(None, replace(make.full_station(), id="c-whole", number="全-1", name="九号驿站"))
    past(None, _hidden("d-draft", "草稿金丝雀", point=None))
    past(None, _hidden("e-planned", "筹建金丝雀", phase=Phase.PLANNED))
    gone = past(None, _named("f-gone", "老车站驿站", "站前街 3 号"))
    gone = past(gone, lifecycle=Lifecycle(phase=Phase.CLOSED, reason="拆迁"))
    past(gone, name="撤销前的金丝雀")
    past(None, _named("g-formula", "=1+1驿站", '@SUM("A1")', aliases=("-别名", "另一名")))
    shut = Closure(since=date(2026, 11, 20), until=date(2026, 12, 5), reason='装修"大厅"')
    spring = Closure(since=date(2027, 2, 15), until=date(2027, 2, 22), reason="春节放假")
    past(None, _named("h-shut", "西市场驿站", "经一路 4 号", closures=(shut, spring)))
    past(None, _named("i-spring", "洪楼驿站", "花园路 5 号", closures=(spring,)))
    things = (
        Amenity(id="restroom", state=AmenityState.UNAVAILABLE),
        Amenity(id="wifi"),
        Amenity(id="microwave", state=AmenityState.OUT_OF_ORDER),
        Amenity(id="drinking_water", state=AmenityState.UNKNOWN),
    )
    late = Hours(osm="Fr-Sa 22:00-02:00", words="周五周六夜里")
    past(None, _named("j-things", "夜班驿站", "纬二路 6 号", amenities=things, hours=late))
    summer = Hours(osm="Jun-Sep 08:00-20:00; Oct-May 08:00-18:00", words="夏季到20点")
    star = Star(level=5)
    past(None, _named("k-summer", "千佛山驿站", "经十一路 7 号", hours=summer, star=star))


def build(db: Database, folder: Path, *, since: date | None = None) -> Path:
    dataset_building.build(db, folder, at=AT, site=SITE, since=since)
    return folder


def _named(station_id: str, name: str, address: str, **more: Any) -> Station:
    plain = make.station(id=station_id, number=f"号-{station_id}", name=name, **more)
    return replace(plain, place=replace(plain.place, address=address))


def _hidden(station_id: str, words: str, *, phase: Phase = Phase.OPEN, **place: Any) -> Station:
    made = _named(station_id, words, words, lifecycle=Lifecycle(phase=phase))
    return replace(made, place=replace(made.place, **place), aliases=(f"{words}又名",))
