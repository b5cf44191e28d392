"""Cards of give-aways in the database; of their secrets it holds digests."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from stations.db.base import Database, Row, Transaction
from stations.giveaways.model import GiftCard, GiftCardState
from stations.moments import utc_text


def add(tx: Transaction, cards: Sequence[tuple[GiftCard, str]]) -> None:
    """Writes new cards, each with the digest of its secret."""
    tx.load(
        "giveaway_cards",
        [
            {
                "id": card.id,
                "giveaway_id": card.giveaway_id,
                "number": card.number,
                "holder": card.holder,
                "digest": digest,
                "state": card.state.value,
                "made_at": utc_text(card.made_at),
                "blocked_at": None,
            }
            for card, digest in cards
        ],
    )


def block(tx: Transaction, card_id: str, *, at: datetime) -> bool:
    """Takes a card out of use; False where it was already."""
    touched = tx.run(
        "update giveaway_cards set state = 'blocked', blocked_at = :at"
        " where id = :id and state = 'live'",
        at=utc_text(at),
        id=card_id,
    )
    return touched == 1


def last_number(db: Database, giveaway_id: str) -> int:
    """The highest number that a card of a give-away has; 0 for none."""
    row = db.row("select max(number) as n from giveaway_cards where giveaway_id = :id",
                 id=giveaway_id)  # fmt: skip
    return int((row and row["n"]) or 0)


def numbered(db: Database, giveaway_id: str, number: int) -> GiftCard | None:
    """The card of this number."""
    row = db.row(
        "select * from giveaway_cards where giveaway_id = :id and number = :number",
        id=giveaway_id,
        number=number,
    )
    return _card(row) if row else None


def by_digest(db: Database, digest: str) -> GiftCard | None:
    """The card whose secret has this digest."""
    row = db.row("select * from giveaway_cards where digest = :digest", digest=digest)
    return _card(row) if row else None


def live_of(db: Database, holder: str) -> GiftCard | None:
    """The card that this person uses now."""
    row = db.row(
        "select * from giveaway_cards where holder = :holder and state = 'live'", holder=holder
    )
    return _card(row) if row else None


def between(db: Database, giveaway_id: str, *, first: int, last: int) -> list[GiftCard]:
    """The cards with these numbers, those that are blocked left out."""
    rows = db.rows(
        "select * from giveaway_cards where giveaway_id = :id and state = 'live'"
        " and number between :first and :last order by number",
        id=giveaway_id,
        first=first,
        last=last,
    )
    return [_card(row) for row in rows]


def counts(db: Database, giveaway_id: str) -> dict[str, int]:
    """How many cards there are in each state."""
    rows = db.rows(
        "select state, count(*) as n from giveaway_cards where giveaway_id = :id group by state",
        id=giveaway_id,
    )
    return {row["state"]: int(row["n"]) for row in rows}


def _card(row: Row) -> GiftCard:
    return GiftCard(
        id=row["id"],
        giveaway_id=row["giveaway_id"],
        number=int(row["number"]),
        holder=row["holder"],
        state=GiftCardState(row["state"]),
        made_at=datetime.fromisoformat(row["made_at"]),
        blocked_at=datetime.fromisoformat(row["blocked_at"]) if row["blocked_at"] else None,
    )
