"""Activities planned, changed, published and cancelled.

Rights, the tables and the entry of the log are settled here, each intention in one transaction.
"""

from __future__ import annotations

import re
import secrets
from dataclasses import dataclass, fields, replace

from stations.accounts.model import Account, Scope, authorise
from stations.accounts.roles import Action
from stations.activities import activity_photo_store, activity_rules, model, store
from stations.activities.model import Activity, ActivityState, Audience, Venue
from stations.audit import log
from stations.audit.model import Act
from stations.db.base import Database, Transaction
from stations.errors import Invalid, NotFound, Refused
from stations.registry.stored import brief_store

PLANNED, CHANGED, PUBLISHED = "activity_planned", "activity_changed", "activity_published"
CANCELLED, DISCARDED = "activity_cancelled", "activity_discarded"
_CODE = re.compile(r"\S{4,32}")
_BOOKKEEPING = frozenset({"version", "updated_at", "sessions", "created_at"})


@dataclass(frozen=True, slots=True, kw_only=True)
class ActivityPlan:
    """What somebody wants of an activity: at these stations, or else at this venue."""

    kind: str
    title: str
    stations: tuple[str, ...] = ()
    venue: Venue | None = None
    area_code: str = ""
    """Who runs it, where it is at a venue."""
    details: str = ""
    doer: str = ""
    needs: str = ""
    who: Audience = Audience.EVERYBODY
    code: str = ""
    """Of the members; '' keeps the one there is."""


def plan(db: Database, given: ActivityPlan, *, by: Account, act: Act) -> Activity:
    """A new activity, which nobody sees before it is published."""
    with db.writing() as tx:
        empty = Activity(
            id=secrets.token_hex(8), kind=given.kind, title="", area_code="",
            created_at=act.at, updated_at=act.at,
        )  # fmt: skip
        made = _filled(tx, empty, given)
        check(tx, made, by=by)
        store.add(tx, made)
        note(tx, made, act=replace(act, action=PLANNED), kind=made.kind)
    return made


def change(
    db: Database, activity_id: str, given: ActivityPlan, *, over: int, by: Account, act: Act
) -> Activity:
    """The activity as it is wanted now; Refused where somebody changed it since version `over`."""
    with db.writing() as tx:
        before = changeable(tx, activity_id, by=by)
        if before.version != over:
            raise Refused("moved.activity")
        after = _filled(tx, before, given)
        check(tx, after, by=by)
        changed = changed_fields(before, after)
        if not changed:
            return before
        if before.state is ActivityState.PUBLISHED:
            activity_rules.check_complete(after)
        after = _next(after, act)
        store.save(tx, after, over=over)
        note(tx, after, act=replace(act, action=CHANGED), changed=changed)
    return after


def publish(db: Database, activity_id: str, *, over: int, by: Account, act: Act) -> Activity:
    """Has everybody see an activity, as the one who publishes saw it."""
    with db.writing() as tx:
        before = changeable(tx, activity_id, by=by)
        if before.state is ActivityState.PUBLISHED:
            return before
        activity_rules.check_complete(before)
        if all(one.ends_at <= act.at for one in before.sessions if not one.cancelled):
            raise Invalid("invalid.activity_over", field="sessions")
        after = _next(replace(before, state=ActivityState.PUBLISHED), act)
        store.save(tx, after, over=over)
        note(tx, after, act=replace(act, action=PUBLISHED), kind=after.kind)
    return after


def cancel(db: Database, activity_id: str, *, reason: str, by: Account, act: Act) -> Activity:
    """Calls a published activity off; everybody reads why."""
    reason = activity_rules.reason(reason)
    with db.writing() as tx:
        before = changeable(tx, activity_id, by=by)
        if before.state is ActivityState.DRAFT:
            raise Refused("not_published")
        cancelled = replace(before, state=ActivityState.CANCELLED, state_reason=reason)
        after = _next(cancelled, act)
        store.save(tx, after, over=before.version)
        note(tx, after, act=replace(act, action=CANCELLED, reason=reason))
    return after


def discard(db: Database, activity_id: str, *, by: Account, act: Act) -> None:
    """Removes a draft."""
    with db.writing() as tx:
        before = changeable(tx, activity_id, by=by)
        if before.state is not ActivityState.DRAFT:
            raise Refused("moved.activity_published")
        activity_photo_store.discard(tx, activity_id)
        store.discard(tx, activity_id)
        note(tx, before, act=replace(act, action=DISCARDED))


