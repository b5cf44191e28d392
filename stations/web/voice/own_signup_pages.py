"""The page of one's own sign-up, which the secret link opens: its state, and what may be done."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta

from flask import Blueprint, Response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from stations.db.base import Database
from stations.errors import Refused
from stations.signups import own_signup
from stations.signups.model import SEATED
from stations.signups.own_signup import OwnSignUp
from stations.web import clock
from stations.web.away import trouble_words
from stations.web.guarding import ANYBODY, SIGNUPS, needs
from stations.web.services import current
from stations.web.voice import signup_pages, signup_view, ticket_link

_SOON = timedelta(hours=24)
"""So long before it begins the ticket lies open; drawing one costs more than the page."""
blueprint = Blueprint("own_signups", __name__, url_prefix=f"{SIGNUPS}/mine")


@blueprint.get("/<token>")
@needs(ANYBODY)
def mine(token: str) -> Response:
    """How one's sign-up stands."""
    return _page(token)


@blueprint.get("/<token>/ticket.svg")
@needs(ANYBODY)
def ticket(token: str) -> Response:
    """What is shown at the door."""
    with _db().reading():
        found = own_signup.own(_db(), token, cipher=current().people, at=clock.now())
    return Response(ticket_link.picture(found.signup.id), mimetype="image/svg+xml")


@blueprint.post("/<token>/confirm")
@needs(ANYBODY)
def confirm(token: str) -> AnyResponse:
    """Takes the place that was offered."""
    return _done(token, lambda: own_signup.confirm(_db(), token, at=clock.now()))


@blueprint.post("/<token>/cancel")
@needs(ANYBODY)
def cancel(token: str) -> AnyResponse:
    """Gives the place to the next one."""
    return _done(token, lambda: own_signup.cancel(_db(), token, at=clock.now()))


@blueprint.post("/<token>/erase")
@needs(ANYBODY)
def erase(token: str) -> AnyResponse:
    """Removes name and number, and the place with them."""
    session_id = own_signup.erase(_db(), token, at=clock.now())
    there = redirect(url_for("own_signups.erased"), code=303)
    signup_pages.forget(there, session_id)
    return there


@blueprint.get("/erased")
@needs(ANYBODY)
def erased() -> str:
    """Says that nothing is kept any more."""
    return render_template("voice/signup_erased.html")


def _has_ticket(found: OwnSignUp, *, at: datetime) -> bool:
    """Whether there is something to show at the door: a place, at what is not over."""
    is_on = not found.terms.cancelled and at < found.terms.ends_at
    return found.signup.state in SEATED and is_on


def _db() -> Database:
    return current().connections()


def _done(token: str, work: Callable[[], None]) -> AnyResponse:
    try:
        work()
    except Refused as error:
        if trouble_words.is_unready(error):
            raise
        return _page(token, error=error)
    return redirect(url_for("own_signups.mine", token=token), code=303)


def _page(token: str, *, error: Refused | None = None) -> Response:
    at = clock.now()
    with _db().reading():
        found = own_signup.own(_db(), token, cipher=current().people, at=at)
    page = render_template(
        "voice/signup_mine.html",
        it=signup_view.session_view(found.terms, at=at),
        mine=found.signup,
        person=found.person,
        words=signup_view.state_words(found, at=at),
        may_confirm=signup_view.may_confirm(found, at=at),
        may_cancel=found.may_cancel(at),
        days=current().settings.signup_days,
        has_ticket=_has_ticket(found, at=at),
        shows_ticket=found.terms.starts_at - at < _SOON,
        token=token,
        new=request.args.get("new") == "1",
        error=error.message if error else "",
    )
    return Response(page, status=409 if error else 200)
