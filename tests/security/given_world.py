"""What a give-away leaves behind at a station, every text of it marked."""

from __future__ import annotations

import hashlib

from stations.db.base import Database
from stations.giveaways import gift_card_store, handout_store, stock_store, store
from stations.giveaways.model import (
    DifferenceReason,
    GiftCard,
    GiftCategory,
    Giveaway,
    GiveawayState,
    Handout,
    HandoutDifference,
    StockKind,
    StockMove,
    StockStage,
)
from tests.support import make


def ids(tag: str) -> dict[str, list[str]]:
    """What stands for the variables of a route."""
    return {
        "giveaway_id": [f"giveaway-{tag}"],
        "giver_id": [f"giver-{tag}"],
    }


def fill(db: Database, station_id: str, area: str, words: str) -> None:
    """An open give-away with a ledger, a card and a difference (inside `writing`)."""
    of = f"giveaway-{station_id}"
    one = Giveaway(
        id=of, station_id=station_id, area_code=area, season=words[:20], title=words[:60],
        details=words, shows_counts=True, state=GiveawayState.OPEN,
        categories=(GiftCategory(code="clothes", word=words[:20], unit=words[:4]),),
    )  # fmt: skip
    act = make.act("", reason=words)
    store.add(db, one, at=make.NOON)
    giver = store.giver(db, of, words[:40], new_id=f"giver-{station_id}")
    came = StockMove(category="clothes", kind=StockKind.IN, amount=9, source=StockStage.OUTSIDE,
                     target=StockStage.READY, giver=giver, reason=words)  # fmt: skip
    stock_store.add(db, of, came, act=act)
    card = GiftCard(id=f"card-{station_id}", giveaway_id=of, number=1, holder=f"card-{station_id}",
                    made_at=make.NOON)  # fmt: skip
    digest = hashlib.sha256(f"secret-{station_id}".encode()).hexdigest()
    gift_card_store.add(db, [(card, digest)])
    key = hashlib.sha256(station_id.encode()).hexdigest()[:32]
    handed = Handout(key=key, giveaway_id=of, card_id=card.id, said=words[:20],
                     given_at=make.NOON)  # fmt: skip
    handout_store.add(db, handed, act=act)
    gone = StockMove(category="clothes", kind=StockKind.GIVE, amount=2, source=StockStage.READY,
                     target=StockStage.GIVEN, handout=key)  # fmt: skip
    stock_store.add(db, of, gone, act=act)
    difference = HandoutDifference(handout=key, giveaway_id=of, category="clothes", amount=1,
                                   reason=DifferenceReason.STOCK)  # fmt: skip
    handout_store.add_differences(db, [difference])
