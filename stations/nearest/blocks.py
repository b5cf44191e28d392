"""Which stretches of the country can hold a station with these wishes, and how far are they?"""

from __future__ import annotations

from copy import copy

import numpy as np
import numpy.typing as npt

from stations.nearest import sphere
from stations.nearest.wishes import Traits, Wish

Floats = npt.NDArray[np.float64]
Rows = npt.NDArray[np.int64]

_BITS = 7
ROWS_A_BLOCK = 1 << _BITS
_MOST_BLOCKS_FIRST = 64
_LARGEST_BATCH = 1024

# |c - o|^2 as |c|^2 + 1 - 2 c.o is off by less than 1e-15, and so its root by less than this.
_ROUNDING = 1e-7


class Blocks:
    """Runs of neighbouring rows with what any of their stations has, and a ball around them.

    A block is passed over only when its union of amenities, its kinds or its highest star cannot
    fulfil the wish, or when its ball begins beyond the last place of the answer: so no station is
    ever missed, however rare the wish.
    """

    __slots__ = (
        "_amenities",
        "_centre",
        "_kinds",
        "_places",
        "_radius",
        "_square",
        "_star",
        "_traits",
        "_union",
    )

    def __init__(self, places: Floats, traits: Traits) -> None:
        starts = self._know(places, traits)
        lengths = np.diff(np.append(starts, len(places)))
        self._centre = np.add.reduceat(places, starts) / lengths[:, None]
        apart = places - np.repeat(self._centre, lengths, axis=0)
        farthest = np.maximum.reduceat(np.einsum("ij,ij->i", apart, apart), starts)
        self._radius = np.sqrt(farthest) + _ROUNDING
        self._square = np.einsum("ij,ij->i", self._centre, self._centre) + 1.0

    def renewed(self, traits: Traits) -> Blocks:
        """The same places with other traits."""
        other = copy(self)
        other._know(self._places, traits)
        return other

    def _know(self, places: Floats, traits: Traits) -> Rows:
        """Takes in what the stations have; where the blocks begin."""
        starts = np.arange(0, len(places), ROWS_A_BLOCK)
        self._places, self._traits = places, traits
        # Whole blocks are copied faster than single rows; the last one is filled up with nothing.
        padded = np.zeros((len(starts), ROWS_A_BLOCK), dtype=np.uint64)
        padded.ravel()[: len(places)] = traits.amenities
        self._amenities = padded
        self._union = np.bitwise_or.reduceat(traits.amenities, starts)
        self._kinds = np.bitwise_or.reduceat(_kind_bits(traits.kind), starts)
        self._star = np.maximum.reduceat(traits.star, starts)
        return starts

    def nearest(
        self, origin: Floats, wish: Wish, *, count: int, share: float
    ) -> tuple[Rows, Floats]:
        """Give rows and chords of fulfilling stations, unordered.

        Among them are all those that stand among the nearest `count`, and all that tie with the
        last of these. `share` guesses how many stations fulfil the wish: it only decides how many
        blocks are opened first.
        """
        able = np.flatnonzero(self._able(wish))
        begins = self._begins(origin)[able]
        batch = min(max(4, int(4 * count / (share * ROWS_A_BLOCK))), _MOST_BLOCKS_FIRST)
        if able.size > batch:
            split = np.argpartition(begins, batch)
            found, reach = self._opened(able[split[:batch]], origin, wish, count=count)
            rest = split[batch:][begins[split[batch:]] <= reach]
            rest = rest[np.argsort(begins[rest])]
            able, begins = able[rest], begins[rest]
        else:
            found, reach = (np.empty(0, dtype=np.int64), np.empty(0)), np.inf
        done = 0
        while done < able.size and begins[done] <= reach:
            batch = min(batch * 2, _LARGEST_BATCH)
            more = able[done : done + batch]
            found, reach = self._opened(more, origin, wish, count=count, found=found)
            done += batch
        return found

    def _opened(
        self,
        blocks: Rows,
        origin: Floats,
        wish: Wish,
        *,
        count: int,
        found: tuple[Rows, Floats] | None = None,
    ) -> tuple[tuple[Rows, Floats], float]:
        """Add what the blocks hold to what was found; and the chord that the answer reaches."""
        rows = self._traits.fulfilling(self._rows(blocks, wish), wish)
        chords = sphere.chords(self._places[rows], origin)
        if found is not None:
            rows, chords = np.concatenate((found[0], rows)), np.concatenate((found[1], chords))
        if rows.size < count:
            return (rows, chords), np.inf
        reach = float(np.partition(chords, count - 1)[count - 1]) + sphere.SLACK
        near = chords <= reach
        return (rows[near], chords[near]), reach

    def _begins(self, origin: Floats) -> Floats:
        """Give the chord at which each ball begins, a little less rather than more."""
        square = self._centre @ origin
        square *= -2.0
        square += self._square
        np.maximum(square, 0.0, out=square)
        np.sqrt(square, out=square)
        square -= self._radius
        return np.asarray(square)

    def _able(self, wish: Wish) -> npt.NDArray[np.bool_]:
        wants = np.uint64(wish.wants)
        able = (self._union & wants) == wants
        if wish.kind is not None:
            able &= (self._kinds & _kind_bits(np.array(wish.kind, dtype=np.int16))) != 0
        if wish.min_star > 0:
            able &= self._star >= wish.min_star
        return np.asarray(able)

    def _rows(self, blocks: Rows, wish: Wish) -> Rows:
        """Give the rows of the blocks whose amenities fulfil the wish."""
        wants = np.uint64(wish.wants)
        amenities = self._amenities[blocks]
        amenities &= wants
        hits = np.flatnonzero(amenities == wants)
        rows = (blocks[hits >> _BITS] << _BITS) + (hits & (ROWS_A_BLOCK - 1))
        # Where nothing is wanted, the filling of the last block comes along.
        return np.asarray(rows if wish.wants else rows[rows < len(self._places)])


def _kind_bits(kind: npt.NDArray[np.int16]) -> npt.NDArray[np.uint64]:
    # Beyond 64 kinds two share a bit: a block is then looked into in vain, never missed.
    return np.uint64(1) << (kind & 63).astype(np.uint64)
