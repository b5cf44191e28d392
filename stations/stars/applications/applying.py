"""Applications of stations: their own points, notes and photos, and the sending."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field, replace

from stations.accounts.model import Account, authorise
from stations.accounts.roles import Action
from stations.audit import log
from stations.audit.model import Act
from stations.db.base import Database, Transaction
from stations.errors import Invalid, NotFound, Refused
from stations.media.model import is_name
from stations.moments import china_day
from stations.registry.scoping import scope_of
from stations.registry.stored import store as stations
from stations.stars import case_store, points_store, review_steps, store
from stations.stars.applications import evidence, facts
from stations.stars.applications.evidence import Proposed
from stations.stars.case import Case
from stations.stars.cycle import admission, cycles
from stations.stars.model import STATE_WORDS, Review, ReviewKind, ReviewState, ReviewStep
from stations.stars.points_store import OWN, Scored, Shot
from stations.stars.review_steps import StepRequest
from stations.stars.scheme.scheme import Criterion, Scheme
from stations.tables.text import clean

LONGEST_NOTE = 500
MOST_PHOTOS = 6
"""Of one criterion."""
_WRITTEN = (ReviewState.DRAFT, ReviewState.RETURNED)
"""The states in which a station may change its application."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Own:
    """What a station says of itself; what is not there has no points yet."""

    points: Mapping[str, int]
    notes: Mapping[str, str] = field(default_factory=dict)


def begin(db: Database, station_id: str, *, by: Account, act: Act) -> Review:
    """Begins an application for a station; no invitation is needed while a cycle takes them."""
    with db.writing() as tx:
        station = stations.get(tx, station_id)
        authorise(by, Action.APPLY, scope_of(station))
        if refused := admission.why_not(station):
            raise refused
        cycle = cycles.of_station(tx, station)
        if cycle is None:
            raise Refused("no_cycle.review")
        admission.check_begins(tx, cycle, station_id, on=china_day(act.at))
        if admission.taken_part(tx, cycle, station_id):
            raise Refused("taken_part")
        return admission.draft(tx, cycle, station, act=act)


def write(db: Database, review_id: str, own: Own, *, version: int, by: Account, act: Act) -> Review:
    """Keeps what a station says of itself so far, in place of what it said before."""
    with db.writing() as tx:
        case = _mine(tx, review_id, by=by)
        review, scheme = case.review, case.cycle.scheme
        _check_version(review, version)
        known = points_store.of(tx, review_id, visit=OWN)
        scored = [
            _scored(scheme, criterion, own, known=known, by=by, act=act)
            for criterion in sorted({*own.points, *_said(own)})
        ]
        after = replace(review, version=review.version + 1)
        points_store.put(tx, review_id, OWN, scored)
        store.save(tx, after)
        body = {"points": sum(one.points for one in scored)}
        _log(tx, case, body, act=replace(act, action="review_points"))
    return after


def add_photo(
    db: Database, review_id: str, criterion: str, name: str, *, by: Account, act: Act
) -> None:
    """Adds a photo to a criterion; its file is kept already."""
    with db.writing() as tx:
        case = _mine(tx, review_id, by=by)
        case.cycle.scheme.criterion(criterion)
        if not is_name(name):
            raise NotFound("not_found.photo_to_add")
        hung = points_store.photos(tx, review_id, visit=OWN).get(criterion, [])
        if name in hung:
            return
        if len(hung) >= MOST_PHOTOS:
            raise Refused("too_many_photos.of_criterion", most=MOST_PHOTOS)
        shot = Shot(visit=OWN, criterion=criterion, name=name)
        points_store.hang(tx, review_id, [shot], by=by.id, at=act.at)
        body = {"photo": name, "criterion": criterion}
        _log(tx, case, body, act=replace(act, action="review_photo_added"))


def remove_photo(
    db: Database, review_id: str, criterion: str, name: str, *, by: Account, act: Act
) -> None:
    """Takes a photo away again, as long as the application is not sent."""
    with db.writing() as tx:
        case = _mine(tx, review_id, by=by)
        if not points_store.take_down(
            tx, review_id, Shot(visit=OWN, criterion=criterion, name=name)
        ):
            raise Refused("photo_gone")
        body = {"photo": name, "criterion": criterion}
        _log(tx, case, body, act=replace(act, action="review_photo_removed"))


