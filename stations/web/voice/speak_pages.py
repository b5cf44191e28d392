"""Pages to rate a station, report and follow a report."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from flask import Blueprint, Response, redirect, render_template, request, url_for
from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import RequestEntityTooLarge
from werkzeug.wrappers import Response as AnyResponse

from stations.errors import Invalid, NotFound, Refused
from stations.feedback import rating, rating_weights, reporting
from stations.feedback.answering import conversation
from stations.feedback.model import Opinion, ReportKind, Said, Visitor
from stations.media import intake
from stations.registry import vocabulary
from stations.registry.stored import redirects
from stations.tables.text import clean
from stations.web import clock
from stations.web.away import trouble_words
from stations.web.error_pages import answer
from stations.web.guarding import ANYBODY, VOICE, needs, stale_form, unread
from stations.web.services import current
from stations.web.voice import followed_view, menu_view, visitor, voice_words
from stations.web.voice.voice_words import Fields

blueprint = Blueprint("voice", __name__, url_prefix=VOICE)

MOST_BYTES = 9_000_000
"""A photo of 8 MB, and what stands around it."""
_STATUS = {"too_many": 429, "stale_form": 403}


@blueprint.get("/<station_id>")
@needs(ANYBODY)
def speak(station_id: str) -> AnyResponse:
    """What can be said of this station; with `kind`, the form of that report.

    Of a station that was combined with another one it is said of that other one.
    """
    if moved := redirects.target(current().connections(), station_id):
        there = url_for("voice.speak", station_id=moved, kind=request.args.get("kind"))
        return redirect(there, code=302)
    return _page(station_id, replace(Fields.of(request.args), key=""))


@blueprint.post("/<station_id>/report")
@needs(ANYBODY, most_bytes=MOST_BYTES)
def report(station_id: str) -> AnyResponse:
    """Reports, and leads to where the report is followed."""
    fields = Fields.of(request.form)
    try:
        token = reported(station_id, fields)
    except (Invalid, Refused) as error:
        return _page(station_id, fields, error=error)
    return redirect(url_for("voice.follow", token=token, new=1), code=303)


def reported(station_id: str, fields: Fields, *, found_at: datetime | None = None) -> str:
    """Keeps what a form says, once for its key; the token by which it is followed."""
    # A form of a record that has become another one since then is about that other one.
    station_id = redirects.target(current().connections(), station_id) or station_id
    token = visitor.token_for(fields.key, station_id=station_id, kind=fields.kind)
    by = visitor.visitor(station_id, code=fields.code, near=fields.near)
    kind = _kind(fields.kind)
    thing = {voice_words.ABOUT_A_THING.get(kind, "amenity"): fields.amenity}
    if fields.amenity in vocabulary.amenities():
        # A phone that kept an older form still names the amenity that ran out.
        thing = {"amenity": fields.amenity}
    said = Said(kind=kind, words=_words(fields), found_at=found_at, **thing)
    said = replace(said, photo=_photo(by, token=token))
    db, at = current().connections(), clock.now()
    reporting.report(db, station_id, said, by=by, token=token, at=at)
    current().hints.forget()
    return token


@blueprint.post("/<station_id>/rating")
@needs(ANYBODY)
def rate(station_id: str) -> AnyResponse:
    """Rates, and says what the rating counts for."""
    fields = Fields.of(request.form)
    station_id = redirects.target(current().connections(), station_id) or station_id
    try:
        opinion = Opinion(stars=fields.stars, tags=fields.tags, words=_words(fields))
        weight = rating.rate(
            current().connections(),
            station_id,
            opinion,
            by=visitor.visitor(station_id, code=fields.code, near=fields.near),
            at=clock.now(),
        )
    except (Invalid, Refused) as error:
        return _page(station_id, fields, error=error)
    full = int(weight == rating_weights.FULL)
    return redirect(url_for("voice.thanks", station_id=station_id, full=full), code=303)


@blueprint.get("/<station_id>/thanks")
@needs(ANYBODY)
def thanks(station_id: str) -> str:
    """Thanks for a rating."""
    db = current().connections()
    with db.reading():
        station = reporting.listed(db, station_id)
        told = voice_words.rating_words(rating.summary(db, station_id, at=clock.now()))
    return render_template(
        "voice/thanks.html", station=station, told=told, full=request.args.get("full") == "1"
    )


@blueprint.get("/reports/<token>")
@needs(ANYBODY)
def follow(token: str) -> str:
    """What became of one's report, for the holder of the link."""
    return _followed(token)


