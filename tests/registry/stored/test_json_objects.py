"""Rows written as JSON column by column are what orjson writes of each."""

from __future__ import annotations

from typing import Any

import orjson
from hypothesis import given
from hypothesis import strategies as st

from stations.registry.fields.columns import each, json_objects

VALUES = st.one_of(
    st.none(), st.booleans(), st.integers(-(2**53), 2**53), st.floats(allow_nan=False),
    st.text(max_size=5), st.lists(st.text(max_size=2), max_size=2),
)  # fmt: skip


@given(data=st.data(), count=st.integers(0, 6), kinds=st.lists(st.booleans(), min_size=1))
def test_rows_of_columns_are_what_each_row_alone_would_be(
    data: st.DataObject, count: int, kinds: list[bool]
) -> None:
    columns: dict[str, list[Any]] = {
        f'c"{n}': (
            [data.draw(VALUES)] * count
            if is_one
            else data.draw(st.lists(VALUES, min_size=count, max_size=count))
        )
        for n, is_one in enumerate(kinds)
    }
    rows = zip(*columns.values(), strict=True)
    assert json_objects(columns) == [
        orjson.dumps(dict(zip(columns, row, strict=True))) for row in rows
    ]


def test_what_many_share_is_worked_out_once() -> None:
    asked = []

    def make(words: tuple[str, ...]) -> str:
        asked.append(words)
        return "、".join(words)

    shared, other = ("饮水",), ("微波炉", "饮水")
    assert each(make, [shared, other, shared, shared, other, shared]) == [
        "饮水", "微波炉、饮水", "饮水", "饮水", "微波炉、饮水", "饮水",
    ]  # fmt: skip
    assert asked == [shared, other]
