"""What is usually given away, with its limits, from data/giveaway_categories.toml."""

from __future__ import annotations

import tomllib
from functools import cache

from stations.config import DATA
from stations.giveaways.model import GiftCategory


@cache
def usual() -> tuple[GiftCategory, ...]:
    """The categories that a new give-away is offered, in their order."""
    given = tomllib.loads((DATA / "giveaway_categories.toml").read_text("utf-8"))
    return tuple(
        GiftCategory(
            code=code,
            word=it["zh"],
            unit=it["unit"],
            per_person=it.get("per_person"),
            disinfect=it.get("disinfect", False),
        )
        for code, it in given.items()
    )
