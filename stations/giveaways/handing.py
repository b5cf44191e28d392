"""Things handed to a person: within the limits, never more than there are, each time once.

What was handed out while the phone had no network is gone already: of that all is booked that the
rules allow, and the rest waits as a difference for a person to decide.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from stations.accounts.model import Account, authorise
from stations.accounts.roles import Action
from stations.audit.model import Act
from stations.db.base import Database, Transaction
from stations.errors import Invalid, Refused
from stations.giveaways import (
    arranging,
    gift_card_store,
    gift_cards,
    handout_store,
    stock_store,
    time_slots,
)
from stations.giveaways.model import (
    DifferenceOutcome,
    DifferenceReason,
    GiftCard,
    GiftCardState,
    Giveaway,
    GiveawayState,
    Handout,
    HandoutDifference,
    StockKind,
    StockMove,
    StockStage,
    number_of,
)

DIFFERENCE_DECIDED, HANDED_OUT = "giveaway_difference_decided", "giveaway_handed_out"
MOST_OF_ONE = 1000
OVER = "超出名额仍发放"
_OVER_LATE = "超出名额：没有网络时发的"
_KEY = re.compile(r"[0-9a-f]{16,64}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Booked:
    """What became of a hand-out."""

    given: Mapping[str, int]
    waiting: Sequence[HandoutDifference] = field(default_factory=tuple)
    again: bool = False
    """Whether it had come before."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Allowed:
    """What a card may still take: by category its limit, what was taken and what there is."""

    taken: Mapping[str, int]
    ready: Mapping[str, int]

    def most(self, one: Giveaway, code: str) -> int:
        """How many of a category may be handed out now."""
        category = one.category(code)
        ready = max(0, self.ready.get(code, 0))
        if category is None or category.per_person is None:
            return ready if category else 0
        return max(0, min(ready, category.per_person - self.taken.get(code, 0)))


def allowed(db: Database, one: Giveaway, card: GiftCard | None) -> Allowed:
    """What may be handed out to this card now."""
    stock = stock_store.stock(db, one.id)
    return Allowed(
        taken=stock_store.taken(db, card.holder) if card else {},
        ready={code: it.ready for code, it in stock.items()},
    )


def hand_out(db: Database, given: Handout, *, card: str, by: Account, act: Act) -> Booked:
    """Books things as they are handed out; all of it or, with a reason, nothing."""
    _check(given)
    with db.writing() as tx:
        one = arranging.found(tx, given.giveaway_id, by=by, action=Action.EDIT)
        if done := _before(tx, given.key, one):
            return done
        if one.state is not GiveawayState.OPEN:
            raise Refused("giveaway_not_open")
        found = _card(tx, one, card)
        may = allowed(tx, one, found)
        for code, amount in given.counts.items():
            _check_amount(one, may, code, amount)
        known = _placed(tx, one, given, found)
        why = _why_over(tx, one, known, found, by=by)
        handout_store.add(tx, known, act=act)
        for code, amount in given.counts.items():
            _give(tx, known, code, amount, act=replace(act, reason=why))
        _note(tx, one, given.counts, act=replace(act, reason=why))
    return Booked(given=dict(given.counts))


def take_over(db: Database, given: Handout, *, card: str, by: Account, act: Act) -> Booked:
    """Books things that were handed out without network, as far as the rules allow."""
    _check(given)
    with db.writing() as tx:
        one = arranging.found(tx, given.giveaway_id, by=by, action=Action.EDIT)
        if done := _before(tx, given.key, one):
            return done
        if unknown := next((code for code in given.counts if not one.category(code)), None):
            raise Invalid("invalid.gift_category", field=unknown[:20])
        found, why = _card_then(tx, one, card, given)
        known = replace(_placed(tx, one, given, found), said=card[:20])
        booked, waiting = _parted(tx, one, known, found, why)
        late = replace(act, reason=_late_reason(known) if _full(tx, one, known, found) else "")
        handout_store.add(tx, known, act=act)
        for code, amount in booked.items():
            _give(tx, known, code, amount, act=late)
        handout_store.add_differences(tx, waiting)
        _note(tx, one, booked, act=act, waiting=sum(it.amount for it in waiting))
    return Booked(given=booked, waiting=waiting)


