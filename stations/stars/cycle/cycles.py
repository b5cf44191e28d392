"""A year of reviews of an area: opened, with its invitations, and closed."""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date

from stations.accounts.model import Account, Scope, authorise
from stations.accounts.roles import Action
from stations.areas import codes
from stations.audit import log
from stations.audit.model import Act
from stations.db.base import Database, Transaction
from stations.errors import Invalid, NotFound, Refused
from stations.moments import china_day
from stations.registry.model import Station
from stations.registry.scoping import scope_of
from stations.registry.stored import store as stations
from stations.stars import case_store, review_steps, store
from stations.stars.cycle import admission, review_list_store
from stations.stars.cycle_model import Cycle
from stations.stars.model import Review, ReviewState
from stations.stars.rulebook import scheme_registry
from stations.stars.scheme import scheme_file
from stations.stars.scheme.scheme import Scheme, for_area

ENDED = "这一轮评定已经结束"
CANCELLED = "这一轮评定取消了"
"""Why an unfinished application is withdrawn, as its history keeps it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Extension:
    """A last day of applications that was moved: from when to when, why, by whom."""

    before: date
    until: date
    reason: str
    shown: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CyclePlan:
    """A cycle as somebody asks for it."""

    scheme: str = ""
    """The key of a scheme that is known, or the text of one; '' for the newest in force."""
    year: int
    area: str
    apply_until: date
    demo: bool = False


def open_cycle(db: Database, plan: CyclePlan, *, by: Account, act: Act) -> Cycle:
    """Opens the cycle of a year and area; there is one of them."""
    area = codes.trimmed(plan.area)
    if codes.by_code(area) is None:
        raise Invalid("invalid.cycle_area", field="area")
    today = china_day(act.at)
    if not today.year - 1 <= plan.year <= today.year + 1:
        raise Invalid("invalid.cycle_year", field="year")
    _check_last_day(plan.apply_until, year=plan.year, today=today)
    text, scheme = _rules(db, plan, area)
    cycle = Cycle(
        id=secrets.token_hex(8),
        scheme_key=scheme.key,
        scheme_text=text,
        year=plan.year,
        area=area,
        apply_until=plan.apply_until,
        opened_at=act.at,
        opened_by=by.id,
        demo=plan.demo,
    )
    with db.writing() as tx:
        authorise(by, Action.RUN_CYCLE, Scope(areas=(area,)))
        others = (one for one in store.cycles(tx) if not one.cancelled)
        if any(one.year == plan.year and one.area == area for one in others):
            raise Refused("cycle_exists")
        store.add_cycle(tx, cycle)
        _log(tx, cycle, act=replace(act, action="cycle_opened"))
    return cycle


def invite(
    db: Database, cycle_id: str, station_ids: Iterable[str], *, by: Account, act: Act
) -> int:
    """Begins an application for each of these stations; how many were begun.

    Stations that have one already, or cannot apply, are left as they are.
    """
    with db.writing() as tx:
        cycle = store.cycle(tx, cycle_id)
        admission.check_takes(cycle, on=china_day(act.at))
        begun = 0
        for station_id in dict.fromkeys(station_ids):
            station = stations.get(tx, station_id)
            authorise(by, Action.RUN_CYCLE, scope_of(station))
            if not admission.holds(cycle, station):
                raise Invalid("invalid.station_outside_cycle", field="station", name=station.name)
            if not (admission.why_not(station) or admission.taken_part(tx, cycle, station_id)):
                admission.draft(tx, cycle, station, act=act)
                begun += 1
    return begun


def close(db: Database, cycle_id: str, *, by: Account, act: Act) -> Cycle:
    """Ends a cycle of which nothing is under way any more; unfinished applications lapse."""
    with db.writing() as tx:
        cycle = _running(tx, cycle_id, by=by)
        today = china_day(act.at)
        unsent = review_list_store.in_states(
            tx, cycle_id, (ReviewState.DRAFT, ReviewState.RETURNED)
        )
        held_up = {one.station_id for one in unsent if _held_up(tx, one, on=today)}
        if left := review_list_store.under_way(tx, cycle_id, today=today) + len(held_up):
            raise Refused("under_way.cycle", left=left)
        for case in case_store.load_all(tx, (one.id for one in unsent)):
            review_steps.lapse(tx, case, ENDED, by=by, act=act)
        closed = replace(cycle, closed_at=act.at)
        store.close_cycle(tx, cycle_id, at=act.at)
        _log(tx, cycle, act=replace(act, action="cycle_closed"))
    return closed


def cancel(db: Database, cycle_id: str, reason: str, *, by: Account, act: Act) -> Cycle:
    """Takes a cycle back that nobody has taken part in; another one may be opened for its year.

    Invitations and drafts end with it, and what was written in them is kept.
    """
    reason = review_steps.kept(reason)
    with db.writing() as tx:
        cycle = _running(tx, cycle_id, by=by)
        if not reason:
            raise Invalid("invalid.why_cancelled", field="reason")
        if taken := store.taken_part(tx, cycle_id):
            raise Refused("cycle_not_empty", count=taken)
        drafts = review_list_store.in_states(tx, cycle_id, (ReviewState.DRAFT,))
        words = f"{CANCELLED}：{reason}"[: review_steps.LONGEST_REASON]
        for case in case_store.load_all(tx, (one.id for one in drafts)):
            review_steps.lapse(tx, case, words, by=by, act=act)
        store.cancel_cycle(tx, cycle_id, reason, at=act.at)
        _log(tx, cycle, act=replace(act, action="cycle_cancelled", reason=reason))
    return replace(cycle, closed_at=act.at, cancelled=reason)


def extend(
    db: Database, cycle_id: str, until: date, reason: str, *, by: Account, act: Act
) -> Cycle:
    """Lets stations apply until a later day, also where the last one is over already."""
    reason = review_steps.kept(reason)
    with db.writing() as tx:
        cycle = _running(tx, cycle_id, by=by)
        if not reason:
            raise Invalid("invalid.why_extended", field="reason")
        _check_last_day(until, year=cycle.year, today=china_day(act.at))
        if until <= cycle.apply_until:
            raise Invalid("invalid.later_last_day", field="until", before=cycle.apply_until)
        extended = replace(cycle, apply_until=until)
        store.extend_cycle(tx, cycle_id, until)
        case_store.renew_days(tx)
        act = replace(act, action="cycle_extended", reason=reason)
        _log(tx, extended, act=act, before=cycle.apply_until.isoformat())
    return extended


def extensions(db: Database, cycle: Cycle) -> list[Extension]:
    """How its last day was moved, as the log has it, the newest first."""
    entries = (log.get(db, number) for number in log.about(db, f"cycle:{cycle.id}"))
    return [
        Extension(
            before=date.fromisoformat(entry["body"]["before"]),
            until=date.fromisoformat(entry["body"]["until"]),
            reason=entry["reason"],
            shown=entry["by"],
        )
        for entry in entries
        if entry is not None and entry["action"] == "cycle_extended"
    ][::-1]


def visible(db: Database, *, by: Account) -> list[Cycle]:
    """The cycles of areas that are theirs or hold something of theirs, the newest first."""
    areas = {codes.trimmed(area) for area in by.areas_for(Action.SEE_REVIEWS)}
    for station_id in by.stations_for(Action.SEE_REVIEWS):
        areas |= set(scope_of(stations.get(db, station_id)).areas)
    found = [
        cycle
        for cycle in store.cycles(db)
        if any(not a or codes.covers(a, cycle.area) or codes.covers(cycle.area, a) for a in areas)
    ]
    return sorted(found, key=lambda one: (-one.year, one.area))


def running_for(db: Database, area_code: str) -> Cycle | None:
    """The cycle that is open for an area: the narrowest, then the newest."""
    found = [
        cycle
        for cycle in store.cycles(db)
        if cycle.closed_at is None and codes.covers(cycle.area, area_code)
    ]
    return max(found, key=lambda one: (len(one.area), one.year), default=None)


def of_station(db: Database, station: Station) -> Cycle | None:
    """The cycle that is open for a station: where it is kept, else where it lies."""
    return running_for(db, station.place.area_code) or running_for(db, station.place.district_code)


def seen(db: Database, cycle_id: str, *, by: Account) -> Cycle:
    """A cycle that is theirs to see; NotFound else."""
    for cycle in visible(db, by=by):
        if cycle.id == cycle_id:
            return cycle
    raise NotFound("not_found.visible_cycle")


def _rules(db: Database, plan: CyclePlan, area: str) -> tuple[str, Scheme]:
    """The text of the rules of a new cycle, and what it says."""
    if "\n" in plan.scheme:
        known = {"": (plan.scheme, scheme_file.parse(plan.scheme, name="评定办法"))}
    else:
        known = {
            key: (one.text, one.scheme)
            for key, one in scheme_registry.known(db).items()
            if plan.scheme in ("", key)
        }
    schemes = {key: scheme for key, (_, scheme) in known.items()}
    found = for_area(schemes, area, on=plan.apply_until)
    if found is None:
        raise Invalid("invalid.no_scheme", field="scheme")
    return next(one for one in known.values() if one[1] is found)


def _held_up(db: Database, review: Review, *, on: date) -> bool:
    """Whether a draft may still be sent because of a re-check that has ended lately."""
    alone = store.open_of_station(db, review.station_id) == review
    return alone and admission.held_up(db, review.station_id, on=on)


def _running(db: Database, cycle_id: str, *, by: Account) -> Cycle:
    """A cycle that is theirs to run and has not ended."""
    cycle = store.cycle(db, cycle_id)
    authorise(by, Action.RUN_CYCLE, Scope(areas=(cycle.area,)))
    if cycle.closed_at is not None:
        raise Refused("cycle_closed.ended")
    return cycle


def _check_last_day(day: date, *, year: int, today: date) -> None:
    if not today <= day <= date(year + 1, 12, 31):
        raise Invalid("invalid.apply_until", field="apply_until")


def _log(tx: Transaction, cycle: Cycle, *, act: Act, **more: str) -> None:
    body = {"year": cycle.year, "scheme": cycle.scheme_key,
            "until": cycle.apply_until.isoformat(), **more}  # fmt: skip
    log.append(tx, act=act, subject=f"cycle:{cycle.id}", area=cycle.area, body=body)
