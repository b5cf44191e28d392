"""All cards of the registry in little memory."""

from __future__ import annotations

from array import array
from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import islice
from typing import Any

import numpy as np
import numpy.typing as npt

from stations.nearest.fragments import Fragments
from stations.registry import openness, vocabulary, wishes

Array = npt.NDArray[Any]
_NUMBERS = ("listed", "lat", "lon", "amenities", "kind", "star", "opening", "last_day", "host")
_TYPES = "bddQhbiih"

_HOST = ',"host":'
_CHUNK = 250
_DECIMALS = 7
"""Of a degree, a centimetre: what a cell can tell a phone, so that both search the same places."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CardTable:
    """Cards by id: columns of numbers, and the published fragments of all in one place.

    `opening` is the place among `openings`, where the text of each stands once; `last_day` the
    ordinal of the last day a station is offered, 0 for none. `starts` and `ends` cut the fragment
    of a row out of `blob`, which tables that grew out of one another share.
    """

    ids: list[str]
    columns: dict[str, Array]
    openings: tuple[str, ...]
    blob: Fragments
    starts: npt.NDArray[np.int64]
    ends: npt.NDArray[np.int64]

    def __len__(self) -> int:
        return len(self.ids)

    def fragment(self, row: int) -> bytes:
        """The published JSON object of a row, without state and distance."""
        return self.blob.cut(int(self.starts[row]), int(self.ends[row]))

    def fragments(self, rows: npt.NDArray[np.int64]) -> list[bytes]:
        """Those of several rows."""
        return list(map(self.blob.cut, self.starts[rows].tolist(), self.ends[rows].tolist()))

    def opening(self, station_id: str) -> str:
        """What decides when a station is open, as text; LookupError for one that is not here."""
        row = self._row(station_id)
        if row is None:
            raise LookupError(station_id)
        return self.openings[int(self.columns["opening"][row])]

    def cards(self) -> Iterator[tuple[str, int, float, float, str, bytes]]:
        """Of every card its id, whether it is listed, place, opening and published row."""
        column = {name: self.columns[name].tolist() for name in ("listed", "lat", "lon")}
        openings = (self.openings[number] for number in self.columns["opening"].tolist())
        fragments = map(self.fragment, range(len(self)))
        yield from zip(self.ids, *column.values(), openings, fragments, strict=True)

    def offered(self, day: date) -> npt.NDArray[np.int64]:
        """Rows that workers may be shown on this day."""
        last = self.columns["last_day"]
        return np.flatnonzero(self.columns["listed"] & ((last == 0) | (last >= day.toordinal())))

    def rows_of(self, ids: Iterable[str]) -> npt.NDArray[np.int64]:
        """The rows of those ids that are in the table."""
        rows = (self._row(one) for one in ids)
        return np.array([row for row in rows if row is not None], dtype=np.int64)

    def with_cards(self, cards: Iterable[Sequence[Any]]) -> CardTable:
        """This table with changed or new cards in the place of their old ones.

        New fragments are put behind the old ones in the same place: what older tables point to
        stays where it is, and nothing is copied. One table at a time may grow it.
        """
        fresh = read(cards, openings=self.openings, blob=self.blob)
        known = [self._row(one) for one in fresh.ids]
        if None in known:
            return self._with_new(fresh)
        rows = np.array(known, dtype=np.int64)
        columns = {name: column.copy() for name, column in self.columns.items()}
        for name, column in columns.items():
            column[rows] = fresh.columns[name]
        starts, ends = self.starts.copy(), self.ends.copy()
        starts[rows], ends[rows] = fresh.starts, fresh.ends
        return replace(self, columns=columns, openings=fresh.openings, starts=starts, ends=ends)

    def _row(self, one: str) -> int | None:
        row = bisect_left(self.ids, one)
        return row if row < len(self.ids) and self.ids[row] == one else None

    def _with_new(self, fresh: CardTable) -> CardTable:
        """With cards of which some have new ids."""
        new = set(fresh.ids)
        kept = np.array([row for row, one in enumerate(self.ids) if one not in new], dtype=np.int64)
        columns = {
            name: np.concatenate((self.columns[name][kept], fresh.columns[name]))
            for name in _NUMBERS
        }
        return _by_id(
            ids=[one for one in self.ids if one not in new] + fresh.ids,
            columns=columns,
            openings=fresh.openings,
            blob=self.blob,
            starts=np.concatenate((self.starts[kept], fresh.starts)),
            ends=np.concatenate((self.ends[kept], fresh.ends)),
        )

    @property
    def waste(self) -> float:
        """Which part of the blob belongs to no row any more."""
        used = int((self.ends - self.starts).sum())
        return 1.0 - used / len(self.blob) if len(self.blob) else 0.0


def read(
    cards: Iterable[Sequence[Any]],
    *,
    openings: Sequence[str] = (),
    blob: Fragments | None = None,
) -> CardTable:
    """The table of cards: tuples in the order of `cards.COLUMNS`, sorted in any way.

    Their fragments are added to `blob`, or to one of their own.
    """
    kinds = vocabulary.kinds()
    hosts = _Remembered(lambda one: vocabulary.hosts()[one].position if one else -1)
    bits = _Remembered(lambda words: wishes.load().bits(words.split()))
    last = _Remembered(_last_day)
    # The same opening has the same number, however many stations share it.
    numbers = _Remembered(lambda _: len(numbers))
    numbers.update({one: n for n, one in enumerate(openings)})
    ids: list[str] = []
    columns = [array(code) for code in _TYPES]
    blob = Fragments() if blob is None else blob
    before, lengths = len(blob), array("q")
    rows = iter(cards)
    # Column by column: a loop over every row's cells takes three times as long.
    while chunk := list(islice(rows, _CHUNK)):
        one, listed, lat, lon, has, kind, star, opening, fragments = zip(*chunk, strict=True)
        ids += one
        made = (
            listed, lat, lon, map(bits.__getitem__, has), [kinds[name].position for name in kind],
            star, map(numbers.__getitem__, opening), map(last.__getitem__, opening),
            [hosts[_host_in(fragment)] for fragment in fragments],
        )  # fmt: skip
        for column, values in zip(columns, made, strict=True):
            column.extend(values)
        encoded = list(map(str.encode, fragments))
        lengths.extend(map(len, encoded))
        blob.add(b"".join(encoded))
    ends = before + np.cumsum(np.array(lengths, dtype=np.int64))
    arrays = {name: np.array(c) for name, c in zip(_NUMBERS, columns, strict=True)}
    arrays |= {name: arrays[name].round(_DECIMALS) for name in ("lat", "lon")}
    return _by_id(
        ids=ids,
        columns=arrays,
        openings=tuple(numbers),
        blob=blob,
        starts=ends - lengths,
        ends=ends,
    )


def _by_id(*, ids: list[str], columns: dict[str, Array], **others: Any) -> CardTable:
    """The table whose rows stand in the order of their ids."""
    rows = sorted(range(len(ids)), key=ids.__getitem__)
    order = np.array(rows, dtype=np.int64)
    others |= {name: others[name][order] for name in ("starts", "ends")}
    columns = {name: column[order] for name, column in columns.items()}
    return CardTable(ids=[ids[row] for row in rows], columns=columns, **others)


def _host_in(fragment: str) -> str:
    """The host in a published JSON object, '' for none.

    Inside its texts a quotation mark has a backslash before it, so that the key is found once.
    """
    value = fragment.partition(_HOST)[2]
    return value[1 : value.index('"', 1)] if value.startswith('"') else ""


def _last_day(opening: str) -> int:
    last = openness.from_text(opening).closes_on
    return last.toordinal() if last else 0


class _Remembered(dict[Any, int]):
    """What was made of each different cell: stations are many, different cells are few."""

    def __init__(self, make: Callable[[Any], int]) -> None:
        super().__init__()
        self._make = make

    def __missing__(self, key: Any) -> int:
        value = self[key] = self._make(key)
        return value
