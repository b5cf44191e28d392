"""Basic amenities that a city wants of every station."""

from __future__ import annotations

import tomllib
from functools import lru_cache

from stations.config import DATA
from stations.registry import vocabulary

Wants = tuple[tuple[str, ...], ...]
"""What is wanted, one thing after the other; any amenity of an inner tuple will do."""


def wanted(area: str) -> Wants:
    """The list of the narrowest area that this area lies in."""
    fitting = [listed for listed in _lists() if area.startswith(listed[0])]
    return max(fitting, key=lambda listed: len(listed[0]))[1]


@lru_cache(maxsize=1)
def _lists() -> tuple[tuple[str, Wants], ...]:
    told = tomllib.loads((DATA / "basics.toml").read_text("utf-8"))
    known = vocabulary.amenities()
    lists = []
    for one in told["lists"]:
        wants = tuple(tuple(names) for names in one["wants"])
        # `bits` is Invalid for an amenity that the vocabulary does not have.
        known.bits(name for names in wants for name in names)
        lists.append((one["area"], wants))
    return tuple(lists)
