"""Pages on which people sign up for a session, without an account."""

from __future__ import annotations

from dataclasses import dataclass

import orjson
from flask import Blueprint, Response, redirect, render_template, request, url_for
from flask_wtf.csrf import CSRFError
from werkzeug.datastructures import MultiDict
from werkzeug.wrappers import Response as AnyResponse

from stations.errors import Invalid, NotFound, Refused
from stations.signups import signing_up, store
from stations.signups.model import NAME_LONGEST
from stations.signups.signing_up import Given
from stations.web import clock
from stations.web.away import trouble_words
from stations.web.error_pages import answer
from stations.web.guarding import ANYBODY, SIGNUPS, needs, stale_form, unread
from stations.web.services import current
from stations.web.voice import signup_view, visitor

blueprint = Blueprint("signing_up", __name__, url_prefix=SIGNUPS)

_STATUS = {"too_many": 429, "stale_form": 403}


@dataclass(frozen=True, slots=True, kw_only=True)
class SignUpFields:
    """What a form gave, to be shown again where it is refused."""

    name: str = ""
    phone: str = ""
    code: str = ""
    consent: bool = False
    key: str = ""

    @staticmethod
    def of(given: MultiDict[str, str]) -> SignUpFields:
        return SignUpFields(
            name=given.get("name", "")[:100],
            phone=given.get("phone", "")[:60],
            code=given.get("code", "")[:60],
            consent=given.get("consent") == "1",
            key=given.get("key", "")[:60],
        )


@blueprint.get("/<session_id>")
@needs(ANYBODY)
def form(session_id: str) -> Response:
    """The form; before it opens with a countdown by the server's clock."""
    return _page(session_id, SignUpFields())


@blueprint.get("/<session_id>/now")
@needs(ANYBODY)
def now(session_id: str) -> Response:
    """How long it is until it opens, and what is free, for a page that has lain open."""
    at = clock.now()
    it = signup_view.session_view(store.terms(current().connections(), session_id, at=at), at=at)
    told = {"opens_in_ms": it.opens_in_ms, "phase": it.phase.value, "places": it.places}
    return Response(orjson.dumps(told), mimetype="application/json")


@blueprint.post("/<session_id>")
@needs(ANYBODY)
def send(session_id: str) -> AnyResponse:
    """Signs somebody up, once for the key of the form, and leads to their own page."""
    fields = SignUpFields.of(request.form)
    if visitor.device() is None:
        # Who comes by the form has a name: without one there is no limit to what one phone sends.
        return _page(session_id, fields, error=stale_form())
    token = visitor.token_for(fields.key, station_id=session_id, kind="signup")
    given = Given(
        session_id=session_id,
        name=fields.name,
        phone=fields.phone,
        consent=fields.consent,
        code=fields.code,
    )
    try:
        signing_up.sign_up(
            current().connections(),
            given,
            cipher=current().people,
            by=visitor.visitor(session_id, code="", near=""),
            token=token,
            at=clock.now(),
        )
    except (Invalid, Refused) as error:
        return _page(session_id, fields, error=error)
    there = redirect(url_for("own_signups.mine", token=token, new=1), code=303)
    _remember(there, session_id, token)
    return there


@blueprint.errorhandler(CSRFError)
def unproved(_error: CSRFError) -> Response:
    """A form without the token that its page gave: mostly a browser that keeps no cookies."""
    session_id, error = (request.view_args or {}).get("session_id", ""), stale_form()
    try:
        return _page(session_id, SignUpFields.of(request.form), error=error)
    except NotFound:
        return answer(403, unread(error).message)


def _page(
    session_id: str, fields: SignUpFields, *, error: Invalid | Refused | None = None
) -> Response:
    at = clock.now()
    terms = store.terms(current().connections(), session_id, at=at)
    page = render_template(
        "voice/signup_form.html",
        it=signup_view.session_view(terms, at=at),
        fields=fields,
        key=fields.key or visitor.new_key(),
        own=request.cookies.get(_cookie(session_id), ""),
        days=current().settings.signup_days,
        longest=NAME_LONGEST,
        error=error.message if error else "",
        field=error.field if isinstance(error, Invalid) else "",
    )
    status = 200
    if error is not None:
        refused = 409 if isinstance(error, Refused) else 400
        unready = trouble_words.is_unready(error)
        status = 503 if unready else _STATUS.get(error.code, refused)
    return visitor.greet(Response(page, status=status), path=SIGNUPS)


def _remember(response: AnyResponse, session_id: str, token: str) -> None:
    """Lets this phone find its sign-up again by the form, until the session is over."""
    response.set_cookie(
        _cookie(session_id),
        token,
        max_age=signup_view.KEPT_FOR,
        path=url_for("signing_up.form", session_id=session_id),
        secure=request.is_secure,
        httponly=True,
        samesite="Lax",
    )


def forget(response: AnyResponse, session_id: str) -> None:
    """Takes away from this phone what led to its sign-up."""
    there = url_for("signing_up.form", session_id=session_id)
    response.delete_cookie(_cookie(session_id), path=there)


def _cookie(session_id: str) -> str:
    return f"signup-{session_id}"
