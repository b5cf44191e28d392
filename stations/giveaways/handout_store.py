"""Hand-outs, and what of them waits for a decision, in the database."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime

from stations.audit.model import Act
from stations.db.base import Database, Row, Transaction, Value
from stations.giveaways.model import (
    DifferenceOutcome,
    DifferenceReason,
    Handout,
    HandoutDifference,
    numbered,
)
from stations.moments import utc_text


def add(tx: Transaction, one: Handout, *, act: Act) -> None:
    """Writes a hand-out; its things stand in the ledger."""
    tx.load(
        "giveaway_handouts",
        [
            {
                "key": one.key,
                "giveaway_id": one.giveaway_id,
                "card_id": one.card_id or None,
                "said": one.said,
                "session_id": one.session_id or None,
                "given_at": utc_text(one.given_at),
                "at": utc_text(act.at),
                "by": act.actor,
                "shown": act.by,
            }
        ],
    )


def get(db: Database, key: str) -> Handout | None:
    """The hand-out of a key, without its counts."""
    row = db.row("select * from giveaway_handouts where key = :key", key=key)
    if row is None:
        return None
    return Handout(
        key=row["key"],
        giveaway_id=row["giveaway_id"],
        card_id=row["card_id"] or "",
        said=row["said"],
        session_id=row["session_id"] or "",
        given_at=datetime.fromisoformat(row["given_at"]),
    )


_TOOK = (
    "(select sum(case when e.target = 'given' then e.amount when e.source = 'given' then -e.amount"
    " else 0 end) from giveaway_entries e where e.handout = h.key) > 0"
)
"""Whether something of a hand-out was not taken back."""
_WHO = "coalesce(c.holder, h.key)"
"""Who took it: the holder of a card, else nobody but this hand-out."""
_SERVED = (
    " from giveaway_handouts h left join giveaway_cards c on c.id = h.card_id"
    f" where h.giveaway_id = :id and {_TOOK}"
)


def served(db: Database, giveaway_id: str) -> dict[str, int]:
    """How many people came in each session ('' for outside of any) and took something."""
    rows = db.rows(
        f"select coalesce(h.session_id, '') as session, count(distinct {_WHO}) as n{_SERVED}"
        " group by coalesce(h.session_id, '')",
        id=giveaway_id,
    )
    return {row["session"]: int(row["n"]) for row in rows}


def came(db: Database, giveaway_id: str, session_id: str) -> set[str]:
    """The people who took something in a session: holders of cards, or hand-outs without any."""
    rows = db.rows(
        f"select distinct {_WHO} as who{_SERVED} and h.session_id = :session",
        id=giveaway_id,
        session=session_id,
    )
    return {row["who"] for row in rows}


def people(db: Database, giveaway_id: str) -> int:
    """How many people took something altogether."""
    row = db.row(f"select count(distinct {_WHO}) as n{_SERVED}", id=giveaway_id)
    return int(row["n"]) if row else 0


def add_differences(tx: Transaction, found: Iterable[HandoutDifference]) -> None:
    """Writes what waits for a decision."""
    tx.load(
        "giveaway_differences",
        [
            {
                "handout": one.handout,
                "category": one.category,
                "reason": one.reason.value,
                "giveaway_id": one.giveaway_id,
                "amount": one.amount,
                "outcome": one.outcome.value,
                "words": "",
                "decided_at": None,
                "decided_by": "",
                "shown": "",
            }
            for one in found
        ],
    )


def differences(db: Database, ids: Sequence[str], *, handout: str = "") -> list[HandoutDifference]:
    """What waits or waited for a decision at these give-aways, the open ones first."""
    values: dict[str, Value] = {f"id{n}": one for n, one in enumerate(ids)}
    marks = ", ".join(f":{name}" for name in values) or "''"
    of_one = " and d.handout = :handout" if handout else ""
    rows = db.rows(
        "select d.*, h.given_at, h.said, c.number from giveaway_differences d"  # noqa: S608
        " join giveaway_handouts h on h.key = d.handout"
        f" left join giveaway_cards c on c.id = h.card_id where d.giveaway_id in ({marks}){of_one}"
        " order by case d.outcome when 'open' then 0 else 1 end, h.given_at, d.handout, d.category",
        **values,
        **({"handout": handout} if handout else {}),
    )
    return [_difference(row) for row in rows]


def decide(tx: Transaction, one: HandoutDifference, *, act: Act) -> bool:
    """Writes what was decided; False where somebody has done so already."""
    touched = tx.run(
        "update giveaway_differences set outcome = :outcome, words = :words, decided_at = :at,"
        " decided_by = :by, shown = :shown where handout = :handout and category = :category"
        " and reason = :reason and outcome = 'open'",
        outcome=one.outcome.value,
        words=one.words,
        at=utc_text(act.at),
        by=act.actor,
        shown=act.by,
        handout=one.handout,
        category=one.category,
        reason=one.reason.value,
    )
    return touched == 1


def _difference(row: Row) -> HandoutDifference:
    return HandoutDifference(
        handout=row["handout"],
        giveaway_id=row["giveaway_id"],
        category=row["category"],
        amount=int(row["amount"]),
        reason=DifferenceReason(row["reason"]),
        outcome=DifferenceOutcome(row["outcome"]),
        words=row["words"],
        decided_at=datetime.fromisoformat(row["decided_at"]) if row["decided_at"] else None,
        shown=row["shown"],
        given_at=datetime.fromisoformat(row["given_at"]),
        card=numbered(int(row["number"])) if row["number"] is not None else row["said"],
    )
