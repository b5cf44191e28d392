"""What does a cell of a list mean? One reader per column, each with a sentence for the wrong."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import Any

import orjson

from stations.errors import Invalid
from stations.geo.point import Datum
from stations.hours.osm.schedule import Schedule
from stations.registry import vocabulary
from stations.registry.columns import BY_KEY, Column
from stations.registry.entries import cell_dates, closure_reader
from stations.registry.model import Amenity, Honour, Hours, Lifecycle
from stations.registry.ranges import in_order
from stations.registry.states import AmenityState, BuildMode, Grade, Phase, Precision
from stations.tables import text

_ID = re.compile(r"[A-Za-z0-9_-]{1,32}")
_AMOUNT = re.compile(r"([0-9]{1,6}(?:\.[0-9]{1,8})?)\s*(?:㎡|平方米|平米|m2|m²|人|个|座)?")
_STAR = re.compile(r"([1-5一二三四五])\s*星?级?|(★{1,5})")

_DATUMS = {
    "wgs84": Datum.WGS84, "wgs-84": Datum.WGS84, "epsg:4326": Datum.WGS84, "4326": Datum.WGS84,
    "gps": Datum.WGS84, "cgcs2000": Datum.WGS84, "天地图": Datum.WGS84,
    "gcj02": Datum.GCJ02, "gcj-02": Datum.GCJ02, "火星坐标": Datum.GCJ02, "火星坐标系": Datum.GCJ02,
    "高德": Datum.GCJ02, "腾讯": Datum.GCJ02, "amap": Datum.GCJ02,
    "bd09": Datum.BD09, "bd-09": Datum.BD09, "bd09ll": Datum.BD09, "百度": Datum.BD09,
    "百度坐标": Datum.BD09,
}  # fmt: skip
_PHASES = {
    "筹建": Phase.PLANNED, "筹建中": Phase.PLANNED, "在建": Phase.PLANNED,
    "开放": Phase.OPEN, "正常": Phase.OPEN, "运行": Phase.OPEN, "正常开放": Phase.OPEN,
    "启用": Phase.OPEN, "营业": Phase.OPEN,
    "暂停": Phase.SUSPENDED, "暂停开放": Phase.SUSPENDED, "停用": Phase.SUSPENDED,
    "整改": Phase.RECTIFYING, "整改中": Phase.RECTIFYING,
    "撤销": Phase.CLOSED, "已撤销": Phase.CLOSED, "关闭": Phase.CLOSED, "摘牌": Phase.CLOSED,
}  # fmt: skip
_BUILD_MODES = {"自建": BuildMode.OWN, "共建": BuildMode.JOINT}
_CHINESE_DIGITS = {"一": 1, "二": 2, "三": 3, "四": 4, "五": 5}


def datum(words: str) -> Datum:
    """The datum that these words name."""
    found = _DATUMS.get(words.strip().casefold())
    if found is None:
        raise Invalid(
            f"不认识坐标系“{words[:20]}”。可写 wgs84、gcj02 或 bd09。",
            field="坐标系",
            code="bad_crs",
        )
    return found


def read(column: Column, cell: str) -> tuple[Any, bool]:
    """The value of a cell that is not empty, and whether invisible characters were dropped.

    None stands for a cell that is empty after all. Invalid carries the code for the report.
    """
    if column.key in _ASCII:
        # Numbers are read from the cell as it is: cleaning would make a hidden character legal.
        bare = cell.strip()
        return (_READERS[column.key](bare) if bare else None), False
    return _worded(column.key, cell)


@lru_cache(maxsize=4_096)
def _worded(key: str, cell: str) -> tuple[Any, bool]:
    # A list repeats the same few districts, hours and amenities.
    column = BY_KEY[key]
    cleaned = text.clean(cell, multiline=key == "note")
    words = cleaned.text.strip()
    if not words:
        return None, cleaned.dropped
    if len(words) > column.longest:
        raise Invalid(
            f"{column.title}有 {len(words)} 个字，最多 {column.longest} 个。请写短一些。",
            field=column.title,
            code="field_too_long",
        )
    reader = _READERS.get(key)
    return (words if reader is None else reader(words)), cleaned.dropped


def _identity(words: str) -> str:
    if not _ID.fullmatch(words):
        raise Invalid(
            "编号只能用字母、数字、下划线和短横线，最多 32 个。", field="站点编号", code="bad_id"
        )
    return words


def _degrees(title: str, limit: int) -> Callable[[str], float]:
    def read_degrees(words: str) -> float:
        try:
            value = text.number(words)
        except Invalid as error:
            raise Invalid(
                f"{title}要写成十进制的度数，例如 {limit * 2 / 3:.4f}，不带单位。",
                field=title,
                code="bad_number",
            ) from error
        if not -limit <= value <= limit:
            raise Invalid(
                f"{title}要在 -{limit} 到 {limit} 之间。", field=title, code="out_of_range"
            )
        return value + 0.0

    return read_degrees


def _amount(words: str) -> float:
    match = _AMOUNT.fullmatch(words)
    if match is None or float(match[1]) > 100_000:
        raise Invalid("要写成不大于 100000 的数字，例如 35。", field="数字", code="bad_number")
    return float(match[1])


def _seats(words: str) -> int:
    amount = _amount(words)
    if amount != int(amount):
        raise Invalid("座位数要写整数。", field="座位数", code="bad_number")
    return int(amount)


def _star(words: str) -> int:
    match = _STAR.fullmatch(words)
    if match is None:
        raise Invalid("星级要写 1 到 5，例如 四星。", field="星级", code="bad_star")
    level, stars = match.groups()
    return len(stars) if stars else _CHINESE_DIGITS.get(level) or int(level)


def _from_table(title: str, table: Mapping[str, Any], enum: Any) -> Callable[[str], Any]:
    def read_word(words: str) -> Any:
        if words in table:
            return table[words]
        try:
            return enum(words)
        except ValueError:
            raise Invalid(
                f"{title}不认识“{words[:20]}”。可写：{'、'.join(table)}。",
                field=title,
                code="bad_value",
            ) from None

    return read_word


def _terms(title: str, vocabulary_of: Callable[[], vocabulary.Vocabulary]) -> Callable[[str], Any]:
    def read_terms(words: str) -> tuple[str, ...]:
        found = vocabulary_of().listed(words)
        if found.unknown:
            raise Invalid(
                f"{title}不认识“{found.unknown[0][:20]}”。", field=title, code="bad_value"
            )
        return found.ids

    return read_terms


def _host(words: str) -> str:
    hosts = vocabulary.hosts()
    return hosts.exact(words) or hosts.mentioned(words) or "other"


def _items(title: str, item: Callable[[dict[str, Any]], Any]) -> Callable[[str], Any]:
    """A cell that holds a JSON list, as our own export writes it."""

    def read_items(words: str) -> tuple[Any, ...]:
        try:
            return tuple(item(dict(entry)) for entry in orjson.loads(words))
        except (ValueError, TypeError, KeyError, Invalid):
            raise Invalid(
                f"{title}不是本系统导出的格式。请改回导出时的样子，或清空这一格。",
                field=title,
                code="bad_value",
            ) from None

    return read_items


def _detail(entry: dict[str, str]) -> Amenity:
    return Amenity(
        id=entry["id"],
        state=AmenityState(entry.get("state", "available")),
        checked_on=cell_dates.day(entry["checked_on"]) if "checked_on" in entry else None,
        note=entry.get("note", ""),
        hours=Hours(osm=entry.get("hours", ""), words=entry.get("hours_words", "")),
        how_to_call=entry.get("how_to_call", ""),
    )


def _period(entry: dict[str, str]) -> Lifecycle | None:
    since, until = (
        cell_dates.day(entry[key]) if key in entry else None for key in ("since", "until")
    )
    if not in_order(since, until):
        return None
    return Lifecycle(
        phase=Phase(entry["phase"]), reason=entry.get("reason", ""), since=since, until=until
    )


def _periods(words: str) -> tuple[Lifecycle, ...]:
    """Past phases. One that ends before it begins, as old files have some, was none."""
    return tuple(filter(None, _items("历次状态", _period)(words)))


def _honour(entry: dict[str, Any]) -> Honour:
    return Honour(title=entry["title"], grade=Grade(entry["grade"]), year=int(entry["year"]))


def _expression(words: str) -> str:
    """An `opening_hours` expression, as our own export writes it."""
    Schedule.of(words)
    return words


_ASCII = frozenset({"station_id", "number", "lon", "lat", "source_lon", "source_lat"})
_READERS: dict[str, Callable[[str], Any]] = {
    "station_id": _identity,
    "number": _identity,
    "aliases": lambda words: tuple(filter(None, (w.strip() for w in words.split("、")))),
    "lon": _degrees("经度", 180),
    "lat": _degrees("纬度", 90),
    "crs": datum,
    "source_lon": _degrees("原经度", 180),
    "source_lat": _degrees("原纬度", 90),
    "source_crs": datum,
    "precision": _from_table("坐标精度", {}, Precision),
    "located_on": cell_dates.day,
    "amenities": lambda words: vocabulary.amenities().listed(words),
    "amenities_detail": _items("设施详情", _detail),
    "hours_osm": _expression,
    "hours_staffed": _expression,
    "entry": _terms("进门方式", vocabulary.entry_methods),
    "floor_area_m2": _amount,
    "seats": _seats,
    "build_mode": _from_table("建设方式", _BUILD_MODES, BuildMode),
    "host": _host,
    "opened_on": cell_dates.day,
    "closes_on": cell_dates.day,
    "lifecycle": _from_table("状态", _PHASES, Phase),
    "since": cell_dates.day,
    "until": cell_dates.day,
    "closures": closure_reader.read,
    "periods": _periods,
    "star": _star,
    "star_on": cell_dates.day,
    "honours": _items("荣誉", _honour),
    "verified_on": cell_dates.day,
    "reported_shut": cell_dates.moment,
    "demo": lambda words: words == "1",
}
