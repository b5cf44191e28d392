"""Progress of a cycle: states, districts, overdue reviews, spread of stars."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from stations.db.base import Database
from stations.registry.scoping import Reach
from stations.stars import store
from stations.stars.cycle import level_ranking, review_list_store
from stations.stars.cycle.level_ranking import Ranking
from stations.stars.cycle.review_list_store import is_overdue
from stations.stars.cycle_model import Cycle
from stations.stars.model import ReviewState

_STARRED = (ReviewState.INSPECTED, ReviewState.NOTICED, ReviewState.AWARDED)


@dataclass(frozen=True, slots=True, kw_only=True)
class Board:
    """What is seen of a cycle at a glance."""

    total: int
    counts: Mapping[tuple[str, ReviewState], int]
    """By the district (where its point lies, else who keeps it) and the state."""
    districts: tuple[str, ...]
    states: Mapping[ReviewState, int]
    overdue: Mapping[ReviewState, int]
    stars: Mapping[int, int]
    """How many have so many stars (in notice or awarded) or are proposed for them; 0 is none."""
    taken_part: int
    """How many were sent in or ordered; without any, a cycle may be cancelled."""
    ranking: Ranking
    """Quotas and ties of the whole cycle, whatever part of it is seen."""


def board(db: Database, cycle: Cycle, reach: Reach, *, today: date) -> Board:
    """The part of a cycle that lies in somebody's areas."""
    found = review_list_store.of_cycle(db, cycle.id, reach)
    counts: Counter[tuple[str, ReviewState]] = Counter()
    late: Counter[ReviewState] = Counter()
    stars: Counter[int] = Counter()
    ranking = level_ranking.ranked(db, cycle)
    proposed = {row.review.id: row.stars for row in ranking.rows}
    for review, district in found:
        counts[district, review.state] += 1
        late[review.state] += is_overdue(review, today=today)
        if review.state in _STARRED:
            stars[proposed.get(review.id, review.stars)] += 1
    states: Counter[ReviewState] = Counter()
    for (_, state), n in counts.items():
        states[state] += n
    return Board(
        total=len(found),
        counts=counts,
        districts=tuple(sorted({district for district, _ in counts})),
        states=states,
        overdue=+late,
        stars=stars,
        taken_part=store.taken_part(db, cycle.id),
        ranking=ranking,
    )
