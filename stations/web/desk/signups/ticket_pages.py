"""A ticket in the camera of a phone: the staff of the door notes who came, others see nothing."""

from __future__ import annotations

import hashlib
import secrets

from flask import Blueprint, Response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from stations.accounts.roles import Action
from stations.activities.model import Occasion
from stations.db.base import Database
from stations.errors import Invalid, NotFound, Refused
from stations.moments import china_text
from stations.signups import arrival_store, arrivals, ticket_codes
from stations.signups.arrivals import DoorDelivery, DoorTap
from stations.signups.model import STATE_WORDS, SignUp
from stations.web import clock, error_pages
from stations.web.acting import act
from stations.web.desk.signups import door_view
from stations.web.guarding import ANYBODY, PREFIX, account, needs, signed_in
from stations.web.services import current

blueprint = Blueprint("tickets", __name__, url_prefix=f"{PREFIX}/signups/door/c")


@blueprint.get("/<signup_id>/<code>")
@needs(ANYBODY)
def one(signup_id: str, code: str) -> Response:
    """For the staff of this door who this is; for all others that it is to be shown to them."""
    return _page(signup_id, code)


@blueprint.post("/<signup_id>/<code>")
@needs(Action.ORGANISE)
def note(signup_id: str, code: str) -> AnyResponse:
    """Notes that somebody came, once."""
    db, who, at = current().connections(), account(), clock.now()
    signup = _signup(db, signup_id, code)
    if signup is None:
        raise NotFound("not_found.activity")
    try:
        tap = DoorTap(id=request.form.get("id", ""), at=at, signup_id=signup.id)
        delivery = DoorDelivery(taps=[tap], phone=_phone())
        occasion = arrivals.seen(db, signup.session_id, by=who)
        if not arrivals.is_open(occasion, at=at):
            raise Refused("too_early.ticket")
        [answer] = arrivals.receive(
            db, signup.session_id, delivery, by=who, act=act(arrivals.NOTED)
        )
    except (Invalid, Refused) as error:
        if (status := error_pages.status_of(error)) not in (400, 409):
            raise
        return _page(signup_id, code, said=error.message, status=status)
    if answer.remark:
        return _page(signup_id, code, said=answer.remark.message)
    return redirect(url_for("tickets.one", signup_id=signup_id, code=code), code=303)


def _phone() -> str:
    """The name of the phone as its script tells it, else one of the session at the desk."""
    found = signed_in()
    token = found.token if found else ""
    return request.form.get("phone", "") or hashlib.sha256(token.encode()).hexdigest()[:32]


def _signup(db: Database, signup_id: str, code: str) -> SignUp | None:
    valid = ticket_codes.valid(current().settings.secret_key(), signup_id, code)
    return arrivals.find(db, signup_id) if valid else None


def _page(signup_id: str, code: str, *, said: str = "", status: int = 200) -> Response:
    db = current().connections()
    with db.reading():
        signup = _signup(db, signup_id, code) if signed_in() else None
        occasion = _occasion(db, signup) if signup else None
        came = arrival_store.of_signup(db, signup_id) if occasion else None
    if occasion is None or signup is None:
        wanted = url_for("signing.form", next=request.path)
        return Response(render_template("desk/signups/ticket_shown.html", sign_in=wanted))
    page = render_template(
        "desk/signups/ticket.html",
        it=door_view.row(occasion),
        person=door_view.masked(door_view.cipher().person(signup.person, id=signup.id)),
        state=STATE_WORDS[signup.state],
        came=china_text(came.at) if came else "",
        open=arrivals.is_open(occasion, at=clock.now()),
        tap=secrets.token_hex(16),
        said=said,
    )
    return Response(page, status=status)


def _occasion(db: Database, signup: SignUp) -> Occasion | None:
    """The session of a ticket, for those who stand at its door."""
    try:
        return arrivals.seen(db, signup.session_id, by=account())
    except NotFound:
        return None