def _followed(token: str, *, error: str = "") -> str:
    db = current().connections()
    with db.reading():
        found = reporting.followed(db, token)
        view = followed_view.followed(db, found)
    return render_template(
        "voice/report.html",
        it=view,
        token=token,
        new=request.args.get("new") == "1",
        error=error,
        given=request.form,
    )


@blueprint.post("/reports/<token>/reopen")
@needs(ANYBODY)
def reopen(token: str) -> AnyResponse:
    """Opens a report again, once: nothing was put right."""
    words = request.form.get("words", "").replace("\r\n", "\n")[:2_000]
    try:
        conversation.reopen(current().connections(), token, words=words, at=clock.now())
    except (Invalid, Refused) as error:
        if trouble_words.is_unready(error):
            raise
        status = 409 if isinstance(error, Refused) else 400
        return Response(_followed(token, error=error.message), status=status)
    current().hints.forget()
    return redirect(url_for("voice.follow", token=token), code=303)


@blueprint.errorhandler(CSRFError)
def unproved(_error: CSRFError) -> Response:
    """A form without the token that its page gave: mostly a browser that keeps no cookies."""
    if "token" in (request.view_args or {}):
        return answer(403, unread(stale_form()).message)
    error = stale_form()
    try:
        fields = Fields.of(request.form)
    except RequestEntityTooLarge:
        # A form with a large photo is refused before it is read: nothing of it can be shown.
        return answer(403, unread(error).message)
    try:
        return _page((request.view_args or {}).get("station_id", ""), fields, error=error)
    except NotFound as missing:
        return answer(404, missing.message)


def _page(station_id: str, fields: Fields, *, error: Invalid | Refused | None = None) -> Response:
    """The page of a station with what was filled in, and what is wrong with it."""
    db, at = current().connections(), clock.now()
    with db.reading():
        station = reporting.listed(db, station_id)
        summary = rating.summary(db, station_id, at=at)
        scanned = visitor.scanned(station_id, fields.code)
        menus = menu_view.around(db, station, at=at, code=fields.code if scanned else "")
    view = voice_words.page(station, fields, summary=summary, code_known=scanned)
    page = render_template(
        "voice/report_form.html" if view.kind else "voice/speak.html",
        it=view,
        fields=fields,
        menus=menus,
        key=fields.key or visitor.new_key(),
        error=error.message if error else "",
        field=error.field if isinstance(error, Invalid) else "",
    )
    status = 200 if error is None else _STATUS.get(error.code, 400)
    status = 503 if error is not None and trouble_words.is_unready(error) else status
    return visitor.greet(Response(page, status=status))


def _kind(given: str) -> ReportKind:
    try:
        return ReportKind(given)
    except ValueError:
        raise Invalid("invalid.report_tag", field="kind") from None


def _photo(by: Visitor, *, token: str) -> str:
    """The name of the picture that came with the form, rebuilt and kept; '' for none."""
    upload = request.files.get("photo")
    data = upload.read() if upload else b""
    if not data:
        return ""
    if not reporting.admit_photo(current().connections(), by=by, token=token, at=clock.now()):
        return ""
    return current().photos.keep(intake.intake(data))


def _words(fields: Fields) -> str:
    return clean(fields.words, multiline=True).text
