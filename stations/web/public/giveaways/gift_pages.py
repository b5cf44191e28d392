"""A give-away and a card, as everybody sees them."""

from __future__ import annotations

import segno
from flask import Blueprint, Response, render_template

from stations.errors import NotFound
from stations.giveaways import gift_cards, handing, stock_store, store, time_slots
from stations.giveaways.model import (
    STATE_WORDS,
    GiftCardState,
    Giveaway,
    GiveawayState,
    Stock,
)
from stations.moments import china_text
from stations.web import public_address
from stations.web.services import current

blueprint = Blueprint("gifts", __name__, url_prefix="/giveaways")


@blueprint.get("/<giveaway_id>")
def one(giveaway_id: str) -> Response:
    """What is given away where, how much one may take, and how many there are left."""
    db = current().connections()
    with db.reading():
        it = store.get(db, giveaway_id)
        if it.state is GiveawayState.PREPARING:
            raise NotFound("not_found.out_of_sight")
        stock = stock_store.stock(db, it.id) if it.shows_counts else {}
        place = _place(it)
        slots = [
            f"{china_text(one.starts_at)}–{china_text(one.ends_at)[-5:]}"
            for one in time_slots.slots(db, it)
        ]
    lines = [(category, stock.get(category.code, Stock())) for category in it.categories]
    return _fresh(
        render_template(
            "giveaways/giveaway.html",
            it=it,
            lines=lines,
            place=place,
            slots=slots,
            state=STATE_WORDS[it.state],
        )
    )


@blueprint.get("/cards/<secret>")
def card(secret: str) -> Response:
    """One's own card: its number, its code, and what it may still take."""
    db = current().connections()
    with db.reading():
        it = gift_cards.by_secret(db, secret)
        giveaway = store.get(db, it.giveaway_id)
        may = handing.allowed(db, giveaway, it)
        place = _place(giveaway)
    url = public_address.of("gift_cards.scan", secret=secret)
    drawn = segno.make(url, error="m", micro=False)
    rest = [
        (one, max(0, one.per_person - may.taken.get(one.code, 0)) if one.per_person else None)
        for one in giveaway.categories
    ]
    page = render_template(
        "giveaways/card.html",
        it=it,
        giveaway=giveaway,
        place=place,
        state=STATE_WORDS[giveaway.state],
        live=it.state is GiftCardState.LIVE,
        rest=rest,
        secret=secret,
        picture=drawn.svg_data_uri(border=4, dark="#000", light="#fff", omitsize=True),
    )
    return _fresh(page)


def _place(one: Giveaway) -> str:
    names = store.station_names(current().connections(), [one])
    return names.get(one.station_id, "") or one.place_name


def _fresh(page: str) -> Response:
    response = Response(page)
    response.headers["Cache-Control"] = "no-store"
    return response
