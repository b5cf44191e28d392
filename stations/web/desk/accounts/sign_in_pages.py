"""Pages to sign in and out, and of one's own account."""

from __future__ import annotations

import base64
import io
from dataclasses import replace

import segno
from flask import Blueprint, Response, flash, redirect, render_template, request, session, url_for
from werkzeug.wrappers import Response as AnyResponse

from stations.accounts import authentication, management, own_phones, pending_rights
from stations.accounts.authentication import Attempt
from stations.accounts.management import FactorFate
from stations.accounts.model import Account
from stations.db.base import Database
from stations.errors import Invalid, Refused, StationsError
from stations.moments import china_text
from stations.web import clock, return_address
from stations.web.away import trouble_words
from stations.web.desk.accounts import known_browsers, phone_pages
from stations.web.guarding import (
    ANYBODY,
    PREFIX,
    SIGNED_IN,
    account,
    by_phone,
    enter,
    lacks_second_factor,
    leave,
    needs,
)
from stations.web.services import current

blueprint = Blueprint("signing", __name__, url_prefix=PREFIX)

_FATE_WORDS = {
    FactorFate.KEPT: "保留了您的二次验证。",
    FactorFate.REMOVED: "去掉了您的二次验证。不是您要求的，请马上告诉管理员。",
}
_STATUS = {"too_many": 429}
_DEMO_ONLY = "演示账号只能在演示时登录。"


@blueprint.get("/sign-in")
@needs(ANYBODY)
def form() -> str:
    """The form to come in by."""
    return _sign_in_page(next_page=request.args.get("next", ""))


def _sign_in_page(*, next_page: str, error: str = "") -> str:
    return render_template(
        "desk/accounts/sign_in.html",
        error=error,
        again=by_phone(),
        next=return_address.page(next_page),
    )


@blueprint.post("/sign-in")
@needs(ANYBODY)
def sign_in() -> AnyResponse:
    """Comes in and goes on to where one wanted to be."""
    given = request.form
    attempt = Attempt(
        name=given.get("name", "")[:80],
        password=given.get("password", ""),
        code=given.get("code", "")[:12],
        address=request.remote_addr or "",
        device=known_browsers.device(given.get("name", "")),
    )
    try:
        token = authentication.sign_in(current().connections(), attempt, at=clock.now())
    except Refused as refused:
        page = _sign_in_page(next_page=given.get("next", ""), error=refused.message)
        status = 503 if trouble_words.is_unready(refused) else _STATUS.get(refused.code, 403)
        return Response(page, status=status)
    if not enter(token):
        page = _sign_in_page(next_page="", error=_DEMO_ONLY)
        return Response(page, status=403)
    answer = redirect(return_address.page(given.get("next", "")) or url_for("desk.first"), code=303)
    phone_pages.bound(answer, wanted=given.get("own_phone") == "1")
    return known_browsers.remember(answer, attempt.name)


@blueprint.post("/sign-out")
@needs(SIGNED_IN)
def out() -> AnyResponse:
    """Goes; the session ends everywhere."""
    leave()
    answer = redirect(url_for("signing.form"), code=303)
    # What was seen must not come back by a browser's way back. Not "storage": the kept stations of
    # workers lie there too, and what staff left unsent is asked about by a script.
    answer.headers["Clear-Site-Data"] = '"cache"'
    return answer


@blueprint.route("/password", methods=["GET", "POST"])
@needs(SIGNED_IN)
def password() -> AnyResponse | str:
    """Changes one's own password; the first one has to be changed before anything else."""
    if request.method == "GET":
        return _password_page()
    given = request.form
    try:
        if given.get("new", "") != given.get("again", ""):
            raise Invalid("invalid.passwords_differ", field="again")
        _confirm(given.get("old", ""))
        token = authentication.change_password(
            current().connections(),
            account(),
            old=given.get("old", ""),
            new=given.get("new", ""),
            at=clock.now(),
        )
    except StationsError as error:
        return Response(_password_page(error.message), status=400)
    enter(token)
    return redirect(url_for("desk.first"), code=303)


def _password_page(error: str = "") -> str:
    db, who = current().connections(), account()
    return render_template(
        "desk/accounts/password.html",
        error=error,
        must=who.must_change,
        factor_since=china_text(who.factor_since)[:10],
        at_reset=_at_reset(db, who),
        phones=phone_pages.shown(db, who),
        bindable=own_phones.may_bind(db, who),
    )


def _at_reset(db: Database, who: Account) -> str:
    """What an administrator chose about the second factor when resetting the password."""
    found = management.factor_at_reset(db, who.id)
    if found is None:
        return ""
    fate, by, at = found
    return f"{china_text(at)[:10]} {by}重设密码时，{_FATE_WORDS[fate]}"


@blueprint.route("/second-factor", methods=["GET", "POST"])
@needs(SIGNED_IN)
def second_factor() -> AnyResponse | str:
    """Sets up the code of an authenticator app, or that of another phone."""
    secret = session.get("totp") or authentication.new_secret()
    session["totp"] = secret
    error = ""
    if request.method == "POST":
        try:
            _confirm(request.form.get("old", ""))
            authentication.begin_second_factor(
                current().connections(),
                account(),
                secret=secret,
                code=request.form.get("code", "")[:12],
                at=clock.now(),
            )
        except StationsError as refused:
            error = refused.message
        else:
            session.pop("totp")
            flash("二次验证开通了。以后登录要填手机应用里的六位数。", "told")
            return redirect(url_for("signing.password"), code=303)
    page = render_template(
        "desk/accounts/second_factor.html",
        error=error,
        secret=secret,
        picture=_picture(secret),
        must=lacks_second_factor(),
    )
    return Response(page, status=400 if error else 200)


@blueprint.post("/second-factor/end")
@needs(SIGNED_IN)
def end_second_factor() -> AnyResponse:
    """Asks for no code any more; for the password and a last code first."""
    try:
        if pending_rights.lacks_second_factor(
            replace(account(), second_factor=False), current().settings.second_factor
        ):
            raise Refused("second_factor_needed")
        _confirm(request.form.get("old", ""))
        authentication.end_second_factor(
            current().connections(),
            account(),
            code=request.form.get("code", "")[:12],
            at=clock.now(),
        )
    except StationsError as refused:
        return Response(_password_page(refused.message), status=400)
    flash("二次验证关了。以后登录只要密码。", "told")
    return redirect(url_for("signing.password"), code=303)


def _confirm(password: str) -> None:
    db = current().connections()
    authentication.confirm_password(db, account(), password, at=clock.now())


def _picture(secret: str) -> str:
    """The QR code as a data URL."""
    drawn = io.BytesIO()
    url = authentication.secret_url(account(), secret)
    segno.make(url, error="m").save(drawn, kind="png", scale=5, border=4)
    return "data:image/png;base64," + base64.b64encode(drawn.getvalue()).decode()
