"""A datum is known by the words of maps, receivers and surveyors."""

from __future__ import annotations

import pytest

from stations.geo import datum_words
from stations.geo.point import Datum

_WORDS = {
    Datum.GCJ02: "高德 高德地图 高德坐标系 腾讯 腾讯地图 火星坐标（GCJ02） "
    "GCJ-02坐标系 gcj_02 国测局02 amap",
    Datum.BD09: "百度 百度地图 百度经纬度 BD09 BD-09坐标系 bd09ll",
    Datum.WGS84: "GPS 手机GPS 天地图 WGS84坐标系 WGS_1984 国家2000 大地2000 2000国家大地坐标系 "
    "CGCS2000坐标系 2000坐标系 84 84坐标 1984 EPSG:4326 4490 北斗",
}


@pytest.mark.parametrize(
    ("words", "datum"), [(one, datum) for datum, all_ in _WORDS.items() for one in all_.split()]
)
def test_people_name_a_datum_in_many_ways(words: str, datum: Datum) -> None:
    assert datum_words.exact(words) is datum


@pytest.mark.parametrize(
    "words", ["", "西安80", "北京54", "地方坐标", "百度坐标转高德", "非百度", "84个站点", "3"]
)
def test_what_names_no_datum_or_several_is_not_guessed(words: str) -> None:
    assert datum_words.exact(words) is None


def test_a_title_speaks_of_the_datum_of_its_column() -> None:
    assert datum_words.named("经度（百度）") is Datum.BD09
    assert datum_words.named("lng_gcj02") is Datum.GCJ02
    assert datum_words.named("bd_lat") is Datum.BD09
    assert datum_words.named("共建84个站点的经度") is None
