"""The station of a row, and rows that may be the same place."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

import numpy as np

from stations.geo.point import EARTH_RADIUS_M
from stations.geo.tree import KDTree
from stations.registry.entries.entry import Entry
from stations.registry.fields.identity import NAME, NUMBER, STATION_ID
from stations.registry.fields.place import DISTRICT
from stations.registry.model import Station
from stations.remarks import Remark

SAME_PLACE_M = 50
"""A row with a known name this close to that station is that station."""
NEIGHBOURS_M = 150
"""Two stations closer than this with like names are shown as perhaps the same."""
ALIKE = 0.72
_MOST_NEIGHBOURS = 8

_BESIDE = re.compile(r"[()（）·\s]")
_NUMERAL = re.compile("[0-9]+|[一二三四五六七八九十]+")
_DIGITS = str.maketrans("一二三四五六七八九", "123456789")
_COMMON = re.compile(
    r"工会|户外劳动者|户外职工|劳动者|爱心|驿站|服务站点?|服务点|站点|环卫工人?|职工|之家|[()（）·\-\s]"
)


@dataclass(frozen=True, slots=True)
class _Spot:
    name: str
    entry: Entry | None
    station_id: str = ""
    number: str = ""


def plain_name(name: str) -> str:
    """A name without differences of width, case, brackets and space."""
    return _BESIDE.sub("", unicodedata.normalize("NFKC", name).casefold())


def matched(
    entries: Sequence[Entry], known: Sequence[Station], *, chosen: Mapping[int, Station]
) -> list[Station | None]:
    """For every entry the station that it is: as a person has chosen for its row, by id or number
    in its city, else by name nearby."""
    by_id = {station.id: station for station in known}
    by_number = {(s.place.city_code, s.number.casefold()): s for s in known if s.number}
    by_name: dict[str, list[Station]] = {}
    for station in known:
        for name in (station.name, *station.aliases):
            by_name.setdefault(plain_name(name), []).append(station)
    if not known:
        return [None] * len(entries)
    found: list[Station | None] = []
    taken: set[str] = set()
    for entry in entries:
        number = entry.values.get(NUMBER, "").casefold()
        known_one = (
            chosen.get(entry.row)
            or by_id.get(entry.values.get(STATION_ID, ""))
            or (by_number.get((entry.city, number)) if number else None)
        )
        found.append(known_one)
        if known_one:
            taken.add(known_one.id)
    for position, entry in enumerate(entries):
        if found[position] is not None or NAME not in entry.values:
            continue
        candidates = by_name.get(plain_name(entry.values[NAME]), ())
        same = next((s for s in candidates if s.id not in taken and _is_here(entry, s)), None)
        if same:
            found[position] = same
            taken.add(same.id)
    return found


def _is_here(entry: Entry, station: Station) -> bool:
    point = station.place.point
    if point is None or entry.lat is None or entry.lon is None:
        # Drafts have no place to compare: the same name in the same area is the same station.
        return (
            point is None
            and entry.lat is None
            and station.place.city_code == entry.city
            and station.place.area_words in (entry.area_words, entry.values.get(DISTRICT, ""))
        )
    pair = vectors(np.array([point.lat, entry.lat]), np.array([point.lon, entry.lon]))
    return float(np.linalg.norm(pair[0] - pair[1])) * EARTH_RADIUS_M <= SAME_PLACE_M


def alike(name: str, other: str) -> bool:
    """Whether two neighbours with these names may be one station."""
    return _are_alike(_OwnName.of(name), _OwnName.of(other))


@dataclass(frozen=True, slots=True)
class _OwnName:
    """What is a name's own, without the words that most names have, and its numerals."""

    words: str
    numbers: tuple[int, ...]
    """In order: 第一 and 1 are one, 1 号站 and 2 号站 are two stations."""

    @classmethod
    def of(cls, name: str) -> _OwnName:
        words = _COMMON.sub("", plain_name(name))
        return cls(words, tuple(map(_number, _NUMERAL.findall(words))))


