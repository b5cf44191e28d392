"""Stretches of minutes from midnight, and sums and differences of them."""

from collections.abc import Iterable

Minutes = tuple[tuple[int, int], ...]


def joined(minutes: Iterable[tuple[int, int]]) -> Minutes:
    """Sorted, with what touches or overlaps made one."""
    found: list[tuple[int, int]] = []
    for start, end in sorted(minutes):
        if found and start <= found[-1][1]:
            found[-1] = (found[-1][0], max(found[-1][1], end))
        else:
            found.append((start, end))
    return tuple(found)


def common(one: Minutes, other: Minutes) -> Minutes:
    return joined((max(a, c), min(b, d)) for a, b in one for c, d in other if max(a, c) < min(b, d))


def without(minutes: Minutes, taken: Minutes) -> Minutes:
    left = list(minutes)
    for start, end in taken:
        left = [
            piece
            for a, b in left
            for piece in ((a, min(b, start)), (max(a, end), b))
            if piece[0] < piece[1]
        ]
    return joined(left)
