"""Values of one field of many stations at once.

Stations of a list share the same few hours, amenities and empty parts. What is worked out of such
a value is worked out once.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from itertools import repeat
from operator import attrgetter, is_
from typing import Any, TypeVar

import orjson

from stations.db.base import Value
from stations.registry.fields.field import Field, as_is
from stations.registry.model import Station

T = TypeVar("T")
Stations = Sequence[Station]
_FEW = 0.5


def each(
    make: Callable[[Any], T], given: Sequence[Any], *, keys: Sequence[Hashable] = ()
) -> list[T]:
    """What `make` gives for each, once for all with one key; the key of an object is itself."""
    if _is_one(given):
        return [make(given[0])] * len(given)
    keys = keys or list(map(id, given))
    first = dict(zip(keys, given, strict=True))
    if len(first) > _FEW * len(given):
        return list(map(make, given))
    made = {key: make(one) for key, one in first.items()}
    return [made[key] for key in keys]


def texts(field: Field[Any], stations: Stations) -> list[str]:
    """The texts of its cells."""
    return _of_stations(field, field.text, stations)


def json(field: Field[Any], stations: Stations) -> list[Any]:
    """Its values as everybody may read them."""
    if field.codec.json is as_is and not (field.published and field.published.value):
        return list(map(field.of, stations))
    return _of_stations(field, field.json, stations)


def stored(field: Field[Any], stations: Stations) -> list[Value]:
    """Its values in the table of stations."""
    values = list(map(field.of, stations))
    return values if field.codec.column is as_is else each(field.codec.column, values)


def _of_stations(field: Field[Any], make: Callable[[Station], T], stations: Stations) -> list[T]:
    if isinstance(make, attrgetter) or not (field.decided_by or field.at):
        return list(map(make, stations))
    of = attrgetter(field.decided_by) if field.decided_by else field.of
    return each(make, stations, keys=[id(of(station)) for station in stations])


def json_objects(columns: Mapping[str, Sequence[Any]]) -> list[bytes]:
    """Rows as JSON objects, as orjson writes each of them, given as columns of equal length.

    What all rows share is written once.
    """
    count = len(next(iter(columns.values()), ()))
    if not count:
        return []
    pieces: list[Iterable[bytes]] = []
    text, mark = b"", b"{"
    for name, values in columns.items():
        text += mark + orjson.dumps(name) + b":"
        mark = b","
        if _is_one(values):
            text += orjson.dumps(values[0])
        else:
            pieces += (repeat(text), _each_dumped(values))
            text = b""
    if not pieces:
        return [text + b"}"] * count
    pieces.append(repeat(text + b"}"))
    return list(map(b"".join, zip(*pieces, strict=False)))


def _each_dumped(values: Sequence[Any]) -> Iterable[bytes]:
    kinds = set(map(type, values))
    if kinds <= _NUMBERS:
        return orjson.dumps(values)[1:-1].split(b",")
    return map(orjson.dumps, values) if kinds == {str} else each(orjson.dumps, values)


def _is_one(values: Sequence[Any]) -> bool:
    """Whether all of these are one object."""
    return len(values) > 0 and all(map(is_, values, repeat(values[0])))


_NUMBERS = {int, float, bool, type(None)}
