"""What a row of a list, a form or an undo gives to the fields of a station."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Any, TypeVar, overload

from stations.registry.fields.field import Field

T = TypeVar("T")


_NOTHING: Mapping[Field[Any], Any] = MappingProxyType({})


class Patch:
    """New values of some fields, each of the type of its field. What it lacks stays as it is."""

    __slots__ = ("_given",)

    def __init__(self, given: Mapping[Field[Any], Any] = _NOTHING) -> None:
        self._given: dict[Field[Any], Any] = dict(given)

    def __contains__(self, field: Field[Any]) -> bool:
        return field in self._given

    def __getitem__(self, field: Field[T]) -> T:
        value: T = self._given[field]
        return value

    def __setitem__(self, field: Field[T], value: T) -> None:
        self._given[field] = value

    def __iter__(self) -> Iterator[tuple[Field[Any], Any]]:
        return iter(self._given.items())

    @overload
    def get(self, field: Field[T]) -> T | None: ...

    @overload
    def get(self, field: Field[T], default: T) -> T: ...

    def get(self, field: Field[T], default: T | None = None) -> T | None:
        """The new value, the default where it gives none."""
        return self._given.get(field, default)

    def any_of(self, *fields: Field[Any]) -> bool:
        """Whether it gives one of these."""
        return not self._given.keys().isdisjoint(fields)

    def drop(self, field: Field[Any]) -> None:
        """Gives no new value to a field."""
        self._given.pop(field, None)

    def copy(self) -> Patch:
        """The same values, to be changed apart from these."""
        return Patch(self._given)
