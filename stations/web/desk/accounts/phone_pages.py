"""A keeper's own phone: bound when signing in, listed on one's page, signed out from there."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, flash, redirect, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from stations.accounts import own_phones
from stations.accounts.model import Account
from stations.db.base import Database
from stations.errors import NotFound, Refused
from stations.moments import china_day, china_text
from stations.web import clock
from stations.web.guarding import PREFIX, SIGNED_IN, account, bind_phone, needs, phone_held
from stations.web.services import current

blueprint = Blueprint("phones", __name__, url_prefix=f"{PREFIX}/phones")

_BROWSERS = (("MicroMessenger", "微信"), ("HuaweiBrowser", "华为浏览器"), ("Edg", "Edge"),
             ("Firefox", "Firefox"), ("Chrome", "Chrome"), ("Safari", "Safari"))  # fmt: skip
_SYSTEMS = (("HarmonyOS", "鸿蒙手机"), ("Android", "安卓手机"), ("iPhone", "苹果手机"),
            ("iPad", "苹果平板"), ("Windows", "Windows 电脑"), ("Mac OS", "苹果电脑"))  # fmt: skip


@blueprint.post("/<phone_id>/end")
@needs(SIGNED_IN)
def end(phone_id: str) -> AnyResponse:
    """Signs one of one's own phones out."""
    own_phones.end(current().connections(), account(), phone_id, at=clock.now())
    flash("那部手机已经退出，下次要写密码。", "told")
    return redirect(url_for("signing.password"), code=303)


def bound(answer: AnyResponse, *, wanted: bool) -> None:
    """Has the phone on which somebody just signed in stay so; that of another owner does not."""
    db, who, held = current().connections(), account(), phone_held()
    mine = any(one.id == held for one in own_phones.of(db, who.id, at=clock.now()))
    if not wanted:
        if held and not mine:
            bind_phone(answer, "")
        return
    try:
        if mine:
            own_phones.end(db, who, held, at=clock.now())
        with db.writing() as tx:
            given = own_phones.bind(tx, who, label=_label(), at=clock.now())
    except (NotFound, Refused) as refused:
        flash(refused.message, "told")
        return
    bind_phone(answer, given)


def shown(db: Database, who: Account) -> list[dict[str, Any]]:
    """The phones of an account in words; which of them is this one."""
    return [
        {
            "id": one.id,
            "label": one.label,
            "used": china_text(one.used_at),
            "until": china_day(one.until),
            "here": one.id == phone_held(),
        }
        for one in own_phones.of(db, who.id, at=clock.now())
    ]


def _label() -> str:
    """What kind of phone it says it is: enough to tell one's own from another."""
    agent = request.user_agent.string
    system = next((words for mark, words in _SYSTEMS if mark in agent), "手机")
    browser = next((words for mark, words in _BROWSERS if mark in agent), "")
    return f"{system}，{browser}" if browser else system
