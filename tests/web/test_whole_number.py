"""Numbers are read as people type them, and nothing else is taken for one."""

from __future__ import annotations

import pytest

from stations.web.desk.whole_number import whole


@pytest.mark.parametrize(
    ("words", "number"),
    [
        ("12", 12), (" 12 ", 12), ("０", 0), ("１２００", 1200), ("1,200", 1200), ("1，200", 1200),
        ("1,2", None), ("12,00", None), ("1 2", None), ("-1", None), ("1.0", None), ("1²", None),
        ("三", None), ("٣", None), ("", None), ("1234567", None), ("一百", None), ("1e3", None),
    ],
)  # fmt: skip
def test_a_number_is_what_was_typed_or_nothing(words: str, number: int | None) -> None:
    assert whole(words) == number
