"""The plan of a campaign in a list: a row for each station, a column for each supply."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

from stations.campaigns.model import MOST_AMOUNT, Amounts, CampaignSupply
from stations.errors import Invalid
from stations.folding import folded
from stations.registry.fields.identity import NUMBER
from stations.tables import file_reading
from stations.tables.model import Table

_HEADER_WITHIN = 10
_TOTAL = re.compile(r"(?:合计|总计|小计|共计)")
_NUMBERS = frozenset(
    folded(one) for one in (NUMBER.title, *NUMBER.in_list.others, "站点标识", "驿站标识")
)
_NOTHING = frozenset({"", "-", "—", "/", "无"})


@dataclass(frozen=True, slots=True, kw_only=True)
class PlannedStation:
    """One row: which station, and what it is to get."""

    row: int
    station: str
    amounts: Amounts


def read(data: bytes, *, name: str, supplies: Sequence[CampaignSupply]) -> list[PlannedStation]:
    """All rows of the list; FileRefused or Invalid where it, or a cell of it, can't be used."""
    for table in file_reading.read(data, name=name):
        found = _of_table(table, supplies)
        if found:
            return found
    words = [one.word for one in supplies]
    raise Invalid("invalid.campaign_list", field="file", words=words)


def _of_table(table: Table, supplies: Sequence[CampaignSupply]) -> list[PlannedStation]:
    rows = [(table.first, table.columns), *((row.number, row.cells) for row in table.rows)]
    for at, (_, cells) in enumerate(rows[:_HEADER_WITHIN]):
        titles = [folded(one) for one in cells]
        where = next((n for n, title in enumerate(titles) if title in _NUMBERS), None)
        columns = {n: one for n, title in enumerate(titles) if (one := _supply(title, supplies))}
        if where is not None and columns:
            if len({one.number for one in columns.values()}) < len(columns):
                raise Invalid("invalid.campaign_columns", field="file")
            found = [_row(number, list(c), where, columns) for number, c in rows[at + 1 :]]
            return [one for one in found if one]
    return []


def _row(
    number: int, cells: Sequence[str], where: int, columns: dict[int, CampaignSupply]
) -> PlannedStation | None:
    station = cells[where].strip() if where < len(cells) else ""
    if not station or _TOTAL.search(station):
        if any(_TOTAL.search(cell) for cell in cells) or not any(
            cells[n].strip() for n in columns if n < len(cells)
        ):
            return None
        raise Invalid("invalid.campaign_row_nameless", field="file", row=number)
    amounts = {
        one.number: amount
        for n, one in columns.items()
        if n < len(cells) and (amount := _amount(cells[n], one, number)) is not None
    }
    return PlannedStation(row=number, station=station, amounts=amounts)


def _amount(cell: str, supply: CampaignSupply, row: int) -> int | None:
    words = unicodedata.normalize("NFKC", cell).strip().removesuffix(supply.unit).strip()
    if words in _NOTHING:
        return None
    digits = re.sub(r"(?<=\d),(?=\d{3}(?!\d))", "", words)
    digits = re.sub(r"\.0+$", "", digits)
    if not (digits.isascii() and digits.isdigit() and int(digits[:9]) <= MOST_AMOUNT):
        raise Invalid(
            "invalid.campaign_cell",
            field="file", row=row, title=supply.word, cell=cell[:20], most=MOST_AMOUNT,
        )  # fmt: skip
    return int(digits)


def _supply(title: str, supplies: Sequence[CampaignSupply]) -> CampaignSupply | None:
    """The supply that a title names: 水, 水（箱）, 计划水."""
    for one in supplies:
        word, unit = folded(one.word), re.escape(folded(one.unit))
        if re.fullmatch(rf"(?:计划)?{re.escape(word)}(?:\({unit}\)|/{unit})?(?:数量?)?", title):
            return one
    return None
