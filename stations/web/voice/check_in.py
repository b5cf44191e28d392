"""Visits counted by the code of a poster."""

from __future__ import annotations

from flask import Blueprint, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from stations.errors import Invalid
from stations.feedback import check_ins, poster_codes, reporting
from stations.registry.stored import redirects
from stations.web import clock
from stations.web.guarding import ANYBODY, VOICE, needs
from stations.web.services import current
from stations.web.voice import visitor
from stations.web.voice.voice_words import Fields

blueprint = Blueprint("arriving", __name__)


@blueprint.get("/h/<station_id>/<code>")
def arrive(station_id: str, code: str) -> AnyResponse:
    """The short address of a poster.

    One of a station that was combined with another counts there: whoever scans it stands at the
    place that both were.
    """
    moved = redirects.target(current().connections(), station_id)
    if moved:
        secret = current().settings.secret_key()
        code = (
            poster_codes.code(secret, moved)
            if poster_codes.valid(secret, station_id, code)
            else code
        )
    return redirect(url_for("voice.speak", station_id=moved or station_id, c=code))


@blueprint.post(f"{VOICE}/<station_id>/check-in")
@needs(ANYBODY)
def check_in(station_id: str) -> AnyResponse:
    """Counts the visit, once a day, of a phone that came by the page: else it has no name."""
    if visitor.device() is None:
        raise Invalid("no_device", field="code")
    fields = Fields.of(request.form)
    counted = check_ins.check_in(
        current().connections(),
        station_id,
        by=visitor.visitor(station_id, code=fields.code, near=fields.near),
        at=clock.now(),
    )
    there = url_for(
        "arriving.checked_in", station_id=station_id, c=fields.code, again=None if counted else 1
    )
    return redirect(there, code=303)


@blueprint.get(f"{VOICE}/<station_id>/checked-in")
@needs(ANYBODY)
def checked_in(station_id: str) -> str:
    """Says that the visit counts, and what else can be said here."""
    station = reporting.listed(current().connections(), station_id)
    return render_template(
        "voice/checked_in.html",
        station=station,
        again="again" in request.args,
        code=Fields.of(request.args).code,
    )
