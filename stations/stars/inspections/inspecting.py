"""Inspections delivered by a reviewer's phone, counted once or kept beside the review.

A delivery is made on the phone, often without network, and comes when there is some: perhaps days
later, perhaps twice. Its id is made on the phone, so that it is taken once; where the review went
on meanwhile it is kept beside it, counts nothing, and the reviewer is told so.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

from stations.accounts.model import Account, authorise
from stations.accounts.roles import Action
from stations.audit import log
from stations.audit.model import Act
from stations.db.base import Database, Transaction
from stations.errors import Invalid, Refused
from stations.stars import (
    case_store,
    door_findings,
    picture_store,
    points_store,
    review_steps,
    visit_store,
)
from stations.stars.applications import evidence, facts
from stations.stars.case import Case
from stations.stars.door_findings import DoorFindings
from stations.stars.inspections import delivery as deliveries
from stations.stars.inspections import findings, second_visits
from stations.stars.inspections.delivery import LONGEST_LAST, DeliveredPhoto, Delivery
from stations.stars.model import STATE_WORDS, ReviewState, ReviewStep
from stations.stars.points_store import Scored, Shot
from stations.stars.review_steps import Outcome, StepRequest
from stations.stars.scheme import scoring
from stations.stars.scheme.scoring import Reached
from stations.stars.visit_store import Inspection

_EARLIEST = datetime(1970, 1, 1, tzinfo=UTC)
_LATEST = datetime(9000, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True, kw_only=True)
class Received:
    """The answer to a delivery; the same however often it comes."""

    counted: bool
    words: str


@dataclass(frozen=True, slots=True, kw_only=True)
class _Taken:
    """Which visit a delivery became, and what its reviewer is told."""

    visit: int
    counted: bool
    words: str


def seen(db: Database, review_id: str, *, by: Account) -> Case:
    """The case of a review of a station that they may inspect; NotFound else."""
    authorise(by, Action.INSPECT)
    case = case_store.load(db, review_id)
    authorise(by, Action.INSPECT, case.scope)
    return case


def received(db: Database, delivery_id: str, *, by: Account) -> Received | None:
    """What was answered to a delivery of theirs, if it ever came."""
    known = visit_store.find(db, delivery_id)
    if known is None or known.by != by.id:
        return None
    return _answer(known)


def receive(
    db: Database, delivery: Delivery, photos: Sequence[DeliveredPhoto], *, by: Account, act: Act
) -> Received:
    """Takes a delivery once: scores the review, or keeps it where the review has gone on.

    The files of the photos are kept already. Whatever is wrong with any part, nothing is done.
    """
    digest = delivery.digest(photos)
    with db.writing() as tx:
        case = seen(tx, delivery.review_id, by=by)
        if known := visit_store.find(tx, delivery.id):
            if known.digest != digest or known.by != by.id:
                raise Refused("other_content")
            return _answer(known)
        parts = _checked(tx, case, delivery, photos, by=by, act=act)
        review = case.review
        goes_on = review.state is ReviewState.CHECKED and review.version == delivery.version
        # What was seen at a door that is closed by now is kept and decides nothing.
        goes_on = goes_on and not case.is_gone
        aside = goes_on and second_visits.is_double(tx, case, act=act)
        take = _set_aside if aside else _count if goes_on else _keep
        taken = take(tx, case, delivery, parts, by=by, act=act)
        one = _inspection(delivery, taken, parts, by=by, act=act)
        _write(tx, case, one, parts, act=act)
        if aside:
            second_visits.settle(tx, case, by=by, act=act)
    return _answer(one)


def _answer(one: Inspection) -> Received:
    """What is told of a delivery; who came first to a double visit reads the same as anybody."""
    return Received(counted=one.counted or one.is_beside, words=one.words)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Parts:
    """A delivery that was found whole and right."""

    scored: Sequence[Scored]
    photos: Sequence[DeliveredPhoto]
    digest: str
    grounds: tuple[str, ...]
    door: DoorFindings


def _checked(
    tx: Transaction,
    case: Case,
    delivery: Delivery,
    photos: Sequence[DeliveredPhoto],
    *,
    by: Account,
    act: Act,
) -> _Parts:
    """The parts of a delivery as they are kept; Invalid says what is wrong with one."""
    scheme = case.cycle.scheme
    found = facts.read(tx, case.station, scheme, calendar=case.calendar, at=act.at)
    proposed = evidence.judged(case.station, scheme, found)
    scored = deliveries.scored(scheme, delivery.points, proposed, by=by, act=act)
    deliveries.check(scheme, photos)
    door_findings.check_gates(scheme, delivery.door.gates)
    record = delivery.door.record
    return _Parts(
        scored=scored,
        photos=photos,
        digest=delivery.digest(photos),
        grounds=delivery.grounds(scheme),
        door=replace(delivery.door, record=record.cleaned() if record else None),
    )


def _write(tx: Transaction, case: Case, one: Inspection, parts: _Parts, *, act: Act) -> None:
    """Writes a visit with all that it brought; one that counts speaks of the record, too."""
    visit_store.add(tx, one)
    points_store.add(tx, case.review.id, one.visit, parts.scored)
    shots = [Shot(visit=one.visit, criterion=p.criterion, name=p.name) for p in parts.photos]
    points_store.hang(tx, case.review.id, shots, by=one.by, at=act.at)
    if one.counted:
        findings.take_in(tx, case.station, one, act=act)


def _count(
    tx: Transaction, case: Case, delivery: Delivery, parts: _Parts, *, by: Account, act: Act
) -> _Taken:
    """Takes the step, by what was found at the door."""
    words, reached = _told(tx, case, parts)
    turn = StepRequest(step=ReviewStep.INSPECT, version=case.review.version)
    outcome = Outcome(stars=reached.stars, points=reached.total)
    review_steps.step(tx, case, turn, by=by, act=act, outcome=outcome)
    return _Taken(visit=case.made_visit + 1, counted=True, words=words)


def _set_aside(
    tx: Transaction, case: Case, delivery: Delivery, parts: _Parts, *, by: Account, act: Act
) -> _Taken:
    """Takes no step yet, but is refused and answered as if it did."""
    review_steps.check(case, ReviewStep.INSPECT, by=by, act=act)
    words, _ = _told(tx, case, parts)
    return _Taken(visit=case.made_visit + 1, counted=False, words=words)


def _told(tx: Transaction, case: Case, parts: _Parts) -> tuple[str, Reached]:
    """What is answered to a visit in time, and what its points come to."""
    reused = _reused(tx, case, parts.photos)
    given = {one.criterion: one.points for one in parts.scored}
    reached = scoring.reached(case.cycle.scheme, given, parts.door.gates)
    level = case.cycle.scheme.level(reached.stars)
    named = f"达到{level.name}" if level else "还没有达到任何星级"
    return f"已收到，计入验收：总分 {reached.total} 分，{named}。{reused}", reached


def _reused(tx: Transaction, case: Case, photos: Sequence[DeliveredPhoto]) -> str:
    """That pictures were used before, to be told; Refused where a new visit brings no new one."""
    names = sorted({one.name for one in photos})
    picture_store.add(tx, [(one.name, one.looks) for one in photos])
    alike = picture_store.alike(tx, names) if names else {}
    before = points_store.uses(tx, sorted({other for group in alike.values() for other in group}))
    if case.last_visit and before.keys() >= set(names):
        raise Invalid("incomplete.new_photo", field="photo")
    count = sum(any(other in before for other in alike[name]) for name in names)
    return f"其中 {count} 张照片和以前别处用过的一样，已经标出来。" if count else ""


def _keep(
    tx: Transaction, case: Case, delivery: Delivery, parts: _Parts, *, by: Account, act: Act
) -> _Taken:
    """Notes in the log that something came too late."""
    review = case.review
    visit = visit_store.next_late(tx, review.id)
    total = sum(one.points for one in parts.scored)
    log.append(
        tx,
        act=Act(actor=by.id, by=act.by, action="inspection_kept", at=act.at),
        subject=f"review:{review.id}",
        area=case.station.place.area_code,
        body={"visit": visit, "points": total, "of": case.cycle.scheme.total,
              "state": review.state.value, "version": review.version},
    )  # fmt: skip
    words = (
        f"已收到，但不计分：打分期间这次评定有了变化，现在是“{STATE_WORDS[review.state]}”。"
        "这份记录（分数、说明和照片）已完整存下，处理这次评定的人都看得到。"
    )
    return _Taken(visit=visit, counted=False, words=words)


def _inspection(
    delivery: Delivery, taken: _Taken, parts: _Parts, *, by: Account, act: Act
) -> Inspection:
    """What is kept of a delivery beside its points; a clock that is wrong is noted."""
    sent_at = _believed(delivery.sent_at or act.at)
    return Inspection(
        id=delivery.id,
        review_id=delivery.review_id,
        visit=taken.visit,
        version=min(max(delivery.version, 0), 2**31 - 1),
        digest=parts.digest,
        by=by.id,
        shown=act.by,
        near=delivery.near,
        phone_at=_believed(delivery.phone_at),
        at=act.at,
        ahead=sent_at - act.at if delivery.sent_at else timedelta(0),
        note=deliveries.cleaned(delivery.note, LONGEST_LAST, named="最后的说明"),
        vetoes=parts.grounds,
        door=parts.door,
        counted=taken.counted,
        words=taken.words,
    )


def _believed(at: datetime) -> datetime:
    """A moment of a phone's clock, within what a table can hold."""
    return min(max(at, _EARLIEST), _LATEST)
