"""Differences between the register and the door: proposed by a visit, decided by the district."""

from __future__ import annotations

import secrets
from dataclasses import replace
from datetime import date

from stations.accounts.model import Account, authorise
from stations.accounts.roles import Action
from stations.audit import log
from stations.audit.model import Act
from stations.db.base import Database, Transaction
from stations.errors import Invalid, Refused
from stations.moments import china_day
from stations.registry import vocabulary
from stations.registry.editing.verifying import GROUP_WORDS, Look, VerifiedFields, note
from stations.registry.model import Amenity, Station, next_version
from stations.registry.scoping import EVERYWHERE, reach_of, scope_of
from stations.registry.states import AmenityState
from stations.registry.stored import change_store
from stations.registry.stored import store as stations
from stations.stars import finding_store, review_steps
from stations.stars.door_findings import DoorFindings
from stations.stars.finding_store import FindingState, VisitFinding
from stations.stars.scheme.scheme import MEASURE_WORDS
from stations.stars.visit_store import Inspection

ROLE = "评审员"
_AMENITY = "amenity:"
_UNTOLD = "没有登记"
STATE_WORDS = {
    FindingState.OPEN: "等区里核对",
    FindingState.ACCEPTED: "已按现场改",
    FindingState.REFUSED: "没有采纳",
}


def take_in(tx: Transaction, station: Station, visit: Inspection, *, act: Act) -> None:
    """Verifies what a visit found true, and keeps what it found different as proposed edits.

    Only who was not far away verifies; on the day of the visit, where the phone's clock is right.
    """
    found = visit.door
    known = {(one.field, one.found) for one in _open_of(tx, station.id)}
    fresh = [
        VisitFinding(
            id=secrets.token_hex(8),
            inspection_id=visit.id,
            station_id=station.id,
            field=field,
            registered=registered,
            found=words,
            at=visit.at,
        )
        for field, registered, words in differences(station, found)
        if (field, words) not in known
    ]
    finding_store.add(tx, fresh)
    if found.record is not None and not visit.is_far and found.record.same:
        look = Look(groups=found.record.same, on=visited_on(visit), on_the_spot=True)
        note(tx, [(station, ROLE)], look, act=replace(act, action="verified"))


def visited_on(visit: Inspection) -> date:
    """The day of a visit: when it came, or before, as far as the phone's clock is believed."""
    came = china_day(visit.at)
    return came if visit.clock_off else min(came, china_day(visit.phone_at))


def differences(station: Station, found: DoorFindings) -> list[tuple[str, str, str]]:
    """What was found other than registered: field, value of the register, value at the door."""
    states = {one.id: one.state for one in station.amenities}
    seen = dict(found.record.amenities) if found.record else {}
    for key, value in found.gates.items():
        if key not in MEASURE_WORDS and key not in seen and bool(value) != (
            states.get(key) is AmenityState.AVAILABLE
        ):  # fmt: skip
            seen[key] = AmenityState.AVAILABLE if value else AmenityState.UNAVAILABLE
    told = [
        (f"{_AMENITY}{key}", states[key].value if key in states else "", state.value)
        for key, state in seen.items()
        if states.get(key) is not state and (key in states or state is AmenityState.AVAILABLE)
    ]
    measured = {"floor_area_m2": station.premises.floor_area_m2, "seats": station.premises.seats}
    told += [
        (key, f"{measured[key]:g}" if measured[key] is not None else "", f"{value:g}")
        for key, value in found.gates.items()
        if key in MEASURE_WORDS and measured[key] != value
    ]
    if found.record:
        told += [(group.value, "", words) for group, words in found.record.differs.items()]
    return told


def waiting(db: Database, *, by: Account, station_id: str = "") -> list[VisitFinding]:
    """The findings that this account may decide on, the oldest first."""
    found = finding_store.open_ones(db, reach_of(by, Action.CHECK_REVIEW), station_id=station_id)
    return [one for one in found if one.station_id not in by.own_stations]


def decide(
    db: Database, finding_id: str, *, accepted: bool, reason: str, by: Account, act: Act
) -> VisitFinding:
    """Puts what was found into the record, or leaves the record, with the reason.

    What was told in words is changed by hand before; it is accepted as done.
    """
    reason = review_steps.kept(reason)
    if not accepted and not reason:
        raise Invalid("invalid.why_not_found", field="reason")
    with db.writing() as tx:
        one = finding_store.get(tx, finding_id)
        station = stations.get(tx, one.station_id)
        authorise(by, Action.CHECK_REVIEW, scope_of(station))
        if one.state is not FindingState.OPEN:
            raise Refused("moved.finding")
        action = "finding_accepted" if accepted else "finding_refused"
        number = 0
        after = _with(station, one) if accepted else station
        if after != station:
            doing = replace(act, action=action, reason=reason)
            number = change_store.record(tx, [(station, next_version(after, at=act.at))], act=doing)
        decided = replace(
            one,
            state=FindingState.ACCEPTED if accepted else FindingState.REFUSED,
            reason=reason,
            decided_by=by.id,
            shown=act.by,
            decided_at=act.at,
            log=number or _logged(tx, station, one, act=replace(act, action=action, reason=reason)),
        )
        finding_store.save(tx, decided)
    return decided


def field_words(one: VisitFinding) -> str:
    """What a finding is about."""
    if one.field.startswith(_AMENITY):
        return vocabulary.amenities().word(one.field.removeprefix(_AMENITY))
    return MEASURE_WORDS.get(one.field) or GROUP_WORDS[VerifiedFields(one.field)]


def value_words(one: VisitFinding, value: str) -> str:
    """A value of the register or of the door, in words."""
    if one.field.startswith(_AMENITY):
        return _AMENITY_WORDS[AmenityState(value)] if value else _UNTOLD
    return value or _UNTOLD


def by_hand(one: VisitFinding) -> bool:
    """Whether it is told in words, so that a person has to change the record."""
    return not one.field.startswith(_AMENITY) and one.field not in MEASURE_WORDS


_AMENITY_WORDS = {
    AmenityState.AVAILABLE: "有，能用",
    AmenityState.UNAVAILABLE: "没有",
    AmenityState.OUT_OF_ORDER: "坏了",
    AmenityState.UNKNOWN: "不清楚",
}


def _with(station: Station, one: VisitFinding) -> Station:
    """The station as the visit found it, where that is no matter of words."""
    if one.field.startswith(_AMENITY):
        return _with_amenity(station, one)
    if one.field == "seats":
        return replace(station, premises=replace(station.premises, seats=int(one.found)))
    if one.field == "floor_area_m2":
        area = float(one.found)
        return replace(station, premises=replace(station.premises, floor_area_m2=area))
    return station


def _with_amenity(station: Station, one: VisitFinding) -> Station:
    key, state = one.field.removeprefix(_AMENITY), AmenityState(one.found)
    day = china_day(one.at)
    held = any(amenity.id == key for amenity in station.amenities)
    amenities = tuple(
        replace(amenity, state=state, checked_on=day) if amenity.id == key else amenity
        for amenity in station.amenities
    )
    if not held:
        amenities += (Amenity(id=key, state=state, checked_on=day),)
    return replace(station, amenities=amenities)


def _open_of(db: Database, station_id: str) -> list[VisitFinding]:
    return finding_store.open_ones(db, EVERYWHERE, station_id=station_id)


def _logged(tx: Transaction, station: Station, one: VisitFinding, *, act: Act) -> int:
    return log.append(
        tx,
        act=act,
        subject=f"station:{station.id}",
        area=station.place.area_code,
        body={"finding": one.id, "field": one.field},
    )
