"""Which stretches of the country can hold a station with these wishes, and how far are they?"""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from stations.nearest import sphere
from stations.nearest.wishes import Traits, Wish

Floats = npt.NDArray[np.float64]
Rows = npt.NDArray[np.int64]

ROWS_A_BLOCK = 128
_FIRST_BATCH_ROWS = 2048
_LARGEST_BATCH_ROWS = 65_536


class Blocks:
    """Runs of neighbouring rows with what any of their stations has, and a ball around them.

    A block is passed over only when its union of amenities, its kinds or its highest star cannot
    fulfil the wish, or when its ball begins beyond the last place of the answer: so no station is
    ever missed, however rare the wish.
    """

    __slots__ = ("_centre", "_kinds", "_places", "_radius", "_star", "_traits", "_union")

    def __init__(self, places: Floats, traits: Traits) -> None:
        starts = np.arange(0, len(places), ROWS_A_BLOCK)
        lengths = np.diff(np.append(starts, len(places)))
        self._places, self._traits = places, traits
        self._union = np.bitwise_or.reduceat(traits.amenities, starts)
        self._kinds = np.bitwise_or.reduceat(_kind_bits(traits.kind), starts)
        self._star = np.maximum.reduceat(traits.star, starts)
        self._centre = np.add.reduceat(places, starts) / lengths[:, None]
        apart = places - np.repeat(self._centre, lengths, axis=0)
        farthest = np.maximum.reduceat(np.einsum("ij,ij->i", apart, apart), starts)
        self._radius = np.sqrt(farthest) + sphere.SLACK

    def nearest(self, origin: Floats, wish: Wish, *, count: int) -> tuple[Rows, Floats]:
        """Give rows and chords of fulfilling stations, unordered.

        Among them are all those that stand among the nearest `count` (all with equal distances).
        """
        able = np.flatnonzero(self._able(wish))
        begins = sphere.chords(self._centre[able], origin) - self._radius[able] - sphere.SLACK
        order = np.argsort(begins)
        able, begins = able[order], begins[order]
        found = np.empty(0, dtype=np.int64)
        chords = np.empty(0)
        reach, done, batch = np.inf, 0, _FIRST_BATCH_ROWS // ROWS_A_BLOCK
        while done < able.size and begins[done] <= reach:
            until = min(done + batch, int(np.searchsorted(begins, reach, side="right")))
            more = self._traits.fulfilling(self._rows(able[done:until]), wish)
            found = np.concatenate((found, more))
            chords = np.concatenate((chords, sphere.chords(self._places[more], origin)))
            if found.size > count:
                reach = float(np.partition(chords, count - 1)[count - 1]) + sphere.SLACK
                near = chords <= reach
                found, chords = found[near], chords[near]
            done = until
            batch = min(batch * 2, _LARGEST_BATCH_ROWS // ROWS_A_BLOCK)
        return found, chords

    def _able(self, wish: Wish) -> npt.NDArray[np.bool_]:
        wants = np.uint64(wish.wants)
        able = (self._union & wants) == wants
        if wish.kind is not None:
            able &= (self._kinds & _kind_bits(np.array(wish.kind, dtype=np.int16))) != 0
        if wish.min_star > 0:
            able &= self._star >= wish.min_star
        return np.asarray(able)

    def _rows(self, blocks: Rows) -> Rows:
        rows = (blocks[:, None] * ROWS_A_BLOCK + np.arange(ROWS_A_BLOCK)).ravel()
        # Only the last block may be short, and it may stand anywhere in the list.
        return rows[rows < len(self._places)]


def _kind_bits(kind: npt.NDArray[np.int16]) -> npt.NDArray[np.uint64]:
    # Beyond 64 kinds two share a bit: a block is then looked into in vain, never missed.
    return np.uint64(1) << (kind & 63).astype(np.uint64)
