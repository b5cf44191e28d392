"""Names of neighbours that may be one station."""

from __future__ import annotations

import pytest

from stations.registry.entries import matching


@pytest.mark.parametrize(
    ("name", "other"),
    [("槐荫1号站", "槐荫2号站"), ("第二十驿站", "第二十一驿站"), ("花园路3站", "花园路十三站")],
)
def test_stations_with_other_numbers_are_other_stations(name: str, other: str) -> None:
    assert not matching.alike(name, other)


@pytest.mark.parametrize(
    ("name", "other"),
    [
        ("解放路一号驿站", "解放路1号驿站"),
        ("第01演示驿站", "第1演示驿站"),
        ("泉城路驿站", "泉城路驿站2"),
        ("三里庄驿站", "三里庄爱心驿站"),
    ],
)
def test_a_number_that_is_the_same_or_missing_tells_nothing(name: str, other: str) -> None:
    assert matching.alike(name, other)
