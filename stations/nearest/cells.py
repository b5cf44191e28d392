"""The published registry cut into files that a phone searches by itself.

A cell is the part of the registry in one tile: at most 150 stations, and never finer than 4 km.
A file is named by what goes into it, so it may be kept for ever, processes agree on its name, and
an edit renames one cell. Nothing is written before it is asked for. docs/api.md has the format.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from hashlib import blake2b
from typing import Any

import numpy as np
import numpy.typing as npt
import orjson

from stations.nearest import clusters, tiles
from stations.nearest.cell_rows import EPOCH, Patterns, details, document
from stations.nearest.snapshot import Snapshot
from stations.nearest.tiles import Tile
from stations.registry import vocabulary, wish_words, wishes
from stations.registry.public_row import KEPT
from stations.registry.states import PHASE_WORDS
from stations.registry.wishes import THINGS, Wish

FORMAT = 3
DAYS = 22
"""From the day before this week, whose night may reach into it: two weeks ahead on its Sunday, and
new files once a week only."""
MOST = 150
SHALLOWEST, DEEPEST = 6, 13
MOST_KEPT = 2_000
"""Stations of a city that a phone keeps whole: 38 KB for 500, and every city known has fewer."""
MOST_IN_MANIFEST = 400
"""With more cells than these, tiles of zoom 6 have lists of their own."""
DETAILS = "-details"
"""Behind the name of a cell: the file of what pages say of its stations beside that."""

_NUMBERS = ("lat", "lon", "amenities", "kind", "star", "last_day")


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """One file: its tile, its span in the order along the tiles, and all amenities in it."""

    tile: Tile
    low: int
    high: int
    mask: int
    name: str

    @property
    def entry(self) -> tuple[int, int, int, int, int, str]:
        """As lists name it: z, x, y, number of stations, mask, name."""
        return (*self.tile, self.high - self.low, self.mask, self.name)


class Cut:
    """One state of the registry, cut into files; never changed, so threads may share it."""

    def __init__(self, kept: Snapshot, patterns: Patterns, *, before: Cut | None = None) -> None:
        """Cuts; with the cut `before` only cells that differ from it are named anew."""
        self.kept, self._patterns = kept, patterns
        table = kept.table
        lat, lon = (table.columns[name][kept.rows] for name in ("lat", "lon"))
        codes = tiles.codes(lat, lon)
        order = np.argsort(codes, kind="stable")
        self._codes, self._rows = codes[order], kept.rows[order]
        self._lat, self._lon = lat[order], lon[order]
        self._numbers = np.stack([_whole(table.columns[name][self._rows]) for name in _NUMBERS], 1)
        self._seed = self._same_for_all()
        self._names: dict[tuple[Tile, bytes], str] = {}
        self._cells = {cell.name: cell for cell in self._cut(self._known_from(before))}
        self._group_entries: list[tuple[int, int, int, int, int, str]] = []
        self._groups = self._grouped() if len(self._cells) > MOST_IN_MANIFEST else {}
        self._words = orjson.dumps(wish_words.table())
        self.words = _named(self._words)
        self.clusters = _named(self._lat.tobytes(), self._lon.tobytes())
        self._told = self._manifest()
        self.manifest = self.manifest_with("")

    def manifest_with(self, activities: str) -> bytes:
        """The list of all files, with the name of the list of what is on; '' for nothing."""
        return orjson.dumps({**self._told, "activities": activities})

    @property
    def cells(self) -> Collection[str]:
        """The names of the files that hold stations."""
        return self._cells.keys()

    def names(self) -> Iterator[str]:
        """Every file but the manifest, by its path without `.json`."""
        for name in self._cells:
            yield name
            yield f"{name}{DETAILS}"
        if self._cells:
            yield self.words
        yield from self._groups
        for zoom in clusters.ZOOMS:
            for tile in clusters.blocks(zoom, codes=self._codes):
                yield f"{self.clusters}/{zoom}/{tile.x}/{tile.y}"

    def of_city(self, name: str, ids: Sequence[str], *, activities: Sequence[str] = ()) -> bytes:
        """The list of the files that tell all of a city; of none where it is too large."""
        told = {
            "name": name,
            "stations": len(ids),
            "revision": self.kept.revision,
            "activities": activities[0] if activities else "",
            "files": [*self.files_of(ids), *activities] if len(ids) <= MOST_KEPT else [],
        }
        return orjson.dumps(told)

    def files_of(self, ids: Iterable[str]) -> list[str]:
        """The files that tell all of some stations: their cells with details, and the groups."""
        places = np.flatnonzero(np.isin(self._rows, self.kept.table.rows_of(ids)))
        cells = list(self._cells.values())
        lows = np.array([cell.low for cell in cells], dtype=np.int64)
        found = [cells[n] for n in np.unique(np.searchsorted(lows, places, side="right") - 1)]
        groups = {_above(cell.tile) for cell in found}
        return [
            self.words,
            *(entry[-1] for entry in self._group_entries if Tile(*entry[:3]) in groups),
            *(name for cell in found for name in (cell.name, f"{cell.name}{DETAILS}")),
        ]

    def file(self, name: str) -> bytes | None:
        """The JSON of a file of this cut; None for a name that is not in it."""
        if cell := self._cells.get(name):
            rows = self._rows[cell.low : cell.high].tolist()
            return orjson.dumps(document(self.kept, rows, patterns=self._patterns))
        if cell := self._cells.get(name.removesuffix(DETAILS)):
            rows = self._rows[cell.low : cell.high].tolist()
            return orjson.dumps(details(self.kept, rows))
        return self._words if name == self.words else self._groups.get(name) or self._block(name)

    def _block(self, name: str) -> bytes | None:
        digest, *numbers = name.split("/")
        if digest != self.clusters or len(numbers) != 3:
            return None
        if not all(part.isascii() and part.isdigit() and len(part) < 6 for part in numbers):
            return None
        zoom, x, y = map(int, numbers)
        tile = Tile(clusters.tile_zoom(zoom), x, y)
        if zoom not in clusters.ZOOMS or max(x, y) >= 1 << tile.z:
            return None
        return clusters.block(zoom, tile, codes=self._codes, lat=self._lat, lon=self._lon)

    def _cut(self, known: dict[tuple[Tile, bytes], str]) -> Iterator[Cell]:
        table, rows = self.kept.table, self._rows
        has = table.columns["amenities"][rows]
        times = table.columns["opening"][rows]
        starts, ends = table.starts[rows], table.ends[rows]
        where = np.stack((times, starts, ends), axis=1)
        for tile, low, high in tiles.shared_out(
            self._codes, shallowest=SHALLOWEST, deepest=DEEPEST, most=MOST
        ):
            numbers = self._numbers[low:high].tobytes()
            networks = self._networks_of(rows[low:high])
            key = tile, _digest(numbers, networks, where[low:high].tobytes())
            name = known.get(key)
            if name is None:
                told = b"".join(table.fragments(rows[low:high]))
                kept = "\n".join([table.openings[n] for n in times[low:high].tolist()]).encode()
                place = repr(tile).encode()
                name = _named(self._seed, place, numbers, kept, told, *filter(None, [networks]))
            self._names[key] = name
            mask = int(np.bitwise_or.reduce(has[low:high])) & THINGS
            yield Cell(tile=tile, low=low, high=high, mask=mask, name=name)

    def _networks_of(self, rows: npt.NDArray[np.int64]) -> bytes:
        """To which networks the stations of a cell belong, as bytes; none where to none."""
        numbers = self.kept.networks.numbers[rows]
        return (
            repr([self.kept.networks.sets[n] for n in numbers]).encode() if numbers.any() else b""
        )

    def _known_from(self, before: Cut | None) -> dict[tuple[Tile, bytes], str]:
        """Names by what is quickly compared: numbers, and where the texts of each row lie.

        Places tell of texts only while the new table has grown out of the old one.
        """
        if before is None or before._seed != self._seed:
            return {}
        old, new = before.kept.table, self.kept.table
        grown = new.openings[: len(old.openings)] == old.openings
        return before._names if grown and new.blob is old.blob else {}

    def _grouped(self) -> dict[str, bytes]:
        lists: dict[Tile, list[Cell]] = {}
        for cell in self._cells.values():
            lists.setdefault(_above(cell.tile), []).append(cell)
        files = {}
        for tile, cells in lists.items():
            body = orjson.dumps({"cells": [cell.entry for cell in cells]})
            name = _named(body)
            files[name] = body
            mask = int(np.bitwise_or.reduce([cell.mask for cell in cells]))
            count = sum(cell.high - cell.low for cell in cells)
            self._group_entries.append((*tile, count, mask, name))
        return files

    def _manifest(self) -> dict[str, Any]:
        return {
            "format": FORMAT,
            "revision": self.kept.revision,
            "from": self._patterns.first.toordinal() - EPOCH,
            "days": DAYS,
            "total": len(self._rows),
            **{
                name: [(t.id, t.zh) for t in vocabulary.load(name).terms.values()]
                for name in ("amenities", "kinds", "entry", "hosts")
            },
            "wishes": [_wish(one) for one in wishes.load() if one.entry or len(one.amenities) > 1],
            "words": self.words,
            "holidays": self._holidays(),
            "phases": [(phase.value, words) for phase, words in PHASE_WORDS.items()],
            "cells": [] if self._groups else [cell.entry for cell in self._cells.values()],
            "groups": self._group_entries if self._groups else [],
            "clusters": {
                "name": self.clusters,
                "zooms": [clusters.ZOOMS.start, clusters.ZOOMS.stop - 1],
            },
        }

    def _holidays(self) -> list[tuple[int, str]]:
        """The holidays among the days that cells tell of, for the words of a doubt."""
        first, calendar = self._patterns.first, self.kept.timetables.calendar
        days = (first + timedelta(days=n) for n in range(DAYS))
        return [(day.toordinal() - EPOCH, name) for day in days if (name := calendar.name(day))]

    def _same_for_all(self) -> bytes:
        """What every cell depends on: the format, the days told, the calendar and the lists."""
        names = ("amenities", "kinds", "entry", "hosts")
        words = [list(vocabulary.load(name).terms) for name in names]
        known = self.kept.timetables.calendar
        calendar = (known.days, known.habits)
        same = FORMAT, DAYS, self._patterns.first, words, list(KEPT), calendar
        return repr(same).encode()


def _above(tile: Tile) -> Tile:
    """The tile of a group that a cell belongs to."""
    up = tile.z - SHALLOWEST
    return Tile(SHALLOWEST, tile.x >> up, tile.y >> up)


def _wish(wish: Wish) -> tuple[str, str, list[tuple[int, str, str]], int]:
    """Id, words, the amenities with how each is told from the others, and a mask of ways in."""
    terms = [vocabulary.amenities()[one] for one in wish.amenities]
    told = [(term.position, term.where, term.beside) for term in terms]
    return wish.id, wish.zh, told, vocabulary.entry_methods().bits(wish.entry)


def first_day(day: date) -> date:
    """The first of the days that cells tell of: the Sunday before the week."""
    return day - timedelta(days=day.weekday() + 1)


def _whole(column: npt.NDArray[Any]) -> npt.NDArray[np.int64]:
    """A column as whole numbers of the same bits."""
    return column.view(np.int64) if column.itemsize == 8 else column.astype(np.int64)


def _named(*content: bytes) -> str:
    return _digest(*content).hex()


def _digest(*content: bytes) -> bytes:
    digest = blake2b(digest_size=6)
    for part in content:
        digest.update(len(part).to_bytes(8, "big"))
        digest.update(part)
    return digest.digest()
