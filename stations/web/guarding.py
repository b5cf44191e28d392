"""Guards: every route of the desk says which right it needs."""

from __future__ import annotations

import contextlib
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar
from urllib.parse import urlsplit

from flask import (
    Flask,
    Request,
    Response,
    after_this_request,
    current_app,
    flash,
    g,
    has_request_context,
    redirect,
    request,
    session,
    url_for,
)
from flask.sessions import SecureCookieSession, SecureCookieSessionInterface, SessionMixin
from flask_wtf.csrf import CSRFError, CSRFProtect
from werkzeug.wrappers import Response as AnyResponse

from stations.accounts import own_phones, pending_rights, sessions
from stations.accounts.model import Account, authorise
from stations.accounts.roles import Action
from stations.config import Settings
from stations.errors import NotFound, Refused
from stations.web import clock, retrying, return_address
from stations.web.services import current

PREFIX = "/desk"
VOICE = "/voice"
"""Where workers speak: without an account, and with the same checks of what changes something."""
OBJECTIONS = "/stars/objections"
"""Where anybody objects to stars in the notice; checked in the same way."""
SIGNUPS = "/signups"
"""Where people sign up for what happens; checked in the same way."""
GUARDED = (PREFIX, VOICE, OBJECTIONS, SIGNUPS)
View = TypeVar("View", bound=Callable[..., Any])

ANYBODY = "anybody"
"""A route that is open before signing in."""
SIGNED_IN = "signed_in"
"""A route for everybody who has signed in: it shows what is theirs."""
Policy = Action | str
_WITHOUT_FACTOR = ("signing.second_factor", "signing.password", "signing.out")
"""What is open to whoever lacks a second factor that is demanded."""


_LIGHT = (
    "signing.out", "phones.end", "messages.read",
    # These ask for the password themselves.
    "signing.password", "signing.second_factor", "signing.end_second_factor",
)  # fmt: skip
"""What an own phone changes of what is its owner's, beside what `own_phones.may_do` names."""
_USER, _PHONE, _CSRF = "_user_id", "_phone", "csrf_token"
"""What the signed session of a browser holds: the token, its own phone, the token of forms."""


@dataclass(frozen=True, slots=True)
class Staff:
    """Who is signed in, by which session, and the own phone that opened it ('' for none)."""

    account: Account
    token: str
    phone: str


class CurrentStaff:
    """Who is signed in, for templates; looked up when one asks: an error page asks no database."""

    @property
    def is_authenticated(self) -> bool:
        return signed_in() is not None

    @property
    def account(self) -> Account:
        return account()

    @property
    def by_phone(self) -> bool:
        return by_phone()


class DeskSessions(SecureCookieSessionInterface):
    """Sessions at guarded pages only: to open one costs a nearest answer a tenth of its time."""

    def open_session(self, app: Flask, request: Request) -> SecureCookieSession | None:
        if not request.path.startswith(GUARDED):
            return None
        return super().open_session(app, request)

    def save_session(self, app: Flask, session: SessionMixin, response: Response) -> None:
        if request.path.startswith(GUARDED):
            super().save_session(app, session, response)


def needs(policy: Policy, *, most_bytes: int = 0, most_parts: int = 0) -> Callable[[View], View]:
    """Names what a route needs; `install` refuses an application with a route that does not.

    `most_bytes` is how much may be sent to it, in how many parts of a form, where that is more
    than elsewhere.
    """

    def named(view: View) -> View:
        view.policy = policy  # type: ignore[attr-defined]
        view.most_bytes, view.most_parts = most_bytes, most_parts  # type: ignore[attr-defined]
        return view

    return named


