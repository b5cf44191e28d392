"""Reports that a phone keeps: written without network, sent later exactly once, and followed."""

from __future__ import annotations

from datetime import datetime, timedelta

import orjson
from flask import Blueprint, Response, render_template, request, url_for
from flask_wtf.csrf import CSRFError, generate_csrf

from stations.errors import Invalid, NotFound, Refused
from stations.feedback import reporting
from stations.feedback.model import KIND_WORDS, STATE_WORDS
from stations.web import clock
from stations.web.away import trouble_words
from stations.web.guarding import ANYBODY, VOICE, needs, stale_form
from stations.web.services import current
from stations.web.voice import followed_view, speak_pages, visitor
from stations.web.voice.voice_words import ABOUT_A_THING, HINTS, SUPPLIES, Fields

blueprint = Blueprint("kept_reports", __name__)

_LONGEST_AGO = timedelta(days=30)
_STATUS = {"too_many": 429}


@blueprint.get("/my-reports")
def mine() -> str:
    """The reports of this phone; which they are, the phone alone knows."""
    return render_template("voice/mine.html")


@blueprint.get("/my-reports/new")
def write() -> str:
    """The form without network: of which station, the address tells the phone."""
    kinds = [
        (kind.value, words, HINTS[kind], ABOUT_A_THING.get(kind, ""))
        for kind, words in KIND_WORDS.items()
    ]
    return render_template("voice/write.html", kinds=kinds, supplies=SUPPLIES)


@blueprint.get(f"{VOICE}/ready")
@needs(ANYBODY)
def ready() -> Response:
    """What a phone needs to send what it kept: the proof of a form, and a name for the phone."""
    return visitor.greet(_told({"token": generate_csrf()}))


@blueprint.post(f"{VOICE}/<station_id>/kept-report")
@needs(ANYBODY, most_bytes=speak_pages.MOST_BYTES)
def send(station_id: str) -> Response:
    """Takes a report once for its key, however often it comes, and gives the token to follow it."""
    fields = Fields.of(request.form)
    try:
        token = speak_pages.reported(station_id, fields, found_at=_found_at())
    except (Invalid, Refused) as error:
        # What the database could not take is kept by the phone and sent again.
        status = 503 if trouble_words.is_unready(error) else _STATUS.get(error.code, 400)
        return _told({"detail": error.message}, status=status)
    except NotFound as error:
        return _told({"detail": error.message}, status=404)
    return _told({"token": token})


@blueprint.get(f"{VOICE}/reports/<token>/state")
@needs(ANYBODY)
def state(token: str) -> Response:
    """What became of a report, for the list of the phone that sent it."""
    db = current().connections()
    try:
        with db.reading():
            view = followed_view.followed(db, reporting.followed(db, token))
    except NotFound as error:
        return _told({"detail": error.message}, status=404)
    added = (f"{one.at} 补充：{one.said}" for one in view.supplements)
    told = {
        "url": url_for("voice.follow", token=token),
        "words": "：".join(filter(None, (STATE_WORDS[view.state], view.meanwhile))),
        "reply": "。".join((view.reply, *added)),
        "closed": view.closed,
    }
    return _told(told)


@blueprint.errorhandler(CSRFError)
def unproved(_error: CSRFError) -> Response:
    """The proof has gone stale: the phone asks for another one and sends again."""
    return _told({"detail": stale_form().message}, status=403)


def _found_at() -> datetime | None:
    """When it was found, told as seconds ago: a phone's clock may be wrong, its waiting is not."""
    given = request.form.get("ago", "")
    if not (given.isascii() and given.isdigit() and len(given) < 9):
        return None
    ago = timedelta(seconds=int(given))
    return clock.now() - min(ago, _LONGEST_AGO) if ago > timedelta(minutes=1) else None


def _told(body: dict[str, object], *, status: int = 200) -> Response:
    response = Response(orjson.dumps(body), status=status, mimetype="application/json")
    response.headers["Cache-Control"] = "no-store"
    return response
