"""What the pages of a give-away show."""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from typing import Any

from stations.accounts.model import Account
from stations.accounts.roles import Action
from stations.db.base import Database
from stations.giveaways import (
    arranging,
    gift_card_store,
    handout_store,
    left_over,
    stock_store,
    store,
    time_slots,
)
from stations.giveaways.handing import Allowed, Booked
from stations.giveaways.model import (
    KIND_WORDS,
    OUTCOME_WORDS,
    REASON_WORDS,
    STAGE_WORDS,
    STATE_WORDS,
    DifferenceOutcome,
    Giveaway,
    HandoutDifference,
    Stock,
    StockEntry,
    StockKind,
    StockStage,
)
from stations.moments import china_text

_MOST_ROWS = 60
_TAKEN_FROM = (StockStage.READY, StockStage.RECEIVED, StockStage.DISINFECTED)


def row(one: Giveaway, names: Mapping[str, str]) -> dict[str, Any]:
    """A give-away in a list."""
    return {
        "it": one,
        "place": names.get(one.station_id, "") or one.place_name,
        "state": STATE_WORDS[one.state],
    }


def page(db: Database, one: Giveaway, who: Account) -> dict[str, Any]:
    """The page of one give-away."""
    stock = stock_store.stock(db, one.id)
    differences = handout_store.differences(db, [one.id])
    return {
        **row(one, store.station_names(db, [one])),
        "lines": [(category, stock.get(category.code, Stock())) for category in one.categories],
        "may_edit": who.may(Action.EDIT, arranging.scope(db, one)),
        "cards": gift_card_store.counts(db, one.id),
        "people": handout_store.people(db, one.id),
        "slots": slots(db, one),
        "differences": [
            difference(one, it) for it in differences if it.outcome is DifferenceOutcome.OPEN
        ],
        "taken_from": [(stage.value, STAGE_WORDS[stage]) for stage in _TAKEN_FROM],
        "form": secrets.token_hex(16),
        "longest": arranging.LONGEST,
    }


def slots(db: Database, one: Giveaway) -> list[dict[str, Any]]:
    """Its time slots, and how many people came in each; nothing where it has none."""
    served = handout_store.served(db, one.id)
    return [
        {
            "id": slot.id,
            "when": f"{china_text(slot.starts_at)}–{china_text(slot.ends_at)[-5:]}",
            "came": served.get(slot.id, 0),
            "capacity": slot.capacity,
        }
        for slot in time_slots.slots(db, one)
    ]


def difference(one: Giveaway, it: HandoutDifference) -> dict[str, Any]:
    """What waits for a decision."""
    category = one.category(it.category)
    return {
        "it": it,
        "thing": f"{category.word} {it.amount} {category.unit}" if category else it.category,
        "why": REASON_WORDS[it.reason],
        "outcome": OUTCOME_WORDS[it.outcome],
        "given_at": china_text(it.given_at),
    }


def ledger(
    found: Sequence[Giveaway], entries: Sequence[StockEntry],
    differences: Sequence[HandoutDifference],
) -> dict[str, Any]:  # fmt: skip
    """The ledger of some give-aways with what is left, the newest rows first."""
    by_id = {one.id: one for one in found}
    return {
        "left": [
            {"it": line, "ran_out": china_text(line.ran_out_at)}
            for line in left_over.table(found, entries)
        ],
        "givers": left_over.givers(entries),
        "rows": [_entry(by_id[it.giveaway_id], it) for it in reversed(entries[-_MOST_ROWS:])],
        "number": len(entries),
        "differences": [difference(by_id[it.giveaway_id], it) for it in differences],
    }


def _entry(one: Giveaway, it: StockEntry) -> dict[str, Any]:
    category = one.category(it.move.category)
    may_counter = it.move.kind is not StockKind.COUNTER and not it.corrected
    help_ = filter(None, ("记错了" if may_counter else "", "改捐赠方" if it.move.giver else ""))
    return {
        "it": it,
        "of": one,
        "at": china_text(it.at),
        "kind": KIND_WORDS[it.move.kind],
        "word": category.word if category else it.move.category,
        "unit": category.unit if category else "",
        "way": f"{STAGE_WORDS[it.move.source]} → {STAGE_WORDS[it.move.target]}",
        "may_counter": may_counter,
        "help": "、".join(help_),
    }


def rest(one: Giveaway, may: Allowed) -> list[dict[str, Any]]:
    """What a card may take now, by category."""
    return [
        {
            "code": category.code,
            "word": category.word,
            "unit": category.unit,
            "limit": category.per_person,
            "taken": may.taken.get(category.code, 0),
            "ready": may.ready.get(category.code, 0),
            "most": may.most(one, category.code),
        }
        for category in one.categories
    ]


def told(one: Giveaway, done: Booked) -> str:
    """What became of a hand-out, in a sentence."""
    given = "、".join(_thing(one, code, n) for code, n in done.given.items())
    waiting = "、".join(
        f"{_thing(one, it.category, it.amount)}（{REASON_WORDS[it.reason]}）" for it in done.waiting
    )
    words = f"已交付：{given}。" if given else ""
    if waiting:
        words += f"没有直接记账，等人决定：{waiting}。"
    return f"这一笔早就收到了，没有重复记。{words}" if done.again else words


def _thing(one: Giveaway, code: str, number: int) -> str:
    category = one.category(code)
    return f"{category.word} {number} {category.unit}" if category else f"{code} {number}"
