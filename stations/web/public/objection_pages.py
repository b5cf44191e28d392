"""Pages for objections to stars in the notice, without an account, and for their answers."""

from __future__ import annotations

from flask import Blueprint, Response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from stations.errors import Invalid, NotFound, Refused
from stations.moments import china_text
from stations.registry.model import Station, star_words
from stations.registry.stored import store as stations
from stations.stars import case_store, objection_store, store
from stations.stars.awards import objection_limit, objections
from stations.stars.awards.objections import LONGEST_WORDS, STATE_WORDS, Objected
from stations.stars.model import Review
from stations.stars.objection_store import ObjectionState
from stations.web import clock
from stations.web.guarding import ANYBODY, OBJECTIONS, needs
from stations.web.services import current
from stations.web.voice import visitor

blueprint = Blueprint("objections", __name__)

_NO_NOTICE = "没有这次公示。请核对链接。"


@blueprint.get(f"{OBJECTIONS}/<review_id>")
@needs(ANYBODY)
def form(review_id: str) -> Response:
    """The form; where the notice is over, a sentence instead."""
    return _page(review_id)


@blueprint.post(f"{OBJECTIONS}/<review_id>")
@needs(ANYBODY)
def send(review_id: str) -> AnyResponse:
    """Keeps the objection, and leads to where its answer is read."""
    words = request.form.get("words", "").replace("\r\n", "\n")[: 2 * LONGEST_WORDS]
    key = request.form.get("key", "")[:60]
    db = current().connections()
    review, station = _public(review_id)
    token = visitor.token_for(key, station_id=review.id, kind="objection")
    try:
        objection_limit.receive(
            db,
            Objected(review_id=review.id, words=words, token=token),
            by=visitor.visitor(station.id, code="", near=""),
            at=clock.now(),
        )
    except (Invalid, Refused) as error:
        return _page(review_id, words=words, key=key, error=error)
    return redirect(url_for("objections.follow", token=token, new=1), code=303)


@blueprint.get("/stars/objected/<token>")
def follow(token: str) -> Response:
    """What became of one's objection, for the holder of the link."""
    db = current().connections()
    with db.reading():
        found = objection_store.by_token(db, token)
        if found is None:
            raise NotFound("not_found.objection_link")
        review = store.get(db, found.review_id)
        station = stations.get(db, review.station_id)
    page = render_template(
        "stars/objection_received.html",
        it=found,
        name=station.name,
        cycle_id=review.cycle_id,
        state=STATE_WORDS[found.state],
        waits=found.state is ObjectionState.NEW,
        at=china_text(found.at),
        new=request.args.get("new") == "1",
    )
    answer = Response(page)
    answer.headers["Cache-Control"] = "no-store"
    return answer


def _page(
    review_id: str, *, words: str = "", key: str = "", error: Invalid | Refused | None = None
) -> Response:
    """The form with what was filled in, and what is wrong with it."""
    db, at = current().connections(), clock.now()
    review, station = _public(review_id)
    with db.reading():
        case = case_store.load(db, review.id)
    page = render_template(
        "stars/objection.html",
        review=review,
        station=station,
        level=star_words(review.stars) if review.stars else "",
        cycle=case.cycle,
        takes=objections.takes(case, at=at),
        until=case.notice_ends,
        words=words,
        key=key or visitor.new_key(),
        longest=LONGEST_WORDS,
        error=error.message if error else "",
    )
    status = 200
    if error is not None:
        status = {"too_many": 429, "notice_over": 409}.get(error.code, 400)
    return visitor.greet(Response(page, status=status), path=OBJECTIONS)


def _public(review_id: str) -> tuple[Review, Station]:
    """A review that was made public, of a station that workers see; NotFound else."""
    db = current().connections()
    try:
        with db.reading():
            review = store.get(db, review_id)
            station = stations.get(db, review.station_id)
    except NotFound:
        raise NotFound("not_found.notice") from None
    if review.notice_from is None or not station.is_listed:
        raise NotFound("not_found.notice")
    return review, station
