"""Lists as unions send them, and what becomes of them, for the tests of the import."""

from __future__ import annotations

import json

from stations.areas import outline_import
from stations.db.base import Database
from stations.geo.point import Datum
from stations.registry.lists import importing
from stations.registry.lists.import_plan import ImportPlan, Terms
from stations.registry.model import Station
from stations.registry.stored import store
from tests.support import make

HEAD = "站点编号,名称,城市,区县,经度,纬度,地址,开放时间,设施\n"
SQUARE = 0.1


def planned(db: Database, text: str, *, name: str = "list.csv", **terms: object) -> ImportPlan:
    return importing.planned(
        db,
        text.encode(),
        name=name,
        terms=Terms(**{"datum": Datum.WGS84, **terms}),  # type: ignore[arg-type]
        at=make.NOON,
    )


def stored(
    db: Database, plan: ImportPlan, *, good_rows: bool = False, confirmed: bool = False
) -> bool:
    return importing.applied(
        db, plan, act=make.act("imported"), confirmed=confirmed, good_rows=good_rows
    )


def every(db: Database) -> list[Station]:
    return sorted(store.every(db), key=lambda station: station.number)


def codes(plan: ImportPlan) -> list[tuple[int | None, str]]:
    return [(remark.row, remark.code) for remark in plan.suspicions]


def outline(code: int, name: str, *, west: float, south: float) -> dict[str, object]:
    ring = [
        [west, south],
        [west + SQUARE, south],
        [west + SQUARE, south + SQUARE],
        [west, south + SQUARE],
        [west, south],
    ]
    return {
        "type": "Feature",
        "properties": {"adcode": code, "name": name},
        "geometry": {"type": "Polygon", "coordinates": [ring]},
    }


def load_two_districts(db: Database) -> None:
    """历下区 as a square from 117.0, 36.6; 市中区 as the square west of it."""
    features = [
        outline(370102, "历下区", west=117.0, south=36.6),
        outline(370103, "市中区", west=116.9, south=36.6),
    ]
    data = json.dumps({"type": "FeatureCollection", "features": features}).encode()
    outline_import.load(db, data, datum=Datum.WGS84, at=make.NOON)


GOOD = HEAD + (
    "A1,泉城广场驿站,济南市,历下区,117.02,36.66,泺源大街1号,8:30-18:00,饮水、卫生间\n"
    "A2,大观园驿站,济南市,市中区,116.98,36.65,经四路2号,24小时,微波炉\n"
)
