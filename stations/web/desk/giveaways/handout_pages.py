"""Handing out with one hand: a card, what it may still take, and 交付."""

from __future__ import annotations

import secrets
from datetime import timedelta
from typing import Any

import orjson
from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from flask_wtf.csrf import generate_csrf
from werkzeug.wrappers import Response as AnyResponse

from stations.accounts.roles import Action
from stations.db.base import Database
from stations.errors import Invalid, Refused, StationsError
from stations.giveaways import arranging, gift_cards, handing, store, time_slots
from stations.giveaways.handing import Booked
from stations.giveaways.model import GiftCard, Giveaway, GiveawayState, Handout
from stations.web import assets, clock, error_pages
from stations.web.acting import act
from stations.web.away import trouble_words
from stations.web.desk.giveaways import giveaway_form, giveaway_view
from stations.web.guarding import PREFIX, SIGNED_IN, account, needs
from stations.web.public import install
from stations.web.services import current

blueprint = Blueprint("handing_out", __name__, url_prefix=f"{PREFIX}/giveaways")

_SCRIPTS = ("handing/hand_out.js", "desk/sign_out.js", "shared/submit_guard.js")
_OTHERS = ("css/site.css", "css/desk/layout.css", "css/desk/giveaways.css", "img/favicon.svg",
           "img/icons.svg")  # fmt: skip
_LATEST_S = 30 * 24 * 3600
"""So long ago a phone may have handed something out without network."""


@blueprint.get("/worker.js")
@needs(Action.EDIT)
def worker() -> Response:
    """The worker of the pages at the table: scripts and styles; nothing of anybody."""
    return install.kept_worker(
        "offline/kept_pages_worker.js",
        scripts=_SCRIPTS,
        others=_OTHERS,
        KIND="handing",
        LIST=f"{PREFIX}/giveaways/",
    )


@blueprint.get("/<giveaway_id>/hand")
@needs(Action.EDIT)
def hand(giveaway_id: str) -> AnyResponse:
    """The page for the phone at the table."""
    return _page(giveaway_id, request.args.get("card", "")[:20])


@blueprint.get("/<giveaway_id>/allowed")
@needs(Action.EDIT)
def allowed(giveaway_id: str) -> Response:
    """What a card may still take."""
    db = current().connections()
    try:
        one = arranging.found(db, giveaway_id, by=account(), action=Action.EDIT)
        typed = request.args.get("card", "")[:20]
        card = _card(db, one, typed) if typed else None
    except StationsError as error:
        return _json({"detail": error.message}, status=error_pages.status_of(error))
    rest = giveaway_view.rest(one, handing.allowed(db, one, card))
    return _json({"card": card.shown if card else "", "rest": rest})


@blueprint.get("/<giveaway_id>/ready")
@needs(SIGNED_IN)
def ready(giveaway_id: str) -> Response:
    """Whether a hand-out would arrive now, its account, its token, and whether it came already."""
    db, who = current().connections(), account()
    told: dict[str, Any] = {"account": who.id, "token": generate_csrf()}
    try:
        one = arranging.found(db, giveaway_id, by=who, action=Action.EDIT)
        done = handing.received(db, request.args.get("key", "")[:64], one=one)
    except StationsError as error:
        if trouble_words.is_unready(error):
            raise
        return _json({**told, "refused": error.message})
    return _json({**told, "received": _told(one, done)} if done else told)


@blueprint.post("/<giveaway_id>/hand")
@needs(Action.EDIT)
def deliver(giveaway_id: str) -> AnyResponse:
    """Books a hand-out once, however often it comes."""
    db, who, given = current().connections(), account(), request.form
    programmed = request.accept_mimetypes.best == "application/json"
    card = given.get("card", "")[:20]
    try:
        one = arranging.found(db, giveaway_id, by=who, action=Action.EDIT)
        ago = min(giveaway_form.amount(given.get("ago", "0"), field="ago"), _LATEST_S)
        handout = Handout(
            key=given.get("key", ""),
            giveaway_id=one.id,
            given_at=clock.now() - timedelta(seconds=ago),
            counts=giveaway_form.counts(given),
            over_reason=given.get("why", "") if given.get("over") == "1" else "",
        )
        work = handing.take_over if given.get("late") == "1" else handing.hand_out
        done = work(db, handout, card=card, by=who, act=act(handing.HANDED_OUT))
    except StationsError as error:
        status = error_pages.status_of(error)
        if programmed:
            over = error.code == "slot_full"
            return _json({"detail": error.message, "over": over}, status=status)
        if isinstance(error, (Invalid, Refused)) and status in (400, 409):
            return _page(giveaway_id, card, error=error)
        raise
    if programmed:
        return _json(_told(one, done))
    flash(giveaway_view.told(one, done), "told")
    return redirect(url_for("handing_out.hand", giveaway_id=giveaway_id), code=303)


def _page(giveaway_id: str, typed: str, *, error: Invalid | Refused | None = None) -> Response:
    db, who = current().connections(), account()
    one = arranging.found(db, giveaway_id, by=who, action=Action.EDIT)
    card: GiftCard | None = None
    may = handing.allowed(db, one, None)
    try:
        card = _card(db, one, typed) if typed else None
        may = handing.allowed(db, one, card)
    except (Invalid, Refused) as refused:
        error = error or refused
    names = store.station_names(db, [one])
    slot = time_slots.running(time_slots.slots(db, one), clock.now())
    page = render_template(
        "desk/giveaways/hand.html",
        it=one,
        place=names.get(one.station_id, "") or one.place_name,
        slot=next(
            (it for it in giveaway_view.slots(db, one) if slot and it["id"] == slot.id), None
        ),
        over=handing.OVER,
        longest=arranging.LONGEST["over_reason"],
        is_open=one.state is GiveawayState.OPEN,
        card=card,
        typed=typed,
        rest=giveaway_view.rest(one, may),
        chosen=request.form if error and request.method == "POST" else {},
        key=secrets.token_hex(16),
        account=who.id,
        release=assets.release(),
        error=error.message if error else "",
    )
    answer = Response(page, status=error_pages.status_of(error) if error else 200)
    if one.state is GiveawayState.OPEN and not typed:
        # The phone may keep it for the account.
        answer.headers["X-Hand-Out"] = one.id
    return answer


def _card(db: Database, one: Giveaway, typed: str) -> GiftCard | None:
    if not typed and not one.needs_card:
        return None
    card = gift_cards.by_number(db, one.id, typed)
    gift_cards.check_live(card)
    return card


def _told(one: Giveaway, done: Booked) -> dict[str, Any]:
    return {"words": giveaway_view.told(one, done), "waiting": len(done.waiting)}


def _json(value: object, *, status: int = 200) -> Response:
    return Response(orjson.dumps(value), status=status, mimetype="application/json")
