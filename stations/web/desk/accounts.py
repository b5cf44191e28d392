"""How does an administrator look after the accounts?"""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from stations.accounts import managing, store
from stations.accounts.model import Account, Grant
from stations.accounts.roles import BY_STATION, ROLE_WORDS, Action, Role
from stations.areas import codes
from stations.errors import Invalid, StationsError
from stations.web import clock
from stations.web.desk.acting import act
from stations.web.desk.guarding import PREFIX, account, needs
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
        made, password = managing.make(
            current().connections(),
            name=given.get("name", ""),
            shown=given.get("shown", ""),
            grants=_grants(),
            act=act("account_made"),
        )
    except StationsError as error:
        return Response(_page(error=error.message, given=given), status=400)
    return Response(_page(told=(made.name, password)), status=201)


@blueprint.post("/<account_id>/grants")
@needs(Action.MANAGE_ACCOUNTS)
def grants(account_id: str) -> AnyResponse:
    """Gives other rights."""
    db = current().connections()
    managing.set_grants(db, account_id, _grants(), by=account(), at=clock.now())
    return redirect(url_for("accounts.every"), code=303)


@blueprint.post("/<account_id>/reset")
@needs(Action.MANAGE_ACCOUNTS)
def reset(account_id: str) -> AnyResponse:
    """A new first password."""
    db = current().connections()
    password = managing.reset(db, account_id, by=account(), at=clock.now())
    return Response(_page(told=(store.get(db, account_id).name, password)))


@blueprint.post("/<account_id>/<any(shut, open):wish>")
@needs(Action.MANAGE_ACCOUNTS)
def shut(account_id: str, wish: str) -> AnyResponse:
    """Shuts an account or opens it again."""
    db = current().connections()
    managing.shut(db, account_id, disabled=wish == "shut", by=account(), at=clock.now())
    return redirect(url_for("accounts.every"), code=303)


def _page(*, error: str = "", told: tuple[str, str] | None = None, given: Any = None) -> str:
    rows = [
        {
            "id": one.id,
            "name": one.name,
            "shown": one.shown,
            "grants": [_words(grant) for grant in one.grants],
            "lines": "\n".join(map(_line, one.grants)),
            "state": _state(one),
            "disabled": one.disabled,
            "own": one.id == account().id,
        }
        for one in store.every(current().connections())
    ]
    roles = [
        {"id": role.value, "word": word, "by_station": role in BY_STATION}
        for role, word in ROLE_WORDS.items()
    ]
    return render_template(
        "desk/accounts.html", rows=rows, roles=roles, error=error, told=told, given=given or {}
    )


def _grants() -> list[Grant]:
    """One grant a line: role and area, or role and station."""
    found = []
    for line in request.form.get("grants", "").splitlines():
        if not line.strip():
            continue
        word, _, where = line.replace("\u3000", " ").strip().partition(" ")
        role = next((r for r, w in ROLE_WORDS.items() if word in (r.value, w)), None)
        if role is None:
            known = "、".join(ROLE_WORDS.values())
            raise Invalid(f"不认识“{word[:20]}”。每行写一个角色和地区，角色有：{known}。")
        found.append(_grant(role, where.strip()))
    if not found:
        raise Invalid("请至少写一行：角色，空格，地区。", field="grants")
    return found


def _grant(role: Role, where: str) -> Grant:
    if role in BY_STATION:
        return Grant(role=role, station_id=where)
    if where in ("", "全国"):
        return Grant(role=role)
    area = codes.by_code(where) if where.isascii() and where.isdigit() else codes.find(where)
    if area is None:
        raise Invalid(f"没有找到地区“{where[:20]}”。请写六位区划代码或完整名称。", field="grants")
    return Grant(role=role, area=area.code.ljust(6, "0"))


def _line(grant: Grant) -> str:
    return f"{ROLE_WORDS[grant.role]} {grant.station_id or grant.area or '全国'}"


def _words(grant: Grant) -> str:
    where = f"驿站 {grant.station_id}" if grant.station_id else codes.path(grant.area) or "全国"
    return f"{ROLE_WORDS[grant.role]}：{where}"


def _state(one: Account) -> str:
    if one.disabled:
        return "已停用"
    return "第一次登录前" if one.must_change else "有二次验证" if one.second_factor else "正常"
