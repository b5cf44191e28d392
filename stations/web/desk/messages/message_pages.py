"""What somebody is told of, newest first, and what of it is new."""

from __future__ import annotations

from datetime import date
from typing import Any

from flask import Blueprint, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from stations.accounts.model import Account
from stations.accounts.roles import Action
from stations.areas import codes
from stations.db.base import Database
from stations.errors import Invalid, NotFound
from stations.moments import china_text
from stations.notifying import digest as weekly
from stations.notifying import messages
from stations.notifying.messages import MessagePage
from stations.notifying.model import MESSAGE_KIND_WORDS, Message
from stations.registry.scoping import reach_of
from stations.stars.cycle import appeal_store
from stations.subsidies import waiting_store
from stations.subsidies.model import PaymentState
from stations.subsidies.payment_list import Part
from stations.web import clock, public_address
from stations.web.guarding import PREFIX, SIGNED_IN, account, needs
from stations.web.services import current

blueprint = Blueprint("messages", __name__, url_prefix=f"{PREFIX}/messages")

_FIRST = 5
"""New messages on the first page."""


@blueprint.get("/")
@needs(SIGNED_IN)
def every() -> str:
    """A page of one's messages."""
    db, today = current().connections(), clock.today()
    before = max(request.args.get("before", 0, type=int), 0)
    with db.reading():
        found = messages.page(db, account(), today=today, before=before)
    return render_template(
        "desk/messages/list.html",
        rows=[_row(one, today=today) for one in found.messages],
        newest=max((one.number for one in found.messages if one.new), default=0),
        further=found.further,
        areas=account().areas_for(Action.SEE),
    )


@blueprint.post("/read")
@needs(SIGNED_IN)
def read() -> Response:
    """Notes up to which message all was read: the newest that the page showed."""
    number = request.form.get("number", "")
    if not (number.isascii() and number.isdigit() and len(number) < 16):
        raise Invalid("invalid.message_number", field="number")
    messages.read_all(current().connections(), account(), int(number))
    return redirect(url_for("desk.first"), code=303)


@blueprint.get("/digest")
@needs(SIGNED_IN)
def digest() -> str:
    """How one's areas stand today, as text for a chat."""
    own = account().areas_for(Action.SEE)
    area = request.args.get("area", own[0] if own else "")[:12]
    text = ""
    if own:
        if codes.trimmed(area) not in own:
            raise NotFound("not_found.out_of_sight")
        db = current().connections()
        with db.reading():
            week = weekly.figures(db, codes.trimmed(area), on=clock.today())
        text = "\n".join([*weekly.lines(week), public_address.of("messages.digest", area=area)])
    return render_template(
        "desk/messages/digest.html",
        text=text,
        area=area,
        areas=[(one, codes.full_name(one) or "全国") for one in own],
    )


def first(db: Database, who: Account, *, today: date) -> dict[str, Any]:
    """What the first page of the desk shows of new messages."""
    found: MessagePage = messages.page(db, who, today=today, only_new=True)
    rows = [_row(one, today=today) for one in found.messages]
    more = "+" if found.further else ""
    return {
        "rows": rows[:_FIRST],
        "count": f"{len(rows)}{more}",
        "newest": max((one.number for one in found.messages), default=0),
    }


def matters(db: Database, who: Account, *, today: date) -> list[dict[str, Any]]:
    """What the first page tells of decisions that can be appealed against, and of payments."""
    appeals = appeal_store.open_to_appeal(db, reach_of(who, Action.APPLY), today=today)
    found = []
    if appeals:
        left = (appeals[0].due_on - today).days if appeals[0].due_on else 0
        words = f"决定可以申诉，{'今天是最后一天' if not left else f'最少还有 {left} 天'}"
        url = url_for("desk_reviews.one", review_id=appeals[0].id)
        if len(appeals) > 1:
            url = url_for("desk_reviews.every", show="all")
        found.append({"words": words, "count": len(appeals), "url": url, "pressing": True})
    money = (
        (Action.PAY_APPROVE, PaymentState.PROPOSED, Part.PROPOSED, "经费等您批准"),
        (Action.PAY_PROPOSE, PaymentState.APPROVED, Part.APPROVED, "经费已批准，等发放"),
    )
    for right, state, part, words in money:
        count = waiting_store.waiting(db, who.areas_for(right), state)
        url = url_for("money.every", part=part.value)
        if count:
            found.append({"words": words, "count": count, "url": url, "pressing": False})
    return found


def _row(one: Message, *, today: date) -> dict[str, Any]:
    left = (one.appeal_until - today).days if one.appeal_until else None
    until = f"{one.appeal_until.month} 月 {one.appeal_until.day} 日" if one.appeal_until else ""
    return {
        "line": one.line,
        "kind": MESSAGE_KIND_WORDS[one.kind],
        "when": china_text(one.at),
        "url": one.path,
        "new": one.new,
        "appeal": f"可以申诉，截止 {until}（含当天），还有 {left} 天" if until else "",
    }
