"""Pages to apply for stars."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from stations.accounts.model import authorise
from stations.accounts.roles import Action
from stations.errors import Invalid, Refused
from stations.media import intake
from stations.media.model import MOST_BYTES
from stations.moments import china_day
from stations.stars import points_store, review_steps, store
from stations.stars.applications import applying
from stations.stars.applications.applying import LONGEST_NOTE, MOST_PHOTOS, Own
from stations.stars.cycle_model import Cycle
from stations.stars.inspections import reused_pictures
from stations.stars.model import Review, ReviewStep
from stations.stars.points_store import OWN
from stations.tables.model import excerpt
from stations.web import clock, error_pages
from stations.web.acting import act
from stations.web.desk.reviews import apply_view, review_page, review_view
from stations.web.desk.reviews import review_words as words
from stations.web.desk.reviews.review_page import StepMessage
from stations.web.desk.reviews.step_pages import version
from stations.web.guarding import PREFIX, account, needs
from stations.web.services import current

blueprint = Blueprint("applying", __name__, url_prefix=f"{PREFIX}/reviews")

AT_ONCE = 6
"""Photos of one sending."""
_AROUND, _MOST_PARTS = 500_000, 400
_INCOMPLETE = "已经存好，但还不能申报：请先补齐下面列出的。"


@dataclass(frozen=True, slots=True, kw_only=True)
class _Failed:
    """What could not be done, and what had been typed."""

    problems: list[str] = field(default_factory=list)
    typed: Mapping[str, str] = field(default_factory=dict)


@blueprint.get("/apply")
@needs(Action.APPLY)
def every() -> str:
    """One's own stations: which may apply, which have begun, and why the others may not."""
    return _stations()


@blueprint.post("/apply")
@needs(Action.APPLY)
def begin() -> AnyResponse:
    """Begins the application of a station."""
    db, given = current().connections(), request.form.get("station", "")[:32]
    try:
        review = applying.begin(db, given, by=account(), act=act("review_begun"))
    except Refused as error:
        if error_pages.status_of(error) != 409:
            raise
        return Response(_stations(error.message), status=409)
    return redirect(url_for("applying.form", review_id=review.id), code=303)


@blueprint.get("/<review_id>/apply")
@needs(Action.APPLY)
def form(review_id: str) -> AnyResponse:
    """The form of an application that may still be changed; else the review itself."""
    review, _ = _mine(review_id)
    if review.state not in apply_view.WRITTEN:
        return redirect(url_for("desk_reviews.one", review_id=review_id))
    return Response(_form(review_id, _Failed()))


@blueprint.post("/<review_id>/apply")
@needs(Action.APPLY, most_bytes=AT_ONCE * MOST_BYTES + _AROUND, most_parts=_MOST_PARTS)
def save(review_id: str) -> AnyResponse:
    """Keeps what was typed and every photo that can be read; then does what the button says."""
    review, cycle = _mine(review_id)
    do, _, rest = request.form.get("do", "").partition(":")
    try:
        at = _kept(review, cycle)
        problems = _photos(review, cycle)
        if do == "drop":
            _drop(review, rest)
        elif do == "submit" and not problems:
            db = current().connections()
            applying.submit(db, review.id, version=at, by=account(), act=act("review_submit"))
            flash("报上去了，等区里初核。", "told")
            return redirect(url_for("desk_reviews.one", review_id=review_id), code=303)
    except (Invalid, Refused) as error:
        return _refused(review_id, error)
    if problems:
        return Response(_form(review_id, _Failed(problems=problems)), status=400)
    flash("存好了，还没有报上去。", "told")
    anchor = rest.partition(":")[0] if do in ("photo", "drop") else ""
    known = {one.id for one in cycle.scheme.criteria}
    there = f"c-{anchor}" if anchor in known else None
    return redirect(url_for("applying.form", review_id=review_id, _anchor=there), code=303)


def _refused(review_id: str, error: Invalid | Refused) -> Response:
    """The same form with what was typed; the review itself where it has gone on."""
    status = error_pages.status_of(error)
    if status >= 500:
        raise error
    review, _ = _mine(review_id)
    if review.state not in apply_view.WRITTEN:
        page = review_page.page(review_id, StepMessage(error=error.message))
        return Response(page, status=status)
    if error.code == "incomplete":
        # All of it is kept, and the form tells what is missing.
        return Response(_form(review_id, _Failed(problems=[_INCOMPLETE])), status=status)
    failed = _Failed(problems=[error.message], typed=request.form.to_dict())
    return Response(_form(review_id, failed), status=status)


