"""What a row of a list, a form or an undo gives to the fields of a station."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar, overload

from stations.registry.fields.field import Field

T = TypeVar("T")


class Patch(dict[Field[Any], Any]):
    """New values of some fields, each of the type of its field. What it lacks stays as it is."""

    __slots__ = ()

    if TYPE_CHECKING:
        # Asked dozens of times for each row of a list: the methods are those of a dictionary.
        def __getitem__(self, field: Field[T]) -> T: ...

        def __setitem__(self, field: Field[T], value: T) -> None: ...

        @overload  # type: ignore[override]
        def get(self, field: Field[T]) -> T | None: ...

        @overload
        def get(self, field: Field[T], default: T) -> T: ...

        def get(self, field: Field[T], default: T | None = None) -> T | None: ...

    def any_of(self, *fields: Field[Any]) -> bool:
        """Whether it gives one of these."""
        return not self.keys().isdisjoint(fields)

    def drop(self, field: Field[Any]) -> None:
        """Gives no new value to a field."""
        self.pop(field, None)

    def copy(self) -> Patch:
        """The same values, to be changed apart from these."""
        return Patch(self)