def install(app: Flask, settings: Settings) -> None:
    """Guards the desk of an application whose routes are all registered."""
    secure = settings.proxies > 0
    app.config.update(
        SECRET_KEY=settings.secret_key(),
        SESSION_COOKIE_NAME="__Host-desk" if secure else "desk",
        SESSION_COOKIE_SECURE=secure,
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        WTF_CSRF_CHECK_DEFAULT=False,
        WTF_CSRF_TIME_LIMIT=None,
        WTF_CSRF_SSL_STRICT=False,
    )
    app.session_interface = DeskSessions()
    app.jinja_env.globals["current_user"] = CurrentStaff()
    protection = CSRFProtect(app)
    policies = _policies(app)

    def check() -> Response | None:
        if not request.path.startswith(GUARDED):
            return None
        known = SIGNED_IN if request.path.startswith(PREFIX) else ANYBODY
        changes = request.method not in ("GET", "HEAD", "OPTIONS")
        if changes:
            _check_origin()
        if known == SIGNED_IN:
            _reopen()
        # Nothing of a body is read, or written to a temporary file, before its sender may send it.
        refused = _checked(policies.get(request.endpoint or "", known))
        if refused or not changes:
            return refused
        _admit_large(app)
        protection.protect()
        return None

    app.before_request(check)
    app.after_request(_never_stored)
    app.register_error_handler(CSRFError, _stale_form)


def signed_in() -> Staff | None:
    """Who is signed in, looked up once in a request; None for nobody."""
    if not has_request_context():
        return None
    if "staff" not in g:
        g.staff = _staff(session.get(_USER, ""))
    found: Staff | None = g.staff
    return found


def account() -> Account:
    """Who is signed in."""
    found = signed_in()
    if found is None:
        raise Refused("signed_out")
    return found.account


def lacks_second_factor() -> bool:
    """Whether a second factor is demanded of who is signed in, and not set up."""
    return pending_rights.lacks_second_factor(account(), current().settings.second_factor)


def enter(token: str) -> bool:
    """Takes the browser into a session; whatever it held before is gone."""
    session.clear()
    g.staff = _staff(token)
    if g.staff is not None:
        session[_USER] = token
    return g.staff is not None


def leave() -> None:
    """Ends the session here and in the database; an own phone stays signed in no more."""
    found, db = signed_in(), current().connections()
    if found is not None:
        with db.writing() as tx:
            sessions.close(tx, found.token)
        with contextlib.suppress(NotFound):
            own_phones.end(db, found.account, phone_held(), at=clock.now())
    session.clear()
    g.staff = None


def phone_held() -> str:
    """The id of the own phone that this browser says it is."""
    return request.cookies.get(phone_cookie(), "").partition(".")[0]


def phone_cookie() -> str:
    """The name of what an own phone holds."""
    return "__Secure-phone" if current_app.config["SESSION_COOKIE_SECURE"] else "phone"


def bind_phone(response: AnyResponse, held: str) -> AnyResponse:
    """Gives the browser what lets it stay signed in; with '' takes it away."""
    session[_PHONE], session.permanent = held.partition(".")[0], bool(held)
    response.set_cookie(
        phone_cookie(),
        held,
        max_age=own_phones.BOUND_FOR if held else 0,
        path=PREFIX,
        secure=bool(current_app.config["SESSION_COOKIE_SECURE"]),
        httponly=True,
        samesite="Lax",
    )
    return response


def _reopen() -> None:
    """Opens a session for an own phone that comes without one.

    The token of its forms stays, so that a page that was left open can still be sent.
    """
    held = request.cookies.get(phone_cookie(), "")
    if not held or signed_in() is not None:
        return
    try:
        found = own_phones.reopen(current().connections(), held, at=clock.now())
    except Refused as refused:
        flash(refused.message, "told")
        found = None
    if found is None:
        after_this_request(lambda response: bind_phone(response, ""))
        return
    kept = session.get(_CSRF) if session.get(_PHONE) == found.phone else None
    enter(found.token)
    session[_PHONE], session.permanent = found.phone, True
    if kept is not None:
        session[_CSRF] = kept
    if found.cookie:
        after_this_request(lambda response: bind_phone(response, found.cookie))


def _policies(app: Flask) -> dict[str, Policy]:
    policies = {}
    for rule in app.url_map.iter_rules():
        if rule.rule.startswith(GUARDED):
            policy = getattr(app.view_functions[rule.endpoint], "policy", None)
            if policy is None:
                raise RuntimeError(f"{rule.rule} does not say who may use it")
            policies[rule.endpoint] = policy
    return policies


