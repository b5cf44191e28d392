"""Landmarks from a table: name, aliases, kind, point, datum."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from stations.areas import codes
from stations.errors import Invalid
from stations.folding import folded
from stations.geo import coordinate_text, datum_words, distance, frames
from stations.geo.point import Datum, Point
from stations.places.model import KIND_WORDS, Landmark, LandmarkKind, LandmarkSet
from stations.tables.model import Table

MOST_PROBLEMS = 10
MOST_CHARS = 60
FARTHEST_M = 300_000
"""From the middle of its city: even Chongqing and Hulunbuir reach no farther from theirs."""
_TITLES = {
    "name": "name 名称 地名 地点 站名",
    "aliases": "aliases alias 别名 又名 简称",
    "kind": "kind type 类型 种类 类别",
    "point": "point 坐标 经纬度 位置",
    "lat": "lat latitude 纬度",
    "lon": "lon lng longitude 经度",
    "datum": "datum 坐标系",
    "city": "city 城市 市",
    "about": "about 约 约数 大概",
    "source": "source 来源 出处",
}
"""Columns by their titles; a source is for people who check the list."""
_COLUMNS = {title: key for key, titles in _TITLES.items() for title in titles.split()}
_OTHER_WORDS = {
    LandmarkKind.STATION: "高铁站 动车站 铁路车站 铁路 客站 火车",
    LandmarkKind.METRO: "地铁 轻轨站 轨道站 轨道交通站 有轨电车站",
    LandmarkKind.AIRPORT: "飞机场 航站楼",
    LandmarkKind.COACH: "客运站 长途汽车站 公交枢纽 公交站",
    LandmarkKind.HOSPITAL: "卫生院 诊所",
    LandmarkKind.SIGHT: "公园 景点 景区 山 湖 泉",
    LandmarkKind.SHOP: "商场 市场 超市 商圈 菜市场 购物中心",
    LandmarkKind.SCHOOL: "大学 学院 中学 小学",
    LandmarkKind.OFFICE: "政府 机关 公司 写字楼 园区",
    LandmarkKind.HOUSING: "住宅 住宅区 社区 村 宿舍",
    LandmarkKind.BRIDGE: "桥梁 大桥 天桥",
    LandmarkKind.JUNCTION: "路口 立交 立交桥 交叉口 十字路口",
    LandmarkKind.ROAD: "路 街 街道 大道 高架",
    LandmarkKind.OTHER: "其他 地标",
}
_KINDS: Mapping[str, LandmarkKind] = {
    **{kind.value: kind for kind in LandmarkKind},
    **{words: kind for kind, words in KIND_WORDS.items()},
    **{word: kind for kind, words in _OTHER_WORDS.items() for word in words.split()},
}
_YES = frozenset({"1", "约", "是", "yes", "true", "大概"})
_NO = frozenset({"", "0", "否", "no", "false"})
_ALIASES = re.compile(r"[、;；|/\n]")


@dataclass(frozen=True, slots=True, kw_only=True)
class ListTerms:
    """What holds where a row says nothing else."""

    city: str
    datum: Datum | None
    source: str
    attribution: str = ""


def read(table: Table, terms: ListTerms) -> list[LandmarkSet]:
    """A set for each city of the list. Invalid names the rows that are wrong, and how."""
    columns = _columns(table.columns)
    problems: list[Invalid] = []
    found: dict[str, dict[tuple[str, LandmarkKind], tuple[int, Landmark]]] = {}
    for row in table.rows:
        try:
            if row.problem:
                raise Invalid("invalid.landmark_cells")
            cells = _cells(columns, row.cells)
            city = _city(cells, terms)
            one = _landmark(cells, terms, city)
            known = found.setdefault(city, {})
            number, _ = known.setdefault((one.name, one.kind), (row.number, one))
            if number != row.number:
                raise Invalid("invalid.landmark_twice", field="name", name=one.name, number=number)
        except Invalid as error:
            problems.append(Invalid("invalid.landmark_row", number=row.number, problem=error))
    if problems:
        raise Invalid(
            "invalid.landmark_rows",
            field="FILE",
            count=len(problems),
            problems=problems[:MOST_PROBLEMS],
        )
    return [_set(city, known.values(), terms) for city, known in sorted(found.items())]


def _set(city: str, rows: Iterable[tuple[int, Landmark]], terms: ListTerms) -> LandmarkSet:
    return LandmarkSet(
        city=city,
        source=terms.source,
        attribution=terms.attribution,
        landmarks=tuple(one for _, one in rows),
    )


def _columns(titles: Sequence[str]) -> dict[str, int]:
    found: dict[str, int] = {}
    for number, title in enumerate(titles):
        key = _COLUMNS.get(folded(title))
        if key in found:
            raise Invalid("invalid.landmark_column_twice", field=title, title=title)
        if key:
            found[key] = number
    lacking = [] if "name" in found else ["名称"]
    if "point" not in found and not {"lat", "lon"} <= found.keys():
        lacking.append("坐标（或者经度和纬度）")
    if lacking:
        raise Invalid("invalid.landmark_columns", field="FILE", lacking=lacking)
    return found


def _cells(columns: Mapping[str, int], cells: Sequence[str]) -> dict[str, str]:
    return {key: cells[number].strip() for key, number in columns.items()}


def _city(cells: Mapping[str, str], terms: ListTerms) -> str:
    words = cells.get("city", "")
    if not words:
        return terms.city
    code = codes.city_of(words) if words.isdigit() else _named_city(words)
    if not code:
        raise Invalid("invalid.landmark_city", field="city", words=words[:20])
    return code


def _named_city(words: str) -> str:
    named = [one.code for one in codes.cities() if one.name in (words, f"{words}市")]
    return named[0] if len(named) == 1 else ""


def _landmark(cells: Mapping[str, str], terms: ListTerms, city: str) -> Landmark:
    names = [cells["name"], *filter(None, map(str.strip, _ALIASES.split(cells.get("aliases", ""))))]
    for name in names:
        if not name or len(name) > MOST_CHARS:
            raise Invalid("invalid.landmark_name", field="name")
    about = cells.get("about", "").lower()
    if about not in _YES | _NO:
        raise Invalid("invalid.landmark_about", field="about", words=about[:20])
    return Landmark(
        name=names[0],
        aliases=tuple(dict.fromkeys(names[1:])),
        kind=_kind(cells.get("kind", "")),
        point=_point(cells, terms, city),
        about=about in _YES,
    )


def _kind(words: str) -> LandmarkKind:
    if not words:
        return LandmarkKind.OTHER
    kind = _KINDS.get(words.lower())
    if kind is None:
        known = list(KIND_WORDS.values())
        raise Invalid("invalid.landmark_kind", field="kind", words=words[:20], known=known)
    return kind


def _point(cells: Mapping[str, str], terms: ListTerms, city: str) -> Point:
    if cells.get("point"):
        found = coordinate_text.read(cells["point"])
        lat, lon, named = found.lat, found.lon, found.datum
    else:
        lat, lon, named = _degrees(cells, "lat"), _degrees(cells, "lon"), None
    datum = _datum(cells.get("datum", ""), terms) if named is None else named
    point = frames.point_from(lat, lon, datum=datum)
    centre = codes.by_code(city)
    if centre and centre.centre:
        away_m = distance.between(point, centre.centre)
        if away_m > FARTHEST_M:
            raise Invalid(
                "invalid.landmark_far",
                field="point",
                city=centre.name,
                km=round(away_m / 1000),
            )
    return point


def _degrees(cells: Mapping[str, str], axis: str) -> float:
    try:
        return float(cells.get(axis, ""))
    except ValueError as error:
        raise Invalid("invalid.landmark_degrees", field=axis) from error


def _datum(words: str, terms: ListTerms) -> Datum:
    if not words:
        if terms.datum is None:
            raise Invalid("invalid.landmark_datum", field="datum")
        return terms.datum
    datum = datum_words.exact(words)
    if datum is None:
        raise Invalid("bad_crs", field="datum", words=words[:20])
    return datum
