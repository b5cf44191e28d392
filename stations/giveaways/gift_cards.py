"""Cards by which people take things: made, found, blocked and replaced.

A secret is made from the key of the installation and the id of its card, so that a sheet can be
printed again; the database holds its digest alone.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
from dataclasses import replace
from datetime import datetime

from stations.accounts.model import Account
from stations.accounts.roles import Action
from stations.audit.model import Act
from stations.db.base import Database
from stations.errors import Invalid, NotFound, Refused
from stations.giveaways import arranging, gift_card_store
from stations.giveaways.model import GiftCard, GiftCardState, number_of

CARDS_MADE, CARD_BLOCKED, CARD_REPLACED = (
    "gift_cards_made",
    "gift_card_blocked",
    "gift_card_replaced",
)
MOST_AT_ONCE, MOST_CARDS = 500, 20_000
_SECRET = 24
"""Hexadecimal signs: 96 bits."""


def secret_of(key: bytes, card_id: str) -> str:
    """What the code of a card says."""
    return hmac.new(key, f"gift card {card_id}".encode(), hashlib.sha256).hexdigest()[:_SECRET]


def issue(
    db: Database, giveaway_id: str, number: int, *, key: bytes, by: Account, act: Act
) -> list[GiftCard]:
    """Makes so many cards, numbered on from the last one."""
    if not 1 <= number <= MOST_AT_ONCE:
        raise Invalid("invalid.gift_cards", field="number", most=MOST_AT_ONCE)
    with db.writing() as tx:
        one = arranging.found(tx, giveaway_id, by=by, action=Action.EDIT)
        last = gift_card_store.last_number(tx, one.id)
        if last + number > MOST_CARDS:
            raise Refused("enough_cards", most=MOST_CARDS)
        made = [_new(one.id, last + n, at=act.at) for n in range(1, number + 1)]
        gift_card_store.add(tx, [(card, _digest(secret_of(key, card.id))) for card in made])
        arranging.note(tx, one, act=replace(act, action=CARDS_MADE), cards=number)
    return made


def by_number(db: Database, giveaway_id: str, typed: str) -> GiftCard:
    """The card whose number was typed; Invalid where it cannot be right, NotFound where none."""
    number = number_of(typed)
    if number is None:
        raise Invalid("invalid.gift_card_number", field="card")
    card = gift_card_store.numbered(db, giveaway_id, number)
    if card is None:
        raise Invalid("invalid.gift_card_unknown", field="card")
    return card


def by_secret(db: Database, secret: str) -> GiftCard:
    """The card whose code was read; NotFound else."""
    card = gift_card_store.by_digest(db, _digest(secret))
    if card is None:
        raise NotFound("not_found.gift_card")
    return card


def block(db: Database, giveaway_id: str, typed: str, *, by: Account, act: Act) -> GiftCard:
    """Takes a lost card out of use."""
    with db.writing() as tx:
        one = arranging.found(tx, giveaway_id, by=by, action=Action.EDIT)
        card = by_number(tx, one.id, typed)
        if not gift_card_store.block(tx, card.id, at=act.at):
            raise Refused("moved.card_blocked", number=card.shown)
        arranging.note(tx, one, act=replace(act, action=CARD_BLOCKED), number=card.number)
    return card


def replace_lost(
    db: Database, giveaway_id: str, typed: str, *, key: bytes, by: Account, act: Act
) -> GiftCard:
    """Another card for whoever lost this one; what was taken by it counts on."""
    with db.writing() as tx:
        one = arranging.found(tx, giveaway_id, by=by, action=Action.EDIT)
        lost = by_number(tx, one.id, typed)
        gift_card_store.block(tx, lost.id, at=act.at)
        if gift_card_store.live_of(tx, lost.holder):
            raise Refused("moved.card_replaced", number=lost.shown)
        new = replace(
            _new(one.id, gift_card_store.last_number(tx, one.id) + 1, at=act.at),
            holder=lost.holder,
        )
        gift_card_store.add(tx, [(new, _digest(secret_of(key, new.id)))])
        acted = replace(act, action=CARD_REPLACED)
        arranging.note(tx, one, act=acted, number=lost.number, new=new.number)
    return new


def check_live(card: GiftCard) -> None:
    """Refused where a card is out of use."""
    if card.state is GiftCardState.BLOCKED:
        raise Refused("card_blocked", number=card.shown)


def _new(giveaway_id: str, number: int, *, at: datetime) -> GiftCard:
    card_id = secrets.token_hex(8)
    return GiftCard(id=card_id, giveaway_id=giveaway_id, number=number, holder=card_id, made_at=at)


def _digest(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()
