"""An empty list to be filled in."""

from __future__ import annotations

from typing import IO

from stations.registry.fields import COLUMNS
from stations.tables import xlsx_template
from stations.tables.xlsx_template import Blank

ASKED = tuple(field for field in COLUMNS if field.in_list.hint)
"""The columns that a street fills in. What we work out ourselves, or what reviews confer, is not
asked for."""


def blanks(area: str) -> list[Blank]:
    """The columns of the empty list for an area ('' for the whole country)."""
    return [
        Blank(
            title=field.title,
            hint=field.in_list.hint,
            choices=field.in_list.choices(area) if field.in_list.choices else (),
            only=field.in_list.only,
        )
        for field in ASKED
    ]


def write(area: str, file: IO[bytes]) -> None:
    """Writes the empty list as a workbook."""
    xlsx_template.write_template(blanks(area), file=file)
