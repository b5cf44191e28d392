"""Who is told outside the desk: one's own e-mail, and the webhooks of one's areas."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from stations.accounts.model import Account
from stations.accounts.roles import Action
from stations.areas import codes
from stations.db.base import Database
from stations.errors import Invalid, Refused
from stations.moments import china_text
from stations.notifying import hook_store, mail_choice_store, messages, outbox_store, settings
from stations.notifying.hook_store import Hook, Preset
from stations.notifying.model import MESSAGE_KIND_WORDS, PRIVATE_KINDS, MessageKind
from stations.notifying.outbox_store import Channel, Letter
from stations.notifying.settings import HookWish
from stations.web.acting import act
from stations.web.guarding import PREFIX, SIGNED_IN, account, needs
from stations.web.services import current

blueprint = Blueprint("telling", __name__, url_prefix=f"{PREFIX}/messages")

PRESET_WORDS = {
    Preset.WECOM: "企业微信群机器人",
    Preset.DINGTALK: "钉钉群机器人",
    Preset.PLAIN: "自己的程序（Standard Webhooks 签名）",
}
_STATE_WORDS = {"waiting": "等着发", "sent": "对方收下了", "given_up": "没有送到，不再发"}


@blueprint.get("/settings")
@needs(SIGNED_IN)
def own() -> str:
    """What one is told by e-mail."""
    return _own()


@blueprint.post("/settings")
@needs(SIGNED_IN)
def choose() -> AnyResponse:
    """Sets it."""
    address = request.form.get("address", "")[:200]

    def work(db: Database) -> str:
        kinds = _kinds()
        settings.choose_mail(db, address, kinds, by=account(), act=act("mail_chosen"))
        return "记下了。" if kinds else "记下了，不再发邮件给您。"

    return _done(work, "telling.own", _own)


@blueprint.post("/settings/try")
@needs(SIGNED_IN)
def try_mail() -> AnyResponse:
    """Sends oneself a message for a trial."""

    def work(db: Database) -> str:
        settings.try_mail(db, by=account())
        return "几秒后发出。收不到，刷新这一页看原因。"

    return _done(work, "telling.own", _own)


@blueprint.get("/hooks")
@needs(Action.SET_HOOKS)
def hooks() -> str:
    """The webhooks of one's areas, and what became of their last messages."""
    return _hooks()


@blueprint.post("/hooks")
@needs(Action.SET_HOOKS)
def add() -> AnyResponse:
    """Sets one more."""
    given = request.form

    def work(db: Database) -> str:
        try:
            preset = Preset(given.get("preset", ""))
        except ValueError:
            raise Invalid("invalid.robot_url", field="preset") from None
        wish = HookWish(
            area=given.get("area", "")[:12],
            preset=preset,
            url=given.get("url", "").strip(),
            secret=given.get("secret", "").strip(),
            kinds=_kinds(),
        )
        allowed = current().settings.outgoing
        settings.add_hook(db, wish, allowed=allowed, by=account(), act=act("hook_set"))
        return "设好了。请点“发一条试试”。"

    return _done(work, "telling.hooks", _hooks)


@blueprint.post("/hooks/<hook_id>/<any(try, remove):deed>")
@needs(Action.SET_HOOKS)
def change(hook_id: str, deed: str) -> AnyResponse:
    """Sends a message for a trial, or takes the webhook away."""

    def work(db: Database) -> str:
        if deed == "try":
            settings.try_hook(db, hook_id, by=account(), act=act("hook_tried"))
            return "几秒后发出。群里没有收到，刷新这一页看原因。"
        settings.remove_hook(db, hook_id, by=account(), act=act("hook_removed"))
        return "去掉了，不再往那里发。"

    return _done(work, "telling.hooks", _hooks)


