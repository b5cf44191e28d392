"""A title is understood however unions spell it, and nothing is read into one that says less."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest

from stations.registry.lists.columns.meaning import of_key, offered
from stations.registry.lists.columns.title_meanings import of_title

_TITLES = tomllib.loads((Path(__file__).parent / "titles.toml").read_text("utf-8"))
_NOTHING = _TITLES.pop("nothing")


@pytest.mark.parametrize(
    ("title", "key"), [(title, key) for key, all_ in _TITLES.items() for title in all_.split()]
)
def test_a_title_is_understood_however_it_is_spelled(title: str, key: str) -> None:
    meaning = of_title(title)
    assert meaning is not None
    assert meaning.key == key


@pytest.mark.parametrize("title", ["", *_NOTHING.split(), "站点编号，名称，区县，经度，纬度"])
def test_nothing_is_read_into_a_title_that_says_something_else(title: str) -> None:
    assert of_title(title) is None


def test_what_may_be_chosen_for_a_column_can_be_written_in_a_file_of_columns() -> None:
    for meaning in offered():
        assert of_key(meaning.key) == meaning
    assert of_key("lon:bd09") != of_key("lon")
    for wrong in ("", "nothing", "lon:mars", "amenities:gold", "address:hours", "number:1"):
        assert of_key(wrong) is None
