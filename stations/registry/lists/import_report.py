"""What is said of a list, and how its import ends."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from stations.registry import vocabulary
from stations.registry.entries import placing
from stations.registry.entries.entry import Entry
from stations.registry.fields.coordinates import LAT, LON
from stations.registry.fields.field import Field
from stations.registry.fields.identity import NUMBER
from stations.registry.fields.offer import AMENITIES, HOURS
from stations.registry.lists.import_plan import Outcome, Terms
from stations.registry.lists.row_reading import Listing
from stations.registry.model import Station
from stations.registry.states import AMENITY_STATE_WORDS
from stations.remarks import Remark
from stations.tables.model import Table, excerpt


@dataclass(frozen=True, slots=True, kw_only=True)
class End:
    """How an import ends: its outcome, the code of what is asked or refused, and of which columns.

    Every door says it in its own words.
    """

    outcome: Outcome
    code: str = ""
    missing: tuple[str, ...] = ()


def end_of(
    lists: Listing,
    *,
    terms: Terms,
    rejected: Sequence[Remark],
    warnings: Sequence[Remark],
    asked: Sequence[Remark],
) -> End:
    """How the import of a readable list ends."""
    if placing.undeclared(lists.entries, datum=terms.datum):
        return End(outcome="confirm", code="crs_undeclared")
    if not lists.has_coordinates:
        return End(outcome="confirm", code="missing_column", missing=(LON.key, LAT.key))
    if NUMBER.key not in lists.columns:
        return End(outcome="confirm", code="missing_column", missing=(NUMBER.key,))
    if asked:
        return End(outcome="confirm", code=asked[0].code)
    if rejected:
        return End(outcome="partial", code="rows_rejected")
    return End(outcome="accept_warn" if warnings else "accept")


WARNED: Mapping[str, tuple[Field[Any], str]] = {
    "hours_not_understood": (HOURS, "hours_not_parsed"),
    "swapped_axes": (LON, "maybe_swapped"),
    "far_from_city": (LON, "far_from_city"),
}
"""Suspicions that are warnings too: the row is stored, but hardly as it was meant."""


def grave(found: Sequence[Remark]) -> list[Remark]:
    """The graver suspicions once more as warnings."""
    return [
        one.called(WARNED[one.code][1], field=WARNED[one.code][0].title)
        for one in found
        if one.code in WARNED
    ]


def amenity_warnings(kept: Sequence[tuple[Entry, Station | None]]) -> Iterator[Remark]:
    """Which words for amenities were guessed or not understood."""
    word = vocabulary.amenities().word
    for entry, _ in kept:
        named = entry.values.get(AMENITIES)
        if named is None:
            continue
        denied = [
            f"“{part[:20]}”记作{AMENITY_STATE_WORDS[named.states[one]]}"
            + (f"，前面的{word(named.spared[part])}仍算有" if part in named.spared else "")
            for part, one in list(named.denied.items())[:10]
            # A cross behind the plain word says it all, as in a column of marks.
            if one in named.states and part != f"{word(one)}×"
        ]
        if not (named.unknown or named.guessed or denied):
            continue
        said = [f"没认出：{'、'.join(w[:20] for w in named.unknown[:10])}"] if named.unknown else []
        said += [f"“{part[:20]}”读作{word(i)}" for part, i in list(named.guessed.items())[:10]]
        said += denied
        codes = ("unknown", named.unknown), ("guessed", named.guessed), ("denied", denied)
        code = next(code for code, parts in codes if parts)
        yield Remark(
            row=entry.row,
            field=AMENITIES.title,
            code=f"amenity_{code}",
            message=f"第 {entry.row} 行的设施，{'；'.join(said)}。",
        )


def joined(entry: Entry) -> Remark:
    """One refusal for a row: the first problem, with the others in its message."""
    first, *others = entry.problems
    if not others:
        return first
    return Remark(
        "rows_rejected.several",
        row=entry.row,
        code=first.code,
        field=first.field,
        column=first.column,
        first=first,
        others=[
            Remark("rows_rejected.other", title=other.field or "", problem=other)
            for other in others[:5]
        ],
    )


def quoted(table: Table, meant: Sequence[Field[Any]], rejected: Sequence[Remark]) -> dict[int, str]:
    """Row → what stands in the cell that it is refused for, fit to be shown."""
    places = {column.key: n for n, column in enumerate(meant)}
    rows = {row.number: row.cells for row in table.rows}
    found = {}
    for remark in rejected:
        place = places.get(remark.column)
        cells = rows.get(remark.row or 0, ())
        if remark.row and place is not None and place < len(cells):
            found[remark.row] = excerpt(cells[place])
    return found
