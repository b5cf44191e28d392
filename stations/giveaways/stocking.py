"""Things that come in, are disinfected, sorted and taken out, and rows of the ledger taken back."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from dataclasses import dataclass, replace

from stations.accounts.model import Account
from stations.accounts.roles import Action
from stations.audit.model import Act
from stations.db.base import Database, Transaction
from stations.errors import Invalid, Refused
from stations.giveaways import arranging, stock_store, store
from stations.giveaways.model import (
    GiftCategory,
    Giveaway,
    StockEntry,
    StockKind,
    StockMove,
    StockStage,
)

TAKEN_IN, STOCK_MOVED, COUNTERED = "giveaway_taken_in", "giveaway_moved", "giveaway_countered"
MOST_AT_ONCE = 100_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Intake:
    """What one giver brought; `counts` by category."""

    giver: str
    counts: Mapping[str, int]
    disinfected: bool = False
    sorted_: bool = False
    form: str
    told: str = ""
    """Where it came from, beside its giver."""


def take_in(db: Database, giveaway_id: str, given: Intake, *, by: Account, act: Act) -> int:
    """Books what came in; how many things. What was sent before is booked once."""
    with db.writing() as tx:
        one = arranging.found(tx, giveaway_id, by=by, action=Action.EDIT)
        return bring(tx, one, given, act=act)


def bring(tx: Transaction, one: Giveaway, given: Intake, *, act: Act) -> int:
    """Writes what came in; how many things."""
    name = arranging.words(given.giver, field="giver")
    if not any(given.counts.values()):
        raise Invalid("invalid.gift_amount", field="amount", most=MOST_AT_ONCE)
    giver = store.giver(tx, one.id, name, new_id=secrets.token_hex(8))
    booked = 0
    for code, amount in given.counts.items():
        category = _category(one, code)
        if not amount or stock_store.sent_before(tx, one.id, code, given.form):
            continue
        target = category.arrives(disinfected=given.disinfected, sorted_=given.sorted_)
        move = StockMove(
            category=code, kind=StockKind.IN, amount=_amount(amount), giver=giver,
            source=StockStage.OUTSIDE, target=target, form=given.form, reason=given.told,
        )  # fmt: skip
        stock_store.add(tx, one.id, move, act=act)
        booked += amount
    if booked:
        arranging.note(tx, one, act=replace(act, action=TAKEN_IN), things=booked)
    return booked


def move(db: Database, giveaway_id: str, given: StockMove, *, by: Account, act: Act) -> bool:
    """Disinfects, sorts or takes out; False where the form was booked before."""
    with db.writing() as tx:
        one = arranging.found(tx, giveaway_id, by=by, action=Action.EDIT)
        category = _category(one, given.category)
        source, target = _way(category, given)
        wanted = replace(given, amount=_amount(given.amount), source=source, target=target)
        if wanted.kind is StockKind.OUT:
            wanted = replace(wanted, reason=arranging.words(given.reason, field="reason"))
        if stock_store.sent_before(tx, one.id, wanted.category, wanted.form):
            return False
        stock_store.add(tx, one.id, wanted, act=act)
        acted = replace(act, action=STOCK_MOVED, reason=wanted.reason)
        arranging.note(tx, one, act=acted, kind=wanted.kind.value, things=wanted.amount)
    return True


def counter(
    db: Database, giveaway_id: str, row: tuple[str, int], *, reason: str, by: Account, act: Act
) -> None:
    """Takes a row of the ledger (category and number) back by another; it stays to be read."""
    category, seq = row
    why = arranging.words(reason, field="reason")
    with db.writing() as tx:
        one = arranging.found(tx, giveaway_id, by=by, action=Action.EDIT)
        entry = stock_store.get(tx, one.id, category, seq)
        if entry.corrected or entry.move.kind is StockKind.COUNTER:
            raise Refused("moved.countered")
        put_back(tx, one, entry, reason=why, act=act)


def put_back(tx: Transaction, one: Giveaway, entry: StockEntry, *, reason: str, act: Act) -> None:
    """Writes the row that takes another one back."""
    category, seq = entry.move.category, entry.seq
    stock_store.add(tx, one.id, _opposite(entry.move, seq=seq, reason=reason), act=act)
    acted = replace(act, action=COUNTERED, reason=reason)
    arranging.note(tx, one, act=acted, category=category, seq=seq)


def _opposite(move: StockMove, *, seq: int, reason: str) -> StockMove:
    return replace(
        move, kind=StockKind.COUNTER, source=move.target, target=move.source, corrects=seq,
        form="", reason=reason,
    )  # fmt: skip


def _way(category: GiftCategory, given: StockMove) -> tuple[StockStage, StockStage]:
    """From which stage to which a move goes; what is taken out says itself where it lay."""
    if given.kind is StockKind.DISINFECT and category.disinfect:
        return StockStage.RECEIVED, StockStage.DISINFECTED
    if given.kind is StockKind.SORT:
        return category.sorted_from, StockStage.READY
    within = (StockStage.RECEIVED, StockStage.DISINFECTED, StockStage.READY)
    if given.kind is StockKind.OUT and given.source in within:
        return given.source, StockStage.BROKEN
    raise Invalid("invalid.stock_move", field="do", word=category.word)


def _category(one: Giveaway, code: str) -> GiftCategory:
    category = one.category(code)
    if category is None:
        raise Invalid("invalid.gift_category", field="category")
    return category


def _amount(amount: int) -> int:
    if not 1 <= amount <= MOST_AT_ONCE:
        raise Invalid("invalid.gift_amount", field="amount", most=MOST_AT_ONCE)
    return amount
