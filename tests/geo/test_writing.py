"""A pair of degrees is read as people copy it, and never the wrong way round."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stations.errors import Invalid
from stations.geo import coordinate_text


@pytest.mark.parametrize(
    "words",
    [
        "36.65, 117.12", "117.12,36.65", "117.12 36.65", "(117.12，36.65)",
        "36.65N 117.12E", "117.12E, 36.65N", "N36.65 E117.12", "E117.12 N36.65",
        "北纬36°39′ 东经117°7′12″", "36°39'0\"N 117°7'12\"E", "36度39分 117度7分12秒",
        "lat=36.65,lng=117.12", "经度：117.12 纬度：36.65", "坐标: 36.65，117.12",
        "３６．６５，１１７．１２",
    ],
)  # fmt: skip
def test_one_place_is_read_in_many_spellings(words: str) -> None:
    assert coordinate_text.pair(words) == pytest.approx((36.65, 117.12))


@pytest.mark.parametrize(
    "words",
    ["", "36.65", "1,2,3", "abc", "36.65N 37N", "91,200", "36.65,117.12x", "1e3,4", "NaN,1",
     "36°61′ 117°", "<script>36,117</script>", "36.65,117.12" + ",1" * 300],
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
