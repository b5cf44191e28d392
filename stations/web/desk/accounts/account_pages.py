"""Pages of accounts, for administrators."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from stations.accounts import management, own_phone_store, pending_rights, store
from stations.accounts.management import FactorFate, NewAccount
from stations.accounts.model import Account, Grant
from stations.accounts.pending_rights import Pending
from stations.accounts.roles import APART, ROLE_WORDS, Action
from stations.db.base import Database
from stations.errors import Invalid, NotFound, Refused, StationsError
from stations.moments import china_text
from stations.staffing import naming
from stations.web import clock
from stations.web.acting import act
from stations.web.desk.accounts import rights_form
from stations.web.desk.accounts.managing import manager
from stations.web.desk.accounts.rights_form import RightsForm
from stations.web.guarding import PREFIX, account, needs
from stations.web.services import current

blueprint = Blueprint("accounts", __name__, url_prefix=f"{PREFIX}/accounts")

PAGE = 100


@blueprint.get("/")
@needs(Action.MANAGE_ACCOUNTS)
def every() -> str:
    """The accounts that one looks after, by name; those that words or a role are looked for by."""
    return _list()


@blueprint.get("/new")
@needs(Action.MANAGE_ACCOUNTS)
def form() -> str:
    """The form of another account."""
    return _new(rights_form.of(()))


@blueprint.post("/")
@needs(Action.MANAGE_ACCOUNTS)
def make() -> AnyResponse:
    """Makes an account; its first password is shown once, on this page alone."""
    db, given = current().connections(), request.form
    rights = rights_form.read(db, given, account())
    if given.get("do") == "add" or not rights.complete:
        return Response(_new(rights), status=400 if rights.error else 200)
    try:
        made, password = management.make(
            db,
            NewAccount(
                name=given.get("name", ""), shown=given.get("shown", ""), grants=rights.chosen
            ),
            act=act("account_made"),
            by=manager(),
        )
    except StationsError as error:
        return Response(_new(replace(rights, error=error.message)), status=400)
    return Response(_one(made.id, told=(made.name, password)), status=201)


@blueprint.get("/<account_id>")
@needs(Action.MANAGE_ACCOUNTS)
def one(account_id: str) -> str:
    """One account, and all that is done with it."""
    return _one(account_id)


@blueprint.post("/<account_id>/grants")
@needs(Action.MANAGE_ACCOUNTS)
def grants(account_id: str) -> AnyResponse:
    """Gives other rights."""
    db, given = current().connections(), request.form
    manager().other(db, account_id)
    rights = rights_form.read(db, given, account())
    if given.get("do") == "add" or not rights.complete:
        return Response(_one(account_id, rights=rights), status=400 if rights.error else 200)
    try:
        management.set_grants(db, account_id, rights.chosen, by=manager(), at=clock.now())
    except NotFound:
        raise
    except (Invalid, Refused) as error:
        again = replace(rights, error=error.message)
        return Response(_one(account_id, rights=again), status=400)
    flash("记下了，从下一次打开页面起生效。", "told")
    return redirect(url_for("accounts.one", account_id=account_id), code=303)


@blueprint.post("/<account_id>/confirm")
@needs(Action.MANAGE_ACCOUNTS)
def confirm(account_id: str) -> AnyResponse:
    """Confirms what another administrator has given."""
    try:
        management.confirm_rights(
            current().connections(), account_id, act=act("rights_confirmed"), by=manager()
        )
    except NotFound:
        raise
    except Refused as error:
        return Response(_list(error=error.message), status=403)
    return redirect(url_for("accounts.every"), code=303)


def matters(db: Database, who: Account) -> list[dict[str, Any]]:
    """What the first page of the desk tells of rights that wait for this administrator."""
    if not who.may(Action.MANAGE_ACCOUNTS):
        return []
    who_gives = manager()
    count = sum(
        account_id != who.id
        and who.id not in {one.asked_by for one in pending}
        and who_gives.reaches(pending_rights.grants(pending))
        for account_id, pending in pending_rights.waiting(db).items()
    )
    url = url_for("accounts.every")
    words = "等您确认的权限"
    return [{"words": words, "count": count, "url": url, "pressing": True}] if count else []


@blueprint.post("/<account_id>/reset")
@needs(Action.MANAGE_ACCOUNTS)
def reset(account_id: str) -> AnyResponse:
    """A new first password; what becomes of the second factor is chosen with it."""
    db = current().connections()
    held = manager().other(db, account_id)
    given = request.form.get("factor", "" if held.second_factor else FactorFate.REMOVED)
    if given not in set(FactorFate):
        raise Invalid("invalid.factor_fate", field="factor")
    password = management.reset(
        db, account_id, factor=FactorFate(given), by=manager(), at=clock.now()
    )
    return Response(_one(account_id, told=(held.name, password)))


@blueprint.post("/<account_id>/<any(shut, open):wish>")
@needs(Action.MANAGE_ACCOUNTS)
def shut(account_id: str, wish: str) -> AnyResponse:
    """Shuts an account or opens it again."""
    db = current().connections()
    management.shut(db, account_id, disabled=wish == "shut", by=manager(), at=clock.now())
    return redirect(url_for("accounts.one", account_id=account_id), code=303)


@blueprint.post("/<account_id>/phones")
@needs(Action.MANAGE_ACCOUNTS)
def phones(account_id: str) -> AnyResponse:
    """Signs the phones out that stay signed in."""
    management.end_phones(current().connections(), account_id, by=manager(), at=clock.now())
    return redirect(url_for("accounts.one", account_id=account_id), code=303)


def _list(error: str = "") -> str:
    who, db, given = manager(), current().connections(), request.args
    waiting, bound = pending_rights.waiting(db), own_phone_store.counts(db)
    mine = [
        one
        for one in store.every(db)
        if one.id == account().id or who.reaches(_all_of(one, waiting))
    ]
    words = naming.words_of(db, [grant for one in mine for grant in _all_of(one, waiting)])
    rows = [_row(one, waiting, words, phones=bound.get(one.id, 0)) for one in mine]
    rows = [row for row in rows if _fits(row, given.get("q", ""), given.get("role", ""))]
    page = min(max(given.get("page", 1, type=int), 1), 10_000)
    return render_template(
        "desk/accounts/accounts.html",
        rows=rows[PAGE * (page - 1) : PAGE * page],
        total=len(rows),
        page=page,
        pages=-(-len(rows) // PAGE),
        roles=[(role.value, word) for role, word in ROLE_WORDS.items() if role not in APART],
        given=given,
        error=error,
    )


def _new(rights: RightsForm) -> str:
    return render_template(
        "desk/accounts/new.html",
        **rights_form.shown(current().connections(), rights, account()),
        given=request.form,
    )


def _one(
    account_id: str, *, rights: RightsForm | None = None, told: tuple[str, str] | None = None
) -> str:
    """The page of one account: its own owner reads it, too."""
    db = current().connections()
    held = account() if account_id == account().id else manager().other(db, account_id)
    waiting = {account_id: pending_rights.of(db, account_id)}
    every_right = _all_of(held, waiting)
    row = _row(
        held, waiting, naming.words_of(db, every_right),
        phones=own_phone_store.counts(db).get(account_id, 0),
    )  # fmt: skip
    return render_template(
        "desk/accounts/account.html",
        row=row,
        **rights_form.shown(db, rights or rights_form.of(every_right), account()),
        told=told,
    )


def _row(
    one: Account,
    waiting: Mapping[str, list[Pending]],
    words: Mapping[Grant, str],
    *,
    phones: int,
) -> dict[str, Any]:
    pending = waiting.get(one.id, [])
    return {
        "id": one.id,
        "name": one.name,
        "shown": one.shown,
        "grants": [words[grant] for grant in one.grants],
        "resting": [words[held.grant] for held in pending],
        "mine": account().id in {held.asked_by for held in pending},
        "roles": {grant.role.value for grant in _all_of(one, waiting)},
        "state": "已停用" if one.disabled else "第一次登录前" if one.must_change else "正常",
        "factor": one.second_factor,
        "factor_since": china_text(one.factor_since)[:10],
        "phones": phones,
        "disabled": one.disabled,
        "own": one.id == account().id,
    }


def _fits(row: Mapping[str, Any], words: str, role: str) -> bool:
    said = " ".join((row["name"], row["shown"], *row["grants"], *row["resting"])).casefold()
    return all(word in said for word in words.casefold().split()) and (
        not role or role in row["roles"]
    )


def _all_of(one: Account, waiting: Mapping[str, list[Pending]]) -> tuple[Grant, ...]:
    """The rights of an account, those that rest among them."""
    return (*one.grants, *pending_rights.grants(waiting.get(one.id, [])))
