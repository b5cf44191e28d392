"""Every field of a station is declared once, and each door shows what is declared."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator
from enum import StrEnum
from typing import Any, get_type_hints

import orjson
import pytest

from stations.registry import fields, model, public_row
from stations.registry.fields.field import Publicity
from stations.registry.model import Station
from stations.registry.states import PRECISION_WORDS
from tests.support import make

SEVERAL = {"amenities", "periods", "closures", "honours", "networks"}
"""What a station has several of; each is one field."""


def leaves(of: type[Any], at: str = "") -> Iterator[str]:
    """The path of every value that a station holds."""
    hints = get_type_hints(of, vars(model))
    for one in dataclasses.fields(of):
        path = f"{at}{one.name}"
        parts = list(getattr(hints[one.name], "__args__", (hints[one.name],)))
        inner = next((part for part in parts if dataclasses.is_dataclass(part)), None)
        if inner is None or path in SEVERAL:
            yield path
        else:
            assert isinstance(inner, type)
            yield from leaves(inner, f"{path}.")


def test_every_field_of_a_station_is_declared_once() -> None:
    declared = [field.at for field in fields.FIELDS if field.at]
    assert sorted(declared) == sorted(leaves(Station))


def test_keys_titles_columns_and_names_are_of_one_field_each() -> None:
    for names in (
        [field.key for field in fields.FIELDS],
        [field.title for field in fields.COLUMNS],
        [field.sql for field in fields.STORED],
    ):
        assert len(names) == len(set(names))
    assert len(fields.published(Publicity.ROW, Publicity.DAY, Publicity.WHOLE)) == sum(
        1 for field in fields.FIELDS if field.published
    )


def test_a_value_that_is_simply_replaced_lies_somewhere() -> None:
    assert all(field.at for field in fields.FIELDS if field.replaces)


def test_what_is_private_is_never_published() -> None:
    for field in fields.FIELDS:
        assert not (field.private and field.published), field.key
        assert field.private or field.column is None or field in fields.EXPORTED


@pytest.mark.parametrize("station", [make.full_station(), make.station(), make.station(lat=None)])
def test_the_text_of_every_column_reads_back(station: Station) -> None:
    for field in fields.COLUMNS:
        text = field.text(station)
        if text and field.at and field.text_of is None and field.key != "kind":
            assert field.codec.read(text) == field.of(station), field.key


@pytest.mark.parametrize("station", [make.full_station(), make.station(), make.station(lat=None)])
def test_the_column_of_every_value_gives_it_again(station: Station) -> None:
    for field in fields.STORED:
        value = field.of(station)
        if value is not None:
            assert field.codec.value(field.codec.column(value)) == value, field.key


def test_a_row_holds_what_it_always_held_in_its_order() -> None:
    # Programs and phones read these: a name may come to them, none may go.
    row = {**public_row.brief(make.station()), **public_row.of_day((), make.NOON.date())}
    known = [
        "id", "name", "number", "kind", "area", "district", "address", "door", "amenities",
        "out_of_order", "hours", "hours_text", "entry", "star",
        "verified_on", "reported_shut", "demo", "lifecycle", "until",
    ]  # fmt: skip
    assert [name for name in row if name in known] == known


def test_the_whole_begins_with_the_row_and_can_be_sent() -> None:
    station = make.full_station()
    row = public_row.brief(station)
    whole = public_row.whole(station, today=make.NOON.date())
    assert list(whole)[: len(row)] == list(row)
    assert orjson.loads(orjson.dumps(whole)) == whole


def test_each_choice_that_the_log_shows_has_chinese_words() -> None:
    choices = [
        (field, value)
        for field in fields.BY_KEY.values()
        if not field.silent and isinstance(field.codec.value, type)
        for value in (field.codec.value if issubclass(field.codec.value, StrEnum) else ())
        if value
    ]
    assert {field.key for field, _ in choices} >= {"build_mode", "precision"}
    assert [value for field, value in choices if field.codec.words(value) == value] == []


def test_a_list_may_name_the_precision_in_words() -> None:
    for value, words in PRECISION_WORDS.items():
        assert fields.BY_KEY["precision"].codec.read(words or value) is value
