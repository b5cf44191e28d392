"""Draws for unannounced visits that anybody can repeat.

The seed, all candidates and their weights are kept with what was drawn, for ever, and proved by the
log, so that drawing until one likes the result is seen. Keepers of a station never see it.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date

from stations.accounts.model import Account, Scope, authorise
from stations.accounts.roles import Action
from stations.areas import codes
from stations.audit import log
from stations.audit.model import Act
from stations.db.base import Database
from stations.errors import Invalid, NotFound, Refused
from stations.moments import china_day
from stations.rechecks import recheck_start, warning_signs, weighted_draw
from stations.registry.model import Station
from stations.registry.scoping import Reach, scope_of
from stations.registry.stored import brief_store
from stations.registry.stored import store as stations
from stations.remarks import Remark
from stations.stars import draw_store, store
from stations.stars.draw_store import Draw, DrawBrief, Suspected
from stations.stars.model import Review, ReviewState

MOST, MOST_CANDIDATES = 200, 20_000
SHORTEST_SEED, LONGEST_SEED = 8, 64
SHORTEST_AREA = 4
"""Draws are a city's or a district's: no province visits its stations itself."""
_BEFORE_A_VISIT = (ReviewState.SUBMITTED, ReviewState.CHECKED)


@dataclass(frozen=True, slots=True, kw_only=True)
class VisitPlan:
    """How many are to be visited, of which area; with a cycle, of its reviews before a visit."""

    area: str
    n: int
    cycle_id: str = ""
    seed: str = ""
    """Given beforehand, such as the numbers of a public lottery; '' lets the server make it."""

    def __post_init__(self) -> None:
        known = codes.by_code(self.area[:6]) is not None and self.area.isascii()
        if not (known and self.area.isdigit() and SHORTEST_AREA <= len(self.area) <= 12):
            raise Invalid("invalid.draw_area", field="area")
        if not 1 <= self.n <= MOST:
            raise Invalid("invalid.draw_size", field="n", most=MOST)
        if self.seed and not SHORTEST_SEED <= len(self.seed) <= LONGEST_SEED:
            raise Invalid(
                "invalid.seed_length", field="seed", shortest=SHORTEST_SEED, longest=LONGEST_SEED
            )
        if not self.seed.isprintable() or self.seed != self.seed.strip():
            raise Invalid("invalid.seed_characters", field="seed")


@dataclass(frozen=True, slots=True, kw_only=True)
class Picked:
    """A drawn station, why it weighed what it did, and its review that is under way."""

    position: int
    station: Station
    why: Suspected
    review: Review | None
    visited: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class DrawVerdict:
    """Whether a draw comes out the same when it is drawn again."""

    sound: bool
    said: Remark


def draw(db: Database, plan: VisitPlan, *, by: Account, act: Act) -> Draw:
    """Draws stations for unannounced visits, bad signs weighing more, and keeps all of it."""
    area = codes.trimmed(plan.area)
    with db.writing() as tx:
        authorise(by, Action.ORDER, Scope(areas=(area,)))
        today = china_day(act.at)
        able = _candidates(tx, plan, area, today=today)
        candidates = tuple(warning_signs.suspected(tx, able, at=act.at))
        if not candidates:
            raise Refused("nobody_to_draw")
        if len(candidates) > MOST_CANDIDATES:
            raise Refused("too_many.draw_range")
        seed = plan.seed or secrets.token_hex(16)
        picked = weighted_draw.drawn(
            {c.station_id: c.weight for c in candidates}, n=plan.n, seed=seed
        )
        made = Draw(
            id=secrets.token_hex(8),
            area=area,
            cycle_id=plan.cycle_id,
            n=plan.n,
            seed=seed,
            seed_given=bool(plan.seed),
            candidates=candidates,
            digest=weighted_draw.digest(draw_store.listed(candidates)),
            picked=tuple(picked),
            by=by.id,
            shown=act.by,
            at=act.at,
        )
        number = log.append(tx, act=act, subject=f"draw:{made.id}", area=area, body=_proof(made))
        made = replace(made, log=number)
        draw_store.add(tx, made)
    return made


def seen(db: Database, draw_id: str, *, by: Account) -> Draw:
    """A draw in an area of theirs; NotFound else, and for those who only keep stations."""
    found = draw_store.get(db, draw_id)
    if not any(_meet(area, found.area) for area in sight(by)):
        raise NotFound("not_found.out_of_sight")
    return found


def past(db: Database, *, by: Account, number: int) -> tuple[list[DrawBrief], int]:
    """One page of the draws in areas of theirs, the newest first; how many there are."""
    return draw_store.page(db, sight(by), number=number)


def picked(db: Database, made: Draw, *, by: Account) -> list[Picked]:
    """The drawn stations that this account sees reviews of, but for those they keep."""
    why = {one.station_id: one for one in made.candidates}
    visited = draw_store.visited(db, made.id)
    own = by.own_stations
    found = []
    for position, station_id in enumerate(made.picked, start=1):
        station = stations.get(db, station_id)
        if station_id not in own and by.may(Action.SEE_REVIEWS, scope_of(station)):
            one = Picked(
                position=position,
                station=station,
                why=why[station_id],
                review=_sent_in(db, station_id),
                visited=station_id in visited,
            )
            found.append(one)
    return found


def _sent_in(db: Database, station_id: str) -> Review | None:
    """The review of a station that is under way; a draft keeps nobody from the door."""
    found = store.open_of_station(db, station_id)
    return None if found is not None and found.state is ReviewState.DRAFT else found


def weighed(db: Database, made: Draw, *, by: Account) -> list[tuple[str, Suspected]]:
    """The candidates that this account sees reviews of, with their names, the heaviest first."""
    known = brief_store.within(db, Reach(areas=sight(by)))
    own = by.own_stations
    found = [
        (known[one.station_id].name, one)
        for one in made.candidates
        if one.station_id in known and one.station_id not in own
    ]
    return sorted(found, key=lambda pair: (-pair[1].weight, pair[1].station_id))


def recheck(db: Database, draw_id: str, station_id: str, *, by: Account, act: Act) -> Review:
    """Orders a re-check of a drawn station that is not under review, so that it can be scored."""
    with db.writing() as tx:
        authorise(by, Action.ORDER)
        made = seen(tx, draw_id, by=by)
        if station_id not in made.picked:
            raise NotFound("not_found.not_drawn")
        station = stations.get(tx, station_id)
        authorise(by, Action.ORDER, scope_of(station))
        reason = f"抽查暗访，{china_day(made.at)} 抽签抽到"
        return recheck_start.ordered(tx, station, reason, by=by, act=act)


def verify(db: Database, made: Draw) -> DrawVerdict:
    """Draws again from what was kept, and holds it against the log."""
    entry = log.get(db, made.log)
    if entry is None or entry["subject"] != f"draw:{made.id}" or entry["body"] != _proof(made):
        return DrawVerdict(sound=False, said=Remark("draw.other_log"))
    if weighted_draw.digest(draw_store.listed(made.candidates)) != made.digest:
        return DrawVerdict(sound=False, said=Remark("draw.other_candidates"))
    weights = {one.station_id: one.weight for one in made.candidates}
    if weighted_draw.drawn(weights, n=made.n, seed=made.seed) != list(made.picked):
        return DrawVerdict(sound=False, said=Remark("draw.other_result"))
    return DrawVerdict(sound=True, said=Remark("draw.sound"))


def unannounced(db: Database, reach: Reach) -> set[str]:
    """The drawn stations, of those within reach, that have not been visited since."""
    return draw_store.to_visit(db, reach)


def sight(by: Account) -> tuple[str, ...]:
    """Areas whose draws and proposals somebody may see: a role for an area, not for a station."""
    authorise(by, Action.SEE_SIGNS)
    return by.areas_for(Action.SEE_SIGNS)


def _candidates(db: Database, plan: VisitPlan, area: str, *, today: date) -> Iterator[Station]:
    """Stations whose door should be open; with a cycle, those of its reviews before a visit."""
    found = brief_store.open_in(db, area, today=today)
    if not plan.cycle_id:
        return found
    if store.cycle(db, plan.cycle_id).closed_at is not None:
        raise Refused("cycle_closed")
    reviews = store.of_cycle(db, plan.cycle_id)
    waiting = {one.station_id for one in reviews if one.state in _BEFORE_A_VISIT}
    return (station for station in found if station.id in waiting)


def _meet(one: str, other: str) -> bool:
    """Whether one of the areas lies in the other, or they are the same."""
    return one.startswith(other) or other.startswith(one)


def _proof(made: Draw) -> dict[str, object]:
    """What the log holds of a draw: enough to find any change."""
    return {
        "seed": made.seed,
        "seed_given": made.seed_given,
        "n": made.n,
        "cycle": made.cycle_id,
        "candidates": len(made.candidates),
        "digest": made.digest,
        "drawn": weighted_draw.digest([made.picked]),
    }
