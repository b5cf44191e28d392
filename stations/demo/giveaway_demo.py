"""A give-away of the demo city under way: things came in, and the first slot has been served."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from hashlib import sha256

from stations.accounts import store as accounts
from stations.audit.model import Act
from stations.db.base import Database
from stations.demo import review_stories
from stations.giveaways import arranging, gift_cards, handing, stocking
from stations.giveaways.model import (
    Giveaway,
    GiveawayState,
    Handout,
    StockKind,
    StockMove,
    StockStage,
)
from stations.giveaways.stocking import Intake
from stations.giveaways.usual_categories import usual

_KEEPER = "demo-keeper"
_GIVEN = ("clothes", "books", "appliances", "warmth")
_CARDS, _PEOPLE = 30, 18
_INTAKES = (
    ("演示电商公司", {"clothes": 120, "appliances": 14}, False),
    ("演示街道工会", {"books": 60, "warmth": 40}, True),
    ("演示小区居民", {"clothes": 41, "books": 22}, False),
)


def add(db: Database, at: datetime, *, key: bytes) -> int:
    """Makes the give-away with its ledger; how many people came."""
    keeper = next(one for one in accounts.every(db) if one.demo and one.name == _KEEPER)
    act = Act(actor=keeper.id, by=keeper.shown, action="", at=at - timedelta(days=3))
    given = Giveaway(
        id="", station_id=review_stories.KEPT, area_code="", season="2026 冬", title="冬衣捐赠",
        details="（演示数据）洗净消毒的冬衣、图书和小家电，送给户外劳动者。", shows_counts=True,
        demo=True, categories=tuple(one for one in usual() if one.code in _GIVEN),
    )  # fmt: skip
    one = arranging.make(db, given, by=keeper, act=act)
    for n, (giver, counts, ready) in enumerate(_INTAKES):
        intake = Intake(
            giver=giver, counts=counts, disinfected=ready, sorted_=ready, form=f"demo-in-{n}"
        )
        stocking.take_in(db, one.id, intake, by=keeper, act=act)
    for n, (kind, code, amount) in enumerate((
        (StockKind.DISINFECT, "clothes", 140), (StockKind.DISINFECT, "appliances", 14),
        (StockKind.SORT, "clothes", 130), (StockKind.SORT, "appliances", 14),
        (StockKind.SORT, "books", 22), (StockKind.OUT, "clothes", 6),
    )):  # fmt: skip
        move = StockMove(
            category=code, kind=kind, amount=amount, source=StockStage.READY,
            target=StockStage.READY, reason="（演示）破损" if kind is StockKind.OUT else "",
            form=f"demo-move-{n}",
        )  # fmt: skip
        stocking.move(db, one.id, move, by=keeper, act=act)
    arranging.set_state(db, one.id, GiveawayState.OPEN, by=keeper, act=act)
    cards = gift_cards.issue(db, one.id, _CARDS, key=key, by=keeper, act=act)
    day = replace(act, at=at - timedelta(hours=2))
    for n, card in enumerate(cards[:_PEOPLE]):
        handout = Handout(
            key=sha256(f"demo {n}".encode()).hexdigest()[:32], giveaway_id=one.id,
            given_at=day.at, counts={"clothes": 2 + n % 5, "books": 1 + n % 3},
        )  # fmt: skip
        handing.hand_out(db, handout, card=card.shown, by=keeper, act=day)
    # One phone had no network when the appliances ran out in this slot.
    late = Handout(
        key=sha256(b"demo late").hexdigest()[:32], giveaway_id=one.id, given_at=day.at,
        counts={"appliances": 3},
    )  # fmt: skip
    handing.take_over(db, late, card=cards[_PEOPLE].shown, by=keeper, act=replace(act, at=at))
    return _PEOPLE + 1
