"""Reviews in somebody's areas, and those that wait for them."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import date

from stations.accounts.model import Account
from stations.accounts.roles import NOT_FOR_OWN, Action
from stations.areas import codes
from stations.db.base import Database, Row, Value
from stations.registry.scoping import EVERYWHERE, Reach, reach_of
from stations.registry.stored import redirects
from stations.registry.stored import store as stations
from stations.stars import secrecy, store, visit_store
from stations.stars.model import UNDER_WAY, Review, ReviewKind, ReviewState

PAGE = 50
_UNDER_WAY = (
    ReviewState.SUBMITTED,
    ReviewState.CHECKED,
    ReviewState.INSPECTED,
    ReviewState.NOTICED,
    ReviewState.APPEALED,
    ReviewState.RECTIFYING,
    ReviewState.WARNED,
)
LATE = (ReviewState.RETURNED, *_UNDER_WAY[:-1])
"""States of which the last day is one on which staff or the station should have acted."""
_OBJECTED = "exists (select 1 from objections o where o.review_id = r.id and o.state = 'new')"
_SECOND = (
    "(r.kind = 'recheck' and s.star > 0"
    " and (r.state = 'warned' or r.state in ('vetoed', 'refused') and r.vetoer <> '')"
    " and (r.due_on is null or r.due_on < :today)"
    " and not exists (select 1 from awards a where a.station_id = r.station_id"
    " and a.log > (select max(t.log) from review_steps t where t.review_id = r.id)))"
)
"""A veto or warning without appeal that is not yet confirmed to take the stars."""
_OPEN_STATES = ", ".join(f"'{state}'" for state in UNDER_WAY)
_GONE = f"(s.lifecycle = 'closed' and r.state in ({_OPEN_STATES}))"
"""A person decides what becomes of it."""
_COLUMNS = "id, name, area_code, district_code, star, lifecycle"
"""Of the stations."""
_READY = (
    f"(r.state not in ('noticed', 'warned') or r.state = 'noticed' and r.notice_until < :today"
    f" or r.state = 'warned' and r.due_on >= :today or {_OBJECTED})"
)
"""A notice waits for somebody once its last day is over, or where somebody objects; a station that
was told of the end of its stars, as long as it may appeal."""
_VISITED = (
    "select 1 from inspections i where i.review_id = r.id and i.by = :me"  # noqa: S608
    f" and {visit_store.SET_ASIDE}"
)
"""SQL that selects the own visits to reviews `r` that somebody else has to repeat."""
_WAITING: Mapping[Action, Collection[ReviewState]] = {
    Action.APPLY: (
        ReviewState.DRAFT,
        ReviewState.RETURNED,
        ReviewState.RECTIFYING,
        ReviewState.WARNED,
    ),
    Action.CHECK_REVIEW: (ReviewState.SUBMITTED,),
    Action.INSPECT: (ReviewState.CHECKED,),
    Action.DECIDE: (ReviewState.INSPECTED, ReviewState.NOTICED, ReviewState.APPEALED),
}
"""The role that a review in a state waits for."""
_PARTS: Mapping[Action, Collection[str]] = {
    Action.APPLY: (),
    Action.CHECK_REVIEW: ("applicant", "inspector", "decider"),
    Action.INSPECT: ("applicant", "checker", "decider"),
    Action.DECIDE: ("applicant", "checker", "inspector"),
}
"""The other parts in a review that forbid somebody to go on with it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviewQuery:
    """Which reviews somebody asks for, and on which day."""

    today: date
    cycle_id: str = ""
    state: ReviewState | None = None
    kind: ReviewKind | None = None
    overdue: bool = False
    objected: bool = False
    """Only where an objection waits for its answer."""
    district: str = ""
    """A code prefix: kept by such an area or lying in it."""
    station_id: str = ""
    mine: Account | None = None
    """Only what waits for this account, and what it may go on with."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ListedReview:
    """A review in a list, with the station it is about."""

    review: Review
    station: str
    area_code: str
    district_code: str
    year: int
    overdue: bool
    awaits_second: bool
    """Whether a veto waits for somebody else to confirm that it takes the stars."""
    gone: bool = False
    """Whether its station is closed though the review is under way."""
    successor: str = ""
    """The station that this one has become."""


def reviews(
    db: Database, wanted: ReviewQuery, reach: Reach, page: int = 1
) -> tuple[list[ListedReview], int]:
    """One page (from 1), what is due first before the others; how many there are in all."""
    source, values = _source(wanted, reach)
    row = db.row(f"select count(*) as n {source}", **values)
    rows = db.rows(
        "select r.*, s.name as station, s.area_code, s.district_code, s.lifecycle, c.year,"
        f" case when {_SECOND} then 1 else 0 end as awaits_second {source}"
        " order by case when r.due_on is null then 1 else 0 end, r.due_on, r.moved_at, r.id"
        " limit :limit offset :offset",
        limit=PAGE,
        offset=(page - 1) * PAGE,
        **(values | {"today": wanted.today.isoformat()}),
    )
    total = int(row["n"]) if row else 0
    return [_marked(db, _item(row, today=wanted.today)) for row in rows], total


def waiting(db: Database, *, by: Account, today: date) -> int:
    """How many reviews wait for this account."""
    wanted = ReviewQuery(today=today, mine=by)
    source, values = _source(wanted, reach_of(by, Action.SEE_REVIEWS))
    row = db.row(f"select count(*) as n {source}", **values)
    return int(row["n"]) if row else 0


def overdue(db: Database, reach: Reach, *, today: date) -> int:
    """How many reviews are past the last day of what should have come next."""
    source, values = _source(ReviewQuery(today=today, overdue=True), reach)
    row = db.row(f"select count(*) as n {source}", **values)
    return int(row["n"]) if row else 0


def pending(db: Database, reach: Reach) -> int:
    """How many reviews within reach somebody still has to go on with."""
    inside, values = stations.within(reach)
    row = db.row(
        f"select count(*) as n from reviews where state in ({_listed(_UNDER_WAY)})"  # noqa: S608
        f" and station_id in ({inside})",
        **values,
    )
    return int(row["n"]) if row else 0


def in_states(db: Database, cycle_id: str, states: Collection[ReviewState]) -> list[Review]:
    """The reviews of a cycle that are in one of these states, by id."""
    listed = _listed(states)
    rows = db.rows(
        f"select * from reviews where cycle_id = :id and state in ({listed}) order by id",  # noqa: S608
        id=cycle_id,
    )
    return [store.review_of(row) for row in rows]


def rectifying(db: Database, reach: Reach, *, before: date) -> list[Review]:
    """The reviews within reach whose time to put things right ended before a day."""
    inside, values = stations.within(reach)
    rows = db.rows(
        "select * from reviews where state = 'rectifying' and due_on < :before"  # noqa: S608
        f" and station_id in ({inside})",
        before=before.isoformat(),
        **values,
    )
    return [store.review_of(row) for row in rows]


def of_cycle(db: Database, cycle_id: str, reach: Reach) -> list[tuple[Review, str]]:
    """The reviews of a cycle within reach, with the district of each station, else its area."""
    inside, values = stations.within(reach, _COLUMNS)
    rows = db.rows(
        f"select r.*, s.area_code, s.district_code from reviews r join ({inside}) s"  # noqa: S608
        f" on s.id = r.station_id where r.cycle_id = :cycle and {secrecy.shown(reach)}",
        cycle=cycle_id,
        **values,
    )
    return [(store.review_of(row), row["district_code"] or row["area_code"]) for row in rows]


def under_way(db: Database, cycle_id: str, *, today: date) -> int:
    """How many reviews of a cycle somebody still has to go on with, or may appeal against."""
    refused = in_states(db, cycle_id, (ReviewState.REFUSED, ReviewState.VETOED))
    appealable = sum(one.may_appeal(today) for one in refused)
    inside, values = stations.within(EVERYWHERE, "id, star")
    row = db.row(
        f"select count(*) as n from reviews r join ({inside}) s on s.id = r.station_id"  # noqa: S608
        f" where r.cycle_id = :id and r.state <> 'warned' and {_SECOND}",
        id=cycle_id,
        today=today.isoformat(),
        **values,
    )
    unconfirmed = int(row["n"]) if row else 0
    return len(in_states(db, cycle_id, _UNDER_WAY)) + appealable + unconfirmed


def is_overdue(review: Review, *, today: date) -> bool:
    """Whether the last day for what comes next is over."""
    return review.state in LATE and review.due_on is not None and review.due_on < today


def _source(wanted: ReviewQuery, reach: Reach) -> tuple[str, dict[str, Value]]:
    """The tables and conditions of a question, with their values."""
    inside, values = stations.within(reach, _COLUMNS)
    wheres = [secrecy.shown(reach)]
    plain = {"r.cycle_id": wanted.cycle_id, "r.station_id": wanted.station_id,
             "r.state": wanted.state, "r.kind": wanted.kind}  # fmt: skip
    for n, (column, value) in enumerate(plain.items()):
        if value:
            wheres.append(f"{column} = :plain{n}")
            values[f"plain{n}"] = str(value)
    if wanted.district:
        wheres.append("(s.area_code like :district or s.district_code like :district)")
        values["district"] = f"{codes.trimmed(wanted.district) or '?'}%"
    if wanted.overdue:
        wheres.append(f"r.state in ({_listed(LATE)}) and r.due_on < :today")
        values["today"] = wanted.today.isoformat()
    if wanted.objected:
        wheres.append(_OBJECTED)
    if wanted.mine is not None:
        wheres.append(_mine(wanted.mine, values))
        values["today"] = wanted.today.isoformat()
    source = (
        "from reviews r join cycles c on c.id = r.cycle_id"
        f" join ({inside}) s on s.id = r.station_id"
        f" where {' and '.join(wheres)}"
    )
    return source, values


def _mine(account: Account, values: dict[str, Value]) -> str:
    """SQL that is true for what this account is waited for; its values are put to the others."""
    values["me"] = account.id
    own = {f"own{n}": one for n, one in enumerate(sorted(account.own_stations))}
    values |= own
    others = f" and s.id not in ({', '.join(f':{one}' for one in own)})" if own else ""
    ways = []
    for action, states in _WAITING.items():
        inside, given = stations.within(reach_of(account, action))
        # Each right has its own areas, so its parameters have their own names.
        inside = re.sub(r":(\w+)", rf":{action.value}_\1", inside)
        values |= {f"{action.value}_{name}": value for name, value in given.items()}
        free = "".join(f" and r.{part} <> :me" for part in _PARTS[action])
        here = f"r.state in ({_listed(states)}) and {_READY} and s.lifecycle <> 'closed'"
        if action is Action.INSPECT:
            here += f" and not (r.inspector = :me and {store.REOPENED})"
            here += f" and not exists ({_VISITED})"
        if action is Action.DECIDE:
            # An objection is answered also where the review has gone on; a veto is confirmed.
            second = f"(r.vetoer <> :me and r.warner <> :me and {_SECOND})"
            here = f"({here} or {_OBJECTED} or {_GONE} or {second})"
        if action in NOT_FOR_OWN:
            free += others
        ways.append(f"{here}{free} and s.id in ({inside})")
    return "(" + " or ".join(f"({way})" for way in ways) + ")"


def _listed(states: Collection[ReviewState]) -> str:
    return ", ".join(f"'{state.value}'" for state in states)


def _marked(db: Database, item: ListedReview) -> ListedReview:
    """The same with what its closed station has become."""
    if not item.gone:
        return item
    return replace(item, successor=redirects.target(db, item.review.station_id))


def _item(row: Row, *, today: date) -> ListedReview:
    review = store.review_of(row)
    return ListedReview(
        review=review,
        station=row["station"],
        area_code=row["area_code"],
        district_code=row["district_code"],
        year=row["year"],
        overdue=is_overdue(review, today=today),
        awaits_second=bool(row["awaits_second"]),
        gone=row["lifecycle"] == "closed" and review.state in UNDER_WAY,
    )
