"""Pages of accounts, for administrators."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import Blueprint, Response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from stations.accounts import management, own_phone_store, pending_rights, store
from stations.accounts.management import Manager
from stations.accounts.model import Account, Grant
from stations.accounts.pending_rights import Pending
from stations.accounts.roles import APART, BY_STATION, ROLE_WORDS, Action, Role
from stations.areas import area_words, codes
from stations.db.base import Database
from stations.errors import Invalid, NotFound, Refused, StationsError
from stations.registry.scoping import scope_of
from stations.registry.stored import store as stations
from stations.web import clock
from stations.web.acting import act
from stations.web.guarding import PREFIX, account, needs
from stations.web.services import current

blueprint = Blueprint("accounts", __name__, url_prefix=f"{PREFIX}/accounts")


@blueprint.get("/")
@needs(Action.MANAGE_ACCOUNTS)
def every() -> str:
    """All accounts, and the form for another one."""
    return _page()


@blueprint.post("/")
@needs(Action.MANAGE_ACCOUNTS)
def make() -> AnyResponse:
    """Makes an account; its first password is shown once, on this page alone."""
    given = request.form
    try:
        made, password = management.make(
            current().connections(),
            name=given.get("name", ""),
            shown=given.get("shown", ""),
            grants=_grants(given.get("grants", "")),
            act=act("account_made"),
            by=_manager(),
        )
    except StationsError as error:
        return Response(_page(error=error.message, given=given), status=400)
    return Response(_page(told=(made.name, password)), status=201)


@blueprint.post("/<account_id>/grants")
@needs(Action.MANAGE_ACCOUNTS)
def grants(account_id: str) -> AnyResponse:
    """Gives other rights."""
    db, given = current().connections(), request.form.get("grants", "")
    try:
        management.set_grants(db, account_id, _grants(given), by=_manager(), at=clock.now())
    except NotFound:
        raise
    except (Invalid, Refused) as error:
        return Response(_page(error=error.message, lines={account_id: given}), status=400)
    return redirect(url_for("accounts.every"), code=303)


@blueprint.post("/<account_id>/confirm")
@needs(Action.MANAGE_ACCOUNTS)
def confirm(account_id: str) -> AnyResponse:
    """Confirms what another administrator has given."""
    try:
        management.confirm_rights(
            current().connections(), account_id, act=act("rights_confirmed"), by=_manager()
        )
    except NotFound:
        raise
    except Refused as error:
        return Response(_page(error=error.message), status=403)
    return redirect(url_for("accounts.every"), code=303)


def matters(db: Database, who: Account) -> list[dict[str, Any]]:
    """What the first page of the desk tells of rights that wait for this administrator."""
    if not who.may(Action.MANAGE_ACCOUNTS):
        return []
    manager = _manager()
    count = sum(
        account_id != who.id
        and who.id not in {one.asked_by for one in pending}
        and manager.reaches(pending_rights.grants(pending))
        for account_id, pending in pending_rights.waiting(db).items()
    )
    url = url_for("accounts.every")
    words = "等您确认的权限"
    return [{"words": words, "count": count, "url": url, "pressing": True}] if count else []


@blueprint.post("/<account_id>/reset")
@needs(Action.MANAGE_ACCOUNTS)
def reset(account_id: str) -> AnyResponse:
    """A new first password."""
    db = current().connections()
    password = management.reset(db, account_id, by=_manager(), at=clock.now())
    return Response(_page(told=(store.get(db, account_id).name, password)))


@blueprint.post("/<account_id>/<any(shut, open):wish>")
@needs(Action.MANAGE_ACCOUNTS)
def shut(account_id: str, wish: str) -> AnyResponse:
    """Shuts an account or opens it again."""
    db = current().connections()
    management.shut(db, account_id, disabled=wish == "shut", by=_manager(), at=clock.now())
    return redirect(url_for("accounts.every"), code=303)


@blueprint.post("/<account_id>/phones")
@needs(Action.MANAGE_ACCOUNTS)
def phones(account_id: str) -> AnyResponse:
    """Signs the phones out that stay signed in."""
    management.end_phones(current().connections(), account_id, by=_manager(), at=clock.now())
    return redirect(url_for("accounts.every"), code=303)


def _manager() -> Manager:
    db = current().connections()
    return Manager(account=account(), locate=lambda it: scope_of(stations.get(db, it)))


def _page(
    *,
    error: str = "",
    told: tuple[str, str] | None = None,
    given: Any = None,
    lines: Mapping[str, str] | None = None,
) -> str:
    manager, db = _manager(), current().connections()
    waiting = pending_rights.waiting(db)
    bound = own_phone_store.counts(db)
    rows = [
        {
            **_resting(waiting.get(one.id, [])),
            "id": one.id,
            "name": one.name,
            "shown": one.shown,
            "grants": [_words(grant) for grant in one.grants],
            "lines": (lines or {}).get(one.id, "\n".join(map(_line, _all_of(one, waiting)))),
            "open": bool(lines and one.id in lines),
            "state": _state(one),
            "phones": bound.get(one.id, 0),
            "disabled": one.disabled,
            "own": one.id == account().id,
        }
        for one in store.every(db)
        if one.id == account().id or manager.reaches(_all_of(one, waiting))
    ]
    roles = [
        {"id": role.value, "word": word, "by_station": role in BY_STATION}
        for role, word in ROLE_WORDS.items()
        if role not in APART
    ]
    return render_template(
        "desk/accounts/accounts.html",
        rows=rows,
        roles=roles,
        error=error,
        told=told,
        given=given or {},
    )


def _all_of(one: Account, waiting: Mapping[str, list[Pending]]) -> tuple[Grant, ...]:
    """The rights of an account, those that rest among them."""
    return (*one.grants, *pending_rights.grants(waiting.get(one.id, [])))


def _resting(pending: list[Pending]) -> dict[str, Any]:
    return {
        "resting": [_words(one.grant) for one in pending],
        "mine": account().id in {one.asked_by for one in pending},
    }


def _grants(given: str) -> list[Grant]:
    """One grant a line: role and area, or role and station."""
    found = []
    for line in given.splitlines():
        if not line.strip():
            continue
        word, _, where = line.replace("\u3000", " ").strip().partition(" ")
        role = next((r for r, w in ROLE_WORDS.items() if word in (r.value, w)), None)
        if role is None:
            raise Invalid("invalid.grant_role", word=word[:20], roles=[*ROLE_WORDS.values()])
        found.append(_grant(role, where.strip()))
    if not found:
        raise Invalid("invalid.grant_required", field="grants")
    return found


def _grant(role: Role, where: str) -> Grant:
    if role in BY_STATION:
        return Grant(role=role, station_id=_station(where))
    if where in ("", "全国"):
        return Grant(role=role)
    if where.isascii() and where.isdigit():
        return Grant(role=role, area=where)
    area = area_words.find(where)
    if area is None:
        raise Invalid("invalid.grant_area", field="grants", where=where[:20])
    return Grant(role=role, area=area.code.ljust(6, "0"))


def _station(words: str) -> str:
    """The id of the station of one's own areas that is meant by its number or id."""
    found = [
        station.id
        for station in stations.called(current().connections(), words)
        if account().may(Action.MANAGE_ACCOUNTS, scope_of(station))
    ]
    if len(found) > 1:
        raise Invalid("invalid.grant_station_doubtful", field="grants", station=words[:20])
    if not found:
        raise Invalid("invalid.grant_station", field="grants", station=words[:20])
    return found[0]


def _line(grant: Grant) -> str:
    return f"{ROLE_WORDS[grant.role]} {grant.station_id or grant.area or '全国'}"


def _words(grant: Grant) -> str:
    where = (
        f"驿站 {grant.station_id}" if grant.station_id else codes.full_name(grant.area) or "全国"
    )
    return f"{ROLE_WORDS[grant.role]}：{where}"


def _state(one: Account) -> str:
    if one.disabled:
        return "已停用"
    return "第一次登录前" if one.must_change else "有二次验证" if one.second_factor else "正常"
