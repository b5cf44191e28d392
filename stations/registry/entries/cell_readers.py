"""Values of the cells of a list."""

from __future__ import annotations

from functools import lru_cache
from typing import TypeVar

from stations.errors import Invalid
from stations.registry.fields.field import Field
from stations.tables import text

T = TypeVar("T")


def read(field: Field[T], cell: str) -> tuple[T | None, bool]:
    """The value of a cell that is not empty, and whether invisible characters were dropped.

    None stands for a cell that is empty after all. Invalid carries the code for the report.
    """
    if field.codec.raw:
        bare = cell.strip()
        return (field.codec.read(bare) if bare else None), False
    return _worded(field, cell)


@lru_cache(maxsize=4_096)
def _worded(field: Field[T], cell: str) -> tuple[T | None, bool]:
    # A list repeats the same few districts, hours and amenities.
    cleaned = text.clean(cell, multiline=field.codec.multiline)
    words = cleaned.text.strip()
    if not words:
        return None, cleaned.dropped
    longest = field.in_list.longest
    if len(words) > longest:
        raise Invalid(
            f"{field.title}有 {len(words)} 个字，最多 {longest} 个。请写短一些。",
            field=field.title,
            code="field_too_long",
        )
    return field.codec.read(words), cleaned.dropped
