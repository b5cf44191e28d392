"""How far has a cycle come: by state and district, what is overdue, and how stars are spread?"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from stations.db.base import Database
from stations.registry import store as stations
from stations.registry.scoping import Reach
from stations.stars import scoring, store
from stations.stars.cycle import Cycle
from stations.stars.model import State
from stations.stars.review_lists import is_overdue

_PROPOSED = (State.NOTICED, State.AWARDED)


@dataclass(frozen=True, slots=True, kw_only=True)
class Quota:
    """Of a level that only some may have: how many may, have it, and would reach it."""

    stars: int
    percent: int
    allowed: int
    given: int
    """In notice or awarded."""
    reaching: int
    """Inspected and by points and gates of this level, so it still has to be decided."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Board:
    """What is seen of a cycle at a glance."""

    total: int
    counts: Mapping[tuple[str, State], int]
    """By the district (where its point lies, else who keeps it) and the state."""
    districts: tuple[str, ...]
    states: Mapping[State, int]
    overdue: Mapping[State, int]
    stars: Mapping[int, int]
    """How many are inspected, in notice or awarded with so many stars; 0 is none."""
    quotas: tuple[Quota, ...]
    """Of the whole cycle, whatever part of it is seen."""


def board(db: Database, cycle: Cycle, reach: Reach, *, today: date) -> Board:
    """The part of a cycle that lies in somebody's areas."""
    where, values = reach.condition()
    rows = db.rows(
        "select r.*, s.area_code, s.district_code from reviews r"  # noqa: S608
        f" join (select * from stations where {where}) s on s.id = r.station_id"
        " where r.cycle_id = :cycle",
        cycle=cycle.id,
        **values,
    )
    counts: Counter[tuple[str, State]] = Counter()
    late: Counter[State] = Counter()
    seen, spread = set(), _spread(db, cycle)
    for row in rows:
        review = store.review_of(row)
        counts[row["district_code"] or row["area_code"], review.state] += 1
        late[review.state] += is_overdue(review, today=today)
        seen.add(review.id)
    states: Counter[State] = Counter()
    for (_, state), n in counts.items():
        states[state] += n
    return Board(
        total=len(rows),
        counts=counts,
        districts=tuple(sorted({district for district, _ in counts})),
        states=states,
        overdue=+late,
        stars=Counter(stars for review, (stars, _) in spread.items() if review in seen),
        quotas=_quotas(cycle, spread),
    )


def _spread(db: Database, cycle: Cycle) -> dict[str, tuple[int, bool]]:
    """Review → its stars, and whether they are given (else they are what points come to)."""
    found = {
        row["id"]: (int(row["stars"]), True)
        for row in db.rows(
            "select id, stars from reviews where cycle_id = :id and state in"
            " ('noticed', 'awarded')",
            id=cycle.id,
        )
    }
    inspected = db.rows(
        "select id, station_id from reviews where cycle_id = :id and state = 'inspected'",
        id=cycle.id,
    )
    scored = _last_points(db, cycle) if inspected else {}
    for row in inspected:
        reached = scoring.reached(
            cycle.scheme, scored.get(row["id"], {}), stations.get(db, row["station_id"])
        )
        found[row["id"]] = (reached.stars, False)
    return found


def _last_points(db: Database, cycle: Cycle) -> Mapping[str, Mapping[str, int]]:
    """Review → criterion → points, of the last inspection of each that is inspected."""
    found: dict[str, dict[str, int]] = defaultdict(dict)
    for row in db.rows(
        "select p.review_id, p.criterion, p.points from review_points p"
        " join reviews r on r.id = p.review_id"
        " where r.cycle_id = :id and r.state = 'inspected' and p.visit ="
        " (select max(visit) from inspections i where i.review_id = r.id and i.counted = 1)",
        id=cycle.id,
    ):
        found[row["review_id"]][row["criterion"]] = int(row["points"])
    return found


def _quotas(cycle: Cycle, spread: Mapping[str, tuple[int, bool]]) -> tuple[Quota, ...]:
    return tuple(
        Quota(
            stars=level.stars,
            percent=level.quota_percent,
            allowed=scoring.allowed(level.quota_percent, of=len(spread)),
            given=sum(given and stars == level.stars for stars, given in spread.values()),
            reaching=sum(not given and stars == level.stars for stars, given in spread.values()),
        )
        for level in cycle.scheme.levels
        if level.quota_percent is not None
    )
