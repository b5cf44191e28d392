"""Which counts of people are shown to everybody: none below five, nor any that others tell.

Areas that make up another one are like the cells of a row with its sum: where one of them is left
out, a second one is, until what the sum tells of all that are left out is no small number. Below
an area that is left out nothing is shown either.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Final

from stations.figures.counts import child_of

LEAST: Final = 5
"""Fewer people than this are not told of."""
_NOBODYS: Final = ""
"""What is known of no area below is never shown, and is told by the sum like all others."""


def hidden(cells: Mapping[str, int]) -> frozenset[str]:
    """Which of some cells with a known sum are left out."""
    away = {key for key, n in cells.items() if n < LEAST or key == _NOBODYS}
    rest = sorted((key for key in cells if key not in away), key=lambda key: (cells[key], key))
    while rest and not _is_safe([cells[key] for key in away]):
        away.add(rest.pop(0))
    return frozenset(away)


def _is_safe(away: Sequence[int]) -> bool:
    """Whether none of the numbers that were left out follows from their sum: nobody, or enough
    people, and not so many that each must be the most that is left out."""
    whole = sum(away)
    all_small = all(n < LEAST for n in away)
    return whole == 0 or (whole >= LEAST and not (all_small and whole == len(away) * (LEAST - 1)))


def shown(leaves: Mapping[str, int], *, root: str) -> dict[str, int]:
    """The areas of a tree whose number is shown; `leaves` are the numbers by the keeping area."""
    found: dict[str, int] = {}
    if sum(leaves.values()) >= LEAST:
        _walk(root, leaves, found)
    return found


def _walk(area: str, leaves: Mapping[str, int], found: dict[str, int]) -> None:
    found[area] = sum(leaves.values())
    below: dict[str, dict[str, int]] = {}
    for code, n in leaves.items():
        below.setdefault(child_of(code, area=area), {})[code] = n
    away = hidden({child: sum(inside.values()) for child, inside in below.items()})
    for child in _named(below) - away:
        _walk(child, below[child], found)


def _named(areas: Collection[str]) -> frozenset[str]:
    return frozenset(areas) - {_NOBODYS}