def _mine(review_id: str) -> tuple[Review, Cycle]:
    """An application of a station of theirs; NotFound else."""
    db = current().connections()
    case = review_steps.seen(db, review_id, by=account())
    authorise(account(), Action.APPLY, case.scope)
    return case.review, case.cycle


def _kept(review: Review, cycle: Cycle) -> int:
    """The version of the review with what was typed; nothing is written where nothing changed."""
    db, own = current().connections(), _own(cycle)
    before = points_store.of(db, review.id, visit=OWN)
    kept = {id_: (one.points, one.note) for id_, one in before.items()}
    wanted = {id_: (given, own.notes.get(id_, "")) for id_, given in own.points.items()}
    said = {id_ for id_, text in own.notes.items() if text.strip()}
    if kept == wanted and said <= set(wanted):
        return version()
    after = applying.write(
        db, review.id, own, version=version(), by=account(), act=act("review_points")
    )
    return after.version


def _own(cycle: Cycle) -> Own:
    """The points and notes of the form; Invalid where a number is none."""
    given, scored, notes = request.form, {}, {}
    for one in cycle.scheme.criteria:
        text = given.get(f"points-{one.id}", "").strip()
        if text and not (text.isascii() and text.isdigit() and len(text) < 5):
            raise Invalid("invalid.points", field=one.id, name=one.name, points=one.points)
        if text:
            scored[one.id] = int(text)
        notes[one.id] = given.get(f"note-{one.id}", "").replace("\r\n", "\n").strip()
    return Own(points=scored, notes=notes)


def _photos(review: Review, cycle: Cycle) -> list[str]:
    """Adds every photo that can be read; a sentence for each that cannot."""
    sent = [
        (one, file)
        for one in cycle.scheme.criteria
        for file in request.files.getlist(f"photo-{one.id}")
        if file.filename
    ]
    problems = [f"一次最多 {AT_ONCE} 张，后面的没有添加。"] if len(sent) > AT_ONCE else []
    db, who = current().connections(), account()
    for one, file in sent[:AT_ONCE]:
        try:
            # One byte more than allowed tells that it is too large.
            picture = intake.intake(file.stream.read(MOST_BYTES + 1))
            name = current().photos.keep(picture)
            doing = act("review_photo_added")
            applying.add_photo(db, review.id, one.id, name, by=who, act=doing)
            reused_pictures.remember(db, name, picture.looks)
        except (Invalid, Refused) as error:
            problems.append(f"“{one.name}”的 {excerpt(file.filename or '')}：{error.message}")
    return problems


def _drop(review: Review, which: str) -> None:
    criterion, _, name = which.partition(":")
    db, doing = current().connections(), act("review_photo_removed")
    applying.remove_photo(db, review.id, criterion, name, by=account(), act=doing)


def _form(review_id: str, failed: _Failed) -> str:
    db, today = current().connections(), china_day(clock.now())
    with db.reading():
        case = review_steps.seen(db, review_id, by=account())
        review, cycle, station = case.review, case.cycle, case.station
        shown = apply_view.form(db, review, cycle, station, typed=failed.typed)
        last = words.deadline(review, case.calendar, today=today)
        returned = [one for one in store.steps(db, review_id) if one.step is ReviewStep.RETURN]
        told = review_view.timeline(db, review)[:1] if returned else []
    return render_template(
        "desk/reviews/apply.html",
        it=review,
        station=station,
        cycle=cycle,
        returned=told,
        deadline=last,
        problems=failed.problems,
        longest=LONGEST_NOTE,
        most_photos=MOST_PHOTOS,
        **shown,
    )


def _stations(error: str = "") -> str:
    db, who, today = current().connections(), account(), china_day(clock.now())
    with db.reading():
        rows = [
            apply_view.standing(db, one, today=today) for one in apply_view.own_stations(db, who)
        ]
    return render_template("desk/reviews/apply_stations.html", rows=rows, error=error)