def received(db: Database, key: str, *, one: Giveaway) -> Booked | None:
    """What became of a hand-out that came before; None where it did not."""
    return _before(db, key, one)


def decide(db: Database, wanted: HandoutDifference, *, words: str, by: Account, act: Act) -> None:
    """Books a difference as it happened after all, or says why it is not booked."""
    why = arranging.words(words, field="reason")
    with db.writing() as tx:
        one = arranging.found(tx, wanted.giveaway_id, by=by, action=Action.EDIT)
        known = [
            it
            for it in handout_store.differences(tx, [one.id], handout=wanted.handout)
            if (it.category, it.reason) == (wanted.category, wanted.reason)
        ]
        if not known or known[0].outcome is not DifferenceOutcome.OPEN:
            raise Refused("moved.difference")
        if wanted.outcome is DifferenceOutcome.BOOKED:
            move = _move(known[0].handout, known[0].category, known[0].amount)
            stock_store.add(tx, one.id, replace(move, reason=why), act=act)
        handout_store.decide(tx, replace(known[0], outcome=wanted.outcome, words=why), act=act)
        acted = replace(act, action=DIFFERENCE_DECIDED, reason=why)
        arranging.note(tx, one, act=acted, outcome=wanted.outcome.value, things=known[0].amount)


def _check(given: Handout) -> None:
    if not _KEY.fullmatch(given.key):
        raise Invalid("invalid.handout_key", field="key")
    if not given.counts:
        raise Invalid("invalid.nothing_handed", field="counts")
    for code, amount in given.counts.items():
        if not 1 <= amount <= MOST_OF_ONE:
            raise Invalid("invalid.gift_amount", field=code[:20], most=MOST_OF_ONE)


def _placed(db: Database, one: Giveaway, given: Handout, card: GiftCard | None) -> Handout:
    """With its card, and the slot in which it was handed out."""
    slot = time_slots.running(time_slots.slots(db, one), given.given_at)
    return replace(given, card_id=card.id if card else "", session_id=slot.id if slot else "")


def _full(db: Database, one: Giveaway, known: Handout, card: GiftCard | None) -> Refused | None:
    """Why nobody more is served in the slot; who came in it already is."""
    slot = next((it for it in time_slots.slots(db, one) if it.id == known.session_id), None)
    if slot is None or not slot.capacity:
        return None
    came = handout_store.came(db, one.id, slot.id)
    if len(came) < slot.capacity or (card is not None and card.holder in came):
        return None
    return Refused("slot_full", capacity=slot.capacity, came=len(came))


def _why_over(
    db: Database, one: Giveaway, known: Handout, card: GiftCard | None, *, by: Account
) -> str:
    """What the ledger says of somebody served over the capacity; '' where it is not exceeded."""
    refused = _full(db, one, known, card)
    if refused is None:
        return ""
    if not known.over_reason:
        raise refused
    authorise(by, Action.ORGANISE, arranging.scope(db, one))
    return f"{OVER}：{arranging.words(known.over_reason, field='over_reason')}"


def _late_reason(known: Handout) -> str:
    """What the ledger says of what was handed out over the capacity without network."""
    try:
        why = arranging.words(known.over_reason, field="over_reason", needed=False)
    except Invalid:
        why = ""
    return f"{_OVER_LATE}：{why}" if why else _OVER_LATE


def _before(db: Database, key: str, one: Giveaway) -> Booked | None:
    known = handout_store.get(db, key)
    if known is None:
        return None
    if known.giveaway_id != one.id:
        raise Invalid("invalid.handout_key", field="key")
    waiting = handout_store.differences(db, [one.id], handout=key)
    given = stock_store.of_handout(db, key)
    return Booked(given=given, waiting=waiting, again=True)


