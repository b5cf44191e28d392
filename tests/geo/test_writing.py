"""A pair of degrees is read as people copy it, and never the wrong way round."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stations.errors import Invalid
from stations.geo import coordinate_text
from stations.geo.point import Datum


@pytest.mark.parametrize(
    "words",
    [
        "36.65, 117.12", "117.12,36.65", "117.12 36.65", "(117.12，36.65)",
        "36.65N 117.12E", "117.12E, 36.65N", "N36.65 E117.12", "E117.12 N36.65",
        "北纬36°39′ 东经117°7′12″", "36°39'0\"N 117°7'12\"E", "36度39分 117度7分12秒",
        "lat=36.65,lng=117.12", "经度：117.12 纬度：36.65", "坐标: 36.65，117.12",
        "３６．６５，１１７．１２", "POINT(117.12 36.65)", "point z (117.12 36.65 23.5)",
        '{"type":"Point","coordinates":[117.12,36.65]}', '{"lng": 117.12, "lat": 36.65}',
        "117.12/36.65", "117.12、36.65", "117.12-36.65", "【117.12，36.65】", "117.12°，36.65°",
        "东经：117.12，北纬：36.65", "117.12东经,36.65北纬", "X=117.12,Y=36.65",
        "117,1200 36,6500", "117,1200,36,6500", "117.1200,36.6500,23", "E117°7.2′ N36°39′",
        "lng=117.12&lat=36.65",
    ],
)  # fmt: skip
def test_one_place_is_read_in_many_spellings(words: str) -> None:
    assert coordinate_text.pair(words) == pytest.approx((36.65, 117.12))


@pytest.mark.parametrize(
    "words",
    ["", "36.65", "1,2,3", "abc", "36.65N 37N", "91,200", "36.65,117.12x", "1e3,4", "NaN,1",
     "36°61′ 117°", "西安80", "117.12,36.65,39500000", "https://example.com/?q=36.65,117.12",
     "https://surl.amap.com/2kQx9", "https://map.baidu.com/@13026789.12,4390000.5,19z",
     "<script>36,117</script>", "36.65,117.12" + ",1" * 300],
)  # fmt: skip
def test_what_is_no_pair_is_refused_with_a_sentence(words: str) -> None:
    with pytest.raises(Invalid) as caught:
        coordinate_text.pair(words)
    assert caught.value.message.endswith("。")


@given(st.floats(3, 54), st.floats(73, 136), st.booleans())
def test_in_china_the_order_does_not_matter(lat: float, lon: float, turned: bool) -> None:
    one, other = (f"{lon:.6f}", f"{lat:.6f}") if turned else (f"{lat:.6f}", f"{lon:.6f}")
    found = coordinate_text.pair(f"{one},{other}")
    assert found == pytest.approx((lat, lon), abs=1e-6)


@given(st.text(max_size=60))
def test_any_text_is_a_pair_or_refused(words: str) -> None:
    try:
        lat, lon = coordinate_text.pair(words)
    except Invalid:
        return
    assert -90 <= lat <= 90
    assert -180 <= lon <= 180


@pytest.mark.parametrize(
    ("words", "datum"),
    [
        ("https://uri.amap.com/marker?position=117.12,36.65&name=泉城驿站", Datum.GCJ02),
        ("https://www.amap.com/?q=36.65%2C117.12%2C驿站", Datum.GCJ02),
        ("泉城驿站 https://ditu.amap.com/regeo?lng=117.12&lat=36.65", Datum.GCJ02),
        ("https://uri.amap.com/marker?position=117.12,36.65&coordinate=wgs84", Datum.WGS84),
        ("http://api.map.baidu.com/marker?location=36.65,117.12&title=驿站", Datum.BD09),
        ("http://api.map.baidu.com/marker?location=36.65,117.12&coord_type=gcj02", Datum.GCJ02),
        ("baidumap://map/marker?location=36.65,117.12&title=驿站", Datum.BD09),
        ("https://apis.map.qq.com/uri/v1/marker?marker=coord:36.65,117.12;title:驿站", Datum.GCJ02),
        ("https://map.qq.com/?type=marker&pointx=117.12&pointy=36.65", Datum.GCJ02),
        ("amapuri://route/plan/?dlat=36.65&dlon=117.12&dev=0", Datum.GCJ02),
        ("petalmaps://poidetail?marker=36.65,117.12", Datum.GCJ02),
        ("https://www.openstreetmap.org/?mlat=36.65&mlon=117.12", Datum.WGS84),
        ("https://www.openstreetmap.org/#map=15/36.65/117.12", Datum.WGS84),
        ("geo:36.65,117.12", Datum.WGS84),
        ("117.12,36.65（高德）", Datum.GCJ02),
        ("百度坐标：117.12,36.65", Datum.BD09),
        ("GCJ02 117.1200,36.6500", Datum.GCJ02),
        ("SRID=4326;POINT(117.12 36.65)", Datum.WGS84),
        ("CGCS2000: 36.65, 117.12", Datum.WGS84),
    ],
)
def test_a_link_or_a_word_says_in_which_datum_it_speaks(words: str, datum: Datum) -> None:
    found = coordinate_text.read(words)
    assert (found.lat, found.lon, found.datum) == (36.65, 117.12, datum)


@pytest.mark.parametrize(
    "words",
    ["117.0461", "117.0461°", "117.0461度", "117.0461°E", "E117.0461", "东经117.0461", "117.0461,",
     "'117.0461", "“117.0461”", "117,0461", "117，0461", "117。0461", "１１７．０４６１",
     "117.0461 E", "117°2′45.96″", "东经117°2′45.96″", "117度2分45.96秒",
     "E 117° 2' 45.96\"", "经度：117.0461", "117,0461°E", "117.0461东经"],
)  # fmt: skip
def test_one_longitude_is_read_in_many_spellings(words: str) -> None:
    assert coordinate_text.degrees(words, "lon") == pytest.approx(117.0461)


@pytest.mark.parametrize(
    "words",
    ["", "N36.6512", "117.5E", "121,5", "１２１.５", "1_21.5", "121.5.3", "=121.5", "--121", "½",
     "1e2", "NaN", "١٢١.٥", "一百一十七", "121.5\u200b5", "POINT(121.5 31.2)", "39512345.12",
     "117°61′"],
)  # fmt: skip
def test_what_may_be_a_slip_is_no_longitude(words: str) -> None:
    with pytest.raises(Invalid):
        coordinate_text.degrees(words, "lon")


def test_an_apostrophe_behind_a_number_is_no_minute_of_arc() -> None:
    assert coordinate_text.degrees("117.0461'", "lon") == 117.0461