def _admit_large(app: Flask) -> None:
    """Lets a route take an upload; before anything of the form is read, the token included.

    A browser without a session never got the form that it sends. It will be refused for that, and
    what it sends along is too large to be read first.
    """
    if app.config["WTF_CSRF_FIELD_NAME"] not in session:
        if (request.content_length or 0) > app.config["MAX_CONTENT_LENGTH"]:
            raise CSRFError
        return
    view = app.view_functions.get(request.endpoint or "")
    if most := getattr(view, "most_bytes", 0):
        request.max_content_length = most
    if parts := getattr(view, "most_parts", 0):
        request.max_form_parts = parts


def _staff(token: str) -> Staff | None:
    if not token:
        return None
    found = own_phones.account_of(current().connections(), token, at=clock.now())
    if found is None or (found[0].demo and not current().settings.demo):
        return None
    return Staff(found[0], token, found[1])


def _checked(policy: Policy) -> Response | None:
    if policy == ANYBODY:
        return None
    if signed_in() is None:
        if request.method not in ("GET", "HEAD"):
            raise Refused("signed_out")
        return redirect(url_for("signing.form", next=return_address.wanted() or None))  # type: ignore[return-value]
    if account().must_change and request.endpoint not in ("signing.password", "signing.out"):
        return redirect(url_for("signing.password"))  # type: ignore[return-value]
    if lacks_second_factor() and request.endpoint not in _WITHOUT_FACTOR:
        if request.method not in ("GET", "HEAD"):
            raise Refused("second_factor_demanded")
        return redirect(url_for("signing.second_factor"))  # type: ignore[return-value]
    if isinstance(policy, Action):
        authorise(account(), policy)
    return _asked_again(policy)


def by_phone() -> bool:
    """Whether who is signed in came by an own phone, without a password."""
    found = signed_in()
    return found is not None and bool(found.phone)


def _asked_again(policy: Policy) -> Response | None:
    """A weighty step is not taken by an own phone alone: the password is asked first."""
    if not by_phone():
        return None
    changes = request.method not in ("GET", "HEAD")
    if isinstance(policy, Action):
        light = own_phones.may_do(policy, changes=changes)
    else:
        light = not changes or request.endpoint in _LIGHT
    if light:
        return None
    if changes:
        raise Refused("password_again")
    return redirect(url_for("signing.form", next=return_address.wanted() or None))  # type: ignore[return-value]


def _check_origin() -> None:
    """Refuses what another site sends (Fetch Metadata, else Origin); the token is asked for too."""
    site = request.headers.get("Sec-Fetch-Site")
    origin = request.headers.get("Origin")
    foreign = site is not None and site not in ("same-origin", "none")
    if site is None and origin is not None:
        foreign = urlsplit(origin).netloc != request.host
    if foreign:
        raise Refused("forbidden.origin")


def _stale_form(_error: CSRFError) -> Response:
    from stations.web.error_pages import answer

    return answer(403, unread(stale_form()).message)


def stale_form() -> Refused:
    """Why a form came without the proof that its page gave, as far as the request tells."""
    settings = current_app.config
    if settings["SESSION_COOKIE_NAME"] in request.cookies:
        return Refused("stale_form")
    if settings["SESSION_COOKIE_SECURE"] and not request.is_secure:
        # A browser keeps no such cookie of a plain page, however fresh the page is.
        return Refused("stale_form.plain_http")
    return Refused("stale_form.no_cookies")


def unread(error: Refused) -> Refused:
    """The same where nothing of the form can be given back."""
    if error.key == "stale_form":
        return Refused("stale_form.unread")
    return Refused("stale_form.unread_no_cookies") if error.key.endswith("no_cookies") else error


def _never_stored(response: Response) -> Response:
    if response.status_code == 429 and request.path.startswith((VOICE, OBJECTIONS, SIGNUPS)):
        # What workers and readers send is counted by the day.
        response.headers["Retry-After"] = str(retrying.until_tomorrow_s(clock.now()))
    if request.path.startswith(GUARDED):
        response.headers["Cache-Control"] = "no-store"
    return response
