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
        unknown = [words[:20] for words in named.unknown[:10]]
        said = [Remark("amenity_unknown", words=unknown)] if unknown else []
        said += [
            Remark("amenity_guessed", words=part[:20], amenity=word(one))
            for part, one in list(named.guessed.items())[:10]
        ]
        for part, one in list(named.denied.items())[:10]:
            # A cross behind the plain word says it all, as in a column of marks.
            if one not in named.states or part == f"{word(one)}×":
                continue
            words, state = part[:20], AMENITY_STATE_WORDS[named.states[one]]
            if part in named.spared:
                other = word(named.spared[part])
                said.append(Remark("amenity_denied.spared", words=words, state=state, other=other))
            else:
                said.append(Remark("amenity_denied", words=words, state=state))
        if said:
            first, title = said[0], AMENITIES.title
            yield Remark("amenities", row=entry.row, field=title, code=first.code, said=said)


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
