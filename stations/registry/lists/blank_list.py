"""Which empty list does one hand to a street to be filled in?"""

from __future__ import annotations

from collections.abc import Mapping
from typing import IO

from stations.areas import codes
from stations.registry import columns, vocabulary
from stations.registry.states import BUILD_MODE_WORDS, PHASE_WORDS, BuildMode
from stations.tables import xlsx_template
from stations.tables.xlsx_template import Blank

HINTS: Mapping[str, str] = {
    "number": "每个驿站一个编号，不要重复，例如 LX-001。再次导入时，靠编号认出同一个驿站。",
    "name": "门牌上的名称，必填，最多 60 个字。例如：泉城广场驿站。",
    "kind": "从列表里选。不清楚就空着，按一般驿站算。",
    "city": "例如：济南市。只有一个城市时可以空着。",
    "district": "由哪个区县（或开发区）管理。从列表里选。",
    "address": "街道和门牌号，例如：泺源大街 1 号。",
    "door": "到了以后怎么找到门，例如：从东门进，上二楼左转。",
    "lon": "十进制的度数，例如 117.0243。不知道就把经度、纬度都空着，先存为草稿，以后在地图上点。",
    "lat": "十进制的度数，例如 36.6665。",
    "crs": "经纬度从哪里来：高德、腾讯、百度、天地图，或手机定位（GPS）。选错会偏几百米。",
    "amenities": "有哪些设施，用顿号隔开，例如：饮水、微波炉、充电、卫生间。",
    "hours": "像门上写的那样写，例如：周一至周五 8:30-18:00，周末休息；或 24小时。",
    "entry": "怎么进门。有几种就用顿号隔开。",
    "entry_note": "进门时要注意的，例如：夜间扫门口的码。",
    "phone": "可以公开的电话，最好是座机。手机号不会公开。",
    "private_contact": "只给工作人员看，不公开。",
    "floor_area_m2": "平方米，只写数字，例如 35。",
    "seats": "能坐几个人，只写整数。",
    "build_mode": "从列表里选。",
    "host": "设在什么场所里。从列表里选，最接近的即可。",
    "operator": "由哪个单位运营，写单位全称。",
    "keeper_role": "写岗位，不写姓名，例如：大堂经理。",
    "opened_on": "写成 2026-11-20 这样。",
    "lifecycle": "从列表里选。空着按“开放”算。",
    "reason": "暂停或撤销的原因，例如：装修。",
    "since": "这个状态从哪天开始，写成 2026-11-20 这样。",
    "until": "到哪天为止，写成 2026-12-01 这样。",
    "note": "只给工作人员看，不公开。",
}
"""The columns that a street fills in, with a word for each. What we work out ourselves, or what
reviews confer, is not asked for."""

_DATUMS = ("高德", "腾讯", "百度", "天地图", "GPS")
_ONLY = frozenset({"crs", "lifecycle", "build_mode"})
"""Columns in which the import refuses any other word."""


def blanks(area: str) -> list[Blank]:
    """The columns of the empty list for an area ('' for the whole country)."""
    choices = {
        "kind": _words("kinds"),
        "host": _words("hosts"),
        "entry": _words("entry"),
        "district": _districts(area),
        "crs": _DATUMS,
        "lifecycle": tuple(PHASE_WORDS.values()),
        "build_mode": (BUILD_MODE_WORDS[BuildMode.OWN], BUILD_MODE_WORDS[BuildMode.JOINT]),
    }
    return [
        Blank(
            title=columns.BY_KEY[key].title,
            hint=hint,
            choices=choices.get(key, ()),
            only=key in _ONLY,
        )
        for key, hint in HINTS.items()
    ]


def write(area: str, file: IO[bytes]) -> None:
    """Writes the empty list as a workbook."""
    xlsx_template.write_template(blanks(area), file=file)


def _words(vocabulary_name: str) -> tuple[str, ...]:
    return tuple(term.zh for term in vocabulary.load(vocabulary_name).terms.values())


def _districts(area: str) -> tuple[str, ...]:
    """The districts and zones that may stand in a list of this area; a country has too many."""
    if len(area) >= 6:
        own = codes.by_code(area) or codes.by_code(area[:6])
        return (own.name,) if own else ()
    city = codes.city_of(area) if len(area) == 4 else ""
    return tuple(one.name for one in (*codes.districts(city), *codes.zones(city))) if city else ()