def _card(db: Database, one: Giveaway, typed: str) -> GiftCard | None:
    if not typed and not one.needs_card:
        return None
    card = gift_cards.by_number(db, one.id, typed)
    gift_cards.check_live(card)
    return card


def _card_then(
    db: Database, one: Giveaway, typed: str, given: Handout
) -> tuple[GiftCard | None, DifferenceReason | None]:
    """The card as it was when the things changed hands, and why none of it may be booked."""
    is_late = one.closed_at is not None and given.given_at > one.closed_at
    why = DifferenceReason.CLOSED if is_late or one.state is GiveawayState.PREPARING else None
    if not typed and not one.needs_card:
        return None, why
    number = number_of(typed)
    card = gift_card_store.numbered(db, one.id, number) if number else None
    if card is None:
        return None, why or DifferenceReason.UNKNOWN
    if card.state is GiftCardState.BLOCKED and card.blocked_at and given.given_at > card.blocked_at:
        return card, why or DifferenceReason.BLOCKED
    return card, why


def _parted(
    db: Database, one: Giveaway, given: Handout, card: GiftCard | None,
    why: DifferenceReason | None,
) -> tuple[dict[str, int], list[HandoutDifference]]:  # fmt: skip
    """What is booked now, and what waits for which reason."""
    booked: dict[str, int] = {}
    waiting: list[HandoutDifference] = []
    may = allowed(db, one, card)
    for code, amount in given.counts.items():
        parts = {why: amount} if why else dict(_reasons(one, may, code, amount))
        if rest := amount - sum(parts.values()):
            booked[code] = rest
        waiting += [
            HandoutDifference(
                handout=given.key, giveaway_id=one.id, category=code, amount=n, reason=reason,
                given_at=given.given_at, card=card.shown if card else given.said,
            )
            for reason, n in parts.items()
        ]  # fmt: skip
    return booked, waiting


def _reasons(
    one: Giveaway, may: Allowed, code: str, amount: int
) -> Iterator[tuple[DifferenceReason, int]]:
    category = one.category(code)
    limit = category.per_person if category else None
    within = amount
    if limit is not None:
        within = max(0, min(amount, limit - may.taken.get(code, 0)))
        if over := amount - within:
            yield DifferenceReason.LIMIT, over
    if short := within - min(within, may.ready.get(code, 0)):
        yield DifferenceReason.STOCK, short


def _check_amount(one: Giveaway, may: Allowed, code: str, amount: int) -> None:
    category = one.category(code)
    if category is None:
        raise Invalid("invalid.gift_category", field=code[:20])
    taken, limit = may.taken.get(code, 0), category.per_person
    word, unit = category.word, category.unit
    if limit is not None and taken + amount > limit:
        rest = max(0, limit - taken)
        raise Refused("over_limit", word=word, unit=unit, limit=limit, taken=taken, rest=rest)
    if amount > (ready := may.ready.get(code, 0)):
        raise Refused("short_stock.to_give", word=word, unit=unit, left=ready)


def _move(key: str, code: str, amount: int, *, reason: str = "") -> StockMove:
    return StockMove(
        category=code, kind=StockKind.GIVE, amount=amount, source=StockStage.READY,
        target=StockStage.GIVEN, handout=key, reason=reason,
    )  # fmt: skip


def _give(tx: Transaction, one: Handout, code: str, amount: int, *, act: Act) -> None:
    move = _move(one.key, code, amount, reason=act.reason)
    stock_store.add(tx, one.giveaway_id, move, act=act)


def _note(
    tx: Transaction, one: Giveaway, counts: Mapping[str, int], *, act: Act, waiting: int = 0
) -> None:
    acted = replace(act, action=HANDED_OUT)
    arranging.note(tx, one, act=acted, things=sum(counts.values()), waiting=waiting)