def _are_alike(one: _OwnName, other: _OwnName) -> bool:
    if one.numbers and other.numbers and one.numbers != other.numbers:
        return False
    mine, theirs = one.words, other.words
    # Names made of common words alone say nothing against being the same place.
    if mine in theirs or theirs in mine:
        return True
    # What they share in any order is the most that they can share in the same order; to count it
    # is far quicker than to compare them.
    shared = sum([min(mine.count(one), theirs.count(one)) for one in set(mine)])
    if 2.0 * shared / (len(mine) + len(theirs)) < ALIKE:
        return False
    return SequenceMatcher(None, mine, theirs).ratio() >= ALIKE


def _number(numeral: str) -> int:
    tens, ten, ones = numeral.translate(_DIGITS).partition("十")
    if not ten:
        return int(tens)
    return int(tens or 1) * 10 + int(ones.replace("十", "") or 0)


def duplicates(
    entries: Sequence[Entry],
    matches: Sequence[Station | None],
    known: Iterable[Station],
    *,
    candidates: dict[int, tuple[str, ...]],
) -> list[Remark]:
    """Pairs that may be one place listed twice: near each other, and with like names.

    The stations of the registry that new rows may be are added to their candidates.
    """
    located = [entry for entry in entries if entry.is_located and NAME in entry.values]
    if not located:
        return []
    own = {station.id for station in matches if station}
    spots = [_Spot(entry.values[NAME], entry) for entry in located]
    lats, lons = [e.lat for e in located], [e.lon for e in located]
    for station in known:
        if station.place.point and station.id not in own:
            spots.append(_Spot(station.name, None, station.id, station.number))
            lats.append(station.place.point.lat)
            lons.append(station.place.point.lon)
    spheric = vectors(np.array(lats, dtype=np.float64), np.array(lons, dtype=np.float64))
    tree = KDTree(spheric)
    distances, neighbours = tree.query(
        spheric[: len(located)],
        k=min(_MOST_NEIGHBOURS, len(spots)),
        distance_upper_bound=NEIGHBOURS_M / EARTH_RADIUS_M,
    )
    shape = (len(located), -1)
    distances, neighbours = distances.reshape(shape), neighbours.reshape(shape)
    # Every pair once; where there is no further neighbour, the tree answers with one too many.
    later = (neighbours > np.arange(len(located))[:, None]) & (neighbours < len(spots))
    positions, _ = np.nonzero(later)
    pairs = zip(
        positions.tolist(),
        neighbours[later].tolist(),
        (distances[later] * EARTH_RADIUS_M).tolist(),
        strict=True,
    )
    unmatched = {entry.row for entry, station in zip(entries, matches, strict=True) if not station}
    remarks = []
    # A name is compared with up to eight neighbours.
    close = {*positions.tolist(), *neighbours[later].tolist()}
    names = {place: _OwnName.of(spots[place].name) for place in close}
    for position, place, metres in pairs:
        if not _are_alike(names[position], names[place]):
            continue
        other = spots[place]
        remark = _told(located[position], other, metres=metres)
        remarks.append(remark)
        if other.station_id and remark.row in unmatched:
            held = candidates.get(remark.row, ())
            candidates[remark.row] = (*held, other.station_id)
    return remarks


def _told(entry: Entry, other: _Spot, *, metres: float) -> Remark:
    row, name = entry.row, other.name
    if other.entry is None:
        if not other.number:
            return Remark("duplicate.unnumbered", row=row, name=name, metres=round(metres))
        return Remark(
            "duplicate.known", row=row, number=other.number, name=name, metres=round(metres)
        )
    return Remark("duplicate", row=row, rows=[other.entry.row], name=name, metres=round(metres))


def vectors(lats: np.ndarray, lons: np.ndarray) -> np.ndarray:
    """Places on the unit sphere."""
    lat, lon = np.radians(lats), np.radians(lons)
    return np.column_stack((np.cos(lat) * np.cos(lon), np.cos(lat) * np.sin(lon), np.sin(lat)))
