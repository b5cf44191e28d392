"""What a person says of single rows, and of what a list leaves out."""

from __future__ import annotations

from collections.abc import Collection, Container, Iterable, Iterator, Sequence
from dataclasses import replace

from stations import row_places
from stations.areas import codes
from stations.errors import Refused
from stations.registry import fields, vocabulary
from stations.registry.entries.entry import Entry
from stations.registry.fields.coordinates import CRS, SOURCE_CRS, SOURCE_LAT, SOURCE_LON
from stations.registry.fields.identity import NAME, NUMBER, STATION_ID
from stations.registry.fields.life import LIFECYCLE
from stations.registry.fields.offer import AMENITIES
from stations.registry.lists.columns.column_reading import ListColumns
from stations.registry.lists.import_plan import Terms
from stations.registry.model import Station
from stations.registry.states import AMENITY_STATE_WORDS, AmenityState, Phase
from stations.remarks import Remark

REMOVED_WORDS = {
    "没有": AmenityState.UNAVAILABLE,
    "不清楚": AmenityState.UNKNOWN,
    "不动": None,
}
"""What one may say of amenities that our own export had and the list has no more."""
_TOLD_ELSEWHERE = (AMENITIES, CRS, SOURCE_LAT, SOURCE_LON, SOURCE_CRS)
"""What is compared with another column of its row, and the datum, of which the file is asked."""
Kept = Sequence[tuple[Entry, Station | None]]


def without_skipped(columns: ListColumns, terms: Terms) -> tuple[ListColumns, tuple[Remark, ...]]:
    """The list without the rows that a person leaves out, and what these were."""
    rows = {row.number: row for row in columns.table.rows}
    skip = {_row(words, columns.table.lists, rows) for words in terms.skip}
    if not skip:
        return columns, ()
    place = next((n for n, one in enumerate(columns.fields) if one is NAME), None)
    skipped = tuple(
        Remark("skipped", row=row, name=_name(rows[row].cells, place)) for row in sorted(skip)
    )
    left = [row for row in columns.table.rows if row.number not in skip]
    return replace(columns, table=replace(columns.table, rows=left)), skipped


def same(columns: ListColumns, terms: Terms) -> dict[int, str]:
    """Row → the station that a person says it is."""
    rows = {row.number for row in columns.table.rows}
    return {_row(words, columns.table.lists, rows): one for words, one in terms.same.items()}


def _row(words: str, sheets: Sequence[str], rows: Container[int]) -> int:
    row = row_places.parsed(words, sheets)
    if row is None or row not in rows:
        if sheets:
            raise Refused("bad_row.of_sheet", number=words[:40])
        raise Refused("bad_row", number=words[:40])
    return row


def _name(cells: Sequence[str], place: int | None) -> str:
    return cells[place][:60] if place is not None and place < len(cells) else ""


def without_effect(
    kept: Kept, after: Sequence[Station], said: Iterable[Remark]
) -> Iterator[Remark]:
    """Cells of our own export that a person has changed, of which the station took nothing over.

    What says something of the same row and column already is enough.
    """
    told = {(remark.row, remark.field) for remark in said if remark.field}
    for (entry, before), now in zip(kept, after, strict=True):
        if before is None or STATION_ID not in entry.values:
            continue
        titles = [
            field.title
            for field, value in entry.values.items()
            if field not in _TOLD_ELSEWHERE
            and (entry.row, field.title) not in told
            and value != field.of(before)
            and (value if isinstance(value, str) else field.codec.text(value)) != field.text(before)
            and field.text(now) == field.text(before)
            # A suspension is a closure, and leaves the phase as it is.
            and not (field is LIFECYCLE and now.closures != before.closures)
        ]
        if titles:
            yield Remark("edit_without_effect", row=entry.row, titles=titles[:10])


def emptied(kept: Kept, columns: Collection[str]) -> Iterator[Remark]:
    """Cells of our own export that a person has emptied: that takes nothing away, and is said."""
    for entry, before in kept:
        if before is None or STATION_ID not in entry.values:
            continue
        titles = [
            field.title
            for field in fields.COLUMNS
            if field.key in columns
            and field is not CRS
            and field not in entry.values
            and field.key not in entry.unread
            and field.text(before)
        ]
        if titles:
            yield Remark("cells_emptied", row=entry.row, titles=titles[:10])


def removals(kept: Kept, answer: AmenityState | None) -> list[Remark]:
    """Amenities that our own export had and the list has no more: taken as answered, else asked."""
    found = []
    for entry, before in kept:
        named = entry.values.get(AMENITIES)
        if before is None or named is None or STATION_ID not in entry.values:
            continue
        missing = [
            one for one in before.available if one not in named.ids and one not in named.states
        ]
        if not missing or fields.BY_KEY["amenities_detail"] in entry.values:
            continue
        row, words = entry.row, [*map(vocabulary.amenities().word, missing)]
        if answer is None:
            found.append(Remark("cells_differ.removed", row=row, amenities=words))
            continue
        states = {**named.states, **dict.fromkeys(missing, answer)}
        entry.values[AMENITIES] = replace(named, states=states)
        state = AMENITY_STATE_WORDS[answer]
        found.append(Remark("cells_differ.removed_as", row=row, amenities=words, state=state))
    return found


def absent(
    entries: Sequence[Entry],
    matches: Sequence[Station | None],
    known: Sequence[Station],
    *,
    area: str,
) -> tuple[str, ...]:
    """Ids of the stations of the districts that a list covers which it does not name."""
    covered = {_district(entry.area) or entry.district for entry in entries} - {""}
    named = {station.id for station in matches if station}
    numbers = {entry.values.get(NUMBER, "") for entry in entries} - {""}
    return tuple(
        station.id
        for station in known
        if station.id not in named
        and station.number not in numbers
        and station.lifecycle.phase is not Phase.CLOSED
        and (not area or codes.covers(area, station.place.area_code))
        and (_district(station.place.area_code) or station.place.district_code) in covered
    )


def _district(area: str) -> str:
    return area[:6] if len(area) >= 6 else ""