def matters(db: Database, who: Account) -> list[dict[str, Any]]:
    """What the first page tells of messages that did not arrive."""
    found = []
    choice = mail_choice_store.get(db, who.id)
    if choice and choice.trouble:
        url = url_for("telling.own")
        found.append({"words": "您的邮箱收不了邮件", "count": 1, "url": url, "pressing": True})
    if who.may(Action.SET_HOOKS):
        own_hooks = {one.id for one in hook_store.within(db, who.areas_for(Action.SET_HOOKS))}
        if count := outbox_store.given_up(db, Channel.HOOK, own_hooks):
            url, words = url_for("telling.hooks"), "群消息没有送到"
            found.append({"words": words, "count": count, "url": url, "pressing": True})
    return found


def _own(error: str = "") -> str:
    db, who = current().connections(), account()
    choice = mail_choice_store.get(db, who.id)
    given = request.form if error else None
    chosen = choice.kinds if choice else frozenset(MessageKind)
    return render_template(
        "desk/messages/settings.html",
        error=error,
        server=current().settings.outgoing.mail is not None,
        address=given.get("address", "")[:200] if given else choice.address if choice else "",
        on=choice is not None,
        trouble=choice.trouble if choice else "",
        kinds=_choices(chosen, frozenset(MessageKind) - messages.kinds_for(who)),
        sent=[_sent(one) for one in outbox_store.newest(db, Channel.MAIL, {who.id})],
        may_hooks=who.may(Action.SET_HOOKS),
    )


def _hooks(error: str = "") -> str:
    db, areas = current().connections(), account().areas_for(Action.SET_HOOKS)
    given = request.form if error else {}
    return render_template(
        "desk/messages/hooks.html",
        error=error,
        rows=[_row(db, one) for one in hook_store.within(db, areas)],
        areas=_areas(areas),
        presets=[(one.value, words) for one, words in PRESET_WORDS.items()],
        kinds=_choices(frozenset(MessageKind), PRIVATE_KINDS),
        given={name: given.get(name, "")[:500] for name in ("area", "preset", "url")},
        hosts=current().settings.outgoing.hooks,
    )


def _row(db: Database, hook: Hook) -> dict[str, Any]:
    return {
        "id": hook.id,
        "area": codes.full_name(hook.area),
        "preset": PRESET_WORDS[hook.preset],
        "url": settings.masked(hook.url),
        "kinds": [MESSAGE_KIND_WORDS[one] for one in MessageKind if one in hook.kinds],
        "sent": [_sent(one) for one in outbox_store.newest(db, Channel.HOOK, {hook.id})],
    }


def _sent(one: Letter) -> dict[str, str]:
    moment = china_text(datetime.fromtimestamp(one.made, UTC))
    return {
        "when": moment,
        "title": one.title,
        "state": _STATE_WORDS[one.state] + (f"（{one.trouble}）" if one.trouble else ""),
    }


def _choices(
    chosen: frozenset[MessageKind], without: frozenset[MessageKind]
) -> list[tuple[str, str, bool]]:
    kinds = [one for one in MessageKind if one not in without]
    return [(one.value, MESSAGE_KIND_WORDS[one], one in chosen) for one in kinds]


def _kinds() -> list[MessageKind]:
    given = request.form.getlist("kind")
    return [one for one in MessageKind if one.value in given]


def _areas(areas: tuple[str, ...]) -> list[tuple[str, str]]:
    """The areas of which one may set a webhook: one's own, and the districts in a city."""
    if "" in areas:
        return [(city.code, codes.full_name(city.code)) for city in codes.cities()]
    own = [area.ljust(6, "0") for area in areas]
    inside = [one.code for area in areas if len(area) == 4 for one in codes.districts(area)]
    return [(code, codes.full_name(code)) for code in dict.fromkeys([*own, *inside])]


def _done(work: Callable[[Database], str], then: str, again: Callable[[str], str]) -> AnyResponse:
    """Does something and goes on, or shows the page again with what was wrong."""
    try:
        words = work(current().connections())
    except (Invalid, Refused) as error:
        if error.code == "forbidden":
            raise
        return Response(again(error.message), status=400)
    flash(words, "told")
    return redirect(url_for(then), code=303)