def missing(
    scheme: Scheme, scored: Mapping[str, Scored], photos: Mapping[str, Collection[str]]
) -> list[Invalid]:
    """What an application lacks before it can be sent, with the criterion as field of each."""
    return [
        Invalid("incomplete.of_criterion", field=one.id, name=one.name, problem=problem)
        for one in scheme.criteria
        for problem in _missing(one, scored.get(one.id), has_photo=bool(photos.get(one.id)))
    ]


def _missing(criterion: Criterion, own: Scored | None, *, has_photo: bool) -> Iterator[Invalid]:
    if own is None:
        yield Invalid("incomplete.no_points")
    elif not 0 <= own.points <= criterion.points:
        yield Invalid("incomplete.wrong_points", most=criterion.points)
    if "photo" in criterion.evidence and not has_photo:
        yield Invalid("incomplete.no_photo")
    # A service that is not claimed needs no words.
    if "note" in criterion.evidence and own and own.points > 0 and not own.note.strip():
        yield Invalid("incomplete.no_note")


def submit(db: Database, review_id: str, *, version: int, by: Account, act: Act) -> Review:
    """Sends an application to the district.

    One that was returned may come after the last day, and one that a re-check has held up; while
    that goes on it is refused ('later') and kept.

    What the registry would give is kept beside each point, as it was known on that day.
    """
    with db.writing() as tx:
        case = _mine(tx, review_id, by=by)
        review, cycle, station = case.review, case.cycle, case.station
        _check_version(review, version)
        if refused := admission.why_not(station):
            raise refused
        today = china_day(act.at)
        late = (
            review.state is not ReviewState.DRAFT
            or (review.extended_until is not None and today <= review.extended_until)
            or admission.held_up(tx, station.id, on=today)
        )
        admission.check_takes(cycle, on=min(today, cycle.apply_until) if late else today)
        own = points_store.of(tx, review_id, visit=OWN)
        lacking = missing(cycle.scheme, own, points_store.photos(tx, review_id, visit=OWN))
        if lacking:
            raise Invalid("incomplete", field="points", lacking=lacking)
        admission.check_free(tx, station.id)
        found = facts.read(tx, station, cycle.scheme, calendar=case.calendar, at=act.at)
        known = evidence.judged(station, cycle.scheme, found)
        points_store.put(tx, review_id, OWN, [_beside(one, known) for one in own.values()])
        turn = StepRequest(step=ReviewStep.SUBMIT, version=version)
        return review_steps.step(tx, case, turn, by=by, act=act).review


def _mine(db: Database, review_id: str, *, by: Account) -> Case:
    """An application of a station of theirs that may still be changed."""
    case = case_store.load(db, review_id)
    authorise(by, Action.APPLY, case.scope)
    review = case.review
    if review.state not in _WRITTEN or review.kind is not ReviewKind.APPLICATION:
        raise Refused("stale_step", state=STATE_WORDS[review.state])
    return case


def _check_version(review: Review, version: int) -> None:
    if review.version != version:
        raise Refused("stale_step.application")


def _said(own: Own) -> Collection[str]:
    return [criterion for criterion, words in own.notes.items() if words.strip()]


def _scored(
    scheme: Scheme,
    criterion_id: str,
    own: Own,
    *,
    known: Mapping[str, Scored],
    by: Account,
    act: Act,
) -> Scored:
    """The points of one criterion as they are kept; what did not change stays whose it was."""
    criterion = scheme.criterion(criterion_id)
    note = clean(own.notes.get(criterion_id, ""), multiline=True).text.strip()
    given = own.points.get(criterion_id)
    if given is None:
        raise Invalid("invalid.note_without_points", field=criterion_id, name=criterion.name)
    if not 0 <= given <= criterion.points:
        raise Invalid(
            "invalid.own_points", field=criterion_id, name=criterion.name, points=criterion.points
        )
    if len(note) > LONGEST_NOTE:
        raise Invalid("invalid.caption_length", field=criterion_id, longest=LONGEST_NOTE)
    before = known.get(criterion_id)
    if before is not None and (before.points, before.note) == (given, note):
        return before
    return Scored(criterion=criterion_id, points=given, note=note, by=by.id, at=act.at)


def _beside(own: Scored, known: Mapping[str, Proposed]) -> Scored:
    """The points with what the registry proposed for this criterion, and on which grounds."""
    proposed = known.get(own.criterion, Proposed(points=None, grounds=""))
    return replace(own, proposed=proposed.points, grounds=proposed.grounds)


def _log(tx: Transaction, case: Case, body: Mapping[str, int | str], *, act: Act) -> None:
    log.append(
        tx,
        act=act,
        subject=f"review:{case.review.id}",
        area=case.station.place.area_code,
        body={"station": case.station.id, **body},
    )
