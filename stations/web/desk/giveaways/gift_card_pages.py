"""Cards of a give-away: made, printed, blocked, and read by a phone."""

from __future__ import annotations

from typing import Any

import segno
from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from stations.accounts.roles import Action
from stations.errors import Invalid, NotFound, Refused
from stations.giveaways import arranging, gift_card_store, gift_cards, store
from stations.giveaways.model import GiftCard, Giveaway
from stations.web import error_pages, public_address
from stations.web.acting import act
from stations.web.desk.giveaways import giveaway_form
from stations.web.guarding import ANYBODY, PREFIX, account, needs, signed_in
from stations.web.services import current

blueprint = Blueprint("gift_cards", __name__, url_prefix=f"{PREFIX}/giveaways")

MOST_PRINTED = 200


@blueprint.get("/<giveaway_id>/cards")
@needs(Action.EDIT)
def every(giveaway_id: str) -> str:
    """How many cards there are, and what can be done with them."""
    return _page(giveaway_id)


@blueprint.post("/<giveaway_id>/cards")
@needs(Action.EDIT)
def make(giveaway_id: str) -> AnyResponse:
    """Makes cards and shows them to be printed."""
    db, who = current().connections(), account()
    arranging.found(db, giveaway_id, by=who, action=Action.EDIT)
    try:
        number = giveaway_form.amount(request.form.get("number", ""), field="number")
        key = current().settings.secret_key()
        made = gift_cards.issue(
            db, giveaway_id, number, key=key, by=who, act=act(gift_cards.CARDS_MADE)
        )
    except (Invalid, Refused) as error:
        return _refused(giveaway_id, error)
    return redirect(
        url_for(
            "gift_cards.sheet", giveaway_id=giveaway_id, first=made[0].number, last=made[-1].number
        ),
        code=303,
    )


@blueprint.post("/<giveaway_id>/cards/lost")
@needs(Action.EDIT)
def lost(giveaway_id: str) -> AnyResponse:
    """Blocks a lost card; where wanted, with another one in its place."""
    db, who, typed = current().connections(), account(), request.form.get("card", "")
    arranging.found(db, giveaway_id, by=who, action=Action.EDIT)
    try:
        if request.form.get("do") == "block":
            card = gift_cards.block(
                db, giveaway_id, typed, by=who, act=act(gift_cards.CARD_BLOCKED)
            )
            flash(f"领赠卡 {card.shown} 挂失了，不能再领。", "told")
            return redirect(url_for("gift_cards.every", giveaway_id=giveaway_id), code=303)
        new = gift_cards.replace_lost(
            db, giveaway_id, typed, key=current().settings.secret_key(), by=who,
            act=act(gift_cards.CARD_REPLACED),
        )  # fmt: skip
    except (Invalid, Refused) as error:
        return _refused(giveaway_id, error)
    flash(f"原卡挂失了，补的新卡是 {new.shown}。领过的照样算。", "told")
    return redirect(
        url_for("gift_cards.sheet", giveaway_id=giveaway_id, first=new.number, last=new.number),
        code=303,
    )


@blueprint.get("/<giveaway_id>/cards/sheet")
@needs(Action.EDIT)
def sheet(giveaway_id: str) -> str:
    """Cards to be printed on A4 and cut apart; nothing on them says whose they are."""
    db = current().connections()
    one = arranging.found(db, giveaway_id, by=account(), action=Action.EDIT)
    first = request.args.get("first", 1, type=int)
    last = min(request.args.get("last", first, type=int), first + MOST_PRINTED - 1)
    cards = gift_card_store.between(db, one.id, first=first, last=last)
    asks = public_address.is_for_this_place_only() and request.args.get("anyway") != "1"
    return render_template(
        "desk/giveaways/sheet.html",
        it=one,
        place=_place(one),
        limits="、".join(
            f"{it.word} {it.per_person} {it.unit}" for it in one.categories if it.per_person
        ),
        cards=[] if asks else [_shown(card) for card in cards],
        number=len(cards),
        address=public_address.origin(),
        print_anyway=url_for(
            "gift_cards.sheet", giveaway_id=one.id, first=first, last=last, anyway=1
        ) if asks else "",
    )  # fmt: skip


@blueprint.get("/scan/<secret>")
@needs(ANYBODY)
def scan(secret: str) -> AnyResponse:
    """What the code of a card leads to: staff to the hand-out, everybody else to the card."""
    if signed_in() is not None:
        return redirect(url_for("gift_cards.by_staff", secret=secret))
    return redirect(url_for("gifts.card", secret=secret))


@blueprint.get("/by-card/<secret>")
@needs(Action.EDIT)
def by_staff(secret: str) -> AnyResponse:
    """The hand-out of the card that was scanned; of another district's, what everybody sees."""
    db = current().connections()
    try:
        card = gift_cards.by_secret(db, secret)
        arranging.found(db, card.giveaway_id, by=account(), action=Action.EDIT)
    except NotFound:
        return redirect(url_for("gifts.card", secret=secret))
    return redirect(url_for("handing_out.hand", giveaway_id=card.giveaway_id, card=card.shown))


def _page(giveaway_id: str, *, error: str = "") -> str:
    db = current().connections()
    one = arranging.found(db, giveaway_id, by=account(), action=Action.EDIT)
    return render_template(
        "desk/giveaways/cards.html",
        it=one,
        counts=gift_card_store.counts(db, one.id),
        last=gift_card_store.last_number(db, one.id),
        most=gift_cards.MOST_AT_ONCE,
        most_printed=MOST_PRINTED,
        error=error,
        given=request.form,
    )


def _refused(giveaway_id: str, error: Invalid | Refused) -> AnyResponse:
    if (status := error_pages.status_of(error)) not in (400, 409):
        raise error
    return Response(_page(giveaway_id, error=error.message), status=status)


def _place(one: Giveaway) -> str:
    names = store.station_names(current().connections(), [one])
    return names.get(one.station_id, "") or one.place_name


def _shown(card: GiftCard) -> dict[str, Any]:
    secret = gift_cards.secret_of(current().settings.secret_key(), card.id)
    url = public_address.of("gift_cards.scan", secret=secret)
    drawn = segno.make(url, error="m", micro=False)
    return {
        "number": card.shown,
        "picture": drawn.svg_data_uri(border=2, dark="#000", light="#fff", omitsize=True),
    }
