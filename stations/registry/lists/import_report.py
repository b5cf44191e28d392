"""What is to be said of a list that was read, and how does its import end?"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from stations.registry import vocabulary
from stations.registry.entries import placing
from stations.registry.entries.entry import Entry, Remark
from stations.registry.fields.field import Field
from stations.registry.fields.offer import AMENITIES
from stations.registry.lists.import_plan import Outcome, Terms
from stations.registry.lists.row_reading import Listing
from stations.registry.model import Station
from stations.tables.model import Table, excerpt


def outcome(
    lists: Listing, *, terms: Terms, rejected: Sequence[Remark], warnings: Sequence[Remark]
) -> tuple[Outcome, str, str]:
    """How the import of a readable list ends: outcome, code and a sentence."""
    if placing.undeclared(lists.entries, datum=terms.datum):
        return (
            "confirm",
            "crs_undeclared",
            "没有说明坐标系。请用 --datum wgs84、gcj02 或 bd09 说明；"
            "确认是 WGS-84 也可以加 --yes。",
        )
    if not lists.has_coordinates:
        return (
            "confirm",
            "missing_column",
            "没有经度、纬度两列，所有驿站都会先存为草稿。确认这样导入，请加 --yes。",
        )
    if "number" not in lists.columns:
        return (
            "confirm",
            "missing_column",
            "没有站点编号这一列，只能按名称和位置认驿站。确认这样导入，请加 --yes。",
        )
    if rejected:
        return (
            "partial",
            "rows_rejected",
            f"有 {len(rejected)} 行不能导入，什么都还没有保存。改好后再试，"
            "或加 --accept-good-rows 只导入没有问题的行。",
        )
    return ("accept_warn" if warnings else "accept"), "", ""


WARNED = {
    "hours_not_understood": ("开放时间", "hours_not_parsed"),
    "swapped_axes": ("经度", "maybe_swapped"),
    "far_from_city": ("经度", "far_from_city"),
}
"""Suspicions that are warnings too: the row is stored, but hardly as it was meant."""


def grave(found: Sequence[Remark]) -> list[Remark]:
    """The graver suspicions once more as warnings."""
    return [
        Remark(row=r.row, field=WARNED[r.code][0], code=WARNED[r.code][1], message=r.message)
        for r in found
        if r.code in WARNED
    ]


def amenity_warnings(kept: Sequence[tuple[Entry, Station | None]]) -> Iterator[Remark]:
    """Which words for amenities were guessed or not understood."""
    word = vocabulary.amenities().word
    for entry, _ in kept:
        named = entry.values.get(AMENITIES)
        if named is None or not (named.unknown or named.guessed):
            continue
        said = [f"没认出：{'、'.join(w[:20] for w in named.unknown[:10])}"] if named.unknown else []
        said += [f"“{part[:20]}”读作{word(i)}" for part, i in list(named.guessed.items())[:10]]
        yield Remark(
            row=entry.row,
            field="设施",
            code="amenity_unknown" if named.unknown else "amenity_guessed",
            message=f"第 {entry.row} 行的设施，{'；'.join(said)}。",
        )


def joined(entry: Entry) -> Remark:
    """One refusal for a row: the first problem, with the others in its message."""
    first, *others = entry.problems
    if not others:
        return first
    more = "；".join(f"{other.field or ''}：{other.message}" for other in others[:5])
    return Remark(
        row=first.row, field=first.field, code=first.code, message=f"{first.message}另外：{more}"
    )


def quoted(
    table: Table, meant: Sequence[Field[Any] | None], rejected: Sequence[Remark]
) -> dict[int, str]:
    """Row → what stands in the cell that it is refused for, fit to be shown."""
    places = {column.title: n for n, column in enumerate(meant) if column is not None}
    rows = {row.number: row.cells for row in table.rows}
    found = {}
    for remark in rejected:
        place = places.get(remark.field or "")
        cells = rows.get(remark.row or 0, ())
        if remark.row and place is not None and place < len(cells):
            found[remark.row] = excerpt(cells[place])
    return found
