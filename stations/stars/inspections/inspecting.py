"""Inspections delivered by a reviewer's phone, counted once or kept beside the review.

A delivery is made on the phone, often without network, and comes when there is some: perhaps days
later, perhaps twice. Its id is made on the phone, so that it is taken once; where the review went
on meanwhile it is kept beside it, counts nothing, and the reviewer is told so.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from stations.accounts.model import Account, authorise
from stations.accounts.roles import Action
from stations.audit import log
from stations.audit.model import Act
from stations.db.base import Database, Transaction
from stations.errors import Refused
from stations.stars import case_store, points_store, review_steps, visit_store
from stations.stars.applications import evidence, facts
from stations.stars.case import Case
from stations.stars.inspections import delivery as deliveries
from stations.stars.inspections.delivery import LONGEST_LAST, DeliveredPhoto, Delivery
from stations.stars.model import STATE_WORDS, ReviewState, ReviewStep
from stations.stars.points_store import Scored, Shot
from stations.stars.review_steps import Outcome, StepRequest
from stations.stars.scheme import scoring
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
    return Received(counted=known.counted, words=known.words)


def receive(
    db: Database, delivery: Delivery, photos: Sequence[DeliveredPhoto], *, by: Account, act: Act
) -> Received:
    """Takes a delivery once: scores the review, or keeps it where the review has gone on.

    The files of the photos are kept already. Whatever is wrong with any part, nothing is done.
    """
    digest = delivery.digest(photos)
    with db.writing() as tx:
        case = seen(tx, delivery.review_id, by=by)
        scheme = case.cycle.scheme
        if known := visit_store.find(tx, delivery.id):
            if known.digest != digest or known.by != by.id:
                raise Refused("other_content")
            return Received(counted=known.counted, words=known.words)
        found = facts.read(tx, case.station, scheme, calendar=case.calendar, at=act.at)
        proposed = evidence.judged(case.station, scheme, found)
        scored = deliveries.scored(scheme, delivery.points, proposed, by=by, act=act)
        deliveries.check(scheme, photos)
        grounds = delivery.grounds(scheme)
        review = case.review
        goes_on = review.state is ReviewState.CHECKED and review.version == delivery.version
        taken = (_count if goes_on else _keep)(tx, case, scored, by=by, act=act)
        one = _inspection(delivery, taken, digest=digest, grounds=grounds, by=by, act=act)
        visit_store.add(tx, one)
        points_store.add(tx, review.id, taken.visit, scored)
        shots = [Shot(visit=taken.visit, criterion=p.criterion, name=p.name) for p in photos]
        points_store.hang(tx, review.id, shots, by=by.id, at=act.at)
    return Received(counted=taken.counted, words=taken.words)


def _count(
    tx: Transaction, case: Case, scored: Sequence[Scored], *, by: Account, act: Act
) -> _Taken:
    """Takes the step."""
    given = {one.criterion: one.points for one in scored}
    reached = scoring.reached(case.cycle.scheme, given, case.station)
    turn = StepRequest(step=ReviewStep.INSPECT, version=case.review.version)
    outcome = Outcome(stars=reached.stars, points=reached.total)
    review_steps.step(tx, case, turn, by=by, act=act, outcome=outcome)
    level = case.cycle.scheme.level(reached.stars)
    named = f"达到{level.name}" if level else "还没有达到任何星级"
    words = f"已收到，计入验收：总分 {reached.total} 分，{named}。"
    return _Taken(visit=case.last_visit + 1, counted=True, words=words)


def _keep(
    tx: Transaction, case: Case, scored: Sequence[Scored], *, by: Account, act: Act
) -> _Taken:
    """Notes in the log that something came too late."""
    review = case.review
    visit = visit_store.next_late(tx, review.id)
    total = sum(one.points for one in scored)
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
    delivery: Delivery,
    taken: _Taken,
    *,
    digest: str,
    grounds: tuple[str, ...],
    by: Account,
    act: Act,
) -> Inspection:
    """What is kept of a delivery beside its points; a clock that is wrong is noted."""
    sent_at = _believed(delivery.sent_at or act.at)
    return Inspection(
        id=delivery.id,
        review_id=delivery.review_id,
        visit=taken.visit,
        version=min(max(delivery.version, 0), 2**31 - 1),
        digest=digest,
        by=by.id,
        shown=act.by,
        near=delivery.near,
        phone_at=_believed(delivery.phone_at),
        at=act.at,
        ahead=sent_at - act.at if delivery.sent_at else timedelta(0),
        note=deliveries.cleaned(delivery.note, LONGEST_LAST, named="最后的说明"),
        vetoes=grounds,
        counted=taken.counted,
        words=taken.words,
    )


def _believed(at: datetime) -> datetime:
    """A moment of a phone's clock, within what a table can hold."""
    return min(max(at, _EARLIEST), _LATEST)
