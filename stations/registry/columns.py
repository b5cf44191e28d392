"""Which columns does a list of stations have, and what do people call them?

One table serves import, export and history: a column's `text` gives the cell for a station;
`stations.registry.cells` reads cells back.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any

import orjson

from stations.areas import codes
from stations.errors import Refused
from stations.registry import vocabulary
from stations.registry.model import Amenity, AmenityState, Lifecycle, Station


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """One column: its key, the title in our files, other titles, and how its cell is written."""

    key: str
    title: str
    others: tuple[str, ...] = ()
    text: Callable[[Station], str]
    longest: int = 200
    published: bool = True
    operator_only: bool = False
    """It confers value or trust, so that an importing editor may not set it."""


def _day(day: date | None) -> str:
    return day.isoformat() if day else ""


def _number(value: float | int | None) -> str:
    return "" if value is None else f"{value:.8f}".rstrip("0").rstrip(".")


def _json(items: Sequence[Mapping[str, Any]]) -> str:
    return orjson.dumps(items).decode() if items else ""


def _is_plain(amenity: Amenity) -> bool:
    return amenity == Amenity(id=amenity.id)


def _amenities(station: Station) -> str:
    words = vocabulary.amenities().word
    return "、".join(words(amenity_id) for amenity_id in station.available)


def _amenities_detail(station: Station) -> str:
    if all(_is_plain(amenity) for amenity in station.amenities):
        return ""
    return _json([_detail(amenity) for amenity in station.amenities])


def _detail(amenity: Amenity) -> dict[str, str]:
    full = {
        "id": amenity.id,
        "state": "" if amenity.state is AmenityState.AVAILABLE else amenity.state.value,
        "checked_on": _day(amenity.checked_on),
        "note": amenity.note,
        "hours": amenity.hours.osm,
        "hours_words": amenity.hours.words,
        "how_to_call": amenity.how_to_call,
    }
    return {key: value for key, value in full.items() if value}


def _phase(period: Lifecycle) -> dict[str, str]:
    full = {
        "phase": period.phase.value,
        "reason": period.reason,
        "since": _day(period.since),
        "until": _day(period.until),
    }
    return {key: value for key, value in full.items() if value}


def _honours(station: Station) -> str:
    return _json(
        [{"title": h.title, "grade": h.grade.value, "year": h.year} for h in station.honours]
    )


def _city(station: Station) -> str:
    city = codes.by_code(station.place.city_code) if station.place.city_code else None
    return city.name if city else station.place.city_code


def _lon(station: Station) -> str:
    return _number(station.place.point.lon if station.place.point else None)


def _lat(station: Station) -> str:
    return _number(station.place.point.lat if station.place.point else None)


COLUMNS: tuple[Column, ...] = (
    Column(key="station_id", title="驿站标识", text=lambda s: s.id),
    Column(
        key="number",
        title="站点编号",
        others=("编号", "驿站编号", "sid", "id", "number", "站点编码"),
        text=lambda s: s.number,
    ),
    Column(
        key="name",
        title="名称",
        others=("站点名称", "驿站名称", "name", "站点", "驿站", "站名"),
        text=lambda s: s.name,
        longest=60,
    ),
    Column(
        key="aliases",
        title="别名",
        others=("aliases", "又名", "曾用名"),
        text=lambda s: "、".join(s.aliases),
        longest=300,
    ),
    Column(
        key="kind",
        title="类型",
        others=("kind", "驿站类型", "类别", "站点类型"),
        text=lambda s: vocabulary.kinds().word(s.kind),
    ),
    Column(
        key="city",
        title="城市",
        others=("city", "市", "所在市", "地市", "所在城市"),
        text=_city,
        longest=30,
    ),
    Column(
        key="district",
        title="区县",
        others=("district", "区", "县区", "所属区县", "所在区", "行政区", "区域", "所属区域"),
        text=lambda s: s.place.area_words,
        longest=60,
    ),
    Column(
        key="area_code",
        title="区划代码",
        others=("area_code", "adcode", "行政区划代码"),
        text=lambda s: s.place.area_code,
        longest=12,
    ),
    Column(
        key="address",
        title="地址",
        others=("address", "详细地址", "站点地址", "位置"),
        text=lambda s: s.place.address,
    ),
    Column(
        key="door",
        title="怎么找门",
        others=("door", "位置说明", "入口说明"),
        text=lambda s: s.place.door,
        longest=500,
    ),
    Column(key="lon", title="经度", others=("lon", "lng", "longitude", "x"), text=_lon),
    Column(key="lat", title="纬度", others=("lat", "latitude", "y"), text=_lat),
    Column(
        key="crs",
        title="坐标系",
        others=("crs", "datum", "坐标类型", "坐标系统"),
        text=lambda s: "WGS-84" if s.place.point else "",
    ),
    Column(
        key="source_lon",
        title="原经度",
        others=("source_lon",),
        text=lambda s: _number(s.place.source.lon if s.place.source else None),
    ),
    Column(
        key="source_lat",
        title="原纬度",
        others=("source_lat",),
        text=lambda s: _number(s.place.source.lat if s.place.source else None),
    ),
    Column(
        key="source_crs",
        title="原坐标系",
        others=("source_crs",),
        text=lambda s: s.place.source.datum.value if s.place.source else "",
    ),
    Column(
        key="provider",
        title="坐标来源",
        others=("coord_source", "provider"),
        text=lambda s: s.place.source.provider if s.place.source else "",
    ),
    Column(
        key="precision",
        title="坐标精度",
        others=("precision",),
        text=lambda s: s.place.source.precision.value if s.place.source else "",
    ),
    Column(
        key="located_on",
        title="坐标日期",
        others=("coord_date", "located_on"),
        text=lambda s: _day(s.place.source.on) if s.place.source else "",
    ),
    Column(
        key="amenities",
        title="设施",
        others=("facilities", "amenities", "amenities_text", "服务设施", "设施设备", "服务内容"),
        text=_amenities,
        longest=500,
    ),
    Column(
        key="amenities_detail",
        title="设施详情",
        others=("amenities_detail",),
        text=_amenities_detail,
        longest=8_000,
    ),
    Column(
        key="hours",
        title="开放时间",
        others=("hours_text", "opening_hours", "hours", "营业时间", "服务时间", "开放时段"),
        text=lambda s: s.hours.words,
        longest=255,
    ),
    Column(
        key="hours_osm",
        title="开放时间表达式",
        others=("hours_osm",),
        text=lambda s: s.hours.osm,
        longest=255,
    ),
    Column(
        key="hours_staffed",
        title="有人值守时间",
        others=("hours_staffed",),
        text=lambda s: s.hours.staffed,
        longest=255,
    ),
    Column(
        key="entry",
        title="进门方式",
        others=("entry", "进入方式"),
        text=lambda s: "、".join(vocabulary.entry_methods().word(m) for m in s.entry),
    ),
    Column(
        key="entry_note",
        title="进门说明",
        others=("entry_note",),
        text=lambda s: s.entry_note,
        longest=500,
    ),
    Column(
        key="phone",
        title="电话",
        others=("phone", "phone_landline", "联系电话", "公开电话", "座机"),
        text=lambda s: s.premises.public_phone,
        longest=30,
    ),
    Column(
        key="private_contact",
        title="内部联系",
        others=("private_contact", "联系人", "负责人电话", "站长电话"),
        text=lambda s: s.premises.private_contact,
        published=False,
    ),
    Column(
        key="floor_area_m2",
        title="面积",
        others=("floor_area_m2", "面积(平方米)", "建筑面积", "面积(㎡)"),
        text=lambda s: _number(s.premises.floor_area_m2),
    ),
    Column(
        key="seats",
        title="座位数",
        others=("seats", "可容纳人数", "座位"),
        text=lambda s: _number(s.premises.seats),
    ),
    Column(
        key="build_mode",
        title="建设方式",
        others=("build_mode", "建设模式"),
        text=lambda s: s.premises.build_mode.value,
    ),
    Column(
        key="host",
        title="场所类型",
        others=("host", "依托场所"),
        text=lambda s: vocabulary.hosts().word(s.premises.host) if s.premises.host else "",
    ),
    Column(
        key="operator",
        title="运营单位",
        others=("operator", "管理单位", "建设单位"),
        text=lambda s: s.premises.operator,
    ),
    Column(
        key="keeper_role",
        title="站长岗位",
        others=("keeper_role",),
        text=lambda s: s.premises.keeper_role,
    ),
    Column(
        key="opened_on",
        title="启用日期",
        others=("opened_on", "建成日期", "挂牌日期"),
        text=lambda s: _day(s.opened_on),
    ),
    Column(
        key="closes_on",
        title="截止日期",
        others=("closes_on",),
        text=lambda s: _day(s.closes_on),
    ),
    Column(
        key="lifecycle",
        title="状态",
        others=("lifecycle", "驿站状态", "运行状态"),
        text=lambda s: s.lifecycle.phase.value,
    ),
    Column(
        key="reason",
        title="状态原因",
        others=("lifecycle_reason",),
        text=lambda s: s.lifecycle.reason,
    ),
    Column(
        key="since",
        title="状态开始",
        others=("lifecycle_since",),
        text=lambda s: _day(s.lifecycle.since),
    ),
    Column(
        key="until",
        title="状态截止",
        others=("lifecycle_until",),
        text=lambda s: _day(s.lifecycle.until),
    ),
    Column(
        key="periods",
        title="历次状态",
        others=("periods",),
        text=lambda s: _json([_phase(period) for period in s.periods]),
        longest=8_000,
    ),
    Column(
        key="star",
        title="星级",
        others=("star", "stars"),
        text=lambda s: _number(s.star.level if s.star else None),
        operator_only=True,
    ),
    Column(
        key="star_basis",
        title="评星依据",
        others=("star_basis",),
        text=lambda s: s.star.basis if s.star else "",
        operator_only=True,
    ),
    Column(
        key="star_on",
        title="评星日期",
        others=("star_on",),
        text=lambda s: _day(s.star.on) if s.star else "",
        operator_only=True,
    ),
    Column(
        key="honours",
        title="荣誉",
        others=("honours",),
        text=_honours,
        longest=8_000,
        operator_only=True,
    ),
    Column(
        key="verified_on",
        title="核实日期",
        others=("verified_on",),
        text=lambda s: _day(s.verified.on) if s.verified else "",
        operator_only=True,
    ),
    Column(
        key="verified_by",
        title="核实人岗位",
        others=("verified_by",),
        text=lambda s: s.verified.by if s.verified else "",
        operator_only=True,
    ),
    Column(
        key="demo",
        title="演示数据",
        others=("demo",),
        text=lambda s: "1" if s.demo else "",
        operator_only=True,
    ),
    Column(
        key="note",
        title="备注",
        others=("note", "说明", "remark"),
        text=lambda s: s.note,
        longest=2_000,
        published=False,
    ),
)

BY_KEY = {column.key: column for column in COLUMNS}
PUBLISHED = tuple(column for column in COLUMNS if column.published)


def texts(station: Station, keys: Iterable[str] = BY_KEY) -> dict[str, str]:
    """Columns of a station as text, for history and for telling what has changed."""
    return {key: BY_KEY[key].text(station) for key in keys}


def folded(title: str) -> str:
    """A title without differences of width, case and space."""
    return "".join(unicodedata.normalize("NFKC", title).casefold().split())


@lru_cache
def _by_title() -> dict[str, Column]:
    return {folded(title): column for column in COLUMNS for title in (column.title, *column.others)}


def understood(titles: Sequence[str], *, mapping: Mapping[str, str]) -> list[Column | None]:
    """The column that each title of a file means, None for those that mean nothing to us.

    `mapping` (their title → our key or title) goes first. Refused where two titles mean the same.
    """
    ours = {folded(theirs): _named(name) for theirs, name in mapping.items()}
    found = [ours.get(folded(title)) or _by_title().get(folded(title)) for title in titles]
    met: dict[str, str] = {}
    for title, column in zip(titles, found, strict=True):
        if column is None:
            continue
        if column.key in met:
            raise Refused(
                f"“{met[column.key][:50]}”和“{title[:50]}”两列都是{column.title}。请只留一列。",
                code="duplicate_column",
            )
        met[column.key] = title
    return found


def _named(name: str) -> Column:
    column = BY_KEY.get(name) or _by_title().get(folded(name))
    if column is None:
        raise Refused(
            f"对照文件里的“{name[:50]}”不是我们的列。可写：{'、'.join(BY_KEY)}。",
            code="bad_mapping",
        )
    return column
