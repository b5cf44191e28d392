"""What is left, what ran out first, and who gave most: the table by which the rest is bought."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from stations.giveaways.model import GiftCategory, Giveaway, Stock, StockEntry, StockKind

_MOST_GIVERS = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class LeftOver:
    """One category over one or several give-aways."""

    category: GiftCategory
    stock: Stock
    ran_out_at: datetime | None
    """When nothing was ready to be given any more for the first time; None: never."""
    givers: Sequence[tuple[str, int]]
    """Who gave most of it, the greatest first."""


def table(found: Iterable[Giveaway], entries: Sequence[StockEntry]) -> list[LeftOver]:
    """By category, in the order of the give-aways; what has the same word and unit is one."""
    lines: dict[tuple[str, str], list[tuple[str, GiftCategory]]] = defaultdict(list)
    for one in found:
        for category in one.categories:
            lines[category.word, category.unit].append((one.id, category))
    by_line: dict[tuple[str, str], list[StockEntry]] = defaultdict(list)
    for entry in entries:
        by_line[entry.giveaway_id, entry.move.category].append(entry)
    return [
        _line(same[0][1], [by_line[of, category.code] for of, category in same])
        for same in lines.values()
    ]


def givers(entries: Iterable[StockEntry]) -> list[tuple[str, int]]:
    """How many things each one gave, who gave most first; what was taken back is left out."""
    sums: Counter[str] = Counter()
    for entry in entries:
        if entry.move.kind is StockKind.IN and not entry.corrected:
            sums[entry.giver_name] += entry.move.amount
    return sorted(sums.items(), key=lambda one: (-one[1], one[0]))


def _line(category: GiftCategory, ledgers: Sequence[Sequence[StockEntry]]) -> LeftOver:
    every = sorted((one for rows in ledgers for one in rows), key=lambda one: one.at)
    last = [rows[-1].after for rows in ledgers if rows]
    outs = [at for rows in ledgers if (at := _ran_out(rows)) is not None]
    return LeftOver(
        category=category,
        stock=Stock(
            received=sum(one.received for one in last),
            disinfected=sum(one.disinfected for one in last),
            ready=sum(one.ready for one in last),
            given=sum(one.given for one in last),
            broken=sum(one.broken for one in last),
        ),
        ran_out_at=min(outs, default=None),
        givers=givers(every)[:_MOST_GIVERS],
    )


def _ran_out(rows: Sequence[StockEntry]) -> datetime | None:
    """The first hand-out after which nothing was ready."""
    gave = (one for one in rows if one.move.kind is StockKind.GIVE and not one.after.ready)
    return next((one.at for one in gave), None)
