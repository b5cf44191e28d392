"""A beginning and an end in columns of their own make hours only together."""

from __future__ import annotations

import pytest

from stations.registry.lists.columns import hours_parts, title_spelling
from stations.registry.lists.columns.hours_parts import Joined


def joined(cells: dict[str, str]) -> Joined:
    """The phrase of a row of columns with these titles."""
    parts = []
    for title, cell in cells.items():
        meaning = hours_parts.titled(title_spelling.spelled(title))
        assert meaning is not None, title
        parts.append((meaning, cell))
    return hours_parts.joined(tuple(parts))


@pytest.mark.parametrize(
    ("cells", "words"),
    [
        ({"早上开门": "7:30", "晚上关门": "19:00"}, "07:30-19:00"),
        ({"早（开门）": "7:30", "晚（关门）": "19:00"}, "07:30-19:00"),
    ],
)
def test_an_end_belongs_to_the_beginning_of_its_day(cells: dict[str, str], words: str) -> None:
    assert joined(cells).words == words


def test_a_beginning_without_its_end_is_no_hours_and_is_told() -> None:
    found = joined({"早上开门": "7:30", "晚上关门": ""})
    assert not found.words
    assert "7:30" in found.unpaired