def seen(db: Database, activity_id: str, *, by: Account) -> Activity:
    """An activity that is at one of their stations, or in their area; NotFound else."""
    found = store.get(db, activity_id)
    if not any(by.may(Action.SEE, scope) for scope in scopes(db, found)):
        raise NotFound("not_found.activity")
    return found


def may_organise(db: Database, activity: Activity, *, by: Account) -> bool:
    """Whether somebody may change it: who may so at all of its stations."""
    return all(by.may(Action.ORGANISE, scope) for scope in scopes(db, activity))


def changeable(db: Database, activity_id: str, *, by: Account) -> Activity:
    """The activity, for somebody who may change it; Refused where it was cancelled."""
    found = store.get(db, activity_id)
    for scope in scopes(db, found):
        authorise(by, Action.ORGANISE, scope)
    if found.cancelled:
        raise Refused("moved.activity_cancelled")
    return found


def scopes(db: Database, activity: Activity) -> list[Scope]:
    """Where an activity is: each of its stations, or else the area that runs it."""
    if not activity.stations:
        return [Scope(areas=(activity.area_code,))]
    return [
        Scope(areas=(one.area_code, one.district_code), station_id=one.id)
        for one in brief_store.of(db, activity.stations).values()
    ]


def check(tx: Transaction, activity: Activity, *, by: Account) -> None:
    """Invalid or not allowed: an activity of this kind, at these places, by this person."""
    if activity.kind not in model.kinds():
        raise Invalid("invalid.activity_kind", field="kind")
    if not activity.title:
        raise Invalid("invalid.activity_title", field="title")
    if bool(activity.stations) == bool(activity.venue):
        raise Invalid("invalid.activity_where", field="stations")
    if len(activity.stations) > activity_rules.MOST_STATIONS:
        raise Invalid(
            "invalid.activity_stations", field="stations", most=activity_rules.MOST_STATIONS
        )
    for scope in scopes(tx, activity):
        authorise(by, Action.ORGANISE, scope)
    if activity.venue:
        if not activity.venue.name:
            raise Invalid("invalid.activity_place", field="place_name")
        activity_rules.check_venue(activity.venue, activity.area_code)


def note(tx: Transaction, activity: Activity, *, act: Act, **body: object) -> int:
    """The entry of the log for what was done with an activity, which has changed now."""
    store.touch(tx, activity.id, at=act.at)
    at = {"station": activity.stations[0]} if len(activity.stations) == 1 else {}
    subject = f"activity:{activity.id}"
    return log.append(tx, act=act, subject=subject, area=activity.area_code, body={**at, **body})


def changed_fields(before: Activity, after: Activity) -> list[str]:
    """The names of what differs."""
    names = [one.name for one in fields(Activity) if one.name not in _BOOKKEEPING]
    return [name for name in names if getattr(before, name) != getattr(after, name)]


def _filled(tx: Transaction, before: Activity, given: ActivityPlan) -> Activity:
    stations = tuple(sorted(set(given.stations)))
    known = brief_store.of(tx, stations)
    if len(known) < len(stations):
        raise NotFound("not_found.out_of_sight")
    area = given.area_code
    if stations:
        area = activity_rules.common_area([one.area_code for one in known.values()])
    return replace(
        before,
        kind=given.kind,
        title=activity_rules.told(given.title, field="title", longest=activity_rules.LONGEST_TITLE),
        stations=stations,
        venue=_venue(given.venue) if given.venue else None,
        area_code=area,
        details=activity_rules.told(
            given.details, field="details", longest=activity_rules.LONGEST_DETAILS, multiline=True
        ),
        doer=activity_rules.told(given.doer, field="doer", longest=activity_rules.LONGEST_DOER),
        needs=activity_rules.told(given.needs, field="needs", longest=activity_rules.LONGEST_NEEDS),
        who=given.who,
        code_digest=_digest(before, given),
    )


def _venue(given: Venue) -> Venue:
    return replace(
        given,
        name=activity_rules.told(
            given.name, field="place_name", longest=activity_rules.LONGEST_PLACE
        ),
        address=activity_rules.told(
            given.address, field="place_address", longest=activity_rules.LONGEST_ADDRESS
        ),
    )


def _digest(before: Activity, given: ActivityPlan) -> str:
    if given.who is Audience.EVERYBODY:
        return ""
    if given.code:
        if not _CODE.fullmatch(given.code):
            raise Invalid("invalid.activity_code", field="code")
        return model.code_digest(before.id, given.code)
    if not before.code_digest:
        raise Invalid("invalid.activity_code", field="code")
    return before.code_digest


def _next(activity: Activity, act: Act) -> Activity:
    return replace(activity, version=activity.version + 1, updated_at=act.at)
